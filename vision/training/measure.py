"""Measure an embedder before and after training: does a photo's embedding find its own work first, among all works?

Simulated photos of the works that training held out, each cut in the four ways the localizer may cut, search the
catalogue's public-domain works. Real photo sets (folders with queries/, references/, ground_truth.csv) search their
references with every work of the catalogue beside them. Every row is recall at 1 and 5 with 95 % intervals (Wilson).
"""

import argparse
import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track
from rich.table import Table
from torch import nn

from vision.embed import squash
from vision.evaluation.intervals import Share
from vision.simulate import CLOSE_UP, GALLERY_WALL, Scene, photograph
from vision.structures import RgbImage
from vision.training.network import build, build_headless, embed
from vision.training.pairs import CROPS, crop_as, wall_picture
from vision.training.works import PUBLIC_DOMAIN, Work, hold_out, read_picture, read_works

CENTRE_SHARE = 0.75
SCENES: tuple[tuple[str, Scene, int], ...] = (("close-up", CLOSE_UP, 288), ("gallery-wall", GALLERY_WALL, 640))


@dataclass(frozen=True, slots=True)
class Queries:
    """Square crops to search with, and for each the reference numbers that count as found."""

    name: str
    crops: list[RgbImage]
    answers: list[set[int]]


@dataclass(frozen=True, slots=True)
class Recall:
    """How many of ``count`` queries found a right reference among the first 1 and 5."""

    at_1: int
    at_5: int
    count: int

    def __str__(self) -> str:
        parts = []
        for hits in (self.at_1, self.at_5):
            low, high = Share(hits, self.count).interval or (0.0, 1.0)
            parts.append(f"{hits / self.count:.1%} ({low:.1%}–{high:.1%})")
        return " · ".join(parts)


def vectors_of(network: nn.Module, crops: Sequence[RgbImage], device: str) -> NDArray[np.float32]:
    """Unit vectors, (count, dimension)."""
    network.eval()
    parts = []
    with torch.inference_mode():
        for first in track(range(0, len(crops), 64), description=f"embedding {len(crops)}"):
            batch = torch.from_numpy(np.stack(crops[first : first + 64])).to(device)
            parts.append(embed(network, batch).cpu().numpy())
    return np.concatenate(parts)


def recall(queries: NDArray[np.float32], references: NDArray[np.float32], answers: Sequence[set[int]]) -> Recall:
    """Exact search by cosine."""
    best = np.argsort(-(queries @ references.T), axis=1)[:, :5]
    ranks = [
        next((r for r, n in enumerate(row.tolist()) if n in right), 5) for row, right in zip(best, answers, strict=True)
    ]
    return Recall(sum(r < 1 for r in ranks), sum(r < 5 for r in ranks), len(ranks))


