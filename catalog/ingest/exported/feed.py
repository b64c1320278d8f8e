"""The folder that ``manage.py export`` writes, in any of its formats, as a feed."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from catalog.ingest.cells import unguard_cell
from catalog.ingest.csv_file import CsvFile
from catalog.ingest.exported.documents import from_document, to_document
from catalog.ingest.exported.tables import TABLES, read_tables, table_columns
from catalog.ingest.feeds import Adapter, FeedOptions, FolderLayout, UnreadableFeed
from catalog.ingest.json_file import COLUMNS, JsonFile, json_object
from catalog.ingest.parquet_file import ParquetFile
from catalog.ingest.records import Record
from catalog.ingest.rows import RawRow, UnusableRow

MANIFEST = "export.json"
FORMATS = ("csv", "jsonl", "parquet", "linked-art")
KEPT = ("artists", "venues", "exhibitions", "artworks")
"""Files of documents, in the order in which they are read."""
_FILES = (
    *(MANIFEST, *(f"{name}.jsonl" for name in KEPT)),
    *(f"{table}.{end}" for table in TABLES for end in ("csv", "parquet")),
)
EXTENSION = "artrec:record"
"""The member of a Linked Art object that carries the whole document."""


class ExportFeed:
    """An export; a raw row is the JSON document of one record, whatever the format of the files."""

    columns = COLUMNS

    def __init__(self, path: Path, options: FeedOptions) -> None:
        """Reads what the export says of itself.

        Raises:
            UnreadableFeed: the folder is no export.
            OSError: it cannot be read.
        """
        self.source = options.source
        self._path = path
        about = _about(path)
        # Pictures that were copied lie in the export itself, or in its archive; the others where whoever loads it says.
        has_pictures = about.get("has_pictures") and options.images_dir.is_dir()
        self._images_dir = (path if has_pictures else options.images_dir).resolve()
        self._format = about["format"]
        self.row_count: int | None = sum(about["counts"].values())

    def raw_rows(self) -> Iterator[RawRow]:
        """Every record.

        Raises:
            UnreadableFeed: a file is missing or broken.
        """
        documents = self._from_files() if self._format in ("jsonl", "linked-art") else self._from_tables()
        return (RawRow(number, cells, problem) for number, (cells, problem) in enumerate(documents, 1))

    def record(self, cells: Sequence[str]) -> Record:
        """The record of a document.

        Raises:
            UnusableRow: it is none.
        """
        document = json_object(cells)
        return from_document(document.get(EXTENSION, document), self._images_dir)

    def _from_files(self) -> Iterator[tuple[tuple[str, ...], UnusableRow | None]]:
        for name in KEPT:
            for raw in JsonFile(self._file(f"{name}.jsonl")).raw_rows():
                yield raw.cells, raw.problem

    def _from_tables(self) -> Iterator[tuple[tuple[str, ...], UnusableRow | None]]:
        rows = self._csv if self._format == "csv" else self._parquet
        for record, row in read_tables(rows):
            problem = record if isinstance(record, UnusableRow) else None
            said = row if isinstance(record, UnusableRow) else to_document(record)
            yield (json.dumps(said, ensure_ascii=False),), problem

    def _csv(self, table: str) -> Iterator[Mapping[str, str]]:
        path = self._file(f"{table}.csv")
        file = CsvFile(path, delimiters=",")
        _check_columns(path, table, file.columns)
        for raw in file.raw_rows():
            if raw.problem is not None:
                raise UnreadableFeed(f"{path}: line {raw.line}: {raw.problem}")
            yield dict(zip(file.columns, map(unguard_cell, raw.cells), strict=True))

    def _parquet(self, table: str) -> Iterator[Mapping[str, str]]:
        path = self._file(f"{table}.parquet")
        file = ParquetFile(path)
        _check_columns(path, table, file.columns)
        for raw in file.raw_rows():
            yield dict(zip(file.columns, raw.cells, strict=True))

    def _file(self, name: str) -> Path:
        path = self._path / name
        if not path.is_file():
            raise UnreadableFeed(f"{path}: missing from the export.")
        return path


def _about(path: Path) -> dict[str, Any]:
    try:
        about = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError) as error:
        raise UnreadableFeed(f"{path}: no {MANIFEST} in it; give the folder that “manage.py export” wrote.") from error
    except ValueError as error:
        raise UnreadableFeed(f"{path / MANIFEST}: broken: {error}") from error
    is_known = isinstance(about, dict) and about.get("format") in FORMATS and isinstance(about.get("counts"), dict)
    if not is_known:
        raise UnreadableFeed(f"{path / MANIFEST}: says no format of {', '.join(FORMATS)}.")
    known: dict[str, Any] = about
    return known


def _check_columns(path: Path, table: str, columns: Sequence[str]) -> None:
    if missing := sorted(set(table_columns(table)) - set(columns)):
        raise UnreadableFeed(f"{path}: the column {missing[0]} is missing.")


ADAPTER = Adapter(
    name="artrec",
    title="Artrec's own export",
    description="The folder that “manage.py export” wrote, in any of its formats, with every field of the catalogue.",
    suffixes=(),
    media_types=(),
    source="",
    open=ExportFeed,
    folder=FolderLayout(_FILES),
)
