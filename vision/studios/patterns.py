"""Studios of the repeated unit: weaves, Truchet tiles, op art."""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.structures import RgbImage
from vision.studios.colour import Floats, jittered, palette, shaded
from vision.studios.noise import fractal_noise, pixels, smooth_noise
from vision.studios.studio import Size, Studio, chance, turn
from vision.studios.surface import fine, on_canvas, on_paper, reduced

Mask = NDArray[np.uint8]

# --- Weaves: warp over weft by a draft -------------------------------------------------------------------------------

_YARNS = (
    "efe6d2 1f2a44 a63d40 e9b44c 6494aa",
    "2b2d42 d9d4c7 ef8354 4f5d75 bfc0c0",
    "f2e9e4 4a4e69 9a8c98 c9ada7 22223b",
    "10302c 6b9080 eaf4f4 f6bd60 c8553d",
    "f7ede2 84a59d f28482 f5cac3 3d405b",
    "1b1b1e d8dbe2 a9bcd0 58a4b0 e07a1f",
    "e8dab2 4f000b 720026 ce4257 ff9b54",
)
_DRAFTS: dict[str, tuple[str, ...]] = {
    "plain": ("10", "01"),
    "twill": ("1100", "0110", "0011", "1001"),
    "satin": ("11101", "01111", "11011", "11110", "10111"),
    "herringbone": ("11001001", "01100011", "00110110", "10011100"),
    "basket": ("1100", "1100", "0011", "0011"),
}


def _sett(rng: np.random.Generator, count: int, colours: int) -> NDArray[np.intp]:
    """(count,) colour of each thread: stripes that are mirrored and repeated, as in a tartan."""
    stripes = int(rng.integers(4, 8))
    wide = rng.choice([1, 2, 3, 4, 8, 12], stripes)
    half = np.repeat(rng.integers(0, colours, stripes), wide)
    whole = np.concatenate([half, half[::-1]])
    return np.resize(whole, count).astype(np.intp)


