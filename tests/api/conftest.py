"""A worker that answers what the test tells it to, in a thread of its own, and the bodies clients send."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import redis
from django.conf import settings as django_settings
from django.db import connection, transaction
from django.test import Client
from django.test.client import MULTIPART_CONTENT
from pytest_django import Settings

from catalog.services import photos
from catalog.services.recognition import record_answer, record_problem
from tests.factories import tiny_picture

JPEG = tiny_picture(kind="JPEG")


@pytest.fixture(autouse=True)
def no_look_through_the_static_files(settings: Settings) -> None:
    """WhiteNoise would list them all for every test that has a client."""
    settings.WHITENOISE_AUTOREFRESH = True


Rates = dict[str, tuple[int, int]]


@pytest.fixture
def rates(settings: Settings) -> Rates:
    """How often one may ask, by policy, to be changed: (requests, seconds)."""
    changed: Rates = {**settings.ARTREC["RATES"]}
    settings.ARTREC = {**settings.ARTREC, "RATES": changed}
    return changed


@pytest.fixture(autouse=True)
def quick_passwords(settings: Settings) -> None:
    """Hashes that are slow on purpose would cost half a second each."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@dataclass
class FakeWorker:
    """Stands in for the recognition worker: ``work`` is called with the recognition's id once it is committed."""

    work: Callable[[str], None] = lambda _: None
    photos_seen: list[bytes | None] = field(default_factory=list)
    threads: list[threading.Thread] = field(default_factory=list)

    def will_answer(self, evidence: dict[str, Any]) -> None:
        self.work = lambda name: record_answer(name, outcome=evidence["outcome"], evidence=evidence)

    def will_fail(self, problem: str, detail: str) -> None:
        self.work = lambda name: record_problem(name, problem=problem, detail=detail)

    def receive(self, name: str) -> None:
        thread = threading.Thread(target=self._run, args=(name,))
        self.threads.append(thread)
        transaction.on_commit(thread.start)

    def _run(self, name: str) -> None:
        try:
            self.photos_seen.append(photos.read_photo(name))
            self.work(name)
        finally:
            connection.close()


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeWorker]:
    fake = FakeWorker()
    monkeypatch.setattr("catalog.dispatch.recognize_photo", fake.receive)
    yield fake
    for thread in fake.threads:
        thread.join()


@pytest.fixture
def traces() -> Iterator[Callable[[], set[str]]]:
    """Tells what of recognitions is in Redis."""
    with redis.Redis.from_url(django_settings.REDIS_URL) as client:

        def find() -> set[str]:
            return {key.decode() for key in client.scan_iter("recognition:*")}

        def clear() -> None:
            for key in find():
                client.delete(key)

        clear()
        yield find
        clear()


def post_photo(client: Client, body: bytes = JPEG, content_type: str = "image/jpeg", **headers: str) -> Any:  # noqa: ANN401
    """Sends a raw body to the API."""
    given: dict[str, Any] = {
        "CONTENT_TYPE": content_type
    }  # the test client would leave it out of a request without a body
    return client.generic("POST", "/api/v1/recognitions/", body, content_type=content_type, headers=headers, **given)


def multipart(*parts: tuple[str, str | None, bytes]) -> tuple[bytes, str]:
    """The body and Content-Type of (name, filename, content) parts."""
    boundary = MULTIPART_CONTENT.partition("boundary=")[2]
    lines = b""
    for name, filename, content in parts:
        named = f'; filename="{filename}"' if filename is not None else ""
        lines += f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"{named}\r\n\r\n'.encode()
        lines += content + b"\r\n"
    return lines + f"--{boundary}--\r\n".encode(), MULTIPART_CONTENT
