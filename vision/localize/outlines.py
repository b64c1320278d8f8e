"""An image → the outlines of what may be a picture: quads with an edge along all four sides.

Frames, canvases and sheets of paper, but labels and doors as well: whether one shows a work is for others to say.
Edges (Canny, PAMI 1986) are closed into contours, contours that are nearly quads become quads (Douglas and Peucker,
1973), and the photo's own gradient along their sides says how much of each is really there. Every channel sees what
another misses: a grey frame on a red wall, a gilt one on a wall as bright as itself.
"""

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.structures import Quad, RgbImage

# Enough for an outline; more pixels find no more of them.
_LONG_SIDE_PX = 448
# Canny's lower and upper thresholds, for soft and for hard edges.
_CANNY = ((15, 45), (40, 120))
# Gaps of an outline up to so many pixels are closed.
_CLOSED_PX = (3, 7)
# Of the image's area: smaller ones show nothing that could be recognized, larger ones are the photo.
_AREA = (0.004, 0.97)
_LEAST_SIDE_PX = 12
# How far a contour may stray from its quad, as a share of its length: tried in turn.
_STRAYING = (0.02, 0.04, 0.07)
# A quad's area and its contour's differ at most by this share.
_AREA_DIFFERENCE = 0.15
# Opposite sides of a picture seen from where a person can stand.
_OPPOSITE_SIDES = 3.0
# A pixel belongs to a side where the gradient is at least so strong (grey levels a pixel) and so square to the side.
_GRADIENT = 12.0
_ACROSS = 0.85
_LEAST_SUPPORT = 0.5
# Outlines with so much in common (intersection over union) are one; a frame's inner and outer edge stay two.
_SAME_OUTLINE = 0.8

Corners = NDArray[np.float32]
"""(4, 2) x, y; clockwise from the top left."""


