"""Venues: all, by area, kind and name."""

from django.db.models import QuerySet
from django.utils import timezone

from catalog.models import Venue
from catalog.selectors.geography import Box, Circle, distance_m, haversine, inside
from catalog.selectors.openings import where_open
from catalog.selectors.search import search_venues

_OPEN = {"true": True, "false": False, "unknown": None}


def venues_near(circle: Circle) -> QuerySet[Venue]:
    """Venues in the circle, the nearest first; ``distance_of`` tells how far each is."""
    near = Venue.objects.filter(inside(circle), joined_to=None).annotate(haversine=haversine(circle.center))
    return near.order_by("haversine", "pk")


def distance_of(venue: Venue) -> float | None:
    """Metres from the point that the venue was found near; None for one found otherwise."""
    found_at: float | None = getattr(venue, "haversine", None)
    return None if found_at is None else distance_m(found_at)


def find_venues(
    *, near: Circle | None = None, box: Box | None = None, kind: str = "", search: str = "", open_now: str = ""
) -> QuerySet[Venue]:
    """Venues for which all of that holds; one that several sources know is told once.

    Args:
        near: ``distance_of`` tells how far each is.
        box: where to look, besides.
        kind: a ``Venue.Kind``.
        search: words of the name, the city or the country; then the venues have a ``rank``.
        open_now: "true", "false" or "unknown".
    """
    venues = Venue.objects.filter(joined_to=None) if near is None else venues_near(near)
    if box is not None:
        venues = venues.filter(inside(box))
    if kind:
        venues = venues.filter(kind=kind)
    if open_now:
        venues = where_open(venues, is_open=_OPEN[open_now], moment=timezone.now())
    return search_venues(venues, search) if search else venues
