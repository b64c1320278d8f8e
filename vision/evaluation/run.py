"""Recognizes every photo of the sets by the production pipeline and writes down what came out."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from vision.decide import decide
from vision.evaluation.catalogue import MemoryCatalogue
from vision.evaluation.photos import PhotoSet, Query
from vision.pipeline import Engine, Evidence, Stopwatch, gather_evidence, shortlist
from vision.structures import Photo, Quad

RANKS = (1, 5, 20, 50)


@dataclass(frozen=True, slots=True)
class Claim:
    """One work that the pipeline claims to see: its reference, the probability, whether it is said to be a match."""

    reference: int
    confidence: float
    is_match: bool
    inliers: int
    quad: Quad | None


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one photo."""

    photo_set: str
    path: Path
    expected: frozenset[int]
    rank_before: int | None
    """The place of the first expected reference among 50 candidates before verification, from 0."""
    claims: tuple[Claim, ...]
    """Every verified candidate, the most confident first; matches as decided."""
    milliseconds: dict[str, float]

    @property
    def matches(self) -> list[Claim]:
        """What the answer calls a match."""
        return [claim for claim in self.claims if claim.is_match]

    @property
    def is_top_right(self) -> bool:
        """Whether the most confident claim is an expected work."""
        return bool(self.claims) and self.claims[0].reference in self.expected

    @property
    def lost_at(self) -> str:
        """The stage that lost the work: search, verify or decide; empty where it was matched, or none is there."""
        if not self.expected or any(claim.reference in self.expected for claim in self.matches):
            return ""
        if self.rank_before is None:
            return "search"
        return "decide" if self.is_top_right else "verify"


def run(
    photo_set: PhotoSet,
    numbers: dict[Path, int],
    catalogue: MemoryCatalogue,
    *,
    progress: Callable[[int], None],
) -> list[Result]:
    """Recognizes the photos of a set; ``numbers`` are the catalogue's numbers of the reference files."""
    by_name = {path.name: numbers[path] for path in photo_set.references}
    engine = catalogue.engine()
    results = []
    for query in photo_set.queries:
        expected = frozenset(by_name[name] for name in query.references)
        results.append(_result(photo_set.name, query, expected, engine))
        progress(1)
    return results


def _result(photo_set: str, query: Query, expected: frozenset[int], engine: Engine) -> Result:
    watch = Stopwatch()
    with watch("recognize"):
        evidence = gather_evidence(Photo(query.path.read_bytes()), engine, watch)
        decisions = decide(
            evidence.verifications,
            engine.calibration,
            whole_photo=evidence.regions[0].quad,
            shown=len(evidence.verifications),
        )
    matched = {d.candidates[0].reference_image_id for d in decisions if d.outcome == "match"}
    every_candidate = decide(
        evidence.verifications,
        replace(engine.calibration, match_above=1.1, candidate_above=0.0),
        whole_photo=evidence.regions[0].quad,
        shown=len(evidence.verifications),
    )[0].candidates
    claims = tuple(
        Claim(c.reference_image_id, c.confidence, c.reference_image_id in matched, c.inliers, c.quad)
        for c in every_candidate
    )
    return Result(photo_set, query.path, expected, _rank_before(evidence, expected, engine), claims, watch.milliseconds)


def _rank_before(evidence: Evidence, expected: frozenset[int], engine: Engine) -> int | None:
    half = RANKS[-1] // 2
    votes = engine.indexes.descriptors.vote(evidence.keypoints, half)
    wide = replace(engine.config, voted=half, similar=half)
    ranked = [c.reference_image_id for c in shortlist(evidence.neighbours, votes, wide)]
    return next((place for place, number in enumerate(ranked) if number in expected), None)
