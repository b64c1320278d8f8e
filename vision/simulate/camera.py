"""Where the camera stands: a pinhole with a little radial distortion that looks at a flat wall."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.simulate.scene import Scene
from vision.structures import Quad

Canvas = NDArray[np.float32]
"""(height, width, 3), RGB, 0–1."""

FloatArray = NDArray[np.floating]
Box = tuple[float, float, float, float]
"""x0, y0, x1, y1 on the wall, in wall pixels: one is one pixel of the photo at the point looked at, the origin."""

WALL_REACH = 1.4
"""How far around its centre the wall is painted, in sizes of the photo; farther out its edge is repeated."""


@dataclass(frozen=True, slots=True)
class Camera:
    """A view of the wall. ``homography`` takes wall pixels to ideal photo pixels, before lens distortion."""

    size_wh: tuple[int, int]
    homography: NDArray[np.float64]
    distortion: float

    def quad(self, box: Box) -> Quad:
        """The photo's corners of a rectangle on the wall; they may lie outside the photo."""
        x0, y0, x1, y1 = box
        corners = np.array([[x0, y0, 1], [x1, y0, 1], [x1, y1, 1], [x0, y1, 1]], dtype=np.float64)
        projected = corners @ self.homography.T
        # What hangs beside or behind the camera is far outside the photo, on its own side.
        depth = np.maximum(projected[:, 2:], 0.05 * self.homography[2, 2])
        seen = self._distorted(projected[:, :2] / depth)
        a, b, c, d = ((float(x), float(y)) for x, y in seen)
        return a, b, c, d

    def visible_box(self) -> Box:
        """The part of the wall to paint, bounded by ``WALL_REACH``."""
        w, h = self.size_wh
        edge = np.array([[[0, 0], [w, 0], [w, h], [0, h], [w / 2, 0], [w / 2, h]]], dtype=np.float64)
        spots = cv2.perspectiveTransform(edge, np.linalg.inv(self.homography))[0]
        margin = 0.04 * max(w, h)
        x0, y0 = np.maximum(spots.min(axis=0) - margin, (-WALL_REACH * w, -WALL_REACH * h))
        x1, y1 = np.minimum(spots.max(axis=0) + margin, (WALL_REACH * w, WALL_REACH * h))
        return float(x0), float(y0), float(x1), float(y1)

    def expose(self, wall: Canvas, box: Box) -> Canvas:
        """The photo of ``wall``, which was painted over ``box`` at one pixel per wall pixel."""
        w, h = self.size_wh
        long_side, cx, cy = max(w, h), np.float32(w / 2), np.float32(h / 2)
        # Pixel i is centred on i + 0.5, in the photo and on the wall.
        column, row = np.arange(w, dtype=np.float32)[None, :] + 0.5, np.arange(h, dtype=np.float32)[:, None] + 0.5
        x, y = (column - cx) / long_side, (row - cy) / long_side
        stretch = np.asarray(self._stretch(x * x + y * y) * long_side, np.float32)
        ideal_x, ideal_y = x * stretch + cx, y * stretch + cy
        inverse = np.linalg.inv(self.homography).astype(np.float32)
        inverse /= inverse[2, 2]
        numerators = [row_of[0] * ideal_x + row_of[1] * ideal_y + row_of[2] for row_of in inverse]
        depth = np.maximum(numerators[2], np.float32(1e-3))
        map_x, map_y = numerators[0] / depth - (box[0] + 0.5), numerators[1] / depth - (box[1] + 0.5)
        seen = cv2.remap(wall, map_x, map_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        return np.asarray(seen, dtype=np.float32)

    def _stretch(self, radius_squared: FloatArray) -> FloatArray:
        """How far out the lens looks for a point at this radius (in long sides); constant outside the photo."""
        return np.asarray(1 + self.distortion * np.minimum(radius_squared, 1))

    def _distorted(self, ideal: NDArray[np.float64]) -> NDArray[np.float64]:
        """Where ideal photo points fall on the sensor: the inverse of ``expose``'s stretch, by fixed-point steps."""
        w, h = self.size_wh
        centre, long_side = np.array([w / 2, h / 2]), max(w, h)
        target = (ideal - centre) / long_side
        points = target
        for _ in range(12):
            points = target / self._stretch((points**2).sum(axis=1, keepdims=True))
        return np.asarray(points * long_side + centre, np.float64)


def place_camera(rng: np.random.Generator, scene: Scene, size_wh: tuple[int, int], fill: float) -> Camera:
    """Stand somewhere in the scene's ranges, looking near the origin of the wall."""
    w, h = size_wh
    focal = rng.uniform(*scene.focal) * max(w, h)
    yaw, pitch, roll = (np.deg2rad(rng.uniform(*r)) for r in (scene.yaw_deg, scene.pitch_deg, scene.roll_deg))
    rotation = cv2.Rodrigues(np.array([0, 0, roll]))[0] @ cv2.Rodrigues(np.array([pitch, 0, 0]))[0]
    rotation = rotation @ cv2.Rodrigues(np.array([0, yaw, 0]))[0]
    room = max(1 - fill, 0.08)
    shift = np.array([rng.uniform(*scene.off_centre) * room * w, rng.uniform(*scene.off_centre) * room * h, focal])
    intrinsics = np.array([[focal, 0, w / 2], [0, focal, h / 2], [0, 0, 1]])
    homography = intrinsics @ np.column_stack([rotation[:, 0], rotation[:, 1], shift])
    return Camera(size_wh, homography, float(rng.uniform(*scene.distortion)))
