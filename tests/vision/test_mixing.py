"""Two pictures in one: how much of each is in it is what is said."""

import numpy as np
import torch

from vision.training.mixing import mix


def test_the_share_is_what_is_left_of_each_picture() -> None:
    pictures = torch.arange(4.0).view(4, 1, 1, 1).expand(4, 3, 40, 30).contiguous()
    shares = []
    for seed in range(60):
        mixed = mix(pictures, np.random.default_rng(seed))
        own, other = torch.arange(4.0), torch.from_numpy(mixed.other).float()
        expected = mixed.share * own + (1 - mixed.share) * other
        torch.testing.assert_close(mixed.pictures.mean((1, 2, 3)), expected)
        shares.append(mixed.share)
    assert shares.count(1.0) >= 5  # some batches stay as they are
    assert min(shares) < 0.2
    assert max(share for share in shares if share < 1) > 0.8


def test_some_batches_have_rectangles_and_some_shine_through() -> None:
    pictures = torch.tensor([0.0, 1.0]).view(2, 1, 1, 1).expand(2, 3, 32, 32).contiguous()
    kinds = set()
    for seed in range(60):
        mixed = mix(pictures, np.random.default_rng(seed))
        if mixed.share < 1 and mixed.other.tolist() == [1, 0]:
            kinds.add("cut" if set(mixed.pictures.flatten().tolist()) <= {0.0, 1.0} else "shining")
    assert kinds == {"cut", "shining"}


def test_the_pictures_themselves_are_left_alone() -> None:
    pictures = torch.rand(4, 3, 16, 16)
    before = pictures.clone()
    for seed in range(10):
        mix(pictures, np.random.default_rng(seed))
    assert torch.equal(pictures, before)
