"""Pictures that people ask for again. The web process does this, so nothing here loads what fetches."""

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from catalog import dispatch
from catalog.models import PictureFetch


@transaction.atomic
def retry_fetches(ids: Collection[int]) -> int:
    """Fetches pictures again, whatever became of them; returns how many. Addresses that cannot be asked stay failed."""
    again = PictureFetch.objects.filter(pk__in=ids, host__isnull=False)
    count = again.update(
        state=PictureFetch.State.WAITING,
        attempts=0,
        next_attempt_at=timezone.now(),
        reason="",
        problem="",
        fetched_at=None,
    )
    dispatch.fetch_due_pictures()
    return count
