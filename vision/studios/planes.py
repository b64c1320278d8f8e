"""Studios of drawn things on a plain ground: suprematist planes, pressed plants."""

import cv2
import numpy as np

from vision.structures import RgbImage
from vision.studios.colour import Floats, eight_bit, jittered, over, palette, shaded
from vision.studios.noise import fractal_noise
from vision.studios.studio import Size, Studio, chance, turn
from vision.studios.surface import blank, fine, on_canvas, on_paper, reduced

# --- Suprematist planes ----------------------------------------------------------------------------------------------

_PLANE_PALETTES = (
    "efe9db 1a1a1a c1272d 1f4e8c e0a526",
    "e8e4d8 20242b d1495b 3b6b5c efb73e",
    "f2ede1 121212 e4572e 29335c a8c686",
    "e5dfd0 2b2118 b3392f 6b7f82 d9a441",
    "191a1e eae4d3 d7263d f2c14e 3f88c5",
    "f4efe6 2d2a32 0f7173 d8572a f0c987",
    "d9cfbd 101820 a4243b d8973c 273e47",
)


def _bar(centre: Floats, along: float, across: float, angle: float, taper: float = 1.0) -> Floats:
    """(4, 2) corners of a turned bar, its far end ``taper`` times as wide."""
    direction = np.array([np.cos(angle), np.sin(angle)])
    side = np.array([-direction[1], direction[0]])
    corners = (
        -direction * along - side * across,
        direction * along - side * across * taper,
        direction * along + side * across * taper,
        -direction * along + side * across,
    )
    return np.asarray(centre + np.stack(corners) / 2, np.float32)


def _fill(sheet: RgbImage, corners: Floats, ink: Floats) -> None:
    cv2.fillPoly(sheet, [np.round(corners * 8).astype(np.int32)], eight_bit(ink), cv2.LINE_AA, shift=3)


def paint_planes(seed: int, size_wh: Size) -> RgbImage:
    """One large plane, a family of bars that follows one or two axes, a disc, and thin lines."""
    rng = chance("planes", seed)
    inks = jittered(rng, palette(turn(seed, _PLANE_PALETTES)), 0.012)
    width, height = full = fine(size_wh)
    unit = min(full)
    sheet = blank(full, inks[0])
    axis = rng.uniform(-np.pi / 3, np.pi / 3)
    axes = (axis, axis, axis, axis + np.pi / 2, axis + rng.uniform(0.3, 0.8))
    heart = (rng.uniform(0.38, 0.62, 2) * full).astype(np.float32)
    manner = turn(seed, ("bar", "disc", "square", "wedge"))
    _draw_heart(rng, sheet, (heart, axis, manner), inks[int(rng.integers(1, 4))])
    for index in range(int(rng.integers(9, 26))):
        spread = rng.normal(0, 1, 2) * (0.24 * width, 0.24 * height)
        angle = float(rng.choice(axes))
        along = unit * rng.uniform(0.05, 0.42) * (0.6 if index > 8 else 1)
        across = unit * float(rng.choice([0.006, 0.012, 0.02, 0.035, 0.06]))
        ink = inks[int(rng.choice([1, 1, 2, 3, 4]))]
        _fill(
            sheet,
            _bar(np.asarray(heart + spread, np.float32), along, across, angle, float(rng.choice([1, 1, 1, 0.35]))),
            ink,
        )
    for _ in range(int(rng.integers(1, 4))):
        spot = tuple(int(v) for v in rng.uniform(0.15, 0.85, 2) * full)
        ink = eight_bit(inks[int(rng.integers(1, len(inks)))])
        thick = int(rng.choice([-1, -1, 6, 12]))
        cv2.circle(sheet, spot, int(unit * rng.uniform(0.015, 0.09)), ink, thick, cv2.LINE_AA)
    brushed = 0.012 * fractal_noise(rng, size_wh, (50, 22), 4, 0.7)
    return on_canvas(rng, np.asarray(reduced(sheet, size_wh) * (1 + brushed)[..., None], np.float32), 0.035)


def _draw_heart(rng: np.random.Generator, sheet: RgbImage, plan: tuple[Floats, float, str], ink: Floats) -> None:
    """The largest plane, which the others gather around; ``plan`` = its centre, its angle, its manner."""
    heart, axis, manner = plan
    unit = min(sheet.shape[:2])
    if manner == "disc":
        at = (round(float(heart[0])), round(float(heart[1])))
        cv2.circle(sheet, at, int(unit * rng.uniform(0.16, 0.27)), eight_bit(ink), -1, cv2.LINE_AA)
    elif manner == "square":
        side = unit * rng.uniform(0.32, 0.5)
        _fill(sheet, _bar(heart, side, side, axis * 0.4), ink)
    elif manner == "wedge":
        _fill(sheet, _bar(heart, unit * 0.85, unit * rng.uniform(0.3, 0.45), axis, 0.05), ink)
    else:
        _fill(sheet, _bar(heart, unit * rng.uniform(0.7, 0.95), unit * rng.uniform(0.14, 0.24), axis), ink)


