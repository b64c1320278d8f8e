"""Documents of linked data that hold objects, or only point to them: collections, sets, and the pages of either.

A page is one of IIIF's (Presentation API 2.1), or of ActivityStreams, as IIIF's Change Discovery and Linked Art's
search answer: its items may be activities, whose object is meant.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from catalog.ingest.feeds import Pointer, UnreadableFeed
from catalog.ingest.generic.json_values import Json, identifier, member, members, text
from catalog.ingest.json_file import JsonFile, json_object
from catalog.ingest.rows import RawRow, UnusableRow

UNFETCHED = "artrec:unfetched"
"""The member of an object that only stands for one elsewhere: why that is not here."""
NOT_ASKED_FOR = "It lies elsewhere, and what lies elsewhere was not asked for (fetch_linked)."
_ACTIVITIES = ("Add", "Create", "Update")
_DELETED = ("Delete", "Remove")
_PAGES = ("first", "next")


@dataclass(frozen=True, slots=True)
class Grammar:
    """How a kind of linked data lists its objects."""

    collections: frozenset[str]
    """Types of what lists others."""
    held: tuple[str, ...]
    """The keys it lists them under."""
    is_whole: Callable[[Json], bool]
    """Whether an object is there itself, and not only its name and address."""


def stand_in(pointer: Pointer, why: str) -> Json:
    """A row in place of what lies elsewhere, which is rejected for that reason."""
    return {"id": pointer.url, UNFETCHED: why}


def require_fetched(value: Json) -> None:
    """Raises ``UnusableRow`` for a stand-in."""
    if why := text(value.get(UNFETCHED)):
        raise UnusableRow("unfetched", f"{identifier(value)} was not fetched. {why}")


def first_object(path: Path, file: JsonFile) -> Json:
    """The first object of a file; an empty one where there is none. Raises ``UnreadableFeed``, ``OSError``."""
    first = next(iter(file.raw_rows()), None)
    try:
        return json_object(first.cells) if first else {}
    except UnusableRow as unusable:
        raise UnreadableFeed(f"{path}: {unusable}") from unusable


def rows_of(file: JsonFile, grammar: Grammar) -> Iterator[RawRow]:
    """A row for each object, those within collections too, and for each that lies elsewhere."""
    number = 0
    for raw in file.raw_rows():
        for cells in _cells(raw, grammar):
            number += 1
            yield RawRow(number, cells, raw.problem)


def _cells(raw: RawRow, grammar: Grammar) -> Iterator[tuple[str, ...]]:
    """What is no JSON stays as it is, and so does what is one object."""
    try:
        value = json_object(raw.cells)
    except UnusableRow:
        yield raw.cells
        return
    for part in parts(value, grammar):
        if part is value:
            yield raw.cells
        else:
            shown = stand_in(part, NOT_ASKED_FOR) if isinstance(part, Pointer) else part
            yield (json.dumps(shown, ensure_ascii=False),)


def kind_of(value: Json) -> str:
    """Its type, by the older name too."""
    return text(value.get("type")) or text(value.get("@type"))


def parts(value: Json, grammar: Grammar) -> Iterator[Json | Pointer]:
    """An object itself; of a collection, and what lies within it, the objects and where the others are."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        is_collection = kind_of(one) in grammar.collections
        is_whole = bool({*grammar.held, *_PAGES} & set(one)) if is_collection else grammar.is_whole(one)
        if one is not value and not is_whole:
            yield Pointer(identifier(one))
        elif is_collection:
            waiting += [
                *(page for page in _pages(one) if not isinstance(page, Pointer)),
                *reversed(_listed(one, grammar)),
            ]
            yield from (page for page in _pages(one) if isinstance(page, Pointer))
        else:
            yield one


def _listed(collection: Json, grammar: Grammar) -> list[Json]:
    """What it lists: of an activity its object, of one that deleted something nothing."""
    listed = [item for key in grammar.held for item in members(collection.get(key))]
    return [
        member(item, "object") if kind_of(item) in _ACTIVITIES and member(item, "object") else item
        for item in listed
        if kind_of(item) not in _DELETED
    ]


def _pages(collection: Json) -> Iterator[Json | Pointer]:
    """The pages that it goes on with: whole, or where they are."""
    for page in map(collection.get, _PAGES):
        if isinstance(page, dict) and set(page) - {"id", "@id", "type", "@type", "label"}:
            yield page
        elif url := identifier(page) if isinstance(page, dict) else text(page):
            yield Pointer(url, is_page=True)
