"""Counts what is scanned at venues, without saying by whom."""

from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from catalog.models import Display, Recognition, Venue, VisitCount
from catalog.selectors.artworks import hanging_on
from catalog.selectors.images import published_reference_images


def count_visit(evidence: dict[str, Any], venue_id: int | None) -> None:
    """Counts an answer: once for each work that it matches, or once as unknown.

    Args:
        evidence: the worker's answer.
        venue_id: where the photo was taken, if its sender says so. Else a work counts at the venue where it hangs
            today, if sources name one and no other; what is unknown counts nowhere.
    """
    for venue, artwork_id in sorted(_visits(evidence, venue_id), key=lambda visit: (visit[0].pk, visit[1] or 0)):
        local = timezone.now().astimezone(ZoneInfo(venue.time_zone or "UTC"))
        _increment(venue=venue, artwork_id=artwork_id, day=local.date(), hour=local.hour)


def _visits(evidence: dict[str, Any], venue_id: int | None) -> Iterator[tuple[Venue, int | None]]:
    artwork_ids = _matched(evidence)
    if venue_id is not None:
        named = Venue.objects.select_related("joined_to").filter(pk=venue_id).first()
        venue = None if named is None else named.shown
        if venue is not None and artwork_ids:
            yield from ((venue, artwork_id) for artwork_id in artwork_ids)
        elif venue is not None:
            yield venue, None
        return
    hanging: dict[int, set[Venue]] = {}
    displays = Display.objects.filter(hanging_on(timezone.now().date()), artwork__in=artwork_ids)
    for display in displays.select_related("venue__joined_to") if artwork_ids else ():
        hanging.setdefault(display.artwork_id, set()).add(display.venue.shown)
    for artwork_id, venues in hanging.items():
        if len(venues) == 1:
            yield venues.pop(), artwork_id


def _matched(evidence: dict[str, Any]) -> list[int]:
    images = [
        finding["candidates"][0]["reference_image_id"]
        for finding in evidence["findings"]
        if finding["outcome"] == Recognition.Outcome.MATCH
    ]
    if not images:
        return []
    return list(published_reference_images().filter(pk__in=images).values_list("artwork", flat=True).distinct())


def _increment(**where: Any) -> None:  # noqa: ANN401 - the fields of a counter
    counter = VisitCount.objects.filter(**where)
    if counter.update(scans=F("scans") + 1):
        return
    try:
        with transaction.atomic():
            VisitCount.objects.create(**where, scans=1)
    except IntegrityError:  # another worker was the first of the hour
        counter.update(scans=F("scans") + 1)
