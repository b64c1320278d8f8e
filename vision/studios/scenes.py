"""Studios that paint the world: ridges in mist, dabbed seas and hills, cities at night."""

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.structures import RgbImage
from vision.studios.colour import Floats, eight_bit, jittered, over, palette, ramp, shaded
from vision.studios.noise import fractal_line, fractal_noise, pixels, smooth_noise, step, window
from vision.studios.studio import Size, Studio, chance, turn
from vision.studios.surface import FINE, blank, fine, on_canvas, on_paper, reduced

# --- Ridges: one mountain behind another -----------------------------------------------------------------------------

_RIDGE_PALETTES = (
    "f7d9b0 f2a77b c8695f 7d4a5b 2e2a44 161627",
    "dfe9ee a9c3cf 6d93a8 3f6680 1f3d57 0d1f33",
    "fdf0d5 e8b298 b0707a 6a4a72 35325a 171a33",
    "f3efdf c9d3a8 8aa67a 4f7a62 27504d 10292f",
    "f8e3c4 f4c06a e0763c a03b34 54233a 1d1128",
    "e9ecef c3c9d0 9097a1 5f6670 363b44 15181d",
    "fbe4e4 e4b7c6 b086ad 73609a 3c4379 191f44",
    "fff1c9 b8dbc4 6fb3b0 3f7f95 27496d 142339",
)


def _sky(rng: np.random.Generator, size_wh: Size, tones: Floats) -> Floats:
    """(h, w, 3) sky with a low sun or moon and thin cloud."""
    width, height = size_wh
    x, y = pixels(size_wh)
    haze = 0.06 * fractal_noise(rng, size_wh, (width / 2, height / 9), 4)
    sky = ramp(np.stack([shaded(tones[1], 0.05), tones[0], shaded(tones[0], 0.04)]), y / height * 1.5 + haze)
    away = np.hypot(x - width * rng.uniform(0.2, 0.8), y - height * rng.uniform(0.14, 0.36))
    radius = rng.uniform(0.045, 0.11) * min(size_wh)
    glow = np.exp(-away / (3.2 * radius)) * 0.4
    sun = shaded(tones[0], 0.12) if rng.random() < 0.6 else tones[2]
    return over(over(sky, sun, np.asarray(glow, np.float32)), sun, step(radius + 0.7, radius - 0.7, away))


def _ridge_line(rng: np.random.Generator, width: int, roughness: float) -> Floats:
    """(width,) heights about 0, deviation about 1; rough lines have sharp peaks."""
    smooth = fractal_line(rng, width, width / rng.uniform(1.8, 4), 7, roughness)
    return np.asarray((1 - np.abs(smooth)) * 1.4 - 0.4 if roughness > 0.47 else smooth, np.float32)


def paint_ridges(seed: int, size_wh: Size) -> RgbImage:
    """Four to nine ridges that darken as they come nearer, with mist between, and sometimes a lake."""
    rng = chance("ridges", seed)
    tones = jittered(rng, palette(turn(seed, _RIDGE_PALETTES)), 0.012)
    width, height = size_wh
    image = _sky(rng, size_wh, tones)
    grit = fractal_noise(rng, (width + 300, height + 300), (45, 13), 4, 0.7)
    y = np.arange(height, dtype=np.float32)[:, None]
    count = int(rng.integers(4, 10))
    roughness = turn(seed, (0.42, 0.52, 0.47, 0.56, 0.38))
    tops = np.linspace(rng.uniform(0.34, 0.46), rng.uniform(0.84, 0.93), count)
    for index, top in enumerate(tops):
        near = (index + 1) / count
        line = (top - (0.07 + 0.05 * (1 - near)) * _ridge_line(rng, width, roughness)) * height
        below = y - line[None]
        colour = ramp(tones, np.array([0.18 + 0.8 * near]))[0]
        mist = np.exp(-np.clip(below, 0, None) / (0.1 * height))
        texture = 0.035 * near * window(rng, grit, size_wh)
        lit = 0.05 * np.gradient(cv2.GaussianBlur(line[None], (0, 0), width / 50)[0])[None] * mist
        body = shaded(colour, 0.09) * (1 - mist[..., None]) + colour * mist[..., None]
        image = over(image, np.asarray(body + (texture + lit)[..., None], np.float32), step(-0.5, 0.5, below))
    if seed % 4 == 2:
        image = _with_lake(rng, image, int(height * rng.uniform(0.72, 0.8)))
    return on_paper(rng, np.clip(image, 0, 1), 0.03)


