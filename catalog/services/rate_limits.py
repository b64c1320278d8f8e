"""How often somebody has asked, counted in Redis: one number a window, policy and client, added to atomically."""

import hashlib
import math
import time
from dataclasses import dataclass
from functools import cache

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.retry import Retry

TIMEOUT_S = 0.5


@dataclass(frozen=True, slots=True)
class Usage:
    """Where a client stands with a policy: ``used`` of ``quota`` requests in a window that ends in ``reset_s``."""

    policy: str
    quota: int
    window_s: int
    used: int
    reset_s: int

    @property
    def is_exceeded(self) -> bool:
        """Whether the request that was counted last is one too many."""
        return self.used > self.quota

    @property
    def left(self) -> int:
        """How many more requests are granted in this window."""
        return max(0, self.quota - self.used)


@cache
def _counters() -> redis.Redis:
    """One pool a process, of connections that nobody waits for long."""
    return redis.Redis.from_url(
        settings.REDIS_URL,
        socket_timeout=TIMEOUT_S,
        socket_connect_timeout=TIMEOUT_S,
        retry=Retry(NoBackoff(), retries=1, supported_errors=(RedisConnectionError,)),
    )


def count_request(policy: str, client: str) -> Usage:
    """Counts one request of ``client``, whatever names it; raises ``RedisError`` where it cannot be counted.

    Windows are fixed, so at the seam of two a client may get twice the quota at once. They begin at another second for
    each client, lest all come back together.
    """
    quota, window_s = settings.ARTREC["RATES"][policy]
    digest = hashlib.blake2b(f"{policy} {client}".encode(), digest_size=16)
    now = time.time() + int.from_bytes(digest.digest()[:4], "big") % window_s
    window, elapsed_s = divmod(now, window_s)
    with _counters().pipeline() as batch:
        batch.incr(f"requests:{digest.hexdigest()}:{window:.0f}")
        batch.expire(f"requests:{digest.hexdigest()}:{window:.0f}", window_s)
        used = batch.execute()[0]
    return Usage(policy, quota, window_s, used, max(1, math.ceil(window_s - elapsed_s)))
