"""Evaluation: photo sets are read or refused, figures are right by hand, the report shows what failed."""

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from vision.evaluation.figures import Share, figures, global_average_precision
from vision.evaluation.photos import PhotoSetUnusable, read_distractors, read_photo_set
from vision.evaluation.report import write_report
from vision.evaluation.run import Claim, Result

QUAD = ((5.0, 5.0), (40.0, 5.0), (40.0, 30.0), (5.0, 30.0))


def write_picture(path: Path, seed: int) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(path), np.random.default_rng(seed).integers(0, 255, (48, 64, 3), dtype=np.uint8))
    return path


def make_set(folder: Path, truth: str) -> Path:
    for number, name in enumerate(("a.jpg", "b.jpg", "c.jpg")):
        write_picture(folder / "queries" / name, number)
    for number, name in enumerate(("x.jpg", "y.jpg")):
        write_picture(folder / "references" / name, 10 + number)
    (folder / "ground_truth.csv").write_text("query,reference\n" + truth, encoding="utf-8")
    return folder


def result(expected: set[int], claims: list[tuple[int, float, bool]], *, rank: int | None = 0) -> Result:
    return Result(
        photo_set="set",
        path=Path("photo.jpg"),
        expected=frozenset(expected),
        rank_before=rank if expected else None,
        claims=tuple(Claim(number, confidence, is_match, 30, QUAD) for number, confidence, is_match in claims),
        milliseconds={"recognize": 100.0},
    )


def test_a_photo_set_is_read_with_several_works_and_with_none(tmp_path: Path) -> None:
    photo_set = read_photo_set(make_set(tmp_path / "mine", "a.jpg,x.jpg\na.jpg,y.jpg\nb.jpg,\n"))
    assert photo_set.name == "mine"
    assert [query.references for query in photo_set.queries] == [{"x.jpg", "y.jpg"}, frozenset(), frozenset()]
    assert [path.name for path in photo_set.references] == ["x.jpg", "y.jpg"]
    assert len(read_photo_set(tmp_path / "mine", limit=1).queries) == 1


def test_a_set_of_photos_with_nothing_to_find_needs_no_references(tmp_path: Path) -> None:
    write_picture(tmp_path / "queries" / "a.jpg", 1)
    (tmp_path / "ground_truth.csv").write_text("query,reference\na.jpg,\n", encoding="utf-8")
    assert read_photo_set(tmp_path).references == ()


@pytest.mark.parametrize(
    ("truth", "said"),
    [("z.jpg,x.jpg\n", "the query z.jpg"), ("a.jpg,nowhere.jpg\n", "references that are not there: nowhere.jpg")],
)
def test_ground_truth_that_names_missing_files_is_refused(tmp_path: Path, truth: str, said: str) -> None:
    with pytest.raises(PhotoSetUnusable, match=said):
        read_photo_set(make_set(tmp_path, truth))


def test_missing_folders_files_and_columns_are_named(tmp_path: Path) -> None:
    with pytest.raises(PhotoSetUnusable, match=r"ground_truth\.csv is missing"):
        read_photo_set(tmp_path)
    (tmp_path / "ground_truth.csv").write_text("query\na.jpg\n", encoding="utf-8")
    with pytest.raises(PhotoSetUnusable, match="no column reference"):
        read_photo_set(tmp_path)
    (tmp_path / "ground_truth.csv").write_text("query,reference\n", encoding="utf-8")
    with pytest.raises(PhotoSetUnusable, match="queries is missing"):
        read_photo_set(tmp_path)


def test_distractors_are_relative_to_their_catalogue(tmp_path: Path) -> None:
    (tmp_path / "artworks.csv").write_text("image,title\nimages/1.webp,One\n,None\n", encoding="utf-8")
    assert read_distractors(tmp_path / "artworks.csv") == [tmp_path / "images/1.webp"]


def test_wilsons_interval_holds_the_share_and_is_never_empty_at_the_ends() -> None:
    assert Share(0, 0).value is None
    assert Share(0, 0).interval is None
    low, high = Share(188, 188).interval or (0, 0)
    # Wilson's score interval for 188 of 188 is 0.97997–1.
    assert (round(low, 4), high) == (0.98, 1.0)
    low, high = Share(5, 10).interval or (0, 0)
    assert (round(low, 3), round(high, 3)) == (0.237, 0.763)


def test_figures_tell_misses_wrong_matches_and_false_accepts_apart() -> None:
    facts = figures(
        [
            result({1}, [(1, 0.99, True)]),
            result({2, 3}, [(2, 0.9, True), (9, 0.8, True)], rank=4),
            result({4}, [(4, 0.4, False)], rank=20),
            result({5}, [(7, 0.3, False)], rank=7),
            result({6}, [], rank=None),
            result(set(), [(8, 0.95, True)]),
            result(set(), [(8, 0.1, False)]),
        ]
    )
    shares = {key: (facts[key]["hits"], facts[key]["total"]) for key in ("top_1", "match_rate")}  # type: ignore[index]
    assert shares == {"top_1": (3, 5), "match_rate": (2, 5)}
    assert facts["match_precision"]["hits"] == 2  # type: ignore[index]
    assert facts["match_precision"]["total"] == 4  # type: ignore[index]
    assert facts["false_accepts"]["hits"] == 1  # type: ignore[index]
    assert facts["works_found_of_several"] == Share(1, 2).as_json()
    assert facts["lost_at"] == {"search": 1, "verify": 1, "decide": 1}
    recall = {rank: share["hits"] for rank, share in facts["candidate_recall"].items()}  # type: ignore[attr-defined]
    assert recall == {"1": 1, "5": 2, "20": 3, "50": 4}


def test_global_average_precision_falls_with_every_confident_error() -> None:
    right = [result({1}, [(1, 0.9, True)]), result({2}, [(2, 0.8, True)])]
    assert global_average_precision(right) == 1.0
    with_error = [*right, result(set(), [(3, 0.85, True)])]
    assert global_average_precision(with_error) == pytest.approx((1 + 2 / 3) / 2)
    assert global_average_precision([result(set(), [])]) is None


def test_the_report_shows_each_failure_with_its_pictures(tmp_path: Path) -> None:
    photo = write_picture(tmp_path / "<photo>.jpg", 1)
    references = [write_picture(tmp_path / f"{number}.jpg", number) for number in range(3)]
    missed = result({1}, [(2, 0.3, False)])
    wrong = result(set(), [(0, 0.97, True)])
    results = [replace(r, path=photo) for r in (missed, wrong, result({0}, [(0, 1.0, True)]))]
    page = write_report(tmp_path / "report", results, references, {"schema": "test"})
    text = page.read_text(encoding="utf-8")
    assert "Missed, lost at: verify" in text
    assert "False accept" in text
    assert text.count("<h3>") == 2
    assert "&lt;photo&gt;.jpg" in text
    assert len(list((tmp_path / "report" / "pictures").iterdir())) == 5
