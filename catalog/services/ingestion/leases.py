"""What a job needs before its first row may take long: whoever sees to that keeps its lease, and then hands it on."""

import datetime
from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from catalog.models import IngestionJob
from catalog.services.ingestion.jobs import LEASE_S, State, ask_for_chunk, locked

OnProgress = Callable[[IngestionJob], None]


class Stopped(Exception):
    """The job was paused or cancelled, or somebody else has it."""


def keep_lease(job: IngestionJob, lease_s: float = LEASE_S, **facts: object) -> None:
    """Holds the job for so long from now, and writes down how far it is. Raises ``Stopped``."""
    until = timezone.now() + datetime.timedelta(seconds=lease_s)
    held = IngestionJob.objects.filter(pk=job.pk, state=State.RUNNING, leased_until=job.leased_until)
    if not held.update(leased_until=until, **facts):
        raise Stopped
    job.leased_until = until


@transaction.atomic
def hand_on(job: IngestionJob, change: Callable[[IngestionJob], None], *, is_urgent: bool = True) -> IngestionJob:
    """Lets go of the job, changed, and asks for what comes next; where that is not urgent, in a minute.

    Raises:
        Stopped: the job runs no longer, or somebody else has it.
    """
    standing = locked(job.pk)
    if standing.state != State.RUNNING or standing.leased_until != job.leased_until:
        raise Stopped
    change(standing)
    standing.attempts, standing.leased_until, standing.asked_at = 0, None, timezone.now()
    standing.save()
    if is_urgent:
        ask_for_chunk(standing)
    return standing
