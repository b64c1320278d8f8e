"""Studios that draw with one kind of line: currents, pendulums, attractors."""

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.structures import RgbImage
from vision.studios.colour import Floats, eight_bit, jittered, palette, ramp
from vision.studios.noise import fractal_noise, pixels
from vision.studios.studio import Size, Studio, chance, turn
from vision.studios.surface import blank, fine, on_paper, reduced

# --- Currents: ribbons laid side by side along a flow field ----------------------------------------------------------

_CURRENT_PALETTES = (
    "f3ece0 14213d fca311 e5383b 8d99ae 2a6f97",
    "11151c f2cc8f e07a5f 81b29a 3d5a80 f4f1de",
    "e9e3d5 5f0f40 9a031e fb8b24 e36414 0f4c5c",
    "f7f3ee 264653 2a9d8f e9c46a f4a261 e76f51",
    "0b132b 5bc0be 3a506b ff6b6b ffe66d 6fffe9",
    "efe6dd 231942 5e548e 9f86c0 be95c4 e0b1cb",
    "f1faee 1d3557 457b9d a8dadc e63946 0b2545",
)
_CELL = 4  # the field and the record of what is taken are kept in squares of this many fine pixels


def _current_angles(rng: np.random.Generator, size_wh: Size, manner: str) -> Floats:
    """(h, w) directions in radians."""
    width, height = size_wh
    noise = fractal_noise(rng, size_wh, (width / 2.2, width / 2.2), octaves=3, gain=0.35)
    heading = rng.uniform(0, 2 * np.pi)
    if manner == "drift":
        return np.asarray(heading + 0.75 * noise, np.float32)
    if manner == "eddies":
        return np.asarray(heading + 2.3 * noise, np.float32)
    if manner == "facets":
        facet = np.pi / int(rng.integers(3, 6))
        return np.asarray(heading + np.round(1.3 * noise / facet) * facet, np.float32)
    x, y = pixels(size_wh)
    around = np.arctan2(y - height * rng.uniform(0.25, 0.75), x - width * rng.uniform(0.25, 0.75))
    return np.asarray(around + rng.choice([-1, 1]) * (np.pi / 2 + 0.25) + 0.45 * noise, np.float32)


def _traced(angles: Floats, starts: Floats, steps: int, stride: float) -> Floats:
    """(steps, count, 2) points that walk from ``starts`` along ``angles``; all in cells."""
    height, width = angles.shape
    path = np.empty((steps, len(starts), 2), np.float32)
    path[0] = starts
    for index in range(1, steps):
        x, y = path[index - 1].T
        angle = angles[np.clip(y, 0, height - 1).astype(np.intp), np.clip(x, 0, width - 1).astype(np.intp)]
        path[index, :, 0] = x + stride * np.cos(angle)
        path[index, :, 1] = y + stride * np.sin(angle)
    return path


def _free_part(taken: NDArray[np.uint8], path: Floats) -> Floats:
    """The beginning of ``path`` up to where it leaves the sheet or meets what is taken."""
    height, width = taken.shape
    x, y = path[:, 0].astype(np.intp), path[:, 1].astype(np.intp)
    outside = (x < 0) | (y < 0) | (x >= width) | (y >= height)
    blocked = outside | (taken[np.clip(y, 0, height - 1), np.clip(x, 0, width - 1)] > 0)
    return path[: int(blocked.argmax())] if blocked.any() else path