# --- Herbarium: plants pressed on a sheet, or printed by the sun -----------------------------------------------------

_HERBARIUM_PALETTES = (
    "efe6d0 4f5d2f 7a7b3a a65b3c",
    "0f2f5c e9f0f2 cfe0ea a9c7da",
    "f3ecdc 5c4a2e 8a6d3b 9c3d4b",
    "e8e2cf 2f4f3a 5d7f4f c48a3a",
    "123a63 f2f5f0 d7e6ea b5d0dd",
    "f1e8da 3b3a2e 6e6a3a 7d5a86",
    "ece5d3 6b4226 9a6a3c b98b2f",
)


def _curve(rng: np.random.Generator, foot: Floats, angle: float, length: float, bend: float) -> Floats:
    """(40, 2) points of a stem that starts at ``foot`` towards ``angle`` and bends by ``bend`` radians in all."""
    turns = angle + np.linspace(0, bend, 40) + 0.04 * np.cumsum(rng.normal(0, 0.4, 40))
    steps = length / 40 * np.stack([np.cos(turns), np.sin(turns)], 1)
    return np.asarray(foot + np.cumsum(steps, 0), np.float32)


def _leaf(at: Floats, angle: float, length: float, plump: float) -> Floats:
    """(24, 2) outline of a leaf that grows from ``at`` towards ``angle``."""
    along = np.concatenate([np.linspace(0, 1, 12), np.linspace(1, 0, 12)])
    half = plump * np.sin(np.pi * along**0.8) * np.repeat([1, -1], 12)
    cosine, sine = np.cos(angle), np.sin(angle)
    points = np.stack([along * cosine - half * sine, along * sine + half * cosine], 1)
    return np.asarray(at + length * points, np.float32)


def _draw_line(sheet: RgbImage, points: Floats, ink: Floats, thick: float) -> None:
    line = np.round(points * 8).astype(np.int32)[:, None]
    thickness = max(1, round(thick))
    cv2.polylines(
        sheet, [line], isClosed=False, color=eight_bit(ink), thickness=thickness, lineType=cv2.LINE_AA, shift=3
    )


def _draw_frond(
    rng: np.random.Generator, sheet: RgbImage, stem: Floats, leaf: tuple[float, float, float], inks: Floats
) -> None:
    """Leaves in pairs along ``stem``, shorter towards its tip; ``leaf`` = length px, plumpness, angle off the stem."""
    length, plump, splay = leaf
    heading = np.arctan2(*(stem[-1] - stem[0])[::-1])
    for index in range(5, 40, 2 if plump < 0.2 else 3):
        along = index / 40
        size = length * np.sin(np.pi * min(1.0, 0.22 + 0.78 * along)) ** 0.7 * rng.uniform(0.85, 1.1)
        before = stem[index] - stem[max(0, index - 3)]
        facing = np.arctan2(before[1], before[0]) if index > 6 else heading
        for side in (-1, 1):
            angle = facing + side * splay * (1 - 0.35 * along) + rng.normal(0, 0.06)
            outline = _leaf(stem[index], float(angle), float(size), plump)
            _fill(sheet, outline, jittered(rng, inks[1 + int(rng.random() < 0.35)], 0.018))
            vein = np.stack([outline[0], outline[11]])
            _draw_line(sheet, vein, shaded(inks[1], -0.07), 2)
    _draw_line(sheet, stem, shaded(inks[1], -0.03), 7)


def _draw_umbel(rng: np.random.Generator, sheet: RgbImage, stem: Floats, reach: float, inks: Floats) -> None:
    """A flower head of rays, each with a small head of its own, on a bare ``stem``."""
    _draw_line(sheet, stem, inks[1], 7)
    facing = np.arctan2(*(stem[-1] - stem[-6])[::-1])
    for ray in np.linspace(-1.2, 1.2, int(rng.integers(9, 17))):
        path = _curve(rng, stem[-1], float(facing + ray), reach * float(rng.uniform(0.8, 1)), float(-0.3 * ray))
        _draw_line(sheet, path, inks[1], 3)
        for spot in path[-1] + rng.normal(0, reach * 0.09, (int(rng.integers(9, 18)), 2)):
            ink = jittered(rng, inks[int(rng.choice([2, 3, 3]))], 0.03)
            at = (round(float(spot[0])), round(float(spot[1])))
            cv2.circle(sheet, at, int(rng.integers(4, 10)), eight_bit(ink), -1, cv2.LINE_AA)


