"""Anyone's table of artworks: CSV, JSON Lines or Parquet, with a mapping of its columns (``mapping.py``)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

from catalog.ingest.cells import unguard_cell
from catalog.ingest.csv_file import CsvFile
from catalog.ingest.feeds import Adapter, FeedOptions, UnreadableFeed
from catalog.ingest.generic.table_rows import artwork_of_row
from catalog.ingest.json_file import JsonFile, json_object
from catalog.ingest.mapping import ColumnMapping, check_mapping, guess_mapping, read_mapping
from catalog.ingest.parquet_file import ParquetFile, cell_text
from catalog.ingest.records import ArtworkRecord
from catalog.ingest.rows import RawRow, UnusableRow

_SURVEYED_ROWS = 200
_SAMPLED_ROWS = 20
_DEEPEST = 5


class _File(Protocol):
    @property
    def columns(self) -> tuple[str, ...]:
        """Names of a raw row's cells."""

    def raw_rows(self) -> Iterator[RawRow]:
        """Every row in order."""


class Table:
    """A table of artworks, streamed; ``mapping`` says which column is taken for what, and why."""

    def __init__(self, path: Path, options: FeedOptions) -> None:
        """Opens the file and its mapping, or guesses one.

        Raises:
            UnreadableFeed: it is no table, or the mapping does not fit it.
            OSError: it cannot be read.
        """
        self.source = options.source
        self._options = options
        given = read_mapping(options.mapping) if options.mapping else None
        self._file, self.fields = _open(path, given.encoding if given else "utf-8-sig")
        self.columns = self._file.columns
        self._is_json = isinstance(self._file, JsonFile)
        self.mapping: ColumnMapping = given.in_spelling_of(self.fields) if given else guess_mapping(self.fields)
        check_mapping(path, self.mapping, self.fields)
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
        values = flat(json_object(cells)) if self._is_json else dict(zip(self.fields, cells, strict=True))
        said = {name: _cell(values.get(column, "")) for name, column in self.mapping.columns.items()}
        constants = {name: text for name, text in self.mapping.constants.items() if not said.get(name)}
        return artwork_of_row(said | constants, self.mapping, self._options)


@dataclass(frozen=True, slots=True)
class SurveyedColumn:
    """A column of anyone's table, as its first rows show it."""

    name: str
    samples: tuple[str, ...]
    field: str
    """What its header suggests; empty where it suggests nothing."""


def survey(path: Path) -> list[SurveyedColumn]:
    """The columns of a table in its order, those without a name left out, whether or not they could be mapped.

    Raises:
        UnreadableFeed: it is no table.
        OSError: it cannot be read.
    """
    file, columns = _open(path, "utf-8-sig")
    fields = {column: name for name, column in guess_mapping(columns).columns.items()}
    first = [raw.cells for raw in islice(file.raw_rows(), _SAMPLED_ROWS) if raw.problem is None]
    is_json = isinstance(file, JsonFile)
    rows = [flat(json_object(cells)) if is_json else dict(zip(columns, cells, strict=True)) for cells in first]
    samples = {
        name: tuple(dict.fromkeys(text for row in rows if (text := row.get(name, "").strip()))) for name in columns
    }
    return [SurveyedColumn(name, samples[name], fields.get(name, "")) for name in dict.fromkeys(columns) if name]


def flat(value: Mapping[str, Any], prefix: str = "", depth: int = 0) -> dict[str, str]:
    """The values of a JSON object as text, by path: "artist.name"; lists are joined by semicolons."""
    texts: dict[str, str] = {}
    for key, item in value.items():
        if isinstance(item, dict) and depth < _DEEPEST:
            texts |= flat(item, f"{prefix}{key}.", depth + 1)
        else:
            texts[f"{prefix}{key}"] = cell_text(item)
    return texts


def _cell(text: str) -> str:
    return " ".join(unguard_cell(text).split())


def _open(path: Path, encoding: str) -> tuple[_File, tuple[str, ...]]:
    """The file, and the names of what its rows say."""
    suffixes = [suffix.lower() for suffix in path.suffixes]
    if ".parquet" in suffixes:
        parquet = ParquetFile(path)
        return parquet, parquet.columns
    if {".jsonl", ".json"} & set(suffixes):
        lines = JsonFile(path)
        return lines, _paths(path, lines)
    try:
        table = CsvFile(path, encoding=encoding)
    except LookupError as error:
        raise UnreadableFeed(f"{path}: the mapping's encoding “{encoding}” is not known; try cp1252.") from error
    return table, table.columns


def _paths(path: Path, lines: JsonFile) -> tuple[str, ...]:
    """The paths in the first objects, in order."""
    paths: dict[str, None] = {}
    for raw in islice(lines.raw_rows(), _SURVEYED_ROWS):
        try:
            paths |= dict.fromkeys(flat(json_object(raw.cells)))
        except UnusableRow:
            continue
    if not paths:
        raise UnreadableFeed(f"{path}: none of the first {_SURVEYED_ROWS} lines is a JSON object.")
    return tuple(paths)


def _proposal(path: Path, options: FeedOptions) -> str:
    table = Table(path, options)
    return table.mapping.as_proposal(table.ignored_columns)


ADAPTER = Adapter(
    name="table",
    title="Anyone's table (CSV, JSON Lines, Parquet)",
    description="Artworks, one a row, with a mapping of the columns: guessed from the headers, or given as YAML.",
    suffixes=(".csv", ".csv.gz", ".tsv", ".jsonl", ".jsonl.gz", ".ndjson", ".json", ".parquet"),
    media_types=("text/csv", "text/tab-separated-values", "application/jsonl", "application/vnd.apache.parquet"),
    source="",
    open=Table,
    propose_mapping=_proposal,
)
