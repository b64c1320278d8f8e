"""Everything that was measured, as one JSON document."""

import datetime
import os
import platform
from collections.abc import Mapping, Sequence
from math import log
from pathlib import Path

from vision.engine import Networks
from vision.evaluation.ablation import STAGES
from vision.evaluation.figures import SCHEMA, figures, milliseconds, ranking_facts
from vision.evaluation.intervals import share
from vision.evaluation.measure import Measured
from vision.evaluation.run import Claim, Result

Facts = dict[str, object]


def facts_of(measured: Measured, networks: Networks) -> Facts:
    """The figures of every set and of all together."""
    results = measured.results
    names = dict.fromkeys(result.photo_set for result in results)
    return {
        "schema": SCHEMA,
        "measured_at": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "machine": _machine(),
        "embedder": networks.embedder.fingerprint,
        "descriptors": networks.vocabulary_fingerprint,
        "references": len(measured.entries),
        "distractors": sum(number < measured.distractors for number in measured.entries),
        "unreadable_references": {str(path): reason for path, reason in measured.unreadable.items()},
        "unreadable_photos": {str(r.path): r.problem for r in results if r.problem},
        "unlabelled_photos": [str(path) for path in measured.unlabelled],
        "peak_memory_bytes": measured.peak_memory_bytes,
        "match_above": networks.calibration.match_above,
        "all": figures(results),
        "sets": {name: figures([r for r in results if r.photo_set == name]) for name in names},
        "ablation": _ablation(results),
        "log_odds": log_odds(results),
        "results": [_as_json(result, measured.references) for result in results],
    }


def _machine() -> str:
    threads = os.environ.get("OMP_NUM_THREADS", "all")
    return (
        f"{platform.machine()}, {os.cpu_count()} cores, OMP_NUM_THREADS {threads}, Python {platform.python_version()}"
    )


def _ablation(results: Sequence[Result]) -> Facts:
    return {
        stage.name: {
            "what": stage.what,
            **ranking_facts(
                results,
                [result.rankings.get(stage.name, ()) for result in results],
                is_comparable=stage.is_comparable,
            ),
        }
        for stage in STAGES
    }


def ours(measured: Measured) -> Facts:
    """The whole pipeline as a row of the comparison."""
    results, stage = measured.results, STAGES[-1]
    matches = [(claim, r) for r in results for claim in r.matches]
    return {
        "what": "all stages",
        "references": len(measured.entries),
        **ranking_facts(results, [result.rankings.get(stage.name, ()) for result in results]),
        "milliseconds": milliseconds([r.milliseconds for r in results if not r.problem]),
        "own_threshold": {
            "what": "match",
            "match_rate": share(bool(r.found) for r in results if r.expected).as_json(),
            "match_precision": share(claim.reference in r.expected for claim, r in matches).as_json(),
            "false_accepts": share(bool(r.matches) for r in results if r.is_nothing).as_json(),
        },
    }


def log_odds(results: Sequence[Result]) -> dict[str, list[float]]:
    """Of the works that are in the photos, and of the best candidate where the work is not in the catalogue."""
    present = [claim for r in results for claim in r.claims if claim.reference in r.expected]
    absent = [r.claims[:1] for r in results if r.is_nothing] + [(r.absent or ())[:1] for r in results]
    return {
        "present": [_log_odds(claim) for claim in present],
        "absent": [_log_odds(claim) for claims in absent for claim in claims],
    }


def _log_odds(claim: Claim) -> float:
    p = min(max(claim.confidence, 1e-15), 1 - 1e-15)
    return round(log(p / (1 - p)), 3)


def _as_json(result: Result, references: Sequence[Path]) -> Facts:
    """One photo, so that two runs can be compared photo by photo."""
    first = result.claims[0] if result.claims else None
    lost = {references[work].name: result.lost_at(work) for work in sorted(result.expected - result.found)}
    return {
        "set": result.photo_set,
        "photo": result.path.name,
        "expected": sorted(references[number].name for number in result.expected),
        "matched": [references[claim.reference].name for claim in result.matches],
        "matched_without_its_works": [references[c.reference].name for c in result.absent or () if c.is_match],
        "rank_before": result.rank_before,
        "first": None if first is None else references[first.reference].name,
        "confidence": None if first is None else first.confidence,
        "inliers": None if first is None else first.inliers,
        "similarity": None if first is None else round(first.similarity, 4),
        "lost_at": lost,
        "milliseconds": result.milliseconds.get("recognize"),
    }


def mapping(value: object) -> Mapping[str, object]:
    """A part of the facts that is a mapping; they are typed loosely, as JSON is."""
    if not isinstance(value, dict):
        raise TypeError(f"expected a mapping, found {type(value)}")
    return value
