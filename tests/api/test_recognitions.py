"""A photo in, the artwork out, over HTTP."""

import datetime
import time
import uuid
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from catalog.models import Artwork, Exhibition, Recognition
from catalog.services import photos
from catalog.services.recognition import record_answer
from tests.api.conftest import JPEG, FakeWorker, Rates, multipart, post_photo
from tests.evidence import QUAD, candidate, evidence, finding, neighbour
from tests.factories import (
    make_artist,
    make_artwork,
    make_display,
    make_price,
    make_reference_image,
    make_venue,
    tiny_picture,
)
from tests.servers import free_port

pytestmark = pytest.mark.django_db(transaction=True)

Traces = Callable[[], set[str]]
UNKNOWN = evidence(finding("unknown"))


def make_known_artwork() -> Artwork:
    """An artwork of which everything is known that can be."""
    artwork = make_artwork(
        title="Ridge at Low Tide",
        artists=(make_artist(name="Ana Reis", birth_year=1961, nationality="Portuguese"),),
        date_text="c. 1994",
        year_from=1993,
        year_to=1995,
        style="Ridged landscapes",
        medium="ink on paper",
        dimensions_text="62 × 81 cm",
        height_mm=620,
        width_mm=810,
    )
    make_price(artwork, amount=Decimal("12600.00"), kind="with_premium", date=datetime.date(2021, 5, 18), lot="48")
    make_price(artwork, amount=None, currency="", outcome="bought_in", date=datetime.date(2024, 11, 4))
    venue = make_venue(name="Museum on the Quay")
    exhibition = Exhibition.objects.create(venue=venue, title="Low Tide", source="test", source_id="1")
    make_display(artwork, venue, room="2", exhibition=exhibition)
    return artwork


def test_a_match_with_all_that_is_known(client: Client, worker: FakeWorker, traces: Traces) -> None:
    artwork = make_known_artwork()
    image, other = make_reference_image(artwork, credit="A museum", rights="CC0"), make_reference_image()
    worker.will_answer(evidence(finding("match", [candidate(image)], [neighbour(image), neighbour(other)])))

    response = post_photo(client)

    assert response.status_code == 201
    assert response["Content-Type"] == "application/json"
    assert response["Cache-Control"] == "no-store"
    assert worker.photos_seen == [JPEG]
    answer = response.json()
    assert response["Location"] == answer["url"] == f"http://testserver/api/v1/recognitions/{answer['id']}/"
    assert (answer["state"], answer["outcome"]) == ("done", "match")
    assert answer["photo"] == {"width_px": 96, "height_px": 64}
    assert answer["index"] == {"generation": 3, "sequence": 17}
    assert answer["embedder"] == "test-embedder"
    assert answer["timings_ms"] == {"decode": 1.5, "total": 40.25}
    assert answer["created_at"].endswith("Z")
    assert answer["answered_at"] >= answer["created_at"]
    assert traces() == set()

    (region,) = answer["regions"]
    assert (region["outcome"], region["quad"], region["confidence"]) == ("match", QUAD, 0.97)
    assert region["evidence"] == {
        "reference_image_id": image.pk,
        "similarity": 0.81,
        "inliers": 64,
        "coverage": 0.5,
    }
    assert region["candidates"] == []
    assert region["attributes"]["style"][0] == {"label": "Flow fields", "probability": 0.8}
    _check_artwork(region["artwork"], artwork)
    _check_prices(region["price_history"])
    _check_places(region["seen_at"])
    (nearest,) = region["nearest"]
    assert (nearest["artwork"]["id"], nearest["similarity"]) == (other.artwork_id, 0.6)
    assert nearest["price_history"] == {"records": [], "latest_known": None}
    assert nearest["seen_at"] == []


