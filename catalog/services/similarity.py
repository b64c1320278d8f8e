"""Asks a worker which works look like one, and hands its answer back through Redis."""

import hashlib
import json
from collections.abc import Sequence
from typing import cast
from uuid import uuid4

from django.conf import settings
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerError

from catalog import dispatch
from catalog.selectors.artwork_filters import ArtworkFilters
from catalog.selectors.index import last_sequence
from catalog.selectors.similar import images_of
from catalog.services import photos

Similar = tuple[int, float]
"""(artwork id, cosine similarity of the most similar pictures, -1 to 1)."""


class NoWorkerAnswered(Exception):
    """No worker looked in time, or Redis does not answer."""


def similar_works(artwork_id: int, wanted: ArtworkFilters, limit: int) -> list[Similar]:
    """The ``limit`` wanted works that look most like an artwork, the most similar first; none without a picture.

    An answer is kept for a minute and given again until anything changes in the index.

    Raises:
        NoWorkerAnswered: Try again in some seconds.
    """
    if not images_of(artwork_id):
        return []
    filters = json.dumps(wanted.as_json(), sort_keys=True)
    asked = (artwork_id, filters, limit, last_sequence(), timezone.now().date())
    key = f"similar:{hashlib.sha256(repr(asked).encode()).hexdigest()}"
    try:
        answer = _read(key)
        if answer is None:
            search_id = str(uuid4())
            dispatch.find_similar(search_id, artwork_id=artwork_id, filters=filters, limit=limit, key=key)
            photos.await_answer(search_id, settings.ARTREC["SIMILAR_WAIT_S"])
            answer = _read(key)
    except (photos.PhotoStoreUnavailable, BrokerError) as error:
        raise NoWorkerAnswered("Similar works cannot be looked for now. Try again in a few seconds.") from error
    if answer is None:
        raise NoWorkerAnswered("No worker looked for similar works in time. Try again in a few seconds.")
    return answer


def record_similar(search_id: str, *, key: str, works: Sequence[Similar]) -> None:
    """Stores what a worker found under ``key`` and wakes who waits. Raises ``PhotoStoreUnavailable``."""
    with photos.photo_store() as store:
        store.set(key, json.dumps(works), ex=settings.ARTREC["SIMILAR_TTL_S"])
    photos.announce_answer(search_id)


def _read(key: str) -> list[Similar] | None:
    with photos.photo_store() as store:
        kept = cast("bytes | None", store.get(key))
    return None if kept is None else [(artwork_id, similarity) for artwork_id, similarity in json.loads(kept)]
