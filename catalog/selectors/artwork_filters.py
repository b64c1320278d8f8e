"""Which artworks a client wants to see. A filter never looks at more than is public.

The same filters narrow a list and a search by similarity, so they also travel to a worker, as JSON.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any, Self

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Lower
from django.db.models.lookups import Exact
from django.utils import timezone

from catalog.models import Artist, Artwork, Attribution, Display, PriceRecord, ReferenceImage, Venue
from catalog.selectors.artworks import NEAREST_TO_PAID, hanging_on
from catalog.selectors.geography import Box, Circle, Point
from catalog.selectors.joins import joined_ids, venue_inside

_LABELS = ("style", "genre", "rights")
_FEW = 1000
"""Prices that are found first, and then their works. Where there are more, works are looked at until a page is full."""
_NOTHING_PAID = (PriceRecord.Outcome.BOUGHT_IN, PriceRecord.Outcome.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class ArtworkFilters:
    """What must all be true of an artwork; None lets everything through."""

    artist: int | None = None
    """Attributed to the artist with this id, in whatever way."""
    year_from: int | None = None
    year_to: int | None = None
    """May have been made in these years: its own years overlap them. A work without any year is left out."""
    style: str | None = None
    genre: str | None = None
    rights: str | None = None
    """As the record has it, in upper or lower case."""
    medium: str | None = None
    """Occurs in the medium."""
    source: str | None = None
    currency: str | None = None
    """Was sold or offered at a known price in this currency (ISO 4217).

    Estimates, unsold lots and prices for several works together do not count.
    """
    price_min: Decimal | None = None
    price_max: Decimal | None = None
    """One such price lies within; only with ``currency``."""
    on_display: bool | None = None
    """Some source says that it hangs today; False: none does."""
    venue: int | None = None
    """Held or shown at the venue with this id, now or once; with ``on_display`` there, today."""
    exhibition: int | None = None
    """Is or was shown in the exhibition with this id."""
    near: Circle | None = None
    box: Box | None = None
    """The same of any venue that lies within. All of this holds of one and the same display."""
    has_image: bool | None = None

    def as_json(self) -> dict[str, Any]:
        """What is asked for, in types of JSON; equal for equal filters."""
        asked = {name: value for name, value in asdict(self).items() if value is not None}
        return {name: str(value) if isinstance(value, Decimal) else value for name, value in asked.items()}

    @classmethod
    def from_json(cls, asked: dict[str, Any]) -> Self:
        """Reads what ``as_json`` wrote. Raises ``TypeError`` for a name that is no filter."""
        read = {name: _READ[name](value) if name in _READ else value for name, value in asked.items()}
        return cls(**read)


def _circle(asked: dict[str, Any]) -> Circle:
    return Circle(Point(**asked["center"]), asked["radius_m"])


_READ: dict[str, Callable[[Any], Any]] = {
    "price_min": Decimal,
    "price_max": Decimal,
    "near": _circle,
    "box": lambda asked: Box(**asked),
}


def filter_artworks(
    artworks: QuerySet[Artwork], wanted: ArtworkFilters, *, is_read_whole: bool = False
) -> QuerySet[Artwork]:
    """Those of the artworks that are wanted: to be read by the page, or as a whole."""
    for label in _LABELS:
        if (value := getattr(wanted, label)) is not None:
            artworks = artworks.filter(Exact(Lower(label), Lower(Value(value))))
    if wanted.source is not None:
        artworks = artworks.filter(source=wanted.source)
    if wanted.medium is not None:
        artworks = artworks.filter(medium__icontains=wanted.medium)
    if wanted.artist is not None:
        by = Attribution.objects.filter(artist__in=joined_ids(Artist, wanted.artist))
        artworks = artworks.filter(pk__in=by.values("artwork"))
    if wanted.has_image is not None:
        shown = Exists(ReferenceImage.objects.filter(artwork=OuterRef("pk"), is_taken_down=False))
        artworks = artworks.filter(shown if wanted.has_image else ~shown)
    return artworks.filter(_in_years(wanted), _at_a_price(wanted, is_read_whole=is_read_whole), _at_a_place(wanted))


def _in_years(wanted: ArtworkFilters) -> Q:
    """An end that is not known is open, but a work of which neither is known may be of any time."""
    overlap = Q()
    if wanted.year_from is not None:
        overlap &= Q(year_to__gte=wanted.year_from) | Q(year_to=None, year_from__isnull=False)
    if wanted.year_to is not None:
        overlap &= Q(year_from__lte=wanted.year_to) | Q(year_from=None, year_to__isnull=False)
    return overlap


def _at_a_price(wanted: ArtworkFilters, *, is_read_whole: bool) -> Q:
    if wanted.currency is None:
        return Q()
    prices = PriceRecord.objects.filter(
        currency=wanted.currency,
        amount__isnull=False,
        object_count=1,
        kind__in=NEAREST_TO_PAID,
    ).exclude(outcome__in=_NOTHING_PAID)
    if wanted.price_min is not None:
        prices = prices.filter(amount__gte=wanted.price_min)
    if wanted.price_max is not None:
        prices = prices.filter(amount__lte=wanted.price_max)
    if is_read_whole:
        return Q(pk__in=prices.values("artwork"))
    few = list(prices.order_by().values_list("artwork", flat=True)[: _FEW + 1])
    return Q(pk__in=set(few)) if len(few) <= _FEW else Q(Exists(prices.filter(artwork=OuterRef("pk"))))


def _at_a_place(wanted: ArtworkFilters) -> Q:
    displays = Display.objects.all()
    if wanted.venue is not None:
        displays = displays.filter(venue__in=joined_ids(Venue, wanted.venue))
    if wanted.exhibition is not None:
        displays = displays.filter(exhibition=wanted.exhibition)
    areas = [area for area in (wanted.near, wanted.box) if area is not None]
    for area in areas:
        displays = displays.filter(venue_inside(area))
    is_anywhere = not areas and wanted.venue is None and wanted.exhibition is None
    there = Q() if is_anywhere else Q(pk__in=displays.values("artwork"))
    if wanted.on_display is None:
        return there
    today = Q(pk__in=displays.filter(hanging_on(timezone.now().date())).values("artwork"))
    return today if wanted.on_display else there & ~today
