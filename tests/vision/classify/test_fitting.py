"""Heads learn what can be learned, say how sure they are, and are judged only on what nobody has seen."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from vision.classify.fitting import (
    Examples,
    Fitted,
    answerable,
    answers_above,
    discriminate,
    fit_head,
    fit_heads,
    fit_temperature,
)
from vision.classify.heads import NOT_KNOWN, Probabilities, softmax

DIMENSION = 16


def clouds(
    counts: Sequence[int], *, noise: float = 0.25, attribute: str = "style", seed: int = 0, seen: bool = False
) -> Examples:
    """``counts[n]`` unit vectors around the n-th axis, labelled "n"; every one of another work."""
    rng = np.random.default_rng(seed)
    label = np.repeat(np.arange(len(counts)), counts)
    vectors = np.eye(DIMENSION)[label] + rng.normal(0, noise, (len(label), DIMENSION))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return Examples(
        vectors=vectors.astype(np.float32),
        labels=[{attribute: str(n)} for n in label],
        works=[f"{seed}-{n}" for n in range(len(label))],
        is_seen=[seen] * len(label),
    )


def said_by(fitted: Fitted, examples: Examples, others: Examples) -> Probabilities:
    """What the head says of others, remembering the examples it was fitted to."""
    return fitted.head.probabilities(others.vectors, others.vectors @ examples.vectors.T)


def joined(*parts: Examples) -> Examples:
    return Examples(
        np.concatenate([part.vectors for part in parts]),
        [known for part in parts for known in part.labels],
        [work for part in parts for work in part.works],
        [flag for part in parts for flag in part.is_seen],
    )


def test_labels_that_lie_apart_are_learned() -> None:
    examples, others = clouds([40, 40, 40]), clouds([20, 20, 20], seed=1)
    fitted = fit_head("style", examples)
    assert fitted is not None
    assert fitted.head.labels == ("0", "1", "2")
    said = said_by(fitted, examples, others).argmax(axis=1)
    assert (said == np.repeat([0, 1, 2], 20)).mean() > 0.95
    assert len(fitted.held_out.rows) == 120


def test_probabilities_are_what_comes_true() -> None:
    examples, others = clouds([300, 300, 300], noise=0.6), clouds([300, 300, 300], noise=0.6, seed=1)
    fitted = fit_head("style", examples)
    assert fitted is not None
    probabilities = said_by(fitted, examples, others)
    right = probabilities.argmax(axis=1) == np.repeat([0, 1, 2], 300)
    assert 0.6 < right.mean() < 0.97
    assert probabilities.max(axis=1).mean() == pytest.approx(right.mean(), abs=0.07)


def test_a_label_of_few_works_is_left_out_however_many_pictures_it_has() -> None:
    examples = clouds([20, 20, 20])
    works = [*examples.works[:40], *(["one work"] * 20)]
    fitted = fit_head("style", replace(examples, works=works))
    assert fitted is not None
    assert fitted.head.labels == ("0", "1")
    assert answerable("style", examples.labels, works, 1) == ("0", "1", "2")


@pytest.mark.parametrize("counts", [[30], [30, 7]])
def test_a_single_label_is_nothing_to_choose_from(counts: list[int]) -> None:
    assert fit_head("style", clouds(counts)) is None


def test_each_attribute_has_its_own_examples() -> None:
    both = joined(clouds([20, 20]), clouds([20, 20], attribute="medium", seed=3))
    heads, fitted = fit_heads("net", both)
    assert [head.attribute for head in heads.heads] == ["medium", "style"]
    assert [fit.held_out.rows.min() for fit in fitted] == [40, 0]
    assert heads.memory.shape == (80, DIMENSION)
    assert (heads.heads[0].remembered[:40] == NOT_KNOWN).all()


def test_pictures_of_one_work_are_on_one_side_of_every_fold() -> None:
    # Labels at random, but each work has two equal pictures: whoever sees one of them knows the other.
    rng = np.random.default_rng(0)
    vectors = rng.normal(size=(60, DIMENSION)).astype(np.float32)
    vectors = np.repeat(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), 2, axis=0)
    labels = [{"style": str(n)} for n in np.repeat(rng.integers(2, size=60), 2)]
    examples = Examples(vectors, labels, [str(n // 2) for n in range(120)], [False] * 120)
    fitted = fit_head("style", examples)
    assert fitted is not None
    held_out = fitted.held_out
    for said in (held_out.linear, held_out.neighbours):
        assert (said.argmax(axis=1) == held_out.truth).mean() < 0.75


def test_what_the_network_was_trained_on_does_not_calibrate() -> None:
    flattering = clouds([150, 150], noise=0.05, seen=True)
    honest = clouds([80, 80], noise=0.9, seed=1)
    both = joined(flattering, honest)
    fitted = fit_head("style", both)
    assert fitted is not None
    assert sorted(fitted.held_out.rows.tolist()) == list(range(300, 460))
    others = said_by(fitted, both, clouds([200, 200], noise=0.9, seed=2))
    right = others.argmax(axis=1) == np.repeat([0, 1], 200)
    assert others.max(axis=1).mean() == pytest.approx(right.mean(), abs=0.08)


def test_where_hardly_anything_is_unseen_everything_calibrates() -> None:
    fitted = fit_head("style", joined(clouds([50, 50], seen=True), clouds([20, 20], seed=1)))
    assert fitted is not None
    assert len(fitted.held_out.rows) == 140


def test_the_temperature_undoes_a_scale() -> None:
    rng = np.random.default_rng(0)
    scores = rng.normal(0, 2, (4000, 3)).astype(np.float32)
    drawn = rng.random((4000, 1)) < np.cumsum(softmax(scores), axis=1)
    truth = drawn.argmax(axis=1)
    assert fit_temperature(scores * 3, truth) == pytest.approx(3, rel=0.08)
    assert fit_temperature(scores, truth) == pytest.approx(1, rel=0.08)


def test_the_threshold_is_the_lowest_that_keeps_the_precision() -> None:
    confidence = np.linspace(1, 0.51, 50, dtype=np.float32)
    probabilities = np.stack([confidence, 1 - confidence], axis=1)
    truth = np.where(np.arange(50) < 32, 0, 1)  # the 32 surest are right
    threshold = answers_above(probabilities, truth)
    assert threshold == pytest.approx(confidence[39])  # 32 of 40 are 80 %
    assert answers_above(probabilities, truth, precision=1.0) == pytest.approx(confidence[31])


def test_where_no_threshold_is_right_often_enough_nothing_is_said() -> None:
    probabilities = np.tile(np.array([[0.9, 0.1]], np.float32), (40, 1))
    assert answers_above(probabilities, np.ones(40, np.int64)) > 1
    assert answers_above(np.zeros((0, 2), np.float32), np.zeros(0, np.int64)) > 1


def test_a_label_without_examples_has_no_chance() -> None:
    examples = clouds([20, 20])
    weights, bias = discriminate(examples.vectors, np.repeat([0, 2], 20), 3, 0.5)
    assert set((examples.vectors @ weights.T + bias).argmax(axis=1).tolist()) == {0, 2}


def test_labels_in_two_places_are_told_by_their_neighbours() -> None:
    # Each label lies at both ends of its axis: no linear layer can tell them.
    four = clouds([40, 40, 40, 40], noise=0.05)
    vectors = np.concatenate([four.vectors[:80], -four.vectors[:80]])
    labels = [{"style": "AB"[n % 80 // 40]} for n in range(160)]
    fitted = fit_head("style", Examples(vectors, labels, four.works, [False] * 160))
    assert fitted is not None
    assert fitted.head.blend >= 0.5
    assert (fitted.held_out.blended(fitted.head.blend).argmax(axis=1) == fitted.held_out.truth).all()
