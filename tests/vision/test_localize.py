"""Regions: the whole photo first, windows that cover it, outlined pictures, and quads made upright."""

import cv2
import numpy as np
import pytest

from vision.localize import PictureLocalizer, rectify, to_image
from vision.localize.outlines import find_outlines
from vision.simulate import GALLERY_WALL, photograph
from vision.structures import Quad, Region, RgbImage
from vision.studios import STUDIOS

_WALL = (180, 172, 160)


def noise(width: int, height: int) -> RgbImage:
    return np.random.default_rng(0).integers(0, 256, (height, width, 3)).astype(np.uint8)


def wall_with(*quads: Quad, wall: tuple[int, int, int] = _WALL, paint: tuple[int, int, int] = (60, 50, 90)) -> RgbImage:
    image = np.full((600, 800, 3), wall, np.uint8)
    for quad in quads:
        cv2.fillPoly(image, [np.rint(quad).astype(np.int32)], paint, cv2.LINE_AA)
    return image


def overlap(one: Quad, other: Quad) -> float:
    a, b = np.array(one, np.float32), np.array(other, np.float32)
    shared, _ = cv2.intersectConvexConvex(a, b)
    return float(shared / (cv2.contourArea(a) + cv2.contourArea(b) - shared))


SLANTED: Quad = ((100.0, 90.0), (330.0, 130.0), (330.0, 420.0), (100.0, 470.0))
UPRIGHT: Quad = ((450.0, 150.0), (700.0, 150.0), (700.0, 350.0), (450.0, 350.0))


def test_the_first_region_is_the_whole_photo_then_windows_then_pictures() -> None:
    image = wall_with(SLANTED, UPRIGHT)
    regions = PictureLocalizer(pictures=4).localize(image)
    whole: Quad = ((0.0, 0.0), (800.0, 0.0), (800.0, 600.0), (0.0, 600.0))
    assert regions[0].quad == whole
    assert np.array_equal(regions[0].crop, image)
    kinds = [region.kind for region in regions]
    assert kinds == ["photo"] + ["window"] * 5 + ["picture"] * 2


def test_every_window_is_what_its_quad_says_and_no_copy() -> None:
    image = noise(640, 480)
    for region in PictureLocalizer(pictures=0).localize(image):
        (left, top), _, (right, bottom), _ = region.quad
        assert np.array_equal(region.crop, image[int(top) : int(bottom), int(left) : int(right)])
        assert np.shares_memory(region.crop, image)


def test_a_work_of_a_third_of_the_photo_fills_most_of_some_window() -> None:
    image = noise(900, 900)
    regions = PictureLocalizer(pictures=0).localize(image)
    for x in range(0, 601, 100):
        for y in range(0, 601, 100):
            holding = [
                region.crop.shape[0] * region.crop.shape[1]
                for region in regions
                if region.quad[0][0] <= x + 30 and region.quad[0][1] <= y + 30
                if region.quad[2][0] >= x + 270 and region.quad[2][1] >= y + 270
            ]
            assert 300 * 300 / min(holding) > 0.25, (x, y)


@pytest.mark.parametrize(("width", "height"), [(1, 1), (1, 1024), (1024, 1), (2, 3), (3, 2), (12, 12)])
def test_the_smallest_photos_have_no_empty_regions(width: int, height: int) -> None:
    regions = PictureLocalizer(pictures=4).localize(noise(width, height))
    assert len(regions) >= 6
    assert all(region.crop.size for region in regions)


def test_outlines_of_pictures_are_found_with_their_slant() -> None:
    found = find_outlines(wall_with(SLANTED, UPRIGHT), 4)
    assert len(found) == 2
    for quad in (SLANTED, UPRIGHT):
        assert max(overlap(quad, other) for other in found) > 0.93
    for quad in found:
        corners = np.array(quad)
        assert corners[:, 0].argmax() in (1, 2), "clockwise from the top left"
        assert corners[0].sum() == corners.sum(axis=1).min()


def test_a_frame_as_bright_as_its_wall_shows_by_its_colour() -> None:
    red, green = (200, 60, 60), (30, 122, 30)
    lightness = cv2.cvtColor(np.array([[red, green]], np.uint8), cv2.COLOR_RGB2LAB)[0, :, 0].astype(int)
    assert abs(lightness[0] - lightness[1]) < 15
    found = find_outlines(wall_with(UPRIGHT, wall=red, paint=green), 4)
    assert max(overlap(UPRIGHT, quad) for quad in found) > 0.93


