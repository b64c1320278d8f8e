"""Ingestion jobs, as the staff look at them."""

import datetime
from collections.abc import Iterator

from django.db.models import Count, Min, QuerySet
from django.utils import timezone

from catalog.models import IngestionJob, IngestReject

_RECENTLY = datetime.timedelta(days=30)


def ingestion_jobs() -> QuerySet[IngestionJob]:
    """All jobs with who started them, the newest first."""
    return IngestionJob.objects.select_related("started_by").order_by("-pk")


def jobs_to_correct(jobs: QuerySet[IngestionJob]) -> QuerySet[IngestionJob]:
    """Those of the last month that did not take all rows, and whose rejects nobody has loaded again."""
    ended_in_vain = (IngestionJob.State.FAILED, IngestionJob.State.CANCELLED)
    retries = IngestionJob.objects.filter(retry_of__isnull=False).exclude(state__in=ended_in_vain)
    rejecting = jobs.filter(state=IngestionJob.State.DONE, is_dry_run=False, rejected__gt=0)
    return rejecting.filter(finished_at__gte=timezone.now() - _RECENTLY).exclude(pk__in=retries.values("retry_of"))


def reject_reasons(job: IngestionJob) -> Iterator[tuple[int, IngestReject]]:
    """Why rows of a job were not taken: how many for each reason, the most first, and the first of them."""
    counted = job.rejects.order_by().values("reason").annotate(rows=Count("pk"), first=Min("pk"))
    reasons = list(counted.order_by("-rows", "reason").values_list("rows", "first"))
    rejects = IngestReject.objects.in_bulk([first for _, first in reasons])
    return ((rows, rejects[first]) for rows, first in reasons)
