"""Stages that need no network and no catalogue: each says what it is told to, and remembers what it was asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from vision.classify import Labels
from vision.config import RecognitionConfig
from vision.decide import FEATURES, Calibration
from vision.pipeline import Engine, Indexes
from vision.structures import (
    Candidate,
    Embeddings,
    Guess,
    Keypoints,
    Neighbour,
    Quad,
    Region,
    RegionKind,
    RgbImage,
    Vectors,
    Verification,
    Vote,
)

DIMENSION = 3


def no_keypoints(size_wh: tuple[int, int] = (100, 100)) -> Keypoints:
    """A plain picture's."""
    return Keypoints(
        points_xy=np.zeros((0, 2), np.float32),
        diameters_px=np.zeros(0, np.float32),
        angles_deg=np.zeros(0, np.float32),
        descriptors=np.zeros((0, 128), np.uint8),
        size_wh=size_wh,
    )


class HalvesLocalizer:
    """The whole photo, then its left and its right half."""

    def localize(self, image: RgbImage) -> list[Region]:
        width = image.shape[1]
        middle = width // 2
        return [
            _region("photo", image, 0, width),
            _region("window", image, 0, middle),
            _region("window", image, middle, width),
        ]


def _region(kind: RegionKind, image: RgbImage, left: int, right: int) -> Region:
    height = image.shape[0]
    quad: Quad = ((left, 0), (right, 0), (right, height), (left, height))
    return Region(kind, quad, image[:, left:right])


class MeanColourEmbedder:
    """A crop's mean colour as a unit vector of three dimensions."""

    fingerprint = "mean-colour"

    def embed(self, crops: Sequence[RgbImage]) -> Embeddings:
        means = np.array([crop.reshape(-1, 3).mean(axis=0) for crop in crops], np.float32).reshape(-1, DIMENSION)
        lengths = np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-6)
        return Embeddings(np.asarray(means / lengths, np.float32), self.fingerprint)


class PlainDescriber:
    """Finds no keypoints, in an image of the right size."""

    def describe(self, image: RgbImage) -> Keypoints:
        return no_keypoints((image.shape[1], image.shape[0]))


@dataclass
class ListedVectors:
    """A vector index over a table: exact, in the order of similarity."""

    vectors: Mapping[int, Sequence[float]]

    def search(self, vectors: Vectors, k: int) -> list[list[Neighbour]]:
        return [
            sorted(
                (Neighbour(i, float(np.dot(query, vector))) for i, vector in self.vectors.items()),
                key=lambda neighbour: (-neighbour.similarity, neighbour.reference_image_id),
            )[:k]
            for query in vectors
        ]


@dataclass
class ListedVotes:
    """A voter with its mind made up."""

    votes: list[Vote] = field(default_factory=list)

    def vote(self, keypoints: Keypoints, k: int) -> list[Vote]:  # noqa: ARG002
        return self.votes[:k]


@dataclass
class ListedReferences:
    """References from a table; they have no keypoints."""

    stored: Mapping[int, Sequence[float]] = field(default_factory=dict)
    labelled: dict[int, dict[str, str]] = field(default_factory=dict)

    def keypoints(self, reference_image_ids: Sequence[int]) -> dict[int, Keypoints]:
        return {image_id: no_keypoints() for image_id in reference_image_ids if image_id in self.stored}

    def vectors(self, reference_image_ids: Sequence[int]) -> dict[int, Vectors]:
        return {i: np.array(self.stored[i], np.float32) for i in reference_image_ids if i in self.stored}

    def labels(self, reference_image_ids: Sequence[int]) -> Mapping[int, Labels]:
        return {i: self.labelled[i] for i in reference_image_ids if i in self.labelled}


@dataclass
class ListedVerifier:
    """Geometry that knows the inliers and the outline of some references beforehand; outlines in working pixels."""

    known: dict[int, tuple[int, Quad]] = field(default_factory=dict)
    asked: list[Candidate] = field(default_factory=list)

    def verify(
        self,
        keypoints: Keypoints,  # noqa: ARG002
        candidates: Sequence[Candidate],
        references: dict[int, Keypoints],
    ) -> list[Verification]:
        self.asked.extend(candidates)
        return [
            Verification(candidate, *self._seen(candidate.reference_image_id, references)) for candidate in candidates
        ]

    def _seen(self, image_id: int, references: dict[int, Keypoints]) -> tuple[int, float, Quad | None]:
        if image_id not in self.known or image_id not in references:
            return 0, 0.0, None
        inliers, quad = self.known[image_id]
        return inliers, 0.5, quad


class CountingClassifier:
    """Guesses how many of the neighbours have labels."""

    def classify(
        self,
        picture: RgbImage,  # noqa: ARG002
        neighbours: Sequence[Neighbour],
        labels: Mapping[int, Labels],
    ) -> tuple[Guess, ...]:
        return (Guess("labelled", f"{len(labels)} of {len(neighbours)}", 1.0),)


BY_INLIERS = Calibration(
    weights=tuple(2.0 if name == "log_inliers" else 0.0 for name in FEATURES),
    intercept=-6.0,
    match_above=0.9,
    candidate_above=0.2,
)
"""Only inliers count: 10 make a candidate, 63 a match."""


def fake_engine(
    vectors: Mapping[int, Sequence[float]],
    *,
    votes: Sequence[Vote] = (),
    known: Mapping[int, tuple[int, Quad]] | None = None,
    labels: Mapping[int, dict[str, str]] | None = None,
    config: RecognitionConfig | None = None,
) -> Engine:
    """An engine whose catalogue is ``vectors``, and whose geometry knows ``known``."""
    return Engine(
        config=config or RecognitionConfig(),
        calibration=BY_INLIERS,
        localizer=HalvesLocalizer(),
        embedder=MeanColourEmbedder(),
        describer=PlainDescriber(),
        picture_describer=PlainDescriber(),
        indexes=Indexes(ListedVectors(vectors), ListedVotes(list(votes)), generation=4, sequence=123),
        references=ListedReferences(vectors, dict(labels or {})),
        verifier=ListedVerifier(dict(known or {})),
        classifier=CountingClassifier(),
    )
