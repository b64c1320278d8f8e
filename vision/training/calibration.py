"""``python -m vision.training.calibration``: fits the confidence of ``vision.decide`` on simulated photos.

Public-domain works are photographed by the simulator. Each photo is recognized twice by the production pipeline: with
its work in the catalogue and without it. Every candidate of both runs is an example; a logistic model of the evidence
is fitted to whether it was the work, and cross-validated over works. A candidate that geometry shows to be a second
picture of the work (catalogues overlap) is neither right nor wrong, and left out. The match threshold is the lowest
that is at least the stated probability and keeps false accepts on photos of absent works within the stated rate; the
candidate threshold lets the stated share of such photos show candidates instead of an honest "unknown".
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from rich.progress import track
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict

from vision import weights as shipped
from vision.decide import FEATURES, features
from vision.describe import pack
from vision.engine import Networks, load_networks
from vision.evaluation.catalogue import Entry, MemoryCatalogue
from vision.pipeline import Stopwatch, gather_evidence
from vision.simulate import SCENES, photograph
from vision.structures import Candidate, Photo, RgbImage
from vision.training.works import Work, read_works
from vision.verify import HomographyVerifier

_PHOTO_WH = (1280, 960)
_NEIGHBOURS_ON_WALL = 3
_FOLDS = 5
# Clean pictures of different works agree in 6 places at most, as photos do; of the same work in a hundred.
_TWIN_INLIERS = 20


@dataclass(frozen=True, slots=True)
class Examples:
    """``evidence`` (count, features), whether each ``is_work``, its photo's number, and whether the work was absent."""

    evidence: NDArray[np.float64]
    is_work: NDArray[np.bool_]
    photo: NDArray[np.int64]
    is_absent: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Aims:
    """What the thresholds hold: shares of photos whose work is absent, and the least probability of a match."""

    false_accept_rate: float
    least: float
    candidates_shown: float


