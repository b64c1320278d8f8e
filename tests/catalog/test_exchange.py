"""Amounts in another currency: at the rate of their time, or not at all and for a reason."""

import datetime
from decimal import Decimal
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from catalog.models import Artwork, PriceRecord
from catalog.selectors.exchange import Conversion, Method, NotConverted, exchange_for, period
from tests.factories import make_artwork, make_price, make_rates

pytestmark = pytest.mark.django_db


def price(
    amount: str | None,
    currency: str,
    date: str | None,
    precision: str = "day",
    artwork: Artwork | None = None,
    **fields: Any,  # noqa: ANN401 - as the factory takes them
) -> PriceRecord:
    return make_price(
        artwork,
        amount=None if amount is None else Decimal(amount),
        currency=currency,
        date=None if date is None else datetime.date.fromisoformat(date),
        date_precision="" if date is None else precision,
        **fields,
    )


def converted(record: PriceRecord, currency: str) -> Conversion:
    conversion = exchange_for([record], currency).convert(record)
    assert isinstance(conversion, Conversion), conversion
    return conversion


@pytest.mark.parametrize(
    ("amount", "currency", "wanted", "expected", "rate"),
    [
        ("1200.00", "USD", "EUR", "1000.00", "0.8333333333"),
        ("1000.00", "EUR", "USD", "1200.00", "1.2"),
        ("0.04", "EUR", "USD", "0.05", "1.2"),  # 0.048
        ("100.00", "USD", "JPY", "10833", "108.3333333"),
        ("130.00", "JPY", "EUR", "1.00", "0.007692307692"),
        ("7.00", "EUR", "JPY", "910", "130"),
        ("1.05", "EUR", "JPY", "137", "130"),  # 136.5, half up
        ("100.00", "EUR", "KWD", "40.000", "0.4"),
    ],
)
def test_the_rate_of_the_day(amount: str, currency: str, wanted: str, expected: str, rate: str) -> None:
    for code, units in (("USD", "1.2"), ("JPY", "130"), ("KWD", "0.4")):
        make_rates(code, {"2019-06-14": units, "2019-06-13": "999"})
    conversion = converted(price(amount, currency, "2019-06-14"), wanted)
    assert (str(conversion.amount), conversion.rate.value) == (expected, Decimal(rate))
    assert (conversion.amount_high, conversion.currency, conversion.rate.method) == (None, wanted, Method.DAILY)
    assert conversion.rate.first == conversion.rate.last == datetime.date(2019, 6, 14)


def test_an_estimate_is_converted_at_both_ends() -> None:
    make_rates("USD", {"2019-06-14": "2"})
    estimate: dict[str, Any] = {"kind": "estimate", "outcome": "", "amount_high": Decimal(50)}
    conversion = converted(price("20", "USD", "2019-06-14", **estimate), "EUR")
    assert (conversion.amount, conversion.amount_high) == (Decimal("10.00"), Decimal("25.00"))
    conversion = converted(price(None, "USD", "2019-06-14", **estimate), "EUR")
    assert (conversion.amount, conversion.amount_high) == (None, Decimal("25.00"))


@pytest.mark.parametrize(
    ("date", "published"), [("2019-04-22", "2019-04-18"), ("2019-04-24", "2019-04-18"), ("2019-04-25", None)]
)
def test_the_last_rate_before_a_holiday_for_a_week_at_most(date: str, published: str | None) -> None:
    make_rates("USD", {"2019-04-18": "2", "2019-04-26": "9"})
    record = price("20", "USD", date)
    if published is None:
        assert exchange_for([record], "EUR").convert(record) is NotConverted.NO_RATE
    else:
        conversion = converted(record, "EUR")
        assert (conversion.amount, str(conversion.rate.last)) == (Decimal("10.00"), published)


