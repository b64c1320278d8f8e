"""Price records, and what they add up to. Only those of published artworks exist here."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from django.db.models import QuerySet

from catalog.models import Artist, Artwork, Attribution, PriceRecord
from catalog.selectors.artworks import NEAREST_TO_PAID, is_own_price
from catalog.selectors.exchange import Exchange, NotConverted, exchange_for, to_minor_unit
from catalog.selectors.joins import joined_ids

_Kind = PriceRecord.Kind
_Outcome = PriceRecord.Outcome
PAID = (_Kind.WITH_PREMIUM, _Kind.HAMMER, _Kind.PRIVATE)
"""Kinds of prices that somebody paid, once the outcome is "sold". Estimates and asking prices are none."""
AUCTIONED = (_Kind.WITH_PREMIUM, _Kind.HAMMER, _Kind.ESTIMATE)
"""Kinds of records that speak of a lot at auction."""
SHARED = "shared"
"""Why a sale is in no median: its amount is for several works."""
SUMMED_UP = (
    *("artwork_id", "kind", "outcome", "amount", "amount_high", "currency"),
    *("object_count", "date", "date_precision", "lot"),
)
"""What of a record it takes to sum it up, or to draw it."""


@dataclass(frozen=True, slots=True)
class YearMedian:
    """The median of the prices of one kind that were paid in a year."""

    year: int
    kind: str
    currency: str
    median: Decimal
    sales: int


@dataclass(frozen=True, slots=True)
class Lots:
    """How often works were offered at auction, by what became of it."""

    sold: int
    bought_in: int
    withdrawn: int
    outcome_unknown: int

    @property
    def sell_through(self) -> float | None:
        """Sold ÷ (sold + bought in), 0 to 1; None where neither is known. A withdrawn lot was never put to the test."""
        offered = self.sold + self.bought_in
        return round(self.sold / offered, 4) if offered else None


@dataclass(frozen=True, slots=True)
class PriceSummary:
    """What price records add up to."""

    records: int
    last_sale: PriceRecord | None
    medians: list[YearMedian]
    left_out: dict[str, int]
    """How many sales the medians lack, by reason: ``SHARED`` or one of ``NotConverted``."""
    lots: Lots
    exchange: Exchange | None


def published_price_records() -> QuerySet[PriceRecord]:
    """All of published artworks, with the artwork."""
    return PriceRecord.objects.filter(artwork__status=Artwork.Status.PUBLISHED).select_related("artwork")


def price_records_of_artwork(artwork_id: int) -> QuerySet[PriceRecord]:
    """All that is stated about the prices of one published artwork; nothing where it is not published."""
    return published_price_records().filter(artwork=artwork_id)


def price_records_of_artist(artist_id: int) -> QuerySet[PriceRecord]:
    """The same of all published artworks by the artist, without those that are only attributed to or after them."""
    by = Attribution.objects.filter(artist__in=joined_ids(Artist, artist_id), qualifier=Attribution.Qualifier.BY)
    return published_price_records().filter(artwork__in=by.values("artwork"))


def filter_price_records(
    records: QuerySet[PriceRecord],
    *,
    kinds: Collection[str] = (),
    outcomes: Collection[str] = (),
    year_from: int | None = None,
    year_to: int | None = None,
) -> QuerySet[PriceRecord]:
    """Those of these kinds, outcomes ("" is unknown) and years; what is not given is not looked at."""
    if kinds:
        records = records.filter(kind__in=kinds)
    if outcomes:
        records = records.filter(outcome__in=outcomes)
    if year_from is not None:
        records = records.filter(date__gte=datetime.date(year_from, 1, 1))
    if year_to is not None:
        records = records.filter(date__lte=datetime.date(year_to, 12, 31))
    return records


def summarize_prices(records: QuerySet[PriceRecord], currency: str | None) -> PriceSummary:
    """Sums them up, amounts in ``currency`` or each in its own, in three queries at most."""
    read = list(records.only(*SUMMED_UP))
    paid = list(_distinct_sales(read))
    exchange = None if currency is None else exchange_for(paid, currency)
    medians, left_out = _medians(paid, exchange)
    last = max((sale for sale in paid if sale.date is not None), key=_when_and_how_well_known, default=None)
    return PriceSummary(
        records=len(read),
        last_sale=None if last is None else records.get(pk=last.pk),
        medians=medians,
        left_out=left_out,
        lots=_lots(read),
        exchange=exchange,
    )


def _distinct_sales(records: Iterable[PriceRecord]) -> Iterator[PriceRecord]:
    """The sales among the records; one that several sources state alike is one sale."""
    seen = set()
    for record in records:
        sale = (record.artwork_id, record.date or record.pk, record.kind, record.amount, record.currency)
        if record.kind in PAID and record.outcome == _Outcome.SOLD and sale not in seen:
            seen.add(sale)
            yield record


def _when_and_how_well_known(sale: PriceRecord) -> tuple[datetime.date, bool, int]:
    return sale.date or datetime.date.min, is_own_price(sale), -NEAREST_TO_PAID.index(_Kind(sale.kind))


def _medians(sales: Iterable[PriceRecord], exchange: Exchange | None) -> tuple[list[YearMedian], dict[str, int]]:
    """By year, kind and currency, the newest year first: what a hammer price leaves out, another kind has in it."""
    amounts: dict[tuple[int, str, str], list[Decimal]] = defaultdict(list)
    left_out: Counter[str] = Counter()
    for sale in sales:
        price = amount_in(sale, exchange)
        if sale.object_count != 1:
            left_out[SHARED] += 1
        elif isinstance(price, NotConverted):
            left_out[price.value] += 1
        elif sale.date is None:
            left_out[NotConverted.DATE_UNKNOWN.value] += 1
        else:
            amount, currency = price
            amounts[sale.date.year, sale.kind, currency].append(amount)
    medians = [
        YearMedian(year, kind, currency, to_minor_unit(median(paid), currency), len(paid))
        for (year, kind, currency), paid in sorted(amounts.items(), key=lambda item: (-item[0][0], *item[0][1:]))
    ]
    return medians, dict(left_out)


def amount_in(record: PriceRecord, exchange: Exchange | None) -> tuple[Decimal, str] | NotConverted:
    """The record's amount (of an estimate, the low end) and its currency: its own, or that of ``exchange``."""
    if record.amount is None:
        return NotConverted.AMOUNT_UNKNOWN
    if exchange is None:
        return record.amount, record.currency
    rate = exchange.rate_of(record)
    if isinstance(rate, NotConverted):
        return rate
    return to_minor_unit(record.amount * rate.value, exchange.currency), exchange.currency


def _lots(records: Iterable[PriceRecord]) -> Lots:
    """Several records of one work, day and lot (estimate, hammer price) are one lot, sold where any of them says so."""
    outcomes: dict[object, set[str]] = defaultdict(set)
    for record in records:
        if record.kind in AUCTIONED:
            outcomes[record.artwork_id, record.date or record.pk, record.lot].add(record.outcome)
    known = (_Outcome.SOLD, _Outcome.BOUGHT_IN, _Outcome.WITHDRAWN)
    counts = Counter(next((outcome for outcome in known if outcome in said), "") for said in outcomes.values())
    return Lots(
        sold=counts[_Outcome.SOLD],
        bought_in=counts[_Outcome.BOUGHT_IN],
        withdrawn=counts[_Outcome.WITHDRAWN],
        outcome_unknown=counts[""],
    )
