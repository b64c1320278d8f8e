"""What an explanation consists of: stages in the order of recognition with their pictures, and the figures behind."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from vision.explain.canvas import encode_jpeg, encode_png
from vision.structures import Outcome, Quad, RgbImage

SCHEMA = "artrec-explanation/1"


@dataclass(frozen=True, slots=True)
class Picture:
    """An encoded picture; ``shows`` says in words what is on it."""

    name: str
    """A file name, unique in the explanation."""
    shows: str
    media_type: Literal["image/jpeg", "image/png"]
    width_px: int
    height_px: int
    data: bytes


def photograph(stem: str, pixels: RgbImage, shows: str) -> Picture:
    """A picture with parts of photos on it."""
    height, width = pixels.shape[:2]
    return Picture(f"{stem}.jpg", shows, "image/jpeg", width, height, encode_jpeg(pixels))


def chart(stem: str, pixels: RgbImage, shows: str) -> Picture:
    """A picture of lines and text only."""
    height, width = pixels.shape[:2]
    return Picture(f"{stem}.png", shows, "image/png", width, height, encode_png(pixels))


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of recognition. ``told`` names reference images as "#731"."""

    name: str
    title: str
    told: str
    pictures: tuple[Picture, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """What one feature adds to a candidate's logit: weight × value."""

    feature: str
    value: float
    weight: float

    @property
    def contribution(self) -> float:
        """In logits: 1 multiplies the odds by 2.7."""
        return self.weight * self.value


@dataclass(frozen=True, slots=True)
class Weighed:
    """A verified candidate with its evidence, and how the calibration weighs it."""

    reference_image_id: int
    is_match: bool
    confidence: float
    logit: float
    similarity: float
    picture_similarity: float | None
    votes: float
    inliers: int
    coverage: float
    quad: Quad | None
    """Its outline in pixels of the full-size upright photo."""
    terms: tuple[Term, ...]

    @property
    def confidence_text(self) -> str:
        """A number that never claims certainty."""
        if self.confidence > 0.9999:
            return "over 0.9999"
        return "under 0.0001" if self.confidence < 0.0001 else f"{self.confidence:.4f}"


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a photo was answered as it was."""

    outcome: Outcome
    headline: str
    stages: tuple[Stage, ...]
    candidates: tuple[Weighed, ...]
    """Best first."""
    intercept: float
    match_above: float
    candidate_above: float
    photo_size_wh: tuple[int, int]
    fingerprint: str
    index_generation: int
    index_sequence: int
    timings_ms: dict[str, float]
    reference_image_ids: tuple[int, ...]
    """Those that the stages speak of or show."""

    @property
    def pictures(self) -> Iterator[Picture]:
        """Of all stages."""
        return (picture for stage in self.stages for picture in stage.pictures)


def facts(explanation: Explanation) -> dict[str, Any]:
    """The explanation without its pictures' bytes, as JSON takes it."""
    return {
        "schema": SCHEMA,
        "outcome": explanation.outcome,
        "headline": explanation.headline,
        "photo_size_wh": list(explanation.photo_size_wh),
        "decision": {
            "match_above": explanation.match_above,
            "candidate_above": explanation.candidate_above,
            "intercept": explanation.intercept,
            "candidates": [_candidate(candidate) for candidate in explanation.candidates],
        },
        "stages": [_stage(stage) for stage in explanation.stages],
        "reference_image_ids": list(explanation.reference_image_ids),
        "fingerprint": explanation.fingerprint,
        "index_generation": explanation.index_generation,
        "index_sequence": explanation.index_sequence,
        "timings_ms": explanation.timings_ms,
    }


def _candidate(candidate: Weighed) -> dict[str, Any]:
    return {
        "reference_image_id": candidate.reference_image_id,
        "is_match": candidate.is_match,
        "confidence": candidate.confidence,
        "logit": candidate.logit,
        "similarity": candidate.similarity,
        "picture_similarity": candidate.picture_similarity,
        "votes": candidate.votes,
        "inliers": candidate.inliers,
        "coverage": candidate.coverage,
        "quad": None if candidate.quad is None else [list(corner) for corner in candidate.quad],
        "terms": [
            {"feature": term.feature, "value": term.value, "weight": term.weight, "contribution": term.contribution}
            for term in candidate.terms
        ],
    }


def _stage(stage: Stage) -> dict[str, Any]:
    return {
        "name": stage.name,
        "title": stage.title,
        "told": stage.told,
        "pictures": [
            {
                "name": picture.name,
                "shows": picture.shows,
                "media_type": picture.media_type,
                "width_px": picture.width_px,
                "height_px": picture.height_px,
            }
            for picture in stage.pictures
        ],
    }
