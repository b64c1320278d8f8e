"""Train the classification network: a picture of a painting → 512 numbers that tell its style, its hand and its time.

The whole recipe. EfficientNet-Lite0 with ImageNet weights, pooled at every depth (``vision.backbones``), is tuned from
its third stage on, with heads for style, artist and quarter century, on the catalogue's public-domain works. Written
under --out: weights.safetensors (fp16, the running average: what ships), trained_on.txt (which pictures, so that nobody
calibrates on them unawares) and loss.csv. The heads are thrown away: a catalogue fits its own.
"""

import argparse
import csv
import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from vision.backbones import DepthPooled
from vision.training.classifier import Classifying, Lessons, Recipe, Targets, View, crop_at_random, step_count, train
from vision.training.network import export
from vision.training.works import PUBLIC_DOMAIN, CatalogueUnusable, read_picture

DIMENSION = 512
TRAINED_PX = 192
_FEWEST_WORKS = 8
_WHITENED = 2500


@dataclass(frozen=True, slots=True)
class Row:
    """A work to learn from; what is not known is empty."""

    work: str
    path: Path
    labels: dict[str, str]


class StartUnusable(Exception):
    """The file to start from holds another network; the message says which was expected."""


def read_rows(catalogue: Path, images: Path) -> list[Row]:
    """The public-domain works of a catalogue with style, artist and quarter century, as far as known.

    Raises:
        CatalogueUnusable: a column is missing.
    """
    with catalogue.open(newline="", encoding="utf-8") as lines:
        rows = csv.DictReader(lines)
        missing = {"image", "source", "source_id", "artist", "style", "year", "pd_status"} - set(rows.fieldnames or ())
        if missing:
            raise CatalogueUnusable(f"{catalogue} has no column {', '.join(sorted(missing))}.")
        return [
            Row(f"{row['source']}:{row['source_id']}", images / row["image"], _labels(row))
            for row in rows
            if row["pd_status"] in PUBLIC_DOMAIN
        ]