def find_outlines(image: RgbImage, count: int) -> list[Quad]:
    """Up to ``count`` distinct outlines in pixels of ``image``, the clearest and largest first; maybe none."""
    scale = min(1.0, _LONG_SIDE_PX / max(image.shape[:2]))
    size_wh = (max(1, round(image.shape[1] * scale)), max(1, round(image.shape[0] * scale)))
    small = cv2.resize(image, size_wh, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
    found = _plausible([corners for edges in _edge_maps(small) for corners in _quads(edges)])
    clearest = _clearest(found, small, count)
    return [_as_quad(corners / scale) for corners in clearest]


def _edge_maps(image: RgbImage) -> Iterator[NDArray[np.uint8]]:
    """Closed edges of lightness, yellow against blue, and saturation, each at several settings."""
    lab = cv2.cvtColor(image, cv2.COLOR_RGB2LAB)
    for channel in (lab[..., 0], lab[..., 2], cv2.cvtColor(image, cv2.COLOR_RGB2HSV)[..., 1]):
        smooth = cv2.medianBlur(channel, 5)
        for low, high in _CANNY:
            edges = cv2.Canny(smooth, low, high, L2gradient=True)
            for gap in _CLOSED_PX:
                closed = cv2.dilate(edges, np.ones((3, 3), np.uint8))
                if gap > 3:
                    closed = cv2.morphologyEx(edges, cv2.MORPH_CLOSE, np.ones((gap, gap), np.uint8))
                yield closed.astype(np.uint8, copy=False)


def _quads(edges: NDArray[np.uint8]) -> Iterator[Corners]:
    """The contours that are quads."""
    smallest, largest = (share * edges.size for share in _AREA)
    for contour in cv2.findContours(edges, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)[0]:
        _, _, width, height = cv2.boundingRect(contour)
        if min(width, height) < _LEAST_SIDE_PX or width * height < smallest:
            continue
        hull = cv2.convexHull(contour)
        area = cv2.contourArea(hull)
        if not smallest < area < largest:
            continue
        for straying in _STRAYING:
            corners = cv2.approxPolyDP(hull, straying * cv2.arcLength(hull, closed=True), closed=True)
            if len(corners) <= 4:
                break
        if len(corners) == 4 and abs(cv2.contourArea(corners) - area) <= _AREA_DIFFERENCE * area:
            yield _clockwise(corners[:, 0].astype(np.float32))


def _clockwise(corners: Corners) -> Corners:
    from_middle = corners - corners.mean(axis=0)
    turned = corners[np.argsort(np.arctan2(from_middle[:, 1], from_middle[:, 0]))]
    return np.roll(turned, -int(np.argmin(turned.sum(axis=1))), axis=0)


def _plausible(quads: list[Corners]) -> NDArray[np.float32]:
    """(count, 4, 2): those that could be rectangles on a wall."""
    corners = np.array(quads, np.float32).reshape(-1, 4, 2)
    sides = np.linalg.norm(np.roll(corners, -1, axis=1) - corners, axis=2)
    opposite = (sides / np.maximum(np.roll(sides, 2, axis=1), 1e-6)).max(axis=1)
    plausible: NDArray[np.float32] = corners[(sides.min(axis=1) >= _LEAST_SIDE_PX) & (opposite <= _OPPOSITE_SIDES)]
    return plausible


def _clearest(quads: NDArray[np.float32], image: RgbImage, count: int) -> list[Corners]:
    if not len(quads):
        return []
    support = _support(quads, image)
    # Size counts a little: of two equally clear outlines the picture's is larger than its label's.
    areas = np.array([cv2.contourArea(corners) for corners in quads])
    clearness = np.where(support > _LEAST_SUPPORT, support * areas**0.15, 0)
    chosen: list[Corners] = []
    for place in np.argsort(-clearness, kind="stable"):
        if not clearness[place] or len(chosen) == count:
            break
        if all(_intersection_over_union(quads[place], other) < _SAME_OUTLINE for other in chosen):
            chosen.append(quads[place])
    return chosen


def _support(quads: NDArray[np.float32], image: RgbImage) -> NDArray[np.float64]:
    """How much of each quad's sides lies on an edge of the photo: the mean of its worst side and of all four."""
    slope_x, slope_y = _slopes(image)
    along = np.roll(quads, -1, axis=1) - quads
    across = np.stack([along[..., 1], -along[..., 0]], axis=-1) / np.linalg.norm(along, axis=2, keepdims=True)
    # 24 places along each side, and at each the five pixels across it: (quad, side, place, pixel, x and y).
    places = quads[:, :, None] + np.linspace(0.06, 0.94, 24)[:, None] * along[:, :, None]
    pixels = np.rint(places[:, :, :, None] + np.arange(-2, 3)[:, None] * across[:, :, None, None]).astype(int)
    x, y = np.clip(pixels[..., 0], 0, image.shape[1] - 1), np.clip(pixels[..., 1], 0, image.shape[0] - 1)
    normal_x, normal_y = across[:, :, None, None, 0], across[:, :, None, None, 1]
    strength = np.abs(slope_x[y, x] * normal_x + slope_y[y, x] * normal_y)
    is_edge = (strength > _GRADIENT) & (strength > _ACROSS * np.hypot(slope_x[y, x], slope_y[y, x]))
    by_side: NDArray[np.float64] = is_edge.any(axis=3).mean(axis=2)
    support: NDArray[np.float64] = (by_side.min(axis=1) + by_side.mean(axis=1)) / 2
    return support


def _slopes(image: RgbImage) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The gradient of each pixel, in x and y: of lightness or of a colour, whichever changes most."""
    smooth = cv2.GaussianBlur(cv2.cvtColor(image, cv2.COLOR_RGB2LAB), (0, 0), 1.2).astype(np.float32)
    slope_x, slope_y = (cv2.Sobel(smooth, cv2.CV_32F, *axis, scale=0.25) for axis in ((1, 0), (0, 1)))
    steepest = (slope_x**2 + slope_y**2).argmax(axis=2)[..., None]
    x, y = (np.take_along_axis(slope, steepest, axis=2)[..., 0] for slope in (slope_x, slope_y))
    return x.astype(np.float32), y.astype(np.float32)


def _intersection_over_union(one: Corners, other: Corners) -> float:
    shared, _ = cv2.intersectConvexConvex(one, other)
    return float(shared / (cv2.contourArea(one) + cv2.contourArea(other) - shared))


def _as_quad(corners: Corners) -> Quad:
    top_left, top_right, bottom_right, bottom_left = ((float(x), float(y)) for x, y in corners)
    return (top_left, top_right, bottom_right, bottom_left)
