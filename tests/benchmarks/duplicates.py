"""``python -m tests.benchmarks.duplicates``: how many copies of pictures are flagged as duplicates, and how much else.

A thousand works of the shared catalogue, and copies of 160 of them made in nine ways; and all works of true aspect
among themselves. ``--write`` puts the tables into docs/duplicates.md; ``--sheet FILE`` draws a sample of the pairs of
works that are flagged, to be looked at.
"""

import argparse
import csv
import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image, ImageEnhance
from rich.console import Console
from rich.progress import track

from tests.benchmarks.adapters import ROOT, shared_data
from tests.benchmarks.report import Table, write_tables
from vision.config import RecognitionConfig
from vision.describe import mirrored
from vision.engine import Networks, load_networks
from vision.structures import Candidate, Keypoints, RgbImage, Vectors
from vision.verify import HomographyVerifier

DOCUMENT = ROOT / "docs" / "duplicates.md"
WORKS, COPIED = 1000, 160
NEIGHBOURS = RecognitionConfig().duplicate_neighbours
BINS = (6, 10, 15, 20, 30, 60)
THRESHOLDS = (6, 10, 15, RecognitionConfig().duplicate_inliers, 30, 50)
Picture = Image.Image


@dataclass(frozen=True, slots=True)
class Compared:
    """A picture and one of those most like it."""

    first: int
    second: int
    inliers: int


def _jpeg(image: Picture, quality: int) -> Picture:
    buffer = BytesIO()
    image.save(buffer, "JPEG", quality=quality)
    return Image.open(buffer).convert("RGB")


def _cropped(image: Picture, share: float) -> Picture:
    side = share**0.5
    left, top = (round(length * (1 - side) * place) for length, place in zip(image.size, (0.3, 0.7), strict=True))
    return image.crop((left, top, left + round(image.width * side), top + round(image.height * side)))


