"""Two pictures in one, so that a network cannot learn its pictures by heart."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Mixed:
    """A batch in which a part of each picture is another's: of the ``other`` in the same batch, 1 − ``share`` of it."""

    pictures: torch.Tensor
    other: NDArray[np.int64]
    share: float


def mix(pictures: torch.Tensor, rng: np.random.Generator) -> Mixed:
    """Of five batches three get a rectangle (CutMix; Yun et al., ICCV 2019), one another picture shining through.

    That is mixup (Zhang et al., ICLR 2018); the fifth stays as it is. ``pictures``: (count, 3, height, width).
    """
    other = rng.permutation(len(pictures))
    chosen = rng.random()
    if chosen < 0.6:
        return _cut(pictures, other, rng)
    if chosen < 0.8:
        share = float(rng.beta(0.4, 0.4))
        return Mixed(pictures * share + pictures[other] * (1 - share), other, share)
    return Mixed(pictures, other, 1.0)


def _cut(pictures: torch.Tensor, other: NDArray[np.int64], rng: np.random.Generator) -> Mixed:
    """A rectangle of up to all of the area, evenly, and of up to 1 : 1.8 in proportion."""
    rows, columns = pictures.shape[2:]
    side, stretch = np.sqrt(rng.random()), np.exp(rng.uniform(-0.3, 0.3))
    height = min(rows, int(rows * side * stretch))
    width = min(columns, int(columns * side / stretch))
    top, left = int(rng.integers(rows - height + 1)), int(rng.integers(columns - width + 1))
    mixed = pictures.clone()
    mixed[:, :, top : top + height, left : left + width] = pictures[other][
        :, :, top : top + height, left : left + width
    ]
    return Mixed(mixed, other, 1 - height * width / (rows * columns))
