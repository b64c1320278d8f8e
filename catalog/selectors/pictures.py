"""How far the pictures are that records name by address."""

from collections.abc import Collection, Mapping

from django.db.models import Count

from catalog.models import PictureFetch

STATES: tuple[str, ...] = tuple(PictureFetch.State.values)


def picture_counts(job_ids: Collection[int]) -> Mapping[int, Mapping[str, int]]:
    """For each ingestion job, how many of the pictures it named first are waiting, fetched, failed and gone."""
    counts = {job_id: dict.fromkeys(STATES, 0) for job_id in job_ids}
    found = PictureFetch.objects.filter(job__in=job_ids).order_by().values_list("job", "state").annotate(Count("pk"))
    for job_id, state, count in found:
        counts[job_id][state] = count
    return counts
