"""Labelled classification vectors → calibrated heads, and what they reach on vectors that they were not fitted on.

The linear layer is Fisher's discriminant with a shrunk covariance (Friedman, JASA 1989): closed, quick, and better here
than logistic regression (docs/classification.md). Shrinkage, temperature (Guo et al., ICML 2017), the neighbours' share
and the threshold below which a head keeps silent come from cross-validation: the pictures of one work are always in the
same fold, and only those count that the network itself has never seen, unless there are hardly any.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vision.classify.heads import NOT_KNOWN, Head, Heads, Labels, Probabilities, blended, neighbour_shares, softmax
from vision.structures import Vectors

FEWEST_WORKS = 8
"""A label of fewer works than this is no head's to answer."""

PRECISION = 0.8
"""A head speaks where at least this share of its likeliest labels is right."""

FOLDS = 5
_SHRINKAGES = (0.1, 0.5, 0.9)
_BLENDS = (0.0, 0.25, 0.5, 0.75, 1.0)
_TEMPERATURES = np.geomspace(0.2, 30.0, 60)
# Half of the labels' logarithmic shares is added to the scores: between the commonest label's advantage (which serves
# the accuracy over pictures) and none (which serves the accuracy over labels).
_PRIOR = 0.5
# Of fewer unseen pictures a calibration would be chance.
_FEWEST_UNSEEN = 100
# Fewer answers than this say nothing about their precision.
_FEWEST_ANSWERS = 20
# More would take longer than a task may; the commonest are kept.
_MOST_LABELS = 500


@dataclass(frozen=True, slots=True)
class Examples:
    """Vectors of one fingerprint with what is known of them, row by row."""

    vectors: Vectors
    labels: Sequence[Labels]
    works: Sequence[str]
    """The work that each vector's picture shows: pictures of one work are never on both sides of a fold."""
    is_seen: Sequence[bool]
    """Whether the network itself was trained on the picture: then its vector is too good to calibrate on."""

    def __len__(self) -> int:
        return len(self.labels)


class CrossValidated(NamedTuple):
    """What a head's folds said of the examples they were not fitted on."""

    rows: NDArray[np.int64]
    """(count,) of the examples."""
    truth: NDArray[np.int64]
    """(count,) places in the head's labels."""
    linear: Probabilities
    neighbours: Probabilities

    def blended(self, share: float) -> Probabilities:
        """What the head with that share of neighbours would have said."""
        return blended(self.linear, self.neighbours, share)


@dataclass(frozen=True, slots=True)
class Fitted:
    """A head, and its cross-validation."""

    head: Head
    held_out: CrossValidated


def fit_heads(
    fingerprint: str, examples: Examples, *, fewest: int = FEWEST_WORKS, folds: int = FOLDS
) -> tuple[Heads, list[Fitted]]:
    """Heads of all attributes that can be learned, remembering the examples; and their cross-validation."""
    attributes = sorted({attribute for known in examples.labels for attribute in known})
    tried = (fit_head(attribute, examples, fewest=fewest, folds=folds) for attribute in attributes)
    fitted = [fit for fit in tried if fit is not None]
    return Heads(fingerprint, tuple(fit.head for fit in fitted), examples.vectors), fitted


def fit_head(attribute: str, examples: Examples, *, fewest: int = FEWEST_WORKS, folds: int = FOLDS) -> Fitted | None:
    """The head of one attribute, or None where fewer than two labels have ``fewest`` works or more."""
    names = answerable(attribute, examples.labels, examples.works, fewest)
    if len(names) < 2:
        return None
    place = {name: number for number, name in enumerate(names)}
    remembered = np.array([place.get(known.get(attribute, ""), NOT_KNOWN) for known in examples.labels], np.int16)
    rows = np.flatnonzero(remembered != NOT_KNOWN)
    truth = remembered[rows].astype(np.int64)
    works = [examples.works[n] for n in rows.tolist()]
    judged = _judged([examples.is_seen[n] for n in rows.tolist()])
    learned = _Learned(examples.vectors[rows], truth, _folds(works, truth, folds), len(names))
    shrinkage, temperature, linear = learned.best_linear(judged)
    held_out = CrossValidated(rows[judged], truth[judged], linear, learned.neighbours(judged))
    share = min(_BLENDS, key=lambda share: surprise(held_out.blended(share), held_out.truth))
    weights, bias = discriminate(learned.vectors, truth, len(names), shrinkage)
    head = Head(
        attribute=attribute,
        labels=names,
        weights=weights / np.float32(temperature),
        bias=bias / np.float32(temperature),
        remembered=remembered,
        blend=share,
        answers_above=answers_above(held_out.blended(share), held_out.truth),
    )
    return Fitted(head, held_out)


