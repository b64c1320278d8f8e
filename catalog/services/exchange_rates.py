"""Stores exchange rates."""

import itertools
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import transaction

from catalog.ingest.exchange_rates import DayRates
from catalog.models import ExchangeRate
from catalog.services.loading.rows import replace_rows

_DAYS_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class RatesStored:
    """How many rates a file has, and how many of them were not known, or not so, before."""

    rates: int
    changed: int


def store_exchange_rates(days: Iterable[DayRates], progress: Callable[[int], object] = lambda _: None) -> RatesStored:
    """Adds the rates, and corrects those that the file has otherwise: all of them, or none where anything fails.

    Rates that are known and not in the file stay. ``progress`` is told how many more days are stored.
    """
    rates = changed = 0
    remaining = iter(days)
    with transaction.atomic():
        while batch := list(itertools.islice(remaining, _DAYS_AT_ONCE)):
            wanted = [
                ExchangeRate(currency=currency, date=day.date, rate=rate)
                for day in batch
                for currency, rate in day.rates.items()
            ]
            known = ExchangeRate.objects.filter(date__in=[day.date for day in batch])
            rates += len(wanted)
            changed += len(replace_rows(known, wanted, key=_key, facts=("rate",), keep_others=True).rows())
            progress(len(batch))
    return RatesStored(rates, changed)


def _key(rate: ExchangeRate) -> tuple[object, ...]:
    return rate.currency, rate.date
