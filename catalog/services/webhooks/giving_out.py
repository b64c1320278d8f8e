"""Makes of events the deliveries of the endpoints that want them, numbered in the order in which they happened."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from catalog.models import WebhookDelivery, WebhookEndpoint, WebhookEvent
from catalog.services.webhooks.leases import ask_for, free_endpoints, unasked

BATCH = 500
_URGENT = frozenset({WebhookEvent.Type.TAKEN_DOWN, WebhookEvent.Type.PING})


def give_out_events() -> int:
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
    """One batch, in order: what a work is last said to be, it is. Two that do so at once wait for each other."""
    endpoints = list(WebhookEndpoint.objects.filter(is_active=True).order_by("pk").select_for_update())
    events = list(WebhookEvent.objects.filter(is_given_out=False).order_by("pk").select_for_update()[:BATCH])
    for endpoint in endpoints:
        if wanted := [event for event in events if _wants(endpoint, event)]:
            enqueue(endpoint, wanted)
    WebhookEvent.objects.filter(pk__in=[event.pk for event in events]).update(is_given_out=True)
    return len(events)


def _wants(endpoint: WebhookEndpoint, event: WebhookEvent) -> bool:
    return (
        event.type in endpoint.event_types
        and endpoint.source in ("", event.source)
        and event.occurred_at >= endpoint.created_at
    )
