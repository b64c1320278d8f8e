"""Runs a job in this process, for commands: no worker and no Redis is needed."""

import time
from collections.abc import Callable
from contextlib import suppress

from django.db import DatabaseError

from catalog.models import IngestionJob
from catalog.services.ingestion.chunks import NotItsTurn, load_chunk
from catalog.services.ingestion.jobs import fail_job, forget_abandoned

_WAIT_S = 1.0


def run_job(job: IngestionJob, on_chunk: Callable[[IngestionJob], None]) -> IngestionJob:
    """Loads chunk after chunk until the job ends, or is paused or cancelled from elsewhere; returns it as it stands.

    Waits while another job loads the same source. ``on_chunk`` is called with the job after each chunk and each wait,
    and while its file is downloaded. Whatever breaks off the run is raised, and fails the job, so that it
    can be resumed at once.
    """
    try:
        while job.state in (IngestionJob.State.QUEUED, IngestionJob.State.RUNNING):
            if not _has_loaded(job, on_chunk):
                time.sleep(_WAIT_S)
            job.refresh_from_db()
            on_chunk(job)
    except BaseException as error:
        with suppress(DatabaseError):  # without a database, its lease will tell
            fail_job(job.pk, f"The command that ran it broke off: {error or type(error).__name__}")
        raise
    return job


def _has_loaded(job: IngestionJob, on_chunk: Callable[[IngestionJob], None]) -> bool:
    try:
        return load_chunk(job.pk, job.rows_read, on_chunk) is not None
    except NotItsTurn:
        forget_abandoned(job.source)
        return False
