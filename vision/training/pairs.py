"""Training pairs: a crop of a simulated photo of a work, and its picture. A batch follows from (seed, step) alone."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch.utils.data import Dataset

from vision.embed import squash
from vision.simulate import CLOSE_UP, Scene, photograph
from vision.structures import Quad, RgbImage
from vision.training.works import CatalogueUnusable, Work

Batch = tuple[torch.Tensor, torch.Tensor, torch.Tensor]
"""Queries and keys, (pairs, px, px, 3) uint8 RGB each, and the works' numbers."""

PHOTO_SHARE = 1.6
"""Size of a simulated photo, in input sizes."""
SAME_ARTIST_GROUP = 8
SWAPPED = 0.25
"""Share of pairs whose query is the clean picture and whose key is the photo."""
CROPS = {"picture": 0.4, "frame": 0.25, "box": 0.2, "photo": 0.15}
"""What the localizer may hand over, how often: the picture, it with frame and wall, an upright window, everything."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How batches are made. ``sizes_px`` holds (first step, input size), in order."""

    seed: int
    steps: int
    pairs: int
    sizes_px: tuple[tuple[int, int], ...]

    def size_px(self, step: int) -> int:
        """The input size at a step."""
        return [px for first, px in self.sizes_px if first <= step][-1]


class PairBatches(Dataset[Batch]):
    """Item ``i`` is the batch of step ``first_step + i``: half random works, half groups by one artist each."""

    def __init__(self, works: Sequence[Work], plan: Plan, first_step: int = 0) -> None:
        """Looks the works over.

        Raises:
            CatalogueUnusable: there are fewer works than a batch has pairs.
        """
        if len(works) < plan.pairs:
            msg = f"{len(works)} works are too few for batches of {plan.pairs}: give more works or fewer --pairs"
            raise CatalogueUnusable(msg)
        self._works = works
        self._plan = plan
        self._first_step = first_step
        by_artist: dict[str, list[int]] = defaultdict(list)
        for number, work in enumerate(works):
            by_artist[work.artist].append(number)
        self._artists = [
            numbers for name, numbers in sorted(by_artist.items()) if len(numbers) >= SAME_ARTIST_GROUP and name
        ]

    def __len__(self) -> int:
        return self._plan.steps - self._first_step

    def __getitem__(self, index: int) -> Batch:
        step = self._first_step + index
        if index >= len(self):
            raise IndexError(index)
        rng = np.random.default_rng((self._plan.seed, step))
        numbers = self._choose(step, rng)
        px = self._plan.size_px(step)
        views = [(self._photo_view(n, rng, px), clean_view(self._works[n].picture, rng, px)) for n in numbers]
        views = [pair[::-1] if rng.random() < SWAPPED else pair for pair in views]
        queries, keys = (torch.from_numpy(np.stack(side)) for side in zip(*views, strict=True))
        return queries, keys, torch.from_numpy(numbers)

    def _choose(self, step: int, rng: np.random.Generator) -> NDArray[np.int64]:
        """Works of a batch, all different: some share an artist, the others go through the catalogue evenly."""
        groups = min(self._plan.pairs // 2 // SAME_ARTIST_GROUP, len(self._artists))
        weights = np.sqrt([len(numbers) for numbers in self._artists])
        artists = rng.choice(len(self._artists), groups, replace=False, p=weights / weights.sum()) if groups else ()
        groups_of_works = [rng.choice(self._artists[a], SAME_ARTIST_GROUP, replace=False).tolist() for a in artists]
        chosen = [number for group in groups_of_works for number in group]
        rest, taken = self._plan.pairs - len(chosen), set(chosen)
        epoch, place = divmod(step * rest, len(self._works))
        order = np.random.default_rng((self._plan.seed, epoch, 1)).permutation(len(self._works))
        evenly = [number for number in np.roll(order, -place).tolist() if number not in taken]
        return np.array(chosen + evenly[:rest], np.int64)

    def _photo_view(self, number: int, rng: np.random.Generator, px: int) -> RgbImage:
        others = rng.integers(len(self._works), size=int(rng.choice((0, 1, 2), p=(0.45, 0.3, 0.25))))
        pictures = [wall_picture(self._works[n], rng) for n in (number, *others)]
        return photo_view(pictures, rng, px)


def wall_picture(work: Work, rng: np.random.Generator) -> RgbImage:
    """The picture as it may hang: a squashed one is given some aspect."""
    if not work.is_squashed:
        return work.picture
    height, width = work.picture.shape[:2]
    stretch = np.exp(rng.uniform(-0.25, 0.25))
    size_wh = (round(width * stretch), round(height / stretch))
    return np.asarray(cv2.resize(work.picture, size_wh, interpolation=cv2.INTER_LINEAR), np.uint8)


def photo_view(pictures: Sequence[RgbImage], rng: np.random.Generator, px: int, scene: Scene = CLOSE_UP) -> RgbImage:
    """A square crop of a simulated photo of the first picture, as the localizer might cut it."""
    side, aspect = PHOTO_SHARE * px, np.exp(rng.uniform(-0.29, 0.29))
    photo = photograph(pictures, rng=rng, scene=scene, size_wh=(round(side * aspect), round(side / aspect)))
    return crop_as(str(rng.choice(list(CROPS), p=list(CROPS.values()))), photo.image, photo.quads[0], rng, px)


def crop_as(kind: str, photo: RgbImage, quad: Quad, rng: np.random.Generator, px: int) -> RgbImage:
    """Cut ``quad`` out of the photo as a kind of ``CROPS``, imprecisely, squashed to ``px`` × ``px``."""
    height, width = photo.shape[:2]
    corners = np.array(quad, np.float32)
    if kind == "photo":
        return np.asarray(cv2.resize(photo, (px, px), interpolation=cv2.INTER_AREA), np.uint8)
    if kind == "box":
        low, high = corners.min(axis=0), corners.max(axis=0)
        low, high = np.maximum(low, 0), np.minimum(high, (width, height))
        x0, y0 = np.maximum(low - rng.uniform(-0.05, 0.25, 2) * (high - low), 0)
        x1, y1 = np.minimum(high + rng.uniform(-0.05, 0.25, 2) * (high - low), (width, height))
        corners = np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], np.float32)
    else:
        grow = rng.uniform(-0.04, 0.06) if kind == "picture" else rng.uniform(0.08, 0.4)
        centre, sides = corners.mean(axis=0), np.ptp(corners, axis=0)
        corners = centre + (corners - centre) * (1 + grow) + rng.uniform(-0.035, 0.035, (4, 2)) * sides
    square = np.array([[0, 0], [px, 0], [px, px], [0, px]], np.float32)
    homography = cv2.getPerspectiveTransform(corners.astype(np.float32), square)
    cut = cv2.warpPerspective(photo, homography, (px, px), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(cut, np.uint8)


def clean_view(picture: RgbImage, rng: np.random.Generator, px: int) -> RgbImage:
    """The catalogue's picture, trimmed by up to 4 % a side, in slightly other colours, squashed to a square."""
    height, width = picture.shape[:2]
    left, top, right, bottom = (rng.uniform(0, 0.04, 4) * (width, height, width, height)).astype(int)
    trimmed = picture[top : height - bottom, left : width - right]
    gains, offset = rng.uniform(0.92, 1.08, 3), rng.uniform(-8, 8)
    matrix = np.hstack([np.diag(gains), np.full((3, 1), offset)])
    return np.asarray(cv2.transform(squash(trimmed, px), matrix), np.uint8)
