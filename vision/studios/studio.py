"""What a studio is: a fictional artist with a hand of its own, and the facts a catalogue keeps about it."""

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from vision.structures import RgbImage

Size = tuple[int, int]
"""Width and height in pixels."""

Painter = Callable[[int, Size], RgbImage]
Option = TypeVar("Option")


@dataclass(frozen=True, slots=True)
class Studio:
    """A fictional studio. Works painted from different seeds ≥ 0 differ in composition, palette and parameters."""

    slug: str
    name: str
    nationality: str
    birth_year: int
    death_year: int | None
    active: tuple[int, int]
    """First and last year of its works."""
    period: str
    style: str
    genre: str
    mediums: tuple[str, ...]
    proportions: tuple[float, ...]
    """Width divided by height of the formats it likes."""
    long_side_mm: tuple[int, int]
    """The smallest and largest long side of its works."""
    paint: Painter
    """(seed, (width, height)) → RGB image of exactly that size; the same seed and size paint the same picture."""


def chance(slug: str, seed: int) -> np.random.Generator:
    """The studio's own random numbers for one work; raises ValueError for a negative seed."""
    return np.random.default_rng((zlib.crc32(slug.encode()), seed))


def turn(seed: int, options: Sequence[Option]) -> Option:
    """Consecutive seeds take turns through ``options``, so that neighbouring works of a studio differ for sure."""
    return options[seed % len(options)]
