"""Everything that is known about one recognition, gathered once for all stages of its explanation."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Protocol

from vision.decide import FEATURES, Calibration, Decision, features
from vision.explain.canvas import MUTED, PANEL, SMALL, Colour, Sheet, text_width
from vision.explain.story import Term, Weighed
from vision.pipeline import Engine, Evidence, Look, Stopwatch, conclude, gather_evidence
from vision.structures import Keypoints, Photo, Region, RgbImage, Verification

# Told apart by people who see colours differently too; more than eight nobody tells apart.
PALETTE: tuple[Colour, ...] = (
    (42, 120, 214), (235, 104, 52), (27, 175, 122), (237, 161, 0),
    (196, 70, 190), (0, 110, 20), (110, 84, 220), (214, 48, 60),
)  # fmt: skip
OTHERS: Colour = (139, 143, 152)


class ReferencePictures(Protocol):
    """Where the catalogue's pictures are."""

    def picture(self, reference_image_id: int) -> RgbImage | None:
        """The picture of a reference image, or None where there is none to show."""
        ...


class Album:
    """The pictures of reference images, each fetched once; remembers which were asked for."""

    def __init__(self, pictures: ReferencePictures) -> None:
        self._pictures = pictures
        self._fetched: dict[int, RgbImage] = {}

    def __getitem__(self, reference_image_id: int) -> RgbImage:
        if reference_image_id not in self._fetched:
            picture = self._pictures.picture(reference_image_id)
            self._fetched[reference_image_id] = _blank() if picture is None else picture
        return self._fetched[reference_image_id]

    @property
    def shown(self) -> tuple[int, ...]:
        """The reference images that were asked for, in their first order."""
        return tuple(self._fetched)


def _blank() -> RgbImage:
    sheet = Sheet(200, 200, PANEL)
    sheet.text(((200 - text_width("no picture", SMALL)) / 2, 100), "no picture", MUTED, SMALL)
    return sheet.pixels


@dataclass(frozen=True, slots=True)
class Ranked:
    """A verified candidate, as geometry saw it and as the calibration weighs it; of several looks, the most telling."""

    look: Look
    """What it was verified by."""
    verification: Verification
    weighed: Weighed

    @property
    def reference_image_id(self) -> int:
        """Of the candidate."""
        return self.verification.candidate.reference_image_id


@dataclass(frozen=True, slots=True)
class Case:
    """One photo, its evidence and its decision."""

    evidence: Evidence
    decisions: Sequence[Decision]
    ranked: tuple[Ranked, ...]
    """Every verified candidate once, best first."""
    calibration: Calibration
    reference_keypoints: Mapping[int, Keypoints]
    album: Album
    timings_ms: dict[str, float]

    def colour_of(self, reference_image_id: int) -> Colour:
        """The same in every picture: the best candidates and the most voted for have one of their own."""
        voted = [vote.reference_image_id for look in self.evidence.looks for vote in look.votes]
        pairs = zip_longest((ranked.reference_image_id for ranked in self.ranked), voted)
        ids = list(dict.fromkeys(image_id for pair in pairs for image_id in pair if image_id is not None))
        ids = ids[: len(PALETTE)]
        return PALETTE[ids.index(reference_image_id)] if reference_image_id in ids else OTHERS

    def number_of(self, region: Region) -> int:
        """How the region is called in the pictures, from 1."""
        return next(number for number, each in enumerate(self.evidence.regions, start=1) if each is region)

    def called(self, look: Look) -> str:
        """How a look after the first is called: by its region's number, or as what the whole photo was seen again."""
        kind = look.region.kind
        return f"region {self.number_of(look.region)}" if kind == "picture" else f"the {kind} photo"


def investigate(photo: Photo, engine: Engine, pictures: ReferencePictures) -> Case:
    """Runs the stages of production, and keeps what they leave.

    Raises:
        UndecodablePhoto: the bytes are no whole picture.
    """
    watch = Stopwatch()
    evidence = gather_evidence(photo, engine, watch)
    with watch("decide"):
        decisions = conclude(evidence, engine.calibration, shown=engine.config.candidates)
    ids = {verification.candidate.reference_image_id for verification in evidence.verifications}
    return Case(
        evidence=evidence,
        decisions=decisions,
        ranked=_rank(evidence, decisions, engine.calibration),
        calibration=engine.calibration,
        reference_keypoints=engine.references.keypoints(sorted(ids)),
        album=Album(pictures),
        timings_ms=watch.milliseconds,
    )


def _rank(evidence: Evidence, decisions: Sequence[Decision], calibration: Calibration) -> tuple[Ranked, ...]:
    matched = {(d.candidates[0].reference_image_id, d.candidates[0].quad) for d in decisions if d.outcome == "match"}
    ranked = [
        Ranked(look, v, _weigh(v, calibration, evidence.image.scale, is_match=_key(v) in matched))
        for look in evidence.looks
        for v in look.verifications
    ]
    best: dict[int, Ranked] = {}
    for each in sorted(ranked, key=lambda r: (not r.weighed.is_match, -r.weighed.logit, r.reference_image_id)):
        best.setdefault(each.reference_image_id, each)
    return tuple(best.values())


def _key(verification: Verification) -> tuple[int, object]:
    return (verification.candidate.reference_image_id, verification.quad)


def _weigh(verification: Verification, calibration: Calibration, scale: float, *, is_match: bool) -> Weighed:
    values = features(verification)
    named = zip(FEATURES, values, calibration.weights, strict=True)
    terms = tuple(Term(feature, value, weight) for feature, value, weight in named)
    a_quad = verification.quad
    return Weighed(
        reference_image_id=verification.candidate.reference_image_id,
        is_match=is_match,
        confidence=calibration.confidence(values),
        logit=calibration.intercept + math.fsum(term.contribution for term in terms),
        similarity=verification.candidate.similarity,
        picture_similarity=verification.picture_similarity,
        votes=verification.candidate.votes,
        inliers=verification.inliers,
        coverage=verification.coverage,
        quad=None if a_quad is None else tuple((x * scale, y * scale) for x, y in a_quad),  # type: ignore[arg-type]
        terms=terms,
    )
