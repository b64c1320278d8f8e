"""What venues say, put into a form that can be searched."""

from collections.abc import Collection, Iterator

from django.db import transaction

from catalog.ingest.venues.places import time_zone_at
from catalog.ingest.venues.week import read_week
from catalog.models import OpeningSpan, Venue

_CHUNK = 500


def write_openings(venue_ids: Collection[int]) -> None:
    """Reads the opening hours of these venues anew. Call it in the transaction that changed them."""
    OpeningSpan.objects.filter(venue__in=venue_ids).delete()
    stated = Venue.objects.filter(pk__in=venue_ids).exclude(opening_hours={}).values_list("pk", "opening_hours")
    OpeningSpan.objects.bulk_create(
        OpeningSpan(venue_id=pk, from_minute=span.from_minute, to_minute=span.to_minute, is_open=span.is_open)
        for pk, hours in stated
        for span in read_week(hours)
    )


def fill_time_zone(venue: Venue) -> bool:
    """Gives a venue with coordinates and without a time zone the one that is in use there; says whether it did."""
    if venue.time_zone or venue.latitude is None or venue.longitude is None:
        return False
    venue.time_zone = time_zone_at(venue.latitude, venue.longitude)
    return bool(venue.time_zone)


def refresh_venues() -> Iterator[int]:
    """Fills in missing time zones and reads all opening hours anew; yields how many venues each step has done."""
    last, done = 0, _CHUNK
    while done == _CHUNK:
        with transaction.atomic():
            venues = list(Venue.objects.filter(pk__gt=last).order_by("pk").select_for_update()[:_CHUNK])
            Venue.objects.bulk_update([venue for venue in venues if fill_time_zone(venue)], ["time_zone"])
            write_openings([venue.pk for venue in venues])
        last, done = max((venue.pk for venue in venues), default=last), len(venues)
        yield done
