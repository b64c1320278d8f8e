"""Correspondences between a photo and a candidate's reference → inliers, and the reference's outline in the photo."""

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.structures import Candidate, Keypoints, Quad, Verification

# Lowe's ratio, a little looser than his 0.8: the homography throws out the rest.
_RATIO = 0.85
# Fewer correspondences, or places that agree, fit some homography by chance: candidates of absent works reach 6.
_FEWEST = 6
_REPROJECTION_PX = 5.0
# Of 300 simulated works, however far and steep, 99 % have opposite sides of a ratio below 1.9; real photos below 1.5.
_OPPOSITE_SIDES = 2.0


class HomographyVerifier:
    """Ratio-tested RootSIFT correspondences, a homography by MAGSAC++, and a refusal of degenerate ones."""

    def verify(
        self, keypoints: Keypoints, candidates: Sequence[Candidate], references: dict[int, Keypoints]
    ) -> list[Verification]:
        """One verification per candidate, in order; those without reference keypoints have no inliers."""
        photo = keypoints.descriptors.astype(np.float32)
        return [
            _verify(keypoints, photo, candidate, references.get(candidate.reference_image_id))
            for candidate in candidates
        ]


def _verify(
    keypoints: Keypoints, photo: NDArray[np.float32], candidate: Candidate, reference: Keypoints | None
) -> Verification:
    nothing = Verification(candidate=candidate, inliers=0, coverage=0.0, quad=None)
    if reference is None or len(reference) < _FEWEST or len(photo) < _FEWEST:
        return nothing
    reference_rows, photo_rows = correspondences(reference.descriptors.astype(np.float32), photo)
    if len(reference_rows) < _FEWEST:
        return nothing
    source, target = reference.points_xy[reference_rows], keypoints.points_xy[photo_rows]
    homography, inside = _fit(source, target)
    quad = None if homography is None else outline(homography, reference.size_wh, keypoints.size_wh)
    if quad is None:
        return nothing
    # Several keypoints often sit on one spot; only distinct places are evidence.
    places = np.unique(np.rint(target[inside] / 3), axis=0)
    if len(places) < _FEWEST:
        return nothing
    return Verification(
        candidate=candidate, inliers=len(places), coverage=_coverage(source[inside], reference.size_wh), quad=quad
    )


def _fit(
    source: NDArray[np.float32], target: NDArray[np.float32]
) -> tuple[NDArray[np.float64] | None, NDArray[np.bool_]]:
    """A homography from ``source`` to ``target`` if there is one, and which correspondences agree with it."""
    # OpenCV's stubs do not know that it may find nothing.
    found: tuple[Any, Any] = cv2.findHomography(
        source, target, cv2.USAC_MAGSAC, _REPROJECTION_PX, maxIters=2000, confidence=0.999
    )
    homography, mask = found
    if homography is None:
        return None, np.zeros(len(source), bool)
    return homography.astype(np.float64), mask.ravel().astype(bool)


def correspondences(
    reference: NDArray[np.float32], photo: NDArray[np.float32]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows of mutually nearest descriptors that pass the ratio test, at most one per photo keypoint."""
    squared = reference @ photo.T
    squared *= -2
    squared += np.square(photo).sum(axis=1)
    squared += np.square(reference).sum(axis=1)[:, None]
    # Two passes for the two nearest: a partition of every row takes five times as long.
    every = np.arange(len(reference))
    best = squared.argmin(axis=1)
    nearest = squared[every, best]
    is_mutual = squared.min(axis=0)[best] == nearest
    squared[every, best] = np.inf
    is_distinct = nearest < _RATIO**2 * squared.min(axis=1)
    rows = np.flatnonzero(is_distinct & is_mutual)
    return rows, best[rows]


def outline(homography: NDArray[np.float64], reference_wh: tuple[int, int], photo_wh: tuple[int, int]) -> Quad | None:
    """The reference's corners in the photo, or None where the homography is degenerate.

    Degenerate: mirrored, not convex, folded through infinity, smaller than a fiftieth of the photo's side, several
    times larger than the photo, or more slanted than a person could have stood.
    """
    width, height = reference_wh
    corners = np.array([[0, 0, 1], [width, 0, 1], [width, height, 1], [0, height, 1]], np.float64)
    projected = corners @ homography.T
    if not np.all(projected[:, 2] * projected[0, 2] > 0):
        return None
    points = projected[:, :2] / projected[:, 2:]
    sides = np.roll(points, -1, axis=0) - points
    turns = sides[:, 0] * np.roll(sides, -1, axis=0)[:, 1] - sides[:, 1] * np.roll(sides, -1, axis=0)[:, 0]
    if not np.all(turns > 0):
        return None
    lengths = np.linalg.norm(sides, axis=1)
    opposite = max(lengths[0] / lengths[2], lengths[2] / lengths[0], lengths[1] / lengths[3], lengths[3] / lengths[1])
    if lengths.min() < max(photo_wh) / 50 or lengths.max() > 4 * max(photo_wh) or opposite > _OPPOSITE_SIDES:
        return None
    top_left, top_right, bottom_right, bottom_left = ((float(x), float(y)) for x, y in points)
    return (top_left, top_right, bottom_right, bottom_left)


def _coverage(points: NDArray[np.float32], size_wh: tuple[int, int]) -> float:
    hull = cv2.convexHull(points.astype(np.float32))
    return min(1.0, float(cv2.contourArea(hull)) / (size_wh[0] * size_wh[1]))
