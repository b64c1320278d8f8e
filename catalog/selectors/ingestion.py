"""Ingestion jobs, as the staff look at them."""

from django.db.models import QuerySet

from catalog.models import IngestionJob


def ingestion_jobs() -> QuerySet[IngestionJob]:
    """All jobs with who started them, the newest first."""
    return IngestionJob.objects.select_related("started_by").order_by("-pk")
