"""Artworks with who made them, their pictures, prices and places."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from catalog.api.serializers.fields import Amount, ChoiceOrNull, TextOrNull
from catalog.api.serializers.pages import PageSerializer
from catalog.api.serializers.places import SightingSerializer
from catalog.api.serializers.sparse import SparseSerializer
from catalog.models import Artist, Artwork, Attribution, PriceRecord
from catalog.selectors.artworks import price_history, shown_images, sightings
from catalog.selectors.joins import other_names_of, statements_of


class AttributionSerializer(serializers.Serializer[Attribution]):
    """An artist of an artwork, and how surely."""

    id = serializers.IntegerField(source="artist.shown.pk")
    name = serializers.CharField(source="artist.shown.name")
    qualifier = serializers.ChoiceField(choices=Attribution.Qualifier.choices)
    birth_year = serializers.IntegerField(source="artist.shown.birth_year", allow_null=True)
    death_year = serializers.IntegerField(source="artist.shown.death_year", allow_null=True)
    nationality = TextOrNull(source="artist.shown.nationality")
    url: Any = serializers.HyperlinkedRelatedField(view_name="artist", source="artist.shown", read_only=True)


class ArtistStatementSerializer(serializers.Serializer[Any]):
    """What one source says of an artist."""

    name = serializers.CharField()
    birth_year = serializers.IntegerField(allow_null=True)
    death_year = serializers.IntegerField(allow_null=True)
    nationality = TextOrNull()
    source = serializers.CharField()
    source_id = serializers.CharField()


class ArtistSerializer(SparseSerializer[Artist]):
    """An artist, as one whatever number of sources speak of them."""

    relations = {"aliases": "joined", "statements": "joined"}

    id = serializers.IntegerField(source="pk")
    name = serializers.CharField()
    birth_year = serializers.IntegerField(allow_null=True)
    death_year = serializers.IntegerField(allow_null=True)
    nationality = TextOrNull()
    ulan_id = TextOrNull(help_text="Getty ULAN number.")
    wikidata_id = TextOrNull(help_text="Wikidata QID.")
    aliases = serializers.SerializerMethodField(help_text="Other names that the sources give.")
    statements = serializers.SerializerMethodField(
        help_text="What each source says, first the one whose words are those above."
    )
    source = serializers.CharField(help_text="Who says so.")
    url = serializers.HyperlinkedIdentityField(view_name="artist")

    def get_aliases(self, artist: Artist) -> list[str]:
        """Without the name above."""
        return other_names_of(artist)

    @extend_schema_field(ArtistStatementSerializer(many=True))
    def get_statements(self, artist: Artist) -> list[dict[str, Any]]:
        """One or more."""
        return [*ArtistStatementSerializer(statements_of(artist), many=True).data]


class ImageSerializer(serializers.Serializer[Any]):
    """A picture of an artwork, with its own rights."""

    id = serializers.IntegerField(source="pk")
    url = serializers.HyperlinkedIdentityField(view_name="image-file")
    thumbnail_url = serializers.HyperlinkedIdentityField(view_name="image-thumbnail")
    width_px = serializers.IntegerField()
    height_px = serializers.IntegerField()
    rights = TextOrNull()
    credit = TextOrNull()
    source_url = TextOrNull()


class PriceRecordSerializer(serializers.Serializer[Any]):
    """One statement about a price. An amount that is not known is null, never 0."""

    kind = serializers.ChoiceField(choices=PriceRecord.Kind.choices)
    outcome = ChoiceOrNull(PriceRecord.Outcome.choices)
    amount = Amount(allow_null=True, help_text="In `currency`; the low end of an estimate.")
    amount_high = Amount(allow_null=True, help_text="The high end of an estimate.")
    currency = TextOrNull(help_text="ISO 4217.")
    amount_text = TextOrNull(
        help_text="The amount as written. Alone where its money has no ISO 4217 code, such as scudi, or is unclear."
    )
    object_count = serializers.IntegerField(
        allow_null=True,
        help_text="For how many objects the amount is: 1 = for this work alone, null = for several, number not known.",
    )
    note = TextOrNull(help_text="What the source adds: who shares the price, or owned which part.")
    date = serializers.DateField(allow_null=True, help_text="The first day of the period that is known.")
    date_precision = ChoiceOrNull(PriceRecord.Precision.choices)
    house = TextOrNull(help_text="Auction house or seller.")
    sale = TextOrNull(help_text="Name or number of the sale.")
    lot = TextOrNull()
    stated_by = TextOrNull(help_text="Who said so.")
    is_inferred = serializers.BooleanField(help_text="Deduced, not stated by the source.")
    source = serializers.CharField()


class PriceHistorySerializer(serializers.Serializer[Any]):
    """Everything stated about an artwork's price, newest first."""

    records = PriceRecordSerializer(many=True)
    latest_known = PriceRecordSerializer(
        allow_null=True, help_text="The newest record with an amount for this work alone that is not an estimate."
    )


