"""Photos in flight and the life of a recognition, against a real Redis."""

import base64
import datetime
import json
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from functools import partial
from typing import cast

import pytest
import redis
from celery import current_app
from django.conf import settings as django_settings
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerError
from pytest_django import Settings

from catalog.models import Recognition
from catalog.services import photos
from catalog.services.photo_header import UnsupportedPhotoType
from catalog.services.recognition import (
    discard_recognition,
    expire_recognitions,
    has_expired,
    record_answer,
    record_problem,
    request_recognition,
    wait_for_answer,
)
from tests.evidence import evidence, finding
from tests.factories import tiny_picture
from tests.servers import free_port

PHOTO = tiny_picture()
QUEUE = "recognition"


@pytest.fixture
def store() -> Iterator[redis.Redis]:
    """The test's Redis, with nothing of recognitions in it before and after."""
    with redis.Redis.from_url(django_settings.REDIS_URL) as client:
        _clear(client)
        yield client
        _clear(client)


def _clear(client: redis.Redis) -> None:
    for key in (QUEUE, *client.scan_iter("recognition:*")):
        client.delete(key)


@pytest.fixture
def no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("catalog.dispatch.recognize_photo", lambda _: None)


@pytest.fixture
def no_redis(settings: Settings) -> Iterator[None]:
    settings.REDIS_URL = f"redis://127.0.0.1:{free_port()}/0"
    photos._client.cache_clear()
    yield
    photos._client.cache_clear()


def keys_of(store: redis.Redis, recognition: Recognition) -> set[str]:
    return {key.decode() for key in store.scan_iter(f"recognition:{recognition.pk}:*")}


def pending() -> Recognition:
    return Recognition.objects.create()


def in_thread(work: Callable[[], object], *, after_s: float) -> threading.Thread:
    def run() -> None:
        time.sleep(after_s)
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_a_photo_is_kept_read_and_forgotten(store: redis.Redis, settings: Settings) -> None:
    name = str(uuid.uuid4())
    photos.keep_photo(name, b"\x00\xffphoto")
    assert photos.read_photo(name) == b"\x00\xffphoto"
    assert 0 < store.ttl(f"recognition:{name}:photo") <= settings.ARTREC["PHOTO_TTL_S"]
    photos.forget_photo(name)
    photos.forget_photo(name)
    assert photos.read_photo(name) is None


def test_a_photo_leaves_by_itself(store: redis.Redis, settings: Settings) -> None:
    settings.ARTREC = settings.ARTREC | {"PHOTO_TTL_S": 1}
    photos.keep_photo("brief", b"photo")
    photos.announce_answer("brief")
    assert store.pttl("recognition:brief:answered") > 0
    time.sleep(1.1)
    assert photos.read_photo("brief") is None
    assert list(store.scan_iter("recognition:brief:*")) == []


def test_waiting_longer_than_one_turn_of_listening(store: redis.Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photos, "LISTEN_S", 0.2)
    announcing = in_thread(partial(photos.announce_answer, "late"), after_s=0.5)
    assert photos.await_answer("late", 5)
    announcing.join()
    assert list(store.scan_iter("recognition:late:*")) == []


@pytest.mark.usefixtures("no_redis")
def test_without_redis_everything_says_so_at_once() -> None:
    started = time.monotonic()
    for operation in (
        partial(photos.keep_photo, "x", b"photo"),
        partial(photos.read_photo, "x"),
        partial(photos.forget_photo, "x"),
        partial(photos.announce_answer, "x"),
        partial(photos.await_answer, "x", 5),
    ):
        with pytest.raises(photos.PhotoStoreUnavailable, match="Try again"):
            operation()
    assert not photos.is_reachable()
    assert time.monotonic() - started < 1


@pytest.mark.django_db(transaction=True)
def test_a_request_stores_the_photo_and_the_row_and_sends_one_task(store: redis.Redis) -> None:
    recognition = request_recognition(PHOTO)

    assert Recognition.objects.get().state == Recognition.State.PENDING
    assert photos.read_photo(str(recognition.pk)) == PHOTO
    assert store.llen(QUEUE) == 1
    message = json.loads(cast("bytes", store.lindex(QUEUE, 0)))
    arguments = json.loads(base64.b64decode(message["body"]))[1]
    assert arguments == {"photo_id": str(recognition.pk)}
    assert message["headers"]["task"] == "workers.recognition.recognize_photo"
    lives_for = datetime.datetime.fromisoformat(message["headers"]["expires"]) - timezone.now()
    assert 0 < lives_for.total_seconds() <= django_settings.ARTREC["PHOTO_TTL_S"]


