"""The life of a recognition: requested, then answered or failed, exactly once."""

import datetime
import time
import uuid
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerError

from catalog import dispatch
from catalog.models import Recognition
from catalog.selectors.whereabouts import Hint, put_near_first
from catalog.services import photos
from catalog.services.photo_header import check_photo
from catalog.services.visits import count_visit

EXPIRED = "expired"
EXPIRED_DETAIL = "No worker answered before the photo expired. Send it again."
LOOK_EVERY_S = 0.2
WORKER_PROBLEMS = frozenset({EXPIRED, "recognition-failed", "undecodable-photo"})
"""What may go wrong after a photo was accepted: the problem types that ``record_problem`` takes."""


def request_recognition(
    photo: bytes, *, owner: User | None = None, hint: Hint | None = None, recognition_id: uuid.UUID | None = None
) -> Recognition:
    """Accepts a photo and asks a worker to recognize it. Leaves nothing behind unless all of it succeeds.

    Args:
        photo: the bytes of a picture file.
        owner: in whose history it goes; None leaves it to whoever knows its id.
        hint: where the photo was taken, kept as long as the photo and no longer.
        recognition_id: its id to be; None for any.

    Raises:
        PhotoRefused: the photo is empty, too large, broken or of another format.
        PhotoStoreUnavailable: Redis does not take the photo or the task.
    """
    check_photo(photo)
    recognition = Recognition(pk=recognition_id or uuid.uuid4(), owner=owner)
    name = str(recognition.pk)
    photos.keep_photo(name, photo)
    try:
        if hint is not None:
            photos.keep_hint(name, hint.packed())
        with transaction.atomic():
            recognition.save(force_insert=True)
            dispatch.recognize_photo(name)
    except BrokerError as error:
        discard_recognition(recognition)
        raise photos.PhotoStoreUnavailable("No worker can be asked now. Try again in a few seconds.") from error
    except BaseException:
        discard_recognition(recognition)
        raise
    return recognition


def discard_recognition(recognition: Recognition) -> None:
    """Removes every trace of a recognition."""
    try:
        Recognition.objects.filter(pk=recognition.pk).delete()
    finally:
        photos.forget_photo(str(recognition.pk))


def wait_for_answer(recognition: Recognition, timeout_s: float) -> Recognition:
    """Blocks until the recognition is answered or failed, or ``timeout_s`` have passed; it may be pending still.

    Raises:
        Recognition.DoesNotExist: it was deleted meanwhile.
        PhotoStoreUnavailable: Redis went away before the answer came; the recognition is discarded.
    """
    try:
        photos.await_answer(str(recognition.pk), timeout_s)
    except photos.PhotoStoreUnavailable:
        recognition.refresh_from_db()
        if recognition.state == Recognition.State.PENDING:
            discard_recognition(recognition)
            raise
        return recognition
    recognition.refresh_from_db()
    return recognition


def wait_beside(recognition: Recognition, timeout_s: float) -> Recognition:
    """The same for a second request about it: it looks, for the word that it is answered goes to the first alone.

    Raises:
        Recognition.DoesNotExist: it was deleted meanwhile.
    """
    deadline = time.monotonic() + timeout_s
    while recognition.state == Recognition.State.PENDING and time.monotonic() < deadline:
        time.sleep(LOOK_EVERY_S)
        recognition.refresh_from_db()
    return recognition


def record_answer(recognition_id: str, *, outcome: str, evidence: dict[str, Any]) -> None:
    """Stores a worker's answer (``vision.structures.Answer`` as JSON), forgets the photo and wakes who waits.

    Where the sender said where the photo was taken, candidates that are equally likely are put in the order of
    ``whereabouts.put_near_first``, and the answer is counted for that venue. It is forgotten with the photo.

    A recognition that is no longer pending (a task delivered twice, one deleted meanwhile) stays as it is.
    """
    packed = photos.read_hint(recognition_id)
    hint = Hint() if packed is None else Hint.unpacked(packed)
    if packed is not None:
        evidence = put_near_first(evidence, hint)
    with transaction.atomic():
        if _settle(recognition_id, state=Recognition.State.DONE, outcome=outcome, evidence=evidence):
            count_visit(evidence, hint.venue_id)


def record_problem(recognition_id: str, *, problem: str, detail: str) -> None:
    """Stores why a recognition failed, forgets the photo and wakes who waits.

    Args:
        recognition_id: of a pending recognition; any other stays as it is.
        problem: one of ``WORKER_PROBLEMS``.
        detail: tells the sender what to do.

    Raises:
        ValueError: the API has no such problem type.
    """
    if problem not in WORKER_PROBLEMS:
        raise ValueError(f"{problem!r} is not one of {sorted(WORKER_PROBLEMS)}")
    _settle(recognition_id, state=Recognition.State.FAILED, problem=problem, problem_detail=detail)


def _settle(recognition_id: str, **fields: str | dict[str, Any]) -> bool:
    """Whether it was this call that settled it."""
    pending = Recognition.objects.filter(pk=recognition_id, state=Recognition.State.PENDING)
    is_first = pending.update(answered_at=timezone.now(), **fields) == 1
    # On commit, so that whoever is woken reads the answer.
    transaction.on_commit(lambda: photos.forget_photo(recognition_id))
    if is_first:
        transaction.on_commit(lambda: photos.announce_answer(recognition_id))
    return is_first


def expire_recognitions() -> int:
    """Fails every recognition that outlived its photo; returns how many."""
    late = Recognition.objects.filter(state=Recognition.State.PENDING, created_at__lt=_oldest_photo())
    return late.update(
        state=Recognition.State.FAILED, problem=EXPIRED, problem_detail=EXPIRED_DETAIL, answered_at=timezone.now()
    )


def has_expired(recognition: Recognition) -> bool:
    """Whether a pending recognition has outlived its photo, so that no answer can come any more."""
    return recognition.state == Recognition.State.PENDING and recognition.created_at < _oldest_photo()


def _oldest_photo() -> datetime.datetime:
    return timezone.now() - datetime.timedelta(seconds=settings.ARTREC["PHOTO_TTL_S"])
