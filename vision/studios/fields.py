"""Studios of soft edges: colour fields, agates of warped noise, washes of watercolour."""

import cv2
import numpy as np

from vision.structures import RgbImage
from vision.studios.colour import Floats, jittered, over, palette, ramp, shaded
from vision.studios.noise import fractal_noise, pixels, sampled, smooth_noise, step, window
from vision.studios.studio import Size, Studio, chance, turn
from vision.studios.surface import on_canvas, on_paper

# --- Colour fields: a few glowing bands, brushed in many thin coats --------------------------------------------------

_FIELD_PALETTES = (
    "5a1f1a c8452b e58f3a 2d1115",
    "1d2a44 3f6c93 d9c9a3 0f1728",
    "d8a03d f2d479 c9572f 8f2d1f",
    "2e2a25 6e6259 b8a793 171513",
    "243b2f 5f8a5b c9cf8a 16261f",
    "4b2440 9c3d6b e08d9f 2a1326",
    "e4ddd0 b9c4c9 7a93a6 f5f0e4",
    "13161c 8c1c13 bf4342 e7d7c1",
)


def _soft_rectangle(rng: np.random.Generator, size_wh: Size, box: tuple[float, float, float, float]) -> Floats:
    """(h, w) coverage of a brushed rectangle; ``box`` = left, top, right, bottom as shares of the sheet."""
    width, height = size_wh
    x, y = pixels(size_wh)
    inside = np.minimum(
        np.minimum(x - box[0] * width, box[2] * width - x), np.minimum(y - box[1] * height, box[3] * height - y)
    )
    ragged = 3 * fractal_noise(rng, size_wh, (70, 40), 4, 0.5)
    soft = rng.uniform(2, 20)
    brushed = 0.86 + 0.09 * fractal_noise(rng, size_wh, (130, 60), 5, 0.6)
    return np.asarray(step(-soft, soft, np.asarray(inside + ragged, np.float32)) * np.clip(brushed, 0, 1), np.float32)


def _bands(rng: np.random.Generator, manner: str) -> list[tuple[float, float, float, float]]:
    margin = rng.uniform(0.05, 0.1)
    if manner == "nested":
        insets = np.cumsum(rng.uniform(0.06, 0.13, 3))
        drop = rng.uniform(-0.03, 0.06)
        return [(inset, inset + drop, 1 - inset, 1 - inset + drop / 2) for inset in insets]
    if manner == "zips":
        edges = np.sort(rng.uniform(0.08, 0.92, 3))
        widths = rng.choice([0.012, 0.03, 0.16], 3, replace=False)
        return [(edge, -0.1, edge + wide, 1.1) for edge, wide in zip(edges, widths, strict=True)]
    count = 3 if manner == "three" else 2
    heights = rng.dirichlet(np.full(count, 2.5)) * 0.6 + 0.4 / count
    edges = margin + np.concatenate([[0], np.cumsum(heights)]) * (1 - 2 * margin)
    gap = rng.uniform(0.008, 0.025)
    return [(margin, edges[k] + gap, 1 - margin, edges[k + 1] - gap) for k in range(count)]


def paint_colour_field(seed: int, size_wh: Size) -> RgbImage:
    """Two or three bands, nested frames, or upright zips, on a ground that shows through."""
    rng = chance("colour-field", seed)
    tones = jittered(rng, palette(turn(seed, _FIELD_PALETTES)), 0.02)
    image = np.broadcast_to(tones[0], (size_wh[1], size_wh[0], 3)).astype(np.float32)
    order = rng.permutation(np.arange(1, len(tones)))
    for box, pick in zip(_bands(rng, turn(seed, ("three", "two", "nested", "zips", "two"))), order, strict=False):
        for coat in range(3):
            nudge = rng.normal(0, 0.004, 4)
            shifted = (box[0] + nudge[0], box[1] + nudge[1], box[2] + nudge[2], box[3] + nudge[3])
            colour = shaded(jittered(rng, tones[pick], 0.015), 0.02 * (coat - 1))
            image = over(image, colour, np.asarray(0.62 * _soft_rectangle(rng, size_wh, shifted), np.float32))
    glow = 0.035 * fractal_noise(rng, size_wh, (size_wh[0] / 2, size_wh[1] / 3), 3)
    scumble = 0.014 * fractal_noise(rng, size_wh, (60, 14), 4, 0.7)
    return on_canvas(rng, np.asarray(image * (1 + glow + scumble)[..., None], np.float32))


# --- Agates: noise that bends noise, cut and polished ----------------------------------------------------------------

_AGATE_PALETTES = (
    "0b1d2a 12455c 3a8fa3 d9e8d8 f4d58d bf5f2f 3b0d0c",
    "f6ead7 e0b084 b4693f 6b2d1f 2a1210 8a4a32 f0d7b4",
    "10231c 1f5c46 7bb38a e9f1d3 b9a15c 46401f 0d1a12",
    "2b1036 6b2a6f c6558a f6b7a8 fdeedc a77bb0 3a2352",
    "f5f3ee c8d2d6 8095a5 3d4f63 1a2433 5d7387 e3e6e3",
    "33100b 8f2414 dd6a25 f8c663 fff2cf c98a3d 5a1a0e",
    "08141f 0c4767 29a0b1 98d7c2 e0f2e9 29a0b1 08304b",
)


