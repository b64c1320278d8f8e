"""Drawing: a sheet of RGB pixels that takes pictures, lines, bars and text; its font knows little more than ASCII.

All lengths are pixels of the sheet, which is shown at about two thirds of its size: 22 px of text are read as 15.
"""

from collections.abc import Sequence
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from vision.structures import Point, RgbImage

Colour = tuple[int, int, int]
"""Red, green, blue, 0–255."""
Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""

PAPER: Colour = (255, 255, 255)
PANEL: Colour = (243, 244, 246)
HAIRLINE: Colour = (218, 221, 226)
MUTED: Colour = (104, 112, 124)
INK: Colour = (28, 31, 36)
AGREES: Colour = (22, 160, 90)
DIFFERS: Colour = (224, 72, 48)

SMALL, BODY, LARGE = 19, 22, 28
MARGIN = 28
JPEG_QUALITY = 86
# Tiny photos are shown enlarged, but not to blocks.
_MOST_ENLARGED = 4.0
# Coordinates in OpenCV's drawing have this many binary digits after the point.
_SHIFT = 4


@cache
def _font(size_px: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size_px)


def text_width(text: str, size_px: int = BODY) -> float:
    """How wide a line of text is."""
    return float(_font(size_px).getlength(text))


def fit(image: RgbImage, width: int, height: int) -> RgbImage:
    """The picture as large as it can be in a box, its aspect kept."""
    scale = min(width / image.shape[1], height / image.shape[0], _MOST_ENLARGED)
    size_wh = (max(1, round(image.shape[1] * scale)), max(1, round(image.shape[0] * scale)))
    interpolation = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return cv2.resize(image, size_wh, interpolation=interpolation).astype(np.uint8, copy=False)


