"""An ImageNet network of timm on the whole photo, with timm's own preprocessing, nearest by cosine."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import timm
import torch
from numpy.typing import NDArray
from PIL import Image
from timm.data.config import resolve_model_data_config
from timm.data.transforms_factory import create_transform

from vision.config import RecognitionConfig
from vision.evaluation.ablation import Ranking
from vision.evaluation.cache import digest_of
from vision.evaluation.pictures import Kind, PictureStore
from vision.structures import RgbImage

BACKBONE = "mobilenetv2_100"
_KEPT = 50


class WholePhoto:
    """Pooled features before the classifier: resized, cropped to the centre and scaled as the network was trained."""

    name = "whole-photo timm"
    what = f"timm {timm.__version__}: {BACKBONE}, ImageNet, its own resize and centre crop, nearest by cosine"
    threshold = ""

    def __init__(self, store: PictureStore, weights: Path) -> None:
        """``weights``: an ImageNet checkpoint of ``BACKBONE``, as timm names its tensors."""
        self._store = store
        fingerprint = f"timm-{BACKBONE}-{digest_of(weights.read_bytes()).hex()[:12]}"
        self._kind = Kind(fingerprint, self._embedded, RecognitionConfig())
        self._network = timm.create_model(
            BACKBONE, pretrained=True, num_classes=0, pretrained_cfg_overlay={"file": str(weights)}
        ).eval()
        preprocessing = resolve_model_data_config(self._network)  # type: ignore[no-untyped-call]
        self._transform = create_transform(**preprocessing)
        self._numbers: list[int] = []
        self._vectors = np.zeros((0, 1), np.float32)

    def prepare(self, references: Mapping[int, Path], progress: Callable[[int], None]) -> int:
        """Embeds all references."""
        values = self._store.values(self._kind, list(references.values()), progress)
        self._numbers = [number for number, path in references.items() if path in values]
        packed = b"".join(values[references[number]] for number in self._numbers)
        self._vectors = np.frombuffer(packed, "<f4").reshape(len(self._numbers), -1)
        return len(self._numbers)

    def rank(self, photo: RgbImage) -> tuple[Ranking, bool]:
        """The highest cosine first."""
        similarities = self._vectors @ self._embed([photo])[0]
        nearest = np.argsort(-similarities, kind="stable")[:_KEPT]
        return tuple((self._numbers[place], float(similarities[place])) for place in nearest), False

    def _embed(self, pictures: Sequence[RgbImage]) -> NDArray[np.float32]:
        batch = torch.stack([self._transform(Image.fromarray(picture)) for picture in pictures])
        with torch.inference_mode():
            vectors: NDArray[np.float32] = torch.nn.functional.normalize(self._network(batch), dim=1).numpy()
        return vectors

    def _embedded(self, pictures: Sequence[RgbImage]) -> list[bytes]:
        return [vector.astype("<f4").tobytes() for vector in self._embed(pictures)]
