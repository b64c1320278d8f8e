"""Comparable sales: what other works by the artist sold for of late, and the range that those most alike indicate.

Each other work stands with its last sale. The range is that of the sales in the best tier (see ``comparing``), from the
first to the third quartile; all of one kind, as hammer prices and prices with premium do not mix, and in one currency.
Works by others are not compared: on the same lots they miss by half as much again as the artist's own.
"""

import struct
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from operator import mul
from statistics import quantiles

from django.utils import timezone

from catalog.models import Artwork, Attribution, Embedding, PriceRecord, ReferenceImage
from catalog.selectors.artworks import NEAREST_TO_PAID
from catalog.selectors.comparing import Agreement, agrees, best_tier, compare, traits_of
from catalog.selectors.exchange import Exchange, NotConverted, exchange_for, to_minor_unit
from catalog.selectors.images import embedder_in_use
from catalog.selectors.joins import same_artists
from catalog.selectors.prices import PAID, amount_in, filter_price_records, published_price_records

YEARS = 10
"""How old a sale may be, unless it is said otherwise. Prices are not corrected for inflation."""
MOST_SALES = 500
"""Of an artist's sales, the newest."""
OTHER_CURRENCY = "other_currency"
OTHER_KIND = "other_kind"


@dataclass(frozen=True, slots=True)
class Comparable:
    """The last sale of another work by the artist, and the works compared."""

    sale: PriceRecord
    amount: Decimal
    """In the currency of the answer."""
    agreement: Agreement
    similarity: float | None
    """Cosine similarity of the first pictures' embeddings, -1 to 1; None where one of them has none."""


@dataclass(frozen=True, slots=True)
class Range:
    """Quartiles of the sales whose works agree on all the traits of ``agree_on``."""

    low: Decimal
    median: Decimal
    high: Decimal
    sales: int
    year_from: int
    year_to: int
    agree_on: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparables:
    """What is comparable, the most comparable first; kind and currency are empty where nothing is."""

    kind: str
    currency: str
    range: Range | None
    found: list[Comparable]
    left_out: dict[str, int]
    """Works without a sale that fits, by reason: ``OTHER_KIND``, ``OTHER_CURRENCY``, or one of ``NotConverted``."""
    exchange: Exchange | None


def comparable_sales(
    artwork: Artwork, *, currency: str | None = None, kind: str | None = None, year_from: int | None = None
) -> Comparables:
    """Compares a work with the others by its artists, in four queries.

    Without a kind or a currency, those that most of the sales have: nothing is converted that was not asked for.
    """
    sales = _sales(artwork, timezone.now().year - YEARS if year_from is None else year_from)
    kind = kind or _most_common(sale.kind for sale in sales)
    last = {sale.artwork_id: sale for sale in reversed(sales) if sale.kind == kind}
    left_out = Counter({OTHER_KIND: len({sale.artwork_id for sale in sales} - last.keys())})
    exchange = None if currency is None else exchange_for(last.values(), currency)
    currency = currency or _most_common(sale.currency for sale in last.values())
    amounts: dict[int, Decimal] = {}
    for artwork_id, sale in last.items():
        amount = amount_in(sale, exchange)
        if isinstance(amount, NotConverted):
            left_out[amount.value] += 1
        elif amount[1] != currency:
            left_out[OTHER_CURRENCY] += 1
        else:
            amounts[artwork_id] = amount[0]
    found = _compared(artwork, [(last[artwork_id], amount) for artwork_id, amount in amounts.items()])
    return Comparables(kind, currency, _range(found, currency), found, dict(+left_out), exchange)


def _sales(artwork: Artwork, year_from: int) -> list[PriceRecord]:
    """Sales of other works by its artists at a known price, the newest first."""
    by = Attribution.Qualifier.BY
    artists = same_artists(Attribution.objects.filter(artwork=artwork, qualifier=by).values("artist"))
    works = Attribution.objects.filter(artist__in=artists, qualifier=by).exclude(artwork=artwork).values("artwork")
    sold = published_price_records().filter(
        artwork__in=works, outcome=PriceRecord.Outcome.SOLD, amount__isnull=False, object_count=1
    )
    return list(filter_price_records(sold, kinds=PAID, year_from=year_from).order_by("-date", "-pk")[:MOST_SALES])


def _most_common(names: Iterable[str]) -> str:
    """Of several as common, the kind nearest to what was paid, or the currency first in the alphabet."""
    counts = Counter(names)
    ranks = {kind.value: rank for rank, kind in enumerate(NEAREST_TO_PAID)}
    return min(counts, key=lambda name: (-counts[name], ranks.get(name, 0), name), default="")


def _compared(artwork: Artwork, sales: Sequence[tuple[PriceRecord, Decimal]]) -> list[Comparable]:
    this = traits_of(artwork)
    similarities = _similarities(artwork.pk, [sale.artwork_id for sale, _ in sales])
    found = [
        Comparable(sale, amount, compare(this, traits_of(sale.artwork)), similarities.get(sale.artwork_id))
        for sale, amount in sales
    ]
    return sorted(found, key=_closeness)


def _closeness(comparable: Comparable) -> tuple[object, ...]:
    """Who agrees on more of the tiers' traits comes first, then who looks more alike, then the newer sale."""
    differs = [not agreed for agreed in comparable.agreement.on.values()]
    day = 0 if comparable.sale.date is None else comparable.sale.date.toordinal()
    return (*differs, 2 if comparable.similarity is None else -comparable.similarity, -day)


def _similarities(artwork_id: int, others: Collection[int]) -> dict[int, float]:
    """Of the first picture of each other work with that of this one, by the embedder in use; a dot product of units.

    Some hundreds of vectors take milliseconds here, so the web process asks no worker and loads no library for it.
    """
    images = ReferenceImage.objects.filter(artwork__in=[artwork_id, *others], is_taken_down=False).values("pk")
    # Named by their ids: joined instead, SQLite reads every embedding there is.
    rows = Embedding.objects.filter(fingerprint=embedder_in_use(), reference_image__in=images).order_by(
        "-reference_image__position", "-reference_image"
    )
    vectors = {
        work: struct.unpack(f"<{len(vector) // 2}e", vector)
        for work, vector in rows.values_list("reference_image__artwork", "vector")
    }
    this = vectors.pop(artwork_id, None)
    return {} if this is None else {work: sum(map(mul, this, vector)) for work, vector in vectors.items()}


def _range(found: Sequence[Comparable], currency: str) -> Range | None:
    tier = best_tier([each.agreement for each in found])
    if tier is None:
        return None
    used = [each for each in found if agrees(each.agreement, tier)]
    years = [each.sale.date.year for each in used if each.sale.date is not None]
    low, middle, high = (to_minor_unit(value, currency) for value in quantiles(each.amount for each in used))
    return Range(low, middle, high, len(used), min(years), max(years), tier)
