"""Quads of a photo as upright pictures, and back."""

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.structures import Quad, Region, RgbImage

# The least and the most that a side of a rectified picture measures.
_RECTIFIED_PX = (64, 1024)


def rectify(image: RgbImage, quad: Quad) -> RgbImage:
    """The inside of ``quad`` (pixels of ``image``) as a picture; outside of the image its edge is repeated.

    Its long side is as long as the quad's, so that nothing is skipped: warping interpolates, it does not average. The
    short side lies halfway to a square. Catalogues hold pictures squashed to squares beside others that were not, and
    slant takes from the width; descriptors bear either half, but not the whole of it.
    """
    corners = np.array(quad, np.float32)
    top, right, bottom, left = np.linalg.norm(np.roll(corners, -1, axis=0) - corners, axis=1)
    sides = np.array([max(top, bottom), max(left, right)])
    width, height = (int(side) for side in np.clip(np.sqrt(sides * sides.max()), *_RECTIFIED_PX))
    transform = cv2.getPerspectiveTransform(corners, _rectangle((width, height)))
    return cv2.warpPerspective(
        image, transform, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    ).astype(np.uint8, copy=False)


def to_image(quad: Quad, region: Region, size_wh: tuple[int, int]) -> Quad | None:
    """A quad in pixels of the region's crop, scaled to ``size_wh``, as a quad in pixels of the image.

    None where it reaches beyond the horizon of the region's perspective.
    """
    transform = cv2.getPerspectiveTransform(_rectangle(size_wh), np.array(region.quad, np.float32))
    projected = np.column_stack([np.array(quad), np.ones(4)]) @ transform.T
    if not np.all(projected[:, 2] > 0):
        return None
    top_left, top_right, bottom_right, bottom_left = (
        (float(x), float(y)) for x, y in projected[:, :2] / projected[:, 2:]
    )
    return (top_left, top_right, bottom_right, bottom_left)


def _rectangle(size_wh: tuple[int, int]) -> NDArray[np.float32]:
    width, height = size_wh
    return np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
