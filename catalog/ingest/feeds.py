"""What every source format offers: an ``Adapter``, facts as data, that opens a file as a ``Feed`` of rows.

To add a format: one file with a class that is a ``Feed`` and an ``ADAPTER``, and its line in ``sources.py``.
"""

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from catalog.ingest.records import Record
from catalog.ingest.rows import IngestRow, RawRow, UnusableRow


class UnreadableFeed(ValueError):
    """The file as a whole cannot be ingested; the text says what to do about it."""


@dataclass(frozen=True, slots=True)
class FeedOptions:
    """What the file does not say itself."""

    source: str
    """Who says so: the ``source`` of the records."""
    as_of: datetime.date
    """The day the file speaks of."""
    images_dir: Path
    """Where relative paths of pictures start; none may lead out of it."""
    mapping: str = ""
    """What the columns of a table are, as YAML (``catalog.ingest.mapping``). Left out: what its headers suggest."""


class Feed(Protocol):
    """An opened file. Rows are streamed: memory does not grow with the file."""

    @property
    def source(self) -> str:
        """The source of the records that stand alone."""

    @property
    def columns(self) -> Sequence[str]:
        """Names of a raw row's cells. A feed of JSON objects has the one column ``json``, each object as it stands."""

    @property
    def row_count(self) -> int | None:
        """How many rows there are; None where only reading them all would tell."""

    def raw_rows(self) -> Iterator[RawRow]:
        """Every row in order, unusable ones included; from the start again at each call.

        Raises:
            UnreadableFeed: the rest of the file cannot be read (a broken archive).
        """

    def record(self, cells: Sequence[str]) -> Record:
        """What the cells of a raw row say. The same cells give the same record while the feed is open.

        Raises:
            UnusableRow: they cannot be used.
        """


@dataclass(frozen=True, slots=True)
class Pointer:
    """The address of what a document lists or goes on with, and does not hold."""

    url: str
    is_page: bool = False
    """Whether the document goes on there; else it is something that it lists."""


@dataclass(frozen=True, slots=True)
class FolderLayout:
    """Which files of a folder a format reads: what is unpacked of an archive that holds such a folder."""

    files: tuple[str, ...]
    """Patterns of ``fnmatch``, a part of the path each: ``artworks/*.json`` lies in a folder of the feed's folder."""
    is_file_each: bool = False
    """Whether each file is an object, in whatever folder it lies; else where one of them does is the feed's folder."""


ONE_FILE_EACH = FolderLayout(("*.json",), is_file_each=True)
"""A folder with a file for each object, as ``JsonFile`` reads it."""


@dataclass(frozen=True, slots=True)
class Adapter:
    """A source format."""

    name: str
    """What it is called in commands and in the API: ``moma-json``."""
    title: str
    description: str
    """One line: what the file is and where it comes from."""
    suffixes: tuple[str, ...]
    """Ends of file names, lower case, with their dot: ``.jsonl.gz``. Empty for folders."""
    media_types: tuple[str, ...]
    source: str
    """What the source is called that all its files are of, whatever their names; empty: each is a source of its own."""
    open: Callable[[Path, FeedOptions], Feed]
    """Raises ``UnreadableFeed`` for a file that is not of this format, ``OSError`` for one that cannot be read."""
    propose_mapping: Callable[[Path, FeedOptions], str] | None = None
    """For tables whose columns mean what a mapping says: the one their headers suggest, as YAML, with the reasons.

    Raises as ``open``.
    """
    is_row_whole: bool = False
    """Whether what a row says depends on its cells, the columns and the options only: no other row, no other file."""
    folder: FolderLayout | None = None
    """Of formats that are read from a folder, too, or from nothing else."""
    parts: Callable[[Mapping[str, Any]], Iterator[Mapping[str, Any] | Pointer]] | None = None
    """Of formats whose documents may point to objects elsewhere: the objects of a document, and where others are."""


def read_row(feed: Feed, raw: RawRow) -> IngestRow:
    """The row read as a record, or its problem."""
    if raw.problem is not None:
        return IngestRow(raw.line, raw.cells, problem=raw.problem)
    try:
        return IngestRow(raw.line, raw.cells, record=feed.record(raw.cells))
    except UnusableRow as unusable:
        return IngestRow(raw.line, raw.cells, problem=unusable)


def read_rows(feed: Feed) -> Iterator[IngestRow]:
    """Every row of the feed in order, the unusable ones included."""
    return (read_row(feed, raw) for raw in feed.raw_rows())