def _labels(row: dict[str, str]) -> dict[str, str]:
    period = str(int(row["year"]) // 25 * 25) if row["year"].isdecimal() else ""
    return {"style": row["style"], "artist": row["artist"], "period": period}


def targets_of(rows: Sequence[Row]) -> tuple[Targets, dict[str, int]]:
    """Places of the labels that enough works have, and how many labels each attribute has."""
    targets, counts = {}, {}
    for attribute in ("style", "artist", "period"):
        works = Counter(row.labels[attribute] for row in rows if row.labels[attribute])
        names = sorted(name for name, count in works.items() if count >= _FEWEST_WORKS)
        place = {name: number for number, name in enumerate(names)}
        targets[attribute] = np.array([place.get(row.labels[attribute], -1) for row in rows], np.int64)
        counts[attribute] = len(names)
    return targets, counts


def build_start(path: Path) -> DepthPooled:
    """The network with the body of a PyTorch checkpoint of EfficientNet-Lite0, and a head that is still random.

    The checkpoint's tensors stand in the order of timm's, under other names; their shapes are compared. Its last two,
    the ImageNet classifier, are left out.

    Raises:
        StartUnusable: it holds no EfficientNet-Lite0.
    """
    network = DepthPooled(num_classes=DIMENSION)
    state: dict[str, torch.Tensor] = torch.load(path, map_location="cpu", weights_only=True)
    stored = [value for name, value in state.items() if not name.endswith("num_batches_tracked")][:-2]
    own = {k: v for k, v in network.body.state_dict().items() if not k.endswith("num_batches_tracked")}
    if [value.shape for value in stored] != [value.shape for value in own.values()]:
        raise StartUnusable(
            f"{path} holds no EfficientNet-Lite0: its tensors are not the {len(own)} of timm's, in order."
        )
    network.body.load_state_dict(dict(zip(own, stored, strict=True)), strict=False)
    return network


@torch.no_grad()
def whiten(network: DepthPooled, pictures: torch.Tensor) -> None:
    """Sets centre and spread, and the head to whitened principal components, from normalised pictures."""
    network.eval()
    with torch.autocast(pictures.device.type, torch.bfloat16):
        depths = torch.cat([network.depths(part).float() for part in torch.split(pictures, 64)])
    network.centre.copy_(depths.mean(dim=0))
    network.spread.copy_(depths.std(dim=0) + 1e-3)
    standard = (depths - network.centre) / network.spread
    _, spread, axes = torch.linalg.svd(standard, full_matrices=False)
    count = min(network.num_classes, len(axes))
    # Whitening by the square root keeps the weak components, which are mostly noise, weaker.
    scale = (spread[:count] / len(standard) ** 0.5).clamp_min(1e-3).rsqrt()
    network.classifier.weight[:count] = axes[:count] * scale[:, None]
    network.classifier.bias.zero_()


def hold_out(rows: Sequence[Row], share: float, seed: int) -> NDArray[np.bool_]:
    """Which works are kept out of training: ``share`` of each artist's with 20 works or more, else of each style's."""
    artists = Counter(row.labels["artist"] for row in rows)
    groups: dict[str, list[int]] = {}
    for number, row in enumerate(rows):
        artist, style = row.labels["artist"], row.labels["style"]
        groups.setdefault(artist if artists[artist] >= 20 else f"style: {style}", []).append(number)
    rng = np.random.default_rng(seed)
    held = np.zeros(len(rows), bool)
    for name in sorted(groups):
        shuffled = rng.permutation(groups[name])
        held[shuffled[: int(len(shuffled) * share + rng.random())]] = True
    return held


def parse_arguments(arguments: list[str] | None = None) -> argparse.Namespace:
    """The recipe's knobs; the defaults are those of the shipped weights."""
    parser = argparse.ArgumentParser(prog="python -m vision.training.classification_weights", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    add = parser.add_argument
    add("--catalogue", type=Path, required=True, help="CSV: image, source, source_id, artist, style, year, pd_status")
    add("--images", type=Path, required=True, help="the folder that the CSV's image paths are relative to")
    add("--start", type=Path, required=True, help="PyTorch checkpoint of EfficientNet-Lite0 (ImageNet)")
    add("--out", type=Path, required=True, help="folder for the weights and the log")
    add("--epochs", type=int, nargs=2, default=(9, 8), help="of the two phases (default %(default)s)")
    add("--held-out", type=float, default=0.2, help="share of the works kept out (default %(default)s)")
    add("--seed", type=int, default=0)
    add("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> None:
    """Read the catalogue, train, and write the weights and what they were trained on."""
    options = parse_arguments(arguments)
    options.out.mkdir(parents=True, exist_ok=True)
    every = read_rows(options.catalogue, options.images)
    rows = [row for row, held in zip(every, hold_out(every, options.held_out, options.seed), strict=True) if not held]
    targets, counts = targets_of(rows)
    recipes = phases(options.epochs[0], options.epochs[1], options.seed)
    view = View(TRAINED_PX, (0.5, 0.5, 0.5), (0.5, 0.5, 0.5), torch.device(options.device))
    backbone = build_start(options.start).to(view.device)
    whiten(backbone, _sample(rows, options.seed, view))
    network = Classifying(backbone, DIMENSION, counts)
    losses: list[float] = []
    with _progress() as progress:
        bar = progress.add_task("training", total=sum(step_count(len(rows), recipe) for recipe in recipes))

        def on_step(loss: float) -> None:
            losses.append(loss)
            progress.update(bar, advance=1, description=f"loss {np.mean(losses[-100:]):.3f}")

        for recipe in recipes:
            network = train(network, Lessons([row.path for row in rows], targets), view, recipe, on_step=on_step)
    export(network.backbone, options.out / "weights.safetensors")
    write_trained_on(rows, options.out / "trained_on.txt")
    with (options.out / "loss.csv").open("w", newline="", encoding="utf-8") as lines:
        csv.writer(lines).writerows([("step", "loss"), *enumerate(losses, start=1)])


def phases(plain: int, mixed: int, seed: int) -> tuple[Recipe, Recipe]:
    """First the upper stages learn on plain crops; then one more with them on mixed ones, against learning by heart."""
    first = Recipe(
        epochs=plain,
        sizes_px=(160, TRAINED_PX),
        frozen_stages=3,
        keeps_statistics=True,
        weights={"period": 0.3},
        seed=seed,
    )
    second = replace(
        first,
        epochs=mixed,
        sizes_px=(TRAINED_PX,),
        frozen_stages=2,
        backbone_rate=5e-4,
        head_rate=1e-3,
        smallest_crop=0.3,
        mixes=True,
        weights={"style": 0.7, "artist": 1.3, "period": 0.3},
        seed=seed + 1,
    )
    return first, second


def write_trained_on(rows: Sequence[Row], path: Path) -> None:
    """The first 16 hexadecimal digits of each picture file's SHA-256, sorted, one a line."""
    digests = sorted(hashlib.sha256(row.path.read_bytes()).hexdigest()[:16] for row in rows)
    path.write_text("".join(f"{digest}\n" for digest in digests), encoding="ascii")


def _sample(rows: Sequence[Row], seed: int, view: View) -> torch.Tensor:
    rng = np.random.default_rng(seed)
    chosen = rng.permutation(len(rows))[:_WHITENED]
    return view([crop_at_random(read_picture(rows[n].path), rng, view.size_px) for n in chosen])


def _progress() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, refresh_per_second=0.2)


if __name__ == "__main__":
    main()
