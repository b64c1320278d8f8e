"""The values that flow through recognition, in order: Photo → Region → Embeddings, Keypoints → Candidate → Verification → Answer.

Pixels are (x, y) with the origin in the top left corner of the *upright* photo; images are RGB.
"""

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

RgbImage = NDArray[np.uint8]
"""(height, width, 3), RGB, 0–255."""

Vectors = NDArray[np.float32]
"""(count, dimension), each row of unit length."""

Point = tuple[float, float]
Quad = tuple[Point, Point, Point, Point]
"""Corners of a quadrilateral in pixels: top left, top right, bottom right, bottom left."""

RegionKind = Literal["photo", "window", "picture"]
Outcome = Literal["match", "candidates", "unknown"]


@dataclass(frozen=True, slots=True)
class Photo:
    """The bytes a client sent: JPEG, PNG, WebP, HEIC or AVIF."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Region:
    """A part of the photo that may show one artwork, with its rectified crop."""

    kind: RegionKind
    quad: Quad
    crop: RgbImage


@dataclass(frozen=True, slots=True)
class Embeddings:
    """One unit vector per region (or reference image), and the fingerprint of the embedder that made them."""

    vectors: Vectors
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Keypoints:
    """Local features of one image.

    ``points_xy``: (count, 2) float32 pixels; ``descriptors``: (count, 128) uint8; ``size_wh``: of the image they are in.
    """

    points_xy: NDArray[np.float32]
    descriptors: NDArray[np.uint8]
    size_wh: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A reference image shortlisted by search: its cosine similarity to the best region, and that region's place."""

    reference_image_id: int
    similarity: float
    region_index: int


@dataclass(frozen=True, slots=True)
class Verification:
    """What geometry says about a candidate: RANSAC inliers, and the reference's outline in the photo."""

    candidate: Candidate
    inliers: int
    coverage: float
    """Share of the reference's area that the inliers span, 0–1."""
    quad: Quad | None


@dataclass(frozen=True, slots=True)
class Guess:
    """A label of an attribute (style, artist, period, medium) with its probability. Always only a guess."""

    attribute: str
    label: str
    probability: float


@dataclass(frozen=True, slots=True)
class RankedCandidate:
    """A candidate as decided: its calibrated probability of being the work in the photo, with the evidence."""

    reference_image_id: int
    confidence: float
    similarity: float
    inliers: int
    coverage: float
    quad: Quad | None


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A reference image that looks alike: cosine similarity, no claim of identity."""

    reference_image_id: int
    similarity: float


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found at one place of the photo. ``candidates`` is best first; with a match, the first is it."""

    outcome: Outcome
    quad: Quad
    candidates: tuple[RankedCandidate, ...]
    nearest: tuple[Neighbour, ...]
    attributes: tuple[Guess, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """The whole answer to a photo; ``findings`` has at least one entry, best first."""

    outcome: Outcome
    findings: tuple[Finding, ...]
    photo_size_wh: tuple[int, int]
    fingerprint: str
    index_generation: int
    index_sequence: int
    timings_ms: dict[str, float] = field(default_factory=dict)
