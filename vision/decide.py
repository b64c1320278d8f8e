"""Evidence → match, candidates or unknown, with a calibrated probability."""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from vision.structures import Outcome, Quad, RankedCandidate, Verification

FEATURES = ("log_inliers", "coverage", "picture_similarity", "log_votes", "similarity")

# Two findings are of one work when their outlines share this much of the smaller one.
_SAME_PLACE = 0.5


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic model of "this candidate is the work in the photo", fitted by ``vision.training.calibration``."""

    weights: tuple[float, ...]
    """One per feature of ``FEATURES``, in that order."""
    intercept: float
    match_above: float
    """Confidence of a match: chosen for a stated false-accept rate on simulated photos of works that are not there."""
    candidate_above: float
    """Confidence of a candidate worth showing."""

    def confidence(self, features: Sequence[float]) -> float:
        """The probability that a candidate with these features is the work in the photo."""
        logit = self.intercept + math.fsum(w * f for w, f in zip(self.weights, features, strict=True))
        return 1 / (1 + math.exp(-max(-60.0, min(60.0, logit))))


def read_calibration(path: Path) -> Calibration:
    """The calibration in a JSON file, checked against the features of this code.

    Raises:
        ValueError: the file was fitted for other features, or has not one weight for each.
    """
    facts = json.loads(path.read_text(encoding="utf-8"))
    if tuple(facts["features"]) != FEATURES:
        raise ValueError(f"{path.name} was fitted for {facts['features']}, this code has {list(FEATURES)}")
    if len(facts["weights"]) != len(FEATURES):
        raise ValueError(f"{path.name} has {len(facts['weights'])} weights for {len(FEATURES)} features")
    return Calibration(
        weights=tuple(facts["weights"]),
        intercept=facts["intercept"],
        match_above=facts["match_above"],
        candidate_above=facts["candidate_above"],
    )


def features(verification: Verification) -> tuple[float, ...]:
    """The evidence of one candidate as the numbers named by ``FEATURES``."""
    candidate = verification.candidate
    return (
        math.log1p(verification.inliers),
        verification.coverage,
        verification.picture_similarity or 0.0,
        math.log1p(candidate.votes),
        candidate.similarity,
    )


@dataclass(frozen=True, slots=True)
class Decision:
    """What is at one place of the photo: the outcome, and its candidates, best first."""

    outcome: Outcome
    quad: Quad
    candidates: tuple[RankedCandidate, ...]


def decide(
    verifications: Sequence[Verification], calibration: Calibration, *, whole_photo: Quad, shown: int
) -> list[Decision]:
    """One decision per work found; where there is none, one about the whole photo. Quads stay in their pixels."""
    ranked = _ranked(verifications, calibration)
    matches: list[Decision] = []
    for candidate in ranked:
        if candidate.confidence < calibration.match_above or candidate.quad is None:
            continue
        if not any(overlap(candidate.quad, match.quad) > _SAME_PLACE for match in matches):
            matches.append(Decision(outcome="match", quad=candidate.quad, candidates=(candidate,)))
    if matches:
        return matches
    likely = tuple(c for c in ranked if c.confidence >= calibration.candidate_above)[:shown]
    return [Decision(outcome="candidates" if likely else "unknown", quad=whole_photo, candidates=likely)]


def is_explained(quad: Quad, verifications: Sequence[Verification], calibration: Calibration) -> bool:
    """Whether a work that will be called a match is at this place of the photo."""
    return any(
        v.quad is not None
        and overlap(quad, v.quad) > _SAME_PLACE
        and calibration.confidence(features(v)) >= calibration.match_above
        for v in verifications
    )


def _ranked(verifications: Sequence[Verification], calibration: Calibration) -> list[RankedCandidate]:
    """The most probable first; of a reference that was looked at more than once, the most probable look."""
    ranked = sorted((_rank(v, calibration) for v in verifications), key=lambda c: (-c.confidence, c.reference_image_id))
    best: dict[int, RankedCandidate] = {}
    for candidate in ranked:
        best.setdefault(candidate.reference_image_id, candidate)
    return list(best.values())


def _rank(verification: Verification, calibration: Calibration) -> RankedCandidate:
    candidate = verification.candidate
    seen = verification.picture_similarity
    return RankedCandidate(
        reference_image_id=candidate.reference_image_id,
        confidence=calibration.confidence(features(verification)),
        similarity=candidate.similarity if seen is None else seen,
        votes=candidate.votes,
        inliers=verification.inliers,
        coverage=verification.coverage,
        quad=verification.quad,
    )


def overlap(one: Quad, other: Quad) -> float:
    """The area two convex quads share, as a part of the smaller one's: 0–1."""
    a, b = np.array(one, np.float32), np.array(other, np.float32)
    smaller = min(cv2.contourArea(a), cv2.contourArea(b))
    if smaller <= 0:
        return 0.0
    shared, _ = cv2.intersectConvexConvex(a, b)
    return float(min(1.0, shared / smaller))
