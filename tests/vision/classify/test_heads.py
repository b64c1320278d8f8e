"""Heads speak where they are sure enough, and only about vectors of their own network."""

from collections.abc import Sequence

import numpy as np
import pytest

from vision.classify.heads import NOT_KNOWN, Head, HeadClassifier, Heads, neighbour_shares
from vision.structures import Embeddings, RgbImage, Vectors

LABELS = ("Cubism", "Fauvism", "Rococo", "Baroque")
PICTURE = np.zeros((4, 4, 3), np.uint8)


def head(attribute: str = "style", *, answers_above: float = 0.0, blend: float = 0.0) -> Head:
    """Four labels; the linear scores are the vector's four numbers, times ten; the second vector was a Baroque."""
    weights = np.eye(4, dtype=np.float32) * 10
    remembered = np.array([NOT_KNOWN, 3], np.int16)
    return Head(attribute, LABELS, weights, np.zeros(4, np.float32), remembered, blend, answers_above)


def heads(*each: Head) -> Heads:
    return Heads("net", each, np.array([[1, 0, 0, 0], [0, 0, 1, 0]], np.float32))


class Looking:
    """Sees the same vector in every picture."""

    def __init__(self, vector: Sequence[float], fingerprint: str = "net") -> None:
        self.vectors: Vectors = np.array([vector], np.float32)
        self.fingerprint = fingerprint
        self.seen: list[RgbImage] = []

    def embed(self, crops: Sequence[RgbImage]) -> Embeddings:
        self.seen.extend(crops)
        return Embeddings(self.vectors, self.fingerprint)


def test_the_three_likeliest_labels_with_their_probabilities() -> None:
    guesses = HeadClassifier(Looking([0.3, 0.1, 0.2, 0.0]), heads(head())).classify(PICTURE, [], {})
    assert [guess.label for guess in guesses] == ["Cubism", "Rococo", "Fauvism"]
    expected = np.exp([3, 2, 1]) / np.exp([3, 2, 1, 0]).sum()
    assert [guess.probability for guess in guesses] == pytest.approx(expected.tolist())
    assert {guess.attribute for guess in guesses} == {"style"}


def test_the_picture_itself_is_looked_at() -> None:
    looking = Looking([1, 0, 0, 0])
    HeadClassifier(looking, heads(head())).classify(PICTURE, [], {})
    assert looking.seen == [PICTURE]


@pytest.mark.parametrize(("threshold", "answers"), [(0.64, 3), (0.65, 0), (1.1, 0)])
def test_below_its_threshold_a_head_keeps_silent(threshold: float, answers: int) -> None:
    guesses = heads(head(answers_above=threshold)).guess(np.array([0.3, 0.1, 0.2, 0.0], np.float32))
    assert len(guesses) == answers  # the likeliest has 0.644


def test_one_silent_head_does_not_silence_another() -> None:
    both = heads(head("style", answers_above=1.1), head("artist"))
    assert {guess.attribute for guess in both.guess(np.ones(4, np.float32))} == {"artist"}


def test_probabilities_of_far_apart_scores_are_finite() -> None:
    vectors = np.array([[100, -100, 0, 0], [0, 0, 0, 0]], np.float32)
    assert head().linear(vectors).tolist() == [[1, 0, 0, 0], [0.25, 0.25, 0.25, 0.25]]


def test_vectors_of_another_network_are_refused() -> None:
    classifier = HeadClassifier(Looking([1, 0, 0, 0], fingerprint="other"), heads(head()))
    with pytest.raises(ValueError, match="heads for net cannot read vectors of other"):
        classifier.classify(PICTURE, [], {})


def test_neighbours_have_their_share_of_a_blend() -> None:
    first, *_ = heads(head(blend=0.75)).guess(np.array([0.3, 0.1, 0.2, 0.0], np.float32))
    linear = float(np.exp(0) / np.exp([3, 2, 1, 0]).sum())
    assert first.label == "Baroque"
    assert first.probability == pytest.approx(0.75 + 0.25 * linear)


def test_the_nearer_of_two_neighbours_weighs_more() -> None:
    similarities = np.array([[0.9, 0.85, -1.0]], np.float32)
    shares = neighbour_shares(similarities, np.array([0, 1, 1], np.int16), 2)
    assert shares[0].tolist() == pytest.approx([np.e / (np.e + 1), 1 / (np.e + 1)], rel=1e-3)


def test_no_more_than_fifty_are_asked() -> None:
    similarities = np.array([[0.5] * 50 + [0.499] * 100], np.float32)
    shares = neighbour_shares(similarities, np.repeat([0, 1], [50, 100]).astype(np.int16), 2)
    assert shares.tolist() == [[1.0, 0.0]]
