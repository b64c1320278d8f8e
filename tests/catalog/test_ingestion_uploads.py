"""Uploads stay while a job may need them, and no longer."""

import datetime
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import Settings

from catalog.models import IngestionJob
from catalog.services.ingestion import uploads
from catalog.services.ingestion.attended import run_job
from catalog.services.ingestion.files import FileRefused
from catalog.services.ingestion.jobs import JobOptions, JobRefused, resume_job, retry_job, start_job
from catalog.services.ingestion.uploads import forget_uploads, keep_upload
from tests.catalog.archives.making import make_zip

pytestmark = pytest.mark.django_db

GOOD = b"title,id\nA,1\n"
REJECTED = b"title,id\nA,\n"


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of uploads, of which none is too young to go."""
    settings.INGESTION_UPLOADS_DIR = tmp_path / "uploads"
    monkeypatch.setattr(uploads, "_FIRST_DAY_S", 0)
    return tmp_path / "uploads"


def start(data: bytes) -> IngestionJob:
    return start_job("artworks-csv", keep_upload("list.csv", [data]), JobOptions(), is_attended=True)


def run(job: IngestionJob) -> IngestionJob:
    return run_job(job, lambda _: None)


def is_kept(job: IngestionJob) -> bool:
    forget_uploads()
    return Path(job.path).exists()


def end_long_ago() -> None:
    IngestionJob.objects.update(finished_at=timezone.now() - uploads.KEPT - datetime.timedelta(minutes=1))


def test_a_file_goes_when_its_job_is_done(folder: Path) -> None:
    job = start(GOOD)
    assert is_kept(job), "it is still to be read"
    run(job)
    assert not is_kept(job)
    assert not [path for path in folder.rglob("*") if path.is_file()]


def test_a_file_with_rejects_to_retry_stays_a_month() -> None:
    job = run(start(REJECTED))
    assert is_kept(job)
    corrected = keep_upload("rejects.csv", [b"line,reason,message,title,id\n2,,,A,7\n"])
    assert run(retry_job(job, corrections=corrected, is_attended=True)).created == 1
    assert is_kept(job)
    assert not corrected.exists()
    end_long_ago()
    assert not is_kept(job)
    with pytest.raises(JobRefused, match=r"list.csv, is no longer there; start a new job"):
        retry_job(job)


def test_a_file_of_a_failed_job_stays_a_month() -> None:
    job = run(start(b"nothing of use\n"))
    assert job.state == "failed"
    assert is_kept(job)
    end_long_ago()
    assert not is_kept(job)
    with pytest.raises(JobRefused, match="no longer there"):
        resume_job(job.pk)


def test_an_archive_of_pictures_stays_as_long_as_its_file(tmp_path: Path) -> None:
    made = make_zip(tmp_path / "made.zip", {"1.png": b""})
    archive = keep_upload("pictures.zip", [made.read_bytes()])
    job = start_job("artworks-csv", keep_upload("list.csv", [GOOD]), JobOptions(images=archive), is_attended=True)
    forget_uploads()
    assert archive.exists()
    run(job)
    assert forget_uploads() == 2
    assert not archive.exists()


def test_a_file_that_two_jobs_share_stays_for_the_second() -> None:
    first, second = start(GOOD), start(GOOD)
    run(first)
    assert first.path == second.path
    assert is_kept(second)
    assert run(second).state == "done"


def test_no_file_goes_on_its_first_day_or_without_being_an_upload(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = keep_upload("list.csv", [GOOD])
    outside = tmp_path / "list.csv"
    outside.write_bytes(GOOD)
    run(start_job("artworks-csv", outside, JobOptions(), is_attended=True))
    changed_at, came_at = kept.stat().st_mtime_ns, kept.stat().st_ctime_ns
    assert keep_upload("list.csv", [GOOD]) == kept
    assert kept.stat().st_mtime_ns == changed_at, "a job that reads it knows it by that"
    assert kept.stat().st_ctime_ns > came_at, "its first day begins anew"
    monkeypatch.setattr(uploads, "_FIRST_DAY_S", 3600)
    assert forget_uploads() == 0
    monkeypatch.setattr(uploads, "_FIRST_DAY_S", 0)
    assert forget_uploads() == 1
    assert outside.exists()


def test_an_upload_that_broke_off_leaves_nothing_for_long(folder: Path) -> None:
    with pytest.raises(FileRefused, match="empty"):
        keep_upload("list.csv", [b""])
    (folder / ".0.part").write_bytes(b"half")  # of a killed process
    assert forget_uploads() == 1
