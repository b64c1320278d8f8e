"""Recognition with nothing but a bundle and the network: what an app does without a signal (docs/bundles.md)."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from catalog.services.bundles import DESCRIPTORS, IMAGES, VECTORS, WORKS
from catalog.services.bundles.opening import OpenBundle, RefusedBundle
from vision.classify import Labels
from vision.decide import FEATURES, Calibration
from vision.describe import unpack
from vision.engine import Networks, build_engine
from vision.pipeline import Engine, Indexes, recognize
from vision.structures import Keypoints, Photo, RankedCandidate, Vote


@dataclass(frozen=True, slots=True)
class Sight:
    """A work seen in a photo: its line of the bundle, and the evidence."""

    outcome: str
    work: dict[str, Any]
    evidence: RankedCandidate


class BundledReferences:
    """What a bundle knows of its reference images, for ``vision.pipeline``."""

    def __init__(self, bundle: OpenBundle) -> None:
        self._rows = {image["id"]: image for image in bundle.lines(IMAGES)}
        self._descriptors = bundle.read(DESCRIPTORS)
        # Half a byte of doubt would be too much: pickles are programs.
        matrix = np.load(io.BytesIO(bundle.read(VECTORS)), allow_pickle=False)
        self._matrix: NDArray[np.float32] = matrix.astype(np.float32)

    @property
    def ids(self) -> list[int]:
        """Of all its images, in the order of the vectors."""
        return sorted(self._rows, key=lambda image_id: self._rows[image_id]["row"])

    def artwork_of(self, reference_image_id: int) -> int:
        """The id of the work that the image shows."""
        artwork_id: int = self._rows[reference_image_id]["artwork_id"]
        return artwork_id

    def vectors(self, reference_image_ids: Sequence[int]) -> dict[int, NDArray[np.float32]]:
        """A unit vector each."""
        return {image_id: self._matrix[self._rows[image_id]["row"]] for image_id in reference_image_ids}

    def keypoints(self, reference_image_ids: Sequence[int]) -> dict[int, Keypoints]:
        """Those of images that have any."""
        found = {}
        for image_id in reference_image_ids:
            begin, length = (self._rows[image_id][name] for name in ("descriptors_offset", "descriptors_bytes"))
            if begin is not None:
                found[image_id] = unpack(self._descriptors[begin : begin + length])
        return found

    def labels(self, reference_image_ids: Sequence[int]) -> Mapping[int, Labels]:  # noqa: ARG002 - the Protocol's
        """None: without a signal nothing is guessed."""
        return {}


class NoVotes:
    """The embedding alone puts works up for verification: for one venue that is enough."""

    def vote(self, keypoints: Keypoints, k: int) -> list[Vote]:  # noqa: ARG002 - the Protocol's
        """None."""
        return []


def recognize_offline(photo: bytes, bundle: OpenBundle, networks: Networks) -> list[Sight]:
    """The works of the bundle that are in the photo; nothing where there is none.

    Raises:
        RefusedBundle: it was made for other networks.
        UndecodablePhoto: the bytes are no whole picture.
    """
    references = BundledReferences(bundle)
    works = {work["artwork"]["id"]: work for work in bundle.lines(WORKS)}
    answer = recognize(Photo(photo), offline_engine(bundle, references, networks))
    return [
        Sight(finding.outcome, works[references.artwork_of(candidate.reference_image_id)], candidate)
        for finding in answer.findings
        for candidate in finding.candidates
    ]


def offline_engine(bundle: OpenBundle, references: BundledReferences, networks: Networks) -> Engine:
    """The stages over a bundle, with its calibration. Raises ``RefusedBundle``, as above."""
    manifest = bundle.manifest
    made_for = (manifest["embedder"]["fingerprint"], manifest["descriptors"]["fingerprint"])
    if made_for != (networks.embedder.fingerprint, networks.descriptor_fingerprint):
        raise RefusedBundle(
            f"Its numbers are of {made_for[0]} and {made_for[1]}: configure the network with these weights"
            f" (sha256 {manifest['embedder']['weights_sha256']}), or have it built anew."
        )
    index = networks.new_vector_index()
    index.put(references.ids, list(references.vectors(references.ids).values()))
    indexes = Indexes(vectors=index, descriptors=NoVotes(), generation=0, sequence=manifest["sequence"])
    return replace(build_engine(networks, indexes, references), calibration=_calibration(manifest["decision"]))


def _calibration(decision: dict[str, Any]) -> Calibration:
    if tuple(decision["features"]) != FEATURES:
        raise RefusedBundle(f"It decides by {decision['features']}, here by {list(FEATURES)}.")
    return Calibration(
        weights=tuple(decision["weights"]),
        intercept=decision["intercept"],
        match_above=decision["match_above"],
        candidate_above=decision["candidate_above"],
    )
