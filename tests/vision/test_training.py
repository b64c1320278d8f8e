"""The embedder's recipe: public-domain works only, one seed one batch, a loss that tells works apart."""

import argparse
import csv
import itertools
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
import timm
import torch
from safetensors.torch import load_file
from torch.nn import functional

from vision.structures import Quad, RgbImage
from vision.training import embedder, measure
from vision.training.contrast import ContrastOptions, Memory, contrast
from vision.training.network import BACKBONE, DIMENSION, build, embed, export, start_head
from vision.training.pairs import CROPS, PairBatches, Plan, clean_view, crop_as, photo_view, wall_picture
from vision.training.works import CatalogueUnusable, Work, hold_out, read_works
from vision.weights import SHIPPED, WeightsMismatch, verify

OPTIONS = ContrastOptions(temperature=0.07, twin=0.92)


def picture(seed: int, size_wh: tuple[int, int] = (48, 48)) -> RgbImage:
    blobs = np.random.default_rng(seed).integers(0, 256, (5, 5, 3)).astype(np.uint8)
    return np.asarray(cv2.resize(blobs, size_wh, interpolation=cv2.INTER_LINEAR), np.uint8)


def some_works(count: int, per_artist: int = 10) -> list[Work]:
    return [Work(f"test:{n}", f"artist {n // per_artist}", picture(n), is_squashed=n % 2 == 0) for n in range(count)]


def write_catalogue(folder: Path, statuses: list[str]) -> Path:
    """A catalogue of one small picture per status; returns the CSV."""
    fields = ("image", "source", "source_id", "artist", "pd_status", "aspect_true")
    with (folder / "artworks.csv").open("w", newline="", encoding="utf-8") as lines:
        rows = csv.writer(lines)
        rows.writerow(fields)
        for n, status in enumerate(statuses):
            cv2.imwrite(str(folder / f"{n}.png"), picture(n)[..., ::-1])
            rows.writerow((f"{n}.png", "test", n, f"artist {n % 2}", status, n % 2))
    return folder / "artworks.csv"


# --- works ----------------------------------------------------------------------------------------------------------


def test_only_public_domain_works_are_trained_on(tmp_path: Path) -> None:
    catalogue = write_catalogue(
        tmp_path, ["cc0_museum", "in_copyright_likely", "unknown", "pd_life70", "pd_by_style", ""]
    )

    works = list(read_works(catalogue, tmp_path))

    assert [work.source_id for work in works] == ["test:0", "test:3", "test:4"]
    assert [work.is_squashed for work in works] == [True, False, True]
    assert np.array_equal(works[1].picture, picture(3))
    assert len(list(read_works(catalogue, tmp_path, statuses=None))) == 6


def test_a_missing_picture_or_column_is_named(tmp_path: Path) -> None:
    catalogue = write_catalogue(tmp_path, ["cc0_museum"])
    (tmp_path / "0.png").unlink()
    with pytest.raises(CatalogueUnusable, match=r"0\.png is missing or not a picture; check --images"):
        list(read_works(catalogue, tmp_path))

    catalogue.write_text("image,source\n")
    with pytest.raises(CatalogueUnusable, match="no column artist, pd_status, source_id"):
        list(read_works(catalogue, tmp_path))


def test_held_out_works_are_the_same_every_time_and_never_trained_on() -> None:
    works = some_works(30)

    trained, out = hold_out(works, 7, seed=3)

    assert len(out) == 7
    assert {w.source_id for w in trained} | {w.source_id for w in out} == {w.source_id for w in works}
    assert [w.source_id for w in hold_out(works, 7, seed=3)[1]] == [w.source_id for w in out]
    assert [w.source_id for w in hold_out(works, 7, seed=4)[1]] != [w.source_id for w in out]
    with pytest.raises(CatalogueUnusable, match="too few to hold out 30"):
        hold_out(works, 30, seed=3)


# --- pairs ----------------------------------------------------------------------------------------------------------