@dataclass(frozen=True, slots=True)
class _Learned:
    """The examples of one attribute, dealt into folds."""

    vectors: Vectors
    truth: NDArray[np.int64]
    fold: NDArray[np.int64]
    labels: int

    def best_linear(self, judged: NDArray[np.int64]) -> tuple[float, float, Probabilities]:
        """The shrinkage and temperature under which the judged examples surprise least, and what is said of them."""
        found = []
        for shrinkage in _SHRINKAGES:
            scores = np.zeros((len(judged), self.labels), np.float32)
            for number in np.unique(self.fold):
                others, asked = self.fold != number, self.fold[judged] == number
                weights, bias = discriminate(self.vectors[others], self.truth[others], self.labels, shrinkage)
                scores[asked] = self.vectors[judged[asked]] @ weights.T + bias
            temperature = fit_temperature(scores, self.truth[judged])
            found.append((shrinkage, temperature, softmax(scores / np.float32(temperature))))
        return min(found, key=lambda tried: surprise(tried[2], self.truth[judged]))

    def neighbours(self, judged: NDArray[np.int64]) -> Probabilities:
        """What the examples of other folds say of the judged ones."""
        parts = [np.zeros((0, self.labels), np.float32)]
        for chunk in np.array_split(judged, max(1, len(judged) // 256)):
            similarities = self.vectors[chunk] @ self.vectors.T
            similarities[self.fold[chunk][:, None] == self.fold[None]] = -1.0
            parts.append(neighbour_shares(similarities, self.truth.astype(np.int16), self.labels))
        return np.concatenate(parts)


def answerable(attribute: str, labels: Sequence[Labels], works: Sequence[str], fewest: int) -> tuple[str, ...]:
    """The labels that ``fewest`` works or more have, by name; of very many the commonest."""
    pairs = {(known[attribute], work) for known, work in zip(labels, works, strict=True) if attribute in known}
    counts = Counter(label for label, _ in sorted(pairs))
    return tuple(sorted(label for label, count in counts.most_common(_MOST_LABELS) if count >= fewest))


def discriminate(
    vectors: Vectors, truth: NDArray[np.int64], labels: int, shrinkage: float
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Fisher's discriminant: weights (labels, dimension) and bias. A label without examples is given no chance.

    The covariance within the labels is drawn towards a multiple of the identity, by ``shrinkage`` of 0 to 1.
    """
    counts = np.bincount(truth, minlength=labels)
    sums = np.zeros((labels, vectors.shape[1]), np.float64)
    np.add.at(sums, truth, vectors)
    means = sums / np.maximum(counts, 1)[:, None]
    within = vectors - means[truth]
    covariance = within.T @ within / len(vectors)
    spread = np.trace(covariance) / len(covariance) + 1e-6
    shrunk = (1 - shrinkage) * covariance + shrinkage * spread * np.eye(len(covariance))
    weights = np.linalg.solve(shrunk, means.T).T
    prior = np.log(np.maximum(counts, 1e-9) / len(truth))
    bias = _PRIOR * prior - (weights * means).sum(axis=1) / 2
    return weights.astype(np.float32), bias.astype(np.float32)


def surprise(probabilities: Probabilities, truth: NDArray[np.int64]) -> float:
    """The mean negative logarithm of what was given to the truth; nothing is given less than a thousandth."""
    return float(-np.log(np.maximum(probabilities[np.arange(len(truth)), truth], 1e-3)).mean())


def fit_temperature(scores: NDArray[np.float32], truth: NDArray[np.int64]) -> float:
    """What to divide the scores by so that the truth surprises least: one of 60 values from 0.2 to 30."""
    tried = [float(value) for value in _TEMPERATURES]
    return min(tried, key=lambda temperature: surprise(softmax(scores / np.float32(temperature)), truth))


def answers_above(probabilities: Probabilities, truth: NDArray[np.int64], precision: float = PRECISION) -> float:
    """The lowest confidence from which upwards the likeliest label is right as often as ``precision`` asks.

    Above 1 where no threshold does.
    """
    confidence = probabilities.max(axis=1)
    surest_first = np.argsort(-confidence, kind="stable")
    right = probabilities.argmax(axis=1)[surest_first] == truth[surest_first]
    answers = np.arange(1, len(right) + 1)
    enough = (np.cumsum(right) / answers >= precision) & (answers >= min(_FEWEST_ANSWERS, len(right)))
    if not enough.any():
        return 1.1
    return float(confidence[surest_first[np.flatnonzero(enough)[-1]]])


def _judged(is_seen: Sequence[bool]) -> NDArray[np.int64]:
    """The places to calibrate on: what the network has not seen or, where that is next to nothing, everything."""
    unseen = np.flatnonzero(~np.array(is_seen, bool))
    return unseen if len(unseen) >= _FEWEST_UNSEEN else np.arange(len(is_seen))


def _folds(works: Sequence[str], truth: NDArray[np.int64], folds: int) -> NDArray[np.int64]:
    """A fold per example: each label's works are dealt out in turn, from a random start."""
    rng = np.random.default_rng(0)
    fold_of: dict[str, int] = {}
    for label in range(int(truth.max()) + 1):
        own = sorted({works[n] for n in np.flatnonzero(truth == label).tolist()})
        start = int(rng.integers(folds))
        for turn, number in enumerate(rng.permutation(len(own))):
            fold_of.setdefault(own[number], (start + turn) % folds)
    return np.array([fold_of[work] for work in works], np.int64)
