"""What is on the shelf, as it is compared with: each finds a plain copy, and none is given more than it takes."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.vision.photo_sets import result
from vision.config import RecognitionConfig
from vision.decode import decode
from vision.evaluation.baselines import Baseline, compare_each
from vision.evaluation.baselines.orb import OrbBruteForce
from vision.evaluation.baselines.perceptual_hash import PerceptualHash
from vision.evaluation.baselines.whole_photo import BACKBONE, WholePhoto
from vision.evaluation.facts import mapping
from vision.evaluation.pictures import PictureStore
from vision.evaluation.run import Result
from vision.structures import Photo, RgbImage
from vision.studios import STUDIOS

WORKS = 4


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    folder = tmp_path_factory.mktemp("works")
    paths = {number: folder / f"{number}.png" for number in range(WORKS)}
    for (number, path), studio in zip(paths.items(), (STUDIOS[3], STUDIOS[4], STUDIOS[5], STUDIOS[11]), strict=True):
        cv2.imwrite(str(path), cv2.cvtColor(studio.paint(number, (320, 240)), cv2.COLOR_RGB2BGR))
    return paths


@pytest.fixture(scope="module")
def random_weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Weights in timm's format; random ones still tell pictures apart that are the same from those that are not."""
    timm, torch, safetensors = (pytest.importorskip(name) for name in ("timm", "torch", "safetensors.torch"))
    torch.manual_seed(0)
    path = tmp_path_factory.mktemp("weights") / "weights.safetensors"
    safetensors.save_file(timm.create_model(BACKBONE, num_classes=0).state_dict(), path)
    return Path(path)


def load(path: Path) -> RgbImage:
    return decode(Photo(path.read_bytes()), RecognitionConfig()).pixels


def no_progress(_count: int) -> None: ...


@pytest.fixture
def baselines(random_weights: Path, tmp_path: Path) -> list[Baseline]:
    store = PictureStore(tmp_path)
    return [PerceptualHash(store), OrbBruteForce(first=0, distractors=0), WholePhoto(store, random_weights)]


def test_each_finds_the_picture_itself(baselines: list[Baseline], pictures: dict[int, Path]) -> None:
    for baseline in baselines:
        assert baseline.prepare(pictures, no_progress) == WORKS
        for number, path in pictures.items():
            ranking, accepted = baseline.rank(load(path))
            assert ranking[0][0] == number, baseline.name
            assert ranking[0][1] > ranking[1][1], baseline.name
            assert accepted == bool(baseline.threshold)


def test_a_picture_of_something_else_passes_no_threshold(baselines: list[Baseline], pictures: dict[int, Path]) -> None:
    plain = np.full((240, 320, 3), 120, np.uint8)
    other = STUDIOS[0].paint(99, (320, 240))
    for baseline in baselines:
        baseline.prepare(pictures, no_progress)
        assert not baseline.rank(plain)[1]
        assert not baseline.rank(other)[1]


def test_orb_searches_some_distractors_and_all_references(pictures: dict[int, Path]) -> None:
    counts: list[int] = []
    orb = OrbBruteForce(first=3, distractors=2)
    assert orb.prepare(pictures, counts.append) == 3
    assert sum(counts) == WORKS
    assert {number for number, _ in orb.rank(load(pictures[1]))[0]} == {0, 2, 3}
    assert "2 distractors only" in orb.what


def test_the_comparison_counts_as_the_evaluation_does(pictures: dict[int, Path], tmp_path: Path) -> None:
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"no picture")
    results: list[Result] = [
        at(pictures[0], {0}),
        at(pictures[1], {2}),
        at(broken, {1}),
        at(pictures[3], set()),
    ]
    counts: list[int] = []
    facts = compare_each(
        [PerceptualHash(PictureStore(tmp_path / "cache"))],
        results,
        pictures,
        prepared=no_progress,
        ranked=counts.append,
    )
    row = mapping(facts["perceptual hash"])
    every = mapping(row["all"])
    own = mapping(row["own_threshold"])
    assert sum(counts) == len(results)
    assert row["references"] == WORKS
    assert (mapping(every["top_1"])["hits"], mapping(every["top_1"])["total"]) == (1, 3)
    assert (mapping(own["match_rate"])["hits"], mapping(own["match_rate"])["total"]) == (1, 3)
    assert (mapping(own["match_precision"])["hits"], mapping(own["match_precision"])["total"]) == (1, 3)
    assert (mapping(own["false_accepts"])["hits"], mapping(own["false_accepts"])["total"]) == (1, 1)


def at(path: Path, expected: set[int]) -> Result:
    plain = result(expected, [])
    return Result(plain.photo_set, path, plain.expected, None, (), {})
