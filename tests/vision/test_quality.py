"""Recognition is as good as it was: a fast slice of ``make evaluate``, with floors that a regression falls through.

All pictures, photos and seeds are fixed, so a figure moves only when the code or the weights do. The floors are what
was measured less two or three photos: another processor rounds otherwise. Raise them when recognition gets better.
"""

import csv
import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from vision.decide import overlap
from vision.engine import load_networks
from vision.evaluation.ablation import STAGES
from vision.evaluation.facts import mapping
from vision.evaluation.figures import figures, ranking_facts
from vision.evaluation.measure import Measured, Tools, measure
from vision.evaluation.photos import PhotoSet, read_distractors, read_nothing_to_find, read_photo_set
from vision.evaluation.pictures import PictureStore
from vision.evaluation.run import Wanted
from vision.evaluation.tables import number
from vision.simulate import SCENES, photograph
from vision.structures import Quad, RgbImage
from vision.studios import STUDIOS

SHARED = Path(os.environ.get("ARTREC_SHARED_DATA", Path(__file__).parents[3] / "shared" / "data"))

WORKS_PER_STUDIO = 3
PHOTOS = 32
ABSENT_EVERY = 4
PHOTO_WH = (1280, 960)
WHOLE_PHOTO: Quad = ((0, 0), (PHOTO_WH[0], 0), PHOTO_WH, (0, PHOTO_WH[1]))
# Of a neighbour on the wall, to be counted as a work in the photo.
VISIBLE = 0.7

# Shares, but for the similarity. Of simulated photos 24 have something to find, of real ones 29. The floor of a stage
# tells which one got worse.
SIMULATED_FLOORS = {
    "recall@20": 0.93,
    "+ outlined pictures, top-1": 0.66,
    "votes of local descriptors, top-1": 0.5,
    "+ closer looks, top-1": 0.62,
    "similarity inside the outline, median": 0.85,
    "top_1": 0.75,
    "match_rate": 0.53,
    "works_found_of_several": 0.28,
}
REAL_FLOORS = {
    "recall@20": 0.93,
    "+ outlined pictures, top-1": 0.85,
    "votes of local descriptors, top-1": 0.9,
    "+ closer looks, top-1": 0.96,
    "similarity inside the outline, median": 0.8,
    "top_1": 0.96,
    "match_rate": 0.93,
    "match_precision": 1.0,
    "works_found_of_several": 0.8,
}


def simulated_set(folder: Path) -> tuple[PhotoSet, dict[str, set[str]]]:
    """Works of all studios in every scene, one to three on a wall; every fourth wall shows works of no catalogue.

    With it, everything that hangs there, by photo: a work that is cut off need not be found, but may be.
    """
    (folder / "references").mkdir(parents=True)
    (folder / "queries").mkdir()
    catalogue = [paint(work) for work in range(WORKS_PER_STUDIO * len(STUDIOS))]
    for work, picture in enumerate(catalogue):
        save(folder / "references" / f"{work}.jpg", picture)
    rows = [("query", "reference")]
    hanging: dict[str, set[str]] = {}
    for turn in range(PHOTOS):
        rng = np.random.default_rng((7, turn))
        hung = rng.permutation(len(catalogue))[: 1 + turn % 3].tolist()
        is_absent = turn % ABSENT_EVERY == 0
        pictures = [paint(len(catalogue) + work) if is_absent else catalogue[work] for work in hung]
        scene = list(SCENES.values())[turn // 3 % len(SCENES)]
        photo = photograph(pictures, rng=rng, scene=scene, size_wh=PHOTO_WH)
        save(folder / "queries" / f"{turn}.jpg", photo.image)
        there = [] if is_absent else [f"{work}.jpg" for work in hung]
        seen = [name for place, name in enumerate(there) if place == 0 or visible(photo.quads[place]) > VISIBLE]
        rows += [(f"{turn}.jpg", name) for name in seen or [""]]
        hanging[f"{turn}.jpg"] = set(there)
    with (folder / "ground_truth.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    return read_photo_set(folder), hanging


def paint(work: int) -> RgbImage:
    """The works take turns through the studios."""
    studio, seed = STUDIOS[work % len(STUDIOS)], work // len(STUDIOS)
    proportion = studio.proportions[seed % len(studio.proportions)]
    return studio.paint(seed, (round(420 * min(1, proportion)), round(420 / max(1, proportion))))


def visible(quad: Quad) -> float:
    """The share of a work that lies inside the photo, if it is not as large as the photo."""
    return overlap(quad, WHOLE_PHOTO)


def save(path: Path, picture: RgbImage) -> None:
    cv2.imwrite(str(path), cv2.cvtColor(picture, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, 88])


def measured(sets: Sequence[PhotoSet], distractors: Sequence[Path], folder: Path) -> Measured:
    tools = Tools(load_networks(device="cpu"), PictureStore(folder), lambda _what, _total: lambda _count: None)
    return measure(sets, distractors, tools, wanted=Wanted())


def shares_of(run: Measured) -> dict[str, float]:
    """Every figure that may have a floor."""
    facts = figures(run.results)
    shares = {f"recall@{rank}": each for rank, each in mapping(facts["candidate_recall"]).items()}
    for stage in STAGES:
        ranked = ranking_facts(run.results, [result.rankings[stage.name] for result in run.results])
        shares[f"{stage.name}, top-1"] = mapping(ranked["all"])["top_1"]
    for key in ("top_1", "match_rate", "match_precision", "works_found_of_several"):
        shares[key] = facts[key]
    right = [c.similarity for r in run.results for c in r.matches if c.reference in r.expected]
    similarity = {"similarity inside the outline, median": float(np.median(right))}
    return {key: number(mapping(each)["value"]) for key, each in shares.items()} | similarity


def below(floors: Mapping[str, float], run: Measured) -> dict[str, tuple[float, float]]:
    """The figures that are too low, with their floors."""
    shares = shares_of(run)
    return {key: (shares[key], floor) for key, floor in floors.items() if shares[key] < floor}


def falsely_accepted(run: Measured) -> list[str]:
    """The photos with nothing to find in which something was matched."""
    return [result.path.name for result in run.results if result.is_nothing and result.matches]


def test_simulated_photos_of_all_studios(tmp_path: Path) -> None:
    photo_set, hanging = simulated_set(tmp_path / "simulated")
    run = measured([photo_set], [], tmp_path / "cache")
    strangers = [
        (result.path.name, name)
        for result in run.results
        for claim in result.matches
        if (name := run.references[claim.reference].name) not in hanging[result.path.name]
    ]
    assert falsely_accepted(run) == []
    assert strangers == []
    assert below(SIMULATED_FLOORS, run) == {}


@pytest.mark.skipif(not (SHARED / "photos").is_dir(), reason="needs the shared photo sets (ARTREC_SHARED_DATA)")
def test_real_photos(tmp_path: Path) -> None:
    canframis = read_photo_set(SHARED / "photos" / "canframis")
    sets = [
        replace(canframis, queries=canframis.queries[::12]),
        read_photo_set(SHARED / "photos" / "tcd_gallery"),
        read_nothing_to_find(SHARED / "photos" / "not_art", limit=10),
    ]
    distractors = read_distractors(SHARED / "catalogue" / "artworks.csv")[::120]
    run = measured(sets, distractors, tmp_path / "cache")
    assert falsely_accepted(run) == []
    assert below(REAL_FLOORS, run) == {}