def _draw_alga(rng: np.random.Generator, sheet: RgbImage, stem: Floats, thick: float, inks: Floats) -> None:
    """A seaweed: ``stem``, and thinner ones that fork from it until they are hairs."""
    _draw_line(sheet, stem, jittered(rng, inks[1 + int(rng.random() < 0.4)], 0.015), thick)
    if thick < 3:
        return
    length = float(np.linalg.norm(np.diff(stem, axis=0), axis=1).sum())
    for index in rng.choice(np.arange(8, 40), int(rng.integers(6, 9)), replace=False):
        ahead = stem[index] - stem[index - 4]
        splay = rng.choice([-1, 1]) * rng.uniform(0.35, 0.9)
        angle = float(np.arctan2(ahead[1], ahead[0]) + splay)
        reach = length * float(rng.uniform(0.3, 0.55)) * (1.25 - 0.5 * index / 40)
        _draw_alga(rng, sheet, _curve(rng, stem[index], angle, reach, float(-0.7 * splay)), thick * 0.52, inks)


_LEAVES = {"fern": (0.3, 0.1, 1.15), "sprig": (0.24, 0.24, 0.95), "grass": (0.4, 0.05, 0.45)}


def _draw_plant(rng: np.random.Generator, sheet: RgbImage, stem: Floats, kind: str, inks: Floats) -> None:
    unit = min(sheet.shape[:2]) * float(rng.uniform(0.75, 1.1))
    if kind == "alga":
        _draw_alga(rng, sheet, stem, 13, inks)
    elif kind == "umbel":
        _draw_umbel(rng, sheet, stem[:30], unit * 0.24, inks)
        for index, side in ((4, -1), (7, 1), (13, -1), (17, 1)):
            leaf = _curve(rng, stem[index], -np.pi / 2 + side * 0.85, unit * 0.3, side * 0.5)
            _draw_frond(rng, sheet, leaf, (unit * 0.075, 0.2, 0.9), inks)
    else:
        length, plump, splay = _LEAVES[kind]
        _draw_frond(rng, sheet, stem, (unit * length, plump, splay), inks)


def paint_herbarium(seed: int, size_wh: Size) -> RgbImage:
    """One to three plants: ferns, sprigs, umbels, grasses, seaweeds; pressed on old paper or left white on blue."""
    rng = chance("herbarium", seed)
    inks = palette(turn(seed, _HERBARIUM_PALETTES))
    width, height = full = fine(size_wh)
    sheet = blank(full, inks[0])
    count = int(rng.integers(1, 4))
    kind = turn(seed, ("fern", "alga", "umbel", "sprig", "grass", "mixed"))
    for index in range(count):
        off_centre = index - (count - 1) / 2
        foot = np.array([width * (0.5 + off_centre * 0.2 + rng.normal(0, 0.03)), height * rng.uniform(0.92, 0.97)])
        lean = off_centre * 0.2 + rng.normal(0, 0.1)
        stem = _curve(rng, foot, -np.pi / 2 + lean, height * rng.uniform(0.68, 0.88), float(rng.normal(lean, 0.35)))
        what = kind if kind != "mixed" else str(rng.choice(["fern", "sprig", "umbel", "grass", "alga"]))
        _draw_plant(rng, sheet, stem, what, inks)
    image = reduced(sheet, size_wh)
    stain = np.asarray(np.clip(fractal_noise(rng, size_wh, (300, 300), 5) * 0.06, -0.1, 0.2), np.float32)
    return on_paper(rng, over(image, shaded(inks[0], -0.12), np.clip(stain + 0.05, 0, 1)), 0.035)


PLANES = Studio(
    slug="planes",
    name="Zoya Belostenko",
    nationality="Ukrainian",
    birth_year=1890,
    death_year=1961,
    active=(1914, 1938),
    period="Modern",
    style="Suprematism",
    genre="Geometric abstraction",
    mediums=("Oil on canvas", "Gouache and pencil on paper"),
    proportions=(0.8, 1.0, 0.75, 1.25),
    long_side_mm=(350, 1100),
    paint=paint_planes,
)
HERBARIUM = Studio(
    slug="herbarium",
    name="Constance Merriwold",
    nationality="Irish",
    birth_year=1827,
    death_year=1901,
    active=(1849, 1896),
    period="19th century",
    style="Botanical print",
    genre="Botanical",
    mediums=("Nature print on paper", "Cyanotype"),
    proportions=(0.75, 0.7, 0.8, 0.75),
    long_side_mm=(280, 560),
    paint=paint_herbarium,
)
