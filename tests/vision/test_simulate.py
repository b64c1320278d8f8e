"""The simulator: its photos are the same for the same seed, look like photos, and say truly where the works are."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from vision.simulate import CLOSE_UP, GALLERY_WALL, SCENES, Scene, photograph
from vision.simulate.frames import build_frame
from vision.simulate.wall import hang
from vision.structures import Quad, RgbImage

PLAIN = Scene(
    fill=(0.5, 0.7),
    frames=(("thin", 1.0),),
    frame_lip=(0, 0),
    wall_pattern_chance=0,
    floor_chance=0,
    label_chance=0,
    visitor_chance=0,
    glass_chance=0,
    glare_chance=0,
    shadow_chance=0,
    unevenness=(0, 0),
    low_light_chance=0,
    exposure=(1, 1),
    contrast=(1, 1),
    saturation=(1, 1),
    colour_cast=(0, 0),
    vignetting=(0, 0),
    screen_chance=0,
    defocus_chance=0,
    motion_chance=0,
    noise=(0, 0),
    sharpening_chance=0,
    jpeg_quality=(95, 96),
)
"""Geometry only: nothing happens to the light."""


def picture(seed: int, size_wh: tuple[int, int] = (120, 90)) -> RgbImage:
    """Smooth coloured blobs: every place looks different."""
    blobs = np.random.default_rng(seed).integers(0, 256, (5, 6, 3)).astype(np.uint8)
    return np.asarray(cv2.resize(blobs, size_wh, interpolation=cv2.INTER_LINEAR), np.uint8)


def rectified(photo: RgbImage, quad: Quad, size_wh: tuple[int, int]) -> RgbImage:
    w, h = size_wh
    upright = np.array([[0, 0], [w, 0], [w, h], [0, h]], np.float32)
    homography = cv2.getPerspectiveTransform(np.array(quad, np.float32), upright)
    return np.asarray(cv2.warpPerspective(photo, homography, size_wh), np.uint8)


def likeness(a: RgbImage, b: RgbImage) -> float:
    """Correlation of two pictures of one size, −1 to 1."""
    return float(np.corrcoef(a.ravel(), b.ravel())[0, 1])


@pytest.mark.parametrize("seed", range(8))
def test_quads_are_where_the_works_are(seed: int) -> None:
    works = [picture(10 * seed + n) for n in range(3)]
    photo = photograph(works, rng=np.random.default_rng(seed), scene=PLAIN, size_wh=(640, 480))

    seen = rectified(photo.image, photo.quads[0], (120, 90))

    inside = np.s_[3:-3, 3:-3]  # the tone curve is free, and the frame's edge is blended
    assert likeness(seen[inside], works[0][inside]) > 0.97
    assert likeness(seen[inside], works[1][inside]) < 0.9


def test_a_neighbour_in_the_photo_is_where_its_quad_says() -> None:
    works = [picture(n) for n in range(3)]
    scene = replace(PLAIN, fill=(0.2, 0.2), yaw_deg=(20, 20))
    photo = photograph(works, rng=np.random.default_rng(4), scene=scene, size_wh=(800, 600))

    whole = [n for n in (1, 2) if all(0 < x < 800 and 0 < y < 600 for x, y in photo.quads[n])]

    assert whole, "the seed shows no whole neighbour"
    for n in whole:
        assert likeness(rectified(photo.image, photo.quads[n], (120, 90))[5:-5, 5:-5], works[n][5:-5, 5:-5]) > 0.9


@pytest.mark.parametrize("name", SCENES)
def test_the_same_seed_gives_the_same_photo_and_another_another(name: str) -> None:
    works = [picture(n) for n in range(4)]
    one, same, other = (
        photograph(works, rng=np.random.default_rng(seed), scene=SCENES[name], size_wh=(200, 150)) for seed in (7, 7, 8)
    )

    assert one.image.shape == (150, 200, 3)
    assert one.image.dtype == np.uint8
    assert len(one.quads) == 4
    assert np.array_equal(one.image, same.image)
    assert one.quads == same.quads
    assert not np.array_equal(one.image, other.image)


@pytest.mark.parametrize("fill", [0.2, 0.5, 0.9])
def test_the_framed_work_fills_the_asked_share(fill: float) -> None:
    scene = replace(PLAIN, fill=(fill, fill), off_centre=(0, 0), distortion=(0, 0), frames=(("none", 1.0),))
    scene = replace(scene, yaw_deg=(0, 0), pitch_deg=(0, 0), roll_deg=(0, 0))
    quad = photograph([picture(1)], rng=np.random.default_rng(1), scene=scene, size_wh=(400, 300)).quads[0]

    (left, top), _, (right, bottom), _ = quad

    assert right - left == pytest.approx(fill * 400, rel=0.01)
    assert bottom - top == pytest.approx(fill * 300, rel=0.01)


def test_works_do_not_hang_over_each_other() -> None:
    for seed in range(40):
        rng = np.random.default_rng(seed)
        hung = hang([picture(n, (60 + 20 * n, 100)) for n in range(6)], rng, GALLERY_WALL, (200, 150))
        boxes = [work.outer for work in hung]
        for n, a in enumerate(boxes):
            for b in boxes[n + 1 :]:
                assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1], f"seed {seed}: {a} and {b}"


@pytest.mark.parametrize("kind", ["none", "thin", "box", "ornate", "mat"])
def test_every_kind_of_frame_surrounds_the_picture(kind: str) -> None:
    rng = np.random.default_rng(3)
    frame = build_frame(rng, replace(PLAIN, frames=((kind, 1.0),)))

    framed = frame.render(picture(1), rng)

    border = round(frame.border * np.sqrt(120 * 90))
    assert framed.shape == (90 + 2 * border, 120 + 2 * border, 3)
    assert (border > 0) == (kind != "none")
    inner = (framed[border : border + 90, border : border + 120] * 255).round().astype(np.uint8)
    assert likeness(inner, picture(1)) > 0.99


@pytest.mark.parametrize(
    "effect",
    [
        {"wall_pattern_chance": 1.0},
        {"floor_chance": 1.0},
        {"label_chance": 1.0},
        {"visitor_chance": 1.0},
        {"glass_chance": 1.0},
        {"glare_chance": 1.0},
        {"shadow_chance": 1.0},
        {"unevenness": (0.3, 0.3)},
        {"low_light_chance": 1.0},
        {"screen_chance": 1.0},
        {"defocus_chance": 1.0},
        {"motion_chance": 1.0},
        {"sharpening_chance": 1.0},
        {"noise": (0.05, 0.05)},
        {"vignetting": (0.4, 0.4)},
    ],
    ids=lambda effect: next(iter(effect)),
)
def test_each_effect_leaves_its_mark(effect: dict[str, object]) -> None:
    plain, marked = (
        photograph([picture(1)], rng=np.random.default_rng(2), scene=scene, size_wh=(160, 120)).image.astype(int)
        for scene in (PLAIN, replace(PLAIN, **effect))  # type: ignore[arg-type]  # names and types are the scene's
    )

    assert np.abs(plain - marked).mean() > 0.3


def test_low_light_is_darker() -> None:
    day, dusk = (
        np.mean(
            [
                photograph([picture(n)], rng=np.random.default_rng(n), scene=scene, size_wh=(120, 90)).image.mean()
                for n in range(12)
            ]
        )
        for scene in (replace(CLOSE_UP, low_light_chance=0.0), replace(CLOSE_UP, low_light_chance=1.0))
    )

    assert dusk < 0.8 * day


def test_nothing_to_hang_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one work"):
        photograph([], rng=np.random.default_rng(1))
