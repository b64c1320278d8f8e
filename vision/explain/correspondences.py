"""Which keypoints of the photo correspond to which of a candidate's, and which of them its outline explains."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.explain.case import Case, Ranked
from vision.structures import Keypoints, Quad
from vision.verify import correspondences

# A correspondence agrees with the outline when it is this near to it: as far as the verifier lets it be.
_AGREES_PX = 5.0


@dataclass(frozen=True, slots=True)
class Correspondences:
    """Pairs of points, row by row, the reference's strongest first: (count, 2), shares of each image's size, 0–1."""

    on_reference: NDArray[np.float64]
    on_photo: NDArray[np.float64]
    agrees: NDArray[np.bool_]
    """(count,): whether the candidate's outline puts the reference's point where the photo's is."""


def correspond(ranked: Ranked, case: Case) -> Correspondences:
    """The correspondences that the verifier starts from, found again."""
    photo, reference = case.evidence.keypoints, case.reference_keypoints.get(ranked.reference_image_id)
    # Fewer than two descriptors have no second nearest one to compare with.
    if reference is None or not len(reference) or len(photo) < 2:
        return Correspondences(np.zeros((0, 2)), np.zeros((0, 2)), np.zeros(0, bool))
    rows, of_photo = correspondences(reference.descriptors.astype(np.float32), photo.descriptors.astype(np.float32))
    on_reference, on_photo = _shares(reference)[rows], _shares(photo)[of_photo]
    distance_px = _distances(on_reference, on_photo, ranked.verification.quad, photo.size_wh)
    return Correspondences(on_reference, on_photo, distance_px <= _AGREES_PX)


def _shares(keypoints: Keypoints) -> NDArray[np.float64]:
    return keypoints.points_xy / np.array(keypoints.size_wh, np.float64)


def _distances(
    on_reference: NDArray[np.float64], on_photo: NDArray[np.float64], quad: Quad | None, photo_wh: tuple[int, int]
) -> NDArray[np.float64]:
    """How far from the photo's points, in its pixels, the homography of the outline puts the reference's."""
    if quad is None or not len(on_reference):
        return np.full(len(on_reference), np.inf)
    whole = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32)
    homography = cv2.getPerspectiveTransform(whole, np.array(quad, np.float32))
    projected = cv2.perspectiveTransform(on_reference[:, None], homography)[:, 0]
    distances: NDArray[np.float64] = np.linalg.norm(projected - on_photo * np.array(photo_wh), axis=1)
    return distances
