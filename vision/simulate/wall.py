"""The wall before the camera sees it: paint, hung works with their frames and shadows, labels, a floor."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from vision.simulate.camera import Box, Canvas
from vision.simulate.frames import Frame, build_frame
from vision.simulate.scene import Scene, happens
from vision.structures import RgbImage

PALE_WALLS = ((0.93, 0.92, 0.89), (0.85, 0.85, 0.84), (0.8, 0.79, 0.72), (0.88, 0.84, 0.75), (0.76, 0.78, 0.74))
DARK_WALLS = (
    (0.62, 0.1, 0.1),
    (0.16, 0.25, 0.21),
    (0.17, 0.2, 0.3),
    (0.36, 0.28, 0.22),
    (0.3, 0.3, 0.31),
    (0.45, 0.2, 0.24),
)
FLOORS = ((0.55, 0.4, 0.25), (0.4, 0.39, 0.38), (0.7, 0.68, 0.64), (0.3, 0.2, 0.13))


@dataclass(frozen=True, slots=True)
class HungWork:
    """A work on the wall: its picture, the box of its whole reference image, and the box of its frame's outside."""

    picture: RgbImage
    box: Box
    outer: Box
    frame: Frame


def hang(
    works: Sequence[RgbImage], rng: np.random.Generator, scene: Scene, room_wh: tuple[float, float]
) -> list[HungWork]:
    """Hang the first work framed into ``room_wh`` around the origin, the others beside, above and below it."""
    first = _hang_one(works[0], rng, scene, room_wh, (0.0, 0.0))
    hung, (left, top, right, bottom) = [first], first.outer
    width, height = right - left, bottom - top
    for picture in works[1:]:
        gap = rng.uniform(0.06, 0.5) * min(width, height)
        side = rng.choice(("left", "right", "above", "below"), p=(0.4, 0.4, 0.1, 0.1))
        if side in ("left", "right"):
            reach = (rng.uniform(0.5, 1.5) * width, rng.uniform(0.6, 1.25) * height)
            edge = (right + gap, 0.0, 1, 0) if side == "right" else (left - gap, 0.0, -1, 0)
        else:
            reach = (width, rng.uniform(0.5, 1.1) * height)
            edge = (0.0, bottom + gap, 0, 1) if side == "below" else (0.0, top - gap, 0, -1)
        one = _hang_beside(picture, rng, scene, reach, edge)
        hung.append(one)
        x0, y0, x1, y1 = one.outer
        left, right = (min(left, x0), max(right, x1)) if edge[2] else (left, right)
        top, bottom = (min(top, y0), max(bottom, y1)) if edge[3] else (top, bottom)
    return hung


def paint_wall(box: Box, works: Sequence[HungWork], rng: np.random.Generator, scene: Scene) -> Canvas:
    """The frontal picture of the wall's part ``box``, one pixel per wall pixel."""
    size_wh = (max(2, round(box[2] - box[0])), max(2, round(box[3] - box[1])))
    canvas = _paint(size_wh, rng, scene)
    if happens(rng, scene.floor_chance):
        _lay_floor(canvas, works[0].outer[3] - box[1], rng)
    _cast_shadows(canvas, box, works, rng)
    for work in works:
        if happens(rng, scene.label_chance):
            _stick_label(canvas, box, work.outer, rng)
    for work in works:
        if _meets(work.outer, box):
            _paste(canvas, work.frame.render(_at_wall_size(work), rng), work.outer, box)
    return canvas


def _hang_beside(
    picture: RgbImage,
    rng: np.random.Generator,
    scene: Scene,
    reach: tuple[float, float],
    edge: tuple[float, float, int, int],
) -> HungWork:
    """Hang at ``edge`` = (x, y, direction x, direction y): the outside begins there and goes that way."""
    x, y, step_x, step_y = edge
    probe = _hang_one(picture, rng, scene, reach, (0.0, 0.0))
    half_w, half_h = probe.outer[2], probe.outer[3]
    dx, dy = x + step_x * half_w, y + step_y * half_h
    if step_x:
        dy += rng.uniform(-0.1, 0.1) * half_h

    def moved(b: Box) -> Box:
        return b[0] + dx, b[1] + dy, b[2] + dx, b[3] + dy

    return HungWork(picture, moved(probe.box), moved(probe.outer), probe.frame)


def _hang_one(
    picture: RgbImage, rng: np.random.Generator, scene: Scene, room_wh: tuple[float, float], centre: tuple[float, float]
) -> HungWork:
    height, width = picture.shape[:2]
    frame = build_frame(rng, scene)
    border = frame.border * np.sqrt(width * height)
    scale = min(room_wh[0] / (width + 2 * border), room_wh[1] / (height + 2 * border))
    half_w, half_h, border = width * scale / 2, height * scale / 2, border * scale
    cx, cy = centre
    box = (cx - half_w, cy - half_h, cx + half_w, cy + half_h)
    outer = (box[0] - border, box[1] - border, box[2] + border, box[3] + border)
    return HungWork(picture, box, outer, frame)


