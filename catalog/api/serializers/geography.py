"""Places as query parameters."""

import re
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from catalog.api.serializers.closed import ClosedSerializer
from catalog.selectors.geography import Box, Circle, Point

MAX_RADIUS_M = 1_000_000
_DEFAULT_RADIUS_M = 10_000
_NUMBER = r"-?[0-9]+(\.[0-9]+)?"
_POSITION = rf"{_NUMBER}, ?{_NUMBER}"
_BOX = rf"{_POSITION}, ?{_POSITION}"


def _numbers(text: str, pattern: str) -> list[float] | None:
    return [float(part) for part in text.split(",")] if re.fullmatch(pattern, text) else None


@extend_schema_field(
    {"type": "string", "pattern": f"^{_POSITION}$", "examples": ["38.7139,-9.1394"]}, component_name="Position"
)
class PointField(serializers.Field[Point, str, str, Any]):
    """A point as "latitude,longitude"."""

    def to_internal_value(self, data: str) -> Point:  # noqa: D102
        numbers = _numbers(data.strip(), _POSITION)
        if numbers is None or abs(numbers[0]) > 90 or abs(numbers[1]) > 180:
            raise serializers.ValidationError(
                "Give latitude (-90 to 90) and longitude (-180 to 180), in this order: near=38.7139,-9.1394."
            )
        return Point(*numbers)


@extend_schema_field(
    {"type": "string", "pattern": f"^{_BOX}$", "examples": ["-9.23,38.69,-9.09,38.80"]},
    component_name="Box",
)
class BoxField(serializers.Field[Box, str, str, Any]):
    """A box as "west,south,east,north"."""

    def to_internal_value(self, data: str) -> Box:  # noqa: D102
        numbers = _numbers(data.strip(), _BOX)
        if numbers is None or max(map(abs, numbers[::2])) > 180 or max(map(abs, numbers[1::2])) > 90:
            raise serializers.ValidationError(
                "Give west, south, east and north, in this order and in degrees: box=-9.23,38.69,-9.09,38.80."
            )
        box = Box(*numbers)
        if box.south > box.north:
            raise serializers.ValidationError("South lies north of north: the order is west,south,east,north.")
        return box


class AreaQuerySerializer(ClosedSerializer):
    """The parameters of any list that can be narrowed to an area."""

    near = PointField(required=False, help_text="Only what is near this point, the nearest first: latitude,longitude.")
    radius_m = serializers.IntegerField(
        required=False,
        min_value=1,
        max_value=MAX_RADIUS_M,
        help_text=f"How far is near, in metres along the great circle; {_DEFAULT_RADIUS_M} unless given.",
    )
    box = BoxField(
        required=False,
        help_text="Only what lies between: west,south,east,north in degrees (RFC 7946, section 5). Where west is"
        " greater than east, the box crosses the antimeridian.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Makes one circle of ``near`` and ``radius_m``."""
        radius_m = attrs.pop("radius_m", None)
        if "near" in attrs:
            attrs["near"] = Circle(attrs["near"], _DEFAULT_RADIUS_M if radius_m is None else radius_m)
        elif radius_m is not None:
            raise serializers.ValidationError({"radius_m": "Say of which point: near=latitude,longitude."})
        return attrs
