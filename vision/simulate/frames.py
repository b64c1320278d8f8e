"""Frames: from a bare canvas edge to carved gold, drawn around a picture as mitred, shaded mouldings."""

from dataclasses import dataclass, replace

import cv2
import numpy as np

from vision.simulate.camera import Canvas
from vision.simulate.scene import Scene, happens
from vision.structures import RgbImage

GOLDS = ((0.72, 0.55, 0.24), (0.6, 0.42, 0.16), (0.8, 0.67, 0.4), (0.5, 0.36, 0.18))
WOODS = (
    (0.12, 0.1, 0.09),
    (0.32, 0.2, 0.12),
    (0.5, 0.36, 0.24),
    (0.85, 0.84, 0.82),
    (0.2, 0.2, 0.22),
    (0.72, 0.58, 0.42),
)


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame. ``moulding`` and ``mat`` are widths as shares of the square root of the picture's area."""

    moulding: float
    mat: float
    colour: tuple[float, float, float]
    steps: int
    carving: float
    lip: float
    glass: bool
    sheen: float

    @property
    def border(self) -> float:
        """Width of everything around the picture."""
        return self.moulding + self.mat

    def render(self, picture: RgbImage, rng: np.random.Generator) -> Canvas:
        """The framed picture from the front; its size is the picture's plus the border on each side."""
        height, width = picture.shape[:2]
        unit = np.sqrt(width * height)
        border, lip = round(self.border * unit), round(self.lip * unit)
        framed = np.empty((height + 2 * border, width + 2 * border, 3), np.float32)
        if border:
            self._draw_border(framed, max(1, round(self.moulding * unit)) + (0 if self.mat else lip), rng)
        inner = framed[border : border + height, border : border + width]
        cut = lip if border else 0
        shown = picture[cut : height - cut, cut : width - cut]
        inner[cut : height - cut, cut : width - cut] = shown.astype(np.float32) * np.float32(1 / 255)
        if self.glass:
            _reflect(inner, rng)
        return framed

    def _draw_border(self, framed: Canvas, moulding: int, rng: np.random.Generator) -> None:
        framed[:] = np.float32(rng.uniform(0.86, 0.97))  # the mat; the moulding covers its outside
        height, width = framed.shape[:2]
        profile = _profile(moulding, self.steps, self.sheen, rng)
        sides = ((framed[:moulding], 1.12, 0), (framed[height - moulding :][::-1], 0.8, 0))
        uprights = (framed.swapaxes(0, 1)[:moulding], framed.swapaxes(0, 1)[width - moulding :][::-1])
        light = rng.uniform(0.85, 1.1, 2)
        for band, shine, corner in (*sides, (uprights[0], light[0], 1), (uprights[1], light[1], 1)):
            length = band.shape[1]
            tone = profile[:, None] * np.float32(shine)
            if self.carving:
                tone = tone * _carve(moulding, length, self, rng)
            strip = np.asarray(tone, np.float32)[..., None] * np.asarray(self.colour, np.float32)
            strip = np.broadcast_to(strip, band.shape)
            if not corner:
                band[:] = strip
                continue
            for row in range(moulding):  # uprights end in a mitre
                band[row, row : length - row] = strip[row, row : length - row]


def build_frame(rng: np.random.Generator, scene: Scene) -> Frame:
    """Draw a frame of the kinds the scene allows."""
    kinds, weights = zip(*scene.frames, strict=True)
    kind = str(rng.choice(kinds, p=np.array(weights) / sum(weights)))
    golden = kind == "ornate" and happens(rng, 0.8)
    palette = GOLDS if golden else WOODS
    r, g, b = np.clip(np.array(palette[rng.integers(len(palette))]) * rng.uniform(0.75, 1.2), 0.02, 1)
    frame = Frame(
        moulding=float(rng.uniform(0.008, 0.03)),
        mat=0.0,
        colour=(float(r), float(g), float(b)),
        steps=1,
        carving=0.0,
        lip=float(rng.uniform(*scene.frame_lip)),
        glass=happens(rng, scene.glass_chance),
        sheen=float(rng.uniform(0.05, 0.35)),
    )
    if kind == "none":
        return replace(frame, moulding=0.0, glass=False)
    if kind == "box":
        return replace(frame, moulding=float(rng.uniform(0.03, 0.08)), steps=int(rng.integers(1, 4)))
    if kind == "ornate":
        carving = float(rng.uniform(0.15, 0.6))
        return replace(frame, moulding=float(rng.uniform(0.07, 0.22)), steps=int(rng.integers(3, 8)), carving=carving)
    if kind == "mat":
        return replace(frame, mat=float(rng.uniform(0.08, 0.3)))
    return frame


def _profile(width: int, steps: int, sheen: float, rng: np.random.Generator) -> Canvas:
    """Brightness from the outside in: rounded ledges, grooves between them, and the rebate around the picture."""
    place = np.linspace(0, steps, width, dtype=np.float32)
    knots = 1 + rng.uniform(-1, 1, 2 * steps + 1) * sheen
    profile = np.interp(place, np.linspace(0, steps, 2 * steps + 1), knots)
    groove = np.exp(-(((place - np.round(place)) / 0.07) ** 2))
    profile *= 1 - rng.uniform(0.1, 0.5, steps + 1)[np.round(place).astype(int)] * groove
    profile[-max(1, width // 12) :] *= rng.uniform(0.45, 1.0)
    return np.asarray(profile, np.float32)


def _carve(width: int, length: int, frame: Frame, rng: np.random.Generator) -> Canvas:
    """Ornament repeated along some of the ledges of a side, and wear; (width, length), around 1."""
    place = np.linspace(0, frame.steps, width, endpoint=False, dtype=np.float32)
    ledge = place.astype(int)
    rise = np.sin((place - ledge) * np.float32(np.pi))[:, None]
    period = width * rng.uniform(0.25, 1.3, frame.steps)[ledge, None] / frame.steps**0.5
    depth = (frame.carving * (rng.random(frame.steps) < 0.65))[ledge, None]
    swing = rng.uniform(0, 3, frame.steps)[ledge, None]
    along = np.arange(length, dtype=np.float32) * np.float32(2 * np.pi)
    waves = rise * np.sin(np.asarray(along / period + swing * rise, np.float32))
    cells = (max(2, 26 * length // max(width, 26)), min(26, max(2, width)))
    wear = cv2.resize(
        rng.standard_normal(cells[::-1], dtype=np.float32), (length, width), interpolation=cv2.INTER_CUBIC
    )
    return np.asarray(1 + depth * waves + np.float32(0.3 * frame.carving) * wear, np.float32)


def _reflect(inner: Canvas, rng: np.random.Generator) -> None:
    """What glass adds: the pale, soft room behind the visitor."""
    height, width = inner.shape[:2]
    room = rng.random((int(rng.integers(3, 8)), int(rng.integers(3, 8)), 1), dtype=np.float32) ** 3
    veil = cv2.resize(room, (width, height), interpolation=cv2.INTER_CUBIC)[..., None]
    inner += np.float32(rng.uniform(0.03, 0.25)) * np.clip(veil, 0, 1) * (1 - inner * np.float32(0.6))
