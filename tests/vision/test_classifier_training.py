"""Training a backbone with heads: what it learns, what it holds out, and what it refuses; on tiny pictures."""

from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from vision.backbones import DepthPooled
from vision.evaluation.classification import UNKNOWN
from vision.evaluation.labelled import LabelledPicture
from vision.training import classification_weights as weights
from vision.training.classifier import Classifying, Lessons, Recipe, View, crop_at_random, predict, step_count, train
from vision.training.end_to_end import NothingToLearn, Plan, build_backbone, train_end_to_end
from vision.training.works import CatalogueUnusable
from vision.weights import WeightsFile, read_trained_on

TINY = "test_vit"  # timm's own, for tests: 160 px, 0.4 M parameters
VIEW = View(32, (0.5, 0.5, 0.5), (0.5, 0.5, 0.5), torch.device("cpu"))
COLOURS = {"red": (200, 40, 40), "blue": (40, 40, 200)}


@pytest.fixture(autouse=True)
def _one_thread() -> None:
    torch.set_num_threads(1)


def painted(folder: Path, count: int) -> list[LabelledPicture]:
    """Noisy red and blue pictures in turns, called so; the artist of every other two is not known."""
    pictures = []
    for number in range(count):
        name = ("red", "blue")[number % 2]
        noise = np.random.default_rng(number).integers(-30, 30, (40, 32, 3))
        pixels = np.clip(np.array(COLOURS[name]) + noise, 0, 255).astype(np.uint8)
        path = folder / f"{number}.png"
        cv2.imwrite(str(path), cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR))
        labels = {"style": name} | ({"artist": f"painter of {name}"} if number % 4 < 2 else {})
        pictures.append(LabelledPicture(path, labels, str(number)))
    return pictures


class Mean(torch.nn.Module):
    """The mean colour, scaled by what can be learned."""

    def __init__(self) -> None:
        super().__init__()
        self.scale = torch.nn.Parameter(torch.ones(3))

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        return pictures.mean((2, 3)) * self.scale


def lessons(pictures: list[LabelledPicture]) -> Lessons:
    styles = np.array([0 if picture.labels["style"] == "red" else 1 for picture in pictures])
    artists = np.where([("artist" in picture.labels) for picture in pictures], styles, -1)
    return Lessons([picture.path for picture in pictures], {"style": styles, "artist": artists})


def test_heads_and_backbone_learn_together(tmp_path: Path) -> None:
    told: list[float] = []
    recipe = Recipe(epochs=20, batch=8, sizes_px=(16, 32), backbone_rate=0.05, head_rate=0.2)
    learned = lessons(painted(tmp_path, 16))
    network = Classifying(Mean(), 3, {"style": 2, "artist": 2})
    average = train(network, learned, VIEW, recipe, on_step=told.append)
    assert len(told) == step_count(16, recipe) == 40
    assert np.mean(told[-5:]) < 0.7 * told[0]
    shown: list[int] = []
    scores = predict(average, learned.paths, VIEW, on_pictures=shown.append)
    assert (scores["style"].argmax(axis=1) == learned.targets["style"]).all()
    assert (scores["artist"].argmax(axis=1) == learned.targets["style"]).all()
    assert sum(shown) == 16
    assert not torch.equal(average.backbone.scale, torch.ones(3))  # type: ignore[arg-type]


def test_an_attribute_that_nobody_knows_teaches_nothing(tmp_path: Path) -> None:
    learned = lessons(painted(tmp_path, 4))
    unknown = Lessons(learned.paths, {"style": learned.targets["style"], "artist": np.full(4, -1)})
    network = Classifying(Mean(), 3, {"style": 2, "artist": 2})
    average = train(network, unknown, VIEW, Recipe(epochs=2, batch=4, sizes_px=(16,)), on_step=lambda _: None)
    assert not average.heads["artist"].weight.any()  # type: ignore[operator]
    assert average.heads["style"].weight.any()  # type: ignore[operator]


def test_batch_norm_keeps_its_statistics_only_if_told(tmp_path: Path) -> None:
    learned = lessons(painted(tmp_path, 4))
    for keeps in (True, False):
        backbone = torch.nn.Sequential(torch.nn.BatchNorm2d(3), torch.nn.AdaptiveAvgPool2d(1), torch.nn.Flatten())
        network = Classifying(backbone, 3, {"style": 2})
        recipe = Recipe(epochs=1, batch=4, sizes_px=(16,), keeps_statistics=keeps)
        train(
            network, Lessons(learned.paths, {"style": learned.targets["style"]}), VIEW, recipe, on_step=lambda _: None
        )
        assert bool(backbone.state_dict()["0.running_mean"].any()) != keeps


def test_a_crop_is_a_part_of_the_picture_of_the_asked_size() -> None:
    picture = np.full((60, 40, 3), 100, np.uint8)
    picture[:, :20] = 180
    crops = [crop_at_random(picture, np.random.default_rng(seed), 24) for seed in range(20)]
    assert {crop.shape for crop in crops} == {(24, 24, 3)}
    lefts = [float(crop[:, :4].mean()) - float(crop[:, -4:].mean()) for crop in crops]
    assert min(lefts) < -20 < 20 < max(lefts)  # mirrored, and not


