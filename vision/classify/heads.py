"""Classification vector → probabilities: what a linear layer says, blended with what is remembered of its like."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from vision.structures import Embeddings, Guess, Neighbour, RgbImage, Vectors

Labels = Mapping[str, str]
"""Attribute → label, of one reference image; attributes without a label are absent."""

Probabilities = NDArray[np.float32]
"""(count, labels), each row adding up to 1."""

NOT_KNOWN = -1
_GUESSES = 3
_NEIGHBOURS = 50
# Similarity differences of this size make one neighbour e times as heavy as another.
_TEMPERATURE = 0.05


@dataclass(frozen=True, slots=True)
class Head:
    """The labels of one attribute, and how likely each is."""

    attribute: str
    labels: tuple[str, ...]
    weights: NDArray[np.float32]
    """(labels, dimension)."""
    bias: NDArray[np.float32]
    """(labels,)."""
    remembered: NDArray[np.int16]
    """(memory,) places in ``labels`` of the remembered vectors; ``NOT_KNOWN`` where the label is not among them."""
    blend: float
    """The neighbours' share of the probability, 0–1; the linear layer has the rest."""
    answers_above: float
    """Where the likeliest label is less probable than this, nothing is said; above 1 it never speaks."""

    def linear(self, vectors: Vectors) -> Probabilities:
        """softmax(weights · vector + bias)."""
        return softmax(vectors @ self.weights.T + self.bias)

    def neighbours(self, similarities: NDArray[np.float32]) -> Probabilities:
        """The shares of the labels among the most similar of the remembered, by (count, memory) similarities."""
        known = self.remembered != NOT_KNOWN
        return neighbour_shares(similarities[:, known], self.remembered[known], len(self.labels))

    def probabilities(self, vectors: Vectors, similarities: NDArray[np.float32]) -> Probabilities:
        """The blend of both."""
        return blended(self.linear(vectors), self.neighbours(similarities), self.blend)


def softmax(scores: NDArray[np.float32]) -> Probabilities:
    """(count, labels) scores → probabilities."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), np.float32)


def neighbour_shares(similarities: NDArray[np.float32], labels: NDArray[np.int16], count: int) -> Probabilities:
    """The shares of ``count`` labels among the 50 most similar, the nearer the heavier.

    ``similarities``: (queries, memory), cosine; −1 or less leaves one out. ``labels``: (memory,) places.
    """
    shares = np.zeros((len(similarities), count), np.float32)
    for row, own in zip(shares, similarities, strict=True):
        nearest = np.argpartition(-own, min(_NEIGHBOURS, len(own)) - 1)[:_NEIGHBOURS]
        np.add.at(row, labels[nearest], np.exp((own[nearest] - own[nearest].max()) / _TEMPERATURE))
    return np.asarray(shares / shares.sum(axis=1, keepdims=True), np.float32)


def blended(linear: Probabilities, neighbours: Probabilities, share: float) -> Probabilities:
    """``share`` of the neighbours', the rest of the linear layer's."""
    return np.asarray((1 - share) * linear + share * neighbours, np.float32)


@dataclass(frozen=True, slots=True)
class Heads:
    """All heads of a catalogue, for classification vectors of one fingerprint, and the vectors that they remember."""

    fingerprint: str
    heads: tuple[Head, ...]
    memory: Vectors
    """(memory, dimension): the examples that the heads were fitted to."""

    def similarities(self, vectors: Vectors) -> NDArray[np.float32]:
        """(count, memory): cosine of each vector to each remembered one."""
        return vectors @ self.memory.T

    def guess(self, vector: NDArray[np.float32]) -> tuple[Guess, ...]:
        """Up to three guesses for each attribute that is sure enough, likeliest first; ``vector``: (dimension,)."""
        similarities = self.similarities(vector[None])
        said = ((head, head.probabilities(vector[None], similarities)[0]) for head in self.heads)
        return tuple(guess for head, probabilities in said for guess in _guesses(head, probabilities))


class PictureEmbedder(Protocol):
    """Pictures → classification vectors."""

    def embed(self, crops: Sequence[RgbImage]) -> Embeddings:
        """One unit vector per picture."""
        ...


class HeadClassifier:
    """Looks at the picture itself, and asks the catalogue's heads."""

    def __init__(self, embedder: PictureEmbedder, heads: Heads) -> None:
        self._embedder = embedder
        self._heads = heads

    def classify(
        self,
        picture: RgbImage,
        neighbours: Sequence[Neighbour],  # noqa: ARG002 - what it sees says more than what is alike
        labels: Mapping[int, Labels],  # noqa: ARG002
    ) -> tuple[Guess, ...]:
        """Up to three guesses for each attribute that a head is sure enough of, likeliest first.

        Raises:
            ValueError: the heads are for vectors of another network.
        """
        embeddings = self._embedder.embed([picture])
        if embeddings.fingerprint != self._heads.fingerprint:
            raise ValueError(f"heads for {self._heads.fingerprint} cannot read vectors of {embeddings.fingerprint}")
        return self._heads.guess(embeddings.vectors[0])


def _guesses(head: Head, probabilities: NDArray[np.float32]) -> Sequence[Guess]:
    likeliest = np.argsort(-probabilities, kind="stable")[:_GUESSES]
    if probabilities[likeliest[0]] < head.answers_above:
        return ()
    return [Guess(head.attribute, head.labels[place], float(probabilities[place])) for place in likeliest]