def test_a_batch_follows_from_seed_and_step_wherever_training_resumed() -> None:
    works, plan = some_works(40), Plan(seed=5, steps=6, pairs=8, sizes_px=((0, 32), (4, 48)))
    fresh, resumed = PairBatches(works, plan), PairBatches(works, plan, first_step=4)

    queries, keys, numbers = fresh[4]

    assert all(torch.equal(a, b) for a, b in zip(fresh[4], resumed[0], strict=True))
    assert queries.shape == keys.shape == (8, 48, 48, 3)
    assert fresh[3][0].shape == (8, 32, 32, 3)
    assert len(set(numbers.tolist())) == 8
    assert not torch.equal(fresh[3][2], numbers)
    assert (len(fresh), len(resumed)) == (6, 2)
    with pytest.raises(IndexError):
        resumed[2]


def test_batches_hold_groups_by_one_artist_and_reach_every_work() -> None:
    works, plan = some_works(60, per_artist=12), Plan(seed=5, steps=10, pairs=20, sizes_px=((0, 16),))
    pairs = PairBatches(works, plan)
    batches = [pairs[step][2].tolist() for step in range(len(pairs))]

    assert all(len({works[n].artist for n in numbers[:8]}) == 1 for numbers in batches)
    assert set(itertools.chain(*batches)) == set(range(60))


def test_too_few_works_for_a_batch_are_refused() -> None:
    with pytest.raises(CatalogueUnusable, match="4 works are too few for batches of 8"):
        PairBatches(some_works(4), Plan(seed=5, steps=6, pairs=8, sizes_px=((0, 32),)))


@pytest.mark.parametrize("kind", CROPS)
def test_every_crop_shows_the_work(kind: str) -> None:
    photo = np.full((200, 300, 3), 200, np.uint8)
    photo[60:140, 100:200] = picture(1, (100, 80))
    quad: Quad = ((100, 60), (200, 60), (200, 140), (100, 140))

    cut = crop_as(kind, photo, quad, np.random.default_rng(1), 64)

    middle = cut[24:40, 24:40].astype(float)
    assert cut.shape == (64, 64, 3)
    assert np.abs(middle - picture(1, (64, 64))[24:40, 24:40]).mean() < 45
    wall = float((np.abs(cut.astype(int) - 200).max(axis=2) < 8).mean())
    assert wall < 0.2 if kind == "picture" else wall > (0.7 if kind == "photo" else 0.02)


def test_only_a_squashed_picture_is_stretched() -> None:
    squashed, true = some_works(2)
    rng = np.random.default_rng(1)

    assert len({wall_picture(squashed, rng).shape for _ in range(8)}) > 3
    assert wall_picture(true, rng) is true.picture
    assert clean_view(true.picture, rng, 24).shape == (24, 24, 3)


# --- loss -----------------------------------------------------------------------------------------------------------


def unit(seed: int, count: int) -> torch.Tensor:
    return functional.normalize(torch.randn(count, 16, generator=torch.Generator().manual_seed(seed)))


def test_the_loss_is_small_only_where_queries_find_their_own_keys() -> None:
    keys, numbers, memory = unit(1, 6), torch.arange(6), Memory(8, 16, torch.device("cpu"))

    right, found = contrast(keys, keys, numbers, memory, OPTIONS)
    wrong, missed = contrast(keys.roll(1, dims=0), keys, numbers, memory, OPTIONS)

    assert (found.item(), missed.item()) == (1, 0)
    assert right < 0.1
    assert wrong > 3


def test_remembered_keys_are_negatives_unless_they_show_the_same_work() -> None:
    keys, numbers = unit(1, 4), torch.arange(4)
    near = functional.normalize(keys + 0.15 * unit(2, 4))  # alike, but below the twin threshold
    assert (keys * near).sum(dim=1).min() > 0.9
    options = ContrastOptions(temperature=0.07, twin=0.9999)
    losses = []
    for remembered in (numbers, numbers + 100):
        memory = Memory(4, 16, torch.device("cpu"))
        memory.remember(near, remembered)
        losses.append(contrast(keys, keys, numbers, memory, options)[0])

    assert losses[0] < 0.1
    assert losses[1] > losses[0] + 0.2


def test_twins_are_not_pushed_apart() -> None:
    one = unit(1, 1)
    keys = torch.cat([one, one, unit(2, 2)])

    loss, _ = contrast(keys, keys, torch.arange(4), Memory(4, 16, torch.device("cpu")), OPTIONS)

    assert loss < 0.1


