"""The end of a job: what is missing from a file that holds all that its source has is reported, or unpublished."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from catalog.models import Artwork, IngestedRecord, IngestionJob
from catalog.services.ingestion.jobs import State, end_job
from catalog.services.ingestion.memory import GONE
from catalog.services.publishing import unpublish_artworks

UNREADABLE = "unreadable_rows"
"""The key of a job's report that counts the rows of which nobody knows what they are about."""
_NAMED = 100
_BATCH = 1000


def finish_job(job: IngestionJob) -> None:
    """Ends a locked job whose last row is settled."""
    report = dict(job.report)
    if job.options.get("is_full") and not job.is_dry_run:
        report |= _report_gone(job, report[UNREADABLE])
    end_job(job, State.DONE, report=report)


def _report_gone(job: IngestionJob, unreadable: int) -> dict[str, object]:
    gone = _gone(job)
    count = gone.count()
    report: dict[str, object] = {"gone": count, "gone_ids": list(gone.values_list("source_id", flat=True)[:_NAMED])}
    if not count or not job.options["unpublish_missing"]:
        return report
    if unreadable:
        return {**report, "unpublished": 0, "note": f"Nothing was unpublished: {unreadable:,} rows could not be read."}
    if count > job.rows_read:
        return {**report, "unpublished": 0, "note": "Nothing was unpublished: more is gone than the file has."}
    ids = list(gone.values_list("pk", "source_id"))
    return {**report, "unpublished": sum(_unpublish(job, ids[at : at + _BATCH]) for at in range(0, count, _BATCH))}


def _unpublish(job: IngestionJob, ids: Sequence[tuple[int, str]]) -> int:
    """Unpublishes works, by primary key and source id, and remembers that they were gone: they may come again."""
    records = IngestedRecord.objects.filter(kind="artwork", source=job.source, source_id__in=[each for _, each in ids])
    records.update(digest=GONE)
    return unpublish_artworks([pk for pk, _ in ids])


def _gone(job: IngestionJob) -> QuerySet[Artwork]:
    """Published works that this feed brought in before, and has no more."""
    unseen = IngestedRecord.objects.filter(
        Q(job__isnull=True) | Q(job__lt=job), kind="artwork", format=job.format, source=job.source
    )
    published = Artwork.objects.filter(source=job.source, status=Artwork.Status.PUBLISHED)
    return published.filter(source_id__in=unseen.values("source_id")).order_by("pk")
