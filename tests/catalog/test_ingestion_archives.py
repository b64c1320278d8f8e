"""Jobs whose pictures, or the file itself, come in an archive."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from catalog.models import Artwork, IngestionJob, ReferenceImage
from catalog.services.ingestion import reading
from catalog.services.ingestion.attended import run_job
from catalog.services.ingestion.chunks import load_chunk
from catalog.services.ingestion.jobs import JobOptions, JobRefused, retry_job, start_job
from tests.catalog.archives.making import flagged, make_tar, make_zip
from tests.factories import tiny_picture

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def room(settings: Settings, tmp_path: Path) -> Iterator[None]:
    settings.INGESTION_UPLOADS_DIR = tmp_path / "uploads"
    yield
    for job_id in list(reading._open_jobs):
        reading.close_job(job_id)


def csv(*images: str) -> bytes:
    return "".join(["title,id,image\n", *(f"T,{number},{name}\n" for number, name in enumerate(images))]).encode()


def start(path: Path, images: Path | None = None) -> IngestionJob:
    return start_job("artworks-csv", path, JobOptions(images=images, source="s"), is_attended=True)


def load(folder: Path, rows: bytes, images: Path) -> IngestionJob:
    path = folder / "list.csv"
    if not path.exists() or path.read_bytes() != rows:
        path.write_bytes(rows)
    return run(start(path, images))


def run(job: IngestionJob) -> IngestionJob:
    return run_job(job, lambda _: None)


def reasons(job: IngestionJob) -> dict[int, str]:
    return {reject.row: reject.reason for reject in job.rejects.all()}


MAKERS = {"zip": make_zip, "tar": make_tar, "tgz": lambda path, files: make_tar(path, files, mode="w:gz")}
Make = Callable[..., Path]


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
def test_pictures_come_from_an_archive_and_a_second_run_only_looks(make: Make, tmp_path: Path) -> None:
    pictures = {f"export/{number}.png": tiny_picture(number) for number in range(3)}
    rows = csv("0.png", "export/1.png", "images/export/2.png", "3.png")
    archive = make(tmp_path / "pictures", pictures)
    job = load(tmp_path, rows, archive)
    assert (job.state, job.created, reasons(job)) == ("done", 3, {3: "image_missing"})
    assert ReferenceImage.objects.count() == 3
    again = load(tmp_path, rows, archive)
    assert (again.unchanged, again.rejected) == (3, 1)
    make(archive, pictures | {"export/0.png": tiny_picture(9), "3.png": tiny_picture(3)})
    changed = load(tmp_path, rows, archive)
    assert (changed.created, changed.updated, changed.unchanged, changed.rejected) == (1, 1, 2, 0)


def test_each_row_is_told_what_is_wrong_with_its_picture(tmp_path: Path, settings: Settings) -> None:
    settings.ARTREC = settings.ARTREC | {"PHOTO_MAX_BYTES": 3 * 1024**2}
    good = tiny_picture(1)
    files = [
        ("a/same.png", good),
        ("b/same.png", good),
        ("twice.png", good),
        ("twice.png", good),
        ("text.png", b"no picture"),
        ("large.png", bytes(range(256)) * 16_000),
        ("bomb.png", bytes(2 * 1024**2)),
        ("nested.zip", make_zip(tmp_path / "inner.zip", {"nested.png": good}).read_bytes()),
        ("good.png", good),
    ]
    names = ("same.png", "twice.png", "text.png", "large.png", "bomb.png", "nested.png", "good.png", "../good.png")
    job = load(tmp_path, csv(*names), make_zip(tmp_path / "pictures.zip", files))
    assert reasons(job) == {
        0: "image_ambiguous",
        1: "image_ambiguous",
        2: "image_undecodable",
        3: "image_too_large",
        4: "image_unreadable",
        5: "image_missing",
        7: "image_outside",
    }
    assert job.created == 1


def test_a_retry_finds_the_pictures_too(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_bytes(csv("1.png").replace(b"\nT,0", b"\nT,"))
    job = run(start(tmp_path / "list.csv", make_zip(tmp_path / "a.zip", {"1.png": tiny_picture(1)})))
    corrected = tmp_path / "corrected.csv"
    corrected.write_bytes(b"line,reason,message,title,id,image\n2,,,T,7,1.png\n")
    assert run(retry_job(job, corrections=corrected, is_attended=True)).created == 1


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
def test_another_process_goes_on_with_the_archive(make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_ROWS", 2)
    (tmp_path / "list.csv").write_bytes(csv("0.png", "1.png", "2.png"))
    archive = make(tmp_path / "pictures", {f"{number}.png": tiny_picture(number) for number in range(3)})
    job = start(tmp_path / "list.csv", archive)
    load_chunk(job.pk, 0)
    reading.close_job(job.pk)
    assert run(IngestionJob.objects.get()).created == 3


def test_a_spreadsheet_is_no_archive_of_tables(tmp_path: Path) -> None:
    book = make_zip(tmp_path / "list.xlsx", {"xl/workbook.xml": b"<x/>"})
    with pytest.raises(JobRefused, match="save its sheet as CSV"):
        start(book)


def test_an_archive_that_changes_under_a_job_fails_it(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_bytes(csv("0.png"))
    archive = make_zip(tmp_path / "a.zip", {"0.png": tiny_picture(0)})
    job = start(tmp_path / "list.csv", archive)
    make_zip(archive, {"0.png": tiny_picture(1), "1.png": b""})
    job = run(job)
    assert (job.state, "has changed since the job began" in job.problem) == ("failed", True)
    assert not Artwork.objects.exists()


def test_an_archive_that_cannot_be_used_fails_the_job_with_words(tmp_path: Path) -> None:
    job = load(tmp_path, csv("0.png"), flagged(make_zip(tmp_path / "a.zip", {"0.png": b"x"}), 1))
    assert (job.state, job.rows_read) == ("failed", 0)
    assert job.problem == "a.zip is encrypted; make it anew without a password."


@pytest.mark.parametrize("name", ["list.csv", "nowhere"])
def test_what_is_neither_folder_nor_archive_is_refused(name: str, tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_bytes(csv())
    with pytest.raises(JobRefused, match=f"{name} is neither a folder nor a ZIP or TAR"):
        start(tmp_path / "list.csv", tmp_path / name)


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
def test_a_file_may_come_in_an_archive_with_its_pictures(make: Make, tmp_path: Path) -> None:
    files = {"export/List.CSV": csv("1.png"), "export/1.png": tiny_picture(1), "__MACOSX/._List.csv": b"\x00"}
    path = make(tmp_path / "export.archive", files)
    job = run(start_job("artworks-csv", path, JobOptions(), is_attended=True))
    assert (job.created, job.rejected, job.source, job.file_name) == (1, 0, "List", "export.archive")
    assert Path(job.path).is_relative_to(tmp_path / "uploads")
    assert ReferenceImage.objects.count() == 1


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"1.png": b""}, "holds no file that could be .*csv"),
        ({"a.csv": b"x", "b/b.csv": b"y"}, "more than one file"),
        ({"a.csv": bytes(3 * 1024**2)}, "200 times"),
        ({"a.csv": b""}, "empty"),
    ],
)
def test_an_archive_without_the_one_file_is_refused(files: dict[str, bytes], words: str, tmp_path: Path) -> None:
    with pytest.raises(JobRefused, match=words):
        start(make_zip(tmp_path / "a.zip", files))
    assert not IngestionJob.objects.exists()
