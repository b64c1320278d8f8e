"""One worker at a time at an endpoint, and none while it rests. As with the servers of pictures, a lease is a time."""

import datetime
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone

from catalog import dispatch
from catalog.models import WebhookEndpoint

LEASE_S = 60
"""Longer than any one attempt takes, whatever the other side does."""


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to send to an endpoint, for a while."""

    endpoint_id: int
    until: datetime.datetime

    def renewed(self) -> "Lease | None":
        """The same for longer; None where somebody else has it now."""
        longer = Lease(self.endpoint_id, _end())
        return longer if self._held().update(leased_until=longer.until) else None

    def returned(self) -> None:
        """Lets others go there."""
        self._held().update(leased_until=None, asked_at=None)

    def _held(self) -> QuerySet[WebhookEndpoint]:
        return WebhookEndpoint.objects.filter(pk=self.endpoint_id, leased_until=self.until)


def take_lease(endpoint_id: int) -> Lease | None:
    """The right to send; None where somebody has it, or the endpoint rests, or is not active."""
    lease = Lease(endpoint_id, _end())
    return lease if free_endpoints(timezone.now()).filter(pk=endpoint_id).update(leased_until=lease.until) else None


def ask_for(endpoint_id: int) -> None:
    """Asks a worker to visit one endpoint."""
    WebhookEndpoint.objects.filter(pk=endpoint_id).update(asked_at=timezone.now())
    dispatch.deliver_webhooks(endpoint_id)


def free_endpoints(now: datetime.datetime) -> QuerySet[WebhookEndpoint]:
    """Those that may be visited."""
    unheld = Q(leased_until__isnull=True) | Q(leased_until__lt=now)
    return WebhookEndpoint.objects.filter(unheld, is_active=True, not_before__lte=now)


def unasked(now: datetime.datetime) -> Q:
    """Those that nobody is on the way to."""
    return Q(asked_at__isnull=True) | Q(asked_at__lt=now - datetime.timedelta(seconds=LEASE_S))


def _end() -> datetime.datetime:
    return timezone.now() + datetime.timedelta(seconds=LEASE_S)
