"""Lists of artworks, artists and exhibitions: what they are narrowed and ordered by."""

import datetime
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from catalog.models import Artwork, Exhibition
from tests.factories import (
    make_artist,
    make_artwork,
    make_display,
    make_price,
    make_reference_image,
    make_venue,
)

pytestmark = pytest.mark.django_db

ARTWORKS, ARTISTS, EXHIBITIONS = "/api/v1/artworks/", "/api/v1/artists/", "/api/v1/exhibitions/"


def told(client: Client, address: str, name: str = "title", **query: Any) -> list[Any]:  # noqa: ANN401
    response = client.get(address, query)
    assert response.status_code == 200, response.json()
    return [each[name] for each in response.json()["results"]]


def errors(client: Client, address: str, **query: Any) -> dict[str, list[str]]:  # noqa: ANN401
    response = client.get(address, query)
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    return dict(response.json()["errors"])


def make_show(**fields: object) -> Exhibition:
    values: dict[str, Any] = {"venue": make_venue(), "title": "Show", "source": "test", **fields}
    return Exhibition.objects.create(source_id=str(Exhibition.objects.count()), **values)


def test_every_filter_reaches_the_list(client: Client) -> None:
    artist, venue = make_artist(), make_venue()
    show = make_show(venue=venue)
    years = {"year_from": 1900, "year_to": 1910}
    wanted = make_artwork(
        title="wanted", artists=(artist,), style="s", genre="g", medium="m", rights="r", source="quay", **years
    )
    make_artwork(title="other", year_from=1800, year_to=1801)
    make_artwork(title="down", status="taken_down", artists=(artist,), style="s", source="quay")
    make_reference_image(wanted)
    make_price(wanted)
    make_display(wanted, venue, exhibition=show)
    asked: list[dict[str, Any]] = [
        {"artist": artist.pk},
        {"year_from": 1905, "year_to": 1906},
        *({name: value} for name, value in {"style": "S", "genre": "g", "medium": "m", "rights": "r"}.items()),
        {"source": "quay"},
        {"currency": "EUR"},
        {"currency": "EUR", "price_min": "1200", "price_max": "1200.00"},
        {"on_display": "true"},
        {"venue": venue.pk},
        {"exhibition": show.pk},
        {"near": "38.71,-9.13"},
        {"near": "38.71,-9.13", "radius_m": 5000},
        {"box": "-9.2,38.6,-9.0,38.8"},
        {"has_image": "true"},
    ]
    for query in asked:
        assert told(client, ARTWORKS, **query) == ["wanted"], query
    assert told(client, ARTWORKS, has_image="false", on_display="false") == ["other"]
    assert told(client, ARTWORKS, currency="EUR", price_min="1200.01") == []


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"artist": "ana"}, "artist"),
        ({"artist": "9" * 30}, "artist"),
        ({"venue": "0"}, "venue"),
        ({"year_from": "1900.5"}, "year_from"),
        ({"year_to": "40000"}, "year_to"),
        ({"year_from": "1910", "year_to": "1900"}, "year_from"),
        ({"currency": "eur"}, "currency"),
        ({"price_min": "10"}, "price_min"),
        ({"price_max": "10"}, "price_max"),
        ({"currency": "EUR", "price_min": "-1"}, "price_min"),
        ({"currency": "EUR", "price_min": "1.234"}, "price_min"),
        ({"currency": "EUR", "price_min": "NaN"}, "price_min"),
        ({"currency": "EUR", "price_min": "2", "price_max": "1"}, "price_min"),
        ({"on_display": "perhaps"}, "on_display"),
        ({"near": "here"}, "near"),
        ({"near": "91,0"}, "near"),
        ({"radius_m": "100"}, "radius_m"),
        ({"near": "1,1", "radius_m": "inf"}, "radius_m"),
        ({"box": "1,2,3"}, "box"),
        ({"medium": "nul\0"}, "medium"),
        ({"ordering": "price"}, "ordering"),
        ({"search": "a" * 101}, "search"),
    ],
    ids=str,
)
def test_what_cannot_be_asked_names_its_field(client: Client, query: dict[str, str], field: str) -> None:
    assert list(errors(client, ARTWORKS, **query)) == [field]


