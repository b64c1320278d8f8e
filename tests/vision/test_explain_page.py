"""The page of an explanation: whole, escaped, and never on top of what is not ours."""

import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from vision.explain.canvas import Sheet
from vision.explain.page import FolderNotOurs, write_page
from vision.explain.story import Explanation, Stage, Term, Weighed, chart, photograph

MATCH = Weighed(
    reference_image_id=7,
    is_match=True,
    confidence=0.99999,
    logit=11.5,
    similarity=0.6,
    picture_similarity=0.9,
    votes=41.0,
    inliers=50,
    coverage=0.4,
    quad=((1.0, 2.0), (30.0, 2.0), (30.0, 20.0), (1.0, 20.0)),
    terms=(Term("log_inliers", 3.9, 3.0),),
)
OTHER = replace(MATCH, reference_image_id=8, is_match=False, confidence=0.00001, picture_similarity=None, quad=None)


def explanation() -> Explanation:
    pixels = np.full((20, 40, 3), 120, np.uint8)
    return Explanation(
        outcome="match",
        headline="Match: #7.",
        stages=(
            Stage("regions", "Where <to> look", "Here & there.", (photograph("regions", pixels, "A 'photo'"),)),
            Stage("timings", "How long", "Not long.", (chart("timings", Sheet(30, 20).pixels, "Bars"),)),
        ),
        candidates=(MATCH, OTHER),
        intercept=-0.2,
        match_above=0.97,
        candidate_above=0.01,
        photo_size_wh=(40, 20),
        fingerprint="embedder",
        index_generation=2,
        index_sequence=30,
        timings_ms={"decode": 1.0},
        reference_image_ids=(7, 9),
    )


def test_the_page_has_all_pictures_beside_it_and_needs_nothing_else(tmp_path: Path) -> None:
    page = write_page(tmp_path / "new" / "folder", explanation(), {7: "Ridge"})
    text = page.read_text(encoding="utf-8")
    sources = re.findall(r"<img src='([^']+)'", text)
    assert sources == ["pictures/regions.jpg", "pictures/timings.png"]
    assert all((page.parent / source).stat().st_size > 60 for source in sources)
    assert "://" not in text
    assert "<script" not in text
    assert "over 0.9999" in text
    assert "under 0.0001" in text
    told = json.loads((page.parent / "explanation.json").read_text(encoding="utf-8"))
    assert told["headline"] == "Match: #7."


def test_whatever_the_catalogue_says_is_text(tmp_path: Path) -> None:
    names = {7: "<script>alert('x')</script>", 9: "A & B"}
    text = write_page(tmp_path, explanation(), names).read_text(encoding="utf-8")
    assert "<script" not in text
    assert "#7 &lt;script&gt;" in text
    assert "#9 A &amp; B" in text
    assert "Where &lt;to&gt; look" in text
    assert "A &#x27;photo&#x27;" in text


def test_an_earlier_explanation_is_replaced_and_leaves_nothing_behind(tmp_path: Path) -> None:
    write_page(tmp_path, explanation(), {})
    (tmp_path / "pictures" / "candidate-5.jpg").write_bytes(b"old")
    (tmp_path / "notes.txt").write_text("mine")
    shorter = replace(explanation(), stages=explanation().stages[:1], headline="Unknown.")
    page = write_page(tmp_path, shorter, {})
    assert "Unknown." in page.read_text(encoding="utf-8")
    assert [path.name for path in (tmp_path / "pictures").iterdir()] == ["regions.jpg"]
    assert (tmp_path / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize("name", ["letter.txt", "explanation.json", "index.html"])
def test_a_folder_of_something_else_is_left_alone(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text('{"schema": "mine"}')
    with pytest.raises(FolderNotOurs, match="holds other files"):
        write_page(tmp_path, explanation(), {})
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_text() == '{"schema": "mine"}'


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    with pytest.raises(FolderNotOurs, match="is a file"):
        write_page(tmp_path / "out", explanation(), {})


def test_a_page_that_cannot_be_finished_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_page(tmp_path, explanation(), {})

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space left"):
        write_page(tmp_path, explanation(), {})
    assert not (tmp_path / "index.html").exists()
    monkeypatch.undo()
    assert write_page(tmp_path, explanation(), {}).exists()
