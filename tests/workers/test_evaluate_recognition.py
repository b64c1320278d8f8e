"""``manage.py evaluate_recognition``: the production pipeline, measured on a small set made here."""

import json
from io import StringIO
from pathlib import Path

import cv2
import numpy as np
import pytest
from django.core.management import CommandError, call_command

from vision.simulate import CLOSE_UP, photograph
from vision.structures import RgbImage
from vision.studios import STUDIOS

WORKS = 4


def save(path: Path, picture: RgbImage) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(path), cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))


@pytest.fixture(scope="module")
def photo_set(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four works of studios with much detail, each photographed once, and a photo of a work that is not there."""
    folder = tmp_path_factory.mktemp("sets") / "studio"
    detailed = [studio for studio in STUDIOS if studio.style != STUDIOS[1].style][: WORKS + 1]
    rows = ["query,reference"]
    for number, studio in enumerate(detailed):
        picture = studio.paint(number, (500, 400))
        photo = photograph([picture], rng=np.random.default_rng(number), scene=CLOSE_UP, size_wh=(900, 700)).image
        save(folder / "queries" / f"{number}.jpg", photo)
        if number < WORKS:
            save(folder / "references" / f"{number}.jpg", picture)
            rows.append(f"{number}.jpg,{number}.jpg")
    (folder / "ground_truth.csv").write_text("\n".join(rows), encoding="utf-8")
    return folder


def test_the_figures_are_shown_and_written(photo_set: Path, tmp_path: Path) -> None:
    out, report = tmp_path / "figures.json", tmp_path / "report"
    shown = StringIO()
    call_command("evaluate_recognition", str(photo_set), "--json", str(out), "--report", str(report), stdout=shown)
    facts = json.loads(out.read_text(encoding="utf-8"))
    assert facts["schema"] == "artrec-evaluation/1"
    assert facts["references"] == WORKS
    assert facts["sets"]["studio"]["candidate_recall"]["5"]["hits"] == WORKS
    assert facts["all"]["top_1"]["hits"] >= WORKS - 1
    assert facts["all"]["false_accepts"] == {**facts["all"]["false_accepts"], "hits": 0, "total": 1}
    assert facts["all"]["milliseconds"]["recognize"]["p50"] > 0
    assert facts["peak_memory_bytes"] > 1e8
    assert (report / "index.html").is_file()
    assert "studio" in shown.getvalue()


def test_a_set_that_is_not_laid_out_is_refused_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"ground_truth\.csv is missing"):
        call_command("evaluate_recognition", str(tmp_path))
