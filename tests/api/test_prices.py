"""Prices of an artwork and of an artist: evidence, conversion, summary."""

import datetime
import itertools
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.api import price_examples
from catalog.models import Artwork
from tests.api.test_openapi import shape
from tests.factories import make_artist, make_artwork, make_price, make_rates

pytestmark = pytest.mark.django_db

PATHS = ["prices/", "prices/summary/"]


def artwork_url(artwork: Artwork, rest: str = "prices/") -> str:
    return f"/api/v1/artworks/{artwork.pk}/{rest}"


def read(client: Client, url: str, **query: str | int) -> Any:  # noqa: ANN401
    response = client.get(url, query)
    assert response.status_code == 200, response.content
    return response.json()


def dated(year: int) -> dict[str, Any]:
    return {"date": datetime.date(year, 6, 14), "date_precision": "day"}


def test_evidence_comes_with_its_source_in_its_own_currency(client: Client) -> None:
    artwork = make_artwork(title="")
    make_price(artwork, **dated(2018), kind="estimate", outcome="", amount=900, amount_high=1100, currency="USD")
    make_price(artwork, date=None, date_precision="", kind="asking", outcome="", amount=5000)
    make_price(artwork, **dated(2019), outcome="bought_in", amount=None, currency="", house="House", stated_by="They")
    told = read(client, artwork_url(artwork))["results"]
    assert [(each["kind"], each["amount"], each["amount_high"], each["currency"]) for each in told] == [
        ("hammer", None, None, None),
        ("estimate", "900.00", "1100.00", "USD"),
        ("asking", "5000.00", None, "EUR"),
    ]
    assert {(each["converted"], each["not_converted"]) for each in told} == {(None, None)}
    assert (told[0]["house"], told[0]["stated_by"], told[0]["outcome"]) == ("House", "They", "bought_in")
    url = f"http://testserver{artwork_url(artwork, '')}"
    assert told[0]["artwork"] == {"id": artwork.pk, "title": None, "url": url}


def test_a_conversion_names_its_rate_and_day_and_a_missing_one_its_reason(client: Client) -> None:
    artwork = make_artwork()
    make_rates("USD", {"2019-06-13": "1.25"})
    make_price(artwork, **dated(2019), amount=Decimal("1000.01"), currency="USD")
    make_price(artwork, **dated(2018), amount=1000, currency="USD")
    make_price(artwork, **dated(2017), amount=None, currency="")
    converted, *others = read(client, artwork_url(artwork), currency="EUR")["results"]
    assert converted["converted"] == {
        "amount": "800.01",
        "amount_high": None,
        "currency": "EUR",
        "rate": "0.8",
        "rate_from": "2019-06-13",
        "rate_to": "2019-06-13",
        "method": "daily",
    }
    assert converted["not_converted"] is None
    assert [(each["converted"], each["not_converted"]) for each in others] == [
        (None, "no_rate"),
        (None, "amount_unknown"),
    ]


def test_filters(client: Client) -> None:
    artwork = make_artwork()
    for year, kind, outcome in ((2017, "hammer", "sold"), (2018, "hammer", ""), (2019, "estimate", "")):
        make_price(artwork, **dated(year), kind=kind, outcome=outcome)
    make_price(artwork, date=None, date_precision="", kind="asking", outcome="")

    def years(**query: str | int) -> list[object]:
        return [(each["date"] or "none")[:4] for each in read(client, artwork_url(artwork), **query)["results"]]

    assert years() == ["2019", "2018", "2017", "none"]
    assert years(kind="hammer,asking") == ["2018", "2017", "none"]
    assert years(outcome="unknown") == ["2019", "2018", "none"]
    assert years(outcome="sold,bought_in") == ["2017"]
    assert years(year_from=2018) == ["2019", "2018"]
    assert years(year_to=2018, kind="hammer") == ["2018", "2017"]
    assert years(year_from=2018, year_to=2018) == ["2018"]
    assert read(client, artwork_url(artwork, "prices/summary/"), year_from=2018)["record_count"] == 2


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"currency": "euro"}, "currency"),
        ({"currency": "eur"}, "currency"),
        ({"currency": "XQX"}, "currency"),
        ({"year_from": "2019", "year_to": "2018"}, "year_to"),
        ({"year_from": "0"}, "year_from"),
        ({"year_to": "10000"}, "year_to"),
        ({"kind": "guess"}, "kind"),
        ({"outcome": "burnt"}, "outcome"),
        ({"cursor": "abc"}, "cursor"),
    ],
)
def test_a_parameter_that_is_not_valid_is_named(client: Client, query: dict[str, str], field: str) -> None:
    response = client.get(artwork_url(make_artwork()), query)
    assert response.status_code == 400
    assert list(response.json()["errors"]) == [field]


