"""Values of museums' records, whatever type they came as: what is not of the wanted kind is unknown."""

import math
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from catalog.ingest.rows import UnusableRow

_WHOLE = re.compile(r"[+-]?\d{1,9}")
_ULAN = re.compile(r"(?:.*[/:])?(500\d{6})")
_WIKIDATA = re.compile(r"(?:.*/)?(Q[1-9]\d*)")
_FIRST_YEAR, _LAST_YEAR = -32_000, 2_200
_LONGEST_URL = 1000
_LARGEST = 1e9


def text(value: object) -> str:
    """A text with its spaces folded, or a number's digits; empty for everything else."""
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    if isinstance(value, float):
        return f"{value:g}" if math.isfinite(value) else ""
    return str(value)


def texts(value: object) -> list[str]:
    """The texts of an array, or the one that stands alone; empty ones are left out."""
    items = value if isinstance(value, list) else [value]
    return [said for item in items if (said := text(item))]


def first_text(*values: object) -> str:
    """The first that says something."""
    return next((said for value in values for said in texts(value)), "")


def mapping(value: object) -> Mapping[str, Any]:
    """An object, or an empty one."""
    return value if isinstance(value, dict) else {}


def mappings(value: object) -> list[Mapping[str, Any]]:
    """The objects of an array."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def whole(value: object) -> int | None:
    """A whole number of at most nine digits, also as a text or as 1830.0."""
    said = text(value).removesuffix(".0")
    return int(said) if _WHOLE.fullmatch(said) and said.isascii() else None


def number(value: object) -> float | None:
    """A positive number below a billion, also as a text; 0 stands for an unknown one in every source."""
    try:
        read = float(text(value))
    except ValueError:
        return None
    return read if 0 < read < _LARGEST else None


def year(value: object) -> int | None:
    """A year; 0, in which nobody lived, stands for an unknown one."""
    read = whole(value)
    return read if read and _FIRST_YEAR <= read <= _LAST_YEAR else None


def year_of_day(value: object) -> int | None:
    """The year of "1908-01-01", "1478-01-01T00:00:00.000Z", or "1908"."""
    found = re.match(r"(-?\d{4})(?:-\d\d-\d\d|$)", text(value))
    return year(found[1]) if found else None


def flag(value: object) -> bool | None:
    """True or False, also as 1, 0, "true", "False"; None for everything else."""
    said = text(value).casefold() if not isinstance(value, bool) else str(value).casefold()
    return {"true": True, "1": True, "false": False, "0": False}.get(said)


def web_address(value: object) -> str:
    """An http(s) address; empty for everything else."""
    said = text(value)
    try:
        parts = urlsplit(said)
    except ValueError:
        return ""
    is_plain = len(said) <= _LONGEST_URL and " " not in said and said.isprintable()
    return said if is_plain and parts.scheme in ("http", "https") and parts.hostname else ""


def ulan_id(value: object) -> str:
    """The nine digits of a ULAN id, bare or at the end of its address."""
    found = _ULAN.fullmatch(text(value).rstrip("/"))
    return found[1] if found else ""


def wikidata_id(value: object) -> str:
    """The Q-number, bare or at the end of its address."""
    found = _WIKIDATA.fullmatch(text(value))
    return found[1] if found else ""


def identifier(row: Mapping[str, Any], key: str) -> str:
    """The source's own number of what the row is about.

    Raises:
        UnusableRow: there is none.
    """
    if said := text(row.get(key)):
        return said
    raise UnusableRow("id_missing", f"The record has no {key}: without one it cannot be found again. Give it its own.")
