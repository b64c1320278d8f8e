"""Exhibitions, and which are open when."""

import datetime
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from catalog.models import Artwork, Display, Exhibition, Venue
from catalog.selectors.geography import Box, Circle
from catalog.selectors.joins import joined_ids, venue_inside
from catalog.selectors.search import search_exhibitions


def exhibitions() -> QuerySet[Exhibition]:
    """All of them, with their venues, in one query; ``as_of`` is the latest day a source spoke of a work in it."""
    told = Display.objects.filter(exhibition=OuterRef("pk")).order_by("-as_of")
    return Exhibition.objects.select_related("venue__joined_to").annotate(as_of=Subquery(told.values("as_of")[:1]))


@dataclass(frozen=True, slots=True)
class ExhibitionFilters:
    """What must all be true of an exhibition; None lets everything through. An end that is not known leaves it open."""

    venue: int | None = None
    artwork: int | None = None
    """Shows or showed it; it must be published."""
    on: datetime.date | None = None
    """Open on this day."""
    not_over_on: datetime.date | None = None
    """Open on this day or later."""
    near: Circle | None = None
    box: Box | None = None
    search: str | None = None
    """Words of its title, or of its venue's name, city or country."""


def find_exhibitions(wanted: ExhibitionFilters) -> QuerySet[Exhibition]:
    """Those that are wanted."""
    found = exhibitions()
    for area in (wanted.near, wanted.box):
        if area is not None:
            found = found.filter(venue_inside(area))
    if wanted.search is not None:
        found = search_exhibitions(found, wanted.search)
    if wanted.venue is not None:
        found = found.filter(venue__in=joined_ids(Venue, wanted.venue))
    if wanted.artwork is not None:
        shown = Display.objects.filter(
            exhibition=OuterRef("pk"), artwork=wanted.artwork, artwork__status=Artwork.Status.PUBLISHED
        )
        found = found.filter(Exists(shown))
    if wanted.on is not None:
        found = found.filter(Q(starts_on=None) | Q(starts_on__lte=wanted.on))
    for day in (wanted.on, wanted.not_over_on):
        if day is not None:
            found = found.filter(Q(ends_on=None) | Q(ends_on__gte=day))
    return found