def _check_artwork(told: dict[str, Any], artwork: Artwork) -> None:
    image = artwork.reference_images.get()
    assert (told["id"], told["title"], told["date_text"]) == (artwork.pk, "Ridge at Low Tide", "c. 1994")
    assert (told["year_from"], told["year_to"], told["height_mm"], told["width_mm"]) == (1993, 1995, 620, 810)
    assert told["url"] == f"http://testserver/api/v1/artworks/{artwork.pk}/"
    assert told["image"]["thumbnail_url"] == f"http://testserver/api/v1/images/{image.pk}/thumbnail"
    assert (told["image"]["credit"], told["image"]["rights"], told["image"]["source_url"]) == ("A museum", "CC0", None)
    (artist,) = told["artists"]
    assert (artist["name"], artist["qualifier"], artist["birth_year"], artist["death_year"]) == (
        "Ana Reis",
        "by",
        1961,
        None,
    )
    assert [told[unknown] for unknown in ("genre", "accession_number", "wikidata_id", "rights")] == [None] * 4


def _check_prices(told: dict[str, Any]) -> None:
    unsold, sold = told["records"]
    assert (unsold["outcome"], unsold["amount"], unsold["currency"]) == ("bought_in", None, None)
    assert (sold["amount"], sold["currency"], sold["date"], sold["date_precision"], sold["lot"]) == (
        "12600.00",
        "EUR",
        "2021-05-18",
        "day",
        "48",
    )
    assert (sold["amount_high"], sold["sale"], sold["stated_by"], sold["is_inferred"]) == (None, None, None, False)
    assert told["latest_known"] == sold


def _check_places(told: list[dict[str, Any]]) -> None:
    (sighting,) = told
    assert sighting["venue"]["name"] == "Museum on the Quay"
    assert (sighting["venue"]["latitude"], sighting["venue"]["longitude"]) == (38.7139, -9.1394)
    assert (sighting["venue"]["kind"], sighting["venue"]["time_zone"]) == ("museum", "Europe/Lisbon")
    assert (sighting["is_on_display"], sighting["room"], sighting["as_of"]) == (True, "2", "2026-11-01")
    assert (sighting["from"], sighting["to"], sighting["exhibition"]["title"]) == (None, None, "Low Tide")


def test_without_a_match_there_are_candidates(client: Client, worker: FakeWorker) -> None:
    image = make_reference_image(make_known_artwork())
    worker.will_answer(evidence(finding("candidates", [candidate(image, confidence=0.4)])))
    (region,) = post_photo(client).json()["regions"]
    unknown = ("artwork", "confidence", "evidence", "price_history", "seen_at")
    assert {name: region[name] for name in unknown} == dict.fromkeys(unknown)
    (told,) = region["candidates"]
    assert (told["confidence"], told["quad"], told["evidence"]["inliers"]) == (0.4, QUAD, 64)
    assert (told["artwork"]["id"], told["price_history"]["latest_known"]["amount"]) == (image.artwork_id, "12600.00")


def test_the_format_is_judged_by_content(client: Client, worker: FakeWorker) -> None:
    worker.will_answer(UNKNOWN)
    for kind in ("PNG", "WEBP", "JPEG"):
        response = post_photo(client, tiny_picture(kind=kind), "image/heic")
        assert (response.status_code, response.json()["outcome"]) == (201, "unknown")


def test_a_photo_in_a_form_is_the_same(client: Client, worker: FakeWorker) -> None:
    worker.will_answer(UNKNOWN)
    body, content_type = multipart(("near", None, b"38.7,-9.1"), ("photo", "IMG_1.JPG", JPEG))
    assert post_photo(client, body, content_type).status_code == 201
    assert worker.photos_seen == [JPEG]
    misspelt, content_type = multipart(("photo", "IMG_1.JPG", JPEG), ("venu", None, b"1"))
    assert "Did you mean “venue”?" in post_photo(client, misspelt, content_type).json()["errors"]["venu"][0]


def test_not_waiting(client: Client, worker: FakeWorker, traces: Traces) -> None:
    response = post_photo(client, Prefer="wait=0")
    assert response.status_code == 202
    assert (response["Preference-Applied"], response["Retry-After"]) == ("wait=0", "1")
    told = response.json()
    assert (told["state"], told["regions"]) == ("pending", [])
    unknown = ("outcome", "answered_at", "photo", "index", "embedder", "timings_ms")
    assert {name: told[name] for name in unknown} == dict.fromkeys(unknown)
    assert traces() == {f"recognition:{told['id']}:photo"}

    polled = client.get(response["Location"])
    assert (polled.status_code, polled["Retry-After"], polled.json()) == (200, "1", told)

    worker.threads[0].join()
    record_answer(told["id"], outcome="unknown", evidence=UNKNOWN)
    answered = client.get(response["Location"])
    assert (answered.status_code, answered.json()["state"]) == (200, "done")
    assert "Retry-After" not in answered