@pytest.mark.parametrize(
    ("ordering", "expected"),
    [
        ("id", ["b", "c", "a", "d"]),
        ("-id", ["d", "a", "c", "b"]),
        ("title", ["a", "b", "c", "d"]),
        ("year", ["a", "c", "d", "b"]),
        ("-year", ["d", "c", "a", "b"]),
        ("updated", ["d", "c", "b", "a"]),
        ("-updated", ["a", "b", "c", "d"]),
    ],
)
def test_orders_page_by_page_and_back(client: Client, ordering: str, expected: list[str]) -> None:
    years = {"b": None, "c": 1800, "a": 1500, "d": 1800}
    for title, year in years.items():
        work = make_artwork(title=title, year_from=year)
        day = datetime.datetime(2026, 1, 1 + ord("d") - ord(title), tzinfo=datetime.UTC)
        Artwork.objects.filter(pk=work.pk).update(updated_at=day)
    pages = [client.get(ARTWORKS, {"ordering": ordering, "page_size": "1"}).json()]
    while pages[-1]["next"]:
        pages.append(client.get(pages[-1]["next"]).json())
    assert [page["results"][0]["title"] for page in pages] == expected
    assert client.get(pages[-1]["previous"]).json()["results"] == pages[-2]["results"]


def test_artists_in_the_order_of_their_names(client: Client) -> None:
    for name in ("Bo Reis", "Ana Reis", "Ana Costa"):
        make_artist(name=name)
    assert told(client, ARTISTS, "name") == ["Ana Costa", "Ana Reis", "Bo Reis"]
    assert told(client, ARTISTS, "name", ordering="id") == ["Bo Reis", "Ana Reis", "Ana Costa"]
    assert told(client, ARTISTS, "name", search="reis ANA") == ["Ana Reis"]
    assert client.get(ARTISTS, {"fields": "name", "page_size": "1"}).json()["results"][0].keys() == {"id", "name"}


def test_exhibitions_of_a_venue_a_work_and_a_day(client: Client) -> None:
    day = datetime.date(2026, 11, 21)
    week = datetime.timedelta(days=7)
    here = make_venue(name="Here")
    make_show(title="over", venue=here, starts_on=day - 2 * week, ends_on=day - week)
    now = make_show(title="now", venue=here, starts_on=day, ends_on=day)
    make_show(title="soon", venue=here, starts_on=day + week)
    make_show(title="open end", starts_on=day - week)
    make_show(title="unknown")
    work, down = make_artwork(), make_artwork(status="taken_down")
    for shown in (work, down):
        make_display(shown, here, exhibition=now)
    assert told(client, EXHIBITIONS) == ["soon", "now", "open end", "over", "unknown"]
    assert told(client, EXHIBITIONS, on=day) == ["now", "open end", "unknown"]
    assert told(client, EXHIBITIONS, venue=here.pk, ordering="starts_on") == ["over", "now", "soon"]
    assert told(client, EXHIBITIONS, artwork=work.pk) == ["now"]
    assert told(client, EXHIBITIONS, artwork=down.pk) == []
    assert list(errors(client, EXHIBITIONS, on="today")) == ["on"]

    one = client.get(f"{EXHIBITIONS}{now.pk}/").json()
    assert (one["title"], one["starts_on"], one["venue"]["name"]) == ("now", "2026-11-21", "Here")
    assert one["url"] == f"http://testserver{EXHIBITIONS}{now.pk}/"
    assert client.get(f"{EXHIBITIONS}{now.pk + 100}/").status_code == 404


@pytest.mark.parametrize(("address", "queries"), [(ARTISTS, 2), (EXHIBITIONS, 1), (ARTWORKS, 3)])
def test_the_number_of_queries_does_not_grow_with_the_page(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, address: str, queries: int
) -> None:
    for _ in range(2):
        for _ in range(3):
            make_reference_image(make_artwork(artists=(make_artist(), make_artist())))
            make_show()
        with django_assert_num_queries(queries):
            assert told(client, address, "id")
