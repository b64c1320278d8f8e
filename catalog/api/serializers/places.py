"""Venues, and what is known of an artwork's being there."""

from typing import Any

from rest_framework import serializers

from catalog.api.serializers.fields import TextOrNull
from catalog.api.serializers.pages import PageSerializer
from catalog.api.serializers.sparse import SparseQuerySerializer, SparseSerializer
from catalog.models import Exhibition, Venue


class VenueSerializer(serializers.Serializer[Venue]):
    """A museum, gallery or auction house. Coordinates are WGS 84 degrees, both or neither."""

    id = serializers.IntegerField(source="pk")
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=Venue.Kind.choices)
    address = TextOrNull()
    city = TextOrNull()
    country = TextOrNull()
    latitude = serializers.FloatField(allow_null=True)
    longitude = serializers.FloatField(allow_null=True)
    time_zone = TextOrNull(help_text="IANA name.")
    website = TextOrNull(source="url", help_text="The venue's own site.")
    url = serializers.HyperlinkedIdentityField(view_name="venue")


class VenueDetailSerializer(SparseSerializer[Venue], VenueSerializer):
    """A venue with its hours."""

    opening_hours = serializers.SerializerMethodField(help_text="As the source states them.")
    wikidata_id = TextOrNull(help_text="Wikidata QID.")
    source = serializers.CharField()

    def get_opening_hours(self, venue: Venue) -> dict[str, Any] | None:
        """The hours, or None where no source states them."""
        return venue.opening_hours or None


class VenueQuerySerializer(SparseQuerySerializer):
    """The parameters of a venue."""

    sparse = VenueDetailSerializer


class ExhibitionSerializer(serializers.Serializer[Exhibition]):
    """Something shown at a venue for a while."""

    id = serializers.IntegerField(source="pk")
    title = serializers.CharField()
    starts_on = serializers.DateField(allow_null=True)
    ends_on = serializers.DateField(allow_null=True)
    website = TextOrNull(source="url", help_text="The venue's own page.")
    url = serializers.HyperlinkedIdentityField(view_name="exhibition")


class ExhibitionDetailSerializer(SparseSerializer[Exhibition], ExhibitionSerializer):
    """An exhibition with its venue."""

    venue = VenueSerializer()
    source = serializers.CharField(help_text="Who says so.")


class ExhibitionPageSerializer(PageSerializer):
    """A page of exhibitions."""

    results = ExhibitionDetailSerializer(many=True)


class SightingSerializer(serializers.Serializer[Any]):
    """A source's word on where an artwork is."""

    venue = VenueSerializer(source="display.venue")
    is_on_display = serializers.BooleanField(
        allow_null=True, help_text="Today, as far as the source of `as_of` knew; null where it does not say."
    )
    room = TextOrNull(source="display.room")
    to = serializers.DateField(source="display.to_date", allow_null=True)
    as_of = serializers.DateField(source="display.as_of", help_text="The day the source said so.")
    exhibition = ExhibitionSerializer(source="display.exhibition", allow_null=True)
    source = serializers.CharField(source="display.source")

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Adds ``from``, which Python does not allow as a name."""
        return {**super().get_fields(), "from": serializers.DateField(source="display.from_date", allow_null=True)}
