"""Predictions → figures with 95 % intervals: how often the guessed labels are right, and how well they know it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from vision.classify.fitting import Examples, Fitted
from vision.classify.heads import Head, Heads, Probabilities, blended
from vision.evaluation.intervals import share

SCHEMA = "artrec-classification/1"
UNKNOWN = -1
_Z = 1.959964


@dataclass(frozen=True, slots=True)
class Predictions:
    """What was said of one attribute of the pictures of a test."""

    attribute: str
    labels: tuple[str, ...]
    truth: NDArray[np.int64]
    """(count,) places in ``labels``; ``UNKNOWN`` for a label that training did not have."""
    probabilities: Probabilities
    """(count, labels)."""
    answers_above: float
    alone: Mapping[str, Probabilities] = field(default_factory=dict)
    """What the parts of a blend say without each other."""


def figures(predictions: Predictions) -> dict[str, object]:
    """All figures of an attribute, ready for JSON. Pictures of labels unknown to training are counted apart."""
    known = predictions.truth != UNKNOWN
    truth, probabilities = predictions.truth[known], predictions.probabilities[known]
    strangers = predictions.probabilities[~known].max(axis=1, initial=0.0)
    facts: dict[str, object] = {
        "labels": len(predictions.labels),
        "pictures": int(known.sum()),
        **accuracy(probabilities, truth),
        "calibration": calibration(probabilities, truth),
        "abstention": abstention(probabilities, truth, predictions.answers_above),
        "unknown_to_training": {
            "pictures": len(strangers),
            "answered": share((strangers >= predictions.answers_above).tolist()).as_json(),
        },
    }
    facts["alone"] = {name: accuracy(part[known], truth) for name, part in predictions.alone.items()}
    return facts


def accuracy(probabilities: Probabilities, truth: NDArray[np.int64]) -> dict[str, object]:
    """Top-1, top-3, and balanced accuracy: the mean over the labels of the share of their pictures that is right."""
    ranked = np.argsort(-probabilities, axis=1, kind="stable")
    right = ranked[:, 0] == truth
    return {
        "top_1": share(right.tolist()).as_json(),
        "top_3": share((ranked[:, :3] == truth[:, None]).any(axis=1).tolist()).as_json(),
        "balanced": _balanced(right, truth),
    }


def _balanced(right: NDArray[np.bool_], truth: NDArray[np.int64]) -> dict[str, object]:
    """The interval is the normal one of a mean of independent shares, each smoothed by two trials."""
    shares = [right[truth == label] for label in np.unique(truth)]
    if not shares:
        return {"value": None, "interval_95": None, "labels": 0}
    value = float(np.mean([own.mean() for own in shares]))
    smoothed = [(own.sum() + 1) / (len(own) + 2) for own in shares]
    variance = sum(p * (1 - p) / (len(own) + 2) for p, own in zip(smoothed, shares, strict=True)) / len(shares) ** 2
    half = _Z * sqrt(variance)
    return {"value": value, "interval_95": (max(0.0, value - half), min(1.0, value + half)), "labels": len(shares)}


def calibration(probabilities: Probabilities, truth: NDArray[np.int64], *, bins: int = 10) -> dict[str, object]:
    """The reliability table of the likeliest labels, and its expected calibration error."""
    confidence = probabilities.max(axis=1, initial=0.0)
    right = probabilities.argmax(axis=1) == truth
    place = np.minimum((confidence * bins).astype(int), bins - 1)
    rows = [
        {
            "confidence": float(confidence[place == number].mean()),
            "accuracy": float(right[place == number].mean()),
            "pictures": int((place == number).sum()),
        }
        for number in np.unique(place)
    ]
    error = sum(abs(row["confidence"] - row["accuracy"]) * row["pictures"] for row in rows) / max(1, len(truth))
    return {"expected_calibration_error": error, "bins": rows}


def abstention(probabilities: Probabilities, truth: NDArray[np.int64], answers_above: float) -> dict[str, object]:
    """How much is answered at the head's threshold, and how much of that is right."""
    answered = probabilities.max(axis=1, initial=0.0) >= answers_above
    right = probabilities.argmax(axis=1) == truth
    return {
        "threshold": answers_above,
        "coverage": share(answered.tolist()).as_json(),
        "precision": share(right[answered].tolist()).as_json(),
    }


def confusion(predictions: Predictions) -> NDArray[np.int64]:
    """(labels, labels): how many pictures of the row's label were taken for the column's."""
    known = predictions.truth != UNKNOWN
    counts = np.zeros((len(predictions.labels), len(predictions.labels)), np.int64)
    np.add.at(counts, (predictions.truth[known], predictions.probabilities[known].argmax(axis=1)), 1)
    return counts


def predict(heads: Heads, test: Examples) -> list[Predictions]:
    """What all heads say of a test, attribute by attribute, of the pictures that have a label of it."""
    return [_predictions(head, heads, test) for head in heads.heads]


def _predictions(head: Head, heads: Heads, test: Examples) -> Predictions:
    rows = [n for n, known in enumerate(test.labels) if head.attribute in known]
    place = {label: number for number, label in enumerate(head.labels)}
    truth = [place.get(test.labels[n][head.attribute], UNKNOWN) for n in rows]
    vectors = test.vectors[rows]
    parts = [head.neighbours(heads.similarities(part)) for part in np.array_split(vectors, len(vectors) // 256 + 1)]
    linear, neighbours = head.linear(vectors), np.concatenate(parts)
    return Predictions(
        attribute=head.attribute,
        labels=head.labels,
        truth=np.array(truth, np.int64),
        probabilities=blended(linear, neighbours, head.blend),
        answers_above=head.answers_above,
        alone={"linear": linear, "neighbours": neighbours},
    )


def cross_validated(fitted: Fitted) -> Predictions:
    """What the folds of a head said."""
    head, held_out = fitted.head, fitted.held_out
    return Predictions(
        attribute=head.attribute,
        labels=head.labels,
        truth=held_out.truth,
        probabilities=held_out.blended(head.blend),
        answers_above=head.answers_above,
        alone={"linear": held_out.linear, "neighbours": held_out.neighbours},
    )
