"""What price records add up to: medians, sell-through, the last sale."""

import datetime
from decimal import Decimal
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from catalog.models import Attribution, PriceRecord
from catalog.selectors.prices import (
    PriceSummary,
    price_records_of_artist,
    price_records_of_artwork,
    summarize_prices,
)
from tests.factories import make_artist, make_artwork, make_price, make_rates

pytestmark = pytest.mark.django_db

UNKNOWN: dict[str, Any] = {"amount": None, "currency": ""}


def day(year: int, month: int = 6, number: int = 14) -> datetime.date:
    return datetime.date(year, month, number)


def summary(*, currency: str | None = None) -> PriceSummary:
    return summarize_prices(PriceRecord.objects.all(), currency)


def medians(told: PriceSummary) -> list[tuple[int, str, str, str, int]]:
    return [(each.year, each.kind, each.currency, str(each.median), each.sales) for each in told.medians]


def test_medians_by_year_kind_and_currency() -> None:
    for amount in (10, 30, 200):
        make_price(date=day(2019), amount=amount)
    for amount in (10, 15):
        make_price(date=day(2020), amount=amount, currency="USD")
    make_price(date=day(2019), amount=50, kind="with_premium")
    make_price(date=day(2019), amount=3, currency="JPY", kind="private")
    assert medians(summary()) == [
        (2020, "hammer", "USD", "12.50", 2),
        (2019, "hammer", "EUR", "30.00", 3),
        (2019, "private", "JPY", "3", 1),
        (2019, "with_premium", "EUR", "50.00", 1),
    ]


def test_what_nobody_paid_is_in_no_median() -> None:
    make_price(kind="estimate", outcome="", amount=10, amount_high=20)
    make_price(kind="estimate", outcome="sold", amount=10, amount_high=20)
    make_price(kind="asking", outcome="", amount=10)
    make_price(kind="hammer", outcome="bought_in", amount=10, is_inferred=True)
    make_price(kind="hammer", outcome="withdrawn", **UNKNOWN)
    make_price(kind="hammer", outcome="", amount=10)
    told = summary()
    assert (told.medians, told.last_sale, told.left_out, told.records) == ([], None, {}, 6)


def test_medians_in_one_currency_leave_out_what_cannot_be_converted() -> None:
    make_rates("USD", {"2019-06-14": "2"})
    make_price(date=day(2019), amount=10)
    make_price(date=day(2019), amount=40, currency="USD")
    make_price(date=day(2018), amount=40, currency="USD")
    make_price(date=None, date_precision="", amount=40)
    make_price(date=day(2019), **UNKNOWN)
    told = summary(currency="EUR")
    assert medians(told) == [(2019, "hammer", "EUR", "15.00", 2)]
    assert told.left_out == {"no_rate": 1, "date_unknown": 1, "amount_unknown": 1}
    assert summary().left_out == {"date_unknown": 1, "amount_unknown": 1}


def test_a_price_for_several_works_is_none_of_them() -> None:
    make_price(date=day(2019), amount=90, object_count=3)
    make_price(date=day(2019), amount=90, object_count=None)
    told = summary()
    assert (told.medians, told.left_out, told.lots.sold) == ([], {"shared": 2}, 2)


def test_a_sale_that_two_sources_state_counts_once() -> None:
    work = make_artwork()
    for house in ("Sample Auctions", "Sample Auctions, Lisbon"):
        make_price(work, house=house, date=day(2019), amount=10, lot="4")
    make_price(work, date=day(2019), amount=20, lot="5")
    told = summary()
    assert medians(told) == [(2019, "hammer", "EUR", "15.00", 2)]
    assert (told.lots.sold, told.records) == (2, 3)


def test_sell_through_is_of_lots_whose_outcome_is_known() -> None:
    work = make_artwork()
    for number, outcome in enumerate(("sold", "bought_in", "bought_in", "withdrawn", "")):
        lot: dict[str, Any] = {"artwork": work, "lot": str(number), "date": day(2019)}
        make_price(**lot, kind="estimate", outcome="", amount=10, amount_high=20)
        make_price(**lot, kind="hammer", outcome=outcome, **UNKNOWN)
    make_price(work, kind="private", date=day(2018))
    make_price(work, kind="asking", outcome="", date=day(2018))
    lots = summary().lots
    assert (lots.sold, lots.bought_in, lots.withdrawn, lots.outcome_unknown) == (1, 2, 1, 1)
    assert lots.sell_through == 0.3333


def test_no_lots_have_no_sell_through() -> None:
    make_price(outcome="withdrawn", **UNKNOWN)
    assert summary().lots.sell_through is None


def test_the_last_sale_is_the_best_known_of_the_newest_day() -> None:
    work = make_artwork()
    make_price(work, date=day(2019), kind="hammer", amount=100)
    last = make_price(work, date=day(2019), kind="with_premium", amount=125)
    make_price(work, date=day(2019), kind="with_premium", lot="2", **UNKNOWN)
    make_price(work, date=None, date_precision="", amount=900)
    make_price(work, date=day(2020), outcome="bought_in", **UNKNOWN)
    assert summary().last_sale == last
    unknown = make_price(work, date=day(2021), **UNKNOWN)
    assert summary().last_sale == unknown


def test_the_prices_of_an_artist_are_those_of_works_by_them() -> None:
    artist = make_artist()
    own = make_price(make_artwork(artists=(make_artist(), artist)))
    make_price(make_artwork(artists=(artist,), status="taken_down"))
    copy = make_artwork(artists=(artist,))
    Attribution.objects.filter(artwork=copy).update(qualifier="after")
    after = make_price(copy)
    assert list(price_records_of_artist(artist.pk)) == [own]
    assert list(price_records_of_artwork(copy.pk)) == [after]


def test_three_queries_however_many_records(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for size in (1, 9):
        for number in range(size):
            make_price(date=day(2000 + number), amount=Decimal(number + 1), currency="USD")
        with django_assert_num_queries(3):
            assert summary(currency="EUR").last_sale