def _warped(rng: np.random.Generator, size_wh: Size, strength: float) -> tuple[Floats, Floats]:
    """Noise bent twice by noise, and how far it was bent (both (h, w), deviation about 1)."""
    width = size_wh[0]
    cell = width * rng.uniform(0.28, 0.55)
    x, y = pixels(size_wh)
    source = fractal_noise(rng, size_wh, (cell, cell), 6, 0.48)
    bend_x, bend_y = (fractal_noise(rng, size_wh, (cell, cell), 4, 0.45) for _ in range(2))
    reach = np.float32(strength * width)
    again_x = sampled(bend_x, x + reach * bend_y, y + reach * bend_x)
    again_y = sampled(bend_y, x + reach * bend_x, y - reach * bend_y)
    return sampled(source, x + reach * again_x, y + reach * again_y), np.asarray(np.hypot(again_x, again_y), np.float32)


def _contours(value: Floats, count: float) -> Floats:
    """(h, w) darkness of thin lines of equal width where ``value * count`` is whole."""
    scaled = np.asarray(value * count, np.float32)
    slope = np.hypot(cv2.Sobel(scaled, cv2.CV_32F, 1, 0, scale=1 / 8), cv2.Sobel(scaled, cv2.CV_32F, 0, 1, scale=1 / 8))
    distance = np.abs(scaled - np.round(scaled)) / np.maximum(slope, 1e-3)
    return np.asarray(step(1.3, 0.4, np.asarray(distance, np.float32)) * step(0.7, 0.35, slope), np.float32)


def paint_agate(seed: int, size_wh: Size) -> RgbImage:
    """Banded, clouded or contoured stone."""
    rng = chance("agate", seed)
    tones = palette(turn(seed, _AGATE_PALETTES))
    manner = turn(seed, ("banded", "clouded", "contoured"))
    value, bend = _warped(rng, size_wh, rng.uniform(0.05, 0.13))
    spread = np.argsort(np.argsort(value[::4, ::4].ravel())) / value[::4, ::4].size
    level = np.interp(value, *_curve(value[::4, ::4].ravel(), np.asarray(spread, np.float32))).astype(np.float32)
    if manner == "clouded":
        image = ramp(tones, np.asarray(level * 0.8 + 0.2 * step(0, 2.5, bend), np.float32))
    else:
        rings = rng.uniform(5, 11)
        image = ramp(tones, np.asarray(np.floor(level * rings) / rings + 0.35 / rings * bend, np.float32))
        lines = _contours(level, rings if manner == "contoured" else rings * 3)
        image = over(image, tones[0] if manner == "banded" else shaded(tones[3], 0.1), 0.75 * lines)
    light = cv2.Sobel(cv2.GaussianBlur(value, (0, 0), 2), cv2.CV_32F, 1, 1, ksize=5)
    polish = 0.05 * np.tanh(light / (np.std(light) + 1e-6))
    return on_paper(rng, np.asarray(image * (1 + polish)[..., None], np.float32), 0.012)


