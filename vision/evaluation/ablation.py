"""The same photos with stages of recognition taken away: what each is worth, from evidence gathered once."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from vision.pipeline import Evidence, Look
from vision.structures import RegionKind, Vote

Ranking = tuple[tuple[int, float], ...]
"""(reference number, score), best first; the score's unit is the stage's own."""

_KEPT = 50

_PHOTO: tuple[RegionKind, ...] = ("photo",)
_WINDOWS: tuple[RegionKind, ...] = ("photo", "window")
_PICTURES: tuple[RegionKind, ...] = ("photo", "window", "picture")


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known about one photo."""

    evidence: Evidence
    votes: Sequence[Vote]
    """More of them than production verifies."""
    shortlisted: Sequence[int]
    """The candidates before verification."""
    confidences: Ranking
    """The calibrated probabilities of what was verified."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A way to rank the catalogue for a photo."""

    name: str
    what: str
    rank: Callable[[Seen], Iterable[tuple[int, float]]]
    is_comparable: bool = True
    """Whether scores of different photos can be compared, so that one threshold could accept and reject."""


def _similar(seen: Seen, kinds: Collection[RegionKind]) -> list[tuple[int, float]]:
    regions = zip(seen.evidence.regions, seen.evidence.neighbours, strict=True)
    return [(n.reference_image_id, n.similarity) for region, alike in regions if region.kind in kinds for n in alike]


def _joined(seen: Seen) -> list[tuple[int, float]]:
    """Only the order is known here: votes and similarities have no common unit before the decision."""
    return [(number, 1 / (1 + place)) for place, number in enumerate(seen.shortlisted)]


def _agreeing(looks: Iterable[Look]) -> list[tuple[int, float]]:
    return [(v.candidate.reference_image_id, float(v.inliers)) for look in looks for v in look.verifications]


STAGES = (
    Stage(
        "whole-photo embedding",
        "similarity of the whole photo's embedding",
        lambda seen: _similar(seen, _PHOTO),
    ),
    Stage("+ windows", "of the most similar window or photo", lambda seen: _similar(seen, _WINDOWS)),
    Stage(
        "+ outlined pictures",
        "of the most similar picture, window or photo",
        lambda seen: _similar(seen, _PICTURES),
    ),
    Stage(
        "votes of local descriptors",
        "of the whole photo, without any embedding",
        lambda seen: [(vote.reference_image_id, vote.votes) for vote in seen.votes],
    ),
    Stage("votes + embedding", "the candidates for verification, in their order", _joined, is_comparable=False),
    Stage(
        "+ geometry",
        "places of the photo that agree with one homography",
        lambda seen: _agreeing(seen.evidence.looks[:1]),
    ),
    Stage(
        "+ closer looks",
        "the same, at the whole photo or at an outlined picture",
        lambda seen: _agreeing(seen.evidence.looks),
    ),
    Stage(
        "+ decision (production)",
        "calibrated probability, from all evidence and the picture inside the outline",
        lambda seen: seen.confidences,
    ),
)
"""In the order of the table; a new row is a new entry here."""


def rankings(seen: Seen) -> dict[str, Ranking]:
    """Each stage's ranking of one photo. Where scores are equal, the order of the shortlist decides."""
    places = {number: place for place, number in enumerate(seen.shortlisted)}
    ranked: dict[str, Ranking] = {}
    for stage in STAGES:
        best: dict[int, float] = {}
        for number, score in stage.rank(seen):
            best[number] = max(best.get(number, score), score)
        in_order = sorted(best.items(), key=lambda pair: (-pair[1], places.get(pair[0], len(places)), pair[0]))
        ranked[stage.name] = tuple(in_order[:_KEPT])
    return ranked
