"""An image → the regions of it that may show one artwork.

Overlapping windows and the whole photo for now: they never fail, and a work that fills a third of the photo fills most
of some window. The place to find frames and canvases themselves is here.
"""

from collections.abc import Iterator

import cv2
import numpy as np

from vision.structures import Quad, Region, RegionKind, RgbImage

# Sides of the square grids of windows, as (windows per side, share of the photo's side that one covers).
_GRIDS = ((2, 0.65), (3, 0.45))


class WindowLocalizer:
    """The whole photo, its middle, and two grids of overlapping windows."""

    def localize(self, image: RgbImage) -> list[Region]:
        """At least the whole photo, first; the crops are views of ``image``."""
        return [_region(image, kind, box) for kind, box in _boxes()]


def _boxes() -> Iterator[tuple[RegionKind, tuple[float, float, float, float]]]:
    yield "photo", (0, 0, 1, 1)
    yield "window", (0.15, 0.15, 0.85, 0.85)
    for count, share in _GRIDS:
        step = (1 - share) / (count - 1)
        for row in range(count):
            for column in range(count):
                left, top = column * step, row * step
                yield "window", (left, top, left + share, top + share)


def _region(image: RgbImage, kind: RegionKind, box: tuple[float, float, float, float]) -> Region:
    height, width = image.shape[:2]
    # A picture of one pixel is a region too.
    left, top = min(round(box[0] * width), width - 1), min(round(box[1] * height), height - 1)
    right, bottom = max(left + 1, round(box[2] * width)), max(top + 1, round(box[3] * height))
    quad: Quad = ((left, top), (right, top), (right, bottom), (left, bottom))
    return Region(kind=kind, quad=quad, crop=image[top:bottom, left:right])


def rectify(image: RgbImage, quad: Quad, *, side_px: int = 320) -> RgbImage:
    """The inside of ``quad`` (pixels of ``image``) as a square picture; outside of the image its edge is repeated."""
    square = np.array([[0, 0], [side_px, 0], [side_px, side_px], [0, side_px]], np.float32)
    transform = cv2.getPerspectiveTransform(np.array(quad, np.float32), square)
    flags, border = cv2.INTER_AREA, cv2.BORDER_REPLICATE
    return cv2.warpPerspective(image, transform, (side_px, side_px), flags=flags, borderMode=border).astype(
        np.uint8, copy=False
    )
