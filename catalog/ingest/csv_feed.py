"""A feed over a CSV file with known columns, whose rows a function reads."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from catalog.ingest.cells import unguard_cell
from catalog.ingest.csv_file import CsvFile
from catalog.ingest.feeds import UnreadableFeed
from catalog.ingest.records import Record
from catalog.ingest.rows import RawRow

Row = Mapping[str, str]
"""The cells of a row by column (lower case), white space folded."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a known CSV file looks."""

    of: str
    """What it should be, for the message when it is not."""
    required: Collection[str]
    """Columns without which it is not."""
    encoding: str = "utf-8-sig"


class CsvFeed:
    """A CSV file, streamed; ``read`` turns a row into a record or raises ``UnusableRow``."""

    def __init__(self, path: Path, source: str, layout: Layout, read: Callable[[Row], Record]) -> None:
        """Reads the header.

        Raises:
            UnreadableFeed: it lacks a required column, or is no CSV file.
            OSError: it cannot be read.
        """
        self.source = source
        self._read = read
        self._file = _open(path, layout)
        self.columns = self._file.columns

    @cached_property
    def row_count(self) -> int | None:
        """How many rows there are; the file is read through to count them."""
        return sum(1 for _ in self.raw_rows())

    def raw_rows(self) -> Iterator[RawRow]:
        """Every row of the file in order, the unusable ones included."""
        return self._file.raw_rows()

    def record(self, cells: Sequence[str]) -> Record:
        """The record of a row.

        Raises:
            UnusableRow: ``read`` cannot use it.
        """
        return self._read(self.row(cells))

    def row(self, cells: Sequence[str]) -> Row:
        """The cells by column."""
        return _row(self.columns, cells)


def companion_rows(path: Path, layout: Layout) -> Iterator[Row]:
    """The rows of a file that another one needs to be understood, without those that are no rows.

    Raises:
        UnreadableFeed: it lacks a required column, or is no CSV file.
        OSError: it cannot be read.
    """
    file = _open(path, layout)
    return (_row(file.columns, raw.cells) for raw in file.raw_rows() if raw.problem is None)


def _open(path: Path, layout: Layout) -> CsvFile:
    file = CsvFile(path, encoding=layout.encoding)
    missing = sorted(set(layout.required) - set(file.columns))
    if missing:
        raise UnreadableFeed(
            f"{path}: not {layout.of}: no column {', '.join(missing)}. Is it a file of another source?"
        )
    return file


def _row(columns: Sequence[str], cells: Sequence[str]) -> Row:
    return {column: " ".join(unguard_cell(cell).split()) for column, cell in zip(columns, cells, strict=True)}
