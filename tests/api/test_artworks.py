"""Artworks, artists and venues."""

import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog.models import ReferenceImage
from tests.factories import (
    make_artist,
    make_artwork,
    make_display,
    make_price,
    make_reference_image,
    make_venue,
)

pytestmark = pytest.mark.django_db

ARTWORKS = "/api/v1/artworks/"


def titles(client: Client, **query: str) -> list[str]:
    return [each["title"] for each in client.get(ARTWORKS, query).json()["results"]]


def problem_of(response: Any) -> str:  # noqa: ANN401
    assert response["Content-Type"] == "application/problem+json"
    return str(response.json()["type"].removeprefix("/api/v1/problems/"))


def test_all_of_an_artwork(client: Client) -> None:
    artwork = make_artwork(title="", artists=(make_artist(name="Ana"), make_artist(name="Bo")))
    first, second = make_reference_image(artwork), make_reference_image(artwork, position=1)
    hidden = make_reference_image(artwork, is_taken_down=True)
    told = client.get(f"{ARTWORKS}{artwork.pk}/").json()
    assert told["title"] is None
    assert [artist["name"] for artist in told["artists"]] == ["Ana", "Bo"]
    assert [image["id"] for image in told["images"]] == [first.pk, second.pk]
    assert told["image"]["id"] == first.pk
    assert str(hidden.pk) not in {str(image["id"]) for image in told["images"]}
    assert (told["price_history"], told["seen_at"]) == ({"records": [], "latest_known": None}, [])


def test_an_artwork_whose_pictures_are_all_taken_down_has_none(client: Client) -> None:
    image = make_reference_image(is_taken_down=True)
    told = client.get(f"{ARTWORKS}{image.artwork_id}/").json()
    assert (told["image"], told["images"]) == (None, [])


@pytest.mark.parametrize("status", ["draft", "taken_down"])
def test_what_is_not_published_is_not_found(client: Client, status: str) -> None:
    artwork = make_artwork(status=status)
    assert problem_of(client.get(f"{ARTWORKS}{artwork.pk}/")) == "not-found"
    assert titles(client) == []


@pytest.mark.parametrize("path", ["artworks", "artists", "venues", "images"])
@pytest.mark.parametrize("number", ["4711", "9" * 40, "-1", "one", "0"])
def test_nothing_at_other_numbers(client: Client, path: str, number: str) -> None:
    response = client.get(f"/api/v1/{path}/{number}/" if path != "images" else f"/api/v1/images/{number}/file")
    assert response.status_code == 404
    assert problem_of(response) == "not-found"


def test_the_latest_known_price_is_the_newest_amount_of_its_own_that_is_no_estimate(client: Client) -> None:
    artwork = make_artwork()
    day = datetime.date(2020, 5, 1)
    make_price(artwork, kind="hammer", date=day, amount=Decimal(100))
    make_price(artwork, kind="with_premium", date=day, amount=Decimal("125.50"))
    make_price(artwork, kind="asking", date=None, date_precision="", amount=Decimal(900), outcome="")
    make_price(artwork, kind="estimate", date=datetime.date(2022, 1, 1), amount=Decimal(80), amount_high=Decimal(120))
    make_price(artwork, kind="hammer", date=datetime.date(2023, 1, 1), amount=None, currency="", outcome="bought_in")
    make_price(artwork, kind="hammer", date=datetime.date(2021, 1, 1), amount=Decimal(700), object_count=7)

    told = client.get(f"{ARTWORKS}{artwork.pk}/").json()["price_history"]

    assert [record["date"] for record in told["records"]] == [
        "2023-01-01",
        "2022-01-01",
        "2021-01-01",
        "2020-05-01",
        "2020-05-01",
        None,
    ]
    assert (told["records"][1]["amount"], told["records"][1]["amount_high"]) == ("80.00", "120.00")
    assert (told["latest_known"]["kind"], told["latest_known"]["amount"]) == ("with_premium", "125.50")