def _with_lake(rng: np.random.Generator, image: Floats, shore: int) -> Floats:
    """``image`` with all below the row ``shore`` replaced by its rippled reflection."""
    height, width = image.shape[:2]
    rows = height - shore
    mirrored = image[shore - rows : shore][::-1]
    ripple = np.round(3 * smooth_noise(rng, (width, rows), (70, 4)) * np.linspace(0.2, 1.5, rows)[:, None])
    row = np.clip(np.arange(rows)[:, None] + ripple, 0, rows - 1).astype(np.intp)
    water = mirrored[row, np.arange(width)[None]] * np.float32(0.9) + np.float32(0.02)
    return np.concatenate([image[:shore], np.asarray(water, np.float32)])


# --- Dabs: a scene laid in thousands of touches of unmixed colour ----------------------------------------------------

_DAB_PALETTES = (
    "f6d7a7 8fb8de 2f6690 16425b d9dcd6 e07a5f",
    "ffd9a0 f29e76 7a6c9d 3c4f76 e9c46a 588157",
    "cfe3ea 7fb4c9 3d7ea6 2a4d69 f4d58d 6a994e",
    "fbe3b5 e9a35f b65f4a 6d3f5b 8a9b68 344e41",
    "d7d3e8 9c8fc4 5f5aa2 2d2f6b f0c6c6 7fa99b",
    "f2f0d8 bcd4a0 6b9a5b 2f5d3a f2b84b 4a7fa5",
)


def _dabbed_scene(rng: np.random.Generator, size_wh: Size, tones: Floats, manner: str) -> Floats:
    """(h, w, 3) the smooth scene that is to be dabbed: a sea, fields, or poplars by water."""
    width, height = size_wh
    x, y = pixels(size_wh)
    horizon = height * rng.uniform(0.36, 0.6)
    cloud = fractal_noise(rng, size_wh, (width / 3, height / 8), 4)
    image = ramp(tones[[1, 0, 0]], np.asarray(y / horizon * 0.8 + 0.18 * cloud, np.float32))
    sun_x, sun_y = width * rng.uniform(0.2, 0.8), horizon * rng.uniform(0.3, 0.8)
    away = np.hypot(x - sun_x, y - sun_y)
    image = over(image, tones[4], np.asarray(np.exp(-away / (0.14 * width)), np.float32))
    image = over(image, shaded(tones[4], 0.1), step(0.055 * width, 0.045 * width, away))
    hills = horizon - height * (0.05 + 0.05 * fractal_line(rng, width, width / 3, 4))[None]
    image = over(image, tones[2], step(-2, 2, np.asarray(y - hills, np.float32)))
    depth = np.clip((y - horizon) / (height - horizon), 0, 1)
    waves = smooth_noise(rng, size_wh, (70, 9)) * (0.3 + depth)
    if manner == "fields":
        rows = np.sin((x - width * 0.5) / (8 + 60 * depth) + 2 * cloud) * 0.25 + 0.5 + 0.2 * waves
        ground = ramp(tones[[5, 4, 3, 5]], np.asarray(rows, np.float32))
    else:
        ground = ramp(tones[[1, 2, 3]], np.asarray(0.25 + 0.6 * depth + 0.16 * waves, np.float32))
        glitter = np.exp(-(((x - sun_x) / (0.05 * width * (1 + 2 * depth))) ** 2)) * (waves > 0)
        ground = over(ground, tones[4], np.asarray(0.85 * glitter, np.float32))
    image = over(image, ground, step(-1, 1, np.asarray(y - horizon, np.float32)))
    for _ in range(int(rng.integers(2, 7))):
        image = _with_subject(rng, image, tones, horizon, manner)
    return image


