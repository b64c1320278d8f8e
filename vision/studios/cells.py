"""Studios of cells: reaction and diffusion, packed circles, leaded glass."""

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.structures import RgbImage
from vision.studios.colour import Floats, eight_bit, jittered, over, palette, ramp
from vision.studios.noise import fractal_noise, pixels, smooth_noise, step
from vision.studios.studio import Size, Studio, chance, turn
from vision.studios.surface import blank, fine, on_canvas, on_paper, reduced

# --- Reaction and diffusion: Gray and Scott's two chemicals ----------------------------------------------------------

_CHEMICAL_PALETTES = (
    "f2e8d5 d9a566 a4472d 3b0f14",
    "061a23 0f4c5c 5fa8a0 f1f2e4",
    "f6f3ea 9db4ab 3f6470 14262e",
    "1a0f24 5b2a6b d06a8c ffe8c9",
    "eef0e8 b3c57d 4d7c3a 12300f",
    "120a07 6a2c12 e0852b fdf0c4",
    "f3eff5 a5a3cf 4b4a8f 17153b",
)
_FEEDS = ((0.0545, 0.062), (0.037, 0.060), (0.030, 0.0565), (0.035, 0.0642), (0.039, 0.058), (0.026, 0.0595))
_LAPLACIAN = np.array([[0.05, 0.2, 0.05], [0.2, -1.0, 0.2], [0.05, 0.2, 0.05]], np.float32)


def _reacted(rng: np.random.Generator, size_wh: Size, feed: float, kill: float, steps: int) -> Floats:
    """(h, w) concentration of the second chemical after ``steps`` of time 1."""
    width, height = size_wh
    v = (smooth_noise(rng, size_wh, (5, 5)) > 1.35).astype(np.float32) * 0.5
    u = 1 - v
    x = np.linspace(-1, 1, width, dtype=np.float32)
    tilt = np.float32(rng.uniform(-0.004, 0.004)) * x[None, :] * np.ones((height, 1), np.float32)
    rate = np.asarray(feed + tilt, np.float32)
    loss = np.asarray(rate + kill, np.float32)
    for _ in range(steps):
        meeting = u * v * v
        u += cv2.filter2D(u, -1, _LAPLACIAN, borderType=cv2.BORDER_REFLECT)
        u += rate * (1 - u) - meeting
        v += np.float32(0.5) * cv2.filter2D(v, -1, _LAPLACIAN, borderType=cv2.BORDER_REFLECT)
        v += meeting - loss * v
    return v


def paint_reaction(seed: int, size_wh: Size) -> RgbImage:
    """Coral, fingerprints or spots that two chemicals left, lit from the side like a relief."""
    rng = chance("reaction", seed)
    tones = palette(turn(seed, _CHEMICAL_PALETTES))
    feed, kill = turn(seed, _FEEDS)
    # The dish is as large for a small picture as for a large one: in a smaller one nothing would live.
    scale = turn(seed, (180, 285, 220, 135)) * rng.uniform(0.9, 1.1) / max(size_wh)
    grown = _reacted(rng, (round(size_wh[0] * scale), round(size_wh[1] * scale)), feed, kill, 2200)
    height = np.asarray(cv2.resize(grown, size_wh, interpolation=cv2.INTER_CUBIC), np.float32)
    height = height / np.float32(np.percentile(height, 99))
    body = step(0.28, 0.62, height)
    slope = cv2.GaussianBlur(body, (0, 0), 1.6)
    light = np.tanh(1.2 * (cv2.Sobel(slope, cv2.CV_32F, 1, 0) + cv2.Sobel(slope, cv2.CV_32F, 0, 1)))
    zone = fractal_noise(rng, size_wh, (size_wh[0] / 2, size_wh[1] / 2), 2)
    image = ramp(tones, np.asarray(body * np.clip(0.78 + 0.2 * zone, 0.3, 1), np.float32))
    return on_paper(rng, np.asarray(image * (1 - 0.22 * light)[..., None], np.float32))


