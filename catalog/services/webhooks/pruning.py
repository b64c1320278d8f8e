"""Events are kept for a month, with their deliveries."""

import datetime

from django.utils import timezone

from catalog.models import WebhookEvent

KEPT = datetime.timedelta(days=30)
_BATCH = 1000


def forget_events() -> int:
    """Deletes what is older, and what of it still waits for an endpoint that is not active; returns how many."""
    old = WebhookEvent.objects.filter(occurred_at__lt=timezone.now() - KEPT).order_by("pk")
    count = 0
    while ids := list(old.values_list("pk", flat=True)[:_BATCH]):
        WebhookEvent.objects.filter(pk__in=ids).delete()
        count += len(ids)
    return count
