"""imagehash's ``phash`` with its defaults, nearest by Hamming distance."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import imagehash
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from vision.config import RecognitionConfig
from vision.evaluation.ablation import Ranking
from vision.evaluation.pictures import Kind, PictureStore
from vision.structures import RgbImage

_KEPT = 50
_BITS = 64


class PerceptualHash:
    """64 bits per picture."""

    name = "perceptual hash"
    what = f"imagehash {imagehash.__version__}: phash(image), nearest by Hamming distance"
    threshold = "equal hashes (its ==)"

    def __init__(self, store: PictureStore) -> None:
        self._store = store
        self._numbers: list[int] = []
        self._hashes = np.zeros((0, _BITS // 8), np.uint8)

    def prepare(self, references: Mapping[int, Path], progress: Callable[[int], None]) -> int:
        """Hashes all references."""
        values = self._store.values(_KIND, list(references.values()), progress)
        self._numbers = [number for number, path in references.items() if path in values]
        packed = b"".join(values[references[number]] for number in self._numbers)
        self._hashes = np.frombuffer(packed, np.uint8).reshape(-1, _BITS // 8)
        return len(self._numbers)

    def rank(self, photo: RgbImage) -> tuple[Ranking, bool]:
        """The fewest different bits first."""
        distances = np.bitwise_count(self._hashes ^ _hash(photo)).sum(axis=1)
        nearest = np.argsort(distances, kind="stable")[:_KEPT]
        ranking = tuple((self._numbers[place], -float(distances[place])) for place in nearest)
        return ranking, bool(ranking) and ranking[0][1] == 0


def _hash(picture: RgbImage) -> NDArray[np.uint8]:
    return np.packbits(imagehash.phash(Image.fromarray(picture)).hash.ravel())


def _hashes_of(pictures: Sequence[RgbImage]) -> list[bytes]:
    return [_hash(picture).tobytes() for picture in pictures]


_KIND = Kind("imagehash-phash-8-4", _hashes_of, RecognitionConfig())
