"""Visits to endpoints: what is due there is sent, one after the other, takedowns first."""

import datetime
import time

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from catalog.models import WebhookDelivery
from catalog.services.fetching.fetcher import Fetcher, Limits, Receipt
from catalog.services.fetching.problems import FetchProblem
from catalog.services.webhooks.leases import LEASE_S, ask_for, take_lease
from catalog.services.webhooks.messages import body_of, headers_of
from catalog.services.webhooks.outcomes import MOST_ATTEMPTS, Attempt, record_attempt, record_lost
from catalog.services.webhooks.secrets import SecretUnreadable

VISIT_S = 10.0
"""After this long, other endpoints get their turn."""
LIMITS = Limits(max_bytes=1024, connect_s=5.0, read_s=10.0, total_s=15.0)


def visit_endpoint(endpoint_id: int, fetcher: Fetcher, limits: Limits = LIMITS) -> int:
    """Sends what is due, until nothing is, something is not taken, or others wait; returns how many were taken.

    Does nothing where somebody else is at it, or it rests. Killed at any moment, it leaves a lease that runs out, and
    one delivery whose next attempt is due by then: that is how one may come twice, and none is lost.
    """
    lease = take_lease(endpoint_id)
    if lease is None:
        return 0
    taken, ends_at, is_well = 0, time.monotonic() + VISIT_S, True
    try:
        while is_well and time.monotonic() < ends_at and (delivery := _claimed(endpoint_id)) is not None:
            is_well = record_attempt(delivery, _attempted(delivery, fetcher, limits))
            taken += is_well
            renewed = lease.renewed()
            if renewed is None:  # we were too slow, and somebody else is here
                return taken
            lease = renewed
    finally:
        lease.returned()
    if is_well and _due(endpoint_id).exists():
        ask_for(endpoint_id)
    return taken


def _attempted(delivery: WebhookDelivery, fetcher: Fetcher, limits: Limits) -> Attempt:
    body, started = body_of(delivery), time.monotonic()
    said: Receipt | FetchProblem | SecretUnreadable
    try:
        said = fetcher.post(delivery.endpoint.url, body, headers_of(delivery, body), limits)
    except (FetchProblem, SecretUnreadable) as problem:
        said = problem
    return Attempt(said, round(1000 * (time.monotonic() - started)))


def _due(endpoint_id: int) -> QuerySet[WebhookDelivery]:
    waiting = WebhookDelivery.objects.filter(
        endpoint=endpoint_id,
        endpoint__is_active=True,
        state=WebhookDelivery.State.WAITING,
        next_attempt_at__lte=timezone.now(),
    )
    return waiting.order_by("-is_urgent", "next_attempt_at", "pk")


@transaction.atomic
def _claimed(endpoint_id: int) -> WebhookDelivery | None:
    """The next that is due, which is not due again before the lease of whoever sends it has run out.

    The attempt counts from now on: what kills its worker is not sent for ever.
    """
    due = _due(endpoint_id).select_related("event", "endpoint").select_for_update(of=("self",))
    while (delivery := due.first()) is not None:
        if delivery.attempts < MOST_ATTEMPTS:
            delivery.attempts += 1
            delivery.attempted_at = timezone.now()
            delivery.next_attempt_at = delivery.attempted_at + datetime.timedelta(seconds=LEASE_S)
            delivery.save(update_fields=["attempts", "attempted_at", "next_attempt_at"])
            return delivery
        record_lost(delivery)
    return None