def test_nothing_that_has_no_four_straight_sides_is_outlined() -> None:
    image = np.full((600, 800, 3), _WALL, np.uint8)
    cv2.circle(image, (400, 300), 160, (60, 50, 90), -1, cv2.LINE_AA)
    cv2.fillPoly(image, [np.array([[80, 80], [220, 80], [150, 200]])], (60, 50, 90), cv2.LINE_AA)
    assert find_outlines(image, 4) == []
    assert find_outlines(np.full((600, 800, 3), 128, np.uint8), 4) == []


def test_the_clearest_outlines_come_first_and_no_more_than_asked_for() -> None:
    label: Quad = ((720.0, 360.0), (780.0, 360.0), (780.0, 420.0), (720.0, 420.0))
    image = wall_with(SLANTED, UPRIGHT, label)
    assert max(overlap(label, quad) for quad in find_outlines(image, 8)) > 0.7
    first, second = find_outlines(image, 2)
    assert max(overlap(first, quad) for quad in (SLANTED, UPRIGHT)) > 0.9
    assert overlap(second, label) == 0


def test_most_works_of_simulated_walls_are_outlined() -> None:
    found = hung = 0
    for number in range(8):
        rng = np.random.default_rng(number)
        works = [STUDIOS[(number + place) % len(STUDIOS)].paint(number, (400, 320)) for place in range(2)]
        photo = photograph(works, rng=rng, scene=GALLERY_WALL, size_wh=(1024, 768))
        outlines = find_outlines(photo.image, 6)
        for quad in photo.quads:
            corners = np.array(quad)
            if (corners >= 0).all() and (corners <= (1024, 768)).all():
                hung += 1
                found += any(overlap(quad, outline) > 0.6 for outline in outlines)
    assert hung >= 8
    assert found / hung > 0.6


def test_rectify_undoes_a_perspective_and_goes_halfway_to_a_square() -> None:
    picture = cv2.resize(noise(8, 8), (400, 320), interpolation=cv2.INTER_CUBIC).astype(np.uint8)
    quad: Quad = ((130.0, 90.0), (520.0, 130.0), (480.0, 430.0), (160.0, 400.0))
    corners = np.array([[0, 0], [400, 0], [400, 320], [0, 320]], np.float32)
    photo = cv2.warpPerspective(picture, cv2.getPerspectiveTransform(corners, np.array(quad, np.float32)), (640, 480))
    seen = rectify(photo.astype(np.uint8), quad)
    assert seen.dtype == np.uint8
    assert seen.shape == (349, 392, 3), "392 × 311, the longer of each pair of opposite sides"
    resized = cv2.resize(seen, (400, 320), interpolation=cv2.INTER_AREA)
    assert np.abs(resized[8:-8, 8:-8].astype(int) - picture[8:-8, 8:-8]).mean() < 3


def test_rectify_repeats_the_edge_where_the_quad_leaves_the_photo() -> None:
    photo = np.full((100, 100, 3), 90, np.uint8)
    assert (rectify(photo, ((-500.0, -500.0), (600.0, -500.0), (600.0, 600.0), (-500.0, 600.0))) == 90).all()


def test_a_quad_in_a_region_is_found_again_in_the_image() -> None:
    region = Region("picture", SLANTED, noise(10, 10))
    whole: Quad = ((0.0, 0.0), (384.0, 0.0), (384.0, 300.0), (0.0, 300.0))
    assert np.allclose(to_image(whole, region, (384, 300)) or (), SLANTED, atol=1e-3)
    box = Region("photo", ((0, 0), (800, 0), (800, 600), (0, 600)), noise(10, 10))
    assert np.allclose(
        to_image(((10, 10), (20, 10), (20, 20), (10, 20)), box, (400, 300)) or (),
        [[20, 20], [40, 20], [40, 40], [20, 40]],
    )


def test_a_quad_beyond_the_horizon_of_its_region_has_no_place() -> None:
    steep: Quad = ((0.0, 0.0), (100.0, 40.0), (100.0, 60.0), (0.0, 100.0))
    far: Quad = ((-400.0, 0.0), (400.0, 0.0), (400.0, 100.0), (-400.0, 100.0))
    assert to_image(far, Region("picture", steep, noise(10, 10)), (100, 100)) is None
