"""An image → the regions of it that may show one artwork.

The whole photo, overlapping windows, and the pictures whose outlines show (frames, canvas edges, sheets of paper). The
first two never fail, so a photo without a single edge still has its regions.
"""

import cv2
import numpy as np

from vision.localize.outlines import find_outlines
from vision.localize.perspective import rectify, to_image
from vision.structures import Quad, Region, RegionKind, RgbImage

__all__ = ["PictureLocalizer", "rectify", "seen_otherwise", "to_image"]

# Left, top, right and bottom as shares of the photo: its middle, and four overlapping quarters.
_WINDOWS = (
    (0.15, 0.15, 0.85, 0.85),
    (0.0, 0.0, 0.65, 0.65),
    (0.35, 0.0, 1.0, 0.65),
    (0.0, 0.35, 0.65, 1.0),
    (0.35, 0.35, 1.0, 1.0),
)


class PictureLocalizer:
    """The whole photo, windows of it, and up to ``pictures`` outlined pictures, rectified."""

    def __init__(self, *, pictures: int) -> None:
        self._pictures = pictures

    def localize(self, image: RgbImage) -> list[Region]:
        """At least the whole photo, first; then the windows; then the pictures, the clearest outline first."""
        whole = _box(image, "photo", (0, 0, 1, 1))
        windows = [_box(image, "window", box) for box in _WINDOWS]
        pictures = [Region("picture", quad, rectify(image, quad)) for quad in find_outlines(image, self._pictures)]
        return [whole, *windows, *pictures]


def _box(image: RgbImage, kind: RegionKind, box: tuple[float, float, float, float]) -> Region:
    """A view of the image; no pixel is copied."""
    height, width = image.shape[:2]
    # A picture of one pixel is a region too.
    left, top = min(round(box[0] * width), width - 1), min(round(box[1] * height), height - 1)
    right, bottom = max(left + 1, round(box[2] * width)), max(top + 1, round(box[3] * height))
    quad: Quad = ((left, top), (right, top), (right, bottom), (left, bottom))
    return Region(kind=kind, quad=quad, crop=image[top:bottom, left:right])


def seen_otherwise(photo: Region) -> list[Region]:
    """The whole photo at half its size, then mirrored too: two more chances for what was not found in it as it is.

    Smaller, the noise of a dark photo and the grain of a wall are gone, which else outnumber what is on the wall.
    Mirrored, as phones take pictures of their owner; its quad is that of the photo, from the top right.
    """
    height, width = photo.crop.shape[:2]
    half_wh = (max(1, width // 2), max(1, height // 2))
    smaller = cv2.resize(photo.crop, half_wh, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
    top_left, top_right, bottom_right, bottom_left = photo.quad
    mirrored: Quad = (top_right, top_left, bottom_left, bottom_right)
    return [
        Region("smaller", photo.quad, smaller),
        Region("mirrored", mirrored, np.ascontiguousarray(smaller[:, ::-1])),
    ]