@pytest.mark.django_db(transaction=True)
def test_the_task_is_sent_only_when_the_row_is_there_to_be_read(store: redis.Redis) -> None:
    with transaction.atomic():
        request_recognition(PHOTO)
        assert store.llen(QUEUE) == 0
    assert store.llen(QUEUE) == 1


@pytest.mark.django_db(transaction=True)
def test_a_refused_photo_leaves_nothing(store: redis.Redis) -> None:
    with pytest.raises(UnsupportedPhotoType):
        request_recognition(b"GIF89a")
    assert not Recognition.objects.exists()
    assert list(store.scan_iter("recognition:*")) == []


@pytest.mark.django_db(transaction=True)
def test_a_lost_broker_leaves_nothing(store: redis.Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise BrokerError("no broker")

    monkeypatch.setattr(current_app, "send_task", refuse)
    monkeypatch.setattr("celery.canvas.Signature.apply_async", refuse)
    with pytest.raises(photos.PhotoStoreUnavailable, match="Try again"):
        request_recognition(PHOTO)
    assert not Recognition.objects.exists()
    assert list(store.scan_iter("recognition:*")) == []


@pytest.mark.django_db(transaction=True)
def test_a_lost_database_leaves_nothing(store: redis.Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise DatabaseError("no database")

    monkeypatch.setattr(Recognition, "save", refuse)
    with pytest.raises(DatabaseError):
        request_recognition(PHOTO)
    assert list(store.scan_iter("recognition:*")) == []


@pytest.mark.django_db
@pytest.mark.usefixtures("no_redis")
def test_without_redis_there_is_no_row() -> None:
    with pytest.raises(photos.PhotoStoreUnavailable):
        request_recognition(PHOTO)
    assert not Recognition.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("no_worker")
def test_an_answer_wakes_who_waits(store: redis.Redis) -> None:
    recognition = request_recognition(PHOTO)
    answer = evidence(finding("unknown"))
    worker = in_thread(partial(record_answer, str(recognition.pk), outcome="unknown", evidence=answer), after_s=0.2)

    started = time.monotonic()
    answered = wait_for_answer(recognition, 10)
    waited_s = time.monotonic() - started
    worker.join()

    assert 0.1 < waited_s < 3
    assert (answered.state, answered.outcome, answered.evidence) == ("done", "unknown", answer)
    assert answered.answered_at is not None
    assert keys_of(store, recognition) == set()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("no_worker", "store")
def test_an_answer_before_the_waiting_begins_is_not_missed() -> None:
    recognition = request_recognition(PHOTO)
    record_answer(str(recognition.pk), outcome="unknown", evidence=evidence(finding("unknown")))
    started = time.monotonic()
    assert wait_for_answer(recognition, 10).state == Recognition.State.DONE
    assert time.monotonic() - started < 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("no_worker")
def test_waiting_ends_without_an_answer(store: redis.Redis) -> None:
    recognition = request_recognition(PHOTO)
    started = time.monotonic()
    assert wait_for_answer(recognition, 0.3).state == Recognition.State.PENDING
    assert 0.25 < time.monotonic() - started < 2
    assert keys_of(store, recognition) == {f"recognition:{recognition.pk}:photo"}


@pytest.mark.django_db(transaction=True)
def test_who_is_woken_can_read_the_answer(store: redis.Redis) -> None:
    recognition = pending()
    with transaction.atomic():
        record_answer(str(recognition.pk), outcome="unknown", evidence=evidence(finding("unknown")))
        assert keys_of(store, recognition) == set()
    assert keys_of(store, recognition) == {f"recognition:{recognition.pk}:answered"}
    assert 0 < store.ttl(f"recognition:{recognition.pk}:answered") <= django_settings.ARTREC["PHOTO_TTL_S"]


@pytest.mark.django_db(transaction=True)
def test_the_first_answer_stays(store: redis.Redis) -> None:
    recognition = pending()
    name = str(recognition.pk)
    record_answer(name, outcome="unknown", evidence=evidence(finding("unknown")))
    record_problem(name, problem="undecodable-photo", detail="A second delivery.")
    record_answer(name, outcome="match", evidence=evidence(finding("match")))

    recognition.refresh_from_db()
    assert (recognition.state, recognition.outcome, recognition.problem) == ("done", "unknown", "")
    assert store.llen(f"recognition:{name}:answered") == 1


@pytest.mark.django_db(transaction=True)
def test_an_answer_to_a_deleted_recognition_is_dropped(store: redis.Redis) -> None:
    recognition = pending()
    photos.keep_photo(str(recognition.pk), PHOTO)
    Recognition.objects.all().delete()

    record_answer(str(recognition.pk), outcome="unknown", evidence=evidence(finding("unknown")))

    assert not Recognition.objects.exists()
    assert keys_of(store, recognition) == set()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("no_worker", "store")
def test_a_recognition_deleted_while_waiting_is_told() -> None:
    recognition = request_recognition(PHOTO)
    Recognition.objects.all().delete()
    with pytest.raises(Recognition.DoesNotExist):
        wait_for_answer(recognition, 0.1)


@pytest.mark.django_db(transaction=True)
def test_redis_lost_while_waiting_discards_what_nobody_will_answer(no_redis: None) -> None:  # noqa: ARG001
    recognition = pending()
    with pytest.raises(photos.PhotoStoreUnavailable):
        wait_for_answer(recognition, 5)
    assert not Recognition.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("no_worker")
def test_redis_lost_and_back_while_waiting_keeps_no_photo(store: redis.Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    def lose(*_: object) -> bool:
        raise photos.PhotoStoreUnavailable

    monkeypatch.setattr(photos, "await_answer", lose)
    recognition = request_recognition(PHOTO)
    with pytest.raises(photos.PhotoStoreUnavailable):
        wait_for_answer(recognition, 5)
    assert not Recognition.objects.exists()
    assert keys_of(store, recognition) == set()


@pytest.mark.django_db(transaction=True)
def test_redis_lost_after_the_answer_loses_nothing(no_redis: None) -> None:  # noqa: ARG001
    recognition = pending()
    Recognition.objects.update(
        state="done", outcome="unknown", evidence=evidence(finding("unknown")), answered_at=timezone.now()
    )
    assert wait_for_answer(recognition, 5).state == Recognition.State.DONE


@pytest.mark.django_db(transaction=True)
def test_a_problem_is_recorded_and_wakes(store: redis.Redis) -> None:
    recognition = pending()
    photos.keep_photo(str(recognition.pk), PHOTO)
    record_problem(str(recognition.pk), problem="undecodable-photo", detail="The photo is incomplete.")

    failed = wait_for_answer(recognition, 5)
    assert (failed.state, failed.problem, failed.problem_detail) == (
        "failed",
        "undecodable-photo",
        "The photo is incomplete.",
    )
    assert keys_of(store, recognition) == set()


@pytest.mark.django_db
def test_a_problem_the_api_cannot_tell_is_a_mistake() -> None:
    recognition = pending()
    with pytest.raises(ValueError, match=r"'oops' is not one of .*undecodable-photo"):
        record_problem(str(recognition.pk), problem="oops", detail="")
    recognition.refresh_from_db()
    assert recognition.state == Recognition.State.PENDING


@pytest.mark.django_db
def test_expiring_fails_what_outlived_its_photo_and_nothing_else(settings: Settings) -> None:
    limit = datetime.timedelta(seconds=settings.ARTREC["PHOTO_TTL_S"])
    young, old, done = pending(), pending(), pending()
    second = datetime.timedelta(seconds=1)
    Recognition.objects.filter(pk=young.pk).update(created_at=timezone.now() - limit + 5 * second)
    Recognition.objects.exclude(pk=young.pk).update(created_at=timezone.now() - limit - second)
    Recognition.objects.filter(pk=done.pk).update(
        state="done", outcome="unknown", evidence={}, answered_at=timezone.now()
    )
    for recognition in (young, old, done):
        recognition.refresh_from_db()
    assert [has_expired(each) for each in (young, old, done)] == [False, True, False]

    assert expire_recognitions() == 1
    assert expire_recognitions() == 0

    states = dict(Recognition.objects.values_list("pk", "state"))
    assert states == {young.pk: "pending", old.pk: "failed", done.pk: "done"}
    old.refresh_from_db()
    assert old.problem == "expired"
    assert "Send it again" in old.problem_detail


@pytest.mark.django_db(transaction=True)
def test_discarding_leaves_no_trace(store: redis.Redis) -> None:
    recognition = request_recognition(PHOTO)
    discard_recognition(recognition)
    assert not Recognition.objects.exists()
    assert keys_of(store, recognition) == set()
