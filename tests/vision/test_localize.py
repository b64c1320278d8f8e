"""Regions: the whole photo first, windows that cover it, and quads made square."""

import cv2
import numpy as np
import pytest

from vision.localize import WindowLocalizer, rectify
from vision.structures import Quad, RgbImage


def noise(width: int, height: int) -> RgbImage:
    return np.random.default_rng(0).integers(0, 256, (height, width, 3)).astype(np.uint8)


def test_the_first_region_is_the_whole_photo() -> None:
    image = noise(64, 48)
    regions = WindowLocalizer().localize(image)
    whole: Quad = ((0.0, 0.0), (64.0, 0.0), (64.0, 48.0), (0.0, 48.0))
    assert regions[0].quad == whole
    assert np.array_equal(regions[0].crop, image)
    kinds = [region.kind for region in regions]
    assert kinds == ["photo"] + ["window"] * (len(regions) - 1)


def test_every_crop_is_what_its_quad_says_and_no_copy() -> None:
    image = noise(640, 480)
    for region in WindowLocalizer().localize(image):
        (left, top), _, (right, bottom), _ = region.quad
        assert np.array_equal(region.crop, image[int(top) : int(bottom), int(left) : int(right)])
        assert np.shares_memory(region.crop, image)


def test_a_work_of_a_third_of_the_photo_fills_most_of_some_window() -> None:
    image = noise(900, 900)
    regions = WindowLocalizer().localize(image)
    for x in range(0, 601, 100):
        for y in range(0, 601, 100):
            holding = [
                region.crop.shape[0] * region.crop.shape[1]
                for region in regions
                if region.quad[0][0] <= x + 30 and region.quad[0][1] <= y + 30
                if region.quad[2][0] >= x + 270 and region.quad[2][1] >= y + 270
            ]
            assert 300 * 300 / min(holding) > 0.25, (x, y)


@pytest.mark.parametrize(("width", "height"), [(1, 1), (1, 1024), (1024, 1), (2, 3), (3, 2)])
def test_the_smallest_photos_have_no_empty_regions(width: int, height: int) -> None:
    regions = WindowLocalizer().localize(noise(width, height))
    assert all(region.crop.size for region in regions)


def test_rectify_undoes_a_perspective() -> None:
    picture = cv2.resize(noise(8, 8), (320, 320), interpolation=cv2.INTER_CUBIC).astype(np.uint8)
    quad: Quad = ((130.0, 90.0), (520.0, 130.0), (480.0, 430.0), (160.0, 400.0))
    corners = np.array([[0, 0], [320, 0], [320, 320], [0, 320]], np.float32)
    photo = cv2.warpPerspective(picture, cv2.getPerspectiveTransform(corners, np.array(quad, np.float32)), (640, 480))
    seen = rectify(photo.astype(np.uint8), quad)
    side = seen.shape[0]
    assert seen.shape == (side, side, 3)
    assert 380 < side < 400, "as large as the quad's longest side"
    assert seen.dtype == np.uint8
    reduced = cv2.resize(seen, (320, 320), interpolation=cv2.INTER_AREA)
    assert np.abs(reduced[8:-8, 8:-8].astype(int) - picture[8:-8, 8:-8]).mean() < 3


def test_rectify_repeats_the_edge_where_the_quad_leaves_the_photo() -> None:
    photo = np.full((100, 100, 3), 90, np.uint8)
    assert (rectify(photo, ((-500.0, -500.0), (600.0, -500.0), (600.0, 600.0), (-500.0, 600.0))) == 90).all()
