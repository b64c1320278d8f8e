"""Palettes and the mixing of colours. A colour is RGB, float32, 0–1; mixing happens in OKLab, where it looks even."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

_TO_LMS = np.array([[0.4122, 0.5363, 0.0514], [0.2119, 0.6807, 0.1074], [0.0883, 0.2817, 0.6300]], np.float32)
_TO_LAB = np.array([[0.2105, 0.7936, -0.0041], [1.9780, -2.4286, 0.4506], [0.0259, 0.7828, -0.8087]], np.float32)
_FROM_LMS = np.linalg.inv(_TO_LMS)
_FROM_LAB = np.linalg.inv(_TO_LAB)


def palette(codes: str) -> Floats:
    """(count, 3) colours from space-separated hexadecimal codes; by custom the first is the ground."""
    return np.array([[int(code[at : at + 2], 16) / 255 for at in (0, 2, 4)] for code in codes.split()], np.float32)


def oklab(colours: Floats) -> Floats:
    """RGB (…, 3) to OKLab (…, 3)."""
    linear = np.where(colours <= 0.04045, colours / 12.92, ((colours + 0.055) / 1.055) ** 2.4)
    return np.asarray(np.cbrt(linear @ _TO_LMS.T) @ _TO_LAB.T, np.float32)


def from_oklab(lab: Floats) -> Floats:
    """OKLab (…, 3) to RGB (…, 3), clipped to what a screen can show."""
    linear = np.clip((lab @ _FROM_LAB.T) ** 3 @ _FROM_LMS.T, 0, 1)
    return np.asarray(np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055), np.float32)


def ramp(colours: Floats, position: NDArray[Any]) -> Floats:
    """Colours along an even gradient through ``colours``; ``position`` 0–1, clipped. Shape (*position.shape, 3)."""
    lab = oklab(colours)
    at = np.linspace(0, 1, 1024)
    stops = np.linspace(0, 1, len(colours))
    table = from_oklab(np.stack([np.interp(at, stops, lab[:, channel]) for channel in range(3)], 1).astype(np.float32))
    return np.asarray(table[np.clip(position * 1023, 0, 1023).astype(np.intp)], np.float32)


def jittered(rng: np.random.Generator, colours: Floats, amount: float) -> Floats:
    """``colours`` (…, 3), each moved a little in lightness (mostly) and hue; 0.02 is just visible."""
    lab = oklab(colours)
    shift = rng.normal(0, amount, lab.shape) * np.array([1.0, 0.5, 0.5])
    return from_oklab(np.asarray(lab + shift, np.float32))


def shaded(colours: Floats, lightness: float) -> Floats:
    """``colours`` with that much OKLab lightness added (negative darkens)."""
    return from_oklab(oklab(colours) + np.array([lightness, 0, 0], np.float32))


def eight_bit(colour: Floats) -> tuple[int, int, int]:
    """One colour as OpenCV's drawing functions take it (RGB order, on an RGB image)."""
    red, green, blue = (round(float(channel) * 255) for channel in np.clip(colour, 0, 1))
    return red, green, blue


def over(image: Floats, colour: Floats, alpha: Floats) -> Floats:
    """``colour`` (3,) or (h, w, 3) laid over ``image`` (h, w, 3) with ``alpha`` (h, w) 0–1."""
    return np.asarray(image + (colour - image) * np.clip(alpha, 0, 1)[..., None], np.float32)
