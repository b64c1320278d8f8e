"""Made-up price histories: auctions, dealers and private sales over the years, with what such records usually lack."""

import datetime
import random
from dataclasses import dataclass, replace
from decimal import Decimal

from catalog.ingest.records import OfferRecord
from workers.management.sample.places import AS_OF

STATED_BY = "Artrec sample catalogue"


@dataclass(frozen=True, slots=True)
class _House:
    name: str
    currency: str
    units: float
    """How many of its currency the sample takes for one US dollar."""


_HOUSES = (
    _House("Sample Auctions, London", "GBP", 0.8),
    _House("Sample Auctions, New York", "USD", 1.0),
    _House("Hôtel des Échantillons (sample), Paris", "EUR", 0.9),
    _House("Auktionshaus Muster (sample), Zürich", "CHF", 0.95),
    _House("Specimen Salerooms (sample), Hong Kong", "HKD", 7.8),
    _House("Sample Art Auction, Tokyo", "JPY", 110.0),
)
_DEALERS = (
    _House("Galerie Muster (sample), Berlin", "EUR", 0.9),
    _House("Specimen & Sons (sample gallery), London", "GBP", 0.8),
    _House("Placeholder Projects (sample gallery), New York", "USD", 1.0),
    _House("Sample Gallery Harbour, Hong Kong", "HKD", 7.8),
)
_SALES = ("Modern Works", "Prints and Multiples", "Post-War and Contemporary", "The Collection of a Sample", "Day Sale")
_PREMIUM = Decimal("1.26")
_FIRST_YEAR = 1979


def price_history(rng: random.Random, work_id: str, worth_usd: float, made_in: int) -> tuple[OfferRecord, ...]:
    """What is on record of a work that is worth ``worth_usd`` today; oldest first, and for some works nothing."""
    first = max(_FIRST_YEAR, made_in + 2)
    years = range(first, AS_OF.year + 1)
    if len(years) < 2 or rng.random() < 0.08:
        return ()
    records: list[OfferRecord] = []
    for year in sorted(rng.sample(years, min(len(years), rng.choices((1, 2, 3, 4, 5), (2, 4, 5, 3, 1))[0]))):
        then_usd = worth_usd * 1.055 ** (year - AS_OF.year) * rng.lognormvariate(0, 0.25)
        event = rng.choices((_sold, _bought_in, _withdrawn, _asking, _private), (50, 14, 6, 16, 14))[0]
        records += event(rng, year, then_usd)
    return tuple(replace(record, source_id=f"{work_id}/{number}") for number, record in enumerate(records, 1))


def _rounded(value: float) -> Decimal:
    """Two leading digits, as people bid and ask."""
    unit = 10 ** max(0, len(str(int(value))) - 2)
    return Decimal(max(1, round(value / unit)) * unit)


def _dated(rng: random.Random, year: int, precision: str) -> datetime.date:
    """A day of the year that has passed, or the first day of the period that is known."""
    last = (AS_OF if year == AS_OF.year else datetime.date(year, 12, 31)).timetuple().tm_yday
    day = datetime.date(year, 1, 1) + datetime.timedelta(days=rng.randrange(last))
    return {"day": day, "month": day.replace(day=1), "year": day.replace(month=1, day=1)}[precision]


def _lot(rng: random.Random, year: int, usd: float) -> tuple[OfferRecord, _House]:
    """The estimate of an auction lot, which the other records of the lot are copied from."""
    house = rng.choice(_HOUSES)
    precision = rng.choices(("day", "month", "year"), (6, 2, 1) if year < 1995 else (1, 0, 0))[0]
    low = _rounded(usd * house.units * rng.uniform(0.6, 0.95))
    estimate = OfferRecord(
        source_id="",
        kind="estimate",
        amount=low,
        amount_high=_rounded(float(low) * rng.uniform(1.3, 1.7)),
        currency=house.currency,
        date=_dated(rng, year, precision),
        date_precision=precision,
        house=house.name,
        sale=f"{rng.choice(_SALES)}, sale {rng.randint(1001, 9899)}",
        lot=str(rng.randint(1, 480)),
        stated_by=STATED_BY,
    )
    return estimate, house


def _sold(rng: random.Random, year: int, usd: float) -> list[OfferRecord]:
    """Estimate, hammer price and price with premium; or, of an old sale, that it was sold and no more."""
    estimate, house = _lot(rng, year, usd)
    hammer = _rounded(usd * house.units * rng.uniform(0.8, 1.3))
    sold = replace(estimate, kind="hammer", outcome="sold", amount=hammer, amount_high=None)
    if year < 1990 and rng.random() < 0.3:
        return [replace(sold, amount=None, currency="")]
    with_premium = replace(sold, kind="with_premium", amount=(hammer * _PREMIUM).quantize(Decimal("0.01")))
    if rng.random() < 0.25:  # the house published the total only
        return [estimate, replace(sold, is_inferred=True), with_premium]
    return [estimate, sold, with_premium]


def _bought_in(rng: random.Random, year: int, usd: float) -> list[OfferRecord]:
    estimate, _ = _lot(rng, year, usd * 1.3)
    return [estimate, replace(estimate, kind="hammer", outcome="bought_in", amount=None, amount_high=None, currency="")]


def _withdrawn(rng: random.Random, year: int, usd: float) -> list[OfferRecord]:
    estimate, _ = _lot(rng, year, usd)
    return [replace(estimate, outcome="withdrawn")]


def _asking(rng: random.Random, year: int, usd: float) -> list[OfferRecord]:
    """A dealer's price; every third is on request."""
    dealer = rng.choice(_DEALERS)
    precision = rng.choice(("month", "month", "year", "day"))
    amount = None if rng.random() < 0.34 else _rounded(usd * dealer.units * 1.4)
    return [
        OfferRecord(
            source_id="",
            kind="asking",
            amount=amount,
            currency="" if amount is None else dealer.currency,
            date=_dated(rng, year, precision),
            date_precision=precision,
            house=dealer.name,
            stated_by=STATED_BY,
        )
    ]


def _private(rng: random.Random, year: int, usd: float) -> list[OfferRecord]:
    """A private sale: the year at best, the sum more often than not unknown, the day sometimes unknown too."""
    amount = _rounded(usd) if rng.random() < 0.4 else None
    is_dated = rng.random() < 0.8
    return [
        OfferRecord(
            source_id="",
            kind="private",
            outcome="sold",
            amount=amount,
            currency="" if amount is None else "USD",
            date=_dated(rng, year, "year") if is_dated else None,
            date_precision="year" if is_dated else "",
            stated_by=STATED_BY,
        )
    ]