# --- Packings: circles that grew until they touched ------------------------------------------------------------------

_CIRCLE_PALETTES = (
    "f5efe0 e63946 1d3557 457b9d f4a261 2a9d8f",
    "14130f e9c46a f4a261 e76f51 2a9d8f e9e4d4",
    "e7ecef 274c77 6096ba a3cef1 8b8c89 f7b267",
    "fff8f0 9e2b25 51355a 2a0c4e f2bb05 8cb369",
    "0f2027 6fffe9 5bc0be f2f3ae edd382 fc9e4f",
    "f2e9e4 22223b 4a4e69 9a8c98 c9ada7 d66853",
    "fdf6e3 586f7c b8dbd9 2f4550 f4b860 c83e4d",
)


def _packed(rng: np.random.Generator, size_wh: Size, bounds: tuple[float, float], within: Floats) -> Floats:
    """(count, 3) circles x, y, radius that do not overlap and keep to where ``within`` is positive."""
    circles = np.zeros((0, 3), np.float32)
    tries = rng.uniform((0, 0), size_wh, (5200, 2)).astype(np.float32)
    limits = bounds[0] + (bounds[1] - bounds[0]) * rng.power(0.55, len(tries)) ** np.linspace(0.2, 3, len(tries))
    for (x, y), limit in zip(tries, limits, strict=True):
        room = float(within[int(y), int(x)])
        if len(circles):
            room = min(room, float((np.hypot(circles[:, 0] - x, circles[:, 1] - y) - circles[:, 2]).min()) - 3)
        if room >= bounds[0]:
            circles = np.vstack([circles, np.array([[x, y, min(room, limit)]], np.float32)])
    return circles


def _room(size_wh: Size, manner: str) -> Floats:
    """(h, w) distance to the border of the figure that the circles fill, negative outside."""
    width, height = size_wh
    x, y = pixels(size_wh)
    if manner == "sheet":
        edge = 0.04 * min(size_wh)
        return np.minimum(np.minimum(x, width - x), np.minimum(y, height - y)) - np.float32(edge)
    away = np.hypot(x - width / 2, y - height / 2)
    if manner == "disc":
        return np.asarray(0.46 * min(size_wh) - away, np.float32)
    ring = 0.33 * min(size_wh)
    return np.asarray(0.14 * min(size_wh) - np.abs(away - ring), np.float32)


def _draw_disc(sheet: RgbImage, circle: Floats, inks: Floats, manner: int) -> None:
    """One circle: plain, ringed, halved, or with a pupil. ``inks``: two colours."""
    centre, radius = (round(float(circle[0])), round(float(circle[1]))), max(2, round(float(circle[2])))
    first, second = eight_bit(inks[0]), eight_bit(inks[1])
    cv2.circle(sheet, centre, radius, first, -1, cv2.LINE_AA)
    if radius < 12 or manner == 0:
        return
    if manner == 1:
        for inner in range(radius - 7, 3, -10):
            cv2.circle(sheet, centre, inner, second, 4, cv2.LINE_AA)
    elif manner == 2:
        angle = int(inks[0, 0] * 997) % 8 * 45
        cv2.ellipse(sheet, centre, (radius, radius), angle, 0, 180, second, -1, cv2.LINE_AA)
    else:
        cv2.circle(sheet, centre, round(radius * 0.62), second, -1, cv2.LINE_AA)
        cv2.circle(sheet, centre, round(radius * 0.25), first, -1, cv2.LINE_AA)


