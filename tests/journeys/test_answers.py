"""From a museum's list to an answer on a phone, and what a takedown and a new work change about it."""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from catalog.models import Artwork
from tests.factories import tiny_picture
from tests.journeys.conftest import WORKERS, Service, image_of, import_works, named_by, photo_of, work
from tests.processes import ApiClient, Reply
from tests.publishing import publish_artwork, take_down_artwork

PROBLEM = "application/problem+json"
FRESH_WITHIN_S = 2.0


def matches(reply: Reply) -> list[str]:
    """The titles of the works that an answer says are in the photo."""
    assert reply.status in {200, 201}, reply
    return [region["artwork"]["title"] for region in reply.body["regions"] if region["outcome"] == "match"]


def shown(reply: Reply) -> set[str]:
    """The titles of all works in an answer."""
    assert reply.status in {200, 201}, reply
    regions = reply.body["regions"]
    hits = [*regions, *(each for region in regions for each in (*region["candidates"], *region["nearest"]))]
    return {hit["artwork"]["title"] for hit in hits if hit["artwork"]}


def test_a_photo_of_an_imported_work_is_answered_with_prices_and_place(client: ApiClient, service: Service) -> None:
    reply = client.post_photo(photo_of(0))
    assert reply.status == 201, f"{reply}\n{service.logs()}"
    assert reply.body["outcome"] == "match"
    region = reply.body["regions"][0]
    assert region["artwork"]["title"] == "Composition 0"
    assert region["confidence"] > 0.5
    assert region["evidence"]["inliers"] >= 10
    assert region["evidence"]["reference_image_id"] == image_of(0).pk
    assert len(region["quad"]) == 4
    latest = region["price_history"]["latest_known"]
    assert (latest["kind"], latest["amount"], latest["currency"]) == ("hammer", "11500.00", "EUR")
    assert {record["kind"] for record in region["price_history"]["records"]} == {"estimate", "hammer"}
    [seen] = region["seen_at"]
    assert (seen["venue"]["name"], seen["venue"]["city"]) == ("Museu de Serralves", "Porto")
    assert seen["as_of"]
    assert "Composition 0" not in {each["artwork"]["title"] for each in region["nearest"]}
    assert reply.body["timings_ms"].keys() >= {"decode", "embed", "verify"}
    assert client.get(urlsplit(reply.headers["location"]).path).body == reply.body


def test_several_photos_at_once_each_get_their_own_answer(service: Service) -> None:
    def ask(number: int) -> list[str]:
        client = service.client()
        try:
            return matches(client.post_photo(photo_of(number)))
        finally:
            client.close()

    numbers = [1, 2, 3, 4]
    with ThreadPoolExecutor(4) as threads:
        found = dict(zip(numbers, threads.map(ask, numbers), strict=True))
    assert {number: f"Composition {number}" in titles for number, titles in found.items()} == dict.fromkeys(
        numbers, True
    ), found


def test_who_does_not_wait_is_told_where_to_ask(client: ApiClient, service: Service) -> None:
    reply = client.post_photo(photo_of(1), prefer="wait=0")
    assert (reply.status, reply.body["state"], reply.body["regions"]) == (202, "pending", [])
    assert reply.headers["preference-applied"] == "wait=0"
    assert int(reply.headers["retry-after"]) > 0
    path = urlsplit(reply.headers["location"]).path
    service.wait_until(lambda: client.get(path).body["state"] == "done", "the answer is there", within_s=60)
    assert "Composition 1" in matches(client.get(path))


@pytest.mark.parametrize(
    ("photo", "status", "problem"),
    [
        pytest.param(b"", 400, "empty-photo", id="empty"),
        pytest.param(b"\0\1\2 this is no photo" * 50, 415, "unsupported-photo-type", id="garbage"),
        pytest.param(tiny_picture(1, (400, 300), "JPEG")[:-3000], 422, "undecodable-photo", id="cut off"),
    ],
)
def test_what_is_no_photo_is_a_problem_document(client: ApiClient, photo: bytes, status: int, problem: str) -> None:
    reply = client.post_photo(photo)
    assert (reply.status, reply.headers["content-type"]) == (status, PROBLEM), reply
    assert reply.body["type"].rstrip("/").endswith(problem)
    assert reply.body["detail"]


def test_what_is_taken_down_leaves_every_worker_within_two_seconds(client: ApiClient, service: Service) -> None:
    photo, gone = photo_of(6), image_of(6).pk
    for name in WORKERS:
        assert gone in named_by(service.ask_worker(name, photo)), f"{name} does not know it"
    taken_down_at = time.monotonic()
    take_down_artwork(work(6))
    # The answer itself leaves it out at once, whatever a worker still has in memory.
    assert "Composition 6" not in shown(client.post_photo(photo))
    time.sleep(max(0.0, taken_down_at + FRESH_WITHIN_S - time.monotonic()))
    for name in WORKERS:
        assert gone not in named_by(service.ask_worker(name, photo)), f"{name} still finds it"
    assert "Composition 6" not in shown(client.post_photo(photo))
    publish_artwork(work(6))
    time.sleep(FRESH_WITHIN_S)
    for name in WORKERS:
        assert gone in named_by(service.ask_worker(name, photo)), f"{name} does not find it again"


def test_a_new_work_is_found_within_two_seconds(client: ApiClient, service: Service, tmp_path: Path) -> None:
    """The best of three: another process may have the cores for a moment, but not three times."""
    took_s = []
    for number in (20, 21, 22):
        took_s.append(seconds_until_found(number, client, service, tmp_path))
        if took_s[-1] <= FRESH_WITHIN_S:
            return
    pytest.fail(f"found after {took_s} s\n{service.logs()}")


def seconds_until_found(number: int, client: ApiClient, service: Service, folder: Path) -> float:
    """From the insertion of a work to the moment when the photo is sent that finds it."""
    photo = photo_of(number)
    assert f"Composition {number}" not in shown(client.post_photo(photo))
    import_works(folder, [number])
    inserted_at = Artwork.objects.get(source_id=f"work-{number}").created_at.timestamp()
    service.wait_until_indexed([image_of(number).pk])
    give_up_at = time.monotonic() + 60
    while time.monotonic() < give_up_at:
        sent_at = time.time()
        if f"Composition {number}" in matches(client.post_photo(photo)):
            return sent_at - inserted_at
    pytest.fail(f"Composition {number} is never found\n{service.logs()}")


def test_works_like_one_come_from_a_worker_with_the_filters_applied(client: ApiClient, service: Service) -> None:
    asked = work(0)
    reply = client.get(f"/api/v1/artworks/{asked.pk}/similar/?source=journey&limit=5")
    assert reply.status == 200, f"{reply}\n{service.logs()}"
    found = [each["artwork"]["id"] for each in reply.body["results"]]
    assert len(set(found)) == len(found) == 5
    assert asked.pk not in found
    similarities = [each["similarity"] for each in reply.body["results"]]
    assert similarities == sorted(similarities, reverse=True)
    assert client.get(f"/api/v1/artworks/{asked.pk}/similar/?source=nobody").body == {"results": []}
