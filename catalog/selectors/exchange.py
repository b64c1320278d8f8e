"""Amounts in another currency, at the rates of their own time (reference rates of the European Central Bank).

- Rates are units for one euro, so a rate between two other currencies is that of the one divided by that of the other,
  both of the same day; it is rounded half up to ten digits, and the amount to the currency's smallest unit, last and
  once (the order that Council Regulation (EC) No 1103/97, articles 4 and 5, sets for euro conversions).
- A day has the last rate published on it or in the six days before: the bank rests for four days at most in a row, from
  Good Friday to Easter Monday, so after a week there is no rate, rather than an old one.
- A month or a year has the mean of its days' rates, as in the bank's own averages, if no week of it is without one.
- Otherwise nothing is converted, and it is said why.
"""

import calendar
import datetime
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from itertools import pairwise
from statistics import mean

from django.db.models import TextChoices
from django.utils import timezone

from catalog.models import ExchangeRate, PriceRecord

BASE = "EUR"
_EURO_SINCE = datetime.date(1999, 1, 1)
_WEEK = 7
_DAY = datetime.timedelta(days=1)
_RATE_DIGITS = Context(prec=10, rounding=ROUND_HALF_UP)
_ANY_DIGITS = Context(prec=60, rounding=ROUND_HALF_UP)
_WITHOUT_CENTS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF BEF ESP GRD ITL LUF PTE ROL TRL"
_WITH_THOUSANDTHS = "BHD IQD JOD KWD LYD OMR TND"
_MINOR_DIGITS = {
    code: digits for digits, codes in ((0, _WITHOUT_CENTS), (3, _WITH_THOUSANDTHS)) for code in codes.split()
}
"""Decimals of the currencies that have not two: ISO 4217, and for those of the past Unicode's CLDR."""

_Rates = Mapping[datetime.date, Mapping[str, Decimal]]


class Method(TextChoices):
    """How a rate was come by."""

    SAME_CURRENCY = "same_currency", "Nothing to convert"
    DAILY = "daily", "Rate of the day"
    PERIOD_MEAN = "period_mean", "Mean of the rates of the month or year"


class NotConverted(TextChoices):
    """Why an amount was not converted."""

    AMOUNT_UNKNOWN = "amount_unknown", "The amount is not known"
    DATE_UNKNOWN = "date_unknown", "The date is not known"
    NO_RATE = "no_rate", "There is no rate of that time"


@dataclass(frozen=True, slots=True)
class Rate:
    """Units of the wanted currency for one of the original; the first and last day whose rates are in it."""

    value: Decimal
    first: datetime.date | None
    last: datetime.date | None
    method: Method


@dataclass(frozen=True, slots=True)
class Conversion:
    """Amounts in the wanted currency, None where the original is."""

    amount: Decimal | None
    amount_high: Decimal | None
    currency: str
    rate: Rate


