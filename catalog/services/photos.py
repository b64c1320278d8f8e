"""What is in flight between the web process and a worker, in Redis: the photo, and the word that it is answered.

A photo goes by the id of the recognition or explanation that was asked for.

Every key lives ``PHOTO_TTL_S`` at most, so nothing is left behind whoever dies.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import cast

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError
from redis.retry import Retry

SOCKET_TIMEOUT_S = 5.0
LISTEN_S = 4.0
"""Shorter than the socket's timeout, so that a silent server is told from one that has nothing to say yet."""


class PhotoStoreUnavailable(Exception):
    """Redis does not answer, or has no room."""


@cache
def _client() -> redis.Redis:
    """One connection pool a process. A connection that Redis has closed meanwhile is opened again, once."""
    return redis.Redis.from_url(
        settings.REDIS_URL,
        socket_timeout=SOCKET_TIMEOUT_S,
        socket_connect_timeout=2.0,
        retry=Retry(NoBackoff(), retries=1, supported_errors=(RedisConnectionError,)),
    )


@contextmanager
def photo_store() -> Iterator[redis.Redis]:
    """Redis, whose refusals become ``PhotoStoreUnavailable``."""
    try:
        yield _client()
    except RedisError as error:
        raise PhotoStoreUnavailable("Photos cannot be accepted at the moment. Try again in a few seconds.") from error


def keep_photo(photo_id: str, data: bytes) -> None:
    """Stores a photo until it is forgotten, at most ``PHOTO_TTL_S``. Raises ``PhotoStoreUnavailable``."""
    with photo_store() as store:
        store.set(_photo_key(photo_id), data, ex=settings.ARTREC["PHOTO_TTL_S"])


def keep_hint(photo_id: str, hint: str) -> None:
    """Stores where a photo was taken until the photo is forgotten. Raises ``PhotoStoreUnavailable``."""
    with photo_store() as store:
        store.set(_hint_key(photo_id), hint, ex=settings.ARTREC["PHOTO_TTL_S"])


def read_hint(photo_id: str) -> str | None:
    """Where a photo was taken, as it was kept; None where that was not said. Raises ``PhotoStoreUnavailable``."""
    with photo_store() as store:
        hint = cast("bytes | None", store.get(_hint_key(photo_id)))
    return None if hint is None else hint.decode()


def read_photo(photo_id: str) -> bytes | None:
    """The photo's bytes, or None once it was forgotten or has expired. Raises ``PhotoStoreUnavailable``."""
    with photo_store() as store:
        return cast("bytes | None", store.get(_photo_key(photo_id)))


def may_take_again(photo_id: str) -> bool:
    """Whether a photo over which a worker died may be tried again: True once. Raises ``PhotoStoreUnavailable``."""
    with photo_store() as store:
        return bool(store.set(_again_key(photo_id), 1, nx=True, ex=settings.ARTREC["PHOTO_TTL_S"]))


def forget_photo(photo_id: str) -> None:
    """Deletes a photo and all that is kept beside it; gone already is fine. Raises ``PhotoStoreUnavailable``."""
    with photo_store() as store:
        store.delete(_photo_key(photo_id), _hint_key(photo_id), _again_key(photo_id))


def announce_answer(photo_id: str) -> None:
    """Wakes whoever waits for its recognition, now or later. Raises ``PhotoStoreUnavailable``."""
    with photo_store() as store, store.pipeline() as batch:
        batch.rpush(_answered_key(photo_id), 1)
        batch.expire(_answered_key(photo_id), settings.ARTREC["PHOTO_TTL_S"])
        batch.execute()


def await_answer(photo_id: str, timeout_s: float) -> bool:
    """Sleeps until an answer is announced, or returns False after ``timeout_s``. Raises ``PhotoStoreUnavailable``."""
    deadline = time.monotonic() + timeout_s
    with photo_store() as store:
        while (left_s := deadline - time.monotonic()) > 0:
            if store.blpop([_answered_key(photo_id)], timeout=max(min(left_s, LISTEN_S), 0.01)):
                return True
    return False


def is_reachable() -> bool:
    """Whether Redis answers."""
    try:
        with photo_store() as store:
            return bool(store.ping())
    except PhotoStoreUnavailable:
        return False


def _photo_key(photo_id: str) -> str:
    return f"recognition:{photo_id}:photo"


def _hint_key(photo_id: str) -> str:
    return f"recognition:{photo_id}:hint"


def _again_key(photo_id: str) -> str:
    return f"recognition:{photo_id}:again"


def _answered_key(photo_id: str) -> str:
    return f"recognition:{photo_id}:answered"
