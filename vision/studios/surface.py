"""What works are painted on: a fine sheet to draw on, reduced in the end, and the grain of paper and canvas."""

import cv2
import numpy as np

from vision.structures import RgbImage
from vision.studios.colour import Floats, eight_bit
from vision.studios.noise import smooth_noise
from vision.studios.studio import Size

FINE = 2
"""Drawings are made this many times larger and then reduced, which smooths their edges."""


def fine(size_wh: Size) -> Size:
    """The size to draw at."""
    return size_wh[0] * FINE, size_wh[1] * FINE


def blank(size_wh: Size, colour: Floats) -> RgbImage:
    """A sheet of one colour to draw on."""
    return np.full((size_wh[1], size_wh[0], 3), eight_bit(colour), np.uint8)


def reduced(image: RgbImage | Floats, size_wh: Size) -> Floats:
    """The drawing at its final size, as float 0–1."""
    small = np.asarray(cv2.resize(image, size_wh, interpolation=cv2.INTER_AREA), np.float32)
    return np.asarray(small / 255, np.float32) if image.dtype == np.uint8 else small


def _finished(image: Floats, grain: Floats) -> RgbImage:
    return np.asarray(np.clip(image * (1 + grain)[..., None] * 255 + 0.5, 0, 255), np.uint8)


def on_paper(rng: np.random.Generator, image: Floats, strength: float = 0.022) -> RgbImage:
    """``image`` (h, w, 3) 0–1 with the cloudy, faintly fibrous tone of paper."""
    height, width = image.shape[:2]
    tooth = cv2.GaussianBlur(rng.normal(0, 1.6, (height, width)).astype(np.float32), (0, 0), 0.8)
    fibre = smooth_noise(rng, (width, height), (14, 2.5))
    cloud = smooth_noise(rng, (width, height), (width / 4, height / 4))
    return _finished(image, np.asarray(strength * (0.7 * tooth + 0.25 * fibre + 0.35 * cloud), np.float32))


def on_canvas(rng: np.random.Generator, image: Floats, strength: float = 0.035) -> RgbImage:
    """``image`` (h, w, 3) 0–1 on the small uneven weave of canvas."""
    height, width = image.shape[:2]
    wander = 0.6 * smooth_noise(rng, (width, height), (60, 60))
    across = np.sin((np.arange(width) + wander) * (2 * np.pi / 3.3))
    down = np.sin((np.arange(height)[:, None] + wander) * (2 * np.pi / 3.3))
    slub = 1 + 0.4 * smooth_noise(rng, (width, height), (40, 3))
    tooth = rng.normal(0, 0.35, (height, width))
    return _finished(image, np.asarray(strength * (0.4 * (across + down) * slub + tooth), np.float32))
