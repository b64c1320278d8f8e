"""Which keypoints of a look correspond to which of a candidate's, and which of them its outline explains."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.explain.case import Case, Ranked
from vision.structures import Keypoints, Quad, Region
from vision.verify import correspondences

# A correspondence agrees with the outline when it is this near to it: as far as the verifier lets it be.
_AGREES_PX = 5.0
# As OpenCV's stubs have it: (3, 3).
Transform = NDArray[np.integer | np.floating]
_WHOLE = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32)


@dataclass(frozen=True, slots=True)
class Correspondences:
    """Pairs of points, row by row, the reference's strongest first: (count, 2), shares of each picture's size, 0–1."""

    on_reference: NDArray[np.float64]
    on_crop: NDArray[np.float64]
    """Of the region that was looked at."""
    agrees: NDArray[np.bool_]
    """(count,): whether the candidate's outline puts the reference's point where the photo's is."""


def correspond(ranked: Ranked, case: Case) -> Correspondences:
    """The correspondences that the verifier starts from, found again."""
    looked_at, reference = ranked.look.keypoints, case.reference_keypoints.get(ranked.reference_image_id)
    # Fewer than two descriptors have no second nearest one to compare with.
    if reference is None or not len(reference) or len(looked_at) < 2:
        return Correspondences(np.zeros((0, 2)), np.zeros((0, 2)), np.zeros(0, bool))
    rows, seen = correspondences(reference.descriptors.astype(np.float32), looked_at.descriptors.astype(np.float32))
    on_reference, on_crop = _shares(reference)[rows], _shares(looked_at)[seen]
    if ranked.verification.quad is None or not len(rows):
        return Correspondences(on_reference, on_crop, np.zeros(len(rows), bool))
    outline = on_crop_of(ranked.look.region, ranked.verification.quad).astype(np.float32)
    expected = _project(on_reference, cv2.getPerspectiveTransform(_WHOLE, outline))
    distance_px = np.linalg.norm((expected - on_crop) * looked_at.size_wh, axis=1)
    return Correspondences(on_reference, on_crop, distance_px <= _AGREES_PX)


def on_crop_of(region: Region, quad: Quad) -> NDArray[np.float64]:
    """A quad in pixels of the image as (4, 2) shares of the region's crop."""
    transform = cv2.getPerspectiveTransform(np.array(region.quad, np.float32), _WHOLE)
    return _project(np.array(quad, np.float64), transform)


def on_image(region: Region, shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """Points as (count, 2) shares of the region's crop, in pixels of the image."""
    return _project(shares, cv2.getPerspectiveTransform(_WHOLE, np.array(region.quad, np.float32)))


def _project(points: NDArray[np.float64], transform: Transform) -> NDArray[np.float64]:
    if not len(points):
        return points
    return np.asarray(cv2.perspectiveTransform(points[:, None], transform)[:, 0], np.float64)


def _shares(keypoints: Keypoints) -> NDArray[np.float64]:
    return keypoints.points_xy / np.array(keypoints.size_wh, np.float64)
