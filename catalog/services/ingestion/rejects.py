"""Rows that were not taken: out as a CSV file, and in again."""

import csv
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from pathlib import Path

from django.db.models import QuerySet

from catalog.ingest.cells import guard_cell, unguard_cell
from catalog.ingest.csv_file import CsvFile
from catalog.ingest.feeds import UnreadableFeed
from catalog.ingest.rows import RawRow
from catalog.models import IngestionJob, IngestReject

HEAD = ("line", "reason", "message")
"""The columns that a file of rejects has before those of the rows."""
_BATCH = 500
# Halves of surrogate pairs that stand for no byte: they were written as escapes, in JSON.
_HALVES = re.compile("[\ud800-\udc7f\udd00-\udfff]")


def pack_cells(cells: Sequence[str]) -> str:
    """As text that every database holds: bytes that are no UTF-8 and zero bytes stay what they are."""
    return json.dumps(cells, ensure_ascii=True)


def unpack_cells(text: str) -> tuple[str, ...]:
    """What ``pack_cells`` packed."""
    return tuple(json.loads(text))


def rejects_csv(job: IngestionJob) -> Iterator[bytes]:
    """The rejected and skipped rows of a job as a CSV file; no cell of it is a formula to a spreadsheet program."""
    return write_rejects(job.columns, _in_order(job.rejects.all()))


def write_rejects(columns: Sequence[str], rejects: Iterable[IngestReject]) -> Iterator[bytes]:
    """The same of the given rejects. ``corrected_rows`` reads back the very cells."""
    buffer = StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow((*HEAD, *map(guard_cell, columns)))
    for reject in rejects:
        writer.writerow(_guarded(reject))
        if buffer.tell() > 1 << 16:
            yield _taken(buffer)
    yield _taken(buffer)


def rejected_rows(job: IngestionJob) -> Iterator[RawRow]:
    """The rows of a job that can be read again, as they stood in its file."""
    for reject in _in_order(job.rejects.filter(is_retryable=True)):
        yield RawRow(reject.line, unpack_cells(reject.cells))


def corrected_rows(path: Path, columns: Sequence[str]) -> Iterator[RawRow]:
    """The rows of a file of rejects that somebody has corrected.

    Raises:
        UnreadableFeed: it is none, or one of another format.
        OSError: it cannot be read.
    """
    file = CsvFile(path)
    wanted = (*HEAD, *(guard_cell(column).strip().casefold() for column in columns))
    if file.columns != wanted:
        raise UnreadableFeed(f"{path.name} is no file of rejects of this job: its columns must be {', '.join(wanted)}.")
    for row in file.raw_rows():
        if row.problem is not None:
            yield row
        else:
            yield RawRow(row.line, tuple(map(unguard_cell, row.cells[len(HEAD) :])))


def _in_order(rejects: QuerySet[IngestReject]) -> Iterator[IngestReject]:
    """Batch by batch: whoever reads may take hours and many transactions, longer than a cursor lives."""
    last = -1
    while batch := list(rejects.filter(row__gt=last).order_by("row")[:_BATCH]):
        yield from batch
        last = batch[-1].row


def _guarded(reject: IngestReject) -> list[object]:
    return [reject.line, reject.reason, *map(guard_cell, (reject.message, *unpack_cells(reject.cells)))]


def _taken(buffer: StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return _HALVES.sub(lambda half: f"\\u{ord(half[0]):04x}", text).encode(errors="surrogateescape")
