"""Days as people write them."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.ingest.days import Day, Order, day_of, parse_day
from catalog.models import PriceRecord


def day(*parts: int) -> Day:
    year, month, number = (*parts, 1, 1)[:3]
    return Day(datetime.date(year, month, number), ("year", "month", "day")[len(parts) - 1])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2020-10-25", day(2020, 10, 25)),
        ("2020-10-25 21:00:30", day(2020, 10, 25)),
        ("2020-10-25T21:00:30Z", day(2020, 10, 25)),
        ("1777/02/26", day(1777, 2, 26)),
        ("2020-10", day(2020, 10)),
        ("2020", day(2020)),
        ("Oct 25, 2020 9:00:00 PM", day(2020, 10, 25)),
        ("October 2020", day(2020, 10)),
        ("30 May 2017", day(2017, 5, 30)),
    ],
)
def test_days(text: str, expected: Day) -> None:
    assert parse_day(text) == expected


@pytest.mark.parametrize(
    ("text", "order", "expected"),
    [
        ("05/30/2017", "mdy", day(2017, 5, 30)),
        ("3/31/19", "mdy", day(2019, 3, 31)),
        ("31.3.99", "dmy", day(1999, 3, 31)),
        ("05/06/2017", "dmy", day(2017, 6, 5)),
    ],
)
def test_days_in_the_order_of_the_source(text: str, order: Order, expected: Day) -> None:
    assert parse_day(text, order=order) == expected
    assert parse_day(text) is None


@pytest.mark.parametrize("text", ["", "yesterday", "2020-06-31", "2020-13", "0000", "Smarch 3, 2020", "25.10.2020 x"])
def test_no_days(text: str) -> None:
    assert parse_day(text) is None
    assert parse_day(text, order="mdy") is None


def test_parts() -> None:
    assert day_of("1777", "02", "26") == day(1777, 2, 26)
    assert day_of("1777", "02", "00") == day_of("1777", "2") == day(1777, 2)
    assert day_of("1777", "00", "26") == day_of("1777", "", None) == day(1777)
    assert day_of("") is None
    assert day_of("9" * 30) is None


@given(st.dates(min_value=datetime.date(1000, 1, 1)))
def test_a_written_day_is_read_back(date: datetime.date) -> None:
    assert parse_day(date.isoformat()) == Day(date, "day")
    assert parse_day(f"{date:%b} {date.day}, {date.year}") == Day(date, "day")
    assert parse_day(f"{date:%d/%m/%Y}", order="dmy") == Day(date, "day")


@given(st.text(), st.sampled_from([None, "mdy", "dmy"]))
def test_no_text_fails(text: str, order: Order | None) -> None:
    read = parse_day(text, order=order)
    assert read is None or read.precision in PriceRecord.Precision.values