def paint_currents(seed: int, size_wh: Size) -> RgbImage:
    """Ribbons that follow one field without ever touching."""
    rng = chance("currents", seed)
    inks = palette(turn(seed, _CURRENT_PALETTES))
    full = fine(size_wh)
    sheet = blank(full, inks[0])
    cells = (full[0] // _CELL, full[1] // _CELL)
    angles = _current_angles(rng, cells, turn(seed, ("drift", "eddies", "facets", "whirl")))
    widths = np.array(turn(seed, ((5, 9, 14), (8, 20, 44), (4, 6, 60), (14, 22, 30), (3, 5, 8))))
    count = int(95_000 / widths.mean() ** 0.8)
    starts = rng.uniform((0, 0), cells, (count, 2)).astype(np.float32)
    paths = _traced(angles, starts, steps=int(rng.integers(40, 130)), stride=2.5)
    zones = np.clip(fractal_noise(rng, cells, (cells[0] / 3, cells[0] / 3), 2) * 0.9 + rng.normal(0, 0.5, 1), -2, 2)
    taken = np.zeros((cells[1], cells[0]), np.uint8)
    for path, width, mood in zip(
        paths.transpose(1, 0, 2), np.sort(rng.choice(widths, count))[::-1], rng.normal(0, 0.6, count), strict=True
    ):
        part = _free_part(taken, path)
        if len(part) < 6 + width / 8:
            continue
        zone = zones[int(part[0, 1]), int(part[0, 0])] + mood
        ink = inks[1 + int(np.clip((zone + 2) / 4, 0, 0.999) * (len(inks) - 1))]
        line = np.round(part * _CELL).astype(np.int32)[:, None]
        cv2.polylines(
            sheet,
            [line],
            isClosed=False,
            color=eight_bit(jittered(rng, ink, 0.025)),
            thickness=int(width),
            lineType=cv2.LINE_AA,
        )
        gap = max(2, round((width + widths.mean() + 5) / _CELL))
        cv2.polylines(taken, [np.round(part).astype(np.int32)[:, None]], isClosed=False, color=255, thickness=gap)
    return on_paper(rng, reduced(sheet, size_wh))


# --- Densities: millions of points counted, for pendulums and attractors ---------------------------------------------


def _density(points: Floats, size_wh: Size) -> Floats:
    """(h, w) counts of the ``points`` (count, 2) in pixels; those outside are left out."""
    width, height = size_wh
    x, y = points[:, 0].astype(np.intp), points[:, 1].astype(np.intp)
    inside = (x >= 0) & (y >= 0) & (x < width) & (y < height)
    counts = np.bincount(y[inside] * width + x[inside], minlength=width * height)
    return counts.reshape(height, width).astype(np.float32)


_PENDULUM_PALETTES = (
    "f5efe2 1b263b b23a48",
    "0d1321 ffb703 8ecae6",
    "efe9dc 6a040f e85d04",
    "10100f f8f4e3 d4a373",
    "e8eef0 005f73 ca6702",
    "1a0b2e ff5d8f 7bdff2",
    "f4ecdf 283618 bc6c25",
    "002b36 eee8d5 2aa198",
)


def _pendulum(rng: np.random.Generator, size_wh: Size, rates: tuple[int, int]) -> Floats:
    """(count, 2) points of a pen moved by four decaying pendulums, within ``size_wh``."""
    time = np.linspace(0, 2 * np.pi * rng.uniform(22, 46), 900_000, dtype=np.float32)
    decay = np.exp(-time * np.float32(rng.uniform(0.006, 0.014)))
    detune = rng.uniform(-0.012, 0.012, 4)
    phase = rng.uniform(0, 2 * np.pi, 4)
    share = rng.uniform(0.25, 0.6)
    turns = (rates[0], rates[1], rates[1], rates[0])
    a, b, c, d = (np.sin(time * np.float32(turns[k] + detune[k]) + np.float32(phase[k])) for k in range(4))
    swing = np.stack([(1 - share) * a + share * b, (1 - share) * c + share * d], 1) * decay[:, None]
    scale = np.array(size_wh, np.float32) * 0.46
    return np.asarray(swing * scale + np.array(size_wh, np.float32) / 2, np.float32)


def paint_pendulums(seed: int, size_wh: Size) -> RgbImage:
    """One or two figures of a harmonograph, in ink on paper or light on dark."""
    rng = chance("pendulums", seed)
    inks = palette(turn(seed, _PENDULUM_PALETTES))
    rates = turn(seed, ((2, 3), (1, 1), (3, 4), (1, 2), (3, 5), (1, 3), (4, 5)))
    full = fine(size_wh)
    image = np.broadcast_to(inks[0], (size_wh[1], size_wh[0], 3)).astype(np.float32)
    for ink in inks[1:][: 1 + seed % 2 + int(rng.random() < 0.5)]:
        counts = cv2.GaussianBlur(_density(_pendulum(rng, full, rates), full), (0, 0), 1.1)
        alpha = reduced(np.asarray(1 - np.exp(-counts * 0.55), np.float32), size_wh)
        image = np.asarray(image + (ink - image) * (0.94 * alpha)[..., None], np.float32)
    return on_paper(rng, image)


_ATTRACTOR_PALETTES = (
    "0a0c12 1d3557 457b9d f1faee e63946",
    "0b0a10 5a189a c77dff ffd6ff fff3b0",
    "f4efe6 cdb79e a4452c 5a1807 1b0a05",
    "06100f 0b5351 00a9a5 90c2e7 f7fff7",
    "120805 7f1d1d e85d04 ffba08 fff8e1",
    "eef1ee a3b9c9 4a6fa5 1f2f56 0b1026",
    "0c0c0c 3a3a3a 8c8c8c f5f0e6 d4a017",
)
_CLIFFORD = (
    (-1.4, 1.6, 1.0, 0.7),
    (1.7, 1.7, 0.6, 1.2),
    (1.5, -1.8, 1.6, 0.9),
    (-1.7, 1.3, -0.1, -1.21),
    (-1.8, -2.0, -0.5, -0.9),
    (1.1, -1.32, -1.03, 1.54),
    (-1.9, -1.9, -1.9, -1.0),
    (0.77, 1.99, -1.31, -1.45),
    (-1.24, -1.25, -1.81, -1.91),
    (-2.0, -1.8, 1.1, 0.9),
    (-1.7, 1.8, -1.9, -0.4),
    (1.7, 0.7, 1.4, 2.0),
    (1.5, -1.8, 1.6, 2.0),
    (-1.6, 1.5, -0.5, 0.7),
    (1.3, 1.7, -1.5, 0.8),
)


def _clifford(rng: np.random.Generator, constants: NDArray[np.float32]) -> tuple[Floats, Floats]:
    """(count, 2) points of a Clifford attractor, and (count,) how far each had just jumped."""
    a, b, c, d = constants
    x, y = rng.uniform(-1, 1, (2, 16_000)).astype(np.float32)
    points, jumps = [], []
    for step in range(130):
        before = x, y
        x, y = np.sin(a * y) + c * np.cos(a * x), np.sin(b * x) + d * np.cos(b * y)
        if step >= 10:
            points.append(np.stack([x, y], 1))
            jumps.append(np.hypot(x - before[0], y - before[1]))
    return np.concatenate(points), np.concatenate(jumps)


def paint_attractor(seed: int, size_wh: Size) -> RgbImage:
    """A strange attractor, as dust that has settled where it passed most often."""
    rng = chance("attractor", seed)
    tones = palette(turn(seed, _ATTRACTOR_PALETTES))
    constants = np.array(turn(seed, _CLIFFORD)) + rng.uniform(-0.04, 0.04, 4)
    points, jumps = _clifford(rng, constants.astype(np.float32))
    low, high = np.percentile(points, 0.2, axis=0), np.percentile(points, 99.8, axis=0)
    frame = np.array(fine(size_wh)) * 0.84
    scale = (frame / (high - low)).astype(np.float32)
    scale = np.float32(0.45) * scale + np.float32(0.55) * scale.min()
    spots = np.asarray((points - (low + high) / 2) * scale + np.array(fine(size_wh)) / 2, np.float32)
    order = jumps > np.median(jumps)
    layers = [_density(spots[mask], fine(size_wh)) for mask in (order, ~order)]
    total = reduced(layers[0] + layers[1], size_wh)
    tone = np.log1p(total * 3) / np.log1p(np.percentile(total, 99.7) * 3)
    share = reduced(layers[0], size_wh) / np.maximum(total, 1e-6)
    image = ramp(tones, np.asarray(np.clip(tone, 0, 1) * (0.72 + 0.28 * cv2.blur(share, (5, 5))), np.float32))
    return on_paper(rng, image)


CURRENTS = Studio(
    slug="currents",
    name="Ilse Varnholt",
    nationality="German",
    birth_year=1961,
    death_year=None,
    active=(1989, 2024),
    period="Contemporary",
    style="Flow field",
    genre="Abstract",
    mediums=("Pigment ink on cotton paper", "Acrylic marker on panel"),
    proportions=(0.75, 0.8, 1.0, 1.33, 0.7),
    long_side_mm=(420, 1600),
    paint=paint_currents,
)
PENDULUMS = Studio(
    slug="pendulums",
    name="Aurelio Tessaro",
    nationality="Italian",
    birth_year=1928,
    death_year=2009,
    active=(1958, 1996),
    period="Post-war",
    style="Harmonograph",
    genre="Abstract",
    mediums=("Pen and ink on paper", "Luminous ink on black card"),
    proportions=(1.0, 0.8, 1.25, 0.71),
    long_side_mm=(300, 900),
    paint=paint_pendulums,
)
ATTRACTORS = Studio(
    slug="attractors",
    name="Meret Oduya-Lind",
    nationality="Swedish",
    birth_year=1979,
    death_year=None,
    active=(2004, 2025),
    period="Contemporary",
    style="Strange attractor",
    genre="Abstract",
    mediums=("Graphite dust on gesso", "Pigment print on aluminium"),
    proportions=(1.0, 1.25, 0.8, 1.5),
    long_side_mm=(500, 1800),
    paint=paint_attractor,
)