def test_memory_forgets_the_oldest_and_survives_a_checkpoint() -> None:
    memory, again = Memory(5, 16, torch.device("cpu")), Memory(5, 16, torch.device("cpu"))
    memory.remember(unit(1, 4), torch.arange(4))
    memory.remember(unit(2, 3), torch.arange(10, 13))
    again.restore(memory.state())

    assert memory.numbers.tolist() == [11, 12, 2, 3, 10]
    assert torch.equal(again.vectors, memory.vectors)
    assert torch.equal(again.vectors[0], unit(2, 3)[1])
    assert again.place == 2


# --- network --------------------------------------------------------------------------------------------------------


def test_exported_weights_are_what_timm_loads_and_embed_alike(tmp_path: Path) -> None:
    torch.manual_seed(1)
    network = build().eval()
    pictures = torch.from_numpy(np.stack([picture(n) for n in range(3)]))

    export(network, tmp_path / "weights.safetensors")
    plain = timm.create_model("mobilenetv2_100", num_classes=DIMENSION)
    plain.load_state_dict(load_file(tmp_path / "weights.safetensors"))
    with torch.no_grad():
        before, after = embed(network, pictures, bf16=False), embed(plain.eval(), pictures, bf16=False)

    assert [path.name for path in tmp_path.iterdir()] == ["weights.safetensors"]
    assert (tmp_path / "weights.safetensors").stat().st_size < 12_000_000
    assert (before * after).sum(dim=1).min() > 0.999


def test_weights_of_another_network_are_refused(tmp_path: Path) -> None:
    export(torch.nn.Linear(2, 2), tmp_path / "other.safetensors")

    with pytest.raises(ValueError, match="holds no mobilenetv2_100"):
        build(tmp_path / "other.safetensors")


def test_the_head_starts_on_centred_principal_components() -> None:
    torch.manual_seed(1)
    network = build()
    pictures = torch.from_numpy(np.stack([picture(n) for n in range(41)]))

    start_head(network, pictures)
    with torch.no_grad():
        vectors = network((pictures.permute(0, 3, 1, 2).float() / 255 - 0.45) / 0.225)

    spread = vectors.std(dim=0)
    assert vectors.mean(dim=0).abs().max() < spread.max()
    assert spread[0] > 1.5 * spread[39] > 0


# --- the whole recipe -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def one_thread() -> Iterator[None]:
    """Networks this small only wait for their threads, and long so on a busy machine."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="module")
def recipe(tmp_path_factory: pytest.TempPathFactory, one_thread: None) -> list[str]:  # noqa: ARG001
    """Arguments for training on 14 tiny pictures, from random weights."""
    torch.manual_seed(1)
    folder = tmp_path_factory.mktemp("works")
    export(timm.create_model(BACKBONE, num_classes=0), folder / "start.safetensors")
    catalogue = write_catalogue(folder, ["pd_life70"] * 14)
    paths = ["--catalogue", str(catalogue), "--images", str(folder), "--start", str(folder / "start.safetensors")]
    sizes = ["--input-px", "48", "--small-px", "32", "--pairs", "4", "--held-out", "4", "--memory", "8"]
    return [*paths, *sizes, "--device", "cpu", "--steps", "4"]


@pytest.fixture(scope="module")
def trained(recipe: list[str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What training in one go leaves behind."""
    folder = tmp_path_factory.mktemp("trained")
    embedder.main([*recipe, "--out", str(folder)])
    return folder


