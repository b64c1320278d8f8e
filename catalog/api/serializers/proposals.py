"""What may be proposed, each by the fields that its model has. Written and told alike."""

from typing import Any

from django.utils import timezone
from rest_framework import serializers

from catalog.api.serializers.bodies import BodySerializer
from catalog.api.serializers.fields import Choice, IdField, validate_text
from catalog.api.serializers.my_art import NewTextField
from catalog.api.serializers.prices import CurrencyField
from catalog.api.serializers.rows import RowSerializer
from catalog.models import Artist, Artwork, Display, PriceRecord, Venue
from catalog.services.contributions import CORRECTABLE
from catalog.services.contributions.proposals import PLACE_FIELDS, PRICE_FIELDS, VENUE_FIELDS, WORK_FIELDS


class ProposedSerializer(BodySerializer, RowSerializer[Any]):
    """Fields of a model from a closed list; null where something is not known. Written and told as JSON."""

    is_partial = False
    """Whether every field may be left out."""

    def build_standard_field(self, field_name: str, model_field: Any) -> Any:  # noqa: ANN401 - REST framework's hook
        """Takes null for an empty text, and leaves to the model what is unique."""
        kind, kwargs = super().build_standard_field(field_name, model_field)
        if self.is_partial:
            kwargs["required"] = False
        if kwargs.pop("allow_blank", False):
            kwargs["allow_null"] = True
        return kind, kwargs

    def to_internal_value(self, data: Any) -> Any:  # noqa: ANN401
        """The fields, texts that are not known as the model has them: empty."""
        told = super().to_internal_value(data)
        texts = (serializers.CharField, serializers.ChoiceField)
        return {
            name: "" if value is None and isinstance(self.fields[name], texts) else value
            for name, value in told.items()
        }

    def to_representation(self, instance: Any) -> dict[str, Any]:  # noqa: ANN401
        """Null for an empty text."""
        return {name: None if value == "" else value for name, value in super().to_representation(instance).items()}


class ArtworkChangesSerializer(ProposedSerializer):
    """The fields of an artwork that are wrong, with their right values."""

    is_partial = True

    class Meta:
        model = Artwork
        fields = CORRECTABLE[Artwork]


class ArtistChangesSerializer(ProposedSerializer):
    """The fields of an artist that are wrong, with their right values."""

    is_partial = True

    class Meta:
        model = Artist
        fields = CORRECTABLE[Artist]


class VenueChangesSerializer(ProposedSerializer):
    """The fields of a venue that are wrong, with their right values."""

    is_partial = True

    class Meta:
        model = Venue
        fields = CORRECTABLE[Venue]


class ProposedPriceSerializer(ProposedSerializer):
    """A price of an artwork, as its price records have it. Null or nothing where something is not known."""

    outcome = Choice(choices=PriceRecord.Outcome.choices, required=False, allow_null=True)
    currency = CurrencyField(allow_null=True, help_text="ISO 4217; with an amount, and only then.")
    date_precision = Choice(choices=PriceRecord.Precision.choices, required=False, allow_null=True)

    class Meta:
        model = PriceRecord
        fields = PRICE_FIELDS


class ProposedVenueSerializer(ProposedSerializer):
    """A place that the catalogue does not have."""

    class Meta:
        model = Venue
        fields = VENUE_FIELDS


class ProposedPlaceSerializer(ProposedSerializer):
    """Where an artwork hangs: at a venue of the catalogue, or at a new one."""

    venue = IdField(queryset=Venue.objects.all(), required=False, allow_null=True)
    new_venue = ProposedVenueSerializer(required=False, allow_null=True)
    as_of = serializers.DateField(required=False, help_text="The day it was seen there; today where it is not given.")

    class Meta:
        model = Display
        fields = ("venue", "new_venue", *PLACE_FIELDS)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """One place, seen already."""
        if (attrs.get("venue") is None) == (attrs.get("new_venue") is None):
            raise serializers.ValidationError({"venue": ["Give either a venue of the catalogue, or a new one."]})
        today = timezone.now().date()
        if attrs.setdefault("as_of", today) > today:
            raise serializers.ValidationError({"as_of": ["This day is still to come."]})
        if attrs.get("venue") is not None:
            attrs["venue"] = attrs["venue"].pk
        return attrs

    def to_representation(self, instance: Any) -> dict[str, Any]:  # noqa: ANN401
        """The venue by its id, whether or not it still stands."""
        return {**super().to_representation({**instance, "venue": None}), "venue": instance.get("venue")}


class ProposedWorkSerializer(ProposedSerializer):
    """A work that the catalogue does not have. Its photos come beside it in the form."""

    title = serializers.CharField(max_length=500)
    artist = IdField(queryset=Artist.objects.all(), required=False, allow_null=True)
    artist_name = NewTextField(
        max_length=300, validators=[validate_text], help_text="Where the catalogue does not have the artist."
    )
    photo_rights = NewTextField(
        max_length=100, validators=[validate_text], help_text="Under which the photos may be shown: “CC BY 4.0”."
    )

    class Meta:
        model = Artwork
        fields = (*WORK_FIELDS, "artist", "artist_name", "photo_rights")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """One artist at most."""
        if attrs.get("artist") is not None:
            if attrs.get("artist_name"):
                raise serializers.ValidationError({"artist_name": ["Give either an artist or a name."]})
            attrs["artist"] = attrs["artist"].pk
        return attrs

    def to_representation(self, instance: Any) -> dict[str, Any]:  # noqa: ANN401
        """The artist by their id, whether or not they still stand."""
        return {**super().to_representation({**instance, "artist": None}), "artist": instance.get("artist")}


TOLD: dict[str, type[ProposedSerializer]] = {
    "artwork_changes": ArtworkChangesSerializer,
    "artist_changes": ArtistChangesSerializer,
    "venue_changes": VenueChangesSerializer,
    "price": ProposedPriceSerializer,
    "place": ProposedPlaceSerializer,
    "work": ProposedWorkSerializer,
}
"""The members that a proposal may stand in; which one follows from its kind and from what it is about."""