def _with_subject(rng: np.random.Generator, image: Floats, tones: Floats, horizon: float, manner: str) -> Floats:
    """``image`` with one sail on the sea, or one tree on the land, and its reflection or shadow."""
    height, width = image.shape[:2]
    x, y = pixels((width, height))
    at_x, foot = width * rng.uniform(0.05, 0.95), horizon + (height - horizon) * rng.uniform(0.02, 0.5)
    if manner == "poplars":  # they line the far bank
        foot = horizon + 2
    tall = height * rng.uniform(0.1, 0.2) * (0.7 + (foot - horizon) / height * 2)
    rise = np.clip((foot - y) / tall, 0, 1)
    standing = (y < foot) & (y > foot - tall)
    if manner == "sails":
        shape = standing & (np.abs(x - at_x) < tall * 0.33 * (1 - rise))
        colour = shaded(tones[int(rng.choice([0, 4, 5]))], 0.03)
    else:
        girth = tall * (0.13 if manner == "poplars" else 0.42) * np.sqrt(np.clip(rise * (1.02 - rise), 0, 1)) * 2
        shape = standing & (np.abs(x - at_x) < girth * (1 + 0.25 * smooth_noise(rng, (width, height), (14, 14))))
        colour = shaded(tones[int(rng.choice([3, 5]))], float(rng.uniform(-0.06, 0.04)))
    below = (y >= foot) & (y < foot + tall * 0.7) & (np.abs(x - at_x) < tall * 0.12)
    image = over(image, colour, np.asarray(0.4 * below, np.float32))
    return over(image, colour, shape.astype(np.float32))