@pytest.mark.parametrize(
    ("header", "waited_s", "applied"),
    [
        ("wait=1", 1, "wait=1"),
        ("respond-async, wait=1", 1, "wait=1"),
        ("wait=500", 2, "wait=2"),
        ("wait=-1", 0.5, None),
    ],
)
@pytest.mark.usefixtures("worker", "traces")
def test_how_long_to_wait(
    client: Client, settings: Settings, header: str, waited_s: float, applied: str | None
) -> None:
    settings.ARTREC = settings.ARTREC | {"WAIT_DEFAULT_S": 0.5, "WAIT_MAX_S": 2}
    started = time.monotonic()
    response = post_photo(client, Prefer=header)
    assert response.status_code == 202
    assert waited_s <= time.monotonic() - started < waited_s + 0.9
    assert response.get("Preference-Applied") == applied


def test_a_failure_is_told_and_nothing_stays(client: Client, worker: FakeWorker, traces: Traces) -> None:
    worker.will_fail("undecodable-photo", "The photo is incomplete. Send the whole file.")
    response = post_photo(client)
    assert (response.status_code, response["Content-Type"]) == (422, "application/problem+json")
    assert response.json() == {
        "type": "/api/v1/problems/undecodable-photo",
        "title": "The photo is broken",
        "status": 422,
        "detail": "The photo is incomplete. Send the whole file.",
    }
    assert not Recognition.objects.exists()
    worker.threads[0].join()
    assert traces() == set()


def test_a_failure_can_be_polled(client: Client, worker: FakeWorker) -> None:
    worker.will_fail("undecodable-photo", "The photo is incomplete.")
    location = post_photo(client, Prefer="wait=0")["Location"]
    worker.threads[0].join()
    response = client.get(location)
    assert (response.status_code, response.json()["detail"]) == (422, "The photo is incomplete.")


def test_an_expired_recognition_says_so_before_anybody_noted_it(client: Client, settings: Settings) -> None:
    recognition = Recognition.objects.create()
    too_long = datetime.timedelta(seconds=settings.ARTREC["PHOTO_TTL_S"] + 1)
    Recognition.objects.update(created_at=timezone.now() - too_long)
    response = client.get(f"/api/v1/recognitions/{recognition.pk}/")
    assert (response.status_code, response.json()["type"]) == (410, "/api/v1/problems/expired")
    assert "Send it again" in response.json()["detail"]


def test_a_recognition_deleted_while_it_waits(client: Client, worker: FakeWorker) -> None:
    def delete(name: str) -> None:
        Recognition.objects.filter(pk=name).delete()
        photos.announce_answer(name)

    worker.work = delete
    response = post_photo(client)
    assert (response.status_code, response.json()["type"]) == (404, "/api/v1/problems/not-found")


def test_a_takedown_counts_for_answers_given_before(client: Client, worker: FakeWorker) -> None:
    image, other = make_reference_image(), make_reference_image()
    worker.will_answer(evidence(finding("match", [candidate(image), candidate(other, confidence=0.1)])))
    location = post_photo(client)["Location"]
    assert client.get(location).json()["regions"][0]["artwork"]["id"] == image.artwork_id

    Artwork.objects.filter(pk=image.artwork_id).update(status=Artwork.Status.TAKEN_DOWN)
    told = client.get(location).json()
    assert (told["outcome"], told["regions"][0]["artwork"]) == ("candidates", None)
    assert image.artwork.title not in str(told)


@pytest.mark.usefixtures("worker")
def test_the_number_of_queries_does_not_grow_with_the_answer(client: Client) -> None:
    few, many = _queries_of_answer(client, 1), _queries_of_answer(client, 6)
    assert few == many <= 7


