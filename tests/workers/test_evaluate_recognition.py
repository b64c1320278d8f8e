"""``manage.py evaluate_recognition``: the production pipeline, measured on a small set made here."""

import json
import sys
from io import StringIO
from pathlib import Path

import cv2
import numpy as np
import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from vision.simulate import CLOSE_UP, photograph
from vision.structures import RgbImage
from vision.studios import STUDIOS

WORKS = 4


def save(path: Path, picture: RgbImage) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    assert cv2.imwrite(str(path), cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))


@pytest.fixture(scope="module")
def photo_set(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four works of studios with much detail, each photographed once, and a photo of a work that is not there."""
    folder = tmp_path_factory.mktemp("sets") / "studio"
    detailed = [studio for studio in STUDIOS if studio.style != STUDIOS[1].style][: WORKS + 1]
    rows = ["query,reference"]
    for number, studio in enumerate(detailed):
        picture = studio.paint(number, (500, 400))
        photo = photograph([picture], rng=np.random.default_rng(number), scene=CLOSE_UP, size_wh=(900, 700)).image
        save(folder / "queries" / f"{number}.JPG", photo)
        if number < WORKS:
            save(folder / "references" / f"{number}.jpg", picture)
        rows.append(f"{number}.JPG,{f'{number}.jpg' if number < WORKS else ''}")
    (folder / "ground_truth.csv").write_text("\n".join(rows), encoding="utf-8")
    return folder


@pytest.fixture(autouse=True)
def own_cache(settings: Settings, tmp_path: Path) -> None:
    settings.INDEX_DIR = tmp_path / "var" / "index"


def test_the_figures_are_shown_and_written(photo_set: Path, tmp_path: Path) -> None:
    out, report, document = tmp_path / "deep" / "figures.json", tmp_path / "report", tmp_path / "evaluation.md"
    shown = StringIO()
    writes = ("--json", str(out), "--report", str(report), "--document", str(document))
    call_command("evaluate_recognition", str(photo_set), "--absent", "--cost", "--knob", *writes, stdout=shown)
    facts = json.loads(out.read_text(encoding="utf-8"))
    assert facts["schema"] == "artrec-evaluation/1"
    assert facts["references"] == WORKS
    assert facts["sets"]["studio"]["candidate_recall"]["5"]["hits"] == WORKS
    assert facts["all"]["top_1"]["hits"] >= WORKS - 1
    assert facts["all"]["false_accepts"] == {**facts["all"]["false_accepts"], "hits": 0, "total": 1}
    assert facts["all"]["false_accepts_without_its_works"]["total"] == WORKS
    assert facts["all"]["milliseconds"]["recognize"]["p50"] > 0
    assert facts["peak_memory_bytes"] > 1e8
    assert len(facts["results"]) == WORKS + 1
    assert facts["cost"]["index_bytes"]["keypoints"] > 0
    assert facts["knob"]["works"] == WORKS
    assert (report / "index.html").is_file()
    assert "### The knob: descriptors per work" in document.read_text(encoding="utf-8")
    assert (tmp_path / "evaluation" / "descriptors-per-work.svg").is_file()
    assert "studio" in shown.getvalue()


def test_odd_sets_are_measured_as_far_as_they_go_and_what_is_odd_is_told(photo_set: Path, tmp_path: Path) -> None:
    """A photo nobody can read, one without a row, a distractor that is missing, a second set of the same name."""
    odd = tmp_path / "studio"
    for name in ("0.JPG", "broken.jpg", "unlabelled.jpg"):
        (odd / "queries").mkdir(parents=True, exist_ok=True)
        (odd / "queries" / name).write_bytes((photo_set / "queries/0.JPG").read_bytes())
    (odd / "queries" / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0 torn")
    (odd / "ground_truth.csv").write_text("query,reference\n0.JPG,\nbroken.jpg,\n", encoding="utf-8")
    (odd / "works.csv").write_text("image\nqueries/0.JPG\ngone.webp\n", encoding="utf-8")
    rooms = tmp_path / "rooms"
    save(rooms / "wall.png", np.full((40, 60, 3), 200, np.uint8))
    out = tmp_path / "figures.json"
    told = StringIO()
    call_command(
        "evaluate_recognition",
        *(str(photo_set), str(odd), "--none", str(rooms), "--distractors", str(odd / "works.csv")),
        *("--limit", "2", "--json", str(out)),
        stdout=StringIO(),
        stderr=told,
    )
    facts = json.loads(out.read_text(encoding="utf-8"))
    assert list(facts["sets"]) == ["studio", "studio-2", "rooms"]
    assert facts["sets"]["studio"]["photos"] == 2
    assert facts["sets"]["studio-2"]["unreadable_photos"] == 1
    assert facts["distractors"] == 1
    for said in ("Left out of the catalogue:", "gone.webp", "Not read, so not found:", "broken.jpg", "1 photos, as"):
        assert said in told.getvalue()


def test_the_comparison_runs_with_what_is_installed_for_development(
    photo_set: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "figures.json"
    arguments = (str(photo_set), "--limit", "2", "--compare", "--json", str(out))
    call_command("evaluate_recognition", *arguments, stdout=StringIO())
    rows = json.loads(out.read_text(encoding="utf-8"))["comparison"]
    assert list(rows) == ["artrec", "perceptual hash", "ORB, brute force, RANSAC"]
    assert rows["artrec"]["all"]["top_1"]["hits"] == 2
    for module in [name for name in sys.modules if name.startswith(("vision.evaluation.baselines", "imagehash"))]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, "imagehash", None)
    with pytest.raises(CommandError, match=r"--compare needs requirements-dev\.txt"):
        call_command("evaluate_recognition", *arguments, stdout=StringIO())


@pytest.mark.parametrize(
    ("arguments", "said"), [((), r"ground_truth\.csv is missing"), (("--limit", "0"), "--limit must be at least 1")]
)
def test_what_cannot_be_meant_is_refused_in_one_line(tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        call_command("evaluate_recognition", str(tmp_path), *arguments)
