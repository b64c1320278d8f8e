"""The studios paint what they promise: the size asked for, the same picture again, and no two alike."""

from itertools import combinations

import cv2
import numpy as np
import pytest

from vision.structures import RgbImage
from vision.studios import STUDIOS, Studio
from vision.studios.colour import from_oklab, jittered, oklab, palette, ramp
from vision.studios.noise import fractal_line, fractal_noise, pixels, sampled, smooth_noise, step, window

SIZE = (161, 120)

every_studio = pytest.mark.parametrize("studio", STUDIOS, ids=[studio.slug for studio in STUDIOS])


def impression(image: RgbImage) -> np.ndarray:
    """What is left of a picture at arm's length: 24 × 24 colours, 0–1."""
    return cv2.resize(image, (24, 24), interpolation=cv2.INTER_AREA).astype(np.float32) / 255


def test_there_are_enough_studios_and_none_is_another_under_a_new_name() -> None:
    assert len(STUDIOS) >= 12
    for fact in ("slug", "name", "style", "paint"):
        assert len({getattr(studio, fact) for studio in STUDIOS}) == len(STUDIOS), fact


@every_studio
def test_the_life_of_a_studio_hangs_together(studio: Studio) -> None:
    first, last = studio.active
    assert studio.birth_year + 15 <= first < last <= (studio.death_year or 2026)
    assert studio.mediums
    assert studio.genre
    assert studio.period
    assert all(0.4 <= proportion <= 2.5 for proportion in studio.proportions)
    assert 100 <= studio.long_side_mm[0] < studio.long_side_mm[1]


@every_studio
def test_a_work_has_the_size_asked_for_and_something_on_it(studio: Studio) -> None:
    for size in (SIZE, (90, 150)):
        image = studio.paint(3, size)
        assert image.shape == (size[1], size[0], 3)
        assert image.dtype == np.uint8
        assert image.std() > 10


@every_studio
def test_the_same_seed_paints_the_same_picture(studio: Studio) -> None:
    assert np.array_equal(studio.paint(7, SIZE), studio.paint(7, SIZE))


@every_studio
def test_works_of_one_studio_differ_at_a_glance(studio: Studio) -> None:
    impressions = [impression(studio.paint(seed, SIZE)) for seed in range(1000, 1004)]
    for one, other in combinations(impressions, 2):
        assert np.abs(one - other).mean() > 0.035


def test_most_works_have_structure_enough_to_be_found_by() -> None:
    sift = cv2.SIFT.create(nfeatures=500)
    counts = [len(sift.detect(cv2.cvtColor(s.paint(0, (300, 240)), cv2.COLOR_RGB2GRAY), None)) for s in STUDIOS]
    assert sum(count >= 100 for count in counts) >= 0.75 * len(STUDIOS)


def test_a_negative_seed_is_refused() -> None:
    with pytest.raises(ValueError, match="non-negative"):
        STUDIOS[0].paint(-1, SIZE)


@pytest.mark.parametrize("cell", [(4.0, 4.0), (30.0, 9.0)])
def test_noise_has_mean_0_and_deviation_1(cell: tuple[float, float]) -> None:
    rng = np.random.default_rng(5)
    for noise in (smooth_noise(rng, (400, 300), cell), fractal_noise(rng, (400, 300), cell, octaves=3)):
        assert noise.shape == (300, 400)
        assert abs(noise.mean()) < 0.15
        assert noise.std() == pytest.approx(1, abs=0.15)


def test_noise_is_smooth_within_its_cells() -> None:
    noise = smooth_noise(np.random.default_rng(1), (200, 100), (50, 25))
    assert np.abs(np.diff(noise, axis=1)).max() < 0.2
    assert np.abs(np.diff(noise, axis=0)).max() < 0.4


def test_a_line_of_noise_is_as_long_as_asked() -> None:
    assert fractal_line(np.random.default_rng(1), 77, 10).shape == (77,)


def test_a_window_is_a_part_of_the_larger_field() -> None:
    larger = np.arange(30 * 20, dtype=np.float32).reshape(20, 30)
    part = window(np.random.default_rng(2), larger, (7, 5))
    assert part.shape == (5, 7)
    top, left = divmod(int(part[0, 0]), 30)
    assert np.array_equal(part, larger[top : top + 5, left : left + 7])


def test_sampling_where_a_pixel_is_gives_the_pixel() -> None:
    field = np.random.default_rng(3).random((9, 11), np.float32)
    assert np.array_equal(sampled(field, *pixels((11, 9))), field)


def test_a_step_rises_or_falls_between_its_edges() -> None:
    values = np.array([-1, 0, 0.5, 1, 2], np.float32)
    assert step(0, 1, values).tolist() == [0, 0, 0.5, 1, 1]
    assert step(1, 0, values).tolist() == [1, 1, 0.5, 0, 0]


def test_colours_survive_the_way_through_oklab() -> None:
    colours = palette("000000 ffffff ff0000 00ff00 0000ff 7f3a12")
    assert np.allclose(from_oklab(oklab(colours)), colours, atol=0.01)


def test_a_ramp_starts_and_ends_with_its_colours_and_never_leaves_them() -> None:
    colours = palette("102030 c0a080 f0f0f0")
    ends = ramp(colours, np.array([-5.0, 0.0, 0.5, 1.0, 5.0]))
    assert np.allclose(ends, colours[[0, 0, 1, 2, 2]], atol=0.02)


def test_jitter_stays_near_and_within_what_a_screen_shows() -> None:
    colours = np.broadcast_to(palette("fdfdfd 4080c0"), (500, 2, 3))
    moved = jittered(np.random.default_rng(4), colours, 0.02)
    assert 0 < np.abs(moved - colours).mean() < 0.05
    assert moved.min() >= 0
    assert moved.max() <= 1
