"""What a user could take off the shelf instead, by each library's own defaults, on the same photos."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from time import perf_counter
from typing import Protocol

from vision.config import RecognitionConfig
from vision.decode import UndecodablePhoto, decode
from vision.evaluation.ablation import Ranking
from vision.evaluation.figures import milliseconds, ranking_facts
from vision.evaluation.intervals import share
from vision.evaluation.run import Result
from vision.structures import Photo, RgbImage

Progress = Callable[[int], None]


class Baseline(Protocol):
    """A method that ranks reference pictures for a photo. Photo and pictures are decoded upright, ≤ 1024 px."""

    name: str
    what: str
    """The library, its version, and how it is used."""
    threshold: str
    """What the library or its tutorial itself calls a match; empty where it says nothing."""

    def prepare(self, references: Mapping[int, Path], progress: Progress) -> int:
        """Reads the reference pictures by number; returns how many of them it searches."""

    def rank(self, photo: RgbImage) -> tuple[Ranking, bool]:
        """Up to 50 references, best first, and whether the first passes ``threshold``."""


def compare_each(
    baselines: Sequence[Baseline],
    results: Sequence[Result],
    references: Mapping[int, Path],
    *,
    prepared: Progress,
    ranked: Progress,
) -> dict[str, object]:
    """Every baseline's figures by name; ``references`` are the readable picture files by catalogue number."""
    facts: dict[str, object] = {}
    for baseline in baselines:
        searched = baseline.prepare(references, prepared)
        facts[baseline.name] = {"what": baseline.what, "references": searched, **_measure(baseline, results, ranked)}
    return facts


def _measure(baseline: Baseline, results: Sequence[Result], progress: Progress) -> dict[str, object]:
    rankings: list[Ranking] = []
    accepted: list[bool] = []
    times: list[dict[str, float]] = []
    for result in results:
        started_at = perf_counter()
        try:
            photo = decode(Photo(result.path.read_bytes()), RecognitionConfig()).pixels
        except (UndecodablePhoto, OSError):
            rankings.append(())
            accepted.append(False)
        else:
            ranking, is_accepted = baseline.rank(photo)
            times.append({"recognize": (perf_counter() - started_at) * 1000})
            rankings.append(ranking)
            accepted.append(is_accepted)
        progress(1)
    return {
        **ranking_facts(results, rankings),
        "milliseconds": milliseconds(times),
        "own_threshold": _own_threshold(baseline, results, rankings, accepted),
    }


def _own_threshold(
    baseline: Baseline, results: Sequence[Result], rankings: Sequence[Ranking], accepted: Sequence[bool]
) -> dict[str, object] | None:
    if not baseline.threshold:
        return None
    photos = list(zip(results, rankings, accepted, strict=True))
    return {
        "what": baseline.threshold,
        "match_rate": share(ok and ranking[0][0] in r.expected for r, ranking, ok in photos if r.expected).as_json(),
        "match_precision": share(ranking[0][0] in r.expected for r, ranking, ok in photos if ok).as_json(),
        "false_accepts": share(ok for r, _, ok in photos if r.is_nothing).as_json(),
    }
