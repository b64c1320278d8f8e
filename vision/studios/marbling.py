"""A studio of marbled papers: drops of ink on water, combed, then lifted on a sheet."""

import cv2
import numpy as np

from vision.structures import RgbImage
from vision.studios.colour import Floats, eight_bit, jittered, palette
from vision.studios.noise import pixels, sampled, smooth_noise
from vision.studios.studio import Size, Studio, chance, turn
from vision.studios.surface import blank, fine, on_paper, reduced

_INKS = (
    "f3e9d2 1d3557 a63446 c6892f 2f5d50",
    "e9e4da 22223b 4a4e69 9a8c98 c9ada7",
    "f7f1e3 0b525b 1b9aaa ef476f ffc43d",
    "efe3c8 3c1518 69140e a44200 d58936",
    "dfe7ea 10454f 506266 818274 a3ab78",
    "f6efe6 2d1e2f 5f4bb6 86a5d9 f7d6e0",
    "faf0ca 0d3b66 ee964b f95738 5f7d95",
)


def _dropped(rng: np.random.Generator, size_wh: Size, drops: int, radii: tuple[float, float]) -> list[Floats]:
    """Outlines (points, 2) of ``drops`` drops, oldest first: each new one pushes all that floats aside."""
    circle = np.exp(1j * np.linspace(0, 2 * np.pi, 180, endpoint=False)).astype(np.complex64)
    floating = np.zeros((drops, len(circle)), np.complex64)  # x + iy
    for index in range(drops):
        centre = np.complex64(complex(*(rng.uniform(-0.05, 1.05, 2) * size_wh)))
        radius = np.float32(rng.uniform(*radii))
        offset = floating[:index] - centre
        squared = np.maximum(offset.real**2 + offset.imag**2, np.float32(1e-6))
        floating[:index] = centre + offset * np.sqrt(1 + radius**2 / squared)
        floating[index] = centre + radius * circle
    return list(floating.view(np.float32).reshape(drops, -1, 2))


def _floating(rng: np.random.Generator, size_wh: Size, inks: Floats, manner: str) -> RgbImage:
    """The bath before it is combed."""
    sheet = blank(size_wh, inks[0])
    drops = int(rng.integers(200, 380))
    unit = min(size_wh)
    radii = (0.02 * unit, 0.07 * unit) if manner != "stone" else (0.015 * unit, 0.11 * unit)
    order = rng.permutation(len(inks))
    for index, outline in enumerate(_dropped(rng, size_wh, drops, radii)):
        pick = order[int(index / drops * len(inks) * 1.6 + rng.integers(0, 2)) % len(inks)]
        points = np.round(outline * 8).astype(np.int32)[:, None]
        cv2.fillPoly(sheet, [points], eight_bit(jittered(rng, inks[pick], 0.015)), cv2.LINE_AA, shift=3)
    return sheet


def _raked(x: Floats, y: Floats, angle: float, teeth_px: float, pull_px: float) -> tuple[Floats, Floats]:
    """Where the ink at (x, y) came from before a rake was drawn through at ``angle``, its teeth ``teeth_px`` apart."""
    along = np.array([np.cos(angle), np.sin(angle)], np.float32)
    side = -along[1] * x + along[0] * y
    to_tooth = np.abs((side / teeth_px) % 1 - 0.5)
    shift = pull_px * np.exp(-((to_tooth / 0.16) ** 1.4)) - 0.35 * pull_px
    return np.asarray(x - shift * along[0], np.float32), np.asarray(y - shift * along[1], np.float32)


def _combed(rng: np.random.Generator, size_wh: Size, manner: str) -> tuple[Floats, Floats]:
    """Where each pixel's ink came from."""
    x, y = pixels(size_wh)
    unit = min(size_wh)
    wobble = unit * rng.uniform(0.006, 0.016)
    x = x + wobble * smooth_noise(rng, size_wh, (unit / 4, unit / 4))
    y = y + wobble * smooth_noise(rng, size_wh, (unit / 4, unit / 4))
    if manner == "stone":
        return np.asarray(x, np.float32), np.asarray(y, np.float32)
    tilt = rng.uniform(-0.12, 0.12)
    if manner == "feather":
        x, y = _raked(x, y, np.pi / 2 + tilt, unit / int(rng.integers(14, 24)), unit * 0.16)
    if manner == "wave":
        x, y = _raked(x, y, np.pi / 2 + tilt, unit / int(rng.integers(5, 10)), unit * 0.2)
        return x, np.asarray(y + 0.045 * unit * np.sin(x * (2 * np.pi * rng.integers(3, 6) / size_wh[0])), np.float32)
    if manner == "swirl":
        for _ in range(int(rng.integers(4, 9))):
            at_x, at_y = rng.uniform(0.1, 0.9, 2) * size_wh
            away = np.hypot(x - at_x, y - at_y)
            twist = rng.choice([-1, 1]) * rng.uniform(2, 4.5) * np.exp(-away / (rng.uniform(0.08, 0.2) * unit))
            sine, cosine = np.sin(twist), np.cos(twist)
            x, y = (
                at_x + (x - at_x) * cosine - (y - at_y) * sine,
                at_y + (x - at_x) * sine + (y - at_y) * cosine,
            )
        return np.asarray(x, np.float32), np.asarray(y, np.float32)
    x, y = _raked(x, y, tilt, unit / int(rng.integers(9, 16)), unit * rng.uniform(0.14, 0.3))
    return _raked(x, y, tilt + np.pi, unit / int(rng.integers(5, 9)), unit * rng.uniform(0.08, 0.2))


def paint_marbling(seed: int, size_wh: Size) -> RgbImage:
    """Stone, combed, feathered, waved or swirled paper."""
    rng = chance("marbling", seed)
    inks = palette(turn(seed, _INKS))
    manner = turn(seed, ("combed", "stone", "swirl", "feather", "wave"))
    full = fine(size_wh)
    bath = _floating(rng, full, inks, manner).astype(np.float32)
    x, y = _combed(rng, full, manner)
    return on_paper(rng, reduced(sampled(bath, x, y) / np.float32(255), size_wh))


MARBLINGS = Studio(
    slug="marbling",
    name="Nefise Karatay-Doru",
    nationality="Turkish",
    birth_year=1889,
    death_year=1968,
    active=(1912, 1964),
    period="Modern",
    style="Marbling",
    genre="Decorative art",
    mediums=("Marbled paper", "Ink on sized paper, marbled"),
    proportions=(0.75, 1.33, 1.0, 0.7),
    long_side_mm=(260, 700),
    paint=paint_marbling,
)
