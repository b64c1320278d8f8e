"""Prices that several objects share, by the notes of the stock books: "for lots 4 & 5", "for numbers A941-A952"."""

import re

_OF_SEVERAL = re.compile(
    r"(?:for|pour|für)\s.*(?:\d|lot|several|numerous|paintings)|chaque|les n", re.IGNORECASE | re.DOTALL
)
_LISTED = re.compile(
    r"(?:for|pour|für)\s+(?:(?:les|die)\s+)?(?:(?:numbers?|nos?|lots?|losen?|lose|n°s?)\b\.?\s*)*(?P<list>.+)",
    re.IGNORECASE | re.DOTALL,
)
_COUNTED = re.compile(r"(\d+)\s+(?:paintings?|watercolou?rs?|drawings?|pictures?|tableaux|dessins?|objects?)", re.I)
_BETWEEN = re.compile(r"\s*(?:,|;|&|\bet\b|\band\b|\bund\b)\s*", re.IGNORECASE)
_ONE = re.compile(r"[A-Z]{0,2}\d+\s*(?:\[?[a-z]\]?)?|\[[a-z]\]", re.IGNORECASE)
_NUMBERS = re.compile(r"(?P<book>[A-Z]{0,2})(?P<first>\d+)\s*-\s*(?P=book)(?P<last>\d+)", re.IGNORECASE)
_LETTERS = re.compile(
    r"(?P<number>[A-Z]{0,2}\d+)\s*\[?(?P<first>[a-z])\]?\s*-\s*(?:(?P=number)\s*)?\[?(?P<last>[a-z])\]?", re.IGNORECASE
)
_NO_NUMBER = ("", "shared")
_MOST = 1000


def object_count(note: str) -> int | None:
    """For how many objects a price is, by its note: 1 for this one alone, None for several of unknown number."""
    if not _OF_SEVERAL.search(note):
        return 1
    counted = [int(number) for number in _COUNTED.findall(note)]
    if counted:
        return _plausible(sum(counted))
    listed = _LISTED.search(note)
    parts = [part.strip(" .") for part in _BETWEEN.split(listed["list"])] if listed else []
    counts = [_objects(part) for part in parts if part not in _NO_NUMBER]
    return None if not counts or None in counts else _plausible(sum(count for count in counts if count))


def _objects(part: str) -> int | None:
    """How many a number, or a span of numbers or letters, names; None for other words, which do not tell."""
    if _ONE.fullmatch(part):
        return 1
    if numbers := _NUMBERS.fullmatch(part):
        return (
            int(numbers["last"]) - int(numbers["first"]) + 1 if int(numbers["last"]) > int(numbers["first"]) else None
        )
    if letters := _LETTERS.fullmatch(part):
        span = ord(letters["last"].lower()) - ord(letters["first"].lower())
        return span + 1 if span > 0 else None
    return None


def _plausible(count: int) -> int | None:
    return count if 1 < count <= _MOST else None
