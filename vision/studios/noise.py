"""Smooth random fields. All have mean 0 and standard deviation 1, whatever their size."""

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.studios.colour import Floats
from vision.studios.studio import Size

_AMPLITUDE = np.sqrt(3.0)  # uniform −1…1 to deviation 1
_SPLINE_ENERGY = 151 / 315  # of a cubic B-spline: how much of the deviation it leaves, squared


def _splines(length: int, cell_px: float) -> Floats:
    """(length, knots) weights of the cubic B-splines that blend the knots' values at each pixel."""
    position = np.arange(length) / cell_px + 1
    distance = np.abs(position[:, None] - np.arange(int(length / cell_px) + 4))
    near = 2 / 3 - distance**2 + distance**3 / 2
    far = np.clip(2 - distance, 0, None) ** 3 / 6
    return np.asarray(np.where(distance < 1, near, far), np.float32)


def smooth_noise(rng: np.random.Generator, size_wh: Size, cell_wh: tuple[float, float]) -> Floats:
    """(h, w) noise whose hills are about ``cell_wh`` pixels wide and high."""
    across = _splines(size_wh[0], cell_wh[0])
    down = _splines(size_wh[1], cell_wh[1])
    knots = rng.uniform(-_AMPLITUDE, _AMPLITUDE, (down.shape[1], across.shape[1])).astype(np.float32)
    return np.asarray(down @ knots @ across.T / _SPLINE_ENERGY, np.float32)


def fractal_noise(
    rng: np.random.Generator, size_wh: Size, cell_wh: tuple[float, float], octaves: int = 4, gain: float = 0.5
) -> Floats:
    """(h, w) sum of ``octaves`` noises, each half as wide and ``gain`` times as strong as the one before."""
    total = np.zeros((size_wh[1], size_wh[0]), np.float32)
    for octave in range(octaves):
        cell = (max(1.0, cell_wh[0] / 2**octave), max(1.0, cell_wh[1] / 2**octave))
        total += gain**octave * smooth_noise(rng, size_wh, cell)
    energy = sum(gain ** (2 * octave) for octave in range(octaves))
    return np.asarray(total / np.sqrt(energy), np.float32)


def fractal_line(rng: np.random.Generator, length: int, cell_px: float, octaves: int = 5, gain: float = 0.5) -> Floats:
    """(length,) noise along a line."""
    return np.asarray(fractal_noise(rng, (length, 1), (cell_px, 1.0), octaves, gain)[0], np.float32)


def window(rng: np.random.Generator, larger: Floats, size_wh: Size) -> Floats:
    """A part of a ``larger`` field at a random place: cheaper than new noise, and seldom recognized."""
    height, width = larger.shape
    left = int(rng.integers(0, width - size_wh[0] + 1))
    top = int(rng.integers(0, height - size_wh[1] + 1))
    return larger[top : top + size_wh[1], left : left + size_wh[0]]


def pixels(size_wh: Size) -> tuple[Floats, Floats]:
    """The x and y of every pixel, each (h, w)."""
    x, y = np.meshgrid(np.arange(size_wh[0], dtype=np.float32), np.arange(size_wh[1], dtype=np.float32))
    return x, y


def sampled(image: NDArray[np.float32], x: Floats, y: Floats) -> Floats:
    """``image`` read at ``x``, ``y`` (pixels), mirrored beyond its edges."""
    at_x, at_y = np.asarray(x, np.float32), np.asarray(y, np.float32)
    return np.asarray(cv2.remap(image, at_x, at_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101), np.float32)


def step(edge_from: float, edge_to: float, value: Floats) -> Floats:
    """0 below ``edge_from``, 1 above ``edge_to``, an even S between; falls instead where the edges are reversed."""
    share = np.clip((value - edge_from) / (edge_to - edge_from), 0, 1)
    return np.asarray(share * share * (3 - 2 * share), np.float32)
