"""Feeds of museums: JSON objects from a file or folder, and tables, each read by one function."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from catalog.ingest.cells import unguard_cell
from catalog.ingest.csv_file import CsvFile
from catalog.ingest.feeds import FeedOptions, UnreadableFeed
from catalog.ingest.json_file import COLUMNS, JsonAnswers, JsonFile, json_object, object_of
from catalog.ingest.records import Record
from catalog.ingest.rows import RawRow

Reader = Callable[[Mapping[str, Any]], Record]
"""What an object says. Raises ``UnusableRow``."""
_LOOKED_AT = 25


class ObjectFeed:
    """Rows of one JSON object each."""

    columns = COLUMNS
    row_count: int | None = None

    def __init__(self, source: str, rows: Callable[[], Iterator[RawRow]], read: Reader) -> None:
        self.source = source
        self._rows = rows
        self._read = read

    def raw_rows(self) -> Iterator[RawRow]:
        """Every object in order."""
        return self._rows()

    def record(self, cells: Sequence[str]) -> Record:
        """What the object says.

        Raises:
            UnusableRow: it cannot be used.
        """
        return self._read(json_object(cells))


class TableFeed:
    """Rows of a CSV file, each an object of texts by column, lower case."""

    row_count: int | None = None

    def __init__(self, source: str, file: CsvFile, read: Reader) -> None:
        self.source = source
        self.columns = file.columns
        self._file = file
        self._read = read

    def raw_rows(self) -> Iterator[RawRow]:
        """Every row in order."""
        return self._file.raw_rows()

    def record(self, cells: Sequence[str]) -> Record:
        """What the row says.

        Raises:
            UnusableRow: it cannot be used.
        """
        return self._read(dict(zip(self.columns, map(unguard_cell, cells), strict=True)))


def open_objects(path: Path, options: FeedOptions, read: Reader, *, keys: Iterable[str]) -> ObjectFeed:
    """A file or folder of objects that have the keys, or of an API's answers with such objects in them.

    Raises:
        UnreadableFeed: it holds no such objects, or is no JSON.
        OSError: it cannot be read.
    """
    file = JsonFile(path)
    wanted = set(keys)
    for rows in (file.raw_rows, JsonAnswers(file, wanted.issubset).raw_rows):
        if any(wanted <= set(object_of(row)) for row in islice(rows(), _LOOKED_AT)):
            return ObjectFeed(options.source, rows, read)
    raise UnreadableFeed(f"{path}: no record with {', '.join(sorted(wanted))} in it; is it of another format?")


def open_table(path: Path, options: FeedOptions, read: Reader, *, columns: Iterable[str]) -> TableFeed:
    """A CSV file that has the columns.

    Raises:
        UnreadableFeed: it has not.
        OSError: it cannot be read.
    """
    file = table(path, columns)
    return TableFeed(options.source, file, read)


def table(path: Path, columns: Iterable[str]) -> CsvFile:
    """The CSV file, once it is known to have the columns.

    Raises:
        UnreadableFeed: it has not.
        OSError: it cannot be read.
    """
    if path.is_dir():
        raise UnreadableFeed(f"{path}: a folder; give one CSV file.")
    file = CsvFile(path)
    if missing := sorted(set(columns) - set(file.columns)):
        raise UnreadableFeed(f"{path}: no column {', no column '.join(missing)}; is it of another format?")
    return file


def numbered(parts: Iterable[Iterable[RawRow]]) -> Iterator[RawRow]:
    """The rows of several files as those of one feed, counted through."""
    for line, row in enumerate((row for part in parts for row in part), 1):
        yield RawRow(line, row.cells, row.problem)
