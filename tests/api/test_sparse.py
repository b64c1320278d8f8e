"""A client gets what it asks for, and nothing is read for what it does not."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories import make_artist, make_artwork, make_display, make_price, make_reference_image, make_venue

pytestmark = pytest.mark.django_db

ARTWORKS = "/api/v1/artworks/"
LISTED = {"id", "title", "artists", "image", "year_from"}
OPTIONAL = {"images", "price_history", "seen_at"}


@pytest.fixture
def address() -> str:
    """Of an artwork about which everything there is is known."""
    artwork = make_artwork(artists=(make_artist(),))
    make_reference_image(artwork)
    make_price(artwork)
    make_display(artwork)
    return f"{ARTWORKS}{artwork.pk}/"


def test_the_usual_fields(client: Client, address: str) -> None:
    (listed,) = client.get(ARTWORKS).json()["results"]
    assert set(listed) >= LISTED
    assert not OPTIONAL & set(listed)
    assert set(client.get(address).json()) == set(listed) | OPTIONAL


@pytest.mark.parametrize(
    ("query", "told", "queries"),
    [
        ({"fields": "title"}, {"id", "title"}, 1),
        ({"fields": "title,year_from"}, {"id", "title", "year_from"}, 1),
        ({"fields": ["title", "id,year_from"]}, {"id", "title", "year_from"}, 1),
        ({"fields": "artists"}, {"id", "artists"}, 2),
        ({"fields": "image,images"}, {"id", "image", "images"}, 2),
        ({"fields": "price_history"}, {"id", "price_history"}, 2),
        ({"fields": "title", "include": "price_history,seen_at"}, {"id", "title", "price_history", "seen_at"}, 3),
    ],
)
def test_only_what_is_asked_for_is_told_and_read(
    client: Client, address: str, query: dict[str, str | list[str]], told: set[str], queries: int
) -> None:
    with CaptureQueriesContext(connection) as captured:
        (listed,) = client.get(ARTWORKS, query).json()["results"]
    assert (set(listed), len(captured)) == (told, queries)
    del address


def test_more_than_usual(client: Client, address: str) -> None:
    (listed,) = client.get(ARTWORKS, {"include": "price_history,seen_at,images"}).json()["results"]
    assert listed == client.get(address).json()


@pytest.mark.parametrize("field", ["fields", "include"])
@pytest.mark.parametrize("value", ["titel", "images,titel", "", ",", "artists.name", "nul\0", "%F0"])
def test_a_name_that_is_not_known_is_answered_with_those_that_are(client: Client, field: str, value: str) -> None:
    response = client.get(ARTWORKS, {field: value})
    assert response.status_code == 400
    (message,) = response.json()["errors"].pop(field)
    if value.strip(","):
        assert message.startswith(f"“{value.removeprefix('images,')}” is not known here.")
        assert "price_history, seen_at" in message


def test_an_address_without_options_has_no_include(client: Client, address: str) -> None:
    assert list(client.get(address, {"include": "nothing"}).json()["errors"]) == ["include"]
    assert set(client.get(address, {"fields": "title"}).json()) == {"id", "title"}


def test_artists_and_venues(client: Client) -> None:
    for path in (f"/api/v1/artists/{make_artist().pk}/", f"/api/v1/venues/{make_venue().pk}/"):
        assert set(client.get(path, {"fields": "name"}).json()) == {"id", "name"}
        assert list(client.get(path, {"fields": "nmae"}).json()["errors"]) == ["fields"]
