"""What ``manage.py evaluate_classification`` does: learn from labelled pictures, and ask about others."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from django.conf import settings
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from vision.classify.fitting import Examples, fit_heads
from vision.embed import WeightsUnavailable, pick_device
from vision.engine import weights_from
from vision.evaluation.classification import Predictions, cross_validated, predict
from vision.evaluation.labelled import LabelledPicture, examples_of, milliseconds_each
from vision.training.classifier import Recipe
from vision.training.end_to_end import NothingToLearn, Plan, Trained, build_backbone, train_end_to_end
from workers.classification import read_examples
from workers.engine import networks
from workers.management.labelled_pictures import read_labelled_pictures

CATALOGUE = "catalogue"
CROSS_VALIDATION = "cross-validation"


@dataclass(frozen=True, slots=True)
class Task:
    """What to learn from, and what to be asked about."""

    train: str
    """A CSV file, or ``CATALOGUE``."""
    tests: tuple[Path, ...]
    """CSV files; none = cross-validation."""
    folds: int
    fewest: int
    """Works that a label needs to be learned."""
    limit: int | None


@dataclass(frozen=True, slots=True)
class Backbone:
    """A timm backbone to train from end to end."""

    name: str
    weights: Path | None
    sha256: str
    epochs: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was said of each test set, by its name; ``network`` is the fingerprint or name of what looked."""

    network: str
    trained_on: int
    said: dict[str, list[Predictions]]
    milliseconds: dict[str, float]


def evaluate_heads(task: Task, console: Console) -> Outcome:
    """Fits the shipped network's heads as the catalogue's task does, and asks them.

    Raises:
        UnusableCsv, UndecodablePhoto, OSError: a CSV file or a picture cannot be used.
        NothingToLearn: no attribute has two labels with enough works.
    """
    embedder = networks().classification_embedder
    trained_on = None if task.train == CATALOGUE else read_labelled_pictures(Path(task.train), limit=task.limit)
    tests = {str(path): read_labelled_pictures(path, limit=task.limit) for path in task.tests}
    with _progress(console) as progress:

        def examples(name: str, pictures: Sequence[LabelledPicture]) -> Examples:
            bar = progress.add_task(f"looking at {name}", total=len(pictures))
            return examples_of(pictures, embedder, cache=_cache(), progress=lambda count: progress.advance(bar, count))

        known = read_examples(embedder.fingerprint).examples if trained_on is None else examples("training", trained_on)
        asked = {name: examples(name, pictures) for name, pictures in tests.items()}
        bar = progress.add_task("fitting", total=1)
        heads, fitted = fit_heads(embedder.fingerprint, known, fewest=task.fewest, folds=task.folds)
        progress.advance(bar)
    if not fitted:
        raise NothingToLearn(f"No attribute has two labels with {task.fewest} works each: see --fewest.")
    said = {name: predict(heads, test) for name, test in asked.items()}
    if not asked:
        said = {CROSS_VALIDATION: [cross_validated(fit) for fit in fitted]}
    sample = next((pictures for pictures in (*tests.values(), trained_on) if pictures), [])
    return Outcome(embedder.fingerprint, len(known), said, milliseconds_each(sample, embedder, heads))


def evaluate_backbone(task: Task, backbone: Backbone, console: Console) -> Outcome:
    """Trains a backbone from end to end, and asks it.

    Raises:
        UnusableCsv, CatalogueUnusable: a CSV file or a picture cannot be used.
        NothingToLearn: no attribute has two labels with enough works.
        WeightsMismatch, FileNotFoundError, ValueError: the weights or the backbone cannot be used.
    """
    if task.train == CATALOGUE:
        raise ValueError("To train a backbone from end to end, name the CSV file of its pictures with --train.")
    pictures = read_labelled_pictures(Path(task.train), limit=task.limit)
    tests = {str(path): read_labelled_pictures(path, limit=task.limit) for path in task.tests}
    network = _start(backbone, console)
    if pick_device(settings.ARTREC["DEVICE"]).type == "cpu":
        console.print("There is no GPU: this trains on the CPU, which for a large backbone takes hours per epoch.")
    if tests:
        trained = _train(network, pictures, task, backbone, console)
        said = {name: _ask(trained, asked, name, console) for name, asked in tests.items()}
        return Outcome(backbone.name, len(pictures), said, {})
    held_out = _one_fold(pictures, task.folds)
    learned = [picture for n, picture in enumerate(pictures) if n not in held_out]
    trained = _train(network, learned, task, backbone, console)
    said = {f"one fold of {task.folds}": _ask(trained, [pictures[n] for n in sorted(held_out)], "the fold", console)}
    return Outcome(backbone.name, len(learned), said, {})


def _start(backbone: Backbone, console: Console) -> torch.nn.Module:
    path = "" if backbone.weights is None else str(backbone.weights)
    weights = weights_from(backbone=backbone.name, path=path, sha256=backbone.sha256)
    try:
        return build_backbone(weights, is_random=False)
    except WeightsUnavailable as unavailable:
        console.print(f"Starting from random weights. {unavailable}")
        return build_backbone(weights, is_random=True)


def _train(
    network: torch.nn.Module, pictures: Sequence[LabelledPicture], task: Task, backbone: Backbone, console: Console
) -> Trained:
    losses: list[float] = []
    with _progress(console) as progress:
        bar = progress.add_task("training", total=None)

        def on_step(loss: float) -> None:
            losses.append(loss)
            progress.update(bar, advance=1, description=f"training, loss {np.mean(losses[-50:]):.2f}")

        return train_end_to_end(
            network,
            pictures,
            Plan(Recipe(epochs=backbone.epochs, backbone_rate=3e-4), settings.ARTREC["DEVICE"], task.fewest),
            on_start=lambda steps: progress.update(bar, total=steps),
            on_step=on_step,
        )


def _ask(trained: Trained, pictures: Sequence[LabelledPicture], name: str, console: Console) -> list[Predictions]:
    with _progress(console) as progress:
        bar = progress.add_task(f"looking at {name}", total=len(pictures))
        return trained.ask(pictures, on_pictures=lambda count: progress.advance(bar, count))


def _one_fold(pictures: Sequence[LabelledPicture], folds: int) -> set[int]:
    """The pictures of one part of the works: to train a backbone for every fold would take too long."""
    works = sorted({picture.work for picture in pictures})
    held_out = set(np.random.default_rng(0).permutation(works)[: max(1, len(works) // folds)].tolist())
    return {n for n, picture in enumerate(pictures) if picture.work in held_out}


def _cache() -> Path:
    return Path(settings.INDEX_DIR).parent / "evaluation-cache"


def _progress(console: Console) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=console)
