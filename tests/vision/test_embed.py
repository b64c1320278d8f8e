"""The embedder: unit vectors from any timm backbone, weights that are what they say, and a name for what made them."""

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import timm
import torch
from huggingface_hub.errors import LocalEntryNotFoundError
from safetensors.torch import load_file, save_file

from vision import embed
from vision.embed import TimmEmbedder, WeightsUnavailable, pick_device
from vision.structures import RgbImage
from vision.weights import SHIPPED, WeightsFile, WeightsMismatch

# timm keeps these tiny networks for tests like ours.
BACKBONE = "test_efficientnet"


def weights_file(
    folder: Path, backbone: str = BACKBONE, *, seed: int = 0, classes: int = 0, input_size_px: int | None = 32
) -> WeightsFile:
    """Random weights of a backbone, as a user's own file; 0 classes = without a classifier."""
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        network = timm.create_model(backbone, num_classes=classes)
    path = folder / f"{backbone}-{seed}-{classes}.safetensors"
    save_file(network.state_dict(), path)
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    return WeightsFile("test", backbone, path, sha256, input_size_px, None, "none")


def crops(*sizes: tuple[int, int]) -> list[RgbImage]:
    random = np.random.default_rng(0)
    return [random.integers(0, 256, (height, width, 3)).astype(np.uint8) for width, height in sizes]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("weights")


@pytest.fixture(scope="module")
def weights(folder: Path) -> WeightsFile:
    return weights_file(folder)


@pytest.fixture(scope="module")
def embedder(weights: WeightsFile) -> TimmEmbedder:
    return TimmEmbedder(weights, device="cpu", batch_size=3)


def test_crops_of_any_size_become_unit_vectors_in_their_order(embedder: TimmEmbedder) -> None:
    several = crops((50, 40), (1, 1), (1, 300), (500, 2), (32, 32), (700, 500), (31, 33))
    embeddings = embedder.embed(several)
    assert embeddings.fingerprint == embedder.fingerprint
    assert embeddings.vectors.shape == (7, embedder.dimension)
    assert embeddings.vectors.dtype == np.float32
    assert np.linalg.norm(embeddings.vectors, axis=1) == pytest.approx(1, abs=1e-5)
    for crop, vector in zip(several, embeddings.vectors, strict=True):
        assert embedder.embed([crop]).vectors[0] @ vector > 0.999


def test_no_crops_have_no_vectors(embedder: TimmEmbedder) -> None:
    assert embedder.embed([]).vectors.shape == (0, embedder.dimension)


def test_views_of_a_photo_need_not_be_contiguous(embedder: TimmEmbedder) -> None:
    (image,) = crops((90, 80))
    view = image[10:70, 20:80]
    assert np.array_equal(embedder.embed([view]).vectors, embedder.embed([view.copy()]).vectors)


def test_preprocessing_is_the_backbone_s_own(weights: WeightsFile, embedder: TimmEmbedder) -> None:
    assert weights.path is not None
    network = timm.create_model(BACKBONE, num_classes=0, checkpoint_path=str(weights.path)).eval()
    (crop,) = crops((32, 32))
    facts: Any = network.pretrained_cfg
    mean, std = (torch.tensor(facts[name]).view(1, 3, 1, 1) for name in ("mean", "std"))
    pixels = torch.from_numpy(crop).permute(2, 0, 1)[None] / 255
    with torch.inference_mode():
        expected = torch.nn.functional.normalize(network((pixels - mean) / std), dim=1)[0].numpy()
    assert embedder.embed([crop]).vectors[0] @ expected > 0.999


@pytest.mark.parametrize("backbone", ["test_resnet", "test_convnext", "test_vit"])
def test_any_backbone_will_do_and_its_classifier_is_left_out(backbone: str, tmp_path: Path) -> None:
    own_size = 160 if backbone == "test_vit" else 32
    full = weights_file(tmp_path, backbone, classes=1000, input_size_px=own_size)
    embedder = TimmEmbedder(full, device="cpu")
    assert embedder.fingerprint.startswith(f"{backbone}-{own_size}-{embedder.dimension}-")
    assert embedder.dimension == timm.create_model(backbone, num_classes=0).num_features
    assert embedder.embed(crops((40, 30))).vectors.shape == (1, embedder.dimension)


def test_the_shipped_weights_tell_pictures_apart() -> None:
    embedder = TimmEmbedder(SHIPPED, device="cpu")
    assert embedder.dimension == SHIPPED.dimension
    one, other = (
        np.asarray(cv2.resize(crop, (320, 240), interpolation=cv2.INTER_CUBIC), np.uint8)
        for crop in crops((7, 5), (6, 8))
    )
    darker = np.ascontiguousarray(one[::2, ::2]) // 3 * 2
    vectors = embedder.embed([one, darker, other]).vectors
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.1


def test_the_fingerprint_is_the_same_for_every_batch_size(weights: WeightsFile, embedder: TimmEmbedder) -> None:
    assert TimmEmbedder(weights, device="cpu", batch_size=1).fingerprint == embedder.fingerprint


def test_the_fingerprint_is_the_same_in_every_process_and_release() -> None:
    """Written down: a change of these means that every catalogue is embedded anew."""
    network = torch.nn.Linear(2, 2)
    network.load_state_dict({"weight": torch.eye(2), "bias": torch.zeros(2)})
    sha256 = embed._sha256_of(network)
    facts: dict[str, object] = {"mean": (0.5, 0.5, 0.5), "std": (0.25, 0.25, 0.25)}
    assert sha256 == "4f4c469e24856037fc36aa30273f176a896dd885648c2404d2651bb3e9fc50aa"
    assert embed._fingerprint(SHIPPED, sha256, 160, facts, 256) == "mobilenetv2_100-160-256-62d2c034f913"


