"""``manage.py evaluate_classification``: heads, folds, and a backbone from end to end, on pictures made here."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from django.core.management import CommandError, call_command

from catalog.services.classification import save_classification_vectors
from tests.factories import make_artwork, make_reference_image, tiny_picture
from tests.workers.conftest import vector
from vision.engine import Networks
from vision.studios import STUDIOS
from workers import engine
from workers.management.labelled_pictures import UnusableCsv, read_labelled_pictures

pytestmark = pytest.mark.django_db
PAINTERS = (STUDIOS[0], STUDIOS[1], STUDIOS[4])


def paint(folder: Path, per_studio: int, *, seed: int, name: str) -> Path:
    """A CSV file of works by three studios; every second one is dated."""
    rows = ["image,source,source_id,artist,style,year,medium"]
    for number in range(3 * per_studio):
        studio = PAINTERS[number % 3]
        file = f"{name}-{number}.jpg"
        pixels = studio.paint(seed + number, (96, 96))
        cv2.imwrite(str(folder / file), cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR))
        rows.append(
            f"{file},s,{seed + number},{studio.name},{studio.style},{'1950' if number % 2 else ''},oil on canvas"
        )
    path = folder / f"{name}.csv"
    path.write_text("\n".join(rows), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def sets(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("labelled")
    training, test = paint(folder, 8, seed=0, name="training"), paint(folder, 4, seed=500, name="test")
    with test.open("a", encoding="utf-8") as lines:
        lines.write("\ntest-0.jpg,s,999,Nobody,Unheard-of,,")
    return training, test


def run(*arguments: str | Path, out: Path) -> tuple[dict[str, Any], str]:
    shown = StringIO()
    call_command("evaluate_classification", *map(str, arguments), "--json", str(out), stdout=shown)
    return json.loads(out.read_text(encoding="utf-8")), shown.getvalue()


def test_heads_are_fitted_to_one_file_and_asked_about_another(sets: tuple[Path, Path], tmp_path: Path) -> None:
    training, test = sets
    report = tmp_path / "report"
    arguments = ("--train", training, "--test", test, "--fewest", "5", "--report", report)
    facts, shown = run(*arguments, out=tmp_path / "facts.json")
    assert (facts["schema"], facts["trained_on"]) == ("artrec-classification/1", 24)
    [(name, asked)] = facts["tests"].items()
    assert name == str(test)
    assert set(asked["attributes"]) == {"artist", "style"}  # one medium, one period: nothing to choose from
    style = asked["attributes"]["style"]
    assert (style["labels"], style["pictures"]) == (3, 12)
    assert style["top_1"]["hits"] >= 10
    assert style["unknown_to_training"]["pictures"] == 1
    assert facts["milliseconds_per_picture"]["p50"] > 0
    assert (report / "confusion-0-style.svg").is_file()
    assert str(report / "index.html") in shown.replace("\n", "")


def test_without_a_test_it_cross_validates(sets: tuple[Path, Path], tmp_path: Path) -> None:
    facts, _ = run("--train", sets[0], "--fewest", "5", "--folds", "4", out=tmp_path / "facts.json")
    assert facts["tests"]["cross-validation"]["attributes"]["style"]["pictures"] == 24


def test_the_catalogue_itself_is_learned_from(networks: Networks, tmp_path: Path) -> None:
    picture = tiny_picture()
    for style in range(2):
        for number in range(6):
            image = make_reference_image(make_artwork(style=f"Style {style}"), picture)
            near = vector(style, 512) + 0.2 * vector(100 * style + number + 10, 512)
            packed = engine.pack_vector((near / np.linalg.norm(near)).astype(np.float32))
            save_classification_vectors(networks.classification_embedder.fingerprint, {image.pk: packed})
    facts, _ = run("--fewest", "3", out=tmp_path / "facts.json")
    assert facts["trained_on"] == 12
    assert facts["tests"]["cross-validation"]["attributes"]["style"]["top_1"]["hits"] == 12


def test_a_backbone_is_trained_from_end_to_end(
    sets: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def out_of_reach(*_: object) -> None:
        raise OSError("no network")

    monkeypatch.setattr("vision.embed.hf_hub_download", out_of_reach)
    options = ("--backbone", "test_vit", "--epochs", "1", "--fewest", "3", "--limit", "12")
    facts, shown = run("--train", sets[0], "--test", sets[1], *options, out=tmp_path / "facts.json")
    assert (facts["network"], facts["trained_on"]) == ("test_vit", 12)
    assert "Starting from random weights" in shown
    assert "There is no GPU" in shown
    [asked] = facts["tests"].values()
    assert asked["attributes"]["style"]["pictures"] >= 11
    facts, _ = run("--train", sets[0], *options, "--folds", "3", out=tmp_path / "facts.json")
    assert list(facts["tests"]) == ["one fold of 3"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--train", "gone.csv"], r"gone\.csv cannot be read"),
        (["--weights", "w.safetensors"], "name it with --backbone"),
        (["--folds", "1"], "--folds and --fewest are 2 or more"),
        (["--backbone", "test_vit"], "name the CSV file of its pictures with --train"),
        ([], "No attribute has two labels with 20 works each"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(arguments: list[str], message: str) -> None:
    with pytest.raises(CommandError, match=message):
        call_command("evaluate_classification", *arguments, stdout=StringIO())


def test_an_unknown_backbone_is_refused(sets: tuple[Path, Path]) -> None:
    with pytest.raises(CommandError, match="no backbone called 'vgg0'"):
        call_command("evaluate_classification", "--train", str(sets[0]), "--backbone", "vgg0", stdout=StringIO())


def test_rows_are_read_with_what_is_known_of_them(sets: tuple[Path, Path]) -> None:
    pictures = read_labelled_pictures(sets[0])
    assert pictures[0].labels == {"artist": PAINTERS[0].name, "style": PAINTERS[0].style, "medium": "Oil on canvas"}
    assert pictures[1].labels["period"] == "1950–1999"
    assert pictures[0].work == "s:0"
    assert [p.work for p in read_labelled_pictures(sets[0], limit=5)] == [
        p.work for p in read_labelled_pictures(sets[0], limit=5)
    ]
    assert len(read_labelled_pictures(sets[0], limit=5)) == 5


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("image,title\na.jpg,A", "needs a column image and one of style, artist"),
        ("image,style\nmissing.jpg,A", r"missing\.jpg is missing"),
        ("", "needs a column image"),
    ],
)
def test_a_file_that_names_no_pictures_is_refused(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "works.csv").write_text(text, encoding="utf-8")
    with pytest.raises(UnusableCsv, match=message):
        read_labelled_pictures(tmp_path / "works.csv")


def test_rows_without_a_picture_or_an_id_are_no_trouble(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(tiny_picture())
    (tmp_path / "works.csv").write_text("image,style\n,Cubism\na.png,[nan]\n", encoding="utf-8")
    [picture] = read_labelled_pictures(tmp_path / "works.csv")
    assert (picture.work, picture.labels) == ("a.png", {})
