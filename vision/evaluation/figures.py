"""Results → figures with 95 % intervals."""

import resource
from collections.abc import Sequence
from math import inf

import numpy as np

from vision.evaluation.ablation import Ranking
from vision.evaluation.intervals import Share, bootstrap, percentiles, share
from vision.evaluation.run import LOST_AT, RANKS, Result

SCHEMA = "artrec-evaluation/1"


def figures(results: Sequence[Result]) -> dict[str, object]:
    """All figures of a list of results, ready for JSON; the keys are stable under ``SCHEMA``."""
    findable = [result for result in results if result.expected]
    matches = [(claim, result) for result in results for claim in result.matches]
    return {
        "photos": len(results),
        "unreadable_photos": sum(bool(result.problem) for result in results),
        "candidate_recall": {
            str(rank): share(r.rank_before is not None and r.rank_before < rank for r in findable).as_json()
            for rank in RANKS
        },
        "top_1": share(result.is_top_right for result in findable).as_json(),
        "match_rate": share(bool(result.found) for result in findable).as_json(),
        "match_precision": share(claim.reference in result.expected for claim, result in matches).as_json(),
        "false_accepts": share(bool(result.matches) for result in results if result.is_nothing).as_json(),
        "false_accepts_without_its_works": _without_its_works(results),
        **_several([result for result in findable if len(result.expected) > 1]),
        "gap": global_average_precision(results),
        "gap_interval_95": bootstrap(results, global_average_precision),
        "calibration": calibration(results),
        "milliseconds": milliseconds([result.milliseconds for result in results]),
        "lost_at": {stage: sum(result.missed_at == stage for result in findable) for stage in LOST_AT},
        "works_lost_at": {
            stage: sum(r.lost_at(work) == stage for r in findable for work in r.expected) for stage in LOST_AT
        },
    }


def _without_its_works(results: Sequence[Result]) -> dict[str, object]:
    """Photos of works that were taken out of the catalogue, in which something was matched all the same."""
    return share(any(claim.is_match for claim in r.absent) for r in results if r.absent is not None).as_json()


def _several(several: Sequence[Result]) -> dict[str, object]:
    found = sum(len(result.found) for result in several)
    return {
        "works_found_of_several": Share(found, sum(len(result.expected) for result in several)).as_json(),
        "all_found_of_several": share(result.found == result.expected for result in several).as_json(),
    }


def global_average_precision(results: Sequence[Result]) -> float | None:
    """µAP: the most confident claim of every photo in one list (Perronnin, Liu and Renders, CVPR 2009).

    None where no photo has anything to find.
    """
    return average_precision(
        [(r.claims[0].confidence, r.is_top_right) for r in results if r.claims],
        findable=sum(bool(result.expected) for result in results),
    )


def average_precision(claims: Sequence[tuple[float, bool]], *, findable: int) -> float | None:
    """The area under the precision-recall curve of claims (score, is right), of which ``findable`` could be right."""
    if not findable:
        return None
    right = 0
    total = 0.0
    for place, (_, is_right) in enumerate(sorted(claims, key=lambda claim: -claim[0]), start=1):
        right += is_right
        total += is_right * right / place
    return total / findable


def calibration(results: Sequence[Result]) -> dict[str, object]:
    """The reliability table of the most confident claims, and its expected calibration error."""
    return {
        "expected_calibration_error": _calibration_error(results),
        "interval_95": bootstrap(results, _calibration_error),
        "bins": reliability(results),
    }


def _calibration_error(results: Sequence[Result]) -> float | None:
    """Guo, Pleiss, Sun and Weinberger, ICML 2017; None where nothing was claimed."""
    rows = reliability(results)
    claims = sum(row["photos"] for row in rows)
    gaps = (abs(row["confidence"] - row["accuracy"]) * row["photos"] for row in rows)
    return sum(gaps) / claims if claims else None


def reliability(results: Sequence[Result], *, bins: int = 10) -> list[dict[str, float]]:
    """For each bin of confidence that has any: the claims' mean confidence, the share that is right, and how many."""
    claims = [(r.claims[0].confidence, r.is_top_right) for r in results if r.claims]
    rows = []
    for place in range(bins):
        inside = [(c, right) for c, right in claims if min(int(c * bins), bins - 1) == place]
        if inside:
            right = Share(sum(is_right for _, is_right in inside), len(inside))
            low, high = right.interval or (0.0, 1.0)
            row = {"confidence": float(np.mean([c for c, _ in inside])), "accuracy": right.hits / right.total}
            rows.append({**row, "accuracy_low": low, "accuracy_high": high, "photos": len(inside)})
    return rows


def milliseconds(measured: Sequence[dict[str, float]]) -> dict[str, object]:
    """Percentiles by stage, in the order of the stages."""
    stages = dict.fromkeys(stage for each in measured for stage in each)
    return {stage: percentiles([each[stage] for each in measured if stage in each]) for stage in stages}


def ranking_facts(
    results: Sequence[Result], rankings: Sequence[Ranking], *, is_comparable: bool = True
) -> dict[str, object]:
    """What bare rankings of the catalogue, one per photo, are worth in each set and in all; whatever made them."""
    photos = list(zip(results, rankings, strict=True))
    names = dict.fromkeys(result.photo_set for result in results)
    parts = {name: [photo for photo in photos if photo[0].photo_set == name] for name in names}
    return {
        "all": _ranking_figures(photos, is_comparable=is_comparable),
        "sets": {name: _ranking_figures(part, is_comparable=is_comparable) for name, part in parts.items()},
    }


def _ranking_figures(photos: Sequence[tuple[Result, Ranking]], *, is_comparable: bool) -> dict[str, object]:
    """Recall, µAP, and how well scores tell found from absent.

    ``right_without_false_accepts``: the findable photos whose first is right, with a score above that of every photo
    with nothing in it. No method knows that threshold beforehand: it is the best that its scores allow.
    """
    findable = [(r.expected, ranking) for r, ranking in photos if r.expected]
    facts: dict[str, object] = {
        f"top_{k}": share(any(n in expected for n, _ in ranking[:k]) for expected, ranking in findable).as_json()
        for k in (1, 10)
    }
    if is_comparable:
        firsts = [(ranking[0][1], ranking[0][0] in r.expected) for r, ranking in photos if ranking]
        highest = max((ranking[0][1] for r, ranking in photos if r.is_nothing and ranking), default=-inf)
        facts["gap"] = average_precision(firsts, findable=len(findable))
        facts["right_without_false_accepts"] = share(
            bool(ranking) and ranking[0][0] in expected and ranking[0][1] > highest for expected, ranking in findable
        ).as_json()
    return facts


def peak_memory_bytes() -> int:
    """The largest resident size this process has had (Linux counts it in kB)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
