"""A photo that is sent twice under one ``Idempotency-Key`` is recognized once.

After the IETF's draft-ietf-httpapi-idempotency-key-header. What is kept, in Redis and for a day: under a digest of
caller and key, a digest of what was sent and the id of the recognition.
"""

import dataclasses
import hashlib
import json
import uuid
from typing import cast

from catalog.models import Recognition
from catalog.services.photos import photo_store

KEPT_S = 24 * 60 * 60
BEING_MADE_S = 30
"""Longer than it takes to store a photo. A process that dies in between blocks its key no longer."""


class KeyReused(Exception):
    """The key came with another photo, or other fields, before."""


class StillBeingMade(Exception):
    """The first request with this key is being taken at this moment."""


@dataclasses.dataclass(frozen=True, slots=True)
class Attempt:
    """A request for a recognition; one without a key (``name`` is None) is always the first."""

    recognition_id: uuid.UUID
    is_first: bool = True
    is_made: bool = False
    name: str | None = None
    content: str = ""


def attempt_without_key() -> Attempt:
    """One that nothing is remembered of."""
    return Attempt(uuid.uuid4())


def begin_attempt(*, caller: str, key: str, content: bytes) -> Attempt:
    """The first attempt with this key, or a further one, whose recognition ``made_before`` finds.

    Args:
        caller: whose key it is; those of others have nothing to do with it.
        key: as the caller chose it.
        content: all that matters of the request.

    Raises:
        KeyReused: the content is another than with the first.
        StillBeingMade: the first has just failed.
        PhotoStoreUnavailable: Redis does not answer.
    """
    name = f"idempotency:{_digest(json.dumps([caller, key]).encode())}"
    attempt = Attempt(uuid.uuid4(), name=name, content=_digest(content))
    with photo_store() as store:
        if store.set(name, _packed(attempt), nx=True, ex=BEING_MADE_S):
            return attempt
        before = cast("bytes | None", store.get(name))
    if before is None:
        raise StillBeingMade  # forgotten between the two questions
    facts = json.loads(before)
    if facts["content"] != attempt.content:
        raise KeyReused
    return Attempt(uuid.UUID(facts["recognition"]), is_first=False, is_made=facts["is_made"], name=name)


def made_before(attempt: Attempt) -> Recognition:
    """The recognition of the first attempt.

    Raises:
        StillBeingMade: it is not there yet.
        Recognition.DoesNotExist: it was deleted since.
    """
    try:
        return Recognition.objects.get(pk=attempt.recognition_id)
    except Recognition.DoesNotExist:
        if attempt.is_made:
            raise
        raise StillBeingMade from None


def keep_attempt(attempt: Attempt) -> None:
    """Remembers for a day that the recognition was made."""
    if attempt.name is not None:
        with photo_store() as store:
            store.set(attempt.name, _packed(dataclasses.replace(attempt, is_made=True)), ex=KEPT_S)


def forget_attempt(attempt: Attempt) -> None:
    """Lets the key be used again: the recognition failed, and a retry shall have another."""
    if attempt.name is not None:
        with photo_store() as store:
            store.delete(attempt.name)


def _packed(attempt: Attempt) -> str:
    facts = {"content": attempt.content, "recognition": str(attempt.recognition_id), "is_made": attempt.is_made}
    return json.dumps(facts)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