def test_the_fingerprint_changes_with_all_that_changes_vectors(
    weights: WeightsFile, embedder: TimmEmbedder, folder: Path
) -> None:
    others = [
        weights_file(folder, seed=1),
        replace(weights, input_size_px=64),
        replace(weights_file(folder, classes=24), dimension=24),
        weights_file(folder, "test_byobnet"),
    ]
    names = {TimmEmbedder(other, device="cpu").fingerprint for other in others} | {embedder.fingerprint}
    assert len(names) == 5


def test_weights_of_half_precision_are_the_same_weights(weights: WeightsFile, folder: Path) -> None:
    """Twice: as they lie in the file, and as they are computed with."""
    assert weights.path is not None
    full = timm.create_model(BACKBONE, num_classes=0, checkpoint_path=str(weights.path)).state_dict()
    path = folder / "half.safetensors"
    save_file({name: value.half() if value.is_floating_point() else value for name, value in full.items()}, path)
    half = replace(weights, path=path, sha256=hashlib.sha256(path.read_bytes()).hexdigest())
    (crop,) = crops((32, 32))
    one, other = (TimmEmbedder(each, device="cpu").embed([crop]).vectors[0] for each in (weights, half))
    assert one @ other > 0.999


def test_a_file_with_another_checksum_is_refused(weights: WeightsFile) -> None:
    with pytest.raises(WeightsMismatch, match="restore the file, or state the right checksum"):
        TimmEmbedder(replace(weights, sha256="0" * 64), device="cpu")


def test_a_missing_file_is_said_to_be_missing(weights: WeightsFile, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"none\.safetensors"):
        TimmEmbedder(replace(weights, path=tmp_path / "none.safetensors"), device="cpu")


def test_an_unknown_backbone_is_refused_by_name(weights: WeightsFile) -> None:
    with pytest.raises(ValueError, match="has no backbone called 'resnet_9000'"):
        TimmEmbedder(replace(weights, backbone="resnet_9000"), device="cpu")


@pytest.mark.parametrize("backbone", ["test_efficientnet_ln", "test_resnet"])
def test_weights_of_another_backbone_are_refused_never_half_loaded(weights: WeightsFile, backbone: str) -> None:
    with pytest.raises(WeightsMismatch, match=f"than? {backbone}|of {backbone}"):
        TimmEmbedder(replace(weights, backbone=backbone), device="cpu")


def test_weights_of_a_deeper_sister_are_refused(weights: WeightsFile, tmp_path: Path) -> None:
    """All that the network needs is there, and more: as ResNet-18's names and shapes are in ResNet-34."""
    assert weights.path is not None
    path = tmp_path / "deeper.safetensors"
    save_file({**load_file(weights.path), "blocks.9.0.weight": torch.zeros(3)}, path)
    deeper = replace(weights, path=path, sha256=hashlib.sha256(path.read_bytes()).hexdigest())
    with pytest.raises(WeightsMismatch, match=r"another network than test_efficientnet: see blocks\.9\.0\.weight"):
        TimmEmbedder(deeper, device="cpu")


def test_a_file_of_another_format_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "weights.pth"
    torch.save({"weight": torch.zeros(3)}, path)
    pickled = WeightsFile("x", BACKBONE, path, hashlib.sha256(path.read_bytes()).hexdigest(), 32, None, "")
    with pytest.raises(WeightsMismatch, match="in safetensors format"):
        TimmEmbedder(pickled, device="cpu")


def from_hub(backbone: str = BACKBONE, sha256: str = "") -> WeightsFile:
    return WeightsFile(backbone, backbone, None, sha256, None, None, "unknown")


def test_the_hub_s_weights_are_those_of_its_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hubs = weights_file(folder, classes=1000, input_size_px=None)
    asked: list[tuple[str, str]] = []

    def download(repository: str, file_name: str) -> str:
        asked.append((repository, file_name))
        return str(hubs.path)

    monkeypatch.setattr(embed, "hf_hub_download", download)
    embedder = TimmEmbedder(from_hub(sha256=hubs.sha256), device="cpu")
    assert asked == [("timm/test_efficientnet.r160_in1k", "model.safetensors")]
    assert embedder.fingerprint == TimmEmbedder(hubs, device="cpu").fingerprint
    assert TimmEmbedder(from_hub(), device="cpu").fingerprint == embedder.fingerprint
    with pytest.raises(WeightsMismatch, match="expected 000"):
        TimmEmbedder(from_hub(sha256="0" * 64), device="cpu")


def test_without_the_hub_the_message_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    def offline(_repository: str, _file_name: str) -> str:
        raise LocalEntryNotFoundError("no connection")

    monkeypatch.setattr(embed, "hf_hub_download", offline)
    with pytest.raises(WeightsUnavailable, match="go online once, or name a weights file with its sha256"):
        TimmEmbedder(from_hub(), device="cpu")


def test_a_backbone_without_weights_on_the_hub_is_refused() -> None:
    with pytest.raises(WeightsUnavailable, match="The hub has no weights of botnet50ts_256: name a weights file"):
        TimmEmbedder(from_hub("botnet50ts_256"), device="cpu")


def test_auto_takes_a_gpu_where_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    assert pick_device("cpu").type == "cpu"
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    assert pick_device("auto").type == "cuda"
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert pick_device("auto").type == "cpu"