class Sheet:
    """A white page. Points and boxes may leave it: what is outside is not drawn."""

    def __init__(self, width: float, height: float, background: Colour = PAPER) -> None:
        self.pixels: RgbImage = np.full((max(1, round(height)), max(1, round(width)), 3), background, np.uint8)

    @property
    def width(self) -> int:
        """In pixels."""
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        """In pixels."""
        return int(self.pixels.shape[0])

    def paste(self, image: RgbImage, left: float, top: float) -> Box:
        """Puts a picture on the page, cut off at its edges; returns where it lies."""
        x, y = round(left), round(top)
        room = self.pixels[y : y + image.shape[0], x : x + image.shape[1]]
        room[...] = image[: room.shape[0], : room.shape[1]]
        return (x, y, x + image.shape[1], y + image.shape[0])

    def fill(self, box: Box, colour: Colour) -> None:
        """A filled rectangle."""
        left, top, right, bottom = (round(each) for each in box)
        self.pixels[max(0, top) : max(0, bottom), max(0, left) : max(0, right)] = colour

    def frame(self, box: Box, colour: Colour, width_px: int = 1) -> None:
        """The outline of a rectangle, just outside of it."""
        left, top, right, bottom = (round(each) for each in box)
        cv2.rectangle(
            self.pixels, (left - width_px, top - width_px), (right + width_px - 1, bottom + width_px - 1),
            colour, width_px,
        )  # fmt: skip

    def line(self, start: Point, end: Point, colour: Colour, width_px: int = 2) -> None:
        """A straight line, smoothed."""
        cv2.line(self.pixels, _fixed(start), _fixed(end), colour, width_px, cv2.LINE_AA, _SHIFT)

    def dashed(self, start: Point, end: Point, colour: Colour, width_px: int = 2, dash_px: float = 12) -> None:
        """A straight line of dashes as long as their gaps."""
        a, b = np.array(start), np.array(end)
        count = max(1, round(float(np.linalg.norm(b - a)) / (2 * dash_px)))
        for number in range(count):
            first, last = a + (b - a) * number / count, a + (b - a) * (number + 0.5) / count
            self.line((first[0], first[1]), (last[0], last[1]), colour, width_px)

    def outline(self, corners: Sequence[Point], colour: Colour, width_px: int = 4, *, dashed: bool = False) -> None:
        """A closed polygon, on a dark casing that keeps it visible on any picture."""
        ends = [*corners[1:], corners[0]]
        for casing, shade in ((width_px + 3, INK), (width_px, colour)):
            for start, end in zip(corners, ends, strict=True):
                (self.dashed if dashed else self.line)(start, end, shade, casing)

    def dot(self, centre: Point, radius: float, colour: Colour, *, edge: Colour | None = None) -> None:
        """A filled circle, with a thin edge where one is given."""
        if edge is not None:
            cv2.circle(self.pixels, _fixed(centre), _digits(radius + 1.5), edge, -1, cv2.LINE_AA, _SHIFT)
        cv2.circle(self.pixels, _fixed(centre), _digits(radius), colour, -1, cv2.LINE_AA, _SHIFT)

    def text(self, place: Point, text: str, colour: Colour = INK, size_px: int = BODY, anchor: str = "lm") -> None:
        """A line of text; ``anchor`` is Pillow's: "l", "m" or "r" of the line, then "t", "m" or "s" of its height."""
        width, half = int(text_width(text, size_px)) + 4, size_px
        left = round(place[0]) - {"l": 2, "m": width // 2, "r": width - 2}[anchor[0]]
        top = round(place[1]) - 2 * half
        box = (
            max(0, left),
            max(0, top),
            max(0, min(self.width, left + width)),
            max(0, min(self.height, top + 4 * half)),
        )
        if box[2] <= box[0] or box[3] <= box[1]:
            return
        room = self.pixels[box[1] : box[3], box[0] : box[2]]
        drawn = Image.fromarray(room)
        at = (place[0] - box[0], place[1] - box[1])
        ImageDraw.Draw(drawn).text(at, text, fill=colour, font=_font(size_px), anchor=anchor)
        room[...] = np.asarray(drawn)

    def tag(self, place: Point, text: str, colour: Colour, taken: list[Box], size_px: int = SMALL) -> None:
        """A label on a filled box at ``place`` (its top left), moved to where no other of ``taken`` is, and added."""
        width, height = text_width(text, size_px) + 14, size_px + 10
        left = min(max(place[0], 0), max(0, self.width - width))
        top = min(max(place[1], 0), max(0, self.height - height))
        left, top = _free_place((left, top), (width, height), taken, self.height)
        box = (left, top, left + width, top + height)
        taken.append(box)
        self.fill((left - 1, top - 1, box[2] + 1, box[3] + 1), PAPER)
        self.fill(box, colour)
        self.text(((left + box[2]) / 2, (top + box[3]) / 2), text, ink_on(colour), size_px, anchor="mm")

    def blend(self, over: RgbImage, opacity: float) -> None:
        """Lays a page of the same size over this one."""
        cv2.addWeighted(over, opacity, self.pixels, 1 - opacity, 0, dst=self.pixels)


def ink_on(colour: Colour) -> Colour:
    """Black or white, whichever is read better on a colour."""
    luminance = 0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2]
    return INK if luminance > 150 else PAPER


def encode_jpeg(pixels: RgbImage) -> bytes:
    """For photographs."""
    return _encode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])


def encode_png(pixels: RgbImage) -> bytes:
    """For charts."""
    return _encode(".png", pixels, [cv2.IMWRITE_PNG_COMPRESSION, 9])


def _encode(suffix: str, pixels: RgbImage, options: Sequence[int]) -> bytes:
    encoded: NDArray[np.uint8] = cv2.imencode(suffix, cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR), options)[1]
    return encoded.tobytes()


def _free_place(place: Point, size_wh: Point, taken: Sequence[Box], height: int) -> Point:
    """The first place below, then above ``place`` where a box of this size meets no other; else ``place`` itself."""
    left, top = place
    step = size_wh[1] + 3
    downwards = [top + step * n for n in range(int((height - top) // step))]
    upwards = [top - step * n for n in range(1, int(top // step) + 1)]
    for y in (*downwards, *upwards):
        if not any(_meet((left, y, left + size_wh[0], y + size_wh[1]), box) for box in taken):
            return (left, y)
    return place


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _fixed(point: Point) -> tuple[int, int]:
    return (_digits(point[0]), _digits(point[1]))


def _digits(length: float) -> int:
    # Points far outside would overflow OpenCV's integers.
    return round(float(np.clip(length, -20_000, 20_000)) * (1 << _SHIFT))
