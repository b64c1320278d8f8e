"""Explanations of recognitions, for the staff: asked for, drawn by a worker, and kept in Redis alone.

Pictures of a photo are as private as the photo: all of an explanation lives ``EXPLANATION_TTL_S`` at most, and the
oldest gives way when there are more than ``MOST_KEPT``.
"""

import datetime
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast
from uuid import uuid4

from django.conf import settings
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerError

from catalog import dispatch
from catalog.services import photos
from catalog.services.photo_header import check_photo
from catalog.services.recognition import EXPIRED, EXPIRED_DETAIL, WORKER_PROBLEMS

MOST_KEPT = 20
MOST_BYTES = 16 * 1024 * 1024
"""Of one explanation's pictures; they have about two megabytes."""

_NEWEST_FIRST = "explanations"


@dataclass(frozen=True, slots=True)
class DrawnPicture:
    """An encoded picture."""

    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Explanation:
    """How an explanation stands. Only a done one has a story, only a failed one a problem."""

    id: str
    state: Literal["pending", "done", "failed"]
    requested_at: datetime.datetime
    kept_until: datetime.datetime
    story: dict[str, Any] | None
    """``vision.explain.story.facts``."""
    problem: str
    problem_detail: str


def request_explanation(photo: bytes) -> Explanation:
    """Accepts a photo and asks a worker to explain how it is recognized.

    Raises:
        PhotoRefused: the photo is empty, too large, broken or of another format.
        PhotoStoreUnavailable: Redis does not take the photo or the task.
    """
    check_photo(photo)
    explanation_id = str(uuid4())
    photos.keep_photo(explanation_id, photo)
    _keep(explanation_id, {"state": "pending", "requested_at": timezone.now().isoformat()})
    _make_room(explanation_id)
    try:
        dispatch.explain_photo(explanation_id)
    except BrokerError as error:
        _discard(explanation_id)
        raise photos.PhotoStoreUnavailable("No worker can be asked now. Try again in a few seconds.") from error
    return cast("Explanation", read_explanation(explanation_id))


def read_explanation(explanation_id: str) -> Explanation | None:
    """The explanation, or None where it never was, or is not kept any longer. Raises ``PhotoStoreUnavailable``."""
    names = ("state", "requested_at", "kept_until", "story", "problem", "problem_detail")
    with photos.photo_store() as store:
        values = store.hmget(_key(explanation_id), list(names))
    state, requested_at, kept_until, story, problem, detail = (v and v.decode() for v in cast("list[Any]", values))
    if not state:
        return None
    if state == "pending" and _is_late(datetime.datetime.fromisoformat(requested_at)):
        state, problem, detail = "failed", EXPIRED, EXPIRED_DETAIL
    return Explanation(
        id=explanation_id,
        state=state,
        requested_at=datetime.datetime.fromisoformat(requested_at),
        kept_until=datetime.datetime.fromisoformat(kept_until),
        story=json.loads(story) if story else None,
        problem=problem or "",
        problem_detail=detail or "",
    )


def read_picture(explanation_id: str, name: str) -> DrawnPicture | None:
    """A picture by its name, or None where there is none. Raises ``PhotoStoreUnavailable``."""
    with photos.photo_store() as store:
        found = cast("bytes | None", store.hget(_key(explanation_id), f"picture:{name}"))
    if found is None:
        return None
    media_type, _, data = found.partition(b"\n")
    return DrawnPicture(media_type.decode(), data)


def record_explanation(explanation_id: str, *, story: dict[str, Any], pictures: Mapping[str, DrawnPicture]) -> None:
    """Stores what a worker drew, and forgets the photo. One that is not pending any longer stays as it is.

    Raises:
        ValueError: the pictures have more than ``MOST_BYTES``.
        PhotoStoreUnavailable: Redis does not take it.
    """
    size_bytes = sum(len(picture.data) for picture in pictures.values())
    if size_bytes > MOST_BYTES:
        raise ValueError(f"The pictures have {size_bytes:,} bytes, more than {MOST_BYTES:,}.")
    packed = {f"picture:{name}": f"{p.media_type}\n".encode() + p.data for name, p in pictures.items()}
    _settle(explanation_id, {"state": "done", "story": json.dumps(story), **packed})


def record_explanation_problem(explanation_id: str, *, problem: str, detail: str) -> None:
    """Stores why there is no explanation, and forgets the photo. One that is not pending any longer stays as it is.

    Raises:
        ValueError: the API has no such problem type.
        PhotoStoreUnavailable: Redis does not take it.
    """
    if problem not in WORKER_PROBLEMS:
        raise ValueError(f"{problem!r} is not one of {sorted(WORKER_PROBLEMS)}")
    _settle(explanation_id, {"state": "failed", "problem": problem, "problem_detail": detail})


def _settle(explanation_id: str, fields: dict[str, str | bytes]) -> None:
    # One that gave way to newer ones must not come back; so a word about it is only added to what is there.
    with photos.photo_store() as store:
        is_pending = store.hget(_key(explanation_id), "state") == b"pending"
    if is_pending:
        _keep(explanation_id, fields)
    photos.forget_photo(explanation_id)


def _keep(explanation_id: str, fields: Mapping[str, str | bytes]) -> None:
    """Writes fields, and lets all of the explanation live from now on; both or neither."""
    ttl_s: int = settings.ARTREC["EXPLANATION_TTL_S"]
    kept_until = timezone.now() + datetime.timedelta(seconds=ttl_s)
    mapping: dict[Any, Any] = {**fields, "kept_until": kept_until.isoformat()}
    with photos.photo_store() as store, store.pipeline() as batch:
        batch.hset(_key(explanation_id), mapping=mapping)
        batch.expire(_key(explanation_id), ttl_s)
        batch.execute()


def _make_room(newest_id: str) -> None:
    with photos.photo_store() as store, store.pipeline() as batch:
        batch.lpush(_NEWEST_FIRST, newest_id)
        batch.expire(_NEWEST_FIRST, settings.ARTREC["EXPLANATION_TTL_S"])
        batch.lrange(_NEWEST_FIRST, MOST_KEPT, -1)
        batch.ltrim(_NEWEST_FIRST, 0, MOST_KEPT - 1)
        surplus = batch.execute()[2]
    for explanation_id in surplus:
        _discard(explanation_id.decode())


def _discard(explanation_id: str) -> None:
    with photos.photo_store() as store:
        store.delete(_key(explanation_id))
    photos.forget_photo(explanation_id)


def _is_late(requested_at: datetime.datetime) -> bool:
    """Whether its photo has expired, so that no worker can explain it any more."""
    return requested_at < timezone.now() - datetime.timedelta(seconds=settings.ARTREC["PHOTO_TTL_S"])


def _key(explanation_id: str) -> str:
    return f"explanation:{explanation_id}"
