"""What of a history of prices can be drawn, and how many records cannot be, by reason."""

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from catalog.models import PriceRecord
from catalog.selectors.exchange import Conversion, Exchange, NotConverted, period
from catalog.selectors.prices import PAID

_Kind = PriceRecord.Kind
_Outcome = PriceRecord.Outcome
UNSOLD = "unsold"
WITHDRAWN = "withdrawn"
AMOUNT_UNKNOWN = "amount_unknown"
LANE = (UNSOLD, WITHDRAWN, AMOUNT_UNKNOWN)
"""Marks that have a date and no amount: they stand below the axis of amounts."""

NAMES = {
    _Kind.HAMMER.value: "Hammer price",
    _Kind.WITH_PREMIUM.value: "Price with premium",
    _Kind.PRIVATE.value: "Private sale",
    _Kind.ASKING.value: "Asking price",
    _Kind.ESTIMATE.value: "Estimate",
    AMOUNT_UNKNOWN: "Sold, amount unknown",
    UNSOLD: "Unsold",
    WITHDRAWN: "Withdrawn",
}
"""All marks in the order of a legend."""

OTHER_CURRENCY = "in another currency"
SHARED = "for several works"
UNDATED = "undated"
NO_RATE = "without an exchange rate"
NO_OUTCOME = "whose outcome is unknown"
NO_AMOUNT = "without an amount"
_SHOWN_DIGITS = {"day": 10, "month": 7, "year": 4}


@dataclass(frozen=True, slots=True)
class Point:
    """Something that happened in the middle of a day (an ordinal number), with a mark; in a lane, without amounts."""

    day: float
    mark: str
    """A kind of price, or one of ``LANE``."""
    low: float | None
    high: float | None
    """Above ``low`` for an estimate with both ends."""
    told: str
    """What it says when it is pointed at: "2020-10-25: hammer price, EUR 1,200.00"."""


@dataclass(frozen=True, slots=True)
class History:
    """The points of a chart, all in one currency (empty where no amount is drawn), and what is not drawn."""

    points: list[Point]
    currency: str
    not_drawn: dict[str, int]


def history_of(records: list[PriceRecord], exchange: Exchange | None) -> History:
    """Without an exchange, in the currency that most of the amounts are in: one axis has one currency."""
    currency = _most_common(record.currency for record in records) if exchange is None else exchange.currency
    points, not_drawn = [], Counter[str]()
    for record in records:
        drawn = _drawn(record, currency, exchange)
        if isinstance(drawn, str):
            not_drawn[drawn] += 1
        elif record.date is None:
            not_drawn[UNDATED] += 1
        else:
            points.append(_point(*drawn, currency, record.date, record.date_precision))
    return History(points, currency, dict(not_drawn))


def _most_common(currencies: Iterable[str]) -> str:
    counts = Counter(currency for currency in currencies if currency)
    return min(counts, key=lambda currency: (-counts[currency], currency), default="")


def _drawn(record: PriceRecord, currency: str, exchange: Exchange | None) -> tuple[str, list[Decimal]] | str:
    """The record's mark with its amounts in ``currency``, or why it has none."""
    mark = _mark(record)
    if mark in LANE:
        return mark, []
    if mark is None:
        return NO_OUTCOME if record.amount is not None else NO_AMOUNT
    if record.object_count != 1:
        return SHARED
    priced: PriceRecord | Conversion | NotConverted = record if exchange is None else exchange.convert(record)
    if isinstance(priced, NotConverted):
        return NO_RATE
    if priced.currency != currency:
        return OTHER_CURRENCY
    return mark, [amount for amount in (priced.amount, priced.amount_high) if amount is not None]


def _mark(record: PriceRecord) -> str | None:
    """A lot that was not sold has no price, whatever was bid for it."""
    has_amount = record.amount is not None or record.amount_high is not None
    if record.kind in (_Kind.ESTIMATE, _Kind.ASKING):
        return record.kind if has_amount else None
    if record.outcome == _Outcome.BOUGHT_IN:
        return UNSOLD
    if record.outcome == _Outcome.WITHDRAWN:
        return WITHDRAWN
    if record.outcome == _Outcome.SOLD and record.kind in PAID:
        return record.kind if has_amount else AMOUNT_UNKNOWN
    return None


def _point(mark: str, ends: list[Decimal], currency: str, date: datetime.date, precision: str) -> Point:
    first, last = period(date, precision)
    amounts = "–".join(f"{amount:,f}" for amount in ends)
    when = date.isoformat()[: _SHOWN_DIGITS[precision]]
    return Point(
        day=(first.toordinal() + last.toordinal() + 1) / 2,
        mark=mark,
        low=float(min(ends)) if ends else None,
        high=float(max(ends)) if ends else None,
        told=f"{when}: {NAMES[mark].lower()}{f', {currency} {amounts}' if ends else ''}",
    )
