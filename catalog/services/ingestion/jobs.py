"""Jobs begin, stop, go on and end here."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from catalog import dispatch
from catalog.ingest.feeds import UnreadableFeed
from catalog.ingest.likeness import formats_like
from catalog.ingest.sources import ADAPTERS
from catalog.models import IngestionJob
from catalog.services.fetching.problems import FetchProblem
from catalog.services.fetching.urls import ANY_PORT, parse_url
from catalog.services.ingestion.files import FileRefused, feed_name
from catalog.services.ingestion.placing import GUESS, feed_options, find_feed, place_feed
from catalog.services.ingestion.uploads import by_name

State = IngestionJob.State
LEASE_S = 60
"""How long somebody who has begun a chunk is believed to be at it."""

ABANDONED = "The command that ran it ended. What is written stands; resume it, or start again."


class JobRefused(ValueError):
    """What is asked cannot be done with this job, or a job cannot be like this; the text says why."""


class MappingWanted(JobRefused):
    """Somebody has to say what the columns of the table are. ``proposal`` is what its headers suggest, as YAML."""

    def __init__(self, proposal: str, hint: str) -> None:
        super().__init__(
            f"{hint}The columns mean what a mapping says. The file suggests the one below: give it, corrected where it"
            f" is wrong, or say “{GUESS}” to take it as it is.\n\n{proposal}"
        )
        self.proposal = proposal


@dataclass(frozen=True, slots=True)
class JobOptions:
    """What the file does not say itself, and what to do besides loading it."""

    source: str = ""
    """Who says so. Left out: that of the format where it is one source's, else the file's name."""
    as_of: datetime.date | None = None
    """The day the file speaks of. Left out: when it was last changed."""
    images: Path | None = None
    """Where relative paths of pictures start: a folder, or an archive. Left out: beside the file, or in its archive."""
    is_full: bool = False
    """Whether the file holds all that its source has, so that what is missing from it is gone, and reported."""
    unpublish_missing: bool = False
    """Whether works that are missing from a full file are unpublished."""
    mapping: str = ""
    """What the columns of a table are, as YAML; or ``GUESS``, to take what its headers suggest."""
    reload: bool = False
    """Whether records that have not changed since they were last loaded are loaded all the same."""
    is_dry_run: bool = False
    """Whether only what would change is counted."""
    fetch_linked: bool = False
    """Whether what the file only points to is fetched, too. What the file of a URL points to always is."""


def start_job(
    format_name: str,
    path: Path,
    options: JobOptions,
    *,
    is_attended: bool = False,
    started_by: AbstractBaseUser | AnonymousUser | None = None,
) -> IngestionJob:
    """Queues a job over a file or folder, and asks a worker for its first chunk unless a command attends to it.

    What comes in an archive is unpacked first.

    Raises:
        JobRefused: there is no such format, the options do not fit it, or an archive cannot be used.
        OSError: the file cannot be read.
    """
    job = _new_job(format_name, options, is_attended=is_attended, started_by=started_by)
    try:
        place_feed(job, find_feed(job, path))
        _settle_mapping(job)
    except (FileRefused, UnreadableFeed) as refused:
        raise JobRefused(by_name(str(refused))) from refused
    _require_source(job)
    return _queued(job)


def start_download(
    format_name: str,
    url: str,
    options: JobOptions,
    *,
    is_attended: bool = False,
    started_by: AbstractBaseUser | AnonymousUser | None = None,
) -> IngestionJob:
    """Queues a job over a file that whoever runs it downloads first.

    Raises:
        JobRefused: there is no such format, the options do not fit it, or the URL is none that may be asked.
    """
    job = _new_job(format_name, options, is_attended=is_attended, started_by=started_by)
    job.options["fetch_linked"] = ADAPTERS[format_name].parts is not None
    try:
        job.feed_url = parse_url(url, ANY_PORT).url
    except FetchProblem as refused:
        raise JobRefused(str(refused)) from refused
    adapter = ADAPTERS[format_name]
    if adapter.propose_mapping is not None and not options.mapping:
        raise JobRefused(f"Give a mapping of the columns, or say “{GUESS}” to take what the headers suggest.")
    job.file_name = feed_name(job.feed_url)[:300]
    job.source = job.source or adapter.source or job.file_name.partition(".")[0]
    _require_source(job)
    return _queued(job)


def retry_job(
    parent: IngestionJob,
    *,
    corrections: Path | None = None,
    is_attended: bool = False,
    started_by: AbstractBaseUser | AnonymousUser | None = None,
) -> IngestionJob:
    """Queues a job over the rejected rows of another: as they are, or corrected in the CSV file of its rejects.

    Raises:
        JobRefused: the other has not ended, rejected nothing that can be read again, or its file is gone.
        OSError: the corrections cannot be read.
    """
    if parent.finished_at is None:
        raise JobRefused(f"Job {parent.pk} is {parent.state}: its rejects can be retried once it has ended.")
    if corrections is None and not parent.rejects.filter(is_retryable=True).exists():
        raise JobRefused(f"Job {parent.pk} has no rejected row that could be read again.")
    _require_file(parent)
    if corrections is not None:
        corrections.stat()
    job = IngestionJob(
        **{name: getattr(parent, name) for name in ("format", "source", "path", "fingerprint", "is_dry_run")},
        file_name=parent.file_name if corrections is None else corrections.name[:300],
        corrections="" if corrections is None else str(corrections.resolve()),
        options={**parent.options, "is_full": False, "unpublish_missing": False},
        retry_of=parent,
        is_attended=is_attended,
        started_by_id=None if started_by is None else started_by.pk,
    )
    return _queued(job)


@transaction.atomic
def pause_job(job_id: int) -> IngestionJob:
    """Stops a job after the last chunk that is written; one that is being read is read again later.

    Raises:
        JobRefused: it has ended.
    """
    job = locked(job_id)
    _require(job, State.QUEUED, State.RUNNING, State.PAUSED, what="paused")
    _set(job, state=State.PAUSED, leased_until=None)
    _ask_for_waiting(job.source)
    return job


@transaction.atomic
def resume_job(job_id: int, *, is_attended: bool = False) -> IngestionJob:
    """Lets a paused or failed job go on from its checkpoint.

    Raises:
        JobRefused: it is neither, or its file is gone.
    """
    job = locked(job_id)
    _require(job, State.PAUSED, State.FAILED, what="resumed")
    _require_file(job)
    _set(job, state=State.QUEUED, problem="", finished_at=None, attempts=0, is_attended=is_attended)
    ask_for_chunk(job)
    return job


@transaction.atomic
def cancel_job(job_id: int) -> IngestionJob:
    """Ends a job for good; what it has written stands.

    Raises:
        JobRefused: it has ended.
    """
    job = locked(job_id)
    _require(job, State.QUEUED, State.RUNNING, State.PAUSED, State.FAILED, what="cancelled")
    end_job(job, State.CANCELLED)
    return job


@transaction.atomic
def fail_job(job_id: int, problem: str) -> None:
    """Ends a job that cannot go on; one that is not running or queued any longer stays as it is."""
    job = locked(job_id)
    if job.state in (State.QUEUED, State.RUNNING):
        end_job(job, State.FAILED, problem)


@transaction.atomic
def revive_jobs() -> int:
    """Asks again for what nobody is at: after a killed worker, a lost message, a lost Redis. Returns for how many.

    A job that a command attended to fails when the command has ended: no worker need be able to read its file.
    """
    stalled = list(_stalled().select_for_update())
    for job in stalled:
        if job.is_attended:
            end_job(job, State.FAILED, ABANDONED)
        else:
            ask_for_chunk(job)
    return len(stalled)


@transaction.atomic
def forget_abandoned(source: str) -> None:
    """Fails the attended jobs of a source whose command has ended, so that others get their turn."""
    for job in _stalled().filter(source=source, is_attended=True, state=State.RUNNING).select_for_update():
        end_job(job, State.FAILED, ABANDONED)


def locked(job_id: int) -> IngestionJob:
    """The job, whose row nobody else changes until the transaction ends. Raises ``IngestionJob.DoesNotExist``."""
    return IngestionJob.objects.select_for_update().get(pk=job_id)


def ask_for_chunk(job: IngestionJob) -> None:
    """Asks a worker for the next chunk of a job, on commit."""
    _set(job, asked_at=timezone.now())
    if not job.is_attended:
        dispatch.ingest_chunk(job.pk, job.rows_read)


def end_job(job: IngestionJob, state: IngestionJob.State, problem: str = "", **facts: object) -> None:
    """Ends a locked job, and lets the next one of its source begin."""
    problem = by_name(problem).replace("\x00", "").encode(errors="backslashreplace").decode()[:1000]
    _set(job, state=state, problem=problem, finished_at=timezone.now(), leased_until=None, **facts)
    _ask_for_waiting(job.source)


@transaction.atomic
def _queued(job: IngestionJob) -> IngestionJob:
    job.save()
    ask_for_chunk(job)
    return job


def _new_job(
    format_name: str,
    options: JobOptions,
    *,
    is_attended: bool,
    started_by: AbstractBaseUser | AnonymousUser | None,
) -> IngestionJob:
    if format_name not in ADAPTERS:
        raise JobRefused(f"“{format_name}” is no format. There are: {', '.join(sorted(ADAPTERS))}.")
    if options.fetch_linked and ADAPTERS[format_name].parts is None:
        raise JobRefused(f"Files of the format {format_name} do not point to others that could be fetched.")
    if options.unpublish_missing and not options.is_full:
        raise JobRefused("Only from a full file can works be missing: say that it holds all that its source has.")
    return IngestionJob(
        format=format_name,
        source=options.source,
        options={
            "as_of": None if options.as_of is None else options.as_of.isoformat(),
            "images": None if options.images is None else str(options.images.resolve()),
            "mapping": options.mapping,
            "is_full": options.is_full,
            "unpublish_missing": options.unpublish_missing,
            "reload": options.reload,
            "fetch_linked": options.fetch_linked,
        },
        is_dry_run=options.is_dry_run,
        is_attended=is_attended,
        started_by_id=None if started_by is None else started_by.pk,
    )


def _settle_mapping(job: IngestionJob) -> None:
    """Raises ``MappingWanted`` where nobody has said it, ``UnreadableFeed`` where what was said does not fit.

    A guess is refused for a file whose own format is known.
    """
    propose = ADAPTERS[job.format].propose_mapping
    said = job.options["mapping"]
    if propose is None:
        if said:
            raise JobRefused(f"Files of the format {job.format} need no mapping.")
        return
    path, options = Path(job.path), feed_options(job)
    proposal = propose(path, options)
    better = [] if options.mapping else formats_like(path, options)
    if not said:
        hint = f"The file looks like {' or '.join(better)}, which reads it without a mapping.\n\n" if better else ""
        raise MappingWanted(proposal, hint)
    if said == GUESS:
        if better:
            raise JobRefused(
                f"{job.file_name} looks like {' or '.join(better)}: load it as that, which reads more of it."
                " To have it read as a table all the same, give a mapping."
            )
        job.options = {**job.options, "mapping": proposal}
        propose(path, feed_options(job))  # which must say all that is required


def _require_source(job: IngestionJob) -> None:
    if not 0 < len(job.source) <= 60:
        raise JobRefused("The source needs a name of 1 to 60 characters.")


def _ask_for_waiting(source: str) -> None:
    waiting = IngestionJob.objects.filter(source=source, state=State.QUEUED, is_attended=False).order_by("pk").first()
    if waiting is not None:
        ask_for_chunk(waiting)


def _stalled() -> QuerySet[IngestionJob]:
    """Jobs that should be going on, and are not."""
    now = timezone.now()
    unasked = Q(asked_at__isnull=True) | Q(asked_at__lt=now - datetime.timedelta(seconds=LEASE_S))
    unheld = Q(leased_until__isnull=True) | Q(leased_until__lt=now)
    return IngestionJob.objects.filter(unasked, unheld, state__in=(State.QUEUED, State.RUNNING)).order_by("pk")


def _require(job: IngestionJob, *states: IngestionJob.State, what: str) -> None:
    if job.state not in states:
        raise JobRefused(f"Job {job.pk} is {job.state}; it cannot be {what}.")


def _require_file(job: IngestionJob) -> None:
    if job.path and not Path(job.path).exists():
        raise JobRefused(f"The file of job {job.pk}, {job.file_name}, is no longer there; start a new job with it.")


def _set(job: IngestionJob, **facts: object) -> None:
    changes: Mapping[str, Any] = facts
    for name, value in changes.items():
        setattr(job, name, value)
    job.save(update_fields=list(changes))
