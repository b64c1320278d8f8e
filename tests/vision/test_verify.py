"""Geometry: a work seen in perspective is proven where it is; another work, a mirrored or a collapsed one is not."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from vision.config import RecognitionConfig
from vision.describe import SiftDescriber
from vision.structures import Candidate, Keypoints, Quad, RgbImage
from vision.verify import HomographyVerifier, correspondences, outline

CONFIG = RecognitionConfig()
REFERENCE_WH = (384, 300)
PHOTO_WH = (1024, 768)
TRUTH: Quad = ((260.0, 180.0), (720.0, 140.0), (700.0, 560.0), (290.0, 520.0))


def work(seed: int) -> RgbImage:
    cells = np.random.default_rng(seed).integers(0, 256, (20, 26, 3)).astype(np.uint8)
    return np.asarray(cv2.resize(cells, REFERENCE_WH, interpolation=cv2.INTER_CUBIC), np.uint8)


def to_quad(quad: Quad) -> NDArray[np.float64]:
    width, height = REFERENCE_WH
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    return np.asarray(cv2.getPerspectiveTransform(corners, np.array(quad, np.float32)), np.float64)


def photo_of(picture: RgbImage, quad: Quad = TRUTH) -> RgbImage:
    wall = np.full((PHOTO_WH[1], PHOTO_WH[0], 3), 170, np.uint8)
    warped = cv2.warpPerspective(
        picture, to_quad(quad), PHOTO_WH, dst=wall, borderMode=cv2.BORDER_TRANSPARENT, flags=cv2.INTER_AREA
    )
    return np.asarray(warped, np.uint8)


def reference(seed: int) -> Keypoints:
    return SiftDescriber.for_references(CONFIG).describe(work(seed))


def photo(seed: int) -> Keypoints:
    return SiftDescriber.for_photos(CONFIG).describe(photo_of(work(seed)))


def candidate(image_id: int) -> Candidate:
    return Candidate(image_id, similarity=0.5, votes=10.0)


def random_keypoints(points: NDArray[np.float32], seed: int = 0) -> Keypoints:
    count = len(points)
    return Keypoints(
        points_xy=points.astype(np.float32),
        diameters_px=np.ones(count, np.float32),
        angles_deg=np.zeros(count, np.float32),
        descriptors=np.random.default_rng(seed).integers(0, 120, (count, 128)).astype(np.uint8),
        size_wh=REFERENCE_WH,
    )


def test_a_work_in_perspective_is_found_where_it_is() -> None:
    found, other = HomographyVerifier().verify(
        photo(1), [candidate(1), candidate(2)], {1: reference(1), 2: reference(2)}
    )
    assert found.candidate == candidate(1)
    assert found.inliers > 50
    assert found.coverage > 0.6
    assert found.quad is not None
    assert np.array(found.quad) == pytest.approx(np.array(TRUTH), abs=6)
    assert found.picture_similarity is None
    assert other.candidate == candidate(2)
    assert other.inliers < 12


def test_a_mirrored_work_is_another_picture() -> None:
    seen = SiftDescriber.for_photos(CONFIG).describe(np.ascontiguousarray(photo_of(work(1))[:, ::-1]))
    (verification,) = HomographyVerifier().verify(seen, [candidate(1)], {1: reference(1)})
    assert verification.inliers < 12


def test_candidates_without_enough_keypoints_have_no_inliers() -> None:
    few = random_keypoints(np.zeros((5, 2), np.float32))
    none = random_keypoints(np.zeros((0, 2), np.float32))
    verifier = HomographyVerifier()
    results = verifier.verify(photo(1), [candidate(n) for n in (1, 2, 3)], {2: few, 3: none})
    results += verifier.verify(few, [candidate(1)], {1: reference(1)})
    results += verifier.verify(none, [candidate(1)], {1: reference(1)})
    assert [(v.inliers, v.coverage, v.quad) for v in results] == [(0, 0.0, None)] * 5
    assert verifier.verify(photo(1), [], {}) == []


@pytest.mark.parametrize("arrangement", ["one spot", "a line", "two spots"])
def test_correspondences_on_a_line_or_spot_prove_nothing(arrangement: str) -> None:
    steps = np.arange(40, dtype=np.float32)
    points = {
        "one spot": np.full((40, 2), 100, np.float32),
        "a line": np.column_stack([steps * 5, steps * 3 + 20]),
        "two spots": np.column_stack([steps % 2 * 90 + 20, steps % 2 * 40 + 30]),
    }[arrangement].astype(np.float32)
    described = random_keypoints(points)
    (verification,) = HomographyVerifier().verify(described, [candidate(1)], {1: described})
    assert verification.coverage < 0.01


def test_chance_correspondences_have_few_inliers() -> None:
    random = np.random.default_rng(3)
    for seed in range(20):
        here = random_keypoints(random.uniform(0, 300, (60, 2)).astype(np.float32), seed)
        there = random_keypoints(random.uniform(0, 300, (60, 2)).astype(np.float32), seed)
        (verification,) = HomographyVerifier().verify(there, [candidate(1)], {1: here})
        assert verification.inliers < 12


def test_many_keypoints_on_one_spot_are_one_inlier() -> None:
    random = np.random.default_rng(0)
    spots = np.repeat(random.uniform(20, 280, (12, 2)), 5, axis=0).astype(np.float32)
    described = random_keypoints(spots)
    (verification,) = HomographyVerifier().verify(described, [candidate(1)], {1: described})
    assert verification.inliers == 12


def test_correspondences_are_mutual_and_distinct() -> None:
    random = np.random.default_rng(0)
    photo_descriptors = random.uniform(0, 120, (50, 128)).astype(np.float32)
    noise = random.normal(0, 3, (3, 128))
    reference_descriptors = np.concatenate(
        [
            photo_descriptors[[4, 9]] + noise[:2],
            photo_descriptors[[4]] + 6 * noise[2:],  # less near to 4 than the first
            (photo_descriptors[[20]] + photo_descriptors[[21]]) / 2,  # as near to 20 as to 21
        ]
    ).astype(np.float32)
    rows, photo_rows = correspondences(reference_descriptors, photo_descriptors)
    assert rows.tolist() == [0, 1]
    assert photo_rows.tolist() == [4, 9]


def homography_to(*corners: tuple[float, float]) -> NDArray[np.float64]:
    top_left, top_right, bottom_right, bottom_left = corners
    return to_quad((top_left, top_right, bottom_right, bottom_left))


def test_the_outline_of_a_sane_homography_is_its_quad() -> None:
    quad = outline(to_quad(TRUTH), REFERENCE_WH, PHOTO_WH)
    assert quad is not None
    assert np.array(quad) == pytest.approx(np.array(TRUTH), abs=1e-6)
    flipped_sign = outline(-to_quad(TRUTH), REFERENCE_WH, PHOTO_WH)
    assert flipped_sign is not None
    assert np.array(flipped_sign) == pytest.approx(np.array(TRUTH), abs=1e-6)


DEGENERATE = {
    "mirrored": homography_to((700, 100), (200, 100), (200, 500), (700, 500)),
    "upside down mirrored": homography_to((200, 500), (700, 500), (700, 100), (200, 100)),
    "not convex": homography_to((100, 100), (600, 100), (250, 200), (100, 600)),
    "tiny": homography_to((100, 100), (110, 100), (110, 110), (100, 110)),
    "huge": homography_to((-9000, -9000), (9000, -9000), (9000, 9000), (-9000, 9000)),
    "too slanted": homography_to((100, 100), (700, 300), (700, 340), (100, 600)),
    "collapsed to a line": np.array([[1, 0, 0], [1, 0, 0], [0, 0, 1]], np.float64),
    "collapsed to a point": np.array([[0, 0, 50], [0, 0, 60], [0, 0, 1]], np.float64),
    "folded through infinity": np.array([[1, 0, 0], [0, 1, 0], [-0.005, 0, 1]], np.float64),
    "through infinity at a corner": np.array([[1, 0, 0], [0, 1, 0], [-1 / 384, 0, 1]], np.float64),
    "not a number": np.full((3, 3), np.nan),
}


@pytest.mark.parametrize("case", DEGENERATE)
def test_degenerate_homographies_have_no_outline(case: str) -> None:
    assert outline(DEGENERATE[case], REFERENCE_WH, PHOTO_WH) is None


def test_a_work_turned_on_its_side_or_partly_outside_is_no_degenerate_one() -> None:
    turned = homography_to((600, 100), (600, 500), (300, 500), (300, 100))
    outside = homography_to((-200, -100), (700, -60), (720, 600), (-180, 640))
    assert outline(turned, REFERENCE_WH, PHOTO_WH) is not None
    assert outline(outside, REFERENCE_WH, PHOTO_WH) is not None