def _curve(values: Floats, shares: Floats) -> tuple[Floats, Floats]:
    """Sample points of the cumulative distribution, for an even use of the whole gradient."""
    order = np.argsort(values)[:: max(1, len(values) // 256)]
    return values[order], shares[order]


# --- Washes: pigment that pooled at the edge of water ----------------------------------------------------------------

_WASH_PALETTES = (
    "f8f4ea 2b5d8a 7fb0c9 c86b5a e3b36a",
    "f7f2e8 3c5b3a 8fae6b d0a24c 7a4a2e",
    "f9f5ee 5d3a6e b0628f e09a8f 36546b",
    "f6f1e6 1f3b57 3e7d7b d98e4a a63d2f",
    "faf6ef 7b2d3b d1495b edae49 30638e",
    "f5f2ea 2f3e46 52796f 84a98c cad2c5",
    "f8f1e7 b5532f d99a5b 4f6d7a 8c7a9e",
)


def _pooled(distance: Floats, ragged: Floats, mottle: Floats) -> Floats:
    """(h, w) pigment of a wash whose water reached where ``distance`` (pixels, positive inside) is above 0."""
    edge = np.asarray(distance + ragged, np.float32)
    rim = np.exp(-np.clip(edge, 0, None) / 3.5)
    return np.asarray(step(-1.0, 1.5, edge) * np.clip(0.62 + mottle + 0.42 * rim, 0.05, 1.5), np.float32)


def _wash_shapes(rng: np.random.Generator, size_wh: Size, manner: str) -> list[Floats]:
    """Signed distances, in pixels, of the shapes to be washed."""
    width, height = size_wh
    x, y = pixels(size_wh)
    if manner == "pebbles":
        shapes = []
        for _ in range(int(rng.integers(16, 26))):
            at_x, at_y = rng.uniform(0.12, 0.88, 2) * (width, height)
            angle, radius, flat = rng.uniform(0, np.pi), rng.uniform(0.06, 0.2) * min(size_wh), rng.uniform(0.6, 1)
            u = (x - at_x) * np.cos(angle) + (y - at_y) * np.sin(angle)
            v = ((y - at_y) * np.cos(angle) - (x - at_x) * np.sin(angle)) / flat
            shapes.append(np.asarray(radius - np.hypot(u, v), np.float32))
        return shapes
    if manner == "hills":
        base = np.linspace(0.25, 0.88, int(rng.integers(5, 8))) * height
        rise = rng.uniform(0.03, 0.09) * height
        return [y - level - rise * fractal_noise(rng, (width, 1), (width / 3, 1), 4)[0] for level in base]
    petals = int(rng.integers(6, 12))
    centre = rng.uniform(0.42, 0.58, 2) * (width, height)
    angle = np.arctan2(y - centre[1], x - centre[0])
    radius = np.hypot(x - centre[0], y - centre[1])
    shapes = []
    for petal in range(petals):
        off = np.angle(np.exp(1j * (angle - 2 * np.pi * petal / petals - rng.normal(0, 0.12))))
        reach = rng.uniform(0.3, 0.47) * min(size_wh)
        along = radius * np.cos(off) - reach * 0.55
        shapes.append(reach * 0.42 - np.hypot(along * 0.85, radius * np.sin(off) * petals / 4.2))
    return [np.asarray(shape, np.float32) for shape in shapes]


def paint_washes(seed: int, size_wh: Size) -> RgbImage:
    """Transparent shapes, each dried before the next: pebbles, hills or a flower."""
    rng = chance("washes", seed)
    tones = palette(turn(seed, _WASH_PALETTES))
    light = np.broadcast_to(np.log(tones[0]), (size_wh[1], size_wh[0], 3)).astype(np.float32)
    larger = (size_wh[0] + 400, size_wh[1] + 400)
    ragged = 7 * fractal_noise(rng, larger, (90, 90), 5, 0.55)
    bloom = fractal_noise(rng, larger, (170, 170), 5, 0.6)
    granules = smooth_noise(rng, larger, (2.2, 2.2)) * (0.5 + 0.5 * step(-1, 1, bloom))
    mottle = np.asarray(0.2 * bloom + 0.07 * granules, np.float32)
    for shape in _wash_shapes(rng, size_wh, turn(seed, ("pebbles", "hills", "petals", "hills"))):
        first, second = jittered(rng, tones[rng.choice(np.arange(1, len(tones)), 2, replace=False)], 0.03)
        mixing = step(-1.2, 1.2, smooth_noise(rng, size_wh, (size_wh[0] / 3, size_wh[1] / 3)))
        tone = np.log(np.clip(over(np.broadcast_to(first, light.shape), second, mixing), 0.03, 1))
        # Every wash lies elsewhere in the same noise, which would cost too much to renew.
        pigment = _pooled(shape, window(rng, ragged, size_wh), window(rng, mottle, size_wh))
        light = np.asarray(light + tone * (0.62 * pigment)[..., None], np.float32)
    return on_paper(rng, np.asarray(np.exp(light), np.float32), 0.03)


COLOUR_FIELDS = Studio(
    slug="colour-field",
    name="Tobiah Wrenfield",
    nationality="American",
    birth_year=1911,
    death_year=1984,
    active=(1948, 1979),
    period="Post-war",
    style="Colour field",
    genre="Abstract",
    mediums=("Oil on canvas", "Oil and egg tempera on canvas"),
    proportions=(0.8, 0.72, 0.9, 1.2, 0.67),
    long_side_mm=(900, 2700),
    paint=paint_colour_field,
)
AGATES = Studio(
    slug="agate",
    name="Noor Castellane",
    nationality="French",
    birth_year=1972,
    death_year=None,
    active=(1998, 2025),
    period="Contemporary",
    style="Domain-warped noise",
    genre="Abstract",
    mediums=("Resin and pigment on panel", "Enamel on steel"),
    proportions=(1.0, 1.33, 0.75, 1.6),
    long_side_mm=(600, 1500),
    paint=paint_agate,
)
WASHES = Studio(
    slug="washes",
    name="Hanae Morisawa-Blyth",
    nationality="Japanese",
    birth_year=1934,
    death_year=2018,
    active=(1957, 2014),
    period="Modern",
    style="Watercolour wash",
    genre="Still life and landscape",
    mediums=("Watercolour on paper", "Watercolour and gum arabic on paper"),
    proportions=(1.4, 0.71, 1.0, 1.33),
    long_side_mm=(250, 760),
    paint=paint_washes,
)
