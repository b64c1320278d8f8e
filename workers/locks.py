"""Work that one worker at a time does."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import redis
from django.conf import settings

logger = logging.getLogger(__name__)

# Longer than any such work takes: the lock of a killed worker opens by itself.
_LOCK_S = 3600


@contextmanager
def only_worker(task: str) -> Iterator[bool]:
    """Holds the lock of ``task`` meanwhile; False where another worker has it, and the work should be left to it."""
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        lock = client.lock(f"artrec:{task}", timeout=_LOCK_S)
        if not lock.acquire(blocking=False):
            logger.info("Another worker is at it: %s.", task)
            yield False
            return
        try:
            yield True
        finally:
            lock.release()
