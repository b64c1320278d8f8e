"""Reads the rows of a job from its checkpoint on, with the file kept open from one chunk to the next."""

import atexit
from collections import OrderedDict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from catalog.ingest.feeds import Feed, FeedOptions, UnreadableFeed, read_row
from catalog.ingest.likeness import formats_like, is_anyones_table
from catalog.ingest.rows import IngestRow, RawRow
from catalog.ingest.sources import ADAPTERS
from catalog.models import IngestionJob
from catalog.services.ingestion.files import fingerprint
from catalog.services.ingestion.known_rows import KnownRow, KnownRows
from catalog.services.ingestion.placing import feed_options
from catalog.services.ingestion.rejects import corrected_rows, rejected_rows
from catalog.services.loading import Loader, record_key
from catalog.services.loading.picture_files import open_picture_files
from catalog.services.loading.pictures import picture_paths

MOST_ROWS = 500
MOST_PICTURES = 64
"""In a chunk: one with pictures must end well within its lease."""
_MOST_OPEN = 4


@dataclass(slots=True)
class Chunk:
    """Rows of a job, in order."""

    rows: list[IngestRow | KnownRow] = field(default_factory=list)
    is_last: bool = False
    problem: str = ""
    """Why no row after these can be read."""


class OpenJob:
    """A job's open feed, where in it the next row is, and what was said so far."""

    def __init__(self, job: IngestionJob) -> None:
        """Opens the file.

        Raises:
            UnreadableFeed: it is not of the job's format, or it or its archive of pictures has changed since the job
                began, or that cannot be used.
            OSError: it cannot be read.
        """
        self._job = job
        self._require_unchanged()
        options = feed_options(job)
        self.feed = _open(job.format, Path(job.path), options)
        self.rows_total, self._raw_rows = _rows_to_read(job, self.feed)
        self.loader = Loader(
            self.feed.source, open_picture_files(options.images_dir), is_dry_run=job.is_dry_run, job_id=job.pk
        )
        self.known = KnownRows(job, self.feed)
        self._position = 0
        self._ahead: deque[RawRow] = deque()
        self._problem = ""

    def read(self, rows_read: int) -> Chunk:
        """The chunk after the first ``rows_read`` rows. What lies before it is passed over once, not once a chunk.

        Raises:
            UnreadableFeed: the file has changed meanwhile.
        """
        self._pass_over(rows_read - self._position)
        chunk, pictures = Chunk(), 0
        for known in self.known.among(self._look_ahead()):
            if pictures >= MOST_PICTURES:
                break
            raw = self._next()
            row = known or read_row(self.feed, raw)
            chunk.rows.append(row)
            pictures += 0 if isinstance(row, KnownRow) else len(picture_paths(row.record))
        chunk.rows = self._without_doubt(chunk.rows)
        if not self._ahead:
            chunk.problem = self._problem
            chunk.is_last = len(chunk.rows) < MOST_ROWS and not self._problem
        if not Path(self._job.path).is_dir():  # of a folder, only looking at every file would tell
            self._require_unchanged()
        return chunk

    def is_past(self, rows_read: int) -> bool:
        """Whether it has read further than that, so that only opening the file anew leads back."""
        return self._position > rows_read

    def close(self) -> None:
        """Ends the loader's threads, and closes the files of pictures."""
        self.loader.close()

    def _require_unchanged(self) -> None:
        job = self._job
        if fingerprint(Path(job.path), Path(job.options["images"])) != job.fingerprint:
            raise UnreadableFeed(f"{job.path} has changed since the job began. Cancel this job and start another.")

    def _look_ahead(self) -> deque[RawRow]:
        """The rows of the next chunk, or those before what breaks the file."""
        try:
            for raw in islice(self._raw_rows, MOST_ROWS - len(self._ahead)):
                self._ahead.append(raw)
        except (UnreadableFeed, OSError) as error:
            self._problem = str(error)
        return self._ahead

    def _next(self) -> RawRow:
        self._position += 1
        return self._ahead.popleft()

    def _pass_over(self, count: int) -> None:
        for _ in range(count):
            if not self._ahead and not self._look_ahead():
                break
            self._next()

    def _without_doubt(self, rows: Sequence[IngestRow | KnownRow]) -> list[IngestRow | KnownRow]:
        """The rows, of which those known that others of the chunk speak of, too, are read: the first word stands."""
        read = {
            record_key(row.record, self.feed.source)
            for row in rows
            if isinstance(row, IngestRow) and row.record is not None
        }
        return [read_row(self.feed, row.raw) if isinstance(row, KnownRow) and row.key in read else row for row in rows]


_open_jobs: OrderedDict[int, OpenJob] = OrderedDict()
"""Of this process, the one used last at the end."""
atexit.register(_open_jobs.clear)  # while files can still be closed in order


def open_job(job: IngestionJob) -> OpenJob:
    """The job's file, open: from the chunk before, or opened now. Raises as ``OpenJob``."""
    found = _open_jobs.get(job.pk)
    if found is not None and found.is_past(job.rows_read):
        close_job(job.pk)
        found = None
    if found is None:
        found = _open_jobs[job.pk] = OpenJob(job)
        while len(_open_jobs) > _MOST_OPEN:
            close_job(next(iter(_open_jobs)))
    _open_jobs.move_to_end(job.pk)
    return found


def close_job(job_id: int) -> None:
    """Forgets an open job, and what its loader believes to be written."""
    if (found := _open_jobs.pop(job_id, None)) is not None:
        found.close()


def _open(format_name: str, path: Path, options: FeedOptions) -> Feed:
    """The feed. A file of another format is refused with that one's name."""
    try:
        return ADAPTERS[format_name].open(path, options)
    except UnreadableFeed as refused:
        like = formats_like(path, options)
        is_table = not like and format_name != "table" and is_anyones_table(path, options)
        others = " or ".join(["table"] if is_table else like)
        hint = f" It looks like {others}: start a job of that format." if others else ""
        raise UnreadableFeed(f"{refused}{hint}") from refused


def _rows_to_read(job: IngestionJob, feed: Feed) -> tuple[int | None, Iterator[RawRow]]:
    if job.retry_of is None:
        return _row_count(feed) if job.rows_total is None else job.rows_total, feed.raw_rows()
    if job.corrections:
        path = Path(job.corrections)
        return sum(1 for _ in corrected_rows(path, feed.columns)), corrected_rows(path, feed.columns)
    return job.retry_of.rejects.filter(is_retryable=True).count(), rejected_rows(job.retry_of)


def _row_count(feed: Feed) -> int | None:
    """How many rows the feed has; it is read through where it does not know, in a small part of the time of loading."""
    try:
        return sum(1 for _ in feed.raw_rows()) if feed.row_count is None else feed.row_count
    except UnreadableFeed:  # what comes before the break is loaded, and then it is told
        return None
