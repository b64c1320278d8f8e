"""Results → figures with 95 % intervals."""

import resource
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from vision.evaluation.run import RANKS, Result

SCHEMA = "artrec-evaluation/1"
_Z = 1.959964


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


def figures(results: Sequence[Result]) -> dict[str, object]:
    """All figures of a list of results, ready for JSON; the keys are stable under ``SCHEMA``."""
    findable = [result for result in results if result.expected]
    nothing = [result for result in results if not result.expected]
    matches = [(claim, result) for result in results for claim in result.matches]
    several = [result for result in findable if len(result.expected) > 1]
    return {
        "photos": len(results),
        "candidate_recall": {
            str(rank): share(r.rank_before is not None and r.rank_before < rank for r in findable).as_json()
            for rank in RANKS
        },
        "top_1": share(result.is_top_right for result in findable).as_json(),
        "match_rate": share(not result.lost_at for result in findable).as_json(),
        "match_precision": share(claim.reference in result.expected for claim, result in matches).as_json(),
        "false_accepts": share(bool(result.matches) for result in nothing).as_json(),
        "works_found_of_several": _works_found(several).as_json(),
        "gap": global_average_precision(results),
        "calibration": calibration(results),
        "milliseconds": _milliseconds(results),
        "lost_at": {stage: sum(r.lost_at == stage for r in findable) for stage in ("search", "verify", "decide")},
    }


def _works_found(several: Sequence[Result]) -> Share:
    found = sum(len({c.reference for c in r.matches} & r.expected) for r in several)
    return Share(found, sum(len(r.expected) for r in several))


def global_average_precision(results: Sequence[Result]) -> float | None:
    """µAP: the most confident claim of every photo in one list (Perronnin, Liu and Renders, CVPR 2009).

    None where no photo has anything to find.
    """
    findable = sum(bool(result.expected) for result in results)
    if not findable:
        return None
    claims = sorted(
        ((r.claims[0].confidence, r.is_top_right) for r in results if r.claims), key=lambda claim: -claim[0]
    )
    right = 0
    total = 0.0
    for place, (_, is_right) in enumerate(claims, start=1):
        right += is_right
        total += is_right * right / place
    return total / findable


def calibration(results: Sequence[Result]) -> dict[str, object]:
    """The reliability table of the most confident claims, and its expected calibration error."""
    rows = reliability(results)
    photos = sum(row["photos"] for row in rows)
    error = sum(abs(row["confidence"] - row["accuracy"]) * row["photos"] / photos for row in rows)
    return {"expected_calibration_error": error, "bins": rows}


def reliability(results: Sequence[Result], *, bins: int = 10) -> list[dict[str, float]]:
    """For each bin of confidence that has any: the claims' mean confidence, the share that is right, and how many."""
    claims = [(r.claims[0].confidence, r.is_top_right) for r in results if r.claims]
    rows = []
    for place in range(bins):
        inside = [(c, right) for c, right in claims if min(int(c * bins), bins - 1) == place]
        if inside:
            confidence = float(np.mean([c for c, _ in inside]))
            accuracy = float(np.mean([right for _, right in inside]))
            rows.append({"confidence": confidence, "accuracy": accuracy, "photos": len(inside)})
    return rows


def _milliseconds(results: Sequence[Result]) -> dict[str, dict[str, float]]:
    stages = {stage for result in results for stage in result.milliseconds}
    return {
        stage: {
            "p50": float(np.percentile([r.milliseconds[stage] for r in results], 50)),
            "p95": float(np.percentile([r.milliseconds[stage] for r in results], 95)),
        }
        for stage in sorted(stages)
    }


def peak_memory_bytes() -> int:
    """The largest resident size this process has had (Linux counts it in kB)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