def _blocks(rng: np.random.Generator, shape: tuple[int, int], colours: int) -> NDArray[np.intp]:
    """(rows, columns) weft colours of a pictorial weaving: rectangles that divide rectangles."""
    picture = np.zeros(shape, np.intp)
    for index in range(int(rng.integers(30, 60))):
        large = 2 + index // 8  # later rectangles are smaller and lie on top
        tall, wide = rng.integers(3, max(5, shape[0] // large)), rng.integers(3, max(5, shape[1] // large))
        top, left = max(0, int(rng.integers(-2, shape[0] - 2))), max(0, int(rng.integers(-2, shape[1] - 2)))
        picture[top : top + tall, left : left + wide] = rng.integers(0, colours)
    return picture


def _profile(position: NDArray[Any]) -> Floats:
    """Light across a round thread; ``position`` 0–1."""
    return np.asarray(np.sqrt(np.clip(1 - (1.9 * (position - 0.5)) ** 2, 0.04, 1)), np.float32)


def paint_weave(seed: int, size_wh: Size) -> RgbImage:
    """A cloth seen close: plaids and pictorial weavings in five drafts."""
    rng = chance("weave", seed)
    yarns = palette(turn(seed, _YARNS))
    draft = np.array([[int(lift) for lift in row] for row in turn(seed, tuple(_DRAFTS.values()))])
    pitch = turn(seed, (14, 22, 17, 27))
    full = fine(size_wh)
    x, y = pixels(full)
    x = x + pitch * 0.13 * smooth_noise(rng, full, (pitch * 9, pitch * 4))
    y = y + pitch * 0.13 * smooth_noise(rng, full, (pitch * 4, pitch * 9))
    columns, rows = int(full[0] / pitch) + 6, int(full[1] / pitch) + 6
    column, row = np.clip(x / pitch + 2, 0, columns - 1), np.clip(y / pitch + 2, 0, rows - 1)
    i, j = column.astype(np.intp), row.astype(np.intp)
    warp = jittered(rng, yarns[_sett(rng, columns, len(yarns))], 0.012)
    pictorial = seed % 2 == 1
    picture = _blocks(rng, (rows, columns), len(yarns)) if pictorial else _sett(rng, rows, len(yarns))[:, None]
    weft = jittered(rng, yarns[np.broadcast_to(picture, (rows, columns))], 0.006)
    lifted = (draft[j % draft.shape[0], i % draft.shape[1]] == 1)[..., None]
    across, along = _profile(column - i), _profile(row - j)
    light = np.where(lifted[..., 0], across * (0.72 + 0.28 * along), along * (0.72 + 0.28 * across))
    twist = 1 + 0.05 * np.sin((x + y * np.where(lifted[..., 0], 0.6, 1.7)) * (6.3 / pitch * 2.2))
    # A tapestry's weft is beaten down until it hides the warp; a plaid shows both.
    upper = weft[j, i] * np.float32(0.86) if pictorial else warp[i]
    cloth = np.where(lifted, upper, weft[j, i]) * (0.32 + 0.68 * light * twist)[..., None]
    return on_paper(rng, reduced(np.asarray(cloth, np.float32), size_wh), 0.03)


# --- Truchet: tiles turned at random whose paths always meet ---------------------------------------------------------

_TILE_PALETTES = (
    "f4f1de e07a5f 3d405b 81b29a f2cc8f",
    "0d1b2a 778da9 e0e1dd 415a77 ffb703",
    "fefae0 606c38 283618 dda15e bc6c25",
    "2d00f7 f20089 ffb600 f7f7ff 8900f2",
    "faf3dd c8d5b9 8fc0a9 68b0ab 4a7c59",
    "1a1a1a f5f5f0 d62828 f77f00 fcbf49",
    "edf2f4 2b2d42 8d99ae ef233c d90429",
)


def _draw_tile(mask: Mask, corner: tuple[int, int], side: int, lanes: int, *, flipped: bool) -> None:
    """Two quarter rings around opposite corners of a tile, as ``lanes`` parallel paths."""
    left, top = corner
    tile = np.zeros((side, side), np.uint8)
    for centre in ((0, 0), (side, side)):
        for lane in range(lanes):
            radius = side * (lane + 0.5) / lanes if lanes > 1 else side / 2
            cv2.circle(tile, centre, round(radius), 255, max(2, round(side / lanes / (2.2 if lanes > 1 else 3))))
    if lanes > 1:  # the second corner's rings lie on top: clear what they cover
        cover = np.zeros_like(tile)
        cv2.circle(cover, (side, side), side, 255, -1)
        fresh = np.zeros_like(tile)
        for lane in range(lanes):
            cv2.circle(fresh, (side, side), round(side * (lane + 0.5) / lanes), 255, max(2, round(side / lanes / 2.2)))
        tile = np.where(cover > 0, fresh, tile).astype(np.uint8)
    if flipped:
        tile = np.ascontiguousarray(tile[:, ::-1])
    mask[top : top + side, left : left + side] = tile[: mask.shape[0] - top, : mask.shape[1] - left]


def _draw_winged_tile(mask: Mask, corner: tuple[int, int], side: int, level: int, *, flipped: bool) -> None:
    """A tile for several sizes: its wings reach over the edge and meet tiles of half its size."""
    left, top = corner
    front, back = (255, 0) if level % 2 == 0 else (0, 255)
    right, bottom = left + side, top + side
    half, third, sixth = side // 2, round(side / 3), round(side / 6)
    cv2.rectangle(mask, (left, top), (right - 1, bottom - 1), back, -1)
    for middle in ((left + half, top), (right, top + half), (left + half, bottom), (left, top + half)):
        cv2.circle(mask, middle, sixth, front, -1)
    ends = ((right, top), (left, bottom)) if flipped else ((left, top), (right, bottom))
    for centre in ends:
        start = {(left, top): 0, (right, top): 90, (right, bottom): 180, (left, bottom): 270}[centre]
        cv2.ellipse(mask, centre, (half, half), 0, start, start + 90, front, third)
    for centre in ((left, top), (right, top), (right, bottom), (left, bottom)):
        cv2.circle(mask, centre, third, back, -1)


def _tiled(rng: np.random.Generator, size_wh: Size, manner: str) -> Mask:
    """(h, w) the paths of the whole sheet: 255 on them, 0 between."""
    mask = np.zeros((size_wh[1], size_wh[0]), np.uint8)
    side = round(max(size_wh) / int(rng.integers(7, 13))) // 8 * 8
    lanes = int(rng.integers(3, 6)) if manner == "lanes" else 1
    level, corners = 0, [(x, y) for y in range(0, size_wh[1], side) for x in range(0, size_wh[0], side)]
    if manner != "sizes":
        for corner in corners:
            _draw_tile(mask, corner, side, lanes, flipped=bool(rng.random() < 0.5))
        return mask
    side *= 2
    corners = [(x, y) for y in range(0, size_wh[1], side) for x in range(0, size_wh[0], side)]
    while corners:
        smaller = []
        for x, y in corners:
            if level < 3 and rng.random() < (0.62, 0.45, 0.25)[level]:
                smaller += [(x + dx, y + dy) for dx in (0, side // 2) for dy in (0, side // 2)]
            else:
                _draw_winged_tile(mask, (x, y), side, level, flipped=bool(rng.random() < 0.5))
        level, side, corners = level + 1, side // 2, smaller
    return mask


def paint_truchet(seed: int, size_wh: Size) -> RgbImage:
    """Every closed path and every island between them in a colour of its own."""
    rng = chance("truchet", seed)
    colours = palette(turn(seed, _TILE_PALETTES))
    mask = _tiled(rng, fine(size_wh), turn(seed, ("single", "sizes", "lanes")))
    ground = int(rng.integers(0, 2))
    image = np.zeros((*mask.shape, 3), np.float32)
    for part, tones in ((mask, colours[1:]), (255 - mask, colours[:1] if ground else colours[[0, 0, 0, 2]])):
        count, labels = cv2.connectedComponents(part, connectivity=4)
        table = jittered(rng, tones[rng.integers(0, len(tones), count)], 0.015)
        image = np.where((part > 0)[..., None], table[labels], image)
    return on_paper(rng, reduced(np.asarray(image, np.float32), size_wh))


# --- Op art: a simple lattice that swells and folds ------------------------------------------------------------------

_OP_PALETTES = (
    "f6f4ee 0f0f12",
    "f2ead8 13315c",
    "ffd23f 540d6e",
    "f7f7f2 c1121f",
    "0b3c49 f4d6a0",
    "f3f0ff 22223b",
    "e0fbfc 1b4332",
    "ff7f51 2b061e",
)


def _swollen(rng: np.random.Generator, size_wh: Size) -> tuple[Floats, Floats]:
    """Coordinates, in shares of the short side, pushed out by one to four bulges."""
    unit = min(size_wh)
    x, y = (axis / unit for axis in pixels(size_wh))
    for _ in range(int(rng.integers(1, 5))):
        at_x, at_y = rng.uniform(0.15, 0.85, 2) * (size_wh[0] / unit, size_wh[1] / unit)
        reach, push = rng.uniform(0.25, 0.55), rng.choice([-0.4, 0.55, 0.75])
        away = np.hypot(x - at_x, y - at_y)
        pull = 1 - push * np.clip(1 - (away / reach) ** 2, 0, 1)
        x, y = at_x + (x - at_x) * pull, at_y + (y - at_y) * pull
    return np.asarray(x, np.float32), np.asarray(y, np.float32)


def _lattice(rng: np.random.Generator, size_wh: Size, manner: str) -> Floats:
    """(h, w) the black and white of it, 0 or 1."""
    x, y = _swollen(rng, size_wh)
    count = float(rng.integers(16, 28))
    if manner == "checks":
        return np.asarray(np.sin(np.pi * count * x) * np.sin(np.pi * count * y) > 0, np.float32)
    if manner == "waves":
        sway = 0.5 * rng.uniform(0.05, 0.12) * np.sin(2 * np.pi * (y * rng.uniform(1, 2.5) + x * rng.uniform(0.2, 1)))
        return np.asarray(np.sin(2 * np.pi * count * (x + sway)) > 0, np.float32)
    if manner == "dots":
        off = np.hypot((x * count) % 1 - 0.5, (y * count) % 1 - 0.5)
        swell = 0.3 + 0.13 * fractal_noise(rng, size_wh, (size_wh[0] / 2, size_wh[0] / 2), 2)
        return np.asarray(off < np.clip(swell, 0.1, 0.49), np.float32)
    spokes = np.arctan2(y - y.mean(), x - x.mean()) * float(rng.integers(6, 15)) / np.pi
    rings = np.hypot(x - x.mean(), y - y.mean()) * count * 0.8
    return np.asarray((np.floor(spokes) + np.floor(rings)) % 2, np.float32)


def paint_op(seed: int, size_wh: Size) -> RgbImage:
    """Checks, waves, dots or targets in two colours; one of them drifts across the sheet."""
    rng = chance("op", seed)
    light, dark = jittered(rng, palette(turn(seed, _OP_PALETTES)), 0.015)
    figure = reduced(_lattice(rng, fine(size_wh), turn(seed, ("checks", "waves", "dots", "target", "waves"))), size_wh)
    drift = fractal_noise(rng, size_wh, (size_wh[0] / 1.5, size_wh[1] / 1.5), 2)
    second = shaded(dark, 0.28 if seed % 3 else 0.0)
    ink = dark + (second - dark) * np.clip(0.5 + 0.6 * drift, 0, 1)[..., None]
    return on_canvas(rng, np.asarray(light + (ink - light) * figure[..., None], np.float32), 0.025)


WEAVES = Studio(
    slug="weave",
    name="Sunniva Adeyemi-Roth",
    nationality="Norwegian",
    birth_year=1907,
    death_year=1991,
    active=(1931, 1983),
    period="Modern",
    style="Woven grid",
    genre="Textile",
    mediums=("Wool and linen", "Cotton and silk"),
    proportions=(0.8, 1.25, 1.0, 0.67),
    long_side_mm=(500, 2200),
    paint=paint_weave,
)
TRUCHETS = Studio(
    slug="truchet",
    name="Casimir Brandoul",
    nationality="Belgian",
    birth_year=1938,
    death_year=2015,
    active=(1964, 2010),
    period="Post-war",
    style="Truchet tiling",
    genre="Geometric abstraction",
    mediums=("Screenprint on paper", "Glazed tile"),
    proportions=(1.0, 0.8, 1.25, 1.5),
    long_side_mm=(400, 1200),
    paint=paint_truchet,
)
OP_ART = Studio(
    slug="op",
    name="Vilma Kereszti",
    nationality="Hungarian",
    birth_year=1926,
    death_year=2003,
    active=(1955, 1994),
    period="Post-war",
    style="Op art",
    genre="Geometric abstraction",
    mediums=("Emulsion on board", "Acrylic on canvas"),
    proportions=(1.0, 1.0, 0.8, 1.25),
    long_side_mm=(600, 1900),
    paint=paint_op,
)