def test_training_interrupted_and_resumed_ends_where_training_in_one_go_does(
    tmp_path: Path, recipe: list[str], trained: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    train_step = embedder.train_step

    def interrupted(run: embedder.Run, batch: list[torch.Tensor], options: argparse.Namespace) -> None:
        if run.step == 2:
            raise KeyboardInterrupt
        train_step(run, batch, options)

    in_parts = [*recipe, "--out", str(tmp_path), "--checkpoint-s", "0"]
    monkeypatch.setattr(embedder, "train_step", interrupted)
    with pytest.raises(KeyboardInterrupt):
        embedder.main(in_parts)
    monkeypatch.setattr(embedder, "train_step", train_step)
    embedder.main([*in_parts, "--resume"])

    whole, parts = (load_file(folder / "weights.safetensors") for folder in (trained, tmp_path))
    start = load_file(recipe[recipe.index("--start") + 1])
    assert all(torch.equal(whole[name], parts[name]) for name in whole)
    changed = [name for name in whole if name in start and not torch.equal(whole[name], start[name])]
    assert {"conv_stem.weight", "conv_head.weight", "bn1.bias"} <= set(changed)
    assert "bn1.running_mean" not in changed
    with (tmp_path / "loss.csv").open(encoding="utf-8") as lines:
        assert [row["step"] for row in csv.DictReader(lines)] == ["1", "2", "3", "4"]


def test_the_command_trains_and_the_next_one_measures(
    tmp_path: Path, recipe: list[str], trained: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = {path.name for path in trained.iterdir()}
    assert made == {"checkpoint.pt", "weights.safetensors", "loss.csv", "loss.png"}

    photos = tmp_path / "photos"
    (photos / "queries").mkdir(parents=True)
    (photos / "references").mkdir()
    for n in (50, 51):
        cv2.imwrite(str(photos / "references" / f"{n}.png"), picture(n)[..., ::-1])
        cv2.imwrite(str(photos / "queries" / f"{n}.png"), picture(n)[..., ::-1])
    (photos / "ground_truth.csv").write_text("query,reference\n50.png,50.png\n51.png,51.png\n51.png,50.png\n52.png,\n")
    before, after = recipe[recipe.index("--start") + 1], str(trained / "weights.safetensors")
    sets = ["--photos", str(photos), "--before", before, "--after", after]
    measure.main([*recipe[:4], *sets, "--held-out", "4", "--input-px", "48", "--device", "cpu"])

    printed = capsys.readouterr().out
    assert "close-up, picture" in printed
    assert "gallery-wall, photo" in printed
    row = next(line for line in printed.splitlines() if "photos, photo" in line and "queries" not in line)
    assert row.count("100.0%") >= 2  # the queries are the references themselves


def test_learning_rate_warms_up_and_ends_at_zero(recipe: list[str], tmp_path: Path) -> None:
    options = embedder.parse_arguments([*recipe, "--out", str(tmp_path), "--steps", "1000"])
    rates = [embedder.learning_rate(options, step) for step in (0, 60, 500, 1000)]

    assert rates[0] < rates[1] / 10
    assert rates[1] == pytest.approx(options.learning_rate, rel=0.02)
    assert rates[2] == pytest.approx(options.learning_rate / 2, rel=0.01)
    assert rates[3] == pytest.approx(0)


def test_recall_is_told_with_its_interval() -> None:
    assert str(measure.Recall(90, 100, 100)) == "90.0% (82.6%–94.5%) · 100.0% (96.3%–100.0%)"


# --- what ships -----------------------------------------------------------------------------------------------------


def test_the_shipped_weights_are_the_ones_named_small_and_whole() -> None:
    path = SHIPPED.path
    assert path is not None
    verify(path, SHIPPED.sha256)
    network = timm.create_model(SHIPPED.backbone, num_classes=SHIPPED.dimension)
    network.load_state_dict(load_file(path))

    assert path.stat().st_size < 12_000_000
    assert all(torch.isfinite(value).all() for value in network.state_dict().values())


def test_the_shipped_weights_know_a_photo_of_a_picture_they_never_saw() -> None:
    network = build(SHIPPED.path).eval()
    rng = np.random.default_rng(1)
    works = [picture(100 + n, (160, 160)) for n in range(24)]
    photos = [photo_view([work], rng, 160) for work in works]
    with torch.no_grad():
        clean, seen = (embed(network, torch.from_numpy(np.stack(side)), bf16=False) for side in (works, photos))

    found = (seen @ clean.T).argmax(dim=1) == torch.arange(24)

    assert found.float().mean() > 0.5  # guessing finds 1 in 24; these blobs are no art


def test_a_changed_weights_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "weights.safetensors").write_bytes(b"something else")

    with pytest.raises(WeightsMismatch, match="restore the file, or state the right checksum"):
        verify(tmp_path / "weights.safetensors", SHIPPED.sha256)
