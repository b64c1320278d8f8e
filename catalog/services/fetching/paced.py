"""One server asked politely: as its robots.txt lets us, with a pause between any two requests."""

import time
from dataclasses import dataclass, field

from catalog.services.fetching.fetcher import Answer, Fetcher, Limits, Validators
from catalog.services.fetching.pauses import LONGEST_WAIT_S
from catalog.services.fetching.robots import Robots
from catalog.services.fetching.urls import parse_url

LONGEST_SLEEP_S = 5.0
"""Between two things of a server. One that wants more is to be left, and asked again when it is time."""
LONGEST_DELAY_S = 60.0
"""Between two requests for one thing, whatever the server wants: leases are for both."""


@dataclass(slots=True)
class PacedFetcher:
    """Whoever holds the lease of a server asks it through one of these, and gives the server back afterwards."""

    fetcher: Fetcher
    interval_s: float
    """Between the end of a request and the next one; longer once the server has asked for it."""
    _robots: Robots = field(init=False)
    _asked_at: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        self._robots = Robots(self.fetcher)

    @property
    def wants_long_pauses(self) -> bool:
        """Whether nobody should sleep through the pause before the next thing is fetched."""
        return self.interval_s > LONGEST_SLEEP_S

    def get(self, url: str, limits: Limits, known: Validators | None = None) -> tuple[Answer, bytes]:
        """The answer and its body, once the server may be asked again.

        Raises:
            FetchProblem: its robots.txt, or another's that it sends us to, does not let us; or as ``Fetcher.open``.
        """
        target = parse_url(url, self.fetcher.ports)
        self._robots.require(target)
        time.sleep(max(0.0, self._asked_at + min(self.interval_s, LONGEST_DELAY_S) - time.monotonic()))
        # The pause before this request has been kept: by whoever was here last, if it was a long one.
        self.interval_s = max(self.interval_s, min(self._robots.delay_s(target), LONGEST_WAIT_S))
        try:
            with self.fetcher.open(url, limits, known, permit=self._robots.require) as answer:
                return answer, b"" if answer.is_unmodified else answer.read()
        finally:
            self._asked_at = time.monotonic()
