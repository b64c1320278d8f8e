"""Recognizes every photo of the sets by the production pipeline and writes down what came out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from pathlib import Path

from vision.config import RecognitionConfig
from vision.decide import Decision
from vision.decode import UndecodablePhoto
from vision.evaluation.ablation import Ranking, Seen, rankings
from vision.evaluation.catalogue import MemoryCatalogue
from vision.evaluation.photos import PhotoSet, Query
from vision.pipeline import Engine, Evidence, Stopwatch, conclude, gather_evidence, shortlist
from vision.structures import Keypoints, Photo, Quad, UprightImage, Vote

RANKS = (1, 5, 20, 50)
LOST_AT = ("decode", "search", "verify", "decide")
"""Where a work can be lost: the photo cannot be read; the work is not among the verified candidates; geometry gives no
outline of it; it has an outline, but is not called a match."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One work that the pipeline claims to see: its reference, the probability, whether it is said to be a match."""

    reference: int
    confidence: float
    is_match: bool
    inliers: int
    similarity: float
    """Of the picture inside the outline where there is one, else of the best region."""
    quad: Quad | None
    """In shares of the photo's width and height."""


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
    problem: str = ""
    """Why the photo could not be read."""
    rankings: dict[str, Ranking] = field(default_factory=dict)
    """By stage of the ablation: reference numbers with their score, best first."""
    absent: tuple[Claim, ...] | None = None
    """The claims when the expected works are taken out of the catalogue; None where that was not tried."""
    keypoints: Keypoints | None = None

    @property
    def matches(self) -> list[Claim]:
        """What the answer calls a match."""
        return [claim for claim in self.claims if claim.is_match]

    @property
    def found(self) -> frozenset[int]:
        """The expected works that were matched."""
        return self.expected & {claim.reference for claim in self.matches}

    @property
    def is_top_right(self) -> bool:
        """Whether the most confident claim is an expected work."""
        return bool(self.claims) and self.claims[0].reference in self.expected

    @property
    def is_nothing(self) -> bool:
        """Whether the photo could be read, and nothing is in it."""
        return not self.expected and not self.problem

    def lost_at(self, work: int) -> str:
        """The stage of ``LOST_AT`` that lost an expected work; empty where it was matched."""
        if work in self.found:
            return ""
        if self.problem:
            return "decode"
        claim = next((claim for claim in self.claims if claim.reference == work), None)
        if claim is None:
            return "search"
        return "verify" if claim.quad is None else "decide"

    @property
    def missed_at(self) -> str:
        """The stage that lost the photo: how far the best of its works came; empty where one was matched."""
        if not self.expected or self.found:
            return ""
        return max((self.lost_at(work) for work in self.expected), key=LOST_AT.index)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to do beyond the plain run."""

    absent: bool = False
    """Recognize every findable photo again without its works: what is matched then is a false accept."""
    keypoints: bool = False
    """Keep the photos' keypoints."""


def run(
    photo_set: PhotoSet,
    numbers: Mapping[Path, int],
    catalogue: MemoryCatalogue,
    *,
    progress: Callable[[int], None],
    wanted: Wanted = Wanted(),
) -> list[Result]:
    """Recognizes the photos of a set; ``numbers`` are the catalogue's numbers of the reference files."""
    engine = catalogue.engine()
    results = []
    for query in photo_set.queries:
        expected = frozenset(numbers[path] for path in query.references)
        result = _result(photo_set.name, query, expected, engine, wanted)
        if wanted.absent and expected and not result.problem:
            catalogue.hide(expected)
            without = gather_evidence(Photo(query.path.read_bytes()), engine, Stopwatch())
            result = replace(result, absent=_claims(without, engine))
            catalogue.show(expected)
        results.append(result)
        progress(1)
    return results


def _result(photo_set: str, query: Query, expected: frozenset[int], engine: Engine, wanted: Wanted) -> Result:
    watch = Stopwatch()
    try:
        with watch("recognize"):
            evidence = gather_evidence(Photo(query.path.read_bytes()), engine, watch)
            with watch("decide"):
                decisions = _decide(evidence, engine)
    except (UndecodablePhoto, OSError) as error:
        return Result(photo_set, query.path, expected, None, (), {}, problem=str(error))
    claims = _claims(evidence, engine, decisions)
    seen = _seen(evidence, claims, engine)
    return Result(
        photo_set=photo_set,
        path=query.path,
        expected=expected,
        rank_before=next((place for place, each in enumerate(seen.shortlisted) if each in expected), None),
        claims=claims,
        milliseconds=watch.milliseconds,
        rankings=rankings(seen),
        keypoints=evidence.keypoints if wanted.keypoints else None,
    )


def _decide(evidence: Evidence, engine: Engine) -> list[Decision]:
    return conclude(evidence, engine.calibration, shown=len(evidence.verifications))


def _claims(evidence: Evidence, engine: Engine, decisions: Sequence[Decision] | None = None) -> tuple[Claim, ...]:
    """Every verified candidate with its confidence, and whether it is one of the matches."""
    decided = _decide(evidence, engine) if decisions is None else decisions
    matched = {d.candidates[0].reference_image_id for d in decided if d.outcome == "match"}
    unlimited = replace(engine, calibration=replace(engine.calibration, match_above=1.1, candidate_above=0.0))
    return tuple(
        Claim(
            reference=candidate.reference_image_id,
            confidence=candidate.confidence,
            is_match=candidate.reference_image_id in matched,
            inliers=candidate.inliers,
            similarity=candidate.similarity,
            quad=None if candidate.quad is None else _in_shares(candidate.quad, evidence.image),
        )
        for candidate in _decide(evidence, unlimited)[0].candidates
    )


def _in_shares(quad: Quad, image: UprightImage) -> Quad:
    height, width = image.pixels.shape[:2]
    a, b, c, d = ((x / width, y / height) for x, y in quad)
    return (a, b, c, d)


def _seen(evidence: Evidence, claims: Sequence[Claim], engine: Engine) -> Seen:
    """What each stage of the ablation ranks."""
    half = RANKS[-1] // 2
    votes = engine.indexes.descriptors.vote(evidence.keypoints, half)
    return Seen(
        evidence=evidence,
        votes=votes,
        shortlisted=_shortlisted(evidence, votes, replace(engine.config, voted=half, similar=half)),
        confidences=tuple((claim.reference, claim.confidence) for claim in claims),
    )


def _shortlisted(evidence: Evidence, votes: Sequence[Vote], wide: RecognitionConfig) -> tuple[int, ...]:
    """Fifty candidates before verification: those of every look, the looks in turns, then more than are verified."""
    looks = [[v.candidate.reference_image_id for v in look.verifications] for look in evidence.looks]
    turns = (number for turn in zip_longest(*looks) for number in turn if number is not None)
    more = (candidate.reference_image_id for candidate in shortlist(evidence.neighbours, votes, wide))
    return tuple(dict.fromkeys([*turns, *more]))[: RANKS[-1]]