def paint_dabs(seed: int, size_wh: Size) -> RgbImage:
    """Sails, fields or poplars in round touches over a toned ground."""
    rng = chance("dabs", seed)
    tones = jittered(rng, palette(turn(seed, _DAB_PALETTES)), 0.015)
    small = ((size_wh[0] + 1) // 2, (size_wh[1] + 1) // 2)
    scene = _dabbed_scene(rng, small, tones, turn(seed, ("sails", "fields", "poplars", "sails", "fields")))
    full = fine(size_wh)
    sheet = blank(full, shaded(scene.mean((0, 1)), -0.04))
    size = float(rng.uniform(5.5, 8.5))
    for scale, share in ((1.5, 0.45), (1.0, 1.3), (0.7, 0.5)):
        count = int(share * full[0] * full[1] / (3.1 * (size * scale) ** 2))
        spots = rng.uniform((0, 0), full, (count, 2))
        radii = size * scale * rng.uniform(0.8, 1.2, count)
        colours = scene[(spots[:, 1] / 4).astype(np.intp), (spots[:, 0] / 4).astype(np.intp)]
        colours = jittered(rng, colours, 0.05)
        accents = rng.random(count) < 0.12
        colours[accents] += np.float32(0.35) * (
            tones[rng.integers(0, len(tones), int(accents.sum()))] - colours[accents]
        )
        inks = np.round(colours * 255).astype(int).tolist()
        for (at_x, at_y), radius, ink in zip(np.round(spots).astype(int).tolist(), radii.tolist(), inks, strict=True):
            cv2.circle(sheet, (at_x, at_y), round(radius), ink, -1)
    return on_canvas(rng, reduced(sheet, size_wh), 0.03)


# --- Nocturnes: lit windows over dark water --------------------------------------------------------------------------

_NIGHT_PALETTES = (
    "0b1030 27306b 6a5acd f9c74f f8961e",
    "0a1a1f 12414a 3e8e8a ffe8a3 ff9f68",
    "1a0f1e 4a1f3d a23e58 ffd58a f77f5b",
    "10131a 2e3846 66788a f5e6b8 e9a03b",
    "0d0b1f 3a1a5e 8f3985 ffcb77 fe6d73",
    "06141b 11324a 3a7ca5 f2e9c9 f4b942",
    "14170f 3a4428 7d8a55 fbe9a9 e8853d",
)


def _tower(
    rng: np.random.Generator, sheet: RgbImage, box: tuple[int, int, int, int], tones: Floats, near: float
) -> None:
    """One building with its windows; ``box`` = left, top, width, bottom in pixels."""
    left, top, wide, bottom = box
    wall = shaded(tones[0] + (tones[1] - tones[0]) * np.float32(1 - near), float(rng.normal(0.02, 0.02)))
    cv2.rectangle(sheet, (left, top), (left + wide, bottom), eight_bit(wall), -1)
    if rng.random() < 0.35:
        cv2.line(sheet, (left + wide // 2, top), (left + wide // 2, top - int(wide * 0.6)), eight_bit(wall), 4)
    pitch_x, pitch_y = int(rng.choice([16, 20, 26])), int(rng.choice([20, 26, 34]))
    lit = rng.uniform(0.15, 0.65)
    tall = rng.random() < 0.3
    for x in range(left + 8, left + wide - 10, pitch_x):
        for y in range(top + 12, bottom - 12, pitch_y):
            if rng.random() > lit:
                continue
            lamp = shaded(tones[3 + int(rng.random() < 0.3)], float(rng.normal(-0.02 - 0.12 * (1 - near), 0.05)))
            corner = (x + pitch_x // 2, y + (pitch_y - 5 if tall else pitch_y // 2))
            cv2.rectangle(sheet, (x, y), corner, eight_bit(lamp), -1)


def paint_nocturne(seed: int, size_wh: Size) -> RgbImage:
    """Three rows of houses or towers under a moon, and what the water makes of them."""
    rng = chance("nocturne", seed)
    tones = palette(turn(seed, _NIGHT_PALETTES))
    width, height = full = fine(size_wh)
    x, y = pixels(full)
    quay = int(height * rng.uniform(0.62, 0.8))
    cloud = fractal_noise(rng, full, (width / 2, height / 7), 4)
    sky = ramp(tones[[0, 1, 2]], np.asarray(y / quay * 0.85 + 0.12 * cloud, np.float32))
    away = np.hypot(x - width * rng.uniform(0.1, 0.9), y - quay * rng.uniform(0.12, 0.35))
    moon = rng.uniform(0.03, 0.075) * min(full)
    sky = over(sky, tones[3], np.asarray(0.5 * np.exp(-away / (2.4 * moon)), np.float32))
    sky = over(sky, shaded(tones[3], 0.06), step(moon + 1, moon - 1, away))
    sheet = np.asarray(np.clip(sky * 255, 0, 255), np.uint8)
    broad, tallest = turn(seed, ((0.1, 0.3), (0.05, 0.62), (0.16, 0.42), (0.07, 0.5)))
    for near in (0.25, 0.6, 1.0):
        left = -int(rng.uniform(0, 0.1) * width)
        while left < width:
            wide = int(rng.uniform(0.6, 1.5) * broad * width)
            top = quay - int(rng.uniform(0.3, 1) * tallest * height * (1.1 - 0.45 * near))
            _tower(rng, sheet, (left, top, wide, quay), tones, near)
            left += wide + int(rng.uniform(-0.01, 0.03) * width)
    return on_canvas(rng, reduced(_over_water(rng, sheet, quay, tones[0]), size_wh), 0.03)


def _over_water(rng: np.random.Generator, sheet: NDArray[np.uint8], quay: int, dark: Floats) -> Floats:
    """The sheet as floats, its part below ``quay`` replaced by a long broken reflection."""
    image = np.asarray(sheet / np.float32(255), np.float32)
    height, width = image.shape[:2]
    rows = height - quay
    depth = np.linspace(0, 1, rows, dtype=np.float32)[:, None]
    up = quay - 1 - np.minimum(np.arange(rows) * 1.6, quay - 1).astype(np.intp)[:, None]
    ripple = 26 * FINE * depth * smooth_noise(rng, (width, rows), (140, 9))
    up = np.clip(up + ripple * 0.5, 0, quay - 1).astype(np.intp)
    across = np.clip(np.arange(width)[None] + ripple * 0.35, 0, width - 1).astype(np.intp)
    water = cv2.GaussianBlur(image[up, across], (0, 0), sigmaX=2, sigmaY=7)
    water = over(np.asarray(water, np.float32), dark, np.broadcast_to(0.25 + 0.35 * depth, (rows, width)))
    return np.concatenate([image[:quay], water])


RIDGES = Studio(
    slug="ridges",
    name="Elspeth Quarrington",
    nationality="British",
    birth_year=1896,
    death_year=1977,
    active=(1920, 1971),
    period="Modern",
    style="Ridged landscape",
    genre="Landscape",
    mediums=("Colour woodcut on paper", "Gouache on paper"),
    proportions=(1.6, 1.4, 0.75, 2.0, 1.25),
    long_side_mm=(300, 1100),
    paint=paint_ridges,
)
DABS = Studio(
    slug="dabs",
    name="Lucien Ferrandel",
    nationality="French",
    birth_year=1861,
    death_year=1929,
    active=(1884, 1926),
    period="Late 19th century",
    style="Pointillism",
    genre="Landscape",
    mediums=("Oil on canvas", "Oil on panel"),
    proportions=(1.33, 1.25, 1.5, 0.8),
    long_side_mm=(330, 1300),
    paint=paint_dabs,
)
NOCTURNES = Studio(
    slug="nocturne",
    name="Anselm Tiedgen",
    nationality="Dutch",
    birth_year=1903,
    death_year=1988,
    active=(1927, 1980),
    period="Modern",
    style="Nocturne",
    genre="Cityscape",
    mediums=("Oil on canvas", "Tempera on board"),
    proportions=(1.5, 0.8, 1.25, 1.0),
    long_side_mm=(400, 1500),
    paint=paint_nocturne,
)