class Exchange:
    """Converts into one currency what it was made for (see ``exchange_for``)."""

    def __init__(self, currency: str, rates: _Rates) -> None:
        self.currency = currency
        self._rates = rates
        self._today = timezone.now().date()
        self._known: dict[tuple[str, datetime.date, str], Rate | None] = {}

    def convert(self, record: PriceRecord) -> Conversion | NotConverted:
        """The record's amounts in the currency, or why not."""
        rate = self.rate_of(record)
        if isinstance(rate, NotConverted):
            return rate
        low, high = (
            None if amount is None else to_minor_unit(amount * rate.value, self.currency)
            for amount in (record.amount, record.amount_high)
        )
        return Conversion(low, high, self.currency, rate)

    def rate_of(self, record: PriceRecord) -> Rate | NotConverted:
        """The rate for the record's amounts, or why there is none."""
        if record.amount is None and record.amount_high is None:
            return NotConverted.AMOUNT_UNKNOWN
        if record.currency == self.currency:
            return Rate(Decimal(1), None, None, Method.SAME_CURRENCY)
        if record.date is None:
            return NotConverted.DATE_UNKNOWN
        return self._rate(record.currency, record.date, record.date_precision) or NotConverted.NO_RATE

    def _rate(self, currency: str, date: datetime.date, precision: str) -> Rate | None:
        key = (currency, date, precision)
        if key not in self._known:
            is_day = precision == PriceRecord.Precision.DAY
            self._known[key] = self._of_day(currency, date) if is_day else self._of_period(currency, date, precision)
        return self._known[key]

    def _of_day(self, currency: str, date: datetime.date) -> Rate | None:
        for day in _days_back(date):
            if (value := self._between(currency, day)) is not None:
                return Rate(_RATE_DIGITS.plus(value), day, day, Method.DAILY)
        return None

    def _of_period(self, currency: str, date: datetime.date, precision: str) -> Rate | None:
        first, last = period(date, precision)
        last = min(last, self._today)
        values = {day: value for day in _days(first, last) if (value := self._between(currency, day)) is not None}
        if not values:
            return None
        days = [first - _DAY, *values, last + _DAY]
        if any((after - before).days > _WEEK for before, after in pairwise(days)):
            return None
        return Rate(_RATE_DIGITS.plus(mean(values.values())), days[1], days[-2], Method.PERIOD_MEAN)

    def _between(self, currency: str, day: datetime.date) -> Decimal | None:
        """Units of the wanted currency for one of ``currency``, as of this very day."""
        rates = self._rates.get(day, {})
        wanted, given = rates.get(self.currency), rates.get(currency)
        return None if wanted is None or given is None else wanted / given


def exchange_for(records: Collection[PriceRecord], currency: str) -> Exchange:
    """What converts these records into ``currency``, with all the rates that this takes read in one query."""
    foreign = [record for record in records if record.currency not in ("", currency)]
    days = {day for record in foreign for day in _days_of_interest(record)}
    currencies = {currency, *(record.currency for record in foreign)} - {BASE}
    rates: dict[datetime.date, dict[str, Decimal]] = defaultdict(lambda: {BASE: Decimal(1)})
    found = ExchangeRate.objects.filter(currency__in=currencies, date__in=days)
    for code, day, rate in found.order_by().values_list("currency", "date", "rate"):
        rates[day][code] = rate
    return Exchange(currency, rates)


def to_minor_unit(amount: Decimal, currency: str) -> Decimal:
    """Rounded half up to the smallest unit of the currency: cents, or whole yen."""
    return amount.quantize(Decimal(1).scaleb(-_MINOR_DIGITS.get(currency, 2)), context=_ANY_DIGITS)


def period(date: datetime.date, precision: str) -> tuple[datetime.date, datetime.date]:
    """The first and the last day that a date of this precision may mean."""
    if precision == PriceRecord.Precision.YEAR:
        return date.replace(month=1, day=1), date.replace(month=12, day=31)
    if precision == PriceRecord.Precision.MONTH:
        return date.replace(day=1), date.replace(day=calendar.monthrange(date.year, date.month)[1])
    return date, date


def _days_of_interest(record: PriceRecord) -> Iterator[datetime.date]:
    if record.date is None or record.date.year < _EURO_SINCE.year:
        return iter(())
    is_day = record.date_precision == PriceRecord.Precision.DAY
    return _days_back(record.date) if is_day else _days(*period(record.date, record.date_precision))


def _days(first: datetime.date, last: datetime.date) -> Iterator[datetime.date]:
    return (datetime.date.fromordinal(day) for day in range(first.toordinal(), last.toordinal() + 1))


def _days_back(date: datetime.date) -> Iterator[datetime.date]:
    """The day itself and the six before it, as far as the calendar goes."""
    return (datetime.date.fromordinal(day) for day in range(date.toordinal(), max(0, date.toordinal() - _WEEK), -1))
