"""`manage.py import_artworks`: its exit status, its rejects, and a second run that changes nothing."""

import csv
import datetime
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from catalog.management.commands.import_artworks import INTERRUPTED
from catalog.models import Artwork, Display, IngestionJob, ReferenceImage
from tests.factories import tiny_picture

pytestmark = pytest.mark.django_db

Run = Callable[..., str]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Imports list.csv, in which the test wrote, and returns what was said."""
    monkeypatch.chdir(tmp_path)

    def run_command(text: str | None = None, *arguments: str) -> str:
        if text is not None:
            (tmp_path / "list.csv").write_text(text, encoding="utf-8")
        call_command("import_artworks", "list.csv", *arguments)
        return capsys.readouterr().out

    return run_command


def rejects(path: str = "list.rejects.csv") -> list[dict[str, str]]:
    with Path(path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_clean_file_and_its_second_run(run: Run, tmp_path: Path) -> None:
    (tmp_path / "1.png").write_bytes(tiny_picture(1))
    text = "title,id,image\nA,1,1.png\nB,2,\n"
    assert run(text).startswith("2 rows: 2 created, 0 updated, 0 unchanged, 0 rejected, in ")
    assert run(text).startswith("2 rows: 0 created, 0 updated, 2 unchanged, 0 rejected, in ")
    assert not Path("list.rejects.csv").exists()
    assert Artwork.objects.filter(source="list").count() == 2
    assert ReferenceImage.objects.count() == 1


def test_rejected_rows_keep_their_order_line_and_cells(run: Run) -> None:
    text = 'title,id,image,colour\nA,1,,red\n"=B, really",,,blue\nC,3,missing.png,-green\nD,4,../d.png,\nE,5,,\nF,,,\n'
    with pytest.raises(CommandError, match=r"4 rows were rejected: list\.rejects\.csv says why") as error:
        run(text)
    assert error.value.returncode == 1
    assert sorted(Artwork.objects.values_list("title", flat=True)) == ["A", "E"]
    assert [(row["line"], row["reason"], row["title"], row["colour"]) for row in rejects()] == [
        ("3", "id_missing", "'=B, really", "blue"),
        ("4", "image_missing", "C", "'-green"),
        ("5", "image_outside", "D", ""),
        ("7", "id_missing", "F", ""),
    ]
    assert all(row["message"] for row in rejects())


def test_corrected_rejects_can_be_imported_themselves(run: Run) -> None:
    with pytest.raises(CommandError, match="1 row was rejected"):
        run("title,id,height_mm\n=B,2,tall\n")
    Path("list.rejects.csv").write_text(Path("list.rejects.csv").read_text().replace("tall", "120"))
    call_command("import_artworks", "list.rejects.csv", "--source", "list")
    assert Artwork.objects.values_list("title", "source", "height_mm").get() == ("=B", "list", 120)


def test_rejected_bytes_come_out_as_they_went_in(run: Run) -> None:
    Path("list.csv").write_bytes(b"title,id\nOl\xe1,1\n")
    with pytest.raises(CommandError, match="1 row was rejected"):
        run()
    assert b"Ol\xe1" in Path("list.rejects.csv").read_bytes()


def test_options(run: Run, tmp_path: Path) -> None:
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures" / "1.png").write_bytes(tiny_picture(2))
    run("title,id,image,gallery\nA,1,1.png,Louvre\n", "--images", "pictures", "--source", "s", "--as-of", "2020-02-03")
    assert Artwork.objects.get().source == "s"
    assert Display.objects.get().as_of == datetime.date(2020, 2, 3)
    with pytest.raises(CommandError):
        run("title,id\nA,\n", "--rejects", "elsewhere.csv")
    assert rejects("elsewhere.csv")[0]["reason"] == "id_missing"


def test_a_file_speaks_of_the_day_it_was_last_changed(run: Run) -> None:
    Path("list.csv").write_text("title,id,gallery\nA,1,Louvre\n")
    noon = datetime.datetime(2019, 5, 6, 12, tzinfo=datetime.UTC).timestamp()
    os.utime("list.csv", (noon, noon))
    run()
    assert Display.objects.get().as_of == datetime.date(2019, 5, 6)


@pytest.mark.usefixtures("run")
def test_columns_that_are_passed_over_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    Path("list.csv").write_text("title,id,colour\nA,1,red\n")
    call_command("import_artworks", "list.csv")
    assert "passed over: colour" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "arguments", "words"),
    [
        (None, (), "There is no file list.csv"),
        ("name\n", (), "no column title"),
        ("title,id\nA,1\n", ("--images", "nowhere"), "There is no folder or archive nowhere"),
        ("title,id\nA,1\n", ("--rejects", "list.csv"), "cannot be written over"),
        ("title,id\nA,1\n", ("--rejects", "nowhere/r.csv"), "No rejects can be written to nowhere"),
    ],
)
def test_what_cannot_run_says_so_in_one_line(
    run: Run, text: str | None, arguments: tuple[str, ...], words: str
) -> None:
    with pytest.raises(CommandError, match=words) as error:
        run(text, *arguments)
    assert error.value.returncode == 2
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("error", "words", "status"),
    [
        (OSError(28, "No space left on device"), "No space left", 2),
        (KeyboardInterrupt(), "interrupted", 130),
    ],
)
def test_a_run_that_has_to_stop_says_so(
    run: Run, monkeypatch: pytest.MonkeyPatch, error: BaseException, words: str, status: int
) -> None:
    def fail(*_args: object, **_kwargs: object) -> None:
        raise error

    monkeypatch.setattr("catalog.services.ingestion.attended.load_chunk", fail)
    with pytest.raises(CommandError, match=f"Stopped: .*{words}.*run again") as stopped:
        run("title,id\nA,1\n")
    assert stopped.value.returncode == status
    job = IngestionJob.objects.get()
    assert (job.state, words in job.problem or status == INTERRUPTED) == ("failed", True)


SHARED = Path(os.environ.get("ARTREC_SHARED_DATA", Path(__file__).parents[3] / "shared" / "data")) / "catalogue"


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs the shared data (ARTREC_SHARED_DATA)")
def test_a_slice_of_the_shared_catalogue_loads_as_it_is(run: Run, tmp_path: Path) -> None:
    with (SHARED / "artworks.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    with (tmp_path / "list.csv").open("w", encoding="utf-8", newline="") as slice_file:
        csv.writer(slice_file).writerows([header, *rows[::60]])
    assert " 0 rejected" in run(None, "--images", str(SHARED))
    assert Artwork.objects.count() == ReferenceImage.objects.count() == len(rows[::60])
