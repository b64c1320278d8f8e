"""Reads native rows, written to a file, through an adapter."""

import csv
import datetime
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from catalog.ingest.feeds import FeedOptions, read_rows
from catalog.ingest.records import ArtworkRecord, Record
from catalog.ingest.rows import IngestRow
from catalog.ingest.sources import ADAPTERS

AS_OF = datetime.date(2026, 11, 1)


def options(folder: Path) -> FeedOptions:
    return FeedOptions(source="here", as_of=AS_OF, images_dir=folder)


def read_path(adapter: str, path: Path) -> list[IngestRow]:
    return list(read_rows(ADAPTERS[adapter].open(path, options(path.parent))))


def read_document(adapter: str, folder: Path, document: object) -> list[IngestRow]:
    """A file of JSON, as an API answers it."""
    path = folder / "answer.json"
    path.write_text(json.dumps(document))
    return read_path(adapter, path)


def read_objects(adapter: str, folder: Path, *objects: object) -> list[IngestRow]:
    """The objects as an array in a file."""
    return read_document(adapter, folder, objects)


def write_table(path: Path, rows: Sequence[Mapping[str, Any]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def read_table(adapter: str, folder: Path, *rows: Mapping[str, Any]) -> list[IngestRow]:
    return read_path(adapter, write_table(folder / "rows.csv", rows))


def record_of(row: IngestRow) -> Record:
    assert row.problem is None, row.problem
    assert row.record is not None
    return row.record


def artwork_of(row: IngestRow) -> ArtworkRecord:
    record = record_of(row)
    assert isinstance(record, ArtworkRecord)
    return record


def reason_of(row: IngestRow) -> str:
    assert row.problem is not None
    assert str(row.problem).endswith((".", "?"))
    return row.problem.reason
