"""A venue's statistics, so that no visitor can be told from them.

- Counters know nobody (see ``VisitCount``).
- Only whole weeks that are over are told: nobody can look before and after one visitor.
- Every figure, the total too, is rounded down to a multiple of ``STATISTICS_STEP`` (5); what is below is None. So a
  hidden count cannot be had by subtraction: if the total is shown as T, and the other figures of its table add up to L,
  then L ≤ T, as L is a multiple of the step that the true total reaches; what is hidden is at most T + 4 - L, and that
  is never below 4. The same holds of a period less a shorter one. It may follow that there was a scan, but not that
  there were fewer than four. (What many overlapping periods give together is not bounded by this.)
- Lists are ordered by the rounded figures, and where those are equal by the age of the record.
"""

import datetime
from collections import Counter
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Sum
from django.utils import timezone

from catalog.models import Artwork, Display, Venue, VisitCount
from catalog.selectors.artworks import hanging_on, published_artworks
from catalog.selectors.joins import joined_ids

_LISTED = 10
_DEFAULT_DAYS = 4 * 7


class NothingOver(ValueError):
    """No week of the period is over yet."""


@dataclass(frozen=True, slots=True)
class Weeks:
    """Whole weeks, from a Monday to a Sunday."""

    first: datetime.date
    last: datetime.date


@dataclass(frozen=True, slots=True)
class ScannedWork:
    """A work and how often it was scanned, rounded; None below the step."""

    artwork: Artwork
    scans: int | None


@dataclass(frozen=True, slots=True)
class Statistics:
    """What was scanned at a venue; every figure is rounded, and None below the step."""

    venue: Venue
    weeks: Weeks
    step: int
    scans: int | None
    unknown: int | None
    most_scanned: list[ScannedWork]
    """Works with a figure, the highest first."""
    least_scanned: list[ScannedWork]
    """Works that hang there today, the lowest first."""
    hours: list[int | None]
    """By hour of the day."""


def rounded(scans: int) -> int | None:
    """What may be told of a count."""
    step: int = settings.ARTREC["STATISTICS_STEP"]
    return scans - scans % step or None


def weeks_of(venue: Venue, first: datetime.date | None, last: datetime.date | None) -> Weeks:
    """The whole weeks that a period touches, as far as they are over; the last four where there is none.

    Raises:
        NothingOver: none of them is over by the venue's clock.
    """
    today = timezone.now().astimezone(ZoneInfo(venue.time_zone or "UTC")).date()
    latest = _monday(today) - datetime.timedelta(days=1)
    # In this order: the calendar has no Sunday after the last days of the year 9999.
    end = latest if last is None or last > latest else _monday(last) + datetime.timedelta(days=6)
    usual = max(end.toordinal() - _DEFAULT_DAYS + 1, 1)  # the first day of all is a Monday
    begin = datetime.date.fromordinal(usual) if first is None else _monday(first)
    if begin > end:
        raise NothingOver(f"The last week that is over ended on {latest}.")
    return Weeks(begin, end)


def statistics_of(venue: Venue, weeks: Weeks) -> Statistics:
    """What was scanned in these weeks, in seven queries."""
    venues = joined_ids(Venue, venue.pk)
    counts = VisitCount.objects.filter(venue__in=venues, day__range=(weeks.first, weeks.last))
    by_work = Counter(dict(counts.values_list("artwork").annotate(Sum("scans")).order_by()))
    by_hour = Counter(dict(counts.values_list("hour").annotate(Sum("scans")).order_by()))
    total = by_work.total()
    unknown = by_work.pop(None, 0)
    hanging = Display.objects.filter(hanging_on(timezone.now().date()), venue__in=venues)
    hung = set(hanging.values_list("artwork", flat=True))
    shown = set(published_artworks(()).filter(pk__in=by_work.keys() | hung).values_list("pk", flat=True))
    told = [pk for pk in by_work if pk in shown and rounded(by_work[pk])]
    most = sorted(told, key=lambda pk: (-(rounded(by_work[pk]) or 0), pk))[:_LISTED]
    least = sorted(hung & shown, key=lambda pk: (rounded(by_work[pk]) or 0, pk))[:_LISTED]
    works = Artwork.objects.in_bulk({*most, *least})
    return Statistics(
        venue=venue,
        weeks=weeks,
        step=settings.ARTREC["STATISTICS_STEP"],
        scans=rounded(total),
        unknown=rounded(unknown),
        most_scanned=[ScannedWork(works[pk], rounded(by_work[pk])) for pk in most],
        least_scanned=[ScannedWork(works[pk], rounded(by_work[pk])) for pk in least],
        hours=[rounded(by_hour[hour]) for hour in range(24)],
    )


def _monday(day: datetime.date) -> datetime.date:
    return day - datetime.timedelta(days=day.weekday())