def paint_packing(seed: int, size_wh: Size) -> RgbImage:
    """Circles in a sheet, a disc or a ring, from a few large to many small."""
    rng = chance("packing", seed)
    colours = palette(turn(seed, _CIRCLE_PALETTES))
    full = fine(size_wh)
    sheet = blank(full, colours[0])
    unit = min(full)
    bounds = turn(seed, ((0.006, 0.14), (0.008, 0.05), (0.004, 0.22), (0.012, 0.09), (0.007, 0.03)))
    within = _room(full, turn(seed, ("sheet", "disc", "sheet", "ring")))
    circles = _packed(rng, full, (bounds[0] * unit, bounds[1] * unit), within)
    zones = smooth_noise(rng, (64, 64), (24, 24))
    plain = rng.uniform(0.1, 0.8)
    for circle in circles:
        zone = zones[int(circle[1] / full[1] * 63), int(circle[0] / full[0] * 63)] + rng.normal(0, 0.7)
        pick = 1 + int(np.clip((zone + 2) / 4, 0, 0.999) * (len(colours) - 1))
        other = int(rng.integers(0, len(colours)))
        inks = jittered(rng, colours[[pick, other if other != pick else 0]], 0.02)
        _draw_disc(sheet, circle, inks, 0 if rng.random() < plain else int(rng.integers(1, 4)))
    return on_paper(rng, reduced(sheet, size_wh))


# --- Leaded glass ----------------------------------------------------------------------------------------------------

_GLASS_PALETTES = (
    "0e2a6b 1d5fbf 63b3ed e3b23c c0392b f6e7b0",
    "3d0c4f 8e2b8c d957a0 f2a65a f9e2a0 2b6f8a",
    "0b3d2e 1f7a4d 8ac34a f3d34a e07b29 f7f1cf",
    "5c0a14 b3152a ec6a3a f7c04a f9efc6 24446e",
    "0a2f3d 0f7173 5fc9b8 f2f0d0 f08a4b d8315b",
    "26263a 5d6d9e a9bcd8 f1f4f8 e8c468 7a4a8c",
    "3b1f0b 8c4a14 d99a2b f6e3a1 5d8a66 1f4d5c",
)


def _glass_points(rng: np.random.Generator, size_wh: Size, manner: str) -> Floats:
    """(count, 2) centres of the panes, arranged as a rose, a sunflower, a brick wall, or at random."""
    width, height = size_wh
    centre = np.array([width / 2, height / 2])
    if manner == "rose":
        spokes = int(rng.choice([8, 10, 12, 16]))
        rings = np.cumsum(rng.uniform(0.6, 1.3, 7))
        rings = rings / rings[-1] * np.hypot(width, height) * 0.52
        angles = np.arange(spokes) * 2 * np.pi / spokes
        points = [centre[None]]
        for index, ring in enumerate(rings):
            shifted = np.repeat(angles, 1 + index // 3) + np.tile(np.arange(1 + index // 3), spokes) * np.pi / spokes
            shifted = shifted + (index % 2) * np.pi / spokes
            points.append(centre + ring * np.stack([np.cos(shifted), np.sin(shifted)], 1))
        return np.concatenate(points).astype(np.float32)
    count = int(rng.integers(110, 260))
    if manner == "sunflower":
        seed = np.arange(count)
        radius = np.sqrt((seed + 0.5) / count) * np.hypot(width, height) * 0.53
        angle = seed * np.pi * (3 - np.sqrt(5)) + rng.uniform(0, 6)
        return np.asarray(centre + radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], 1), np.float32)
    if manner == "courses":
        side = np.sqrt(width * height / count) * 1.1
        x, y = np.meshgrid(np.arange(0, width + side, side * 1.3), np.arange(0, height + side, side * 0.75))
        x[1::2] += side * 0.65
        return np.asarray(np.stack([x.ravel(), y.ravel()], 1) + rng.normal(0, side * 0.13, (x.size, 2)), np.float32)
    return rng.uniform((0, 0), size_wh, (count, 2)).astype(np.float32)


