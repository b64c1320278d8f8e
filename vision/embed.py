"""Crops → unit vectors, by any timm backbone."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import timm
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file
from timm.data.config import resolve_model_data_config

from vision.structures import Embeddings, RgbImage
from vision.weights import WeightsFile, verify


def pick_device(name: str) -> torch.device:
    """The device to compute on; ``auto`` takes the first GPU, if there is one."""
    if name == "auto":
        name = "cuda" if torch.cuda.is_available() else "cpu"
    return torch.device(name)


class TimmEmbedder:
    """A timm backbone that turns RGB crops into L2-normalized vectors.

    Every crop is squashed to the backbone's square input: references may have lost their aspect, and a photo's
    rectified quad never had it exactly. ``fingerprint`` names everything that a vector depends on.
    """

    def __init__(self, weights: WeightsFile, *, device: str = "auto", batch_size: int = 32) -> None:
        """Loads the weights: from ``weights.path`` verified by its sha256, or from the hub where it has no path.

        Raises:
            WeightsMismatch: the file is not the one that ``weights`` names.
            FileNotFoundError: there is no such file.
        """
        self._device = pick_device(device)
        self._batch_size = batch_size
        self._network = _build(weights).to(self._device).to(memory_format=torch.channels_last).eval()
        preprocessing = resolve_model_data_config(self._network)  # type: ignore[no-untyped-call]
        self._side_px = int(preprocessing["input_size"][-1])
        self._mean = torch.tensor(preprocessing["mean"], device=self._device).view(1, 3, 1, 1) * 255
        self._std = torch.tensor(preprocessing["std"], device=self._device).view(1, 3, 1, 1) * 255
        self.dimension = self._forward([np.zeros((self._side_px, self._side_px, 3), np.uint8)]).shape[1]
        self.fingerprint = _fingerprint(
            weights, _sha256_of(self._network), self._side_px, preprocessing, self.dimension
        )

    def embed(self, crops: Sequence[RgbImage]) -> Embeddings:
        """One unit vector per crop, in order; crops may differ in size."""
        batches = [
            self._forward(crops[start : start + self._batch_size]) for start in range(0, len(crops), self._batch_size)
        ]
        vectors = np.concatenate(batches) if batches else np.zeros((0, self.dimension), np.float32)
        return Embeddings(vectors=vectors, fingerprint=self.fingerprint)

    def _forward(self, crops: Sequence[RgbImage]) -> NDArray[np.float32]:
        pixels = torch.from_numpy(np.stack([_squash(crop, self._side_px) for crop in crops])).to(self._device)
        # Bytes laid out (batch, height, width, channel) are channels-last already: permuting copies nothing.
        batch = (pixels.permute(0, 3, 1, 2).float() - self._mean) / self._std
        half = torch.bfloat16 if self._device.type == "cpu" else torch.float16
        with torch.inference_mode(), torch.autocast(self._device.type, half):
            vectors = self._network(batch.contiguous(memory_format=torch.channels_last))
        normalized: NDArray[np.float32] = torch.nn.functional.normalize(vectors.float(), dim=1).cpu().numpy()
        return normalized


def _build(weights: WeightsFile) -> torch.nn.Module:
    network: torch.nn.Module
    if weights.path is None:
        network = timm.create_model(weights.backbone, pretrained=True, num_classes=0)
        return network
    verify(weights.path, weights.sha256)
    overlay = {} if weights.input_size_px is None else {"input_size": (3, weights.input_size_px, weights.input_size_px)}
    network = timm.create_model(weights.backbone, num_classes=weights.dimension or 0, pretrained_cfg_overlay=overlay)
    network.load_state_dict(_read(weights.path))
    return network


def _read(path: Path) -> dict[str, torch.Tensor]:
    return {name: value.float() if value.is_floating_point() else value for name, value in load_file(path).items()}


def _squash(crop: RgbImage, side_px: int) -> RgbImage:
    shrinks = min(crop.shape[:2]) >= side_px
    interpolation = cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC
    return cv2.resize(crop, (side_px, side_px), interpolation=interpolation).astype(np.uint8, copy=False)


def _sha256_of(network: torch.nn.Module) -> str:
    digest = hashlib.sha256()
    for name, value in sorted(network.state_dict().items()):
        digest.update(name.encode())
        digest.update(value.detach().cpu().contiguous().numpy().tobytes())
    return digest.hexdigest()


def _fingerprint(
    weights: WeightsFile, sha256: str, side_px: int, preprocessing: dict[str, object], dimension: int
) -> str:
    facts = {
        "backbone": weights.backbone,
        "weights": sha256,
        "input": side_px,
        "mean": preprocessing["mean"],
        "std": preprocessing["std"],
        "crop": "squashed",
        "dimension": dimension,
    }
    digest = hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()
    return f"{weights.backbone[:24]}-{side_px}-{dimension}-{digest[:12]}"