@pytest.mark.parametrize("path", PATHS)
def test_what_is_not_published_is_not_found(client: Client, path: str) -> None:
    artist = make_artist()
    artwork = make_artwork(status="taken_down", artists=(artist,))
    make_price(artwork)
    assert client.get(artwork_url(artwork, path)).status_code == 404
    assert client.get(f"/api/v1/artworks/4711/{path}").status_code == 404
    assert client.get(f"/api/v1/artists/4711/{path}").status_code == 404
    told = read(client, f"/api/v1/artists/{artist.pk}/{path}")
    assert told.get("results", []) == []
    assert told.get("record_count", 0) == 0


def test_pages_of_an_artist_are_whole_though_days_are_the_same_or_missing(client: Client) -> None:
    artist = make_artist()
    works = [make_artwork(artists=(artist, make_artist())) for _ in range(3)]
    days = [dated(2019), dated(2019), {"date": None, "date_precision": ""}]
    ids = [make_price(work, **day).pk for day in days for work in works]
    url, found = f"http://testserver/api/v1/artists/{artist.pk}/prices/?page_size=2", []
    while url:
        page = read(client, url)
        found += [each["id"] for each in page["results"]]
        url = page["next"]
    assert found == [*sorted(ids[:6], reverse=True), *sorted(ids[6:], reverse=True)]


@pytest.mark.parametrize("path", PATHS)
def test_the_number_of_queries_does_not_grow(client: Client, path: str) -> None:
    artist = make_artist()

    def queries(size: int) -> int:
        for number in range(size):
            make_price(make_artwork(artists=(artist,)), **dated(2010 + number), currency=("USD", "GBP")[number % 2])
        with CaptureQueriesContext(connection) as captured:
            read(client, f"/api/v1/artists/{artist.pk}/{path}", currency="CHF")
        return len(captured)

    assert queries(2) == queries(9) <= 5


def test_a_summary(client: Client) -> None:
    artist = make_artist()
    for number, outcome in enumerate(("sold", "sold", "bought_in")):
        known = {"amount": 100 * (number + 1)} if outcome == "sold" else {"amount": None, "currency": ""}
        make_price(make_artwork(artists=(artist,)), **dated(2019), outcome=outcome, **known)
    told = read(client, f"/api/v1/artists/{artist.pk}/prices/summary/")
    assert told["record_count"] == 3
    assert told["last_sale"]["amount"] == "200.00"
    assert told["medians"] == [{"year": 2019, "kind": "hammer", "currency": "EUR", "median": "150.00", "sales": 2}]
    assert (told["lots"]["sell_through"], told["lots"]["bought_in"]) == (0.6667, 1)
    converted = read(client, f"/api/v1/artists/{artist.pk}/prices/summary/", currency="JPY")
    assert (converted["medians"], converted["left_out"]) == ([], {"no_rate": 2})
    assert converted["last_sale"]["not_converted"] == "no_rate"


def test_nothing_known_is_null_and_not_zero(client: Client) -> None:
    told = read(client, artwork_url(make_artwork(), "prices/summary/"))
    assert (told["last_sale"], told["medians"], told["lots"]["sell_through"]) == (None, [], None)


@pytest.mark.parametrize("query", ["", "?currency=USD", "?currency=ITL", "?year_from=1&year_to=9999"])
def test_the_largest_the_smallest_the_first_and_the_last(client: Client, query: str) -> None:
    make_rates("ITL", {"2020-02-28": "999999999"})
    make_rates("USD", {"2020-02-28": "0.0000000001"})
    artist = make_artist()
    days = [datetime.date(1, 1, 1), datetime.date(2020, 2, 29), datetime.date(9999, 12, 31)]
    amounts = [Decimal("0.01"), Decimal("9999999999999.99")]
    for day, precision in itertools.product(days, ("day", "month", "year")):
        for amount, currency in itertools.product(amounts, ("EUR", "USD", "ITL")):
            work = make_artwork(artists=(artist,))
            make_price(work, date=day, date_precision=precision, amount=amount, currency=currency)
    for owner in (f"artworks/{work.pk}", f"artists/{artist.pk}"):
        for path in (*PATHS, "prices/chart.svg", "prices/chart.png"):
            assert client.get(f"/api/v1/{owner}/{path}{query}").status_code == 200
    query = query.replace("&year_to=9999", "")
    assert client.get(f"/api/v1/artworks/{work.pk}/comparables/{query}").status_code == 200


def test_the_examples_look_like_real_answers(client: Client) -> None:
    artwork = make_artwork()
    make_rates("USD", {"2020-06-14": "1.2"})
    make_price(artwork, **dated(2020))
    make_price(artwork, **dated(2019), outcome="bought_in", amount=None, currency="")
    assert shape(read(client, artwork_url(artwork), currency="USD")) == shape(price_examples.PAGE)
    told = read(client, artwork_url(artwork, "prices/summary/"), currency="USD")
    assert shape(told) == shape(price_examples.SUMMARY)