def _turned(image: Picture, degrees: float) -> Picture:
    turned = image.rotate(degrees, Image.Resampling.BICUBIC)
    return turned.crop((image.width // 12, image.height // 12, image.width * 11 // 12, image.height * 11 // 12))


def _framed(image: Picture) -> Picture:
    wall = Image.new("RGB", (image.width * 4 // 3, image.height * 4 // 3), (200, 195, 185))
    wall.paste((90, 60, 30), (image.width // 12, image.height // 12, image.width * 5 // 4, image.height * 5 // 4))
    wall.paste(image, (image.width // 6, image.height // 6))
    return wall


MANNERS: Mapping[str, Callable[[Picture], Picture]] = {
    "half as large, JPEG 40": lambda image: _jpeg(image.reduce(2), 40),
    "cropped to 80 %": lambda image: _jpeg(_cropped(image, 0.8), 85),
    "cropped to 50 %": lambda image: _jpeg(_cropped(image, 0.5), 85),
    "turned by 4°": lambda image: _jpeg(_turned(image, 4), 85),
    "darker, duller": lambda image: _jpeg(
        ImageEnhance.Color(ImageEnhance.Brightness(image).enhance(0.6)).enhance(0.6), 85
    ),
    "framed on a wall": lambda image: _jpeg(_framed(image), 85),
    "black and white": lambda image: _jpeg(image.convert("L").convert("RGB"), 85),
    "turned by 90°": lambda image: image.rotate(90, expand=True),
    "mirrored": lambda image: _jpeg(image.transpose(Image.Transpose.FLIP_LEFT_RIGHT), 85),
}


def compare(vectors: Vectors, keypoints: Sequence[Keypoints], rows: Sequence[int]) -> list[Compared]:
    """What the worker compares: each picture of ``rows`` with those nearest to it of all."""
    compared = []
    for row in rows:
        similarities = vectors @ vectors[row]
        similarities[row] = -1
        for other in np.argpartition(-similarities, NEIGHBOURS)[:NEIGHBOURS].tolist():
            first, second = sorted((row, other))
            inliers = _inliers(keypoints[first], keypoints[second])
            if inliers < RecognitionConfig().duplicate_inliers:
                inliers = max(inliers, _inliers(keypoints[first], mirrored(keypoints[second])))
            compared.append(Compared(first, second, inliers))
    return compared


def _inliers(one: Keypoints, other: Keypoints) -> int:
    (found,) = HomographyVerifier().verify(one, [Candidate(0, 0.0, 0.0)], {0: other})
    return found.inliers


def _described(networks: Networks, pictures: Sequence[RgbImage]) -> tuple[Vectors, list[Keypoints]]:
    batches = [pictures[at : at + 64] for at in range(0, len(pictures), 64)]
    vectors = np.concatenate([networks.embedder.embed(batch).vectors for batch in track(batches, "Embed")])
    return vectors, [networks.reference_describer.describe(each) for each in track(pictures, "Describe")]


def _copies_table(compared: Sequence[Compared], manners: Sequence[str]) -> Table:
    """``manners``: of each copy, in the order of the rows after the works; copies go round by work."""
    best: dict[int, int] = {}
    for each in compared:
        if each.second >= WORKS and each.first == (each.second - WORKS) % COPIED:
            best[each.second] = each.inliers
    rows = []
    for manner in MANNERS:
        places = [WORKS + place for place, each in enumerate(manners) if each == manner]
        near = [best[place] for place in places if place in best]
        shares = [f"{sum(inliers >= least for inliers in near) / len(places):.1%}" for least in THRESHOLDS]
        rows.append((manner, f"{len(near) / len(places):.1%}", f"{np.median(near):.0f}", *shares))
    columns = ("copy", "among the nearest", "median inliers", *(f"≥ {least}" for least in THRESHOLDS))
    return Table(f"Copies flagged, of {COPIED} each, by the fewest inliers", columns, rows)


def _distinct(compared: Sequence[Compared]) -> list[Compared]:
    """Pairs that have something in common, each once, the weakest first."""
    found = {(each.first, each.second): each for each in compared if each.inliers}
    return sorted(found.values(), key=lambda each: each.inliers)


def _works_table(pairs: Sequence[Compared], count: int) -> Table:
    rows = []
    for least, most in zip(BINS, (*BINS[1:], None), strict=True):
        within = sum(least <= each.inliers and (most is None or each.inliers < most) for each in pairs)
        rows.append((f"{least} or more" if most is None else f"{least}–{most - 1}", f"{within:,}"))
    return Table(f"Pairs of {count:,} works that have something in common", ("inliers", "pairs"), rows)


def _sheet(pairs: Sequence[Compared], pictures: Sequence[RgbImage], path: Path) -> None:
    sheet = Image.new("RGB", (420, 210 * max(1, len(pairs))), "white")
    for place, pair in enumerate(pairs):
        for column, number in enumerate((pair.first, pair.second)):
            thumbnail = Image.fromarray(pictures[number])
            thumbnail.thumbnail((200, 200))
            sheet.paste(thumbnail, (210 * column, 210 * place))
    sheet.save(path)


def _measure_copies(networks: Networks, works: Sequence[Mapping[str, str]]) -> tuple[str, Table]:
    originals = [_opened(work) for work in random.Random(5).sample(works, WORKS)]
    copies = [(manner, make(image)) for manner, make in MANNERS.items() for image in originals[:COPIED]]
    pictures = [np.asarray(each) for each in (*originals, *(image for _, image in copies))]
    vectors, keypoints = _described(networks, pictures)
    compared = compare(vectors, keypoints, range(len(pictures)))
    among_works = [each for each in compared if each.second < WORKS]
    told = (
        f"{WORKS:,} works and {len(copies):,} copies, each compared with its {NEIGHBOURS} nearest: of"
        f" {len(among_works):,} comparisons of one work with another, {len(_distinct(among_works))} found anything in"
        " common."
    )
    return told, _copies_table(compared, [manner for manner, _ in copies])


def _measure_works(networks: Networks, works: Sequence[Mapping[str, str]], sheet: Path | None) -> tuple[str, Table]:
    pictures = [np.asarray(_opened(work)) for work in works if work["aspect_true"] != "0"]
    vectors, keypoints = _described(networks, pictures)
    begun = time.process_time()
    compared = compare(vectors, keypoints, range(len(pictures)))
    spent_ms = (time.process_time() - begun) / len(pictures) * 1000
    pairs = _distinct(compared)
    if sheet is not None:
        flagged = [each for each in pairs if each.inliers >= RecognitionConfig().duplicate_inliers]
        _sheet(random.Random(1).sample(flagged, min(100, len(flagged))), pictures, sheet)
    told = f"{len(pictures):,} works among themselves: {spent_ms:.0f} ms of processor time a picture."
    return told, _works_table(pairs, len(pictures))


def _opened(work: Mapping[str, str]) -> Picture:
    return Image.open(shared_data() / "catalogue" / work["image"]).convert("RGB")


def main() -> None:
    """Measures, prints, and writes where asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="write the tables into docs/duplicates.md")
    parser.add_argument("--sheet", type=Path, metavar="FILE", help="draw a sample of the flagged pairs of works")
    options = parser.parse_args()
    with (shared_data() / "catalogue" / "artworks.csv").open(encoding="utf-8", newline="") as file:
        works = list(csv.DictReader(file))
    networks, console = load_networks(), Console()
    measured = [_measure_copies(networks, works), _measure_works(networks, works, options.sheet)]
    conditions = " ".join(told for told, _ in measured)
    console.print(conditions)
    for _, table in measured:
        table.show(console)
    if options.write:
        write_tables(DOCUMENT, [table for _, table in measured], conditions=conditions)


if __name__ == "__main__":
    main()
