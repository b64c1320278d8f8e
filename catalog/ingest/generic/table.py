"""Anyone's table of artworks: CSV, JSON or Parquet, with a mapping of its columns (``mapping.py``)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

from catalog.ingest.cells import unguard_cell
from catalog.ingest.csv_file import CsvFile
from catalog.ingest.feeds import Adapter, FeedOptions, UnreadableFeed
from catalog.ingest.flat_values import flat
from catalog.ingest.generic.table_rows import artwork_of_row, is_picture
from catalog.ingest.guessing import guess_mapping
from catalog.ingest.headers import field_named, meaning
from catalog.ingest.json_file import JsonAnswers, JsonFile, json_object, object_of
from catalog.ingest.mapping import REQUIRED, ColumnMapping, check_mapping, read_mapping
from catalog.ingest.opening import PARQUET, UTF_8, first_bytes, is_json, is_older_than_unicode
from catalog.ingest.parquet_file import ParquetFile
from catalog.ingest.records import ArtworkRecord
from catalog.ingest.rows import RawRow

_SURVEYED_ROWS = 200
_OLD_ENCODINGS = ("cp1252", "mac_roman")  # of spreadsheets saved as CSV, where it is not UTF-8
_JSON_ENDS = frozenset((".jsonl", ".ndjson", ".json"))


class _File(Protocol):
    @property
    def columns(self) -> tuple[str, ...]:
        """Names of a raw row's cells."""

    def raw_rows(self) -> Iterator[RawRow]:
        """Every row in order."""


class Table:
    """A table of artworks, streamed; ``mapping`` says which column is taken for what, and why."""

    def __init__(self, path: Path, options: FeedOptions) -> None:
        """Opens the file and its mapping, which must fit it, or guesses one, which may lack what is required.

        Raises:
            UnreadableFeed: it is no table, or the mapping does not fit it.
            OSError: it cannot be read.
        """
        self.source = options.source
        self._options = options
        given = read_mapping(options.mapping) if options.mapping else None
        self._file, self.fields, encoding = _open(path, given.encoding if given else "")
        self.columns = self._file.columns
        self._is_json = not isinstance(self._file, CsvFile | ParquetFile)
        if given:
            self.mapping = given.in_spelling_of(self.fields)
            check_mapping(path, self.mapping, self.fields)
        else:
            self.mapping = guess_mapping(
                self.fields,
                _first_rows(self._file, self.fields),
                encoding=encoding,
                is_picture=partial(is_picture, images_dir=options.images_dir),
            )
        taken = set(self.mapping.columns.values())
        self.ignored_columns = [column for column in self.fields if column and column not in taken]

    @property
    def row_count(self) -> int | None:
        """How many rows a Parquet file has; of others, only reading them all would tell."""
        return self._file.row_count if isinstance(self._file, ParquetFile) else None

    def raw_rows(self) -> Iterator[RawRow]:
        """Every row in order, the unusable ones included."""
        return self._file.raw_rows()

    def record(self, cells: Sequence[str]) -> ArtworkRecord:
        """The artwork of a row.

        Raises:
            UnusableRow: a cell is not what its field takes.
        """
        values = self._values(cells)
        said = {name: _cell(values.get(column, "")) for name, column in self.mapping.columns.items()}
        constants = {name: text for name, text in self.mapping.constants.items() if not said.get(name)}
        return artwork_of_row(said | constants, self.mapping, self._options)

    def _values(self, cells: Sequence[str]) -> dict[str, str]:
        """The texts of a row by column."""
        return flat(json_object(cells)) if self._is_json else dict(zip(self.fields, cells, strict=True))


def open_table(path: Path, options: FeedOptions) -> Table:
    """The table, whose mapping says all that is required. Raises as ``Table``."""
    table = Table(path, options)
    check_mapping(path, table.mapping, table.fields)
    return table


@dataclass(frozen=True, slots=True)
class SurveyedColumn:
    """A column of anyone's table, as its first rows show it."""

    name: str
    samples: tuple[str, ...]
    field: str
    """What it is guessed to be; empty where nothing suggests it."""


@dataclass(frozen=True, slots=True)
class Survey:
    """What the beginning of a table shows: its columns, those without a name left out, and the guess."""

    columns: tuple[SurveyedColumn, ...]
    mapping: ColumnMapping


