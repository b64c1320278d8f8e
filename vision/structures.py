"""The values that flow through recognition, in order.

Photo → Region → Embeddings and Keypoints → Candidate → Verification → Finding → Answer.
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

RegionKind = Literal["photo", "window", "picture", "smaller", "mirrored"]
Outcome = Literal["match", "candidates", "unknown"]


@dataclass(frozen=True, slots=True)
class Photo:
    """The bytes a client sent: JPEG, PNG, WebP, HEIC or AVIF."""

    data: bytes


@dataclass(frozen=True, slots=True)
class UprightImage:
    """A decoded picture, reduced to a working size; ``full_size_wh`` is its upright size before that."""

    pixels: RgbImage
    full_size_wh: tuple[int, int]

    @property
    def scale(self) -> float:
        """Full-size pixels per working pixel."""
        # Of the long side: the short one of a long, thin picture is rounded to a pixel or two.
        long_side_px: int = max(self.pixels.shape[:2])
        return max(self.full_size_wh) / long_side_px


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
    """Local features of one image, the strongest first.

    ``points_xy``: (count, 2) float32, pixels of the image of ``size_wh`` that was described; ``diameters_px`` and
    ``angles_deg``: (count,) float32, OpenCV's ``size`` and ``angle``; ``descriptors``: (count, 128) uint8, RootSIFT.
    """

    points_xy: NDArray[np.float32]
    diameters_px: NDArray[np.float32]
    angles_deg: NDArray[np.float32]
    descriptors: NDArray[np.uint8]
    size_wh: tuple[int, int]

    def __len__(self) -> int:
        return len(self.descriptors)


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A reference image that looks alike: cosine similarity, no claim of identity."""

    reference_image_id: int
    similarity: float


@dataclass(frozen=True, slots=True)
class Vote:
    """A reference image whose local descriptors turn up in the photo: the weighted number of keypoints that say so."""

    reference_image_id: int
    votes: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """A reference image shortlisted by search: its best cosine similarity to a region, and its votes; 0 if none."""

    reference_image_id: int
    similarity: float
    votes: float


@dataclass(frozen=True, slots=True)
class Verification:
    """What geometry says about a candidate."""

    candidate: Candidate
    inliers: int
    """Distinct places of the photo that agree with one homography."""
    coverage: float
    """Share of the reference's area that the inliers span, 0–1."""
    quad: Quad | None
    """The reference's outline in the photo."""
    picture_similarity: float | None = None
    """Cosine similarity of the photo inside ``quad``, rectified, to the reference."""


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
    """Of the photo inside the quad where there is one, else of the best region."""
    votes: float
    inliers: int
    coverage: float
    quad: Quad | None


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
