"""Guesses: shares of the labelled neighbours, the nearer the heavier; too few say nothing."""

import numpy as np
import pytest

from vision.classify import NeighbourClassifier
from vision.structures import Guess, Neighbour

PICTURE = np.zeros((8, 8, 3), np.uint8)


def neighbours(*similarities: float) -> list[Neighbour]:
    return [Neighbour(image_id, similarity) for image_id, similarity in enumerate(similarities)]


def classify(found: list[Neighbour], labels: dict[int, dict[str, str]]) -> tuple[Guess, ...]:
    return NeighbourClassifier().classify(PICTURE, found, labels)


def test_equal_neighbours_share_the_probability() -> None:
    labels = {0: {"style": "Cubism"}, 1: {"style": "Cubism"}, 2: {"style": "Cubism"}, 3: {"style": "Fauvism"}}
    first, second = classify(neighbours(0.8, 0.8, 0.8, 0.8), labels)
    assert [(guess.attribute, guess.label) for guess in (first, second)] == [("style", "Cubism"), ("style", "Fauvism")]
    assert [first.probability, second.probability] == pytest.approx([0.75, 0.25])


def test_one_near_neighbour_outweighs_two_far_ones() -> None:
    labels = {0: {"artist": "Near"}, 1: {"artist": "Far"}, 2: {"artist": "Far"}}
    guesses = classify(neighbours(0.95, 0.6, 0.6), labels)
    assert [guess.label for guess in guesses] == ["Near", "Far"]
    assert guesses[0].probability > 0.9


def test_fewer_than_three_labelled_neighbours_say_nothing() -> None:
    labels = {
        0: {"style": "Cubism", "period": "1910s"},
        1: {"style": "Cubism", "period": "1910s"},
        2: {"period": "1920s"},
    }
    assert {guess.attribute for guess in classify(neighbours(0.9, 0.9, 0.9), labels)} == {"period"}


def test_at_most_three_guesses_per_attribute_and_equals_by_name() -> None:
    labels = {n: {"style": label, "medium": "Oil"} for n, label in enumerate("DBCA")}
    guesses = classify(neighbours(0.7, 0.7, 0.7, 0.7), labels)
    assert [(guess.attribute, guess.label) for guess in guesses] == [
        ("medium", "Oil"),
        ("style", "A"),
        ("style", "B"),
        ("style", "C"),
    ]
    assert guesses[0].probability == pytest.approx(1)
    assert sum(guess.probability for guess in guesses[1:]) == pytest.approx(0.75)


def test_no_neighbours_and_opposite_ones_are_no_trouble() -> None:
    assert classify([], {}) == ()
    labels = {n: {"style": "Cubism"} for n in range(3)}
    assert classify(neighbours(-1.0, -1.0, -1.0), labels)[0].probability == pytest.approx(1)
