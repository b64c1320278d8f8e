"""``recognize()``: a photo in, an answer with its evidence out; one line per stage. The stages are Protocols here."""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Protocol

from vision.classify import Labels
from vision.config import RecognitionConfig
from vision.decide import Calibration, Decision, decide, is_explained
from vision.decode import decode
from vision.localize import rectify, seen_otherwise, to_image
from vision.structures import (
    Answer,
    Candidate,
    Embeddings,
    Finding,
    Guess,
    Keypoints,
    Neighbour,
    Photo,
    Quad,
    RankedCandidate,
    Region,
    RgbImage,
    UprightImage,
    Vectors,
    Verification,
    Vote,
)


class Localizer(Protocol):
    """Image → regions; never none, the first is the whole image."""

    def localize(self, image: RgbImage) -> list[Region]: ...


class Embedder(Protocol):
    """Crops → unit vectors."""

    @property
    def fingerprint(self) -> str: ...

    def embed(self, crops: Sequence[RgbImage]) -> Embeddings: ...


class Describer(Protocol):
    """Image → keypoints with descriptors, in pixels of the image as it was scaled for them."""

    def describe(self, image: RgbImage) -> Keypoints: ...


class VectorIndex(Protocol):
    """Vectors → the most similar reference images, per query."""

    def search(self, vectors: Vectors, k: int) -> list[list[Neighbour]]: ...


class Voter(Protocol):
    """Keypoints → the reference images with the most votes."""

    def vote(self, keypoints: Keypoints, k: int) -> list[Vote]: ...


class References(Protocol):
    """What is stored about reference images. Those that are not published are absent from every answer."""

    def keypoints(self, reference_image_ids: Sequence[int]) -> dict[int, Keypoints]: ...

    def vectors(self, reference_image_ids: Sequence[int]) -> dict[int, Vectors]: ...

    def labels(self, reference_image_ids: Sequence[int]) -> Mapping[int, Labels]: ...


class Verifier(Protocol):
    """Keypoints and candidates → what geometry says, per candidate."""

    def verify(
        self, keypoints: Keypoints, candidates: Sequence[Candidate], references: dict[int, Keypoints]
    ) -> list[Verification]: ...


class Classifier(Protocol):
    """A picture, or its look-alikes with their labels → guesses."""

    def classify(
        self, picture: RgbImage, neighbours: Sequence[Neighbour], labels: Mapping[int, Labels]
    ) -> tuple[Guess, ...]: ...


@dataclass(frozen=True, slots=True)
class Indexes:
    """One state of the catalogue, as it can be searched."""

    vectors: VectorIndex
    descriptors: Voter
    generation: int
    """The published version that the vectors are based on; 0 before the first."""
    sequence: int
    """The number of the last change that both hold."""


@dataclass(frozen=True, slots=True)
class Engine:
    """The stages of one process, and the indexes they search."""

    config: RecognitionConfig
    calibration: Calibration
    localizer: Localizer
    embedder: Embedder
    describer: Describer
    """Of whole photos."""
    picture_describer: Describer
    """Of rectified pictures: as the catalogue's are described."""
    indexes: Indexes
    references: References
    verifier: Verifier
    classifier: Classifier


@dataclass(frozen=True, slots=True)
class Look:
    """One region, described; the references that its keypoints voted for, and what geometry says about them."""

    region: Region
    keypoints: Keypoints
    """In pixels of the region's crop, as it was scaled to be described."""
    votes: list[Vote]
    verifications: list[Verification]
    """Their quads are in pixels of the whole image."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that is known about a photo before the decision; quads in pixels of ``image``."""

    image: UprightImage
    regions: list[Region]
    neighbours: list[list[Neighbour]]
    """Per region, best first."""
    looks: list[Look]
    """At the whole photo, then closer, at outlined pictures that the first look did not explain; where nothing
    matched, at the whole photo again (``vision.localize.seen_otherwise``)."""

    @property
    def keypoints(self) -> Keypoints:
        """Of the whole photo."""
        return self.looks[0].keypoints

    @property
    def votes(self) -> list[Vote]:
        """Of the whole photo's keypoints."""
        return self.looks[0].votes

    @property
    def verifications(self) -> list[Verification]:
        """Of every look; a reference may come more than once."""
        return [verification for look in self.looks for verification in look.verifications]


