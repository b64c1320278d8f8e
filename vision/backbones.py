"""The project's own backbone; importing this registers it with timm as ``efficientnet_lite0_depths``.

A network for recognizing things forgets on its way up how a picture is painted. This one looks at itself at every
depth: of each stage's feature map the mean and the deviation over the picture are taken (the statistics of style
transfer; Huang and Belongie, ICCV 2017), and one linear layer reads all of them beside the usual pooled features.
"""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import timm
import torch
from timm.models import build_model_with_cfg, generate_default_cfgs, register_model
from torch import nn

DEPTHS = "efficientnet_lite0_depths"
BODY = "tf_efficientnet_lite0"


class DepthPooled(nn.Module):
    """EfficientNet-Lite0 (the mobile variant of Tan and Le, ICML 2019), pooled at every depth but the first."""

    centre: torch.Tensor
    spread: torch.Tensor

    def __init__(self, num_classes: int = 512, in_chans: int = 3) -> None:
        super().__init__()
        self.num_classes = num_classes
        self.body: Any = timm.create_model(BODY, num_classes=0, in_chans=in_chans)
        inputs = _count_depths(self.body)
        # Of the depths of the pictures trained on.
        self.register_buffer("centre", torch.zeros(inputs))
        self.register_buffer("spread", torch.ones(inputs))
        self.classifier = nn.Linear(inputs, num_classes)

    def forward(self, pictures: torch.Tensor, *, frozen: int = 0) -> torch.Tensor:
        """(count, 3, height, width) normalised pictures → (count, num_classes); ``frozen`` as in ``depths``."""
        return self.read(self.depths(pictures, frozen=frozen))

    def read(self, depths: torch.Tensor) -> torch.Tensor:
        """(count, inputs) as ``depths`` gives them → (count, num_classes)."""
        with torch.autocast(depths.device.type, enabled=False):
            scores: torch.Tensor = self.classifier((depths - self.centre) / self.spread)
        return scores

    def depths(self, pictures: torch.Tensor, *, frozen: int = 0) -> torch.Tensor:
        """(count, inputs) float32: mean and deviation of each stage's map but the first's, then the pooled last layer.

        The first ``frozen`` stages are passed without a gradient and in bfloat16: so training costs less.
        """
        body, maps, pooled = self.body, pictures, []
        for number, stage in enumerate([nn.Sequential(body.conv_stem, body.bn1, body.blocks[0]), *body.blocks[1:]]):
            if number == frozen > 0:
                maps = maps.float()
            with _frozen(maps.device.type) if number < frozen else nullcontext():
                maps = stage(maps)
                # The first stage's moments are little more than the picture's colours.
                pooled += [_moments(maps)] if number else []
        last = body.bn2(body.conv_head(maps)).float().mean((2, 3))
        return torch.cat([*pooled, last], dim=1)


def _count_depths(body: Any) -> int:  # noqa: ANN401 - timm's
    widths = [stage[-1].conv_pwl.out_channels for stage in body.blocks[1:]]
    return int(2 * sum(widths) + body.num_features)


def _moments(maps: torch.Tensor) -> torch.Tensor:
    """(count, channels, height, width) → (count, 2 × channels): means, then standard deviations."""
    maps = maps.float()
    mean = maps.mean((2, 3))
    variance = (maps * maps).mean((2, 3)) - mean * mean
    return torch.cat([mean, variance.clamp_min(1e-6).sqrt()], dim=1)


@contextmanager
def _frozen(device: str) -> Iterator[None]:
    with torch.no_grad(), torch.autocast(device, torch.bfloat16):
        yield


# timm takes the configuration from here as the next function registers.
default_cfgs = generate_default_cfgs(
    {
        DEPTHS: {
            "num_classes": 512,
            "input_size": (3, 224, 224),
            "mean": (0.5, 0.5, 0.5),
            "std": (0.5, 0.5, 0.5),
            "interpolation": "bicubic",
            "crop_pct": 1.0,
            "first_conv": "body.conv_stem",
            "classifier": "classifier",
        }
    }
)


@register_model
def efficientnet_lite0_depths(pretrained: bool = False, **settings: Any) -> DepthPooled:  # noqa: ANN401, FBT001, FBT002
    """The entry that timm calls, with timm's arguments."""
    network: DepthPooled = build_model_with_cfg(DepthPooled, DEPTHS, pretrained, **settings)
    return network