def test_both_rates_are_of_one_day() -> None:
    make_rates("USD", {"2019-06-14": "2", "2019-06-13": "4"})
    make_rates("GBP", {"2019-06-13": "1"})
    conversion = converted(price("20", "USD", "2019-06-14"), "GBP")
    assert (conversion.amount, str(conversion.rate.last)) == (Decimal("5.00"), "2019-06-13")


def test_a_month_has_the_mean_of_its_days() -> None:
    make_rates("USD", {"2019-05-31": "99", "2019-06-03": "2", "2019-06-10": "4", "2019-06-17": "4", "2019-06-24": "2"})
    make_rates("USD", {"2019-07-01": "99"})
    conversion = converted(price("20", "EUR", "2019-06-01", "month"), "USD")
    assert (conversion.amount, conversion.rate.method) == (Decimal("60.00"), Method.PERIOD_MEAN)
    assert (str(conversion.rate.first), str(conversion.rate.last)) == ("2019-06-03", "2019-06-24")


@pytest.mark.parametrize("missing", [0, 2, 4])
def test_a_month_with_a_week_without_rates_has_none(missing: int) -> None:
    days = ["2019-06-03", "2019-06-10", "2019-06-14", "2019-06-19", "2019-06-26"]
    make_rates("USD", {day: "2" for number, day in enumerate(days) if number != missing})
    record = price("20", "USD", "2019-06-01", "month")
    assert exchange_for([record], "EUR").convert(record) is NotConverted.NO_RATE


def test_a_year_that_is_not_over_goes_up_to_today() -> None:
    today = datetime.date.today()  # noqa: DTZ011 - the first of January differs by hours at most
    first = today.replace(month=1, day=1)
    days = [first + datetime.timedelta(days=day) for day in range((today - first).days + 1)]
    make_rates("USD", {str(day): "2" for day in days})
    assert converted(price("20", "USD", str(first), "year"), "EUR").amount == Decimal("10.00")


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ((None, "USD", "2019-06-14"), "amount_unknown"),
        (("20", "USD", None), "date_unknown"),
        (("20", "FRF", "2019-06-14"), "no_rate"),
        (("20", "USD", "1777-02-26"), "no_rate"),
        (("20", "USD", "0001-01-01"), "no_rate"),
        (("20", "USD", "1998-01-01", "year"), "no_rate"),
        (("20", "USD", "2999-01-01", "year"), "no_rate"),
        (("20", "USD", "9999-12-01", "month"), "no_rate"),
    ],
)
def test_what_cannot_be_converted_says_why(record: tuple[str, str, str], reason: str) -> None:
    make_rates("USD", {"2019-06-14": "2"})
    made = price(*record)
    assert exchange_for([made], "EUR").convert(made) == NotConverted(reason)


@pytest.mark.parametrize("date", [None, "1777-02-26"])
def test_what_is_in_the_currency_needs_no_rate(date: str | None) -> None:
    conversion = converted(price("20", "EUR", date), "EUR")
    assert (conversion.amount, conversion.rate.value) == (Decimal("20.00"), Decimal(1))
    assert (conversion.rate.method, conversion.rate.first) == (Method.SAME_CURRENCY, None)


def test_all_rates_come_in_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    artwork = make_artwork()
    records = [
        price("20", currency, f"{year}-01-01", precision, artwork=artwork)
        for year in range(1990, 2020)
        for currency, precision in (("USD", "day"), ("GBP", "month"), ("JPY", "year"))
    ]
    with django_assert_num_queries(1):
        exchange = exchange_for(records, "CHF")
    with django_assert_num_queries(0):
        assert {exchange.convert(record) for record in records} == {NotConverted.NO_RATE}


def test_periods() -> None:
    leap = datetime.date(2020, 2, 1)
    assert period(leap, "month") == (leap, datetime.date(2020, 2, 29))
    assert period(leap, "year") == (datetime.date(2020, 1, 1), datetime.date(2020, 12, 31))
    assert period(leap, "day") == (leap, leap)