def recognize(photo: Photo, engine: Engine) -> Answer:
    """Finds the catalogue's artworks in a photo.

    Raises:
        UndecodablePhoto: the bytes are no whole picture.
    """
    watch = Stopwatch()
    evidence = gather_evidence(photo, engine, watch)
    with watch("decide"):
        decisions = conclude(evidence, engine.calibration, shown=engine.config.candidates)
    with watch("classify"):
        findings = [_finding(decision, evidence, engine) for decision in decisions]
    return Answer(
        outcome=findings[0].outcome,
        findings=tuple(findings),
        photo_size_wh=evidence.image.full_size_wh,
        fingerprint=engine.embedder.fingerprint,
        index_generation=engine.indexes.generation,
        index_sequence=engine.indexes.sequence,
        timings_ms=watch.milliseconds,
    )


def conclude(evidence: Evidence, calibration: Calibration, *, shown: int) -> list[Decision]:
    """What the evidence comes to (see ``vision.decide``); up to ``shown`` candidates where nothing matches."""
    return decide(evidence.verifications, calibration, whole_photo=evidence.regions[0].quad, shown=shown)


def gather_evidence(photo: Photo, engine: Engine, watch: "Stopwatch") -> Evidence:
    """Every stage but the decision; calibration and evaluation look at recognition from here.

    Raises:
        UndecodablePhoto: the bytes are no whole picture.
    """
    with watch("decode"):
        image = decode(photo, engine.config)
    with watch("localize"):
        regions = engine.localizer.localize(image.pixels)
    with watch("embed"):
        embeddings = engine.embedder.embed([region.crop for region in regions])
    with watch("search"):
        neighbours = engine.indexes.vectors.search(embeddings.vectors, engine.config.nearest)
    looks = [_look(regions[0], neighbours, image, engine, watch)]
    for region, alike in zip(regions, neighbours, strict=True):
        if len(looks) > engine.config.closer_looks:
            break
        found = [verification for look in looks for verification in look.verifications]
        if region.kind == "picture" and not is_explained(region.quad, found, engine.calibration):
            looks.append(_look(region, [alike], image, engine, watch))
    evidence = Evidence(image, regions, neighbours, looks)
    if conclude(evidence, engine.calibration, shown=0)[0].outcome == "match":
        return evidence
    again = [_look(region, neighbours, image, engine, watch) for region in seen_otherwise(regions[0])]
    return replace(evidence, looks=[*looks, *again])


def _look(
    region: Region, neighbours: Sequence[Sequence[Neighbour]], image: UprightImage, engine: Engine, watch: "Stopwatch"
) -> Look:
    """At the whole photo as a photo; at a picture as at one of the catalogue: upright, unslanted, as large as they."""
    describer = engine.picture_describer if region.kind == "picture" else engine.describer
    with watch("describe"):
        keypoints = describer.describe(region.crop)
    with watch("vote"):
        votes = engine.indexes.descriptors.vote(keypoints, engine.config.voted)
    with watch("verify"):
        verifications = _verify(shortlist(neighbours, votes, engine.config), keypoints, region, image, engine)
    return Look(region, keypoints, votes, verifications)


def shortlist(
    neighbours: Sequence[Sequence[Neighbour]], votes: Sequence[Vote], config: RecognitionConfig
) -> list[Candidate]:
    """The candidates for verification: the most voted for, then the most similar to any region."""
    similarities: dict[int, float] = {}
    for neighbour in (n for per_region in neighbours for n in per_region):
        best = similarities.get(neighbour.reference_image_id, -1.0)
        similarities[neighbour.reference_image_id] = max(best, neighbour.similarity)
    voted = {vote.reference_image_id: vote.votes for vote in votes[: config.voted]}
    by_similarity = sorted(similarities, key=lambda image_id: (-similarities[image_id], image_id))
    ids = list(voted) + [image_id for image_id in by_similarity[: config.similar] if image_id not in voted]
    return [Candidate(image_id, similarities.get(image_id, 0.0), voted.get(image_id, 0.0)) for image_id in ids]


