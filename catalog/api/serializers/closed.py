"""What a client sends has the names that are described, and no others: a misspelt one would be lost unseen."""

from collections.abc import Collection, Mapping
from difflib import get_close_matches
from typing import Any

from drf_spectacular.extensions import OpenApiSerializerExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import Direction
from rest_framework import serializers


class ClosedSerializer(serializers.Serializer[Any]):
    """Refuses names that it has no field for, each with the nearest one that there is."""

    def to_internal_value(self, data: Any) -> Any:  # noqa: ANN401
        """Raises ``ValidationError`` with a message for each such name."""
        if isinstance(data, Mapping) and (unknown := [name for name in data if name not in self.fields]):
            raise serializers.ValidationError({name: [_refusal(name, self.fields)] for name in unknown})
        return super().to_internal_value(data)


def _refusal(name: str, known: Collection[str]) -> str:
    nearest = get_close_matches(name[:100], known, n=1)
    meant = f" Did you mean “{nearest[0]}”?" if nearest else ""
    return f"This name is not known here.{meant} There are: {', '.join(known)}."


class ClosedExtension(OpenApiSerializerExtension):  # type: ignore[no-untyped-call]
    """The description says so of what is sent; to what is told, members may be added."""

    target_class = ClosedSerializer
    match_subclasses = True

    def map_serializer(self, auto_schema: AutoSchema, direction: Direction) -> dict[str, Any]:
        """As usual, and closed."""
        described: dict[str, Any] = auto_schema._map_serializer(  # type: ignore[no-untyped-call]  # noqa: SLF001 - as documented
            self.target, direction, bypass_extensions=True
        )
        return {**described, "additionalProperties": False} if direction == "request" else described
