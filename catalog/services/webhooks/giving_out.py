"""Makes of what happened events, and deliveries to the endpoints that want them, numbered in that order."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from catalog.models import WebhookChange, WebhookDelivery, WebhookEndpoint, WebhookEvent
from catalog.services.webhooks.leases import ask_for, free_endpoints, unasked

_URGENT = frozenset({WebhookEvent.Type.TAKEN_DOWN, WebhookEvent.Type.PING})


def give_out_changes() -> int:
    """Gives out all that waits, and asks for visits; returns how many events there were."""
    count = 0
    while given := _give_out():
        count += given
        ask_for_due_endpoints()
    return count


def enqueue(endpoint: WebhookEndpoint, events: Sequence[WebhookEvent]) -> list[WebhookDelivery]:
    """Deliveries of these events to an endpoint whose row the caller has locked."""
    deliveries = [
        WebhookDelivery(
            endpoint=endpoint,
            event=event,
            sequence=endpoint.last_sequence + place,
            is_urgent=event.type in _URGENT,
        )
        for place, event in enumerate(events, start=1)
    ]
    endpoint.last_sequence += len(deliveries)
    endpoint.save(update_fields=["last_sequence"])
    return WebhookDelivery.objects.bulk_create(deliveries)


def ask_for_due_endpoints() -> int:
    """Asks workers to visit the endpoints that have something due and are free; returns how many.

    One is asked for again only when nobody has come for as long as a lease: a message may be lost.
    """
    now = timezone.now()
    due = WebhookDelivery.objects.filter(endpoint=OuterRef("pk"), state="waiting", next_attempt_at__lte=now).order_by()
    ids = list(free_endpoints(now).filter(unasked(now), Exists(due)).values_list("pk", flat=True))
    for pk in ids:
        ask_for(pk)
    return len(ids)


@transaction.atomic
def _give_out() -> int:
    """What one change did, the oldest first: what a work is last said to be, it is. Two at once wait for each other."""
    endpoints = list(WebhookEndpoint.objects.filter(is_active=True).order_by("pk").select_for_update())
    change = WebhookChange.objects.order_by("pk").select_for_update().first()
    if change is None:
        return 0
    events = WebhookEvent.objects.bulk_create(_events(change))
    for endpoint in endpoints:
        if wanted := [event for event in events if _wants(endpoint, event)]:
            enqueue(endpoint, wanted)
    change.delete()
    return len(events)


def _events(change: WebhookChange) -> list[WebhookEvent]:
    return [
        WebhookEvent(
            type=change.type,
            artwork_id=artwork_id,
            source=source,
            source_id=source_id,
            price_ids=price_ids,
            occurred_at=change.occurred_at,
        )
        for artwork_id, source, source_id, price_ids in change.works
    ]


def _wants(endpoint: WebhookEndpoint, event: WebhookEvent) -> bool:
    return (
        event.type in endpoint.event_types
        and endpoint.source in ("", event.source)
        and event.occurred_at >= endpoint.created_at
    )
