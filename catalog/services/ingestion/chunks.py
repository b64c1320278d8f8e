"""Does the work of a job, one chunk at a time. A chunk and its account are one transaction: both stand, or neither."""

import datetime
import gc
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from time import monotonic

from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from catalog.ingest.feeds import UnreadableFeed
from catalog.models import IngestionJob, IngestReject
from catalog.services.fetching.problems import FetchProblem
from catalog.services.ingestion.downloads import download_feed
from catalog.services.ingestion.files import FileRefused
from catalog.services.ingestion.finishing import UNREADABLE, finish_job
from catalog.services.ingestion.jobs import LEASE_S, State, ask_for_chunk, end_job, fail_job, locked
from catalog.services.ingestion.leases import OnProgress, Stopped
from catalog.services.ingestion.ledger import Account, Ledger
from catalog.services.ingestion.linked import FETCH_LINKED, fetch_linked
from catalog.services.ingestion.reading import close_job, open_job

MOST_ATTEMPTS = 20
_COLLECTED_AFTER = 50_000
"""New objects."""
_LASTING = "Start another job with the right address, or download the file yourself and load that."
_PASSING = "Resume the job to try again."
_COUNTS = ("created", "updated", "unchanged", "rejected", "skipped")


class NotItsTurn(Exception):
    """Another job of the same source is running."""


def load_chunk(job_id: int, rows_read: int, on_progress: OnProgress = lambda _: None) -> IngestionJob | None:
    """Loads the chunk of a job after its first ``rows_read`` rows, and asks for the next one.

    Before the first, a file that is named by a URL is downloaded, and so is, where wanted, what the file points to;
    ``on_progress`` is told how far that is.

    Returns the job as it stands then; None where there is nothing to do: the chunk is loaded, somebody else is at it,
    or the job is not running. Whatever breaks off, the chunk is loaded again, from the same rows.

    Raises:
        NotItsTurn: the job waits for another one.
    """
    claimed = _claim(job_id, rows_read)
    if claimed is None:
        return None
    begun = monotonic()
    try:
        if not claimed.path:
            job: IngestionJob | None = download_feed(claimed, on_progress)
        elif claimed.options.get(FETCH_LINKED):
            job = fetch_linked(claimed, on_progress)
        else:
            job = _load(claimed, begun)
    except Stopped:
        return None
    except FetchProblem as problem:
        fail_job(job_id, f"{problem} {_LASTING if problem.is_lasting else _PASSING}")
        return IngestionJob.objects.get(pk=job_id)
    except (UnreadableFeed, FileRefused, OSError) as error:
        close_job(job_id)
        fail_job(job_id, str(error) or type(error).__name__)
        return IngestionJob.objects.get(pk=job_id)
    except BaseException:
        close_job(job_id)  # its loader may take for written what was rolled back
        _release(claimed)
        raise
    if job is None or job.state != State.RUNNING:
        close_job(job_id)
    return job


@transaction.atomic
def _claim(job_id: int, rows_read: int) -> IngestionJob | None:
    """Takes the lease of a chunk. Correctness does not hang on it, only that the work is not done twice."""
    job = IngestionJob.objects.select_for_update().filter(pk=job_id).first()
    now = timezone.now()
    if job is None or job.rows_read != rows_read or job.state not in (State.QUEUED, State.RUNNING):
        return None
    if job.leased_until is not None and job.leased_until > now:
        return None
    if job.attempts >= MOST_ATTEMPTS:
        end_job(
            job, State.FAILED, f"It broke off {MOST_ATTEMPTS} times after row {rows_read:,}; the workers' logs say why."
        )
        return None
    job.state = State.RUNNING
    job.started_at = job.started_at or now
    job.leased_until = now + datetime.timedelta(seconds=LEASE_S)
    job.attempts += 1
    try:
        with transaction.atomic():
            job.save(update_fields=["state", "started_at", "leased_until", "attempts"])
    except IntegrityError as error:
        raise NotItsTurn(f"Another job loads {job.source}; job {job.pk} waits for it.") from error
    return job


def _release(job: IngestionJob) -> None:
    """Lets the next one try at once. Without a database, the lease runs out by itself."""
    with suppress(DatabaseError):
        IngestionJob.objects.filter(pk=job.pk, leased_until=job.leased_until).update(leased_until=None)


@contextmanager
def _seldom_collecting() -> Iterator[None]:
    """A chunk makes some 100,000 objects that all live until it is written.

    To look for cycles among them after each 700 new ones, as Python does, took a third of a load.
    """
    usual = gc.get_threshold()
    gc.set_threshold(_COLLECTED_AFTER, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


@_seldom_collecting()
def _load(job: IngestionJob, begun: float) -> IngestionJob | None:
    opened = open_job(job)
    chunk = opened.read(job.rows_read)
    job.columns = list(opened.feed.columns)
    ledger = Ledger(job, opened.loader, opened.feed.source, chunk.rows, opened.known)
    first = ledger.prepare()
    with transaction.atomic():
        standing = locked(job.pk)
        if standing.state != State.RUNNING or standing.rows_read != job.rows_read:
            return None  # paused or cancelled, or somebody else was faster
        with transaction.atomic():
            account = ledger.settle(first)
            transaction.set_rollback(job.is_dry_run)
        _record(standing, account)
        standing.columns, standing.rows_total = job.columns, opened.rows_total
        standing.running_s += monotonic() - begun
        standing.attempts, standing.leased_until = 0, None
        standing.save()
        if chunk.problem:
            end_job(standing, State.FAILED, chunk.problem)
        elif chunk.is_last:
            opened.loader.finish(has_changed=standing.created + standing.updated > 0)
            finish_job(standing)
        else:
            ask_for_chunk(standing)
    return standing


def _record(job: IngestionJob, account: Account) -> None:
    """Writes a chunk's account into the job, which is its checkpoint."""
    for name in _COUNTS:
        setattr(job, name, getattr(job, name) + account.counts[name])
    job.rows_read += account.counts.total()
    job.pictures_named += account.pictures_named
    job.report = {**job.report, UNREADABLE: job.report.get(UNREADABLE, 0) + account.unreadable}
    IngestReject.objects.bulk_create(account.rejects)
