"""Runs a job in this process, for commands: no worker and no Redis is needed."""

import time
from collections.abc import Callable

from catalog.models import IngestionJob
from catalog.services.ingestion.chunks import NotItsTurn, load_chunk
from catalog.services.ingestion.jobs import forget_abandoned

_WAIT_S = 1.0


def run_job(job: IngestionJob, on_chunk: Callable[[IngestionJob], None]) -> IngestionJob:
    """Loads chunk after chunk until the job ends, or is paused or cancelled from elsewhere; returns it as it stands.

    Waits while another job loads the same source. ``on_chunk`` is called with the job after each chunk and each wait.
    """
    while job.state in (IngestionJob.State.QUEUED, IngestionJob.State.RUNNING):
        try:
            is_waiting = load_chunk(job.pk, job.rows_read) is None
        except NotItsTurn:
            forget_abandoned(job.source)
            is_waiting = True
        if is_waiting:
            time.sleep(_WAIT_S)
        job.refresh_from_db()
        on_chunk(job)
    return job
