"""Which venues are open at a moment, each by its own clock. Regular hours only: holidays are not known."""

import datetime
from zoneinfo import ZoneInfo

from django.db.models import Case, OuterRef, PositiveSmallIntegerField, QuerySet, Subquery, When

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
    zones = venues.exclude(time_zone="").order_by().values_list("time_zone", flat=True).distinct()
    minutes = [When(time_zone=zone, then=_minute_of_week(zone, moment)) for zone in zones]
    # One span of each venue is looked for, and not all that are open: those are too many to be read for a page.
    spans = OpeningSpan.objects.filter(
        venue=OuterRef("pk"), from_minute__lte=OuterRef("minute"), to_minute__gt=OuterRef("minute")
    )
    venues = venues.alias(minute=Case(*minutes, output_field=PositiveSmallIntegerField()))
    return venues.alias(told=Subquery(spans.values("is_open")[:1])).filter(told=is_open)


def _minute_of_week(time_zone: str, moment: datetime.datetime) -> int:
    local = moment.astimezone(ZoneInfo(time_zone))
    return (local.weekday() * 24 + local.hour) * 60 + local.minute
