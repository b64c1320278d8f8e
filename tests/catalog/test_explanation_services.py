"""The life of an explanation, against a real Redis: asked for, drawn, and gone in time."""

import datetime
from collections.abc import Iterator

import pytest
import redis
from django.conf import settings as django_settings
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerError
from pytest_django import Settings

from catalog.services import explanations, photos
from catalog.services.explanations import (
    MOST_BYTES,
    MOST_KEPT,
    DrawnPicture,
    read_explanation,
    read_picture,
    record_explanation,
    record_explanation_problem,
    request_explanation,
)
from catalog.services.photo_header import UnsupportedPhotoType
from tests.factories import tiny_picture
from tests.servers import free_port

PHOTO = tiny_picture()
PICTURES = {
    "regions.jpg": DrawnPicture("image/jpeg", b"\xff\xd8\n\n pixels"),
    "bars.png": DrawnPicture("image/png", b""),
}
STORY = {"headline": "Match: #7.", "stages": []}


@pytest.fixture(autouse=True)
def store() -> Iterator[redis.Redis]:
    """The test's Redis, with nothing of explanations in it before and after."""
    with redis.Redis.from_url(django_settings.REDIS_URL) as client:
        _clear(client)
        yield client
        _clear(client)


def _clear(client: redis.Redis) -> None:
    for pattern in ("explanation*", "recognition:*"):
        for key in client.scan_iter(pattern):
            client.delete(key)


@pytest.fixture(autouse=True)
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The explanations that a worker was asked for."""
    sent: list[str] = []
    monkeypatch.setattr("catalog.dispatch.explain_photo", sent.append)
    return sent


def keys(store: redis.Redis) -> set[str]:
    return {key.decode() for pattern in ("explanation:*", "recognition:*") for key in store.scan_iter(pattern)}


def test_a_photo_waits_for_a_worker(asked: list[str], store: redis.Redis) -> None:
    explanation = request_explanation(PHOTO)
    assert asked == [explanation.id]
    assert (explanation.state, explanation.story, explanation.problem) == ("pending", None, "")
    assert photos.read_photo(explanation.id) == PHOTO
    kept_s = (explanation.kept_until - explanation.requested_at).total_seconds()
    assert kept_s == pytest.approx(django_settings.ARTREC["EXPLANATION_TTL_S"], abs=1)
    assert len(keys(store)) == 2


def test_what_a_worker_drew_is_read_and_the_photo_is_gone(store: redis.Redis) -> None:
    asked_for = request_explanation(PHOTO)
    record_explanation(asked_for.id, story=STORY, pictures=PICTURES)
    done = read_explanation(asked_for.id)
    assert done is not None
    assert (done.state, done.story, done.requested_at) == ("done", STORY, asked_for.requested_at)
    assert {name: read_picture(asked_for.id, name) for name in PICTURES} == PICTURES
    assert read_picture(asked_for.id, "nothing.jpg") is None
    assert photos.read_photo(asked_for.id) is None
    assert keys(store) == {f"explanation:{asked_for.id}"}


def test_a_problem_is_read(store: redis.Redis) -> None:
    asked_for = request_explanation(PHOTO)
    record_explanation_problem(asked_for.id, problem="undecodable-photo", detail="Send the whole file.")
    failed = read_explanation(asked_for.id)
    assert failed is not None
    assert (failed.state, failed.problem, failed.problem_detail) == (
        "failed",
        "undecodable-photo",
        "Send the whole file.",
    )
    assert photos.read_photo(asked_for.id) is None
    assert len(keys(store)) == 1


def test_every_key_leaves_by_itself(settings: Settings, store: redis.Redis) -> None:
    settings.ARTREC = settings.ARTREC | {"EXPLANATION_TTL_S": 50, "PHOTO_TTL_S": 20}
    asked_for = request_explanation(PHOTO)
    assert 0 < store.ttl(f"recognition:{asked_for.id}:photo") <= 20
    record_explanation(asked_for.id, story=STORY, pictures=PICTURES)
    for key in (*keys(store), "explanations"):
        assert 0 < store.ttl(key) <= 50
    store.pexpire(f"explanation:{asked_for.id}", 1)
    while store.exists(f"explanation:{asked_for.id}"):
        pass
    assert read_explanation(asked_for.id) is None
    assert read_picture(asked_for.id, "regions.jpg") is None


def test_the_oldest_give_way(store: redis.Redis) -> None:
    ids = [request_explanation(PHOTO).id for _ in range(MOST_KEPT + 3)]
    assert [read_explanation(each) for each in ids[:3]] == [None] * 3
    assert [photos.read_photo(each) for each in ids[:3]] == [None] * 3
    assert all(read_explanation(each) for each in ids[3:])
    record_explanation(ids[0], story=STORY, pictures=PICTURES)
    assert read_explanation(ids[0]) is None, "one that gave way must not come back"
    assert len(keys(store)) == 2 * MOST_KEPT


def test_the_first_word_counts() -> None:
    asked_for = request_explanation(PHOTO)
    record_explanation(asked_for.id, story=STORY, pictures=PICTURES)
    record_explanation_problem(asked_for.id, problem="expired", detail="Too late.")
    again = read_explanation(asked_for.id)
    assert again is not None
    assert again.state == "done"


def test_one_that_outlived_its_photo_is_expired(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    asked_for = request_explanation(PHOTO)
    later = timezone.now() + datetime.timedelta(seconds=settings.ARTREC["PHOTO_TTL_S"] + 1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    late = read_explanation(asked_for.id)
    assert late is not None
    assert (late.state, late.problem) == ("failed", "expired")
    assert "Send it again" in late.problem_detail


def test_pictures_are_bounded() -> None:
    asked_for = request_explanation(PHOTO)
    huge = {"a.jpg": DrawnPicture("image/jpeg", bytes(MOST_BYTES + 1))}
    with pytest.raises(ValueError, match="more than"):
        record_explanation(asked_for.id, story=STORY, pictures=huge)


def test_a_problem_must_be_one_that_the_api_knows() -> None:
    with pytest.raises(ValueError, match="not one of"):
        record_explanation_problem("any", problem="odd", detail="")


def test_what_is_no_photo_leaves_no_trace(asked: list[str], store: redis.Redis) -> None:
    with pytest.raises(UnsupportedPhotoType):
        request_explanation(b"no photo at all")
    assert asked == []
    assert keys(store) == set()


def test_without_a_broker_nothing_is_kept(monkeypatch: pytest.MonkeyPatch, store: redis.Redis) -> None:
    def refuse(_: str) -> None:
        raise BrokerError("connection refused")

    monkeypatch.setattr("catalog.dispatch.explain_photo", refuse)
    with pytest.raises(photos.PhotoStoreUnavailable, match="No worker can be asked"):
        request_explanation(PHOTO)
    assert keys(store) == set()


def test_without_redis_it_is_said(settings: Settings) -> None:
    settings.REDIS_URL = f"redis://127.0.0.1:{free_port()}/0"
    photos._client.cache_clear()
    try:
        for call in (lambda: request_explanation(PHOTO), lambda: read_explanation("x"), lambda: read_picture("x", "y")):
            with pytest.raises(photos.PhotoStoreUnavailable):
                call()
    finally:
        photos._client.cache_clear()


def test_a_foreign_id_has_nothing() -> None:
    assert explanations.read_explanation("6f1c9f0e-58a5-4c9b-9d0c-2f6f0f3c7a11") is None
