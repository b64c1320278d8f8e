"""Auctions to come and their lots, as far as estimates announce them.

No source here speaks of auctions as such. What is known is the estimates: each names a lot, and mostly its house, its
sale and its day. Those with the same house, sale and day are taken for one auction.
"""

import datetime

from django.db.models import Exists, F, Func, IntegerField, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils import timezone

from catalog.models import Artwork, PriceRecord
from catalog.selectors.artworks import published_artworks

_AUCTION = ("house", "sale", "date", "date_precision")


def upcoming_lots(**equal: object) -> QuerySet[PriceRecord]:
    """Estimates of published works for days, months or years that are not over, whose outcome nobody has stated yet.

    ``equal`` narrows them: to a venue, a house, a sale, a date.
    """
    announced = PriceRecord.objects.filter(
        _not_over(timezone.now().date()),
        kind=PriceRecord.Kind.ESTIMATE,
        outcome="",
        artwork__status=Artwork.Status.PUBLISHED,
        **equal,
    )
    outcomes = PriceRecord.objects.filter(artwork=OuterRef("artwork"), date=OuterRef("date")).exclude(outcome="")
    found = announced.filter(~Exists(outcomes)).select_related("venue__joined_to")
    return found.prefetch_related(Prefetch("artwork", published_artworks()))


def upcoming_auctions(lots: QuerySet[PriceRecord]) -> QuerySet[PriceRecord]:
    """The first of the ``lots`` of each auction, with the number of them as ``lot_count``."""
    lots = lots.prefetch_related(None)
    same = lots.filter(**{name: OuterRef(name) for name in _AUCTION}).order_by()
    count = Subquery(
        same.annotate(lot_count=Func(F("pk"), function="COUNT", output_field=IntegerField())).values("lot_count")
    )
    return lots.filter(~Exists(same.filter(pk__lt=OuterRef("pk")))).annotate(lot_count=count)


def _not_over(today: datetime.date) -> Q:
    month, year = today.replace(day=1), today.replace(month=1, day=1)
    # The first condition is implied by the others, and what the index starts at.
    return Q(date__gte=year) & (
        Q(date__gte=today) | Q(date_precision="month", date__gte=month) | Q(date_precision="year")
    )
