"""The figures of classification, by hand on a dozen pictures."""

from pathlib import Path

import numpy as np
import pytest

from vision.classify.fitting import Examples, fit_heads
from vision.classify.heads import Head, Heads
from vision.evaluation.classification import (
    UNKNOWN,
    Predictions,
    accuracy,
    calibration,
    confusion,
    cross_validated,
    figures,
    predict,
)
from vision.evaluation.classification_report import lines_of, write_report
from vision.evaluation.confusion import draw_confusion

LABELS = ("Cubism", "Fauvism", "Rococo", "Ukiyo-e")


def said(*choices: tuple[int, float]) -> np.ndarray:
    """Rows in which label n has probability p, and the others share the rest."""
    rows = np.zeros((len(choices), 4), np.float32)
    for row, (label, probability) in enumerate(choices):
        rows[row] = (1 - probability) / 3
        rows[row, label] = probability
    return rows


def predictions(**changes: object) -> Predictions:
    """Two of label 0 are right, one is not; the one of label 1 is, that of label 2 is not; one label is not known."""
    values: dict[str, object] = {
        "attribute": "style",
        "labels": LABELS,
        "truth": np.array([0, 0, 0, 1, 2, UNKNOWN]),
        "probabilities": said((0, 0.9), (0, 0.7), (1, 0.7), (1, 0.9), (0, 0.4), (3, 0.8)),
        "answers_above": 0.6,
    }
    return Predictions(**{**values, **changes})  # type: ignore[arg-type]


def test_top_1_counts_pictures_and_balanced_counts_labels() -> None:
    facts = figures(predictions())
    assert (facts["labels"], facts["pictures"]) == (4, 5)
    assert facts["top_1"]["value"] == pytest.approx(3 / 5)  # type: ignore[index]
    assert facts["balanced"]["value"] == pytest.approx((2 / 3 + 1 + 0) / 3)  # type: ignore[index]
    low, high = facts["balanced"]["interval_95"]  # type: ignore[index]
    assert 0 < low < 5 / 9 < high < 1


def test_top_3_forgives_two_places() -> None:
    probabilities = np.array([[0.4, 0.3, 0.2, 0.1]] * 4, np.float32)
    facts = accuracy(probabilities, np.arange(4))
    assert facts["top_1"]["value"] == 0.25  # type: ignore[index]
    assert facts["top_3"]["value"] == 0.75  # type: ignore[index]


def test_what_is_answered_and_how_much_of_it_is_right() -> None:
    facts = figures(predictions())["abstention"]
    assert facts["coverage"]["hits"] == 4  # type: ignore[index]
    assert facts["precision"]["value"] == 0.75  # type: ignore[index]


def test_labels_that_training_did_not_have_are_counted_apart() -> None:
    facts = figures(predictions())["unknown_to_training"]
    assert facts["pictures"] == 1  # type: ignore[index]
    assert facts["answered"]["value"] == 1.0  # type: ignore[index]
    shy = figures(predictions(answers_above=0.85))["unknown_to_training"]
    assert shy["answered"]["value"] == 0.0  # type: ignore[index]


def test_calibration_compares_what_was_said_with_what_came_true() -> None:
    facts = calibration(said((0, 0.9), (0, 0.9), (0, 0.5), (0, 0.5)), np.array([0, 0, 0, 1]))
    bins = facts["bins"]
    assert [(row["accuracy"], row["pictures"]) for row in bins] == [(0.5, 2), (1.0, 2)]  # type: ignore[attr-defined]
    assert facts["expected_calibration_error"] == pytest.approx(0.05)


def test_nothing_known_has_no_value() -> None:
    facts = figures(predictions(truth=np.full(6, UNKNOWN)))
    assert facts["pictures"] == 0
    assert facts["top_1"]["value"] is facts["balanced"]["value"] is None  # type: ignore[index]


def test_the_confusion_counts_rows_of_truth() -> None:
    assert confusion(predictions()).tolist() == [[2, 1, 0, 0], [0, 1, 0, 0], [1, 0, 0, 0], [0, 0, 0, 0]]


def test_a_blend_and_its_parts_are_asked_about_the_labelled_pictures() -> None:
    # Remembered: "A" to the right and "B" above. The linear layer has it the other way round.
    memory = np.array([[1, 0], [0.9, 0.1], [0, 1]], np.float32)
    remembered = np.array([0, 0, 1], np.int16)
    head = Head(
        "style", ("A", "B"), np.array([[0, 5], [5, 0]], np.float32), np.zeros(2, np.float32), remembered, 0.9, 0
    )
    vectors = np.array([[0.1, 0.9], [1, 0]], np.float32)
    test = Examples(vectors, [{"style": "B"}, {"artist": "x"}], ["4", "5"], [False] * 2)
    [answer] = predict(Heads("net", (head,), memory), test)
    assert answer.truth.tolist() == [1]
    assert answer.probabilities.argmax(axis=1).tolist() == [1]
    facts = figures(answer)
    assert facts["alone"]["neighbours"]["top_1"]["value"] == 1.0  # type: ignore[index]
    assert facts["alone"]["linear"]["top_1"]["value"] == 0.0  # type: ignore[index]


def test_the_folds_are_asked_in_cross_validation() -> None:
    rng = np.random.default_rng(0)
    label = np.repeat([0, 1], 20)
    vectors = (np.eye(8)[label] + rng.normal(0, 0.1, (40, 8))).astype(np.float32)
    labels = [{"style": "AB"[n]} for n in label]
    heads, fitted = fit_heads("net", Examples(vectors, labels, [str(n) for n in range(40)], [False] * 40))
    [answer] = [cross_validated(fit) for fit in fitted]
    assert (answer.attribute, answer.labels) == ("style", ("A", "B"))
    assert figures(answer)["top_1"]["value"] == 1.0  # type: ignore[index]
    assert heads.memory.shape == (40, 8)


def test_the_report_shows_every_test_and_matrix(tmp_path: Path) -> None:
    one = predictions(labels=("Cubism & <more>", *LABELS[1:]))
    facts = {"network": "net", "trained_on": 1234, "tests": {"held <out>": {"attributes": {"style": figures(one)}}}}
    page = write_report(tmp_path / "report", {"held <out>": [one]}, facts).read_text(encoding="utf-8")
    assert "held &lt;out&gt;" in page
    assert "1,234 pictures" in page
    assert "<td>top-1</td><td>60.0% (23–88)</td>" in page
    matrix = (tmp_path / "report" / "confusion-0-style.svg").read_text(encoding="utf-8")
    assert "Cubism &amp; &lt;more&gt; (3)" in matrix
    assert "confusion-0-style.svg" in page


def test_of_many_labels_the_commonest_are_drawn() -> None:
    counts = np.diag(np.arange(1, 61))
    drawn = draw_confusion("many", tuple(f"label {n}" for n in range(60)), counts)
    assert "label 59 (60)" in drawn
    assert "label 20 (21)" in drawn
    assert "label 19 (20)" not in drawn


def test_a_test_without_pictures_is_shown_as_such() -> None:
    shown = lines_of({"style": figures(predictions(truth=np.full(6, UNKNOWN)))})
    lines = {line[0]: line[1] for line in shown}
    assert (lines["labels"], lines["pictures"], lines["top-1"]) == ("4", "0", "–")
    assert lines["unknown labels"] == "6"
