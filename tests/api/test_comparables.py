"""Comparable sales: which works compare, why, and the range that they indicate."""

import datetime
import struct
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog.api import price_examples
from catalog.models import Artist, Artwork, Embedding, PriceRecord
from tests.api.test_openapi import shape
from tests.factories import make_artist, make_artwork, make_price, make_rates, make_reference_image

pytestmark = pytest.mark.django_db

YEAR = timezone.now().year
LIKE: dict[str, Any] = {"height_mm": 600, "width_mm": 800, "medium": "oil on canvas", "year_to": 1991}


def sold(artist: Artist, amount: int, **fields: Any) -> Artwork:  # noqa: ANN401
    """A work like the one that is asked for but for ``fields``, sold last year."""
    work = make_artwork(artists=(artist,), **{**LIKE, **fields})
    sell(work, amount)
    return work


def sell(work: Artwork, amount: int, *, years_ago: int = 1, **fields: object) -> PriceRecord:
    return make_price(work, amount=amount, date=datetime.date(YEAR - years_ago, 6, 14), **fields)


@pytest.fixture
def artist() -> Artist:
    return make_artist()


@pytest.fixture
def work(artist: Artist) -> Artwork:
    return make_artwork(artists=(artist,), **LIKE)


def read(client: Client, artwork: Artwork, **query: str | int) -> Any:  # noqa: ANN401
    response = client.get(f"/api/v1/artworks/{artwork.pk}/comparables/", query)
    assert response.status_code == 200, response.content
    return response.json()


def listed(told: dict[str, Any]) -> list[int]:
    return [each["price"]["artwork"]["id"] for each in told["results"]]


@pytest.mark.parametrize(
    ("fields", "agrees"),
    [
        ({}, (True, True, True)),
        ({"width_mm": 1600}, (True, True, True)),
        ({"width_mm": 400}, (True, True, True)),
        ({"width_mm": 1601}, (False, True, True)),
        ({"width_mm": 399}, (False, True, True)),
        ({"width_mm": None}, (None, True, True)),
        ({"medium": "óleo sobre tela"}, (True, True, True)),
        ({"medium": "bronze"}, (True, False, True)),
        ({"medium": "plasticine"}, (True, None, True)),
        ({"year_from": 2001, "year_to": 2001}, (True, True, True)),
        ({"year_from": 1980, "year_to": 1980}, (True, True, False)),
        ({"year_to": 1985}, (True, True, True)),
        ({"year_to": None}, (True, True, None)),
    ],
)
def test_why_a_work_compares(
    client: Client, work: Artwork, artist: Artist, fields: dict[str, Any], agrees: tuple[bool | None, ...]
) -> None:
    sold(artist, 100, **fields)
    told = read(client, work)["results"][0]
    assert tuple(told["agrees"].values()) == agrees
    assert list(told["agrees"]) == ["size", "medium", "date"]


def test_ratios_are_told(client: Client, work: Artwork, artist: Artist) -> None:
    sold(artist, 100, width_mm=400, year_to=1985)
    told = read(client, work)["results"][0]
    assert (told["area_ratio"], told["years_apart"], told["similarity"]) == (0.5, -6.0, None)


@pytest.mark.parametrize(
    ("different", "agree_on"),
    [
        ({}, ["size", "medium", "date"]),
        ({"year_from": 2010, "year_to": 2010}, ["size", "medium"]),
        ({"medium": "ink"}, ["size"]),
        ({"width_mm": None}, []),
    ],
)
def test_the_range_is_of_those_most_alike_that_are_enough(
    client: Client, work: Artwork, artist: Artist, different: dict[str, Any], agree_on: list[str]
) -> None:
    for amount in (20, 30, 40):
        sold(artist, amount)
    for amount in (10, 50):
        sold(artist, amount, **different)
    told = read(client, work)["range"]
    assert (told["low"], told["median"], told["high"], told["sales"]) == ("15.00", "30.00", "45.00", 5)
    assert (told["agree_on"], told["year_from"], told["year_to"]) == (agree_on, YEAR - 1, YEAR - 1)


def test_what_is_less_alike_is_not_in_the_range(client: Client, work: Artwork, artist: Artist) -> None:
    for amount in (20, 30, 40, 50):
        sold(artist, amount)
    sold(artist, 9000, medium="ink")
    told = read(client, work)
    assert (told["range"]["sales"], told["range"]["high"], len(told["results"])) == (4, "47.50", 5)


def test_fewer_than_four_sales_make_no_range(client: Client, work: Artwork, artist: Artist) -> None:
    for amount in (10, 20, 30):
        sold(artist, amount)
    told = read(client, work)
    assert (told["range"], len(told["results"])) == (None, 3)
    assert "Not a valuation" in told["indication"]
    sold(artist, 40)
    assert read(client, work)["range"]["sales"] == 4


