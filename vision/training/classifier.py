"""Train a backbone together with one linear head per attribute, from pictures and their labels.

This is both the recipe of the shipped classification network (``python -m vision.training.classification_weights``)
and what ``manage.py evaluate_classification --backbone`` does with any timm backbone. AdamW, half a cosine, label
smoothing, random crops and a running average of the weights, which is what is kept.
"""

import copy
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional

from vision.embed import squash
from vision.structures import RgbImage
from vision.training.mixing import Mixed, mix
from vision.training.works import read_picture

Targets = Mapping[str, NDArray[np.int64]]
"""Attribute → the place of each picture's label, −1 where it is not known."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to train. The defaults are for a backbone that is trained from end to end."""

    epochs: int = 10
    batch: int = 32
    sizes_px: tuple[int, ...] = (224,)
    """Input sizes; each has an equal part of the steps, in order."""
    backbone_rate: float = 6e-4
    head_rate: float = 1.5e-3
    frozen_stages: int = 0
    """Of ``vision.backbones.DepthPooled`` only."""
    keeps_statistics: bool = False
    """Whether batch norm stays with the statistics it has; one that starts from nothing must learn its own."""
    balance: float = 0.35
    """A picture is drawn in proportion to its first attribute's label's count to the power of minus this."""
    smallest_crop: float = 0.45
    """Share of a picture's area."""
    mixes: bool = False
    """Whether pictures of a batch are mixed (``vision.training.mixing``)."""
    weights: Mapping[str, float] | None = None
    """Of the attributes' losses; 1 where none is named."""
    seed: int = 1


class Classifying(nn.Module):
    """A backbone with a linear head for each attribute."""

    def __init__(self, backbone: nn.Module, dimension: int, labels: Mapping[str, int]) -> None:
        super().__init__()
        self.backbone = backbone
        self.heads = nn.ModuleDict({attribute: nn.Linear(dimension, count) for attribute, count in labels.items()})
        for head in self.heads.values():
            nn.init.zeros_(head.weight)  # type: ignore[arg-type]
            nn.init.zeros_(head.bias)  # type: ignore[arg-type]

    def forward(self, pictures: torch.Tensor, *, frozen: int = 0, drop: float = 0.0) -> dict[str, torch.Tensor]:
        """(count, 3, height, width) normalised pictures → attribute → (count, labels) scores."""
        vectors = self.backbone(pictures, frozen=frozen) if frozen else self.backbone(pictures)
        vectors = functional.dropout(vectors.float(), drop, self.training)
        return {attribute: head(vectors) for attribute, head in self.heads.items()}


@dataclass(frozen=True, slots=True)
class View:
    """How a backbone is shown pictures: the side of its square input; mean and deviation of channels of 0 to 1."""

    size_px: int
    mean: tuple[float, ...]
    deviation: tuple[float, ...]
    device: torch.device

    def __call__(self, pictures: Sequence[RgbImage]) -> torch.Tensor:
        """Pictures of one size → (count, 3, height, width) float32 on the device, channels last in memory."""
        pixels = torch.from_numpy(np.stack(pictures)).to(self.device).permute(0, 3, 1, 2).float() / 255
        mean, deviation = (torch.tensor(v, device=self.device).view(1, 3, 1, 1) for v in (self.mean, self.deviation))
        return ((pixels - mean) / deviation).contiguous(memory_format=torch.channels_last)


@dataclass(frozen=True, slots=True)
class Lessons:
    """Picture files, and what is to be learned of them."""

    paths: Sequence[Path]
    targets: Targets


def train(
    network: Classifying, lessons: Lessons, view: View, recipe: Recipe, *, on_step: Callable[[float], None]
) -> Classifying:
    """Trains in place, and returns the running average; ``on_step`` is told the loss of every batch.

    Raises:
        CatalogueUnusable: a picture is missing or cannot be decoded.
    """
    torch.manual_seed(recipe.seed)
    rng = np.random.default_rng(recipe.seed)
    network.to(view.device).to(memory_format=torch.channels_last)
    average = copy.deepcopy(network).eval()
    optimizer = _optimizer(network, recipe)
    rates = [group["lr"] for group in optimizer.param_groups]
    steps = step_count(len(lessons.paths), recipe)
    for step, (places, pictures) in enumerate(_batches(lessons, recipe, steps, rng)):
        for group, rate in zip(optimizer.param_groups, rates, strict=True):
            group["lr"] = rate * _schedule(step, steps)
        _set_mode(network, recipe)
        mixed = _shown(view(pictures), recipe, rng)
        scores = network(mixed.pictures, frozen=recipe.frozen_stages, drop=0.2)
        loss = mixed.share * _loss(scores, lessons.targets, places, recipe)
        if mixed.share < 1:
            loss = loss + (1 - mixed.share) * _loss(scores, lessons.targets, places[mixed.other], recipe)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(network.parameters(), 5.0)
        optimizer.step()
        _follow(average, network, step)
        on_step(loss.item())
    return average


