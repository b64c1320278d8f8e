"""What hangs at a venue, by what sources say."""

import datetime

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from catalog.models import Artwork, Display, Venue
from catalog.selectors.artworks import hanging_on, published_artworks
from catalog.selectors.joins import joined_ids

ON_DISPLAY = ("true", "false", "unknown")


def displays_at(venue_id: int, on_display: str = "") -> QuerySet[Display]:
    """Statements about published works at the venue, in four queries however many they are.

    Args:
        venue_id: the venue.
        on_display: one of ``ON_DISPLAY``: what the statement means for today (see ``Sighting``); empty for all.
    """
    found = Display.objects.filter(venue__in=joined_ids(Venue, venue_id), artwork__status=Artwork.Status.PUBLISHED)
    if on_display:
        found = found.filter(_on_display(on_display))
    return found.select_related("exhibition").prefetch_related(Prefetch("artwork", published_artworks()))


def displays_as_of(venue_id: int) -> datetime.date | None:
    """The latest day on which a source said anything about what hangs there."""
    days = Display.objects.filter(venue__in=joined_ids(Venue, venue_id)).order_by("-as_of")
    return days.values_list("as_of", flat=True).first()


def _on_display(asked: str) -> Q:
    today = timezone.now().date()
    over_or_ahead = Q(to_date__lt=today) | Q(from_date__gt=today)
    match asked:
        case "true":
            return hanging_on(today)
        case "false":
            return Q(is_on_display=False) | over_or_ahead
    return Q(is_on_display=None) & ~over_or_ahead