def _paint(size_wh: tuple[int, int], rng: np.random.Generator, scene: Scene) -> Canvas:
    palette = DARK_WALLS if happens(rng, scene.dark_wall_chance) else PALE_WALLS
    colour = np.array(palette[rng.integers(len(palette))]) * rng.uniform(0.82, 1.05) + rng.normal(0, 0.02, 3)
    w, h = size_wh
    blotches = rng.normal(0, 0.012, (9, 9, 1)).astype(np.float32)
    grain = rng.standard_normal((h // 2 + 1, w // 2 + 1), dtype=np.float32) * np.float32(rng.uniform(0, 0.02))
    relief = cv2.resize(blotches, size_wh, interpolation=cv2.INTER_CUBIC) + cv2.resize(grain, size_wh)
    if happens(rng, scene.wall_pattern_chance):
        relief += _pattern(size_wh, rng)
    return np.ascontiguousarray(colour.astype(np.float32) + relief[..., None])


def _pattern(size_wh: tuple[int, int], rng: np.random.Generator) -> Canvas:
    """Seams between panels, courses of brick, or the stripes of a fabric; (height, width)."""
    w, h = size_wh
    step = max(3, round(rng.uniform(0.02, 0.5) * max(size_wh)))
    lines = np.zeros((h, w), np.float32)
    lines[:, rng.integers(step) :: step] = rng.uniform(-0.18, 0.06)
    if happens(rng, 0.5):
        lines[rng.integers(step) :: max(3, step // 2)] = rng.uniform(-0.15, 0.05)
    return cv2.GaussianBlur(lines, (0, 0), rng.uniform(0.4, 1.2)).astype(np.float32)


def _lay_floor(canvas: Canvas, work_bottom: float, rng: np.random.Generator) -> None:
    height = len(canvas)
    y = round(work_bottom + rng.uniform(0.06, 0.5) * height)
    if y >= height:
        return
    canvas[y:] = np.array(FLOORS[rng.integers(len(FLOORS))]) * rng.uniform(0.7, 1.2)
    canvas[y:] += rng.normal(0, 0.03, (height - y, 1, 1))
    canvas[max(0, y - max(1, height // 60)) : y] *= rng.uniform(0.6, 1.15)


def _cast_shadows(canvas: Canvas, box: Box, works: Sequence[HungWork], rng: np.random.Generator) -> None:
    shade = np.zeros(canvas.shape[:2], np.float32)
    reach = rng.uniform(0.004, 0.03) * max(canvas.shape[:2])
    dx, dy = rng.uniform(-1, 1) * reach, rng.uniform(0.2, 1.2) * reach
    for work in works:
        x0, y0, x1, y1 = (round(v) for v in _local(work.outer, box))
        shade[max(0, round(y0 + dy)) : max(0, round(y1 + dy)), max(0, round(x0 + dx)) : max(0, round(x1 + dx))] = 1
    shade = cv2.GaussianBlur(shade, (0, 0), max(0.5, reach * rng.uniform(0.2, 0.8))).astype(np.float32)
    canvas *= 1 - np.float32(rng.uniform(0.15, 0.6)) * shade[..., None]


def _stick_label(canvas: Canvas, box: Box, outer: Box, rng: np.random.Generator) -> None:
    x0, _, x1, y1 = _local(outer, box)
    size = rng.uniform(0.07, 0.16) * min(outer[2] - outer[0], outer[3] - outer[1])
    width, height = round(size * rng.uniform(0.9, 1.6)), round(size * rng.uniform(0.7, 1.6))
    gap = size * rng.uniform(0.3, 1.4)
    left = round(x1 + gap if happens(rng, 0.75) else x0 - gap - width)
    top = round(y1 - height - rng.uniform(0, 3) * size)
    if width < 3 or height < 3:
        return
    paper = np.array((0.95, 0.95, 0.93) if happens(rng, 0.75) else DARK_WALLS[rng.integers(len(DARK_WALLS))])
    label = np.broadcast_to(paper.astype(np.float32), (height, width, 3)).copy()
    ink = np.float32(0.25 if paper.mean() > 0.5 else 0.9)
    for row in range(height // 6 + 1, height - 1, max(2, height // 7)):
        label[row, width // 8 : max(width // 8 + 1, round(width * rng.uniform(0.4, 0.92)))] = ink
    _paste(canvas, label, (left + box[0], top + box[1], left + width + box[0], top + height + box[1]), box)


def _meets(outer: Box, box: Box) -> bool:
    return outer[0] < box[2] and outer[2] > box[0] and outer[1] < box[3] and outer[3] > box[1]


def _at_wall_size(work: HungWork) -> RgbImage:
    x0, y0, x1, y1 = work.box
    size_wh = (max(2, round(x1 - x0)), max(2, round(y1 - y0)))
    shrinks = size_wh[0] < work.picture.shape[1]
    resized = cv2.resize(work.picture, size_wh, interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC)
    return np.asarray(resized, np.uint8)


def _local(outer: Box, box: Box) -> Box:
    return outer[0] - box[0], outer[1] - box[1], outer[2] - box[0], outer[3] - box[1]


def _paste(canvas: Canvas, picture: Canvas, outer: Box, box: Box) -> None:
    """Lay ``picture`` over ``outer`` with sub-pixel edges; what falls outside the canvas is lost."""
    x0, y0, x1, y1 = _local(outer, box)
    height, width = canvas.shape[:2]
    left, top, right, bottom = max(0, int(x0)), max(0, int(y0)), min(width, int(x1) + 1), min(height, int(y1) + 1)
    if left >= right or top >= bottom:
        return
    scale_x, scale_y = picture.shape[1] / (x1 - x0), picture.shape[0] / (y1 - y0)
    # Pixel centres: canvas column c shows picture column (c + left + 0.5 - x0) * scale - 0.5.
    to_picture = np.array(
        [[scale_x, 0, (left + 0.5 - x0) * scale_x - 0.5], [0, scale_y, (top + 0.5 - y0) * scale_y - 0.5]]
    )
    canvas[top:bottom, left:right] = cv2.warpAffine(
        picture,
        to_picture,
        (right - left, bottom - top),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