def step_count(pictures: int, recipe: Recipe) -> int:
    """How many batches ``train`` takes."""
    return max(1, recipe.epochs * max(1, pictures // recipe.batch))


def predict(
    network: Classifying, paths: Sequence[Path], view: View, *, on_pictures: Callable[[int], None]
) -> dict[str, NDArray[np.float32]]:
    """Attribute → (count, labels) scores of whole pictures, squashed to the input's square."""
    network.eval()
    found: dict[str, list[NDArray[np.float32]]] = {attribute: [] for attribute in network.heads}
    for start in range(0, len(paths), 32):
        part = [squash(read_picture(path), view.size_px) for path in paths[start : start + 32]]
        with torch.inference_mode():
            scores = network(view(part))
        for attribute, values in scores.items():
            found[attribute].append(values.cpu().numpy())
        on_pictures(len(part))
    return {attribute: np.concatenate(values) for attribute, values in found.items()}


def _optimizer(network: Classifying, recipe: Recipe) -> torch.optim.Optimizer:
    backbone = [p for p in network.backbone.parameters() if p.requires_grad]
    return torch.optim.AdamW(
        [
            {"params": backbone, "lr": recipe.backbone_rate, "weight_decay": 0.03},
            {"params": list(network.heads.parameters()), "lr": recipe.head_rate, "weight_decay": 0.05},
        ],
        betas=(0.9, 0.99),
    )


def _schedule(step: int, steps: int) -> float:
    """A short warm-up, then half a cosine down to 0."""
    return float(min(1.0, (step + 1) / 80) * (1 + np.cos(np.pi * step / steps)) / 2)


def _shown(pictures: torch.Tensor, recipe: Recipe, rng: np.random.Generator) -> Mixed:
    if recipe.mixes:
        return mix(pictures, rng)
    return Mixed(pictures, np.arange(len(pictures)), 1.0)


def _set_mode(network: Classifying, recipe: Recipe) -> None:
    network.train()
    if recipe.keeps_statistics:
        network.backbone.eval()


def _loss(
    scores: Mapping[str, torch.Tensor], targets: Targets, places: NDArray[np.int64], recipe: Recipe
) -> torch.Tensor:
    """The sum of the attributes' cross-entropies; pictures without a label of one do not count for it."""
    total = torch.zeros((), device=next(iter(scores.values())).device)
    for attribute, values in scores.items():
        truth = torch.from_numpy(targets[attribute][places]).to(values.device)
        known = int((truth >= 0).sum())
        if known:
            summed = functional.cross_entropy(values, truth, ignore_index=-1, label_smoothing=0.1, reduction="sum")
            total = total + (recipe.weights or {}).get(attribute, 1.0) * summed / known
    return total


@torch.no_grad()
def _follow(average: nn.Module, network: nn.Module, step: int) -> None:
    """The average moves towards the network: by a tenth at first, by a five-hundredth later on."""
    share = 1 - min(0.998, (1 + step) / (10 + step))
    for mean, value in zip(average.state_dict().values(), network.state_dict().values(), strict=True):
        if mean.is_floating_point():
            mean.lerp_(value, share)
        else:
            mean.copy_(value)


def _batches(
    lessons: Lessons, recipe: Recipe, steps: int, rng: np.random.Generator
) -> Iterator[tuple[NDArray[np.int64], list[RgbImage]]]:
    paths = lessons.paths
    first = next(iter(lessons.targets.values()))
    counts = np.bincount(first[first >= 0], minlength=1)
    weight = np.where(first >= 0, np.maximum(counts[first], 1.0), counts.max()) ** -recipe.balance
    for step in range(steps):
        size_px = recipe.sizes_px[step * len(recipe.sizes_px) // steps]
        places = rng.choice(len(paths), min(recipe.batch, len(paths)), p=weight / weight.sum())
        yield places, [crop_at_random(read_picture(paths[n]), rng, size_px, recipe.smallest_crop) for n in places]


def crop_at_random(picture: RgbImage, rng: np.random.Generator, size_px: int, smallest: float = 0.45) -> RgbImage:
    """A part of ``smallest`` to all of the area, squashed to a square, perhaps mirrored, in slightly other light."""
    height, width = picture.shape[:2]
    side, stretch = np.sqrt(rng.uniform(smallest, 1.0)), np.exp(rng.uniform(-0.2, 0.2))
    w = max(1, min(width, int(width * side * stretch)))
    h = max(1, min(height, int(height * side / stretch)))
    x, y = int(rng.integers(width - w + 1)), int(rng.integers(height - h + 1))
    part = picture[y : y + h, x : x + w]
    if rng.random() < 0.5:
        part = part[:, ::-1]
    part = squash(part, size_px)
    contrast = rng.uniform(0.85, 1.15)
    cast = rng.uniform(-12, 12, 3) + rng.uniform(-10, 10) + 128 * (1 - contrast)
    return np.clip(part * contrast + cast, 0, 255).astype(np.uint8)