def survey(path: Path) -> Survey:
    """The beginning of a table, whether or not its columns could be mapped.

    Raises:
        UnreadableFeed: it is no table.
        OSError: it cannot be read.
    """
    file, names, encoding = _open(path, "")
    rows = _first_rows(file, names)
    mapping = guess_mapping(names, rows, encoding=encoding)
    fields = {column: name for name, column in reversed(list(mapping.columns.items()))}
    samples = {name: dict.fromkeys(text for row in rows if (text := row.get(name, "").strip())) for name in names}
    columns = (SurveyedColumn(name, tuple(samples[name]), fields.get(name, "")) for name in samples if name)
    return Survey(tuple(columns), mapping)


def _first_rows(file: _File, columns: Sequence[str]) -> list[dict[str, str]]:
    """The texts of the first rows by column."""
    rows = [row for row in islice(file.raw_rows(), _SURVEYED_ROWS) if row.problem is None]
    if isinstance(file, CsvFile | ParquetFile):
        return [dict(zip(columns, row.cells, strict=True)) for row in rows]
    return [flat(object_of(row)) for row in rows]


def _cell(text: str) -> str:
    return " ".join(unguard_cell(text).split())


def _open(path: Path, encoding: str) -> tuple[_File, tuple[str, ...], str]:
    """The file, whatever its name, the names of what its rows say, and its encoding where none is given."""
    if path.is_dir():
        raise UnreadableFeed(f"{path}: a folder; give one file.")
    begin = first_bytes(path)
    if begin.startswith(PARQUET) or ".parquet" in path.suffixes:
        parquet = ParquetFile(path)
        return parquet, parquet.columns, UTF_8
    is_called_json = not _JSON_ENDS.isdisjoint(suffix.lower() for suffix in path.suffixes)
    if is_json(path) or (is_called_json and begin.strip()[:1] in (b"[", b"{", b"")):
        return *_open_json(path), UTF_8
    if not encoding:
        is_old = is_older_than_unicode(path)
        encoding = max(_OLD_ENCODINGS, key=partial(_fields_named, path)) if is_old else UTF_8
    try:
        table = CsvFile(path, encoding=encoding)
    except LookupError as error:
        raise UnreadableFeed(f"{path}: the mapping's encoding “{encoding}” is not known; try cp1252.") from error
    return table, table.columns, encoding


def _fields_named(path: Path, encoding: str) -> int:
    """How many headers are understood in an encoding."""
    try:
        return sum(meaning(column) is not None for column in CsvFile(path, encoding=encoding).columns)
    except UnreadableFeed:
        return -1


def _open_json(path: Path) -> tuple[_File, tuple[str, ...]]:
    """The objects and their paths; of an answer whose own values name no work, the records in it."""
    whole = JsonFile(path)
    paths = _paths(whole)
    if not _names_a_work(dict.fromkeys(paths, "")):
        answers = JsonAnswers(whole, _names_a_work)
        if _names_a_work(dict.fromkeys(found := _paths(answers), "")):
            return answers, found
    if not paths:
        raise UnreadableFeed(f"{path}: none of the first {_SURVEYED_ROWS} lines is a JSON object.")
    return whole, paths


def _names_a_work(value: Mapping[str, Any]) -> bool:
    return {field_named(key) for key in flat(value)}.issuperset(REQUIRED)


def _paths(file: _File) -> tuple[str, ...]:
    """The paths in the first objects, in order."""
    rows = islice(file.raw_rows(), _SURVEYED_ROWS)
    return tuple(dict.fromkeys(path for row in rows for path in flat(object_of(row))))


def _proposal(path: Path, options: FeedOptions) -> str:
    table = Table(path, options)
    return table.mapping.as_proposal(table.ignored_columns)


ADAPTER = Adapter(
    name="table",
    title="Anyone's table (CSV, JSON, Parquet)",
    description="Artworks, one a row, with a mapping of the columns: guessed from the headers, or given as YAML.",
    suffixes=(".csv", ".csv.gz", ".tsv", ".jsonl", ".jsonl.gz", ".ndjson", ".json", ".parquet"),
    media_types=("text/csv", "text/tab-separated-values", "application/jsonl", "application/vnd.apache.parquet"),
    source="",
    open=open_table,
    propose_mapping=_proposal,
)
