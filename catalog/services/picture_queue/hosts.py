"""Servers that pictures are fetched from: one worker at a time at each, and none before it may be asked again.

A lease is a time in the host's row. Whoever holds it renews it by saying which time it holds; who was thought dead, and
is not, finds another time there and leaves.
"""

import datetime
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from catalog import dispatch
from catalog.models import Artwork, ImageHost, PictureFetch
from catalog.services.fetching.pauses import LONGEST_WAIT_S, growing_pause_s

LEASE_S = 300
"""Longer than any one picture takes: two requests of 60 s and a pause of 60 s at most, robots.txt, and storing it."""
MOST_ASKED = 64
"""Hosts that workers are asked to visit at a time, so that messages do not pile up."""
_FIRST_PAUSE_S = 4.0
_LONGEST_PAUSE_S = 3600.0


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to ask a host, for a while."""

    host: str
    until: datetime.datetime

    def renewed(self) -> "Lease | None":
        """The same for longer; None where somebody else has it now."""
        longer = Lease(self.host, _from_now(LEASE_S))
        return longer if _held(self).update(leased_until=longer.until) else None

    def returned(self, not_before: datetime.datetime) -> None:
        """Gives the host back, to be asked again at that time."""
        _held(self).update(leased_until=None, asked_at=None, not_before=not_before)


def due_fetches() -> QuerySet[PictureFetch]:
    """Pictures to be fetched now, of works that are shown."""
    return PictureFetch.objects.filter(
        state=PictureFetch.State.WAITING,
        next_attempt_at__lte=timezone.now(),
        artwork__status=Artwork.Status.PUBLISHED,
    ).order_by("next_attempt_at", "pk")


def due_fetches_of(host: str) -> QuerySet[PictureFetch]:
    """Those of one host, the longest due first."""
    return due_fetches().filter(host=host)


@transaction.atomic
def ask_for_due_hosts() -> int:
    """Asks workers to visit the hosts that have due pictures and are free; returns how many.

    A host is asked for again only when nobody has come for as long as a lease: a message may be lost.
    """
    now = timezone.now()
    unasked = Q(asked_at__isnull=True) | Q(asked_at__lt=now - datetime.timedelta(seconds=LEASE_S))
    hosts = _free(now).filter(unasked, Exists(due_fetches().filter(host=OuterRef("pk")).order_by()))
    names = list(
        hosts.order_by(F("asked_at").asc(nulls_first=True), "name").values_list("name", flat=True)[:MOST_ASKED]
    )
    ImageHost.objects.filter(name__in=names).update(asked_at=now)
    for name in names:
        dispatch.fetch_from_host(name)
    return len(names)


def ask_for(host: str) -> None:
    """Asks a worker to visit one host."""
    ImageHost.objects.filter(name=host).update(asked_at=timezone.now())
    dispatch.fetch_from_host(host)


def take_lease(host: str) -> Lease | None:
    """The right to ask a host; None where somebody has it, or the host wants to be left alone."""
    lease = Lease(host, _from_now(LEASE_S))
    return lease if _free(timezone.now()).filter(name=host).update(leased_until=lease.until) else None


def note_success(host: str) -> None:
    """The host is well."""
    ImageHost.objects.filter(name=host).exclude(failures=0).update(failures=0)


def note_trouble(host: str, retry_after_s: float | None) -> float:
    """Counts one more trouble in a row; returns for how many seconds to leave the host alone.

    Twice as long each time, give or take a quarter, so that many hosts behind one wall do not come back at once; at
    least as long as the host itself asks for.
    """
    failures = ImageHost.objects.values_list("failures", flat=True).get(name=host) + 1
    ImageHost.objects.filter(name=host).update(failures=min(failures, 1000))
    pause = growing_pause_s(failures, _FIRST_PAUSE_S, _LONGEST_PAUSE_S)
    return max(pause, min(retry_after_s or 0.0, LONGEST_WAIT_S))


def _free(now: datetime.datetime) -> QuerySet[ImageHost]:
    unheld = Q(leased_until__isnull=True) | Q(leased_until__lt=now)
    return ImageHost.objects.filter(unheld, not_before__lte=now)


def _held(lease: Lease) -> QuerySet[ImageHost]:
    return ImageHost.objects.filter(name=lease.host, leased_until=lease.until)


def _from_now(seconds: float) -> datetime.datetime:
    return timezone.now() + datetime.timedelta(seconds=seconds)
