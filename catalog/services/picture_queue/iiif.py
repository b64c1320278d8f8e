"""Which request gets a picture of a wished size from a IIIF Image API, by what its info.json says.

https://iiif.io/api/image/3.0/ and its versions 2 and 1.1. A service of level 0 has the sizes it lists and no others;
all others scale to a width. Nothing is ever enlarged.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from catalog.services.fetching.problems import FetchProblem


@dataclass(frozen=True, slots=True)
class _Size:
    width: int
    height: int

    @property
    def longest(self) -> int:
        return max(self.width, self.height)


def image_url(service: str, info: bytes, size_px: int) -> str:
    """The address of the whole picture, its longest side ``size_px`` pixels or as near above as there is.

    Raises:
        FetchProblem: the info.json is none.
    """
    told = _parsed(info)
    whole = _size(told)
    if whole is None:
        raise _unreadable("it names no width and height")
    quality = "native" if "image-api/1.1/" in str(told.get("@context")) else "default"
    return f"{service.rstrip('/')}/full/{_wanted(told, whole, size_px)}/0/{quality}.jpg"


def _wanted(told: dict[str, Any], whole: _Size, size_px: int) -> str:
    is_third = "/image/3/" in str(told.get("@context")) or told.get("type") == "ImageService3"
    if _is_level_0(told):
        sizes = sorted(_sizes(told), key=lambda size: size.longest)
        if not sizes:
            return "max" if is_third else "full"
        chosen = next((size for size in sizes if size.longest >= size_px), sizes[-1])
        return f"{chosen.width},{chosen.height}" if is_third else f"{chosen.width},"
    width = min(whole.width, round(whole.width * size_px / whole.longest), *_limits(told, whole))
    return f"{max(1, width)},"


def _limits(told: dict[str, Any], whole: _Size) -> Iterable[int]:
    """The widest that the service gives; it may say so for the width, for the height, or for the area."""
    limits = [told, *(each for each in _listed(told.get("profile")) if isinstance(each, dict))]
    for each in limits:
        if (width := _number(each.get("maxWidth"))) is not None:
            yield width
            height = _number(each.get("maxHeight")) or width
            yield height * whole.width // whole.height
        if (area := _number(each.get("maxArea"))) is not None:
            yield int((area * whole.width / whole.height) ** 0.5)


def _is_level_0(told: dict[str, Any]) -> bool:
    profiles = [each for each in _listed(told.get("profile")) if isinstance(each, str)]
    return any(each == "level0" or "level0.json" in each or each.endswith("#level0") for each in profiles)


def _sizes(told: dict[str, Any]) -> Iterable[_Size]:
    for each in _listed(told.get("sizes")):
        if isinstance(each, dict) and (size := _size(each)) is not None:
            yield size


def _size(told: dict[str, Any]) -> _Size | None:
    width, height = _number(told.get("width")), _number(told.get("height"))
    return None if width is None or height is None else _Size(width, height)


def _number(value: object) -> int | None:
    """A positive whole number of a sane size."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 10**7 else None


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _parsed(info: bytes) -> dict[str, Any]:
    try:
        told = json.loads(info)
    except (ValueError, RecursionError) as error:
        raise _unreadable("it is no JSON") from error
    if not isinstance(told, dict):
        raise _unreadable("it is no JSON object")
    return told


def _unreadable(why: str) -> FetchProblem:
    return FetchProblem("iiif_unreadable", f"The service's info.json cannot be used: {why}.", is_lasting=True)
