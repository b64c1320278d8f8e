"""Any timm backbone, trained from end to end on labelled pictures, calibrated on some it did not see, and asked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import timm
import torch
from numpy.typing import NDArray
from timm.data.config import resolve_model_data_config
from torch import nn

from vision.classify.fitting import answerable, answers_above, fit_temperature
from vision.classify.heads import softmax
from vision.embed import build_network, pick_device
from vision.evaluation.classification import UNKNOWN, Predictions
from vision.evaluation.labelled import LabelledPicture
from vision.training.classifier import Classifying, Lessons, Recipe, View, predict, step_count, train
from vision.weights import WeightsFile

# Of the works: they choose temperatures and thresholds, and teach nothing.
_CALIBRATION_SHARE = 0.1

OnProgress = Callable[[int], None]


class NothingToLearn(Exception):
    """No attribute has two labels that enough works have."""


@dataclass(frozen=True, slots=True)
class Trained:
    """A trained backbone with its heads."""

    network: Classifying
    view: View
    labels: dict[str, tuple[str, ...]]
    temperatures: dict[str, float]
    thresholds: dict[str, float]

    def ask(self, pictures: Sequence[LabelledPicture], on_pictures: OnProgress) -> list[Predictions]:
        """What it says of pictures, per attribute, beside what is true."""
        paths = [picture.path for picture in pictures]
        scores = predict(self.network, paths, self.view, on_pictures=on_pictures)
        return [self._predictions(attribute, scores[attribute], pictures) for attribute in self.labels]

    def _predictions(
        self, attribute: str, scores: NDArray[np.float32], pictures: Sequence[LabelledPicture]
    ) -> Predictions:
        rows = [n for n, picture in enumerate(pictures) if attribute in picture.labels]
        place = {label: number for number, label in enumerate(self.labels[attribute])}
        truth = [place.get(pictures[n].labels[attribute], UNKNOWN) for n in rows]
        return Predictions(
            attribute=attribute,
            labels=self.labels[attribute],
            truth=np.array(truth, np.int64),
            probabilities=softmax(scores[rows] / np.float32(self.temperatures[attribute])),
            answers_above=self.thresholds[attribute],
        )


def build_backbone(weights: WeightsFile, *, is_random: bool) -> nn.Module:
    """The backbone without its classifier: with the weights that are named, or with random ones.

    Raises:
        WeightsMismatch, WeightsUnavailable, FileNotFoundError, ValueError: see ``vision.embed.TimmEmbedder``.
    """
    if is_random:
        network: nn.Module = timm.create_model(weights.backbone, num_classes=0)
        return network
    return build_network(weights)


@dataclass(frozen=True, slots=True)
class Plan:
    """How to train, on which device, and how many works a label needs."""

    recipe: Recipe
    device: str
    fewest: int


def train_end_to_end(
    backbone: nn.Module,
    pictures: Sequence[LabelledPicture],
    plan: Plan,
    *,
    on_start: OnProgress,
    on_step: Callable[[float], None],
) -> Trained:
    """Trains ``backbone`` with a head for each attribute; ``on_start`` is told the number of steps.

    Raises:
        NothingToLearn: see there.
        CatalogueUnusable: a picture is missing or cannot be decoded.
    """
    labels = _labels(pictures, plan.fewest)
    if not labels:
        raise NothingToLearn(
            f"No attribute has two labels with {plan.fewest} works each: give more pictures, or see --fewest."
        )
    calibrating = _calibration_rows(len(pictures), plan.recipe.seed)
    learned = [picture for n, picture in enumerate(pictures) if n not in calibrating]
    view = _view(backbone, plan.device)
    network = Classifying(backbone, _dimension(backbone, view), {name: len(own) for name, own in labels.items()})
    recipe = replace(plan.recipe, sizes_px=(view.size_px,))
    on_start(step_count(len(learned), recipe))
    targets = {name: _places(name, own, learned) for name, own in labels.items()}
    lessons = Lessons([picture.path for picture in learned], targets)
    average = train(network, lessons, view, recipe, on_step=on_step)
    plain = Trained(average, view, labels, dict.fromkeys(labels, 1.0), dict.fromkeys(labels, 0.0))
    return _calibrated(plain, [pictures[n] for n in sorted(calibrating)])


def _labels(pictures: Sequence[LabelledPicture], fewest: int) -> dict[str, tuple[str, ...]]:
    known, works = [picture.labels for picture in pictures], [picture.work for picture in pictures]
    attributes = sorted({attribute for labels in known for attribute in labels})
    found = {attribute: answerable(attribute, known, works, fewest) for attribute in attributes}
    return {attribute: names for attribute, names in found.items() if len(names) >= 2}


def _calibration_rows(count: int, seed: int) -> set[int]:
    rng = np.random.default_rng(seed)
    return set(rng.permutation(count)[: max(1, int(count * _CALIBRATION_SHARE))].tolist())


def _view(backbone: nn.Module, device: str) -> View:
    facts = resolve_model_data_config(backbone)  # type: ignore[no-untyped-call]
    return View(int(facts["input_size"][-1]), tuple(facts["mean"]), tuple(facts["std"]), pick_device(device))


@torch.inference_mode()
def _dimension(backbone: nn.Module, view: View) -> int:
    return int(backbone.eval()(torch.zeros(1, 3, view.size_px, view.size_px)).shape[1])


def _places(attribute: str, labels: Sequence[str], pictures: Sequence[LabelledPicture]) -> NDArray[np.int64]:
    place = {label: number for number, label in enumerate(labels)}
    return np.array([place.get(picture.labels.get(attribute, ""), UNKNOWN) for picture in pictures], np.int64)


def _calibrated(trained: Trained, pictures: Sequence[LabelledPicture]) -> Trained:
    """With the temperatures and thresholds that fit pictures it has not learned from."""
    temperatures, thresholds = {}, {}
    for said in trained.ask(pictures, on_pictures=lambda _: None):
        known = said.truth != UNKNOWN
        # The logarithm of a softmax is as good as its scores: they differ by a constant.
        scores = np.log(np.maximum(said.probabilities[known], 1e-12))
        temperature = fit_temperature(scores, said.truth[known]) if known.any() else 1.0
        temperatures[said.attribute] = temperature
        thresholds[said.attribute] = answers_above(softmax(scores / np.float32(temperature)), said.truth[known])
    return replace(trained, temperatures=temperatures, thresholds=thresholds)
