"""Writes records into the files of an export, one format a class; nothing is held but what is being written."""

import csv
import datetime
import json
from collections.abc import Mapping
from contextlib import ExitStack
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self, TextIO, get_args

from catalog.ingest.cells import guard_cell
from catalog.ingest.exported.documents import to_document
from catalog.ingest.exported.feed import KEPT
from catalog.ingest.exported.tables import TABLES, rows_of, table_columns
from catalog.ingest.records import ArtistRecord, ArtworkRecord, ExhibitionRecord, Record, VenueRecord
from catalog.services.exporting.linked_art import linked_art

_BATCH = 2000
_FILES: dict[type[Any], str] = dict(
    zip((ArtistRecord, VenueRecord, ExhibitionRecord, ArtworkRecord), KEPT, strict=True)
)


class Writer(Protocol):
    """Takes records until it is left."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None: ...

    def write(self, record: Record) -> None:
        """Writes one.

        Raises:
            OSError: the disk is full.
        """


class _Files:
    """Open files that are closed together."""

    def __init__(self) -> None:
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._stack.__exit__(kind, error, traceback)

    def _open(self, path: Path) -> TextIO:
        return self._stack.enter_context(path.open("w", encoding="utf-8", newline=""))


class JsonLines(_Files):
    """A document a line."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._files = {name: self._open(folder / f"{name}.jsonl") for name in KEPT}

    def write(self, record: Record) -> None:
        """See ``Writer``."""
        said = json.dumps(self._said(record), ensure_ascii=False)
        self._files[_FILES[type(record)]].write(f"{said}\n")

    def _said(self, record: Record) -> dict[str, Any]:
        return to_document(record)


class LinkedArt(JsonLines):
    """A Linked Art object a line."""

    def _said(self, record: Record) -> dict[str, Any]:
        return linked_art(record)


class Csv(_Files):
    """A table a file, guarded against spreadsheets that take texts for formulas."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._writers = {}
        for table in TABLES:
            writer = csv.DictWriter(self._open(folder / f"{table}.csv"), list(table_columns(table)))
            writer.writeheader()
            self._writers[table] = writer

    def write(self, record: Record) -> None:
        """See ``Writer``."""
        for table, row in rows_of(record):
            self._writers[table].writerow({column: guard_cell(_text(value)) for column, value in row.items()})


class Parquet(_Files):
    """A table a file, with types: whole numbers, floats, truth values, days; amounts and all else as text."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        # Arrow takes 40 MB and a third of a second to load: only those who write such a file pay for it.
        import pyarrow  # noqa: PLC0415
        from pyarrow.parquet import ParquetWriter  # noqa: PLC0415

        types = {int: pyarrow.int64(), float: pyarrow.float64(), bool: pyarrow.bool_(), datetime.date: pyarrow.date32()}
        self._batch_of = pyarrow.RecordBatch.from_pylist
        self._schemas = {
            table: pyarrow.schema(
                [(column, types.get(_bare(hint), pyarrow.string())) for column, hint in table_columns(table).items()]
            )
            for table in TABLES
        }
        self._typed = tuple(types)
        self._writers = {
            table: self._stack.enter_context(ParquetWriter(folder / f"{table}.parquet", schema))
            for table, schema in self._schemas.items()
        }
        self._rows: dict[str, list[Mapping[str, Any]]] = {table: [] for table in TABLES}

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if error is None:
            for table in TABLES:
                self._flush(table)
        super().__exit__(kind, error, traceback)

    def write(self, record: Record) -> None:
        """See ``Writer``."""
        for table, row in rows_of(record):
            rows = self._rows[table]
            rows.append({column: self._value(value) for column, value in row.items()})
            if len(rows) == _BATCH:
                self._flush(table)

    def _value(self, value: object) -> object:
        return value if value is None or isinstance(value, self._typed) else _text(value)

    def _flush(self, table: str) -> None:
        if self._rows[table]:
            self._writers[table].write_batch(self._batch_of(self._rows[table], schema=self._schemas[table]))
            self._rows[table] = []


WRITERS: dict[str, type[Csv] | type[JsonLines] | type[Parquet] | type[LinkedArt]] = {
    "csv": Csv,
    "jsonl": JsonLines,
    "parquet": Parquet,
    "linked-art": LinkedArt,
}


def _bare(hint: Any) -> Any:  # noqa: ANN401 - a type, or one of several with None
    return next((one for one in get_args(hint) if one is not type(None)), hint) if get_args(hint) else hint


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Path):
        return value.as_posix()
    if isinstance(value, tuple | list | Mapping):
        return json.dumps(dict(value) if isinstance(value, Mapping) else list(value), ensure_ascii=False)
    if isinstance(value, Decimal | datetime.date | int | float | str):
        return str(value)
    raise TypeError(f"{value!r} is no value of a record.")
