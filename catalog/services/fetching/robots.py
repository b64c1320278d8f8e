"""What servers' robots.txt allow (RFC 9309): read when a server is first asked, and again after a day.

No robots.txt, and any refusal of it but “not so fast”, allows all. A server that cannot say it, because it is not there
or in trouble, allows nothing; but what it said within the last month still counts.
"""

import logging
import time
from dataclasses import dataclass, field

from django.core.cache import cache
from protego import Protego
from redis.exceptions import RedisError

from catalog.services.fetching.fetcher import PRODUCT, Fetcher, Limits
from catalog.services.fetching.problems import FetchProblem, StatusRefused
from catalog.services.fetching.urls import Target

logger = logging.getLogger(__name__)

MOST_BYTES = 512_000
"""What is read of a robots.txt; the RFC's least is 500 KiB."""
FRESH_S = 24 * 3600
KEPT_S = 30 * 24 * 3600
_MOST_PAIRS = 1_000_000
"""Of user agents and lines: each agent may be given every rule. A real file has a few thousand."""
_LIMITS = Limits(max_bytes=1 << 30, connect_s=5, read_s=5, total_s=15)  # a long one is not refused, but cut off
_NOT_SO_FAST = frozenset({408, 425, 429})
_ALLOWS_ALL = ""


@dataclass(slots=True)
class Robots:
    """The rules of the servers that one visit asks; the texts are kept in the cache for all."""

    fetcher: Fetcher
    _rules: dict[str, Protego] = field(default_factory=dict)

    def require(self, target: Target) -> None:
        """Passes where the server lets us ask for the target.

        Raises:
            FetchProblem: it does not (``robots_refused``), or cannot say (``robots_unreachable``).
        """
        if not self._rules_of(target).can_fetch(target.url, PRODUCT):
            raise FetchProblem(
                "robots_refused",
                f"The robots.txt of {target.authority} asks {PRODUCT} not to fetch {target.path}. Ask the people there"
                " to allow it, or load it from a file.",
                is_lasting=True,
            )

    def delay_s(self, target: Target) -> float:
        """How long the server wants us to wait between two requests; 0 where it does not say. Raises as ``require``."""
        return self._rules_of(target).crawl_delay(PRODUCT) or 0.0

    def _rules_of(self, target: Target) -> Protego:
        origin = f"{target.scheme}://{target.authority}"
        if origin not in self._rules:
            self._rules[origin] = _parsed(_text(self.fetcher, origin))
        return self._rules[origin]


def _text(fetcher: Fetcher, origin: str) -> str:
    """The robots.txt of a server, from the cache or the server itself. Raises ``FetchProblem``."""
    known = _remembered(origin)
    if known is not None and known[0] > time.time() - FRESH_S:
        return known[1]
    try:
        text = _fetched(fetcher, origin)
    except FetchProblem as problem:
        if known is not None:
            return known[1]
        if problem.is_lasting:  # our own rules, which say it better
            raise
        raise FetchProblem(
            "robots_unreachable",
            f"The server does not say what its robots.txt allows, so nothing is fetched there. {problem}",
            is_lasting=False,
            retry_after_s=problem.retry_after_s,
        ) from problem
    remember(origin, text)
    return text


def _fetched(fetcher: Fetcher, origin: str) -> str:
    try:
        with fetcher.open(f"{origin}/robots.txt", _LIMITS) as answer:
            read = b""
            for chunk in answer.chunks():
                read += chunk
                if len(read) > MOST_BYTES:
                    read = read[:MOST_BYTES].rpartition(b"\n")[0]
                    break
    except StatusRefused as refused:
        if refused.status >= 500 or refused.status in _NOT_SO_FAST:
            raise
        return _ALLOWS_ALL
    except FetchProblem as problem:
        if problem.reason != "too_many_redirects":
            raise
        return _ALLOWS_ALL
    return read.decode("utf-8-sig", errors="replace")


def _parsed(text: str) -> Protego:
    lines = text.splitlines()
    agents = sum(line.lstrip()[:4].casefold() == "user" for line in lines)
    if agents * len(lines) > _MOST_PAIRS:
        raise FetchProblem("robots_unreachable", "The server's robots.txt is a trap: it has no end.", is_lasting=True)
    return Protego.parse(text)


def _remembered(origin: str) -> tuple[float, str] | None:
    """(when it was read, the text)."""
    try:
        known: tuple[float, str] | None = cache.get(_key(origin))
    except RedisError as error:
        logger.warning("The robots.txt of %s is read again, as the cache does not answer: %s", origin, error)
        return None
    return known


def remember(origin: str, text: str) -> None:
    """Keeps what a server's robots.txt says, for a day or, if it cannot be asked again then, a month."""
    try:
        cache.set(_key(origin), (time.time(), text), KEPT_S)
    except RedisError as error:
        logger.warning("The robots.txt of %s will be read again, as the cache does not answer: %s", origin, error)


def _key(origin: str) -> str:
    return f"robots:{origin}"
