"""Exhibitions, and which are open when."""

import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from catalog.models import Artwork, Display, Exhibition


def exhibitions() -> QuerySet[Exhibition]:
    """All of them, with their venues, in one query."""
    return Exhibition.objects.select_related("venue")


def find_exhibitions(
    *, venue: int | None = None, artwork: int | None = None, on: datetime.date | None = None
) -> QuerySet[Exhibition]:
    """Those at a venue, of an artwork that is published, and open on a day; an end not known leaves it open."""
    found = exhibitions()
    if venue is not None:
        found = found.filter(venue=venue)
    if artwork is not None:
        shown = Display.objects.filter(
            exhibition=OuterRef("pk"), artwork=artwork, artwork__status=Artwork.Status.PUBLISHED
        )
        found = found.filter(Exists(shown))
    if on is not None:
        begun = Q(starts_on=None) | Q(starts_on__lte=on)
        found = found.filter(begun, Q(ends_on=None) | Q(ends_on__gte=on))
    return found