def _verify(
    candidates: Sequence[Candidate], keypoints: Keypoints, region: Region, image: UprightImage, engine: Engine
) -> list[Verification]:
    """Geometry, then a second glance: what lies inside each outline is embedded and compared with the reference."""
    stored = engine.references.keypoints([candidate.reference_image_id for candidate in candidates])
    verifications = [
        _placed(verification, region, keypoints.size_wh)
        for verification in engine.verifier.verify(keypoints, candidates, stored)
    ]
    outlined = [(place, v, v.quad) for place, v in enumerate(verifications) if v.quad is not None]
    seen = engine.embedder.embed([rectify(image.pixels, quad) for _, _, quad in outlined]).vectors
    references = engine.references.vectors([v.candidate.reference_image_id for _, v, _ in outlined])
    for (place, verification, _), vector in zip(outlined, seen, strict=True):
        reference = references.get(verification.candidate.reference_image_id)
        if reference is not None:
            verifications[place] = replace(verification, picture_similarity=float(vector @ reference))
    return verifications


def _placed(verification: Verification, region: Region, size_wh: tuple[int, int]) -> Verification:
    """The verification with its quad in pixels of the image; without any geometry where it has no place there."""
    if verification.quad is None:
        return verification
    quad = to_image(verification.quad, region, size_wh)
    if quad is None:
        return Verification(verification.candidate, inliers=0, coverage=0.0, quad=None)
    return replace(verification, quad=quad)


def _finding(decision: Decision, evidence: Evidence, engine: Engine) -> Finding:
    image = evidence.image
    if decision.outcome == "match":
        crop = rectify(image.pixels, decision.quad)
        neighbours = engine.indexes.vectors.search(engine.embedder.embed([crop]).vectors, engine.config.nearest)[0]
    else:
        # The region that resembles anything most, rather than the wall. Not the outlined pictures: small crops of
        # nothing resemble something most of all (docs/evaluation.md, ablation).
        places = [place for place, region in enumerate(evidence.regions) if region.kind != "picture"]
        nearest = max(places, key=lambda place: _likeness(evidence.neighbours[place]))
        crop, neighbours = evidence.regions[nearest].crop, evidence.neighbours[nearest]
    labels = engine.references.labels([neighbour.reference_image_id for neighbour in neighbours])
    return Finding(
        outcome=decision.outcome,
        quad=_to_photo(decision.quad, image),
        candidates=tuple(_candidate_to_photo(candidate, image) for candidate in decision.candidates),
        nearest=tuple(neighbours),
        attributes=engine.classifier.classify(crop, neighbours, labels),
    )


def _likeness(neighbours: Sequence[Neighbour]) -> float:
    return neighbours[0].similarity if neighbours else -1.0


def _candidate_to_photo(candidate: RankedCandidate, image: UprightImage) -> RankedCandidate:
    return replace(candidate, quad=None if candidate.quad is None else _to_photo(candidate.quad, image))


def _to_photo(quad: Quad, image: UprightImage) -> Quad:
    a, b, c, d = ((x * image.scale, y * image.scale) for x, y in quad)
    return (a, b, c, d)


class Stopwatch:
    """Milliseconds by stage; what is done several times is summed."""

    def __init__(self) -> None:
        self.milliseconds: dict[str, float] = {}

    @contextmanager
    def __call__(self, stage: str) -> Iterator[None]:
        started_at = time.perf_counter()
        yield
        spent = (time.perf_counter() - started_at) * 1000
        self.milliseconds[stage] = round(self.milliseconds.get(stage, 0.0) + spent, 2)
