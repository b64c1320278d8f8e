"""Which venues are open at a moment, each by its own clock. Regular hours only: holidays are not known."""

import datetime
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet

from catalog.models import OpeningSpan, Venue


def is_open(venue: Venue, moment: datetime.datetime) -> bool | None:
    """Whether the venue is open; None where its time zone or its hours on that day are not known.

    Reads ``venue.opening_spans``: prefetch them where there are many venues.
    """
    if not venue.time_zone:
        return None
    minute = _minute_of_week(venue.time_zone, moment)
    spans = (span for span in venue.opening_spans.all() if span.from_minute <= minute < span.to_minute)
    return next((span.is_open for span in spans), None)


def where_open(venues: QuerySet[Venue], *, is_open: bool | None, moment: datetime.datetime) -> QuerySet[Venue]:
    """Those of the venues that are open, closed, or (None) neither for all that is known."""
    zones = Venue.objects.exclude(time_zone="").order_by().values_list("time_zone", flat=True).distinct()
    zones_by_minute: dict[int, list[str]] = {}
    for zone in zones:
        zones_by_minute.setdefault(_minute_of_week(zone, moment), []).append(zone)
    spans = OpeningSpan.objects.filter(venue=OuterRef("pk"))
    if is_open is not None:
        spans = spans.filter(is_open=is_open)
    found = Q(pk__in=())
    for minute, names in zones_by_minute.items():
        covered = Exists(spans.filter(from_minute__lte=minute, to_minute__gt=minute))
        found |= Q(time_zone__in=names) & Q(covered)
    return venues.exclude(found) if is_open is None else venues.filter(found)


def _minute_of_week(time_zone: str, moment: datetime.datetime) -> int:
    local = moment.astimezone(ZoneInfo(time_zone))
    return (local.weekday() * 24 + local.hour) * 60 + local.minute