def main(arguments: Sequence[str] | None = None) -> None:
    """Reads the command line, simulates, fits, writes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--catalogue", type=Path, required=True, help="CSV of works (see the training card)")
    parser.add_argument("--images", type=Path, required=True, help="folder that the CSV's image paths start from")
    parser.add_argument("--out", type=Path, default=shipped.CALIBRATION)
    parser.add_argument("--works", type=int, default=3000, help="works in the catalogue")
    parser.add_argument("--photos", type=int, default=400, help="works that are photographed")
    parser.add_argument("--false-accept-rate", type=float, default=0.001, help="of photos whose work is absent")
    parser.add_argument("--least", type=float, default=0.97, help="probability below which nothing is called a match")
    parser.add_argument("--candidates-shown", type=float, default=0.0, help="share of photos of absent works")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(arguments)
    works = list(read_works(options.catalogue, options.images))
    chosen = np.random.default_rng(options.seed).permutation(len(works))[: options.works]
    examples = simulate([works[place] for place in chosen], load_networks(), options.photos, options.seed)
    aims = Aims(options.false_accept_rate, options.least, options.candidates_shown)
    facts = fit(examples, aims)
    options.out.write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(facts, indent=2))  # noqa: T201


def simulate(works: Sequence[Work], networks: Networks, photos: int, seed: int) -> Examples:
    """Photographs the first ``photos`` works, and gathers the evidence of every candidate, present and absent."""
    catalogue = MemoryCatalogue(networks)
    for number, work in enumerate(track(works, description="indexing")):
        vector = networks.embedder.embed([work.picture]).vectors[0]
        catalogue.add({number: Entry(vector, pack(networks.reference_describer.describe(work.picture)))})
    rows: list[tuple[float, ...]] = []
    facts: list[tuple[bool, int, bool]] = []
    for number in track(range(photos), description="photographing"):
        photo, hung = _photograph(works, number, np.random.default_rng((seed, number)))
        twins: dict[int, bool] = {}
        for is_absent in (False, True):
            if is_absent:
                catalogue.hide(hung)
            for verification in gather_evidence(photo, catalogue.engine(), Stopwatch()).verifications:
                image_id = verification.candidate.reference_image_id
                if verification.inliers and image_id not in hung:
                    if image_id not in twins:
                        twins[image_id] = _is_twin(image_id, hung, catalogue)
                    if twins[image_id]:
                        continue
                rows.append(features(verification))
                facts.append((image_id in hung, number, is_absent))
        catalogue.show(hung)
    is_work, photo_numbers, is_absent_column = zip(*facts, strict=True)
    return Examples(np.array(rows), np.array(is_work), np.array(photo_numbers), np.array(is_absent_column))


def _photograph(works: Sequence[Work], number: int, rng: np.random.Generator) -> tuple[Photo, list[int]]:
    scene = list(SCENES.values())[number % len(SCENES)]
    hung = [number, *rng.choice(len(works), rng.integers(0, _NEIGHBOURS_ON_WALL + 1), replace=False).tolist()]
    pictures = [_at_some_aspect(works[place], rng) for place in hung]
    image = photograph(pictures, rng=rng, scene=scene, size_wh=_PHOTO_WH).image
    jpeg = cv2.imencode(".jpg", cv2.cvtColor(image, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, 85])[1]
    return Photo(jpeg.tobytes()), hung


def _at_some_aspect(work: Work, rng: np.random.Generator) -> RgbImage:
    """The picture, enlarged; one that was squashed to a square gets a likely aspect, since nobody knows its own."""
    height, width = work.picture.shape[:2]
    aspect = float(np.exp(rng.uniform(-0.35, 0.35))) if work.is_squashed else width / height
    size_wh = (round(800 * min(1, aspect)), round(800 / max(1, aspect)))
    return cv2.resize(work.picture, size_wh, interpolation=cv2.INTER_CUBIC).astype(np.uint8, copy=False)


def _is_twin(image_id: int, hung: Sequence[int], catalogue: MemoryCatalogue) -> bool:
    """Whether a reference shows the same picture as one of the hung works: most of it agrees, clean against clean."""
    candidate = Candidate(image_id, similarity=0.0, votes=0.0)
    stored = catalogue.keypoints([image_id, *hung])
    verifier = HomographyVerifier()
    seen = [verifier.verify(stored[number], [candidate], {image_id: stored[image_id]})[0] for number in hung]
    return any(verification.inliers >= _TWIN_INLIERS for verification in seen)


def fit(examples: Examples, aims: Aims) -> dict[str, object]:
    """The contents of the calibration file: the model, its thresholds, and the cross-validated figures behind them."""
    model = LogisticRegression(C=1.0, max_iter=2000)
    held_out = cross_val_predict(
        model,
        examples.evidence,
        examples.is_work,
        groups=examples.photo,
        cv=GroupKFold(_FOLDS),
        method="predict_proba",
    )[:, 1]
    model.fit(examples.evidence, examples.is_work)
    best_absent = _best_by_photo(held_out, examples.photo, examples.is_absent & ~examples.is_work)
    allowed = int(aims.false_accept_rate * len(best_absent))
    threshold = max(aims.least, float(np.sort(best_absent)[::-1][allowed]) + 1e-3)
    best_present = _best_by_photo(held_out, examples.photo, ~examples.is_absent & examples.is_work)
    return {
        "features": list(FEATURES),
        "weights": [round(float(weight), 4) for weight in model.coef_[0]],
        "intercept": round(float(model.intercept_[0]), 4),
        "match_above": round(threshold, 4),
        "candidate_above": round(float(np.quantile(best_absent, 1 - aims.candidates_shown)), 4),
        "fitted_on": {
            "photos": int(examples.photo.max()) + 1,
            "candidates": len(held_out),
            "asked": asdict(aims),
            "highest_confidence_of_an_absent_work": round(float(best_absent.max()), 4),
            "photos_with_a_work_matched": round(float(np.mean(best_present > threshold)), 4),
            "expected_calibration_error": round(_calibration_error(held_out, examples.is_work), 5),
        },
    }


def _best_by_photo(
    confidence: NDArray[np.float64], photo: NDArray[np.int64], chosen: NDArray[np.bool_]
) -> NDArray[np.float64]:
    return np.array([confidence[chosen & (photo == number)].max(initial=0.0) for number in np.unique(photo)])


def _calibration_error(confidence: NDArray[np.float64], is_work: NDArray[np.bool_], bins: int = 10) -> float:
    """Expected calibration error over equally wide bins (Guo et al., "On calibration of modern networks", 2017)."""
    places = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = [
        abs(confidence[places == place].mean() - is_work[places == place].mean()) * (places == place).mean()
        for place in np.unique(places)
    ]
    return float(sum(gaps))


if __name__ == "__main__":
    main()