def _queries_of_answer(client: Client, size: int) -> int:
    artworks = [make_artwork(artists=(make_artist(), make_artist())) for _ in range(2 * size)]
    for artwork in artworks:
        for _ in range(size):
            make_price(artwork)
            make_display(artwork)
    images = [make_reference_image(artwork) for artwork in artworks]
    found = evidence(
        *[
            finding("candidates", [candidate(each) for each in images[:size]], [neighbour(each) for each in images])
            for _ in range(size)
        ]
    )
    recognition = Recognition.objects.create(
        state="done", outcome="candidates", evidence=found, answered_at=timezone.now()
    )
    with CaptureQueriesContext(
        connection,
    ) as queries:
        told = client.get(f"/api/v1/recognitions/{recognition.pk}/").json()
    assert len(told["regions"]) == len(told["regions"][0]["candidates"]) == size
    return len(queries)


@pytest.mark.parametrize("path", [str(uuid.uuid4()), "not-a-uuid"])
def test_no_such_recognition(client: Client, path: str) -> None:
    response = client.get(f"/api/v1/recognitions/{path}/")
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")


def test_without_redis(client: Client, settings: Settings) -> None:
    settings.REDIS_URL = f"redis://127.0.0.1:{free_port()}/0"
    photos._client.cache_clear()
    response = post_photo(client)
    photos._client.cache_clear()
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert response.json()["type"] == "/api/v1/problems/photo-store-unavailable"
    assert not Recognition.objects.exists()


@pytest.mark.usefixtures("worker")
def test_without_a_database(client: Client, traces: Traces, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OperationalError("the database has gone")

    monkeypatch.setattr(Recognition, "save", refuse)
    response = post_photo(client)
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert response.json()["type"] == "/api/v1/problems/database-unavailable"
    assert "gone" not in response.content.decode()
    assert traces() == set()


@pytest.mark.usefixtures("worker")
def test_too_many_photos(client: Client, rates: Rates) -> None:
    rates["recognition"] = (2, 60)
    address = {"REMOTE_ADDR": f"10.9.8.{uuid.uuid4().int % 250}"}
    send: dict[str, Any] = {"path": "/api/v1/recognitions/", "data": JPEG, "content_type": "image/jpeg", **address}
    assert [client.post(**send, headers={"Prefer": "wait=0"}).status_code for _ in range(2)] == [202, 202]
    response = client.post(**send)
    assert (response.status_code, response.json()["type"]) == (429, "/api/v1/problems/throttled")
    assert 0 < int(response["Retry-After"]) <= 60


def test_a_staff_cookie_changes_nothing(admin_client: Client, worker: FakeWorker) -> None:
    """Looking at it would make Django read the form to find a CSRF token."""
    worker.will_answer(UNKNOWN)
    body, content_type = multipart(("photo", "IMG_1.JPG", JPEG))
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = admin_client.cookies
    assert post_photo(strict, body, content_type).status_code == 201


def test_where_a_photo_was_taken_goes_to_the_worker_and_no_further(
    client: Client, worker: FakeWorker, traces: Traces
) -> None:
    seen: list[str | None] = []

    def work(name: str) -> None:
        seen.append(photos.read_hint(name))
        record_answer(name, outcome="unknown", evidence=UNKNOWN)

    worker.work = work
    venue = make_venue()
    fields = (("near", None, b"38.7139,-9.1394"), ("venue", None, str(venue.pk).encode()))
    assert post_photo(client, *multipart(("photo", "a.jpg", JPEG), *fields)).status_code == 201
    assert seen == [f'{{"near": {{"latitude": 38.7139, "longitude": -9.1394}}, "venue_id": {venue.pk}}}']
    assert traces() == set()
    assert "38.7139" not in str(Recognition.objects.values().get())


@pytest.mark.parametrize(
    ("field", "value"), [("near", "north"), ("near", "91,0"), ("near", "nan,0"), ("venue", "7777"), ("venue", "x")]
)
def test_a_place_that_is_none(client: Client, worker: FakeWorker, field: str, value: str) -> None:
    response = post_photo(client, *multipart(("photo", "a.jpg", JPEG), (field, None, value.encode())))
    assert (response.status_code, list(response.json()["errors"])) == (400, [field])
    assert worker.threads == []
