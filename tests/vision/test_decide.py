"""Decisions: a match needs proof and a place, one place has one work, and the rest is candidates or unknown."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from vision.decide import FEATURES, Calibration, decide, features, is_explained, overlap, read_calibration
from vision.structures import Candidate, Quad, Verification

PHOTO: Quad = ((0, 0), (1000, 0), (1000, 800), (0, 800))


def box(left: float, top: float, right: float, bottom: float) -> Quad:
    return ((left, top), (right, top), (right, bottom), (left, bottom))


def calibration(**weights: float) -> Calibration:
    return Calibration(
        weights=tuple(weights.get(name, 0.0) for name in FEATURES), intercept=-6.0, match_above=0.9, candidate_above=0.2
    )


BY_INLIERS = calibration(log_inliers=2.0)
"""Confidence: 0.09 with 5 inliers, 0.23 with 10, 0.57 with 22, 0.91 with 63, 0.95 with 90."""


def seen(image_id: int, inliers: int, quad: Quad | None = None, *, similarity: float = 0.5) -> Verification:
    return Verification(Candidate(image_id, similarity, votes=4.0), inliers=inliers, coverage=0.5, quad=quad)


def test_confidence_is_a_probability_for_any_evidence() -> None:
    assert BY_INLIERS.confidence([0.0] * len(FEATURES)) == pytest.approx(0.0025, abs=1e-4)
    certain = replace(BY_INLIERS, intercept=1e9)
    impossible = replace(BY_INLIERS, intercept=-1e9)
    assert 0 < impossible.confidence([0.0] * len(FEATURES)) < 1e-20
    assert 1 - 1e-12 < certain.confidence([0.0] * len(FEATURES)) <= 1


def test_features_of_another_number_are_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        BY_INLIERS.confidence([1.0])


def test_features_grow_with_the_evidence_and_never_go_missing() -> None:
    without, with_ = features(seen(1, 0)), features(replace(seen(1, 50, PHOTO), picture_similarity=0.8))
    assert len(without) == len(with_) == len(FEATURES)
    named = dict(zip(FEATURES, zip(without, with_, strict=True), strict=True))
    assert named["log_inliers"][0] < named["log_inliers"][1]
    assert named["picture_similarity"] == (0.0, 0.8)


def test_nothing_seen_is_unknown_about_the_whole_photo() -> None:
    (decision,) = decide([], BY_INLIERS, whole_photo=PHOTO, shown=5)
    assert (decision.outcome, decision.quad, decision.candidates) == ("unknown", PHOTO, ())


def test_weak_evidence_is_unknown_and_names_no_one() -> None:
    (decision,) = decide([seen(1, 5, box(0, 0, 9, 9)), seen(2, 0)], BY_INLIERS, whole_photo=PHOTO, shown=5)
    assert (decision.outcome, decision.candidates) == ("unknown", ())


def test_candidates_are_the_likely_ones_best_first_and_no_more_than_shown() -> None:
    verifications = [seen(n, 10 + n, box(0, 0, 100, 100)) for n in range(8)] + [seen(99, 3)]
    (decision,) = decide(verifications, BY_INLIERS, whole_photo=PHOTO, shown=3)
    assert decision.outcome == "candidates"
    assert decision.quad == PHOTO
    assert [candidate.reference_image_id for candidate in decision.candidates] == [7, 6, 5]
    assert all(0.2 <= candidate.confidence < 0.9 for candidate in decision.candidates)


def test_equally_likely_candidates_come_in_the_order_of_their_ids() -> None:
    (decision,) = decide([seen(n, 20) for n in (9, 2, 5)], BY_INLIERS, whole_photo=PHOTO, shown=5)
    assert [candidate.reference_image_id for candidate in decision.candidates] == [2, 5, 9]


def test_a_match_is_at_its_place_with_its_evidence() -> None:
    quad = box(100, 100, 400, 500)
    proven = replace(seen(7, 90, quad, similarity=0.4), picture_similarity=0.83)
    (decision,) = decide([seen(1, 20), proven], BY_INLIERS, whole_photo=PHOTO, shown=5)
    assert (decision.outcome, decision.quad) == ("match", quad)
    (candidate,) = decision.candidates
    assert candidate.reference_image_id == 7
    assert candidate.confidence == pytest.approx(BY_INLIERS.confidence(features(proven)))
    assert (candidate.inliers, candidate.coverage, candidate.votes, candidate.quad) == (90, 0.5, 4.0, quad)
    assert candidate.similarity == 0.83  # of the picture itself, rather than of the best window


def test_without_an_outline_the_best_region_s_similarity_is_told() -> None:
    (decision,) = decide([seen(1, 20, similarity=0.4)], BY_INLIERS, whole_photo=PHOTO, shown=5)
    assert decision.candidates[0].similarity == 0.4


def test_confidence_alone_is_no_match_without_a_place() -> None:
    (decision,) = decide([seen(7, 500)], BY_INLIERS, whole_photo=PHOTO, shown=5)
    assert decision.outcome == "candidates"
    assert decision.candidates[0].confidence > BY_INLIERS.match_above


def test_several_works_on_one_wall_are_several_matches_best_first() -> None:
    left, right = box(50, 100, 300, 500), box(500, 100, 900, 500)
    decisions = decide([seen(1, 80, left), seen(2, 200, right), seen(3, 20)], BY_INLIERS, whole_photo=PHOTO, shown=5)
    assert [(d.outcome, d.quad, d.candidates[0].reference_image_id) for d in decisions] == [
        ("match", right, 2),
        ("match", left, 1),
    ]


def test_one_place_has_one_work() -> None:
    place, same, detail = box(100, 100, 500, 500), box(110, 90, 510, 480), box(200, 200, 300, 300)
    beside = box(450, 100, 850, 500)  # touches the first, but shows another wall
    decisions = decide(
        [seen(1, 90, same), seen(2, 200, place), seen(3, 100, detail), seen(4, 80, beside)],
        BY_INLIERS,
        whole_photo=PHOTO,
        shown=5,
    )
    assert [decision.candidates[0].reference_image_id for decision in decisions] == [2, 4]


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [
        (box(0, 0, 10, 10), box(0, 0, 10, 10), 1.0),
        (box(0, 0, 10, 10), box(5, 0, 15, 10), 0.5),
        (box(0, 0, 10, 10), box(2, 2, 4, 4), 1.0),
        (box(0, 0, 10, 10), box(20, 20, 30, 30), 0.0),
        (box(0, 0, 10, 10), box(10, 0, 20, 10), 0.0),
        (box(0, 0, 10, 10), box(5, 5, 5, 5), 0.0),
    ],
)
def test_overlap_is_a_share_of_the_smaller(one: Quad, other: Quad, share: float) -> None:
    assert overlap(one, other) == pytest.approx(share, abs=1e-6)
    assert overlap(other, one) == pytest.approx(share, abs=1e-6)


def written(path: Path, **changes: object) -> Path:
    facts = {
        "features": list(FEATURES),
        "weights": [1.0] * len(FEATURES),
        "intercept": -2.0,
        "match_above": 0.8,
        "candidate_above": 0.1,
    }
    path.write_text(json.dumps(facts | changes), encoding="utf-8")
    return path


def test_a_calibration_is_read_back(tmp_path: Path) -> None:
    read = read_calibration(written(tmp_path / "calibration.json"))
    assert read == Calibration((1.0,) * len(FEATURES), intercept=-2.0, match_above=0.8, candidate_above=0.1)


def test_a_calibration_for_other_features_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "calibration.json", features=["colour", *FEATURES[1:]])
    with pytest.raises(ValueError, match=r"calibration\.json was fitted for \['colour'"):
        read_calibration(path)


def test_a_calibration_with_too_few_weights_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "calibration.json", weights=[1.0])
    with pytest.raises(ValueError, match=r"calibration\.json has 1 weights for \d features"):
        read_calibration(path)


def test_a_reference_seen_in_several_looks_is_named_once_as_seen_best() -> None:
    looks = [seen(1, 12, box(0, 0, 100, 100)), seen(1, 30, box(0, 0, 90, 90)), seen(2, 11, box(0, 0, 50, 50))]
    (decision,) = decide(looks, BY_INLIERS, whole_photo=PHOTO, shown=5)
    assert decision.outcome == "candidates"
    assert [(c.reference_image_id, c.inliers) for c in decision.candidates] == [(1, 30), (2, 11)]


def test_a_place_is_explained_by_a_match_there_and_by_nothing_less() -> None:
    here, there = box(100, 100, 300, 300), box(600, 100, 800, 300)
    certain, likely, unplaced = seen(1, 90, here), seen(2, 20, there), seen(3, 90)
    assert is_explained(box(90, 90, 320, 320), [certain], BY_INLIERS)
    assert not is_explained(there, [certain, likely, unplaced], BY_INLIERS)
    assert not is_explained(there, [], BY_INLIERS)
