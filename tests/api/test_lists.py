"""No list asks the database more often for a longer page, whatever is included: a list that is not here fails."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog.models import Artist, Artwork, Contribution, ContributionPhoto, IngestionJob, Recognition
from catalog.services.accounts.devices import add_device
from catalog.services.my_art import add_favorite, add_item, create_collection
from catalog.services.webhooks.endpoints import send_ping
from tests.api.operations import Operation, operations
from tests.api.people import make_guest, send
from tests.evidence import candidate, evidence, finding, neighbour
from tests.factories import (
    make_artist,
    make_artwork,
    make_display,
    make_endpoint,
    make_exhibition,
    make_guide,
    make_price,
    make_reference_image,
    make_venue,
)

pytestmark = pytest.mark.django_db

LISTS = [operation for operation in operations() if "page_size" in operation.parameters]
SHORT, LONG = 2, 7

Fill = Callable[[User, int], object]
"""Makes so many rows that a list of the given user shows, each with all that may belong to it; returns its id."""


def _full_artwork(artist: Artist | None = None) -> Artwork:
    artwork = make_artwork(artists=(artist or make_artist(), make_artist()))
    make_reference_image(artwork)
    make_price(artwork, venue=make_venue())
    make_display(artwork, exhibition=make_exhibition())
    return artwork


def _artworks(_: User, count: int) -> None:
    for _number in range(count):
        _full_artwork()


def _artist_with_prices(_: User, count: int) -> int:
    artist = make_artist()
    for _number in range(count):
        _full_artwork(artist)
    return artist.pk


def _artwork_with_prices(_: User, count: int) -> int:
    artwork = make_artwork()
    for _number in range(count):
        make_price(artwork, venue=make_venue())
    return artwork.pk


def _lots(_: User, count: int) -> None:
    ahead = timezone.now().date() + datetime.timedelta(days=30)
    for number in range(count):
        make_price(_full_artwork(), kind="estimate", outcome="", date=ahead, venue=make_venue(), sale=f"Sale {number}")


def _exhibitions(_: User, count: int) -> None:
    today = timezone.now().date()
    for _number in range(count):
        make_display(_full_artwork(), exhibition=make_exhibition(starts_on=today, ends_on=today))


def _venues(_: User, count: int) -> None:
    for _number in range(count):
        venue = make_venue(opening_hours={"mon": "closed"})
        make_exhibition(venue)
        make_display(_full_artwork(), venue)


def _venue_with_works(_: User, count: int) -> int:
    venue = make_venue()
    for _number in range(count):
        make_display(_full_artwork(), venue, exhibition=make_exhibition(venue))
    return venue.pk


def _artwork_with_guides(_: User, count: int) -> int:
    artwork = make_artwork()
    for _number in range(count):
        make_guide(artwork)
    return artwork.pk


def _venue_with_guides(_: User, count: int) -> int:
    venue = make_venue()
    for _number in range(count):
        make_guide(_full_artwork(), venue)
    return venue.pk


def _devices(user: User, count: int) -> None:
    for number in range(count):
        add_device(user, f"Phone {number}")


def _recognitions(user: User, count: int) -> None:
    for _number in range(count):
        images = [make_reference_image(_full_artwork()) for _ in range(2)]
        found = evidence(finding("match", [candidate(images[0])], [neighbour(images[1])]))
        Recognition.objects.create(
            owner=user, state="done", outcome="match", evidence=found, answered_at=timezone.now()
        )


def _jobs(user: User, count: int) -> None:
    for _number in range(count):
        IngestionJob.objects.create(format="artworks-csv", source="s", path="list.csv", started_by=user)


def _favorites(user: User, count: int) -> None:
    for _number in range(count):
        add_favorite(user, _full_artwork())


def _items(user: User, count: int) -> int:
    collection = create_collection(user, name="At home")
    for _number in range(count):
        add_item(collection, artwork=_full_artwork())
    return collection.pk


def _collections(user: User, count: int) -> None:
    for _number in range(count):
        _items(user, 1)


def _contributions(user: User, count: int) -> None:
    for _number in range(count):
        made = {"artwork": _full_artwork(), "kind": "correction", "proposal": {"title": "Ridge"}, "state": "accepted"}
        contribution = Contribution.objects.create(author=user, decided_at=timezone.now(), **made)
        ContributionPhoto.objects.create(contribution=contribution, position=0, file="x.jpg", sha256="0" * 64)


def _webhooks(_: User, count: int) -> None:
    for _number in range(count):
        make_endpoint(owner=make_guest().user)


def _webhook_with_deliveries(_: User, count: int) -> int:
    endpoint = make_endpoint()
    for _number in range(count):
        send_ping(endpoint.pk)
    return endpoint.pk


FILLS: dict[str, Fill] = {
    "artist_prices": _artist_with_prices,
    "artists": _artworks,
    "artwork_guides": _artwork_with_guides,
    "artwork_prices": _artwork_with_prices,
    "artworks": _artworks,
    "auctions": _lots,
    "collection_items": _items,
    "collections": _collections,
    "contributions": _contributions,
    "devices": _devices,
    "exhibitions": _exhibitions,
    "favorites": _favorites,
    "ingestion_jobs": _jobs,
    "lots": _lots,
    "recognitions": _recognitions,
    "venue_artworks": _venue_with_works,
    "venue_guides": _venue_with_guides,
    "venues": _venues,
    "venues_geojson": _venues,
    "webhook_deliveries": _webhook_with_deliveries,
    "webhooks": _webhooks,
}


@pytest.mark.parametrize("operation", LISTS, ids=lambda operation: operation.id)
def test_the_number_of_queries_does_not_grow_with_the_page(operation: Operation) -> None:
    if operation.id not in FILLS:
        pytest.fail(
            f"Nobody has counted the queries of {operation}. Add “{operation.id}” to FILLS in tests/api/test_lists.py:"
            " a function that makes rows for it, each with all that may belong to it."
        )
    keeper = make_guest()
    User.objects.filter(pk=keeper.user.pk).update(is_staff=True, is_superuser=True)
    included = operation.parameters.get("include", {}).get("schema", {}).get("items", {}).get("enum", [])
    query = f"?page_size=100&include={','.join(included)}" if included else "?page_size=100"
    send(keeper.client, "GET", "me/")  # notes that the device was used today

    def queries(count: int) -> int:
        address = operation.address(FILLS[operation.id](keeper.user, count)) + query
        with CaptureQueriesContext(connection) as captured:
            response: Any = send(keeper.client, "GET", address)
        assert response.status_code == 200, response.json()
        assert len(response.json().get("results", response.json().get("features"))) >= count
        return len(captured)

    assert queries(SHORT) == queries(LONG)


@pytest.mark.parametrize("operation", LISTS, ids=lambda operation: operation.id)
def test_a_list_has_an_example_with_the_members_that_it_tells(operation: Operation) -> None:
    keeper = make_guest()
    User.objects.filter(pk=keeper.user.pk).update(is_staff=True, is_superuser=True)
    told: Any = send(keeper.client, "GET", operation.address(FILLS[operation.id](keeper.user, 1))).json()
    (described,) = (
        operation.described["responses"]["200"]["content"].values()
        if operation.id != "venues"
        else [operation.described["responses"]["200"]["content"]["application/json"]]
    )
    (example,) = described["examples"].values()
    rows = "results" if "results" in told else "features"
    assert set(example["value"]) == set(told)
    assert set(example["value"][rows][0]) == set(told[rows][0])


@pytest.mark.parametrize("operation", LISTS, ids=lambda operation: operation.id)
def test_a_misspelt_parameter_is_answered_with_the_nearest_one(operation: Operation) -> None:
    keeper = make_guest()
    User.objects.filter(pk=keeper.user.pk).update(is_staff=True, is_superuser=True)
    address = operation.address(FILLS[operation.id](keeper.user, 1))
    refused: Any = send(keeper.client, "GET", f"{address}?pagesize=5&colour=blue")
    assert refused.status_code == 400
    nearest, unknown = refused.json()["errors"]["pagesize"], refused.json()["errors"]["colour"]
    assert nearest[0].startswith("This name is not known here. Did you mean “page_size”? There are: ")
    assert "cursor, page_size" in unknown[0]


def test_no_list_is_gone() -> None:
    assert set(FILLS) - {operation.id for operation in LISTS} == set()
