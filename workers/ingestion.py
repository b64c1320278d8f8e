"""Tasks that load files chunk by chunk. They need no network, so their worker needs no ML library either."""

import logging

from billiard.einfo import ExceptionInfo
from celery import Task, shared_task
from django.db import InterfaceError, OperationalError

from catalog.services.ingestion import jobs, uploads
from catalog.services.ingestion.chunks import NotItsTurn, load_chunk

logger = logging.getLogger(__name__)

# The database is away or busy: gone by itself, or the job is revived when it is back.
TRANSIENT = (OperationalError, InterfaceError)


class IngestionTask(Task[..., None]):
    """Ends a job whose chunk met a defect, instead of meeting it again and again."""

    def on_failure(
        self,
        exc: Exception,
        task_id: str,  # noqa: ARG002 - Celery passes all of these
        args: tuple[()],  # noqa: ARG002
        kwargs: dict[str, int],
        einfo: ExceptionInfo,  # noqa: ARG002
    ) -> None:
        """Records the failure; Celery has logged the traceback."""
        if not isinstance(exc, TRANSIENT):
            jobs.fail_job(
                kwargs["job_id"],
                f"The rows after row {kwargs['rows_read']:,} met an error on our side ({type(exc).__name__}); the"
                " worker's log has it. What is written stands.",
            )


@shared_task(
    name="workers.ingestion.ingest_chunk",
    base=IngestionTask,
    autoretry_for=TRANSIENT,
    retry_backoff=True,
    retry_jitter=True,
    max_retries=3,
)
def ingest_chunk(*, job_id: int, rows_read: int) -> None:
    """Loads one chunk of a job, which asks for the next one."""
    try:
        load_chunk(job_id, rows_read)
    except NotItsTurn as waits:
        logger.info("%s", waits)


@shared_task(name="workers.ingestion.revive_jobs")
def revive_jobs() -> None:
    """Asks again for the chunks that nobody is at."""
    jobs.revive_jobs()


@shared_task(name="workers.ingestion.forget_uploads")
def forget_uploads() -> None:
    """Removes the uploads that no job can need any more."""
    logger.info("Uploads removed: %s", uploads.forget_uploads())
