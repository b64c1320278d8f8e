"""Where a lot was sold: the auction house, as a venue, that a price names by its name only."""

from collections.abc import Iterable

from catalog.models import PriceRecord, Venue


def link_houses(prices: Iterable[PriceRecord]) -> None:
    """Gives prices that have a house and no venue the auction house that their own source calls so.

    At most one query. Houses of other sources are another matter: that two names mean the same is for joins to say.
    """
    unlinked = [price for price in prices if price.house and price.venue_id is None]
    if not unlinked:
        return
    found = Venue.objects.filter(
        kind=Venue.Kind.AUCTION_HOUSE,
        source__in={price.source for price in unlinked},
        name__in={price.house for price in unlinked},
    )
    # Of several branches under one name nobody knows which.
    pks: dict[tuple[str, str], int | None] = {}
    for source, name, pk in found.values_list("source", "name", "pk"):
        pks[source, name] = None if (source, name) in pks else pk
    for price in unlinked:
        price.venue_id = pks.get((price.source, price.house))
