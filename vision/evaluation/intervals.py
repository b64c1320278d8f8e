"""95 % intervals: Wilson's for shares, the bootstrap for everything else."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

_Z = 1.959964
_RESAMPLES = 400

Each = TypeVar("Each")


@dataclass(frozen=True, slots=True)
class Share:
    """``hits`` of ``total``, with Wilson's 95 % score interval (Wilson, JASA 1927)."""

    hits: int
    total: int

    @property
    def value(self) -> float | None:
        """The share, or None of nothing."""
        return self.hits / self.total if self.total else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Lower and upper bound."""
        if not self.total:
            return None
        n, p = self.total, self.hits / self.total
        middle = (p + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
        half = _Z * sqrt(p * (1 - p) / n + _Z**2 / (4 * n**2)) / (1 + _Z**2 / n)
        return (max(0.0, middle - half), min(1.0, middle + half))

    def as_json(self) -> dict[str, object]:
        """For the report: value, bounds and counts."""
        return {"value": self.value, "interval_95": self.interval, "hits": self.hits, "total": self.total}


def share(flags: Iterable[bool]) -> Share:
    """How many of the flags are set."""
    listed = list(flags)
    return Share(sum(listed), len(listed))


def bootstrap(photos: Sequence[Each], figure: Callable[[Sequence[Each]], float | None]) -> tuple[float, float] | None:
    """The 95 % percentile interval of a figure over photos drawn with replacement (Efron, 1979); None of nothing."""
    if not photos:
        return None
    rng = np.random.default_rng(0)
    drawn = (figure([photos[i] for i in rng.integers(0, len(photos), len(photos))]) for _ in range(_RESAMPLES))
    values = [value for value in drawn if value is not None]
    return _interval(np.array(values)) if values else None


def percentiles(values: Sequence[float]) -> dict[str, object]:
    """p50 and p95, each with its bootstrapped interval."""
    measured = np.array(values)
    draws = measured[np.random.default_rng(0).integers(0, len(measured), (_RESAMPLES, len(measured)))]
    p50s, p95s = np.percentile(draws, [50, 95], axis=1)
    p50, p95 = np.percentile(measured, [50, 95])
    return {
        "p50": float(p50),
        "p50_interval_95": _interval(p50s),
        "p95": float(p95),
        "p95_interval_95": _interval(p95s),
    }


def _interval(values: NDArray[np.float64]) -> tuple[float, float]:
    low, high = np.percentile(values, [2.5, 97.5])
    return (float(low), float(high))
