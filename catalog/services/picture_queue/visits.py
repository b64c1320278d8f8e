"""Visits to servers: what is due there is fetched one after the other, with a pause between any two requests."""

import datetime
import time
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from catalog import dispatch
from catalog.models import PictureFetch
from catalog.services.fetching.fetcher import Fetcher, Limits, Validators
from catalog.services.fetching.paced import PacedFetcher
from catalog.services.fetching.problems import FetchProblem
from catalog.services.images import UnusableImage, store_picture
from catalog.services.picture_queue import hosts
from catalog.services.picture_queue.hosts import Lease, due_fetches_of
from catalog.services.picture_queue.iiif import image_url
from catalog.services.picture_queue.outcomes import MOST_ATTEMPTS, record_picture, record_problem, record_unmodified

VISIT_S = 30.0
"""After this long, other hosts get their turn."""
_INFO = Limits(max_bytes=1 << 20)
_BROKE_OFF = "Whoever fetched it broke off, each time; the workers' logs say why."


def visit_host(host: str, fetcher: Fetcher) -> int:
    """Fetches what is due from a host, until nothing is, it has trouble, or others wait; returns how many came.

    Does nothing where somebody else is there, or the host may not be asked yet. Killed at any moment, it leaves a lease
    that runs out, and one picture whose next attempt is due by then.
    """
    lease = hosts.take_lease(host)
    if lease is None:
        return 0
    visit = _Visit(lease, PacedFetcher(fetcher, settings.ARTREC["PICTURES_INTERVAL_S"]))
    try:
        visit.make()
    finally:
        visit.end()
    return visit.came


@dataclass(slots=True)
class _Visit:
    """One worker at one host."""

    lease: Lease
    server: PacedFetcher
    came: int = 0
    pause_s: float = hosts.LEASE_S / 3
    """How long to leave the host alone afterwards; as it stands here, after a defect of ours."""
    _new_images: int = 0

    def make(self) -> None:
        """Fetches picture after picture."""
        ends_at = time.monotonic() + VISIT_S
        while time.monotonic() < ends_at and (fetch := _claimed(self.lease.host)) is not None:
            try:
                self._fetch(fetch)
            except FetchProblem as problem:
                record_problem(fetch, problem)
                if not problem.is_lasting:
                    self.pause_s = hosts.note_trouble(self.lease.host, problem.retry_after_s)
                    return
            else:
                self.came += 1
                hosts.note_success(self.lease.host)
            renewed = self.lease.renewed()
            if renewed is None:  # we were too slow, and somebody else is here
                return
            self.lease = renewed
            if self.server.wants_long_pauses:
                self.pause_s = self.server.interval_s
                return
        self.pause_s = 0

    def end(self) -> None:
        """Gives the host back, asks for the next visit where more is due, and for the embedding of what came."""
        host = self.lease.host
        self.lease.returned(timezone.now() + datetime.timedelta(seconds=self.pause_s))
        if self._new_images:
            dispatch.index_pending_images()
        if not self.pause_s and due_fetches_of(host).exists():
            hosts.ask_for(host)

    def _fetch(self, fetch: PictureFetch) -> None:
        """Fetches one picture, and records it.

        Raises:
            FetchProblem: it could not be fetched, or is no picture that the catalogue takes.
        """
        url = self._iiif_url(fetch) if fetch.is_iiif else fetch.url
        # What the catalogue has no longer must be sent again, changed or not.
        known = None if fetch.image_id is None else Validators(fetch.etag, fetch.last_modified)
        answer, data = self.server.get(url, Limits(max_bytes=settings.ARTREC["PHOTO_MAX_BYTES"]), known)
        if answer.is_unmodified:
            record_unmodified(fetch)
            return
        try:
            stored = store_picture(data)
        except UnusableImage as unusable:
            raise FetchProblem(unusable.reason, str(unusable), is_lasting=True) from unusable
        self._new_images += record_picture(fetch, stored, answer.validators)

    def _iiif_url(self, fetch: PictureFetch) -> str:
        _, info = self.server.get(f"{fetch.url.rstrip('/')}/info.json", _INFO)
        return image_url(fetch.url, info, settings.ARTREC["IIIF_SIZE_PX"])


@transaction.atomic
def _claimed(host: str) -> PictureFetch | None:
    """The next due picture of a host, which is not due again before the lease of whoever fetches it has run out.

    The attempt counts from now on: a picture that kills its worker is not fetched for ever.
    """
    due = due_fetches_of(host).select_for_update(of=("self",))
    while (fetch := due.first()) is not None:
        if fetch.attempts < MOST_ATTEMPTS:
            fetch.attempts += 1
            fetch.next_attempt_at = timezone.now() + datetime.timedelta(seconds=hosts.LEASE_S)
            fetch.save(update_fields=["attempts", "next_attempt_at"])
            return fetch
        record_problem(fetch, FetchProblem("broke_off", _BROKE_OFF, is_lasting=True))
    return None
