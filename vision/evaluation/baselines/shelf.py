"""All baselines over a finished run."""

from pathlib import Path

from vision.evaluation.baselines import Baseline, compare_each
from vision.evaluation.baselines.orb import OrbBruteForce
from vision.evaluation.baselines.perceptual_hash import PerceptualHash
from vision.evaluation.baselines.whole_photo import WholePhoto
from vision.evaluation.measure import Bar, Measured
from vision.evaluation.pictures import PictureStore


def compare(
    measured: Measured, store: PictureStore, *, weights: Path | None, orb_distractors: int, bar: Bar
) -> dict[str, object]:
    """The figures of every baseline by name; timm's only where ``weights`` are given (see ``WholePhoto``)."""
    baselines: list[Baseline] = [
        PerceptualHash(store),
        OrbBruteForce(first=measured.distractors, distractors=orb_distractors),
    ]
    if weights is not None:
        baselines.append(WholePhoto(store, weights))
    references = {number: measured.references[number] for number in measured.entries}
    return compare_each(
        baselines,
        measured.results,
        references,
        prepared=bar("reading for the comparison", len(baselines) * len(references)),
        ranked=bar("comparing", len(baselines) * len(measured.results)),
    )
