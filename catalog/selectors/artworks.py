"""Published artworks with the facts the API tells about them. What is not published does not exist here."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from catalog.models import Artwork, Attribution, Display, PriceRecord, ReferenceImage

NEAREST_TO_PAID = (
    PriceRecord.Kind.WITH_PREMIUM,
    PriceRecord.Kind.HAMMER,
    PriceRecord.Kind.PRIVATE,
    PriceRecord.Kind.ASKING,
)
"""The kinds of price that somebody paid or asked, the one nearest to paid first. An estimate is neither."""

RELATIONS = frozenset({"attributions", "reference_images", "price_records", "displays"})
"""What belongs to an artwork."""
LISTED = frozenset({"attributions", "reference_images"})
"""What every list shows of it."""


@dataclass(frozen=True, slots=True)
class PriceHistory:
    """Everything stated about an artwork's price, newest first; ``latest_known`` is the newest actual amount."""

    records: list[PriceRecord]
    latest_known: PriceRecord | None


@dataclass(frozen=True, slots=True)
class Sighting:
    """A source's word on where an artwork is; ``is_on_display`` is what it means for today, None if not known."""

    display: Display
    is_on_display: bool | None


def published_artworks(relations: Collection[str] = LISTED) -> QuerySet[Artwork]:
    """Published artworks with these of their ``RELATIONS``, in a query each however many the artworks are."""
    prefetches = {
        "attributions": Prefetch("attributions", Attribution.objects.select_related("artist__joined_to")),
        "displays": Prefetch("displays", Display.objects.select_related("venue__joined_to", "exhibition")),
    }
    found = Artwork.objects.filter(status=Artwork.Status.PUBLISHED)
    return found.prefetch_related(*(prefetches.get(name, name) for name in sorted(relations)))


def shown_images(artwork: Artwork) -> list[ReferenceImage]:
    """The artwork's pictures that are not taken down, the first one first."""
    return [image for image in artwork.reference_images.all() if not image.is_taken_down]


def price_history(artwork: Artwork) -> PriceHistory:
    """Reads the artwork's price records. The latest known is neither an estimate nor shared with other works."""
    records = list(artwork.price_records.all())
    paid = [record for record in records if is_own_price(record)]
    return PriceHistory(records, max(paid, key=_newest_and_nearest_to_paid, default=None))


def is_own_price(record: PriceRecord) -> bool:
    """Whether an amount is known that is this work's alone, and no estimate."""
    return record.amount is not None and record.object_count == 1 and record.kind in NEAREST_TO_PAID


def _newest_and_nearest_to_paid(record: PriceRecord) -> tuple[datetime.date, int]:
    return record.date or datetime.date.min, -NEAREST_TO_PAID.index(PriceRecord.Kind(record.kind))


def sightings(artwork: Artwork) -> list[Sighting]:
    """Where the artwork is, was or will be: what hangs today first, then by the day it was said, newest first."""
    today = timezone.now().date()
    found = [sighting(display, today) for display in artwork.displays.all()]
    return sorted(found, key=lambda each: each.is_on_display is not True)


def sighting(display: Display, today: datetime.date) -> Sighting:
    """What a source's word means for today."""
    is_over = display.to_date is not None and display.to_date < today
    is_ahead = display.from_date is not None and display.from_date > today
    return Sighting(display, False if is_over or is_ahead else display.is_on_display)


def hanging_on(day: datetime.date) -> Q:
    """Displays whose source says that the artwork hangs on that day: ``sightings`` in SQL."""
    begun = Q(from_date=None) | Q(from_date__lte=day)
    return Q(is_on_display=True) & begun & (Q(to_date=None) | Q(to_date__gte=day))
