"""Rows of a feed: as they stand in the file, and what they were read as. A row that cannot be used is never lost."""

from dataclasses import dataclass

from catalog.ingest.records import Record


class UnusableRow(ValueError):
    """One row cannot be ingested. ``reason`` is a stable code, the text says what to do about it."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class RawRow:
    """A row as it stands in the file: its cells, under the columns of its feed, or what is wrong with it as such.

    ``line`` is where it begins: the line of a text file, the number of the object (from 1) elsewhere.
    """

    line: int
    cells: tuple[str, ...]
    problem: UnusableRow | None = None


@dataclass(frozen=True, slots=True)
class IngestRow:
    """A row and what it was read as: a record, or the problem why there is none; always one of the two."""

    line: int
    cells: tuple[str, ...]
    record: Record | None = None
    problem: UnusableRow | None = None
