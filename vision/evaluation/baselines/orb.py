"""ORB with OpenCV's defaults, matched by brute force and verified by RANSAC, as OpenCV's feature tutorial does."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.config import RecognitionConfig
from vision.decode import decode
from vision.evaluation.ablation import Ranking
from vision.structures import Photo, RgbImage

_KEPT = 50
# The tutorial's own numbers ("Feature Matching + Homography to find Objects").
_RATIO = 0.7
_FEWEST = 10
_REPROJECTION_PX = 5.0


@dataclass(frozen=True, slots=True)
class _Described:
    points_xy: NDArray[np.float32]
    descriptors: NDArray[np.uint8]


class OrbBruteForce:
    """Compares the photo with one reference after the other, so it searches only some of the distractors."""

    name = "ORB, brute force, RANSAC"
    threshold = f"at least {_FEWEST} matches after the ratio test, and a homography (OpenCV's tutorial)"

    def __init__(self, *, first: int, distractors: int) -> None:
        """``first``: numbers below it are distractors, of which ``distractors`` are searched, evenly spread."""
        self._first = first
        self._distractors = distractors
        self._orb = cv2.ORB.create()
        self._matcher = cv2.BFMatcher(cv2.NORM_HAMMING)
        self._references: dict[int, _Described] = {}
        self.what = (
            f"OpenCV {cv2.__version__}: ORB_create(), BFMatcher, ratio {_RATIO}, findHomography(RANSAC), most inliers; "
            f"the sets' references and {distractors} distractors only, because it compares them one by one"
        )

    def prepare(self, references: Mapping[int, Path], progress: Callable[[int], None]) -> int:
        """Describes the references of the sets and some distractors."""
        others = [number for number in references if number < self._first]
        kept = {others[i] for i in np.linspace(0, len(others) - 1, min(self._distractors, len(others))).astype(int)}
        for number, path in references.items():
            if number in kept or number >= self._first:
                described = self._describe(decode(Photo(path.read_bytes()), RecognitionConfig()).pixels)
                if described is not None:
                    self._references[number] = described
            progress(1)
        return len(kept) + sum(number >= self._first for number in references)

    def rank(self, photo: RgbImage) -> tuple[Ranking, bool]:
        """The most inliers first; where there are none, the most matches."""
        seen = self._describe(photo)
        if seen is None:
            return (), False
        counts = {number: self._agreement(reference, seen) for number, reference in self._references.items()}
        best = sorted(counts, key=lambda number: (-counts[number][0], -counts[number][1], number))[:_KEPT]
        ranking = tuple((number, float(counts[number][0])) for number in best)
        return ranking, bool(best) and counts[best[0]][0] > 0

    def _describe(self, picture: RgbImage) -> _Described | None:
        # OpenCV's stubs do not know that there may be no descriptors.
        detected: tuple[Any, Any] = self._orb.detectAndCompute(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), None)
        found, descriptors = detected
        if descriptors is None or len(found) < 2:
            return None
        return _Described(np.array([keypoint.pt for keypoint in found], np.float32), descriptors)

    def _agreement(self, reference: _Described, photo: _Described) -> tuple[int, int]:
        """Inliers of a homography, and matches that pass the ratio test."""
        pairs = self._matcher.knnMatch(reference.descriptors, photo.descriptors, k=2)
        good = [first for first, second in pairs if first.distance < _RATIO * second.distance]
        if len(good) < _FEWEST:
            return 0, len(good)
        source = reference.points_xy[[match.queryIdx for match in good]]
        target = photo.points_xy[[match.trainIdx for match in good]]
        fitted: tuple[Any, Any] = cv2.findHomography(source, target, cv2.RANSAC, _REPROJECTION_PX)
        homography, mask = fitted
        return (0 if homography is None else int(mask.sum())), len(good)