def test_any_timm_backbone_is_trained_and_calibrated_on_what_it_did_not_see(tmp_path: Path) -> None:
    pictures = painted(tmp_path, 24)
    nameless = WeightsFile(TINY, TINY, None, "", None, None, "unknown")
    steps: list[int] = []
    plan = Plan(Recipe(epochs=2, batch=8), "cpu", fewest=4)
    trained = train_end_to_end(
        build_backbone(nameless, is_random=True), pictures, plan, on_start=steps.append, on_step=lambda _: None
    )
    assert steps == [2 * (22 // 8)]
    assert trained.labels == {"artist": ("painter of blue", "painter of red"), "style": ("blue", "red")}
    stranger = LabelledPicture(pictures[0].path, {"style": "green"}, "x")
    artist, style = trained.ask([*pictures, stranger], on_pictures=lambda _: None)
    assert (artist.attribute, style.attribute) == ("artist", "style")
    assert style.truth.tolist() == [1, 0] * 12 + [UNKNOWN]
    assert len(artist.truth) == 12
    np.testing.assert_allclose(style.probabilities.sum(axis=1), 1, rtol=1e-5)


def test_one_label_is_nothing_to_learn(tmp_path: Path) -> None:
    pictures = painted(tmp_path, 4)[::2]
    with pytest.raises(NothingToLearn, match="two labels with 1 works each"):
        train_end_to_end(Mean(), pictures, Plan(Recipe(), "cpu", 1), on_start=lambda _: None, on_step=lambda _: None)


# --- The recipe of the shipped weights -------------------------------------------------------------------------------


def catalogue(folder: Path, count: int = 24) -> Path:
    painted(folder, count)
    rows = ["image,source,source_id,artist,style,year,pd_status"]
    rows += [f"{n}.png,s,{n},{'AB'[n % 2]},{'XY'[n % 2]},{1800 + n},pd_life70" for n in range(count)]
    rows.append("gone.png,s,99,A,X,1900,in_copyright_likely")
    file = folder / "works.csv"
    file.write_text("\n".join(rows), encoding="utf-8")
    return file


def checkpoint(path: Path) -> Path:
    """EfficientNet-Lite0 under other names than timm's, with its ImageNet head, as its authors publish it."""
    body = DepthPooled().body.state_dict()
    state = {f"_{n}.{name.split('.')[-1]}": value for n, (name, value) in enumerate(body.items())}
    torch.save({**state, "_fc.weight": torch.zeros(1000, 1280), "_fc.bias": torch.zeros(1000)}, path)
    return path


def test_only_what_is_in_the_public_domain_is_learned_from(tmp_path: Path) -> None:
    rows = weights.read_rows(catalogue(tmp_path), tmp_path)
    assert len(rows) == 24
    targets, counts = weights.targets_of(rows)
    assert counts == {"style": 2, "artist": 2, "period": 1}
    assert targets["period"].tolist() == [0] * 24


def test_a_catalogue_without_its_columns_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "works.csv"
    file.write_text("image,artist\n", encoding="utf-8")
    with pytest.raises(CatalogueUnusable, match="no column pd_status, source, source_id, style, year"):
        weights.read_rows(file, tmp_path)


def test_a_share_of_each_hand_is_held_out_and_always_the_same(tmp_path: Path) -> None:
    rows = [weights.Row(str(n), tmp_path, {"artist": "AB"[n % 2], "style": "X", "period": ""}) for n in range(200)]
    held = weights.hold_out(rows, 0.2, 0)
    assert [held[n::2].sum() for n in (0, 1)] == [20, 20]
    assert (held == weights.hold_out(rows, 0.2, 0)).all()
    assert (held != weights.hold_out(rows, 0.2, 1)).any()


def test_another_network_is_no_start(tmp_path: Path) -> None:
    torch.save({"weight": torch.zeros(3, 3)}, tmp_path / "other.pth")
    with pytest.raises(weights.StartUnusable, match="holds no EfficientNet-Lite0"):
        weights.build_start(tmp_path / "other.pth")


def test_the_head_starts_on_whitened_components(tmp_path: Path) -> None:
    network = weights.build_start(checkpoint(tmp_path / "lite0.pth"))
    sample = torch.rand(12, 3, 32, 32)
    weights.whiten(network, sample)
    with torch.inference_mode():
        vectors = network(sample)[:, :8]
    covariance = torch.cov(vectors.T)
    assert (covariance - torch.diag(covariance.diagonal())).abs().max() < 0.2 * covariance.diagonal().max()


def test_the_whole_recipe_leaves_weights_and_what_they_were_trained_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(weights, "TRAINED_PX", 32)
    monkeypatch.setattr(weights, "_WHITENED", 12)
    file, start = catalogue(tmp_path, 40), checkpoint(tmp_path / "lite0.pth")
    options = [f"--catalogue={file}", f"--images={tmp_path}", f"--start={start}", f"--out={tmp_path / 'run'}"]
    weights.main([*options, "--epochs", "1", "1", "--device=cpu"])
    state = load_file(tmp_path / "run" / "weights.safetensors")
    assert set(state) == set(DepthPooled().state_dict())
    assert len(read_trained_on(tmp_path / "run" / "trained_on.txt")) == 32
    assert (tmp_path / "run" / "loss.csv").read_text(encoding="utf-8").startswith("step,loss\n1,")
