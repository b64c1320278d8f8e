"""A venue's statistics."""

from typing import Any

from rest_framework import serializers

from catalog.api.serializers.closed import ClosedSerializer
from catalog.api.serializers.fields import TextOrNull
from catalog.api.serializers.prices import PricedArtworkSerializer

_FIGURE = "Rounded down to a multiple of `step`; null below it, be it none or few."


class ScannedWorkSerializer(serializers.Serializer[Any]):
    """A work and how often it was scanned."""

    artwork = PricedArtworkSerializer()
    scans = serializers.IntegerField(allow_null=True, help_text=_FIGURE)


class StatisticsSerializer(serializers.Serializer[Any]):
    """What was scanned at a venue."""

    to = serializers.DateField(source="weeks.last", help_text="A Sunday.")
    time_zone = TextOrNull(
        source="venue.time_zone", help_text="Of days and hours; null: UTC, as the venue's is unknown."
    )
    step = serializers.IntegerField(help_text="What every figure is rounded down to a multiple of.")
    scans = serializers.IntegerField(allow_null=True, help_text=f"All of them. {_FIGURE}")
    unknown = serializers.IntegerField(allow_null=True, help_text=f"What was not recognized. {_FIGURE}")
    most_scanned = ScannedWorkSerializer(many=True, help_text="Up to ten works that have a figure.")
    least_scanned = ScannedWorkSerializer(many=True, help_text="Up to ten works that hang there today.")
    hours = serializers.ListField(
        child=serializers.IntegerField(allow_null=True),
        min_length=24,
        max_length=24,
        help_text=f"Scans by hour of the day, from midnight on. {_FIGURE}",
    )

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Adds ``from``, which Python does not allow as a name."""
        first = serializers.DateField(source="weeks.first", help_text="A Monday.")
        return {"from": first, **super().get_fields()}


class StatisticsQuerySerializer(ClosedSerializer):
    """The period; it is widened to whole weeks, of which those count that are over."""

    to = serializers.DateField(required=False, help_text="Its last day; today unless given.")

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Adds ``from``, which Python does not allow as a name."""
        first = serializers.DateField(required=False, help_text="Its first day; four weeks before unless given.")
        return {"from": first, **super().get_fields()}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """In order."""
        first, last = attrs.get("from"), attrs.get("to")
        if first is not None and last is not None and first > last:
            raise serializers.ValidationError({"from": "This is after “to”."})
        return attrs