def test_only_sales_of_published_works_by_the_artist_at_a_price_of_their_own_count(
    client: Client, work: Artwork, artist: Artist
) -> None:
    sell(work, 10)  # the work itself
    sold(make_artist(), 10)
    Artwork.objects.filter(pk=sold(artist, 10).pk).update(status="taken_down")
    sold(artist, 10).attributions.update(qualifier="workshop_of")
    for fields in (
        {"outcome": "bought_in"},
        {"kind": "estimate"},
        {"kind": "asking", "outcome": ""},
        {"object_count": 2},
        {"years_ago": 11},
        {"outcome": ""},
    ):
        sell(make_artwork(artists=(artist,), **LIKE), 10, **fields)
    told = read(client, work)
    assert (told["results"], told["range"], told["kind"], told["currency"]) == ([], None, None, None)
    assert len(read(client, work, year_from=YEAR - 11)["results"]) == 1


def test_of_each_work_the_last_sale_and_of_one_kind(client: Client, work: Artwork, artist: Artist) -> None:
    other = sold(artist, 100)
    sell(other, 50, years_ago=5)
    sell(other, 130, kind="with_premium")
    sell(sold(artist, 70), 90, kind="with_premium")
    premium_only = make_artwork(artists=(artist,), **LIKE)
    sell(premium_only, 500, kind="with_premium")
    private_only = make_artwork(artists=(artist,), **LIKE)
    sell(private_only, 500, kind="private")
    told = read(client, work)
    assert (told["kind"], told["left_out"]) == ("with_premium", {"other_kind": 1})
    told = read(client, work, kind="hammer")
    assert sorted(each["price"]["amount"] for each in told["results"]) == ["100.00", "70.00"]
    assert told["left_out"] == {"other_kind": 2}


def test_other_currencies_are_converted_when_asked_and_else_left_out(
    client: Client, work: Artwork, artist: Artist
) -> None:
    make_rates("USD", {f"{YEAR - 1}-06-14": "2"})
    sold(artist, 100)
    sold(artist, 200)
    sell(make_artwork(artists=(artist,)), 40, currency="USD")
    told = read(client, work)
    assert (told["currency"], told["left_out"], len(told["results"])) == ("EUR", {"other_currency": 1}, 2)
    told = read(client, work, currency="USD")
    assert (told["currency"], told["left_out"]) == ("USD", {})
    assert {each["price"]["converted"]["amount"] for each in told["results"]} == {"200.00", "400.00", "40.00"}
    assert read(client, work, currency="CHF")["left_out"] == {"no_rate": 3}


def embed(work: Artwork, *vector: float, position: int = 0, is_taken_down: bool = False) -> None:
    image = make_reference_image(work, position=position, is_taken_down=is_taken_down)
    Embedding.objects.create(reference_image=image, fingerprint="f", vector=struct.pack(f"<{len(vector)}e", *vector))


def test_most_alike_first(client: Client, work: Artwork, artist: Artist) -> None:
    embed(work, 1, 0)
    embed(work, 0, 1, position=1)
    far, near, unseen = sold(artist, 1), sold(artist, 1), sold(artist, 1)
    large = sold(artist, 1, width_mm=9000)
    drawn = sold(artist, 1, medium="ink")
    embed(far, 0.6, 0.8)
    embed(far, 1, 0, position=1)
    embed(near, 0.8, 0.6)
    embed(near, 1, 0, is_taken_down=True)
    embed(large, 1, 0)
    told = read(client, work)
    assert listed(told) == [near.pk, far.pk, unseen.pk, drawn.pk, large.pk]
    assert [each["similarity"] for each in told["results"]][:3] == [0.7998, 0.6001, None]
    assert listed(read(client, work, limit=2)) == [near.pk, far.pk]


def test_the_number_of_queries_does_not_grow(client: Client, work: Artwork, artist: Artist) -> None:
    def queries(size: int) -> int:
        for number in range(size):
            embed(sold(artist, number + 1), 1, 0)
        with CaptureQueriesContext(connection) as captured:
            read(client, work, currency="USD")
        return len(captured)

    embed(work, 1, 0)
    assert queries(1) == queries(9) == 4


@pytest.mark.parametrize("query", [{"kind": "estimate"}, {"limit": "0"}, {"limit": "51"}, {"currency": "x"}])
def test_a_parameter_that_is_not_valid_is_named(client: Client, work: Artwork, query: dict[str, str]) -> None:
    response = client.get(f"/api/v1/artworks/{work.pk}/comparables/", query)
    assert response.status_code == 400
    assert list(response.json()["errors"]) == list(query)


def test_what_is_taken_down_has_none(client: Client) -> None:
    artwork = make_artwork(status="taken_down")
    assert client.get(f"/api/v1/artworks/{artwork.pk}/comparables/").status_code == 404


def test_the_example_looks_like_a_real_answer(client: Client, work: Artwork, artist: Artist) -> None:
    make_rates("USD", {f"{YEAR - 1}-06-14": "2"})
    for amount in (1, 2, 3, 4):
        sold(artist, amount)
    sell(make_artwork(artists=(artist,)), 5, kind="private")
    real = read(client, work, currency="USD")
    assert shape(real) == shape(price_examples.COMPARABLES)
    assert real["indication"] == price_examples.COMPARABLES["indication"]