class ArtworkSerializer(serializers.Serializer[Any]):
    """An artwork in short."""

    id = serializers.IntegerField(source="pk")
    title = TextOrNull()
    artists = AttributionSerializer(source="attributions", many=True)
    date_text = TextOrNull(help_text="The date as written.")
    year_from = serializers.IntegerField(allow_null=True)
    year_to = serializers.IntegerField(allow_null=True)
    style = TextOrNull()
    genre = TextOrNull()
    medium = TextOrNull()
    dimensions_text = TextOrNull(help_text="The size as written.")
    height_mm = serializers.IntegerField(allow_null=True)
    width_mm = serializers.IntegerField(allow_null=True)
    accession_number = TextOrNull()
    wikidata_id = TextOrNull(help_text="Wikidata QID.")
    rights = TextOrNull(help_text="Of the record; the picture has its own.")
    credit_line = TextOrNull(help_text="As the holder wants it shown with the work.")
    source_url = TextOrNull(source="url", help_text="The source's own page about the work.")
    source = serializers.CharField()
    image = serializers.SerializerMethodField()
    url = serializers.HyperlinkedIdentityField(view_name="artwork")

    @extend_schema_field(ImageSerializer(allow_null=True))
    def get_image(self, artwork: Artwork) -> dict[str, Any] | None:
        """The picture to show first."""
        images = shown_images(artwork)
        return dict(ImageSerializer(images[0], context=self.context).data) if images else None


class ArtworkDetailSerializer(SparseSerializer[Any], ArtworkSerializer):
    """An artwork, of which the client says what it needs."""

    relations = {
        "artists": "attributions",
        "image": "reference_images",
        "images": "reference_images",
        "price_history": "price_records",
        "seen_at": "displays",
    }

    images = serializers.SerializerMethodField()
    price_history = serializers.SerializerMethodField()
    seen_at = serializers.SerializerMethodField()

    @extend_schema_field(ImageSerializer(many=True))
    def get_images(self, artwork: Artwork) -> list[dict[str, Any]]:
        """All pictures, the first one first."""
        return [*ImageSerializer(shown_images(artwork), many=True, context=self.context).data]

    @extend_schema_field(PriceHistorySerializer)
    def get_price_history(self, artwork: Artwork) -> dict[str, Any]:
        """What is stated about the price."""
        return dict(PriceHistorySerializer(price_history(artwork), context=self.context).data)

    @extend_schema_field(SightingSerializer(many=True))
    def get_seen_at(self, artwork: Artwork) -> list[dict[str, Any]]:
        """Where the artwork can be seen."""
        return list(SightingSerializer(sightings(artwork), many=True, context=self.context).data)


class ArtworkPageSerializer(PageSerializer):
    """A page of artworks."""

    results = ArtworkDetailSerializer(many=True)


class ArtistPageSerializer(PageSerializer):
    """A page of artists."""

    results = ArtistSerializer(many=True)


class SimilarArtworkSerializer(serializers.Serializer[Any]):
    """An artwork that looks like another."""

    artwork = ArtworkDetailSerializer()
    similarity = serializers.FloatField(
        help_text="Cosine similarity of the embeddings of the most similar pictures, -1 to 1."
    )


class SimilarArtworksSerializer(serializers.Serializer[Any]):
    """The works that look most like one, the most similar first."""

    results = SimilarArtworkSerializer(many=True)
