"""The network that looks at itself at every depth."""

import timm
import torch

from vision.backbones import DEPTHS, DepthPooled


def network() -> DepthPooled:
    torch.manual_seed(0)
    return DepthPooled(num_classes=8).eval()


def pictures(count: int = 2) -> torch.Tensor:
    return torch.rand(count, 3, 64, 64, generator=torch.Generator().manual_seed(0)) * 2 - 1


def test_timm_knows_it_and_its_preprocessing() -> None:
    built = timm.create_model(DEPTHS, num_classes=8, pretrained_cfg_overlay={"input_size": (3, 96, 96)})
    assert isinstance(built, DepthPooled)
    facts = vars(built)["pretrained_cfg"]
    assert (facts["mean"], facts["input_size"]) == ((0.5, 0.5, 0.5), (3, 96, 96))
    assert built(pictures()).shape == (2, 8)


def test_the_depths_are_means_and_deviations_of_the_stages_but_the_first() -> None:
    built = network()
    maps: list[torch.Tensor] = []
    for stage in built.body.blocks[1:]:
        stage.register_forward_hook(lambda _module, _input, output: maps.append(output))
    with torch.inference_mode():
        depths = built.depths(pictures())
        last = built.body(pictures())
    assert depths.shape[1] == built.centre.shape[0] == built.classifier.in_features
    expected = [moment for m in maps[:6] for moment in (m.mean((2, 3)), m.std((2, 3), correction=0))]
    torch.testing.assert_close(depths[:, :-1280], torch.cat(expected, dim=1), atol=2e-3, rtol=1e-3)
    torch.testing.assert_close(depths[:, -1280:], last)


def test_centre_and_spread_standardize_what_the_head_reads() -> None:
    built = network()
    with torch.inference_mode():
        depths = built.depths(pictures())
        before = built(pictures())
        built.centre.copy_(depths[0])
        after = built(pictures())
    torch.testing.assert_close(after[0], built.classifier.bias)
    assert not torch.allclose(before, after)


def test_frozen_stages_get_no_gradient_and_the_others_do() -> None:
    built = network()
    built(pictures(), frozen=3).sum().backward()
    assert all(p.grad is None for p in built.body.blocks[:3].parameters())
    assert built.body.conv_stem.weight.grad is None
    assert all(p.grad is not None for p in built.body.blocks[3:].parameters())


def test_freezing_changes_nothing_but_precision() -> None:
    built = network()
    with torch.inference_mode():
        torch.testing.assert_close(built(pictures(), frozen=3), built(pictures()), atol=0.05, rtol=0.05)
