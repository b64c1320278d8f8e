"""Values of JSON that others wrote: anything may be missing, or of another type than the standard says."""

from collections.abc import Iterator, Mapping
from typing import Any

Json = Mapping[str, Any]


def members(value: object) -> Iterator[Json]:
    """The objects in an array, or the one object; nothing else."""
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            yield item


def member(value: object, key: str) -> Json:
    """The first object under a key; an empty one where there is none."""
    return next(members(value.get(key)), {}) if isinstance(value, dict) else {}


def text(value: object) -> str:
    """A string with white space folded, or a number as one; empty for anything else."""
    if isinstance(value, str):
        return " ".join(value.split())
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def identifier(value: Json) -> str:
    """The address that an object of linked data goes by."""
    return text(value.get("id")) or text(value.get("@id"))
