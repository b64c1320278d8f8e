"""An export as tables: one of each kind of record, and one of each kind of what belongs to an artwork.

``artworks`` has the artworks; ``attributions``, ``prices``, ``displays`` and ``images`` have rows that begin with the
source and id of their artwork, in the order of the artworks, so that both are read side by side.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from catalog.ingest.exported.documents import KINDS, columns_of, from_row, to_row
from catalog.ingest.feeds import UnreadableFeed
from catalog.ingest.records import ArtistRecord, ArtworkRecord, DisplayRecord, ImageRecord, OfferRecord, Record
from catalog.ingest.rows import UnusableRow

OWNER = ("artwork.source", "artwork.source_id")
"""The columns that say whose a row is."""
PARTS: dict[str, tuple[str, type[Any]]] = {
    "attributions": ("artists", ArtistRecord),
    "prices": ("prices", OfferRecord),
    "displays": ("displays", DisplayRecord),
    "images": ("images", ImageRecord),
}
"""The field of an artwork and the type, by table."""
_STANDING = {f"{kind}s": kind for kind in KINDS}
_NOT_ALONE = {"artists": ("qualifier", "position")}
_NEVER = {"artworks": ("is_withdrawn",), "images": ("is_withdrawn",)}

Rows = Callable[[str], Iterator[Mapping[str, str]]]
"""The rows of a table by its name."""


def table_columns(table: str) -> dict[str, Any]:
    """The columns of a table, and the type of each."""
    but = (*_NOT_ALONE.get(table, ()), *_NEVER.get(table, ()))
    if table in PARTS:
        return dict.fromkeys(OWNER, str) | dict(columns_of(PARTS[table][1], but=but))
    return dict(columns_of(KINDS[_STANDING[table]], but=but))


TABLES = ("artists", "venues", "exhibitions", "artworks", *PARTS)


def rows_of(record: Record) -> Iterator[tuple[str, dict[str, Any]]]:
    """(table, row) for the record and what belongs to it."""
    kind = next(kind for kind, cls in KINDS.items() if isinstance(record, cls))
    table = f"{kind}s"
    but = (*_NOT_ALONE.get(table, ()), *_NEVER.get(table, ()))
    yield table, to_row(record, but=but)
    if isinstance(record, ArtworkRecord):
        owner = dict(zip(OWNER, (record.source, record.source_id), strict=True))
        for part, (name, _) in PARTS.items():
            for each in getattr(record, name):
                yield part, owner | to_row(each, but=_NEVER.get(part, ()))


Read = tuple[Record | UnusableRow, Mapping[str, str]]
"""A record or why there is none, and the row that it, or the artwork it is, stands in."""


def read_tables(rows: Rows) -> Iterator[Read]:
    """The records of all tables in order.

    Raises:
        UnreadableFeed: the rows of a table do not follow the order of the artworks.
    """
    for table, kind in _STANDING.items():
        if kind != "artwork":
            yield from ((_record(KINDS[kind], row), row) for row in rows(table))
    parts = {part: _Part(part, cls, rows(part)) for part, (_, cls) in PARTS.items()}
    for row in rows("artworks"):
        owned = {PARTS[part][0]: reader.rows_of((row["source"], row["source_id"])) for part, reader in parts.items()}
        yield _record(ArtworkRecord, row, **owned), row
    for part, reader in parts.items():
        reader.check_read(part)


class _Part:
    """The rows of what belongs to artworks, taken artwork by artwork."""

    def __init__(self, name: str, cls: type[Any], rows: Iterator[Mapping[str, str]]) -> None:
        self._cls = cls
        self._others: dict[str, Any] = {"is_withdrawn": False} if name == "images" else {}
        self._rows = rows
        self._next = next(rows, None)

    def rows_of(self, key: tuple[str, str]) -> Callable[[], tuple[Any, ...]]:
        """Takes the rows that belong to an artwork; what is returned reads them as records."""
        own = []
        while self._next is not None and (self._next[OWNER[0]], self._next[OWNER[1]]) == key:
            own.append(self._next)
            self._next = next(self._rows, None)
        return lambda: tuple(from_row(self._cls, row, **self._others) for row in own)

    def check_read(self, name: str) -> None:
        """Raises ``UnreadableFeed`` where rows are left."""
        if self._next is not None:
            owner = ", ".join(self._next[column] for column in OWNER)
            raise UnreadableFeed(f"{name}: the rows of the artwork {owner} do not stand where it stands in artworks.")


def _record(cls: type[Any], row: Mapping[str, str], **owned: Callable[[], tuple[Any, ...]]) -> Record | UnusableRow:
    others: dict[str, Any] = {"is_withdrawn": False} if cls is ArtworkRecord else {}
    if cls is ArtistRecord:
        others = {"qualifier": "by", "position": None}
    try:
        read: dict[str, Any] = {name: each() for name, each in owned.items()}
        record: Record = from_row(cls, row, **others, **read)
    except UnusableRow as unusable:
        return unusable
    return record
