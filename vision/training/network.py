"""The network that is trained: timm's backbone with its classifier as the embedding head. Export and preprocessing."""

from pathlib import Path

import timm
import torch
from safetensors.torch import load_file, save_file
from timm.data.constants import IMAGENET_DEFAULT_MEAN, IMAGENET_DEFAULT_STD
from torch import nn
from torch.nn import functional

BACKBONE = "mobilenetv2_100"
DIMENSION = 256


def build(start: Path | None = None) -> nn.Module:
    """The backbone with a ``DIMENSION``-d linear head; weights of ``start`` (head or not), else random."""
    network: nn.Module = timm.create_model(BACKBONE, num_classes=DIMENSION, drop_rate=0.0)
    if start is not None:
        state = load_file(start)
        absent = network.load_state_dict(state, strict=False).missing_keys
        if set(absent) - {"classifier.weight", "classifier.bias"}:
            msg = f"{start} holds no {BACKBONE}: {len(absent)} tensors are missing, such as {absent[0]}"
            raise ValueError(msg)
    return network.to(memory_format=torch.channels_last)


def build_headless(start: Path) -> nn.Module:
    """The backbone as it was before training: its pooled features are the embedding."""
    network: nn.Module = timm.create_model(BACKBONE, num_classes=0)
    network.load_state_dict(load_file(start))
    return network.to(memory_format=torch.channels_last)


def as_input(pictures: torch.Tensor) -> torch.Tensor:
    """(count, px, px, 3) uint8 RGB → normalised (count, 3, px, px) float32, channels last in memory."""
    pixels = pictures.permute(0, 3, 1, 2).float() / 255
    mean, std = (
        torch.tensor(IMAGENET_DEFAULT_MEAN).view(1, 3, 1, 1),
        torch.tensor(IMAGENET_DEFAULT_STD).view(1, 3, 1, 1),
    )
    return (pixels - mean.to(pixels.device)) / std.to(pixels.device)


def embed(network: nn.Module, pictures: torch.Tensor, *, bf16: bool = True) -> torch.Tensor:
    """Unit vectors (count, dimension) float32 of uint8 pictures; on the pictures' device."""
    with torch.autocast(pictures.device.type, dtype=torch.bfloat16, enabled=bf16):
        vectors = network(as_input(pictures))
    return functional.normalize(vectors.float())


@torch.no_grad()
def start_head(network: nn.Module, clean: torch.Tensor) -> None:
    """Set the head to whitened principal components of the backbone's output on ``clean`` pictures.

    There are fewer of them than pictures; with few pictures the head's other rows stay as they are.
    """
    network.eval()
    features = torch.cat([_pooled(network, part) for part in torch.split(clean, 64)])
    mean = features.mean(dim=0)
    _, spread, axes = torch.linalg.svd(features - mean, full_matrices=False)
    count = min(DIMENSION, len(features) - 1)
    # Whitening by the square root keeps the weak components, which are mostly noise, weaker.
    scale = (spread[:count] / len(features) ** 0.5).rsqrt()
    head: nn.Linear = network.get_submodule("classifier")  # type: ignore[assignment]
    head.weight[:count] = axes[:count] * scale[:, None]
    head.bias.copy_(-head.weight @ mean)


def _pooled(network: nn.Module, pictures: torch.Tensor) -> torch.Tensor:
    with torch.autocast(pictures.device.type, dtype=torch.bfloat16):
        pooled: torch.Tensor = network.forward_head(  # type: ignore[operator]
            network.forward_features(as_input(pictures)),  # type: ignore[operator]
            pre_logits=True,
        )
    return pooled.float()


def export(network: nn.Module, path: Path) -> None:
    """Write the network as fp16 safetensors with timm's keys; the file appears whole or not at all."""
    state = {name: value.detach().cpu().contiguous() for name, value in network.state_dict().items()}
    aside = path.with_suffix(".part")
    save_file({name: value.half() if value.is_floating_point() else value for name, value in state.items()}, aside)
    aside.replace(path)
