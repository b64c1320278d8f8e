"""Favourites and collections."""

from typing import Any

from rest_framework import serializers
from rest_framework.reverse import reverse

from catalog.api.serializers.artworks import ArtworkSerializer
from catalog.api.serializers.bodies import BodySerializer
from catalog.api.serializers.fields import Amount, IdField, TextOrNull
from catalog.api.serializers.pages import PageSerializer
from catalog.api.serializers.prices import CurrencyField
from catalog.api.serializers.rows import RowSerializer
from catalog.models import Collection, CollectionItem
from catalog.selectors.artworks import published_artworks

NOTE_MAX_LENGTH = 5000
_TOLD_TOGETHER = ("artwork", "title", "purchase_price", "purchase_currency")


class FavoriteSerializer(serializers.Serializer[Any]):
    """An artwork that you like."""

    artwork = ArtworkSerializer()
    added_at = serializers.DateTimeField()


class FavoritePageSerializer(PageSerializer):
    """A page of favourites, the newest first."""

    results = FavoriteSerializer(many=True)


class NewTextField(serializers.CharField):
    """A text to be kept; null and nothing are the same."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401 - REST framework's own options
        super().__init__(required=False, allow_blank=True, allow_null=True, **kwargs)

    def run_validation(self, data: Any = serializers.empty) -> str:  # noqa: ANN401
        """An empty text for null."""
        return super().run_validation(data) or ""


class NewCollectionSerializer(BodySerializer):
    """What a collection is called."""

    name = serializers.CharField(max_length=120)
    note = NewTextField(max_length=NOTE_MAX_LENGTH)


class CollectionSerializer(RowSerializer[Collection]):
    """A collection of yours."""

    note = TextOrNull()
    item_count = serializers.IntegerField()
    url = serializers.HyperlinkedIdentityField(view_name="collection")

    class Meta:
        model = Collection
        fields = ("id", "url", "name", "note", "item_count", "created_at", "changed_at")


class CollectionPageSerializer(PageSerializer):
    """A page of collections, the newest first."""

    results = CollectionSerializer(many=True)


class NewCollectionItemSerializer(BodySerializer):
    """A work for a collection: of the catalogue, or by a title of your own, or both."""

    artwork = IdField(queryset=published_artworks(()), required=False, allow_null=True)
    title = NewTextField(max_length=300, help_text="In your words; needed where the catalogue does not have the work.")
    note = NewTextField(max_length=NOTE_MAX_LENGTH)
    purchase_price = Amount(required=False, allow_null=True, help_text="Null where it is not known.")
    purchase_currency = CurrencyField(allow_null=True, help_text="ISO 4217; with a price, and only then.")
    purchased_on = serializers.DateField(required=False, allow_null=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A work one can tell, and a price whole, with what is there already."""
        if "purchase_currency" in attrs:
            attrs["purchase_currency"] = attrs["purchase_currency"] or ""
        after = {name: attrs.get(name, getattr(self.instance, name, None)) for name in _TOLD_TOGETHER}
        is_named = after["artwork"] is not None or after["title"]
        # One whose artwork has gone since has no name, and may be changed all the same.
        if not is_named and (self.instance is None or {"artwork", "title"} & set(attrs)):
            raise serializers.ValidationError({"title": ["Give a title, or an artwork of the catalogue."]})
        if (after["purchase_price"] is None) != (not after["purchase_currency"]):
            raise serializers.ValidationError({"purchase_currency": ["A price needs its currency, and only a price."]})
        return attrs


class CollectionItemSerializer(RowSerializer[CollectionItem]):
    """A work in a collection of yours."""

    artwork = ArtworkSerializer(allow_null=True, help_text="Null where the catalogue does not have it (any more).")
    title = TextOrNull(help_text="In your words.")
    note = TextOrNull()
    purchase_currency = TextOrNull(help_text="ISO 4217.")
    url = serializers.SerializerMethodField()

    class Meta:
        model = CollectionItem
        fields = (
            *("id", "url", "artwork", "title", "note", "purchase_price", "purchase_currency", "purchased_on"),
            *("added_at", "changed_at"),
        )

    def get_url(self, item: CollectionItem) -> str:
        """Below its collection."""
        return reverse("collection-item", args=[item.collection_id, item.pk], request=self.context["request"])


class CollectionItemPageSerializer(PageSerializer):
    """A page of a collection, the newest first."""

    results = CollectionItemSerializer(many=True)
