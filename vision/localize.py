"""An image → the regions of it that may show one artwork.

Overlapping windows and the whole photo for now: they never fail, and a work that fills a third of the photo fills most
of some window. The place to find frames and canvases themselves is here.
"""

import cv2
import numpy as np

from vision.structures import Quad, Region, RegionKind, RgbImage

# Left, top, right and bottom as shares of the photo: its middle, and four overlapping quarters.
_WINDOWS = (
    (0.15, 0.15, 0.85, 0.85),
    (0.0, 0.0, 0.65, 0.65),
    (0.35, 0.0, 1.0, 0.65),
    (0.0, 0.35, 0.65, 1.0),
    (0.35, 0.35, 1.0, 1.0),
)

# The least and the most that a rectified picture measures.
_RECTIFIED_PX = (64, 1024)


class WindowLocalizer:
    """The whole photo, and windows of it."""

    def localize(self, image: RgbImage) -> list[Region]:
        """At least the whole photo, first; the crops are views of ``image``."""
        whole = _region(image, "photo", (0, 0, 1, 1))
        return [whole, *(_region(image, "window", box) for box in _WINDOWS)]


def _region(image: RgbImage, kind: RegionKind, box: tuple[float, float, float, float]) -> Region:
    height, width = image.shape[:2]
    # A picture of one pixel is a region too.
    left, top = min(round(box[0] * width), width - 1), min(round(box[1] * height), height - 1)
    right, bottom = max(left + 1, round(box[2] * width)), max(top + 1, round(box[3] * height))
    quad: Quad = ((left, top), (right, top), (right, bottom), (left, bottom))
    return Region(kind=kind, quad=quad, crop=image[top:bottom, left:right])


def rectify(image: RgbImage, quad: Quad) -> RgbImage:
    """The inside of ``quad`` (pixels of ``image``) as a square picture; outside of the image its edge is repeated.

    It is about as large as the quad, so that nothing is skipped: warping interpolates, it does not average.
    """
    corners = np.array(quad, np.float32)
    longest = np.linalg.norm(np.roll(corners, -1, axis=0) - corners, axis=1).max()
    side_px = int(np.clip(longest, *_RECTIFIED_PX))
    square = np.array([[0, 0], [side_px, 0], [side_px, side_px], [0, side_px]], np.float32)
    transform = cv2.getPerspectiveTransform(corners, square)
    return cv2.warpPerspective(
        image, transform, (side_px, side_px), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    ).astype(np.uint8, copy=False)
