"""Reads a text through an adapter, as a file of its format."""

import csv
import datetime
import io
from collections.abc import Sequence
from pathlib import Path

from catalog.ingest.feeds import FeedOptions, read_rows
from catalog.ingest.records import ArtworkRecord, VenueRecord
from catalog.ingest.rows import IngestRow
from catalog.ingest.sources import ADAPTERS

AS_OF = datetime.date(2026, 11, 1)


def options(path: Path, *, mapping: str = "") -> FeedOptions:
    return FeedOptions(source="mine", as_of=AS_OF, images_dir=path.parent / "images", mapping=mapping)


def as_csv(*rows: dict[str, str], delimiter: str = ",") -> str:
    """Rows under the columns of the first; what another row lacks is empty."""
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, list(rows[0]), restval="", delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue()


def read(name: str, path: Path, text: str | bytes, *, mapping: str = "") -> list[IngestRow]:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return list(read_rows(ADAPTERS[name].open(path, options(path, mapping=mapping))))


def artworks(rows: Sequence[IngestRow]) -> list[ArtworkRecord]:
    """The artworks that the rows are; fails if one was rejected."""
    records = [row.record for row in rows]
    assert all(isinstance(record, ArtworkRecord) for record in records), [row.problem for row in rows]
    return [record for record in records if isinstance(record, ArtworkRecord)]


def venues(rows: Sequence[IngestRow]) -> list[VenueRecord]:
    """The venues that the rows are; fails if one was rejected."""
    records = [row.record for row in rows]
    assert all(isinstance(record, VenueRecord) for record in records), [row.problem for row in rows]
    return [record for record in records if isinstance(record, VenueRecord)]


def reasons(rows: Sequence[IngestRow]) -> list[str]:
    """The reason codes of the rejected rows."""
    return [row.problem.reason for row in rows if row.problem is not None]
