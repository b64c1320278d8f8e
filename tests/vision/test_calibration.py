"""Calibration: confidence follows the evidence, and the threshold keeps the stated false-accept rate."""

import csv
import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from vision.decide import FEATURES, read_calibration
from vision.structures import RgbImage
from vision.studios import STUDIOS
from vision.training import calibration, vocabulary
from vision.training.calibration import Aims, Examples, fit


def examples(photos: int, *, separation: float) -> Examples:
    """Each photo has, when its work is present, one candidate with strong evidence among weak ones."""
    rng = np.random.default_rng(3)
    evidence, is_work, photo, is_absent = [], [], [], []
    for number in range(photos):
        for absent in (False, True):
            for candidate in range(4):
                right = candidate == 0 and not absent
                evidence.append(rng.normal(separation if right else 0.0, 1.0, len(FEATURES)))
                is_work.append(right)
                photo.append(number)
                is_absent.append(absent)
    return Examples(np.array(evidence), np.array(is_work), np.array(photo), np.array(is_absent))


def test_clear_evidence_is_matched_and_the_threshold_stands_above_absent_works(tmp_path: Path) -> None:
    facts = fit(examples(60, separation=4.0), Aims(0.0, 0.5, 0.1))
    path = tmp_path / "calibration.json"
    path.write_text(json.dumps(facts), encoding="utf-8")
    model = read_calibration(path)
    assert model.confidence([4.0] * len(FEATURES)) > 0.99
    assert model.confidence([0.0] * len(FEATURES)) < 0.01
    fitted = facts["fitted_on"]
    assert isinstance(fitted, dict)
    assert model.candidate_above < model.match_above
    assert model.match_above > fitted["highest_confidence_of_an_absent_work"]
    assert fitted["photos_with_a_work_matched"] > 0.95


def test_unclear_evidence_makes_a_higher_threshold_for_a_lower_rate() -> None:
    unclear = examples(60, separation=1.0)
    thresholds = [float(str(fit(unclear, Aims(rate, 0.5, 0.1))["match_above"])) for rate in (0.0, 0.2)]
    assert thresholds[0] > thresholds[1]


@pytest.fixture(scope="module")
def public_domain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalogue CSV of twelve painted works, two of them squashed."""
    folder = tmp_path_factory.mktemp("works")
    with (folder / "artworks.csv").open("w", newline="", encoding="utf-8") as lines:
        writer = csv.writer(lines)
        writer.writerow(["image", "source", "source_id", "artist", "pd_status", "aspect_true"])
        for number, studio in enumerate(STUDIOS[:12]):
            picture: RgbImage = studio.paint(number, (240, 200))
            cv2.imwrite(str(folder / f"{number}.png"), cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))
            writer.writerow([f"{number}.png", "test", number, studio.name, "cc0_museum", int(number > 1)])
    return folder


def test_the_whole_recipe_writes_a_file_that_recognition_reads(public_domain: Path) -> None:
    out = public_domain / "calibration.json"
    calibration.main(
        [
            *("--catalogue", str(public_domain / "artworks.csv"), "--images", str(public_domain)),
            *("--out", str(out), "--works", "12", "--photos", "6"),
        ]
    )
    model = read_calibration(out)
    assert 0.5 <= model.match_above < 1.01
    strong, none = (4.5, 0.6, 0.9, 4.0, 0.8), (0.0, 0.0, 0.0, 0.0, 0.3)
    assert model.confidence(strong) > model.confidence(none)


def test_a_vocabulary_is_trained_empty_and_the_same_from_the_same_seed(public_domain: Path) -> None:
    written = []
    for name in ("one.faiss", "two.faiss"):
        vocabulary.main(
            [
                *("--catalogue", str(public_domain / "artworks.csv"), "--images", str(public_domain)),
                *("--out", str(public_domain / name), "--factory", "IVF8,PQ16x4"),
            ]
        )
        written.append((public_domain / name).read_bytes())
    assert written[0] == written[1]
