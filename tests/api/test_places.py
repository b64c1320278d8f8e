"""What hangs at a venue, what is shown there now and soon, and what is to be auctioned."""

import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog.api.place_examples import AUCTIONS, LOTS, VENUE_ARTWORKS
from catalog.models import PriceRecord
from tests.api.test_openapi import shape
from tests.factories import (
    make_artist,
    make_artwork,
    make_display,
    make_exhibition,
    make_price,
    make_reference_image,
    make_venue,
)

pytestmark = pytest.mark.django_db

TODAY = timezone.now().date()
WEEK = datetime.timedelta(days=7)


def results(client: Client, url: str, **query: str | int) -> list[dict[str, Any]]:
    response = client.get(url, query)
    assert response.status_code == 200, response.content
    return list(response.json()["results"])


def queries_of(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_what_hangs_at_a_venue_and_until_when(client: Client) -> None:
    venue = make_venue()
    url = f"/api/v1/venues/{venue.pk}/artworks/"
    rooms: dict[str, dict[str, Any]] = {
        "now": {"from_date": TODAY - WEEK, "to_date": TODAY},
        "over": {"to_date": TODAY - WEEK},
        "ahead": {"from_date": TODAY + WEEK},
        "stored": {"is_on_display": False},
        "silent": {"is_on_display": None},
        "silent once": {"is_on_display": None, "to_date": TODAY - WEEK},
    }
    for room, fields in rooms.items():
        make_display(make_artwork(title=room), venue, room=room, **fields)
    make_display(make_artwork(status="taken_down"), venue)
    make_display(make_artwork(), make_venue())

    told = results(client, url)
    assert [each["room"] for each in told] == list(rooms)
    assert [each["is_on_display"] for each in told] == [True, False, False, False, None, False]
    assert (told[0]["artwork"]["title"], told[0]["to"]) == ("now", TODAY.isoformat())
    assert told[0]["as_of"] == "2026-11-01"
    for asked, value in (("true", True), ("false", False), ("unknown", None)):
        rooms_told = [each["room"] for each in results(client, url, on_display=asked)]
        assert rooms_told == [each["room"] for each in told if each["is_on_display"] is value]
    assert results(client, url, ordering="to")[-1]["to"] is None
    assert client.get("/api/v1/venues/4711/artworks/").status_code == 404


def test_a_venue_leads_to_what_is_there(client: Client) -> None:
    venue, empty = make_venue(), make_venue()
    for day in (1, 3, 2):
        make_display(make_artwork(), venue, as_of=datetime.date(2026, 11, day))
    told = client.get(f"/api/v1/venues/{venue.pk}/").json()
    assert told["displays_as_of"] == "2026-11-03"
    assert len(results(client, told["artworks_url"])) == 3
    assert results(client, told["exhibitions_url"]) == results(client, told["lots_url"]) == []
    assert client.get(f"/api/v1/venues/{empty.pk}/").json()["displays_as_of"] is None


def test_exhibitions_now_and_soon_near_a_point(client: Client) -> None:
    here, there = make_venue(), make_venue(latitude=0, longitude=0)
    over = make_exhibition(here, title="over", starts_on=TODAY - 2 * WEEK, ends_on=TODAY - WEEK)
    now = make_exhibition(here, title="now", starts_on=TODAY - WEEK, ends_on=TODAY)
    make_exhibition(here, title="soon", starts_on=TODAY + WEEK, ends_on=TODAY + 2 * WEEK)
    make_exhibition(there, title="elsewhere", starts_on=TODAY, ends_on=TODAY)
    make_display(make_artwork(), here, exhibition=now, as_of=datetime.date(2026, 11, 2))
    make_display(make_artwork(), here, exhibition=now, as_of=datetime.date(2026, 11, 4))

    def titles(**query: str) -> list[str]:
        return [each["title"] for each in results(client, "/api/v1/exhibitions/", ordering="starts_on", **query)]

    near = {"near": "38.71,-9.14", "radius_m": "5000"}
    assert titles(**near, not_over_on=TODAY.isoformat()) == ["now", "soon"]
    assert titles(**near, on=TODAY.isoformat()) == ["now"]
    assert titles(box="-1,-1,1,1") == ["elsewhere"]
    assert client.get(f"/api/v1/exhibitions/{now.pk}/").json()["as_of"] == "2026-11-04"
    assert client.get(f"/api/v1/exhibitions/{over.pk}/").json()["as_of"] is None


def make_lot(**fields: Any) -> PriceRecord:  # noqa: ANN401
    estimate = {"kind": "estimate", "outcome": "", "amount": Decimal(800), "amount_high": Decimal(1200)}
    return make_price(**{"date": TODAY + WEEK, "sale": "Prints", "house": "Quay Sales", **estimate, **fields})


def test_auctions_are_lots_of_one_house_sale_and_day(client: Client) -> None:
    venue = make_venue(kind="auction_house")
    for number in "12":
        make_lot(lot=number, venue=venue)
    make_lot(sale="", house="", date=TODAY)
    make_lot(sale="Drawings", amount=None, amount_high=None, currency="")
    told = results(client, "/api/v1/auctions/")
    assert [(each["house"], each["sale"], each["lot_count"]) for each in told] == [
        (None, None, 1),
        ("Quay Sales", "Prints", 2),
        ("Quay Sales", "Drawings", 1),
    ]
    assert [each["venue"] and each["venue"]["id"] for each in told] == [None, venue.pk, None]
    for auction in told:
        lots = results(client, auction["lots_url"])
        assert [(each["house"], each["sale"]) for each in lots] == [(auction["house"], auction["sale"])] * len(lots)
        assert len(lots) == auction["lot_count"]
    (first, _) = results(client, told[1]["lots_url"])
    assert (first["lot"], first["estimate_low"], first["estimate_high"], first["currency"]) == (
        *("1", "800.00", "1200.00"),
        "EUR",
    )
    assert results(client, told[2]["lots_url"])[0]["estimate_low"] is None
    assert len(results(client, "/api/v1/lots/", venue=venue.pk)) == 2
    assert len(results(client, "/api/v1/auctions/", near="38.7139,-9.1394")) == 1
    assert results(client, "/api/v1/auctions/", box="0,0,1,1") == []


@pytest.mark.parametrize(
    "fields",
    [
        {"date": TODAY - datetime.timedelta(days=1)},
        {"date": None, "date_precision": ""},
        {"outcome": "withdrawn"},
        {"kind": "hammer", "amount_high": None},
        {"date": TODAY.replace(day=1) - datetime.timedelta(days=1), "date_precision": "month"},
        {"date": datetime.date(TODAY.year - 1, 1, 1), "date_precision": "year"},
    ],
)
def test_what_is_no_lot_to_come(client: Client, fields: dict[str, Any]) -> None:
    make_lot(**fields)
    assert results(client, "/api/v1/lots/") == results(client, "/api/v1/auctions/") == []


@pytest.mark.parametrize(
    ("precision", "day"), [("month", TODAY.replace(day=1)), ("year", TODAY.replace(month=1, day=1))]
)
def test_a_period_that_is_not_over_is_still_to_come(client: Client, precision: str, day: datetime.date) -> None:
    make_lot(date=day, date_precision=precision)
    assert [each["date_precision"] for each in results(client, "/api/v1/lots/")] == [precision]


def test_lots_that_are_sold_or_taken_down_leave(client: Client) -> None:
    sold, hidden = make_lot(), make_lot()
    make_price(sold.artwork, date=sold.date)
    hidden.artwork.status = "taken_down"
    hidden.artwork.save()
    assert results(client, "/api/v1/lots/") == results(client, "/api/v1/auctions/") == []


def test_the_examples_look_like_real_answers(client: Client) -> None:
    artwork = make_artwork(artists=(make_artist(),))
    make_reference_image(artwork)
    venue = make_display(artwork).venue
    make_lot(artwork=artwork)
    urls = {
        f"/api/v1/venues/{venue.pk}/artworks/": VENUE_ARTWORKS,
        "/api/v1/auctions/": AUCTIONS,
        "/api/v1/lots/": LOTS,
    }
    for url, example in urls.items():
        assert shape(client.get(url).json()) == shape(example)


@pytest.mark.parametrize("name", ["venue", "auctions", "lots", "exhibitions"])
def test_the_number_of_queries_does_not_grow_with_the_page(client: Client, name: str) -> None:
    venue = make_venue()
    url = f"/api/v1/venues/{venue.pk}/artworks/" if name == "venue" else f"/api/v1/{name}/"

    def queries(count: int) -> int:
        for number in range(count):
            artwork = make_artwork(artists=(make_artist(),))
            make_reference_image(artwork)
            make_lot(artwork=artwork, venue=venue, sale=f"{count}-{number}")
            make_display(artwork, venue, exhibition=make_exhibition(venue))
        return queries_of(client, url)

    assert queries(1) == queries(5)
