"""Venues as GeoJSON (RFC 7946)."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from catalog.api.serializers.places import ListedVenueSerializer
from catalog.models import Venue


class _Constant(serializers.ChoiceField):
    """A member that always has the same value."""

    def __init__(self, value: str) -> None:
        super().__init__(choices=[value], default=value, read_only=True)


class GeoJsonPointSerializer(serializers.Serializer[Any]):
    """A place."""

    type = _Constant("Point")
    coordinates = serializers.ListField(
        child=serializers.FloatField(), min_length=2, max_length=2, help_text="Longitude, latitude."
    )


class VenuePropertiesSerializer(ListedVenueSerializer):
    """What is known of a venue but its place."""

    id = None
    latitude = None
    longitude = None


class VenueFeatureSerializer(serializers.Serializer[Any]):
    """A venue and its place. The context says which properties to tell: ``only``."""

    type = _Constant("Feature")
    id = serializers.IntegerField(source="pk")
    geometry = serializers.SerializerMethodField(help_text="Null where the place is not known.")
    properties = serializers.SerializerMethodField()

    @extend_schema_field(GeoJsonPointSerializer(allow_null=True))
    def get_geometry(self, venue: Venue) -> dict[str, Any] | None:
        """The place as a point."""
        if venue.latitude is None:
            return None
        return {"type": "Point", "coordinates": [venue.longitude, venue.latitude]}

    @extend_schema_field(VenuePropertiesSerializer)
    def get_properties(self, venue: Venue) -> dict[str, Any]:
        """All else that is asked for."""
        return dict(VenuePropertiesSerializer(venue, only=self.context["only"], context=self.context).data)


class VenueFeaturesSerializer(serializers.Serializer[Any]):
    """A page of venues; `next` and `previous` are foreign members."""

    type = _Constant("FeatureCollection")
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    features = VenueFeatureSerializer(many=True)