def _panes(points: Floats, size_wh: Size) -> tuple[NDArray[np.intp], Floats]:
    """(h, w) index of the nearest point, and (h, w) distance in pixels to the border between two panes."""
    whole = np.round(points).astype(np.intp)
    inside = whole[((whole >= 0) & (whole < np.array(size_wh))).all(1)]
    seeds = np.full((size_wh[1], size_wh[0]), 255, np.uint8)
    seeds[inside[:, 1], inside[:, 0]] = 0
    labels = cv2.distanceTransformWithLabels(seeds, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL)[1]
    pane = np.unique(labels, return_inverse=True)[1].reshape(labels.shape).astype(np.intp)
    joint = np.zeros(pane.shape, bool)
    joint[:, 1:] |= pane[:, 1:] != pane[:, :-1]
    joint[1:] |= pane[1:] != pane[:-1]
    distance = cv2.distanceTransform((~joint).astype(np.uint8), cv2.DIST_L2, 5)
    return pane, np.asarray(distance, np.float32)


def paint_glass(seed: int, size_wh: Size) -> RgbImage:
    """Panes of streaky glass in lead, with the light behind them."""
    rng = chance("glass", seed)
    colours = palette(turn(seed, _GLASS_PALETTES))
    full = fine(size_wh)
    pane, distance = _panes(_glass_points(rng, full, turn(seed, ("rose", "random", "sunflower", "courses"))), full)
    count = int(pane.max()) + 1
    x, y = pixels(full)
    sums = np.bincount(pane.ravel(), minlength=count)
    middle_x = np.bincount(pane.ravel(), x.ravel(), count) / sums / full[0] - 0.5
    middle_y = np.bincount(pane.ravel(), y.ravel(), count) / sums / full[1] - 0.5
    plan = np.hypot(middle_x, middle_y) * 1.35 if seed % 2 == 0 else 0.5 + middle_x * 0.5 + middle_y * 0.8
    plan = np.clip(plan + rng.normal(0, 0.09, count), 0, 0.999)
    tints = jittered(rng, ramp(colours, np.floor(plan * len(colours)) / (len(colours) - 1)), 0.035)
    streaks = 0.11 * fractal_noise(rng, full, (260, 60), 4, 0.6)
    glow = 0.62 + 0.38 * step(0, 46, distance) + streaks
    glass = np.asarray(tints[pane] * np.clip(glow, 0.2, 1.25)[..., None], np.float32)
    lead = step(7.5, 5.5, distance)
    shine = np.asarray(0.35 * step(3.2, 0.5, distance), np.float32)
    image = over(over(glass, palette("1c1c1f")[0], lead), palette("808085")[0], shine)
    return on_canvas(rng, reduced(np.clip(image, 0, 1), size_wh), 0.008)


REACTIONS = Studio(
    slug="reaction",
    name="Dorrit Halvaksen",
    nationality="Danish",
    birth_year=1968,
    death_year=None,
    active=(1996, 2025),
    period="Contemporary",
    style="Reaction–diffusion",
    genre="Abstract",
    mediums=("Etched zinc, inked", "Acrylic relief on panel"),
    proportions=(1.0, 0.8, 1.33, 0.75),
    long_side_mm=(400, 1400),
    paint=paint_reaction,
)
PACKINGS = Studio(
    slug="packing",
    name="Joaquim Belmonte-Sá",
    nationality="Portuguese",
    birth_year=1945,
    death_year=None,
    active=(1969, 2021),
    period="Post-war",
    style="Circle packing",
    genre="Geometric abstraction",
    mediums=("Gouache on paper", "Enamel on board"),
    proportions=(1.0, 0.8, 0.75, 1.33),
    long_side_mm=(450, 1500),
    paint=paint_packing,
)
GLASS = Studio(
    slug="glass",
    name="Perrin Ashgrove Workshop",
    nationality="British",
    birth_year=1879,
    death_year=1952,
    active=(1903, 1949),
    period="Modern",
    style="Stained glass",
    genre="Decorative art",
    mediums=("Stained and leaded glass",),
    proportions=(1.0, 0.6, 0.8, 0.5),
    long_side_mm=(700, 2600),
    paint=paint_glass,
)
