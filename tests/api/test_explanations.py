"""Explanations over HTTP: for staff only, private, and the same uploads as recognitions."""

import base64
import datetime
import io
import json
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import redis
from django.conf import settings as django_settings
from django.contrib.auth.models import User
from django.test import Client, RequestFactory
from django.utils import timezone
from PIL import Image
from pytest_django import Settings

from catalog.api.examples import EXPLANATION, PENDING_EXPLANATION
from catalog.api.serializers.explanations import ExplanationSerializer
from catalog.services import photos
from catalog.services.explanations import (
    DrawnPicture,
    Explanation,
    read_explanation,
    record_explanation,
    record_explanation_problem,
)
from tests.api.conftest import JPEG, multipart
from tests.api.test_openapi import shape
from tests.factories import make_artist, make_artwork, make_reference_image
from tests.servers import free_port

pytestmark = pytest.mark.django_db

ADDRESS = "/api/v1/explanations/"
QUAD = [[1.0, 2.0], [30.0, 2.0], [30.0, 20.0], [1.0, 20.0]]


@pytest.fixture(autouse=True)
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The explanations a worker was asked for; none of them stays."""
    sent: list[str] = []
    monkeypatch.setattr("catalog.dispatch.explain_photo", sent.append)
    with redis.Redis.from_url(django_settings.REDIS_URL) as client:
        yield sent
        for pattern in ("explanation*", "recognition:*"):
            for key in client.scan_iter(pattern):
                client.delete(key)


def signed_in(**rights: bool) -> Client:
    client = Client()
    client.force_login(User.objects.create(username="someone", **rights))
    return client


@pytest.fixture
def staff() -> Client:
    return signed_in(is_staff=True, is_superuser=True)


def post(client: Client, body: bytes = JPEG, content_type: str = "image/jpeg", **headers: str) -> Any:  # noqa: ANN401
    return client.generic("POST", ADDRESS, body, content_type=content_type, headers=headers)


def picture() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (8, 6), "teal").save(buffer, "PNG")
    return buffer.getvalue()


def story(reference_image_id: int) -> dict[str, Any]:
    return {
        "schema": "artrec-explanation/1",
        "outcome": "match",
        "headline": f"Match: #{reference_image_id}.",
        "photo_size_wh": [96, 64],
        "decision": {
            "match_above": 0.97,
            "candidate_above": 0.01,
            "intercept": -6.0,
            "candidates": [
                {
                    "reference_image_id": reference_image_id,
                    "is_match": True,
                    "confidence": 0.99,
                    "logit": 4.6,
                    "similarity": 0.7,
                    "picture_similarity": None,
                    "votes": 33.5,
                    "inliers": 40,
                    "coverage": 0.5,
                    "quad": QUAD,
                    "terms": [{"feature": "log_inliers", "value": 3.7, "weight": 2.0, "contribution": 7.4}],
                }
            ],
        },
        "stages": [
            {
                "name": "regions",
                "title": "Where to look",
                "told": "One region.",
                "pictures": [
                    {
                        "name": "regions.png",
                        "shows": "The photo.",
                        "media_type": "image/png",
                        "width_px": 8,
                        "height_px": 6,
                    }
                ],
            }
        ],
        "reference_image_ids": [reference_image_id],
        "fingerprint": "test-embedder",
        "index_generation": 3,
        "index_sequence": 17,
        "timings_ms": {"decode": 1.5},
    }


@pytest.fixture
def explained(staff: Client) -> tuple[str, dict[str, Any]]:
    """The address of a done explanation, and what is told there."""
    image = make_reference_image(make_artwork(title="Ridge", artists=(make_artist(name="Ana"),)))
    address = post(staff)["Location"]
    pictures = {"regions.png": DrawnPicture("image/png", picture())}
    record_explanation(address.rstrip("/").rpartition("/")[2], story=story(image.pk), pictures=pictures)
    return address, staff.get(address).json()


def test_a_photo_is_taken_and_explained_later(staff: Client, asked: list[str]) -> None:
    response = post(staff)
    assert (response.status_code, response["Retry-After"]) == (202, "1")
    assert response["Cache-Control"] == "private, no-store"
    told = response.json()
    assert asked == [told["id"]]
    assert photos.read_photo(told["id"]) == JPEG
    assert response["Location"] == told["url"] == f"http://testserver{ADDRESS}{told['id']}/"
    assert (told["state"], told["stages"], told["reference_images"]) == ("pending", [], [])
    assert [told[name] for name in ("outcome", "headline", "photo", "decision", "index", "timings_ms")] == [None] * 6
    polled = staff.get(response["Location"])
    assert (polled.status_code, polled["Retry-After"], polled.json()) == (200, "1", told)


def test_the_story_is_told_with_its_pictures(staff: Client, explained: tuple[str, dict[str, Any]]) -> None:
    address, told = explained
    assert (told["state"], told["outcome"], told["photo"]) == ("done", "match", {"width_px": 96, "height_px": 64})
    assert (told["index"], told["embedder"]) == ({"generation": 3, "sequence": 17}, "test-embedder")
    (candidate,) = told["decision"]["candidates"]
    assert (candidate["quad"], candidate["picture_similarity"]) == (QUAD, None)
    assert candidate["terms"][0]["contribution"] == 7.4
    (reference,) = told["reference_images"]
    assert reference["name"] == "Ridge, by Ana"
    (shown,) = told["stages"][0]["pictures"]
    assert shown["url"] == f"{address}pictures/regions.png"
    response = staff.get(shown["url"], headers={"Accept": "image/*"})
    assert (response.status_code, response["Content-Type"]) == (200, "image/png")
    assert (response["Cache-Control"], response["X-Content-Type-Options"]) == ("private, no-store", "nosniff")
    assert response.content == picture()
    missing = staff.get(f"{address}pictures/other.png")
    assert (missing.status_code, missing["Content-Type"]) == (404, "application/problem+json")


Ask = Callable[[Client, str], Any]
ADDRESSES: dict[str, Ask] = {
    "post": lambda client, _: post(client),
    "read": lambda client, address: client.get(address),
    "picture": lambda client, address: client.get(f"{address}pictures/regions.png"),
}


@pytest.mark.parametrize("ask", ADDRESSES.values(), ids=ADDRESSES)
def test_whoever_is_not_signed_in_is_asked_to(ask: Ask, explained: tuple[str, dict[str, Any]]) -> None:
    response = ask(Client(), explained[0])
    assert (response.status_code, response["Content-Type"]) == (401, "application/problem+json")
    assert response.json()["type"] == "/api/v1/problems/not-authenticated"
    assert response["WWW-Authenticate"].startswith("Basic")


@pytest.mark.parametrize("ask", ADDRESSES.values(), ids=ADDRESSES)
@pytest.mark.parametrize("rights", [{}, {"is_superuser": True}], ids=["a user", "a superuser who is no staff"])
def test_who_is_no_staff_is_refused(ask: Ask, rights: dict[str, bool], explained: tuple[str, dict[str, Any]]) -> None:
    User.objects.all().delete()
    response = ask(signed_in(**rights), explained[0])
    assert (response.status_code, response["Content-Type"]) == (403, "application/problem+json")
    assert response.json()["type"] == "/api/v1/problems/permission-denied"


def test_a_refused_photo_is_not_kept(asked: list[str]) -> None:
    post(Client())
    post(signed_in())
    assert asked == []


def test_scripts_sign_in_by_basic_authentication(asked: list[str]) -> None:
    User.objects.create_user("script", password="a long password", is_staff=True, is_superuser=True)
    for password, status in (("a long password", 202), ("a wrong one", 401)):
        credentials = base64.b64encode(f"script:{password}".encode()).decode()
        assert post(Client(), Authorization=f"Basic {credentials}").status_code == status
    assert len(asked) == 1


def test_a_session_needs_its_token_in_the_header(staff: Client, asked: list[str]) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = staff.cookies
    body, content_type = multipart(("photo", "IMG.JPG", JPEG))
    refused = post(strict, body, content_type)
    assert (refused.status_code, refused.json()["type"]) == (403, "/api/v1/problems/permission-denied")
    assert "CSRF" in refused.json()["detail"]
    strict.get("/admin/password_change/")
    token = strict.cookies["csrftoken"].value
    accepted = post(strict, body, content_type, **{"X-CSRFToken": token})
    assert accepted.status_code == 202
    assert photos.read_photo(asked[0]) == JPEG


BROKEN: dict[str, tuple[bytes, str, int, str]] = {
    "nothing": (b"", "image/jpeg", 400, "empty-photo"),
    "no picture": (b"<html>", "image/jpeg", 415, "unsupported-photo-type"),
    "half a header": (JPEG[:20], "image/jpeg", 422, "undecodable-photo"),
    "JSON": (b"{}", "application/json", 415, "unsupported-media-type"),
    "a form without it": (*multipart(("note", None, b"hello")), 400, "missing-photo"),
    "two": (*multipart(("photo", "a", JPEG), ("photo", "b", JPEG)), 400, "several-photos"),
}


@pytest.mark.parametrize(("body", "content_type", "status", "problem"), BROKEN.values(), ids=BROKEN)
def test_garbage_is_refused_as_it_is_for_recognitions(  # noqa: PLR0917
    staff: Client, asked: list[str], body: bytes, content_type: str, status: int, problem: str
) -> None:
    given: dict[str, Any] = {"CONTENT_TYPE": content_type}
    response = staff.generic("POST", ADDRESS, body, content_type=content_type, **given)
    assert (response.status_code, response.json()["type"]) == (status, f"/api/v1/problems/{problem}")
    assert asked == []


def test_a_photo_may_come_in_a_form(staff: Client, asked: list[str]) -> None:
    assert post(staff, *multipart(("photo", "IMG.JPG", JPEG))).status_code == 202
    assert photos.read_photo(asked[0]) == JPEG


def test_a_workers_problem_is_told(staff: Client, asked: list[str]) -> None:
    address = post(staff)["Location"]
    record_explanation_problem(asked[0], problem="undecodable-photo", detail="Send the whole file.")
    response = staff.get(address)
    assert (response.status_code, response["Content-Type"]) == (422, "application/problem+json")
    assert response.json()["detail"] == "Send the whole file."


def test_one_that_nobody_explained_has_expired(staff: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    address = post(staff)["Location"]
    later = timezone.now() + datetime.timedelta(seconds=django_settings.ARTREC["PHOTO_TTL_S"] + 1)
    monkeypatch.setattr("catalog.services.explanations.timezone.now", lambda: later)
    response = staff.get(address)
    assert (response.status_code, response.json()["type"]) == (410, "/api/v1/problems/expired")


def test_one_that_is_not_kept_is_not_found(staff: Client) -> None:
    response = staff.get(f"{ADDRESS}{uuid.uuid4()}/")
    assert (response.status_code, response.json()["type"]) == (404, "/api/v1/problems/not-found")


def test_what_is_gone_from_the_catalogue_has_no_name(staff: Client, asked: list[str]) -> None:
    address = post(staff)["Location"]
    record_explanation(asked[0], story=story(999_999), pictures={})
    assert staff.get(address).json()["reference_images"] == []


def test_without_redis_it_is_said(staff: Client, settings: Settings) -> None:
    settings.REDIS_URL = f"redis://127.0.0.1:{free_port()}/0"
    photos._client.cache_clear()
    try:
        response = post(staff)
    finally:
        photos._client.cache_clear()
    assert (response.status_code, response.json()["type"]) == (503, "/api/v1/problems/photo-store-unavailable")


def test_the_examples_look_like_real_answers(staff: Client, asked: list[str], explained: tuple[str, Any]) -> None:
    done, example = shape(explained[1]), shape(EXPLANATION)
    for told in (done, example):
        assert isinstance(told, dict)
        told["timings_ms"] = None
    assert example == done
    pending = read_explanation(post(staff).json()["id"])
    assert isinstance(pending, Explanation)
    context = {"request": RequestFactory().get("/"), "explanation_id": pending.id}
    told = {"explanation": pending, "story": None, "stages": [], "reference_images": []}
    assert shape(json.loads(json.dumps(ExplanationSerializer(told, context=context).data))) == shape(
        PENDING_EXPLANATION
    )
    assert len(asked) == 2
