"""Crops → unit vectors, by any timm backbone."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import timm
import torch
from huggingface_hub import hf_hub_download
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.torch import load_file
from timm.data.config import resolve_model_data_config

import vision.backbones  # noqa: F401 - registers the project's own with timm
from vision.structures import Embeddings, RgbImage
from vision.weights import WeightsFile, WeightsMismatch, verify


class WeightsUnavailable(Exception):
    """The hub does not give the weights of a backbone; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Preprocessing:
    """How a crop becomes a network's input: RGB, squashed to a square, of which each channel, 0–1, is normalized."""

    side_px: int
    mean: tuple[float, float, float]
    std: tuple[float, float, float]


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
        """Loads the weights: from ``weights.path``, or from the hub where it has none.

        Their sha256 is verified; the hub's only where ``weights`` states one (the fingerprint names them in any case).

        Raises:
            WeightsMismatch: the file is not the one that ``weights`` names, or not of its backbone.
            WeightsUnavailable: the hub has no such weights, or is out of reach.
            FileNotFoundError: there is no such file.
            ValueError: timm has no such backbone.
        """
        self._device = pick_device(device)
        self._batch_size = batch_size
        self._network = build_network(weights).to(self._device).to(memory_format=torch.channels_last).eval()
        preprocessing = resolve_model_data_config(self._network)  # type: ignore[no-untyped-call]
        self._side_px = int(preprocessing["input_size"][-1])
        self.weights = weights
        self.preprocessing = Preprocessing(self._side_px, tuple(preprocessing["mean"]), tuple(preprocessing["std"]))
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
        pixels = torch.from_numpy(np.stack([squash(crop, self._side_px) for crop in crops])).to(self._device)
        # Bytes laid out (batch, height, width, channel) are channels-last already: permuting copies nothing.
        batch = (pixels.permute(0, 3, 1, 2).float() - self._mean) / self._std
        half = torch.bfloat16 if self._device.type == "cpu" else torch.float16
        with torch.inference_mode(), torch.autocast(self._device.type, half):
            vectors = self._network(batch.contiguous(memory_format=torch.channels_last))
        normalized: NDArray[np.float32] = torch.nn.functional.normalize(vectors.float(), dim=1).cpu().numpy()
        return normalized


def build_network(weights: WeightsFile) -> torch.nn.Module:
    """The network that ``weights`` names, without its classifier; see ``TimmEmbedder`` for what is raised."""
    network: torch.nn.Module
    if not timm.is_model(weights.backbone):
        raise ValueError(
            f"timm {timm.__version__} has no backbone called {weights.backbone!r}: see timm.list_models()."
        )
    if weights.path is None:
        source = {"file": str(_download(weights))}
        network = timm.create_model(weights.backbone, pretrained=True, pretrained_cfg_overlay=source, num_classes=0)
        return network
    verify(weights.path, weights.sha256)
    overlay = {} if weights.input_size_px is None else {"input_size": (3, weights.input_size_px, weights.input_size_px)}
    network = timm.create_model(weights.backbone, num_classes=weights.dimension or 0, pretrained_cfg_overlay=overlay)
    _load(network, weights.path, weights.backbone)
    return network


def _download(weights: WeightsFile) -> Path:
    """The hub's file of the backbone, in the hub's own cache."""
    source = timm.get_pretrained_cfg(weights.backbone)
    if source is None or not source.hf_hub_id:
        raise WeightsUnavailable(f"The hub has no weights of {weights.backbone}: name a weights file of your own.")
    try:
        path = Path(hf_hub_download(source.hf_hub_id, source.hf_hub_filename or "model.safetensors"))
    except OSError as error:
        raise WeightsUnavailable(
            f"Cannot fetch the weights of {weights.backbone} from the hub, and its cache does not hold them: "
            "go online once, or name a weights file with its sha256."
        ) from error
    if weights.sha256:
        verify(path, weights.sha256)
    return path


def _load(network: torch.nn.Module, path: Path, backbone: str) -> None:
    """Every weight of ``network`` from the file, which may hold a classifier that the network does without."""
    try:
        missing, unexpected = network.load_state_dict(load_file(path), strict=False)
    except (SafetensorError, RuntimeError) as error:
        raise WeightsMismatch(f"{path} holds no weights of {backbone} in safetensors format: {error}") from error
    facts: Any = network.pretrained_cfg
    classifiers = facts["classifier"]
    heads = {name.split(".")[0] for name in ([classifiers] if isinstance(classifiers, str) else classifiers)}
    if odd := missing + [name for name in unexpected if name.split(".")[0] not in heads]:
        raise WeightsMismatch(f"{path} holds weights of another network than {backbone}: see {', '.join(odd[:3])}")


def squash(crop: RgbImage, side_px: int) -> RgbImage:
    """The crop as a network takes it: (side_px, side_px, 3), whatever its aspect was."""
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
