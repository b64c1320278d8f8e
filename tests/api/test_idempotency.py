"""A photo that is sent twice is recognized once: retries, twins, other photos, other callers, failures."""

import threading
import uuid
from typing import Any

import pytest
import redis
from django.conf import settings
from django.db import connection
from django.test import Client

from catalog.models import Recognition
from catalog.services.idempotency import BEING_MADE_S, KEPT_S, begin_attempt
from catalog.services.recognition import record_problem
from tests.api.conftest import JPEG, FakeWorker, multipart, post_photo
from tests.api.people import make_guest, send
from tests.evidence import evidence, finding
from tests.factories import tiny_picture

pytestmark = pytest.mark.django_db(transaction=True)

UNKNOWN = evidence(finding("unknown"))


@pytest.fixture
def key() -> str:
    return str(uuid.uuid4())


def post(client: Client, key: str, body: bytes = JPEG, *, content_type: str = "image/jpeg", **headers: str) -> Any:  # noqa: ANN401
    return post_photo(client, body, content_type, **{"Idempotency-Key": key, **headers})


def slug(response: Any) -> tuple[int, str]:  # noqa: ANN401
    return response.status_code, response.json()["type"].rpartition("/")[2]


def test_a_retry_leads_to_the_same_recognition(client: Client, worker: FakeWorker, key: str) -> None:
    worker.will_answer(UNKNOWN)
    first, second = post(client, key), post(client, f'"{key}"')
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert first["Location"] == second["Location"]
    assert Recognition.objects.count() == len(worker.threads) == 1
    other = post(client, str(uuid.uuid4()))
    assert other.json()["id"] != first.json()["id"]


def test_the_key_is_kept_for_a_day_and_tells_nothing(client: Client, worker: FakeWorker, key: str) -> None:
    worker.will_answer(UNKNOWN)
    with redis.Redis.from_url(settings.REDIS_URL) as store:
        for name in store.scan_iter("idempotency:*"):
            store.delete(name)
        post(client, key)
        (name,) = store.scan_iter("idempotency:*")
        assert KEPT_S - 5 <= store.ttl(name) <= KEPT_S
        assert key not in f"{name!r} {store.get(name)!r}"


def test_another_photo_or_other_fields_need_another_key(client: Client, worker: FakeWorker, key: str) -> None:
    worker.will_answer(UNKNOWN)
    assert post(client, key).status_code == 201
    body, media_type = multipart(("photo", "a.jpg", JPEG))
    assert post(client, key, body, content_type=media_type).status_code == 201
    assert slug(post(client, key, tiny_picture(7))) == (422, "idempotency-key-reused")
    body, media_type = multipart(("photo", "a.jpg", JPEG), ("near", None, b"38.7,-9.1"))
    assert slug(post(client, key, body, content_type=media_type)) == (422, "idempotency-key-reused")
    assert Recognition.objects.count() == 1


def test_keys_of_others_are_other_keys(client: Client, worker: FakeWorker, key: str) -> None:
    worker.will_answer(UNKNOWN)
    callers = [client, Client(REMOTE_ADDR="10.1.2.3"), make_guest().client, make_guest().client]
    ids = {post(each, key).json()["id"] for each in callers}
    assert len(ids) == len(callers)


def test_a_twin_waits_for_the_same_answer(client: Client, worker: FakeWorker, key: str) -> None:
    is_taken, answer_now = threading.Event(), threading.Event()
    will_answer = FakeWorker()
    will_answer.will_answer(UNKNOWN)

    def work(name: str) -> None:
        is_taken.set()
        answer_now.wait(5)
        will_answer.work(name)

    worker.work = work
    told: list[Any] = []

    def send_first() -> None:
        try:
            told.append(post(Client(), key))
        finally:
            connection.close()

    first = threading.Thread(target=send_first)
    first.start()
    try:
        assert is_taken.wait(5)
        early = post(client, key, Prefer="wait=0")
        assert (early.status_code, early.json()["state"]) == (202, "pending")
        answer_now.set()
        late = post(client, key)
    finally:
        answer_now.set()
        first.join()
    assert (late.status_code, told[0].status_code) == (201, 201)
    assert late.json() == told[0].json()
    assert len(worker.threads) == 1


def test_a_twin_that_is_too_early_comes_again(client: Client, key: str) -> None:
    begin_attempt(caller="127.0.0.1", key=key, content=JPEG)
    response = post(client, key)
    assert slug(response) == (409, "conflict")
    assert response["Retry-After"] == "1"
    assert BEING_MADE_S < 60


def test_after_a_failure_the_key_is_free(client: Client, worker: FakeWorker, key: str) -> None:
    worker.will_fail("undecodable-photo", "The photo is incomplete.")
    assert post(client, key).status_code == 422
    worker.will_answer(UNKNOWN)
    assert post(client, key).status_code == 201


def test_a_failure_that_was_polled_is_told_once_more(client: Client, worker: FakeWorker, key: str) -> None:
    told = post(client, key, Prefer="wait=0").json()
    record_problem(told["id"], problem="recognition-failed", detail="Our mistake.")
    assert slug(post(client, key)) == (500, "recognition-failed")
    worker.will_answer(UNKNOWN)
    assert post(client, key).status_code == 201


def test_a_photo_that_is_none_leaves_the_key_free(client: Client, worker: FakeWorker, key: str) -> None:
    assert slug(post(client, key, b"no photo")) == (415, "unsupported-photo-type")
    worker.will_answer(UNKNOWN)
    assert post(client, key).status_code == 201


def test_what_was_deleted_stays_deleted(worker: FakeWorker, key: str) -> None:
    worker.will_answer(UNKNOWN)
    guest = make_guest()
    send(guest.client, "DELETE", post(guest.client, key)["Location"])
    assert slug(post(guest.client, key)) == (404, "not-found")
    assert not Recognition.objects.exists()


@pytest.mark.parametrize("bad", ["", " ", '""', "x" * 256, "a b", '"a"b"', "ключ", "\x7f"])
@pytest.mark.usefixtures("worker")
def test_what_is_no_key(client: Client, bad: str) -> None:
    response = post(client, bad)
    assert slug(response) == (400, "invalid-request")
    assert list(response.json()["errors"]) == ["Idempotency-Key"]