def test_where_it_hangs_today_comes_first(client: Client) -> None:
    artwork = make_artwork()
    today = timezone.now().date()
    week = datetime.timedelta(days=7)
    displays: dict[str, dict[str, Any]] = {
        "unknown": {"is_on_display": None, "as_of": today},
        "over": {"to_date": today - week, "as_of": today - week},
        "ahead": {"from_date": today + week, "as_of": today - 2 * week},
        "stored": {"is_on_display": False, "as_of": today - 3 * week},
        "now": {"from_date": today, "to_date": today, "as_of": today - 4 * week},
    }
    for room, fields in displays.items():
        make_display(artwork, make_venue(), room=room, **fields)
    told = client.get(f"{ARTWORKS}{artwork.pk}/").json()["seen_at"]
    assert [(each["room"], each["is_on_display"]) for each in told] == [
        ("now", True),
        ("unknown", None),
        ("over", False),
        ("ahead", False),
        ("stored", False),
    ]


def test_searching_title_and_artist(client: Client) -> None:
    make_artwork(title="Blue Harbour", artists=(make_artist(name="Ana Reis"), make_artist(name="Ana Costa")))
    make_artwork(title="Harbour at Night")
    assert titles(client) == ["Blue Harbour", "Harbour at Night"]
    assert titles(client, search="harbour") == ["Harbour at Night", "Blue Harbour"]
    assert titles(client, search="harbour", ordering="id") == ["Blue Harbour", "Harbour at Night"]
    assert titles(client, search="ana HARBOUR") == ["Blue Harbour"]
    assert titles(client, search="reis night") == []
    assert titles(client, search="100%") == []
    assert titles(client, search="") == titles(client)


@pytest.mark.parametrize("search", ["a" * 101, "nul\0"])
def test_a_search_that_is_not_valid_names_its_field(client: Client, search: str) -> None:
    response = client.get(ARTWORKS, {"search": search})
    assert response.status_code == 400
    assert problem_of(response) == "invalid-request"
    assert list(response.json()["errors"]) == ["search"]


def test_pages_are_whole_while_works_are_added(client: Client) -> None:
    ids = [make_artwork().pk for _ in range(5)]
    first = client.get(ARTWORKS, {"page_size": 2}).json()
    assert first["previous"] is None
    ids.append(make_artwork().pk)
    second = client.get(first["next"]).json()
    third = client.get(second["next"]).json()
    assert third["next"] is None
    assert [each["id"] for page in (first, second, third) for each in page["results"]] == ids
    assert client.get(third["previous"]).json()["results"] == second["results"]


def test_the_number_of_queries_does_not_grow_with_the_page(client: Client) -> None:
    def queries(size: int) -> int:
        for _ in range(size):
            make_reference_image(make_artwork(artists=(make_artist(), make_artist())))
        with CaptureQueriesContext(connection) as captured:
            assert len(client.get(ARTWORKS).json()["results"]) >= size
        return len(captured)

    assert queries(1) == queries(9) == 3


def test_an_artist(client: Client) -> None:
    artist = make_artist(name="Ana Reis", birth_year=1961, ulan_id="500001", aliases=["A. Reis"])
    told = client.get(f"/api/v1/artists/{artist.pk}/").json()
    assert (told["name"], told["birth_year"], told["death_year"]) == ("Ana Reis", 1961, None)
    assert (told["ulan_id"], told["wikidata_id"], told["aliases"]) == ("500001", None, ["A. Reis"])


def test_a_venue(client: Client) -> None:
    venue = make_venue(name="Museum", url="https://museum.example/", opening_hours={"mon": "closed"})
    told = client.get(f"/api/v1/venues/{venue.pk}/").json()
    assert (told["latitude"], told["longitude"], told["opening_hours"]) == (38.7139, -9.1394, {"mon": "closed"})
    assert (told["website"], told["url"]) == ("https://museum.example/", f"http://testserver/api/v1/venues/{venue.pk}/")
    bare = make_venue(latitude=None, longitude=None, time_zone="", city="")
    told = client.get(f"/api/v1/venues/{bare.pk}/").json()
    unknown = ("latitude", "longitude", "time_zone", "city", "opening_hours", "website")
    assert {name: told[name] for name in unknown} == dict.fromkeys(unknown)


def test_pictures_taken_down_are_not_in_lists(client: Client) -> None:
    image = make_reference_image()
    ReferenceImage.objects.update(is_taken_down=True)
    assert client.get(ARTWORKS).json()["results"][0]["image"] is None
    assert image.sha256 not in client.get(ARTWORKS).content.decode()