def simulated_queries(works: Sequence[Work], held_out: Sequence[int], px: int, seed: int) -> list[Queries]:
    """One photo of each held-out work in each scene, cut in each way of ``CROPS``; answers are places in ``works``."""
    queries = []
    for scene_name, scene, side in SCENES:
        rng = np.random.default_rng((seed, side))
        cuts: dict[str, list[RgbImage]] = defaultdict(list)
        for number in held_out:
            others = rng.choice(held_out, int(rng.integers(0, 4)))
            pictures = [wall_picture(works[n], rng) for n in (number, *others)]
            photo = photograph(pictures, rng=rng, scene=scene, size_wh=(side, side * 3 // 4))
            for kind in CROPS:
                cuts[kind].append(crop_as(kind, photo.image, photo.quads[0], rng, px))
        queries += [Queries(f"{scene_name}, {k}", crops, [{n} for n in held_out]) for k, crops in cuts.items()]
    return queries


def real_queries(folder: Path, px: int, first: int) -> tuple[list[Queries], list[RgbImage]]:
    """A photo set's queries, whole and cut to the centre, and its references, which are numbered from ``first``."""
    references = sorted((folder / "references").iterdir())
    numbers = {path.name: first + place for place, path in enumerate(references)}
    right: dict[str, set[int]] = defaultdict(set)
    with (folder / "ground_truth.csv").open(newline="", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            if row["reference"]:
                right[row["query"]].add(numbers[Path(row["reference"]).name])
    photos = [read_picture(folder / "queries" / Path(name).name) for name in right]
    answers = list(right.values())
    whole = Queries(f"{folder.name}, photo", [squash(p, px) for p in photos], answers)
    centre = Queries(f"{folder.name}, centre", [squash(centre_of(p), px) for p in photos], answers)
    return [whole, centre], [squash(read_picture(path), px) for path in references]


def centre_of(photo: RgbImage) -> RgbImage:
    """The middle of the photo, ``CENTRE_SHARE`` of each side."""
    height, width = photo.shape[:2]
    top, left = round(height * (1 - CENTRE_SHARE) / 2), round(width * (1 - CENTRE_SHARE) / 2)
    return photo[top : height - top, left : width - left]


def measure(network: nn.Module, works: Sequence[Work], options: argparse.Namespace) -> Iterator[tuple[str, Recall]]:
    """Every row of the table for one network."""
    px, device = options.input_px, options.device
    _, out = hold_out(works, options.held_out, options.seed)
    places = {work.source_id: n for n, work in enumerate(works)}
    clean = vectors_of(network, [squash(w.picture, px) for w in works], device)
    for queries in simulated_queries(works, [places[w.source_id] for w in out], px, options.seed):
        yield queries.name, recall(vectors_of(network, queries.crops, device), clean, queries.answers)
    if not options.photos:
        return
    rest = [w for w in read_works(options.catalogue, options.images, statuses=None) if w.source_id not in places]
    others = [vectors_of(network, [squash(w.picture, px) for w in rest], device)] if rest else []
    catalogue = np.concatenate([clean, *others])
    for folder in options.photos:
        sets, references = real_queries(folder, px, len(catalogue))
        everything = np.concatenate([catalogue, vectors_of(network, references, device)])
        for queries in sets:
            yield queries.name, recall(vectors_of(network, queries.crops, device), everything, queries.answers)


def parse_arguments(arguments: list[str] | None = None) -> argparse.Namespace:
    """What to measure on."""
    parser = argparse.ArgumentParser(prog="python -m vision.training.measure", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    add = parser.add_argument
    add("--catalogue", type=Path, required=True, help="the CSV that was trained on")
    add("--images", type=Path, required=True, help="the folder that the CSV's image paths are relative to")
    add("--before", type=Path, required=True, help="safetensors of the backbone that training started from")
    add("--after", type=Path, required=True, help="safetensors that training wrote")
    add("--photos", type=Path, action="append", default=[], help="a set of real photos; may be repeated")
    add("--input-px", type=int, default=160)
    add("--held-out", type=int, default=400, help="as in training (default %(default)s)")
    add("--seed", type=int, default=20260, help="as in training (default %(default)s)")
    add("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    return parser.parse_args(arguments)


def report(rows: Iterable[tuple[str, Recall, Recall]]) -> Table:
    """The rows as a table to print."""
    table = Table("photos, crop", "queries", "before: recall@1 · @5", "after: recall@1 · @5")
    for name, before, after in rows:
        table.add_row(name, str(before.count), str(before), str(after))
    return table


def main(arguments: list[str] | None = None) -> None:
    """Measure both networks and print the table."""
    options = parse_arguments(arguments)
    works = list(read_works(options.catalogue, options.images, statuses=PUBLIC_DOMAIN))
    before = measure(build_headless(options.before).to(options.device), works, options)
    after = measure(build(options.after).to(options.device), works, options)
    rows = [(name, was, now) for (name, was), (_, now) in zip(list(before), list(after), strict=True)]
    Console().print(report(rows))


if __name__ == "__main__":
    main()
