"""Favourites and collections: kept, changed, paged, and of nobody else's concern."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.models import Artwork, Collection, CollectionItem, Favorite
from tests.api.people import Person, make_account, make_guest, send
from tests.factories import make_artist, make_artwork, make_reference_image

pytestmark = pytest.mark.django_db


@pytest.fixture
def guest() -> Person:
    return make_guest()


def begin(person: Person, **fields: object) -> Any:  # noqa: ANN401
    return send(person.client, "POST", "collections/", {"name": "At home", **fields}).json()


def add(person: Person, collection: dict[str, Any], **fields: object) -> Any:  # noqa: ANN401
    return send(person.client, "POST", f"{collection['url']}items/", fields)


def test_favourites_come_and_go(guest: Person) -> None:
    first, second = make_artwork(title="First"), make_artwork(title="Second")
    paths = [f"favorites/{each.pk}/" for each in (first, second)]
    assert [send(guest.client, "PUT", path).status_code for path in (*paths, paths[0])] == [201, 201, 204]
    assert titles(guest) == ["Second", "First"]
    assert send(guest.client, "GET", "favorites/").json()["results"][0]["added_at"].endswith("Z")
    assert titles(make_guest()) == []
    assert [send(guest.client, "DELETE", paths[1]).status_code for _ in range(2)] == [204, 204]
    assert titles(guest) == ["First"]
    Artwork.objects.update(status=Artwork.Status.TAKEN_DOWN)
    assert titles(guest) == []
    assert send(guest.client, "PUT", paths[0]).status_code == 404


def test_an_id_that_no_database_holds_is_no_favourite(guest: Person) -> None:
    assert send(guest.client, "DELETE", f"favorites/{2**63}/").status_code == 204


def test_no_cache_keeps_what_is_somebodys_own(guest: Person) -> None:
    for path in ("favorites/", "collections/", "devices/", "me/"):
        assert "no-store" in send(guest.client, "GET", path)["Cache-Control"]


def titles(person: Person) -> list[str]:
    return [each["artwork"]["title"] for each in send(person.client, "GET", "favorites/").json()["results"]]


def test_a_collection_is_begun_changed_and_deleted(guest: Person) -> None:
    told = begin(guest, note="Up the stairs")
    assert (told["name"], told["note"], told["item_count"]) == ("At home", "Up the stairs", 0)
    changed = send(guest.client, "PATCH", told["url"], {"note": None})
    assert (changed.status_code, changed.json()["name"], changed.json()["note"]) == (200, "At home", None)
    add(guest, told, title="A vase")
    assert send(guest.client, "GET", told["url"]).json()["item_count"] == 1
    assert [each["id"] for each in send(guest.client, "GET", "collections/").json()["results"]] == [told["id"]]
    assert send(guest.client, "DELETE", told["url"]).status_code == 204
    assert not CollectionItem.objects.exists()


def test_an_item_of_the_catalogue_with_what_it_cost(guest: Person) -> None:
    collection, work = begin(guest), make_artwork(title="Ridge")
    bought = {"purchase_price": "1200.5", "purchase_currency": "EUR", "purchased_on": "2020-02-29"}
    response = add(guest, collection, artwork=work.pk, note="Framed", **bought)
    told = response.json()
    assert (response.status_code, response["Location"]) == (201, told["url"])
    assert (told["artwork"]["title"], told["title"], told["note"]) == ("Ridge", None, "Framed")
    assert (told["purchase_price"], told["purchase_currency"]) == ("1200.50", "EUR")
    assert told["purchased_on"] == "2020-02-29"
    assert send(guest.client, "GET", told["url"]).json() == told
    given_away = {"purchase_price": None, "purchase_currency": None}
    changed = send(guest.client, "PATCH", told["url"], given_away).json()
    assert (changed["purchase_price"], changed["purchase_currency"], changed["note"]) == (None, None, "Framed")
    assert changed["purchased_on"] == "2020-02-29"
    assert send(guest.client, "DELETE", told["url"]).status_code == 204
    assert send(guest.client, "GET", told["url"]).status_code == 404


def test_what_its_owner_wrote_outlives_the_work(guest: Person) -> None:
    collection, work = begin(guest), make_artwork()
    path = add(guest, collection, artwork=work.pk, note="Mine").json()["url"]
    Artwork.objects.update(status=Artwork.Status.TAKEN_DOWN)
    assert send(guest.client, "GET", path).json()["artwork"] is None
    assert send(guest.client, "PATCH", path, {"note": "Still mine"}).status_code == 200
    assert CollectionItem.objects.get().artwork == work
    work.delete()
    told = send(guest.client, "PATCH", path, {"purchase_price": "7", "purchase_currency": "JPY"}).json()
    assert (told["artwork"], told["title"], told["note"]) == (None, None, "Still mine")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, "title"),
        ({"title": " "}, "title"),
        ({"title": "x" * 301}, "title"),
        ({"artwork": 10**30}, "artwork"),
        ({"title": "A vase", "purchase_price": "10"}, "purchase_currency"),
        ({"title": "A vase", "purchase_currency": "EUR"}, "purchase_currency"),
        ({"title": "A vase", "purchase_price": "10", "purchase_currency": "EURO"}, "purchase_currency"),
        ({"title": "A vase", "purchase_price": "10", "purchase_currency": "XXQ"}, "purchase_currency"),
        ({"title": "A vase", "purchase_price": "0", "purchase_currency": "EUR"}, "purchase_price"),
        ({"title": "A vase", "purchase_price": "NaN", "purchase_currency": "EUR"}, "purchase_price"),
        ({"title": "A vase", "purchase_price": "10000000000000.01", "purchase_currency": "EUR"}, "purchase_price"),
        ({"title": "A vase", "purchased_on": "last year"}, "purchased_on"),
        ({"title": "A vase", "note": "x" * 5001}, "note"),
    ],
)
def test_what_is_wrong_with_an_item_is_named(guest: Person, given: dict[str, Any], field: str) -> None:
    response = add(guest, begin(guest), **given)
    assert (response.status_code, list(response.json()["errors"])) == (400, [field])


def test_a_change_is_judged_by_what_comes_of_it(guest: Person) -> None:
    path = add(guest, begin(guest), title="A vase", purchase_price="7", purchase_currency="EUR").json()["url"]
    for given, field in (({"purchase_price": None}, "purchase_currency"), ({"title": None}, "title")):
        response = send(guest.client, "PATCH", path, given)
        assert (response.status_code, list(response.json()["errors"])) == (400, [field])
    assert send(guest.client, "PATCH", path, {"purchase_price": "8"}).json()["purchase_price"] == "8.00"
    assert send(guest.client, "PATCH", path, {"title": None, "artwork": make_artwork().pk}).status_code == 200


@pytest.mark.parametrize("name", ["", " ", None, "x" * 121])
def test_a_collection_has_a_name(guest: Person, name: str | None) -> None:
    assert list(send(guest.client, "POST", "collections/", {"name": name}).json()["errors"]) == ["name"]


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE", "POST"])
def test_what_others_keep_does_not_exist(guest: Person, client: Client, method: str) -> None:
    collection = begin(guest)
    item = add(guest, collection, title="A vase").json()
    paths = [collection["url"], item["url"]] if method != "POST" else []
    paths += [f"{collection['url']}items/"] if method in ("GET", "POST") else []
    other = make_account()
    for path in paths:
        assert send(other.client, method, path, {"title": "?", "name": "?"}).status_code == 404
        assert send(client, method, path, {}).status_code == 401
    elsewhere = begin(other)
    assert send(other.client, "GET", f"{elsewhere['url']}items/{item['id']}/").status_code == 404
    assert (Collection.objects.filter(name="?").count(), CollectionItem.objects.count()) == (0, 1)


@pytest.mark.parametrize("kept", ["favorites/", "collections/", "items/"])
def test_lists_cost_the_same_however_long(guest: Person, kept: str) -> None:
    collection = Collection.objects.create(owner=guest.user, name="At home")
    path = f"collections/{collection.pk}/items/" if kept == "items/" else kept
    send(guest.client, "GET", "me/")  # notes the day
    queries = []
    for size in (2, 6):
        for _ in range(size):
            work = make_artwork(artists=(make_artist(),))
            make_reference_image(work)
            Favorite.objects.create(owner=guest.user, artwork=work)
            CollectionItem.objects.create(collection=collection, artwork=work)
            Collection.objects.create(owner=guest.user, name="?")
        with CaptureQueriesContext(connection) as counted:
            told = send(guest.client, "GET", f"{path}?page_size={size}").json()
        assert len(told["results"]) == size
        queries.append(len(counted))
    assert queries[0] == queries[1] <= 7
    assert len(send(guest.client, "GET", told["next"]).json()["results"]) >= 2
