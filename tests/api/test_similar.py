"""Works that look like one, as the API tells them; a worker is played by a function."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from catalog.services.photos import photo_store
from catalog.services.similarity import record_similar
from tests.factories import make_artist, make_artwork, make_reference_image
from tests.publishing import take_down_artwork

pytestmark = pytest.mark.django_db


class Worker:
    """Answers with ``works``, or not at all where that is None."""

    works: list[tuple[int, float]] | None = None

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []

    def find(self, search_id: str, *, key: str, **asked: Any) -> None:  # noqa: ANN401
        self.asked.append({**asked, "filters": json.loads(asked["filters"])})
        if self.works is not None:
            record_similar(search_id, key=key, works=self.works)


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Worker:
    settings.ARTREC = {**settings.ARTREC, "SIMILAR_WAIT_S": 0.02}
    with photo_store() as store:
        for kept in store.scan_iter("similar:*"):  # by another test, whose rows had the same ids
            store.delete(kept)
    played = Worker()
    monkeypatch.setattr("catalog.dispatch.find_similar", played.find)
    return played


@pytest.fixture
def address() -> str:
    return f"/api/v1/artworks/{make_reference_image().artwork_id}/similar/"


def test_works_in_the_order_of_their_similarity(client: Client, worker: Worker, address: str) -> None:
    near, far = make_artwork(title="near", artists=(make_artist(name="Ana"),)), make_artwork(title="far")
    worker.works = [(near.pk, 0.91), (far.pk, 0.4)]
    told = client.get(address).json()["results"]
    assert [(each["artwork"]["title"], each["similarity"]) for each in told] == [("near", 0.91), ("far", 0.4)]
    assert told[0]["artwork"]["artists"][0]["name"] == "Ana"
    assert "price_history" not in told[0]["artwork"]
    slim = client.get(address, {"fields": "title", "include": "price_history"}).json()["results"]
    assert slim[1]["artwork"].keys() == {"id", "title", "price_history"}
    assert len(worker.asked) == 1  # what is told of a work is no reason to look again


def test_the_worker_is_told_the_filters(client: Client, worker: Worker, address: str) -> None:
    worker.works = []
    query = {"near": "38.7,-9.1", "currency": "EUR", "price_min": "10.50", "on_display": "false", "limit": "3"}
    assert client.get(address, query).json() == {"results": []}
    [asked] = worker.asked
    assert asked["limit"] == 3
    assert asked["filters"] == {
        "near": {"center": {"latitude": 38.7, "longitude": -9.1}, "radius_m": 10_000},
        "currency": "EUR",
        "price_min": "10.50",
        "on_display": False,
    }


def test_what_was_taken_down_since_is_not_told(client: Client, worker: Worker, address: str) -> None:
    kept, down = make_artwork(), make_reference_image().artwork
    worker.works = [(down.pk, 0.9), (kept.pk, 0.8)]
    assert len(client.get(address).json()["results"]) == 2
    take_down_artwork(down)
    assert [each["artwork"]["id"] for each in client.get(address).json()["results"]] == [kept.pk]
    assert len(worker.asked) == 2  # the index has changed


def test_without_a_worker_the_client_is_told_when_to_come_again(client: Client, worker: Worker, address: str) -> None:
    response = client.get(address)
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert response.json()["type"].endswith("/similarity-unavailable")
    assert len(worker.asked) == 1


def test_a_work_without_a_picture_is_like_none(client: Client, worker: Worker) -> None:
    assert client.get(f"/api/v1/artworks/{make_artwork().pk}/similar/").json() == {"results": []}
    assert worker.asked == []


@pytest.mark.parametrize("status", ["draft", "taken_down"])
def test_a_hidden_work_is_not_found(client: Client, status: str) -> None:
    image = make_reference_image(make_artwork(status=status))
    assert client.get(f"/api/v1/artworks/{image.artwork_id}/similar/").status_code == 404


@pytest.mark.parametrize("query", [{"limit": "0"}, {"limit": "51"}, {"price_min": "1"}, {"fields": "nonsense"}])
def test_what_cannot_be_asked_names_its_field(client: Client, address: str, query: dict[str, str]) -> None:
    response = client.get(address, query)
    assert response.status_code == 400
    assert list(response.json()["errors"]) == list(query)


def test_the_number_of_queries_does_not_grow(
    client: Client, worker: Worker, address: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    grow: Callable[[], int] = lambda: make_reference_image(make_artwork(artists=(make_artist(),))).artwork_id  # noqa: E731
    for count in (2, 6):
        worker.works = [(grow(), 0.5) for _ in range(count)]
        with django_assert_num_queries(6):  # the work, its pictures, the log; and what is told, with two relations
            assert len(client.get(address, {"limit": count}).json()["results"]) == count
