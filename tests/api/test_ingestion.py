"""Ingestion jobs over HTTP: for staff only; uploads, files on the server, rejects, and what stands in the way."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from catalog.api.examples import JOB
from catalog.models import Artwork, ImageHost, IngestionJob, PictureFetch, ReferenceImage
from catalog.services.ingestion.attended import run_job
from tests.api.test_openapi import shape
from tests.catalog.archives.making import make_zip
from tests.factories import make_artwork, tiny_picture

pytestmark = pytest.mark.django_db

ADDRESS = "/api/v1/ingestion-jobs/"
CSV = b"title,id,sold\nA,1,\nB,2,perhaps\n"


@pytest.fixture(autouse=True)
def folders(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The server's folder for ingestion, with list.csv in it, and a folder for uploads."""
    monkeypatch.setattr("catalog.dispatch.ingest_chunk", lambda *_: None)
    settings.INGESTION_UPLOADS_DIR = tmp_path / "uploads"
    settings.INGESTION_DIR = str(tmp_path / "here")
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "list.csv").write_bytes(CSV)
    (tmp_path / "secret.csv").write_bytes(CSV)
    return tmp_path


@pytest.fixture
def staff() -> Client:
    client = Client()
    client.force_login(User.objects.create(username="keeper", is_staff=True, is_superuser=True))
    return client


def upload(client: Client, data: bytes = CSV, name: str = "list.csv", **fields: object) -> Any:  # noqa: ANN401
    return client.post(ADDRESS, {"file": SimpleUploadedFile(name, data), "format": "artworks-csv", **fields})


def name(client: Client, **fields: object) -> Any:  # noqa: ANN401
    return client.post(ADDRESS, json.dumps({"format": "artworks-csv", **fields}), content_type="application/json")


def run(pk: int) -> IngestionJob:
    job = IngestionJob.objects.get(pk=pk)
    IngestionJob.objects.filter(pk=pk).update(is_attended=True)
    return run_job(job, lambda _: None)


def test_an_upload_becomes_a_job(staff: Client, folders: Path) -> None:
    response = upload(staff, source="s", as_of="2020-02-03")
    told = response.json()
    assert (response.status_code, response["Location"]) == (201, told["url"])
    assert (told["state"], told["file_name"], told["source"], told["started_by"]) == (
        "queued",
        "list.csv",
        "s",
        "keeper",
    )
    assert (told["rows_total"], told["rows_per_s"], told["left_s"], told["problem"]) == (None, None, None, None)
    job = IngestionJob.objects.get(pk=told["id"])
    assert Path(job.path).read_bytes() == CSV
    assert Path(job.path).is_relative_to(folders / "uploads")
    assert job.options["as_of"] == "2020-02-03"
    run(job.pk)
    told = staff.get(told["url"]).json()
    assert [told[name] for name in ("state", "rows_read", "rows_total", "created", "rejected")] == ["done", 2, 2, 1, 1]
    assert told["rows_per_s"] > 0
    assert told["left_s"] == 0


def test_the_same_upload_is_kept_once_and_whatever_its_name_it_stays_inside(staff: Client, folders: Path) -> None:
    for name_given in ("list.csv", "list.csv", "../../odd name;\x00.csv"):
        assert upload(staff, name=name_given).status_code == 201
    kept = sorted(path.name for path in (folders / "uploads").rglob("*") if path.is_file())
    assert len(kept) == 2
    assert not (folders / "odd name;.csv").exists()


def test_a_file_on_the_server_is_named(staff: Client) -> None:
    response = name(staff, path="list.csv", images=".", is_dry_run=True)
    assert response.status_code == 201
    job = run(response.json()["id"])
    assert (job.state, job.created, job.is_dry_run, job.source) == ("done", 1, True, "list")
    assert not Artwork.objects.exists()


def test_an_archive_of_pictures_is_uploaded_with_the_file(staff: Client, folders: Path) -> None:
    pictures = make_zip(folders / "made.zip", {"1.png": tiny_picture(1)}).read_bytes()
    response = upload(staff, b"title,id,image\nA,1,1.png\n", images_file=SimpleUploadedFile("p.zip", pictures))
    assert response.status_code == 201
    assert run(response.json()["id"]).created == 1
    assert ReferenceImage.objects.count() == 1
    refused = upload(staff, images_file=SimpleUploadedFile("p.zip", b"no archive"))
    assert (refused.status_code, "neither a folder nor a ZIP" in refused.json()["detail"]) == (400, True)
    both = upload(staff, images=".", images_file=SimpleUploadedFile("p.zip", pictures))
    assert "images_file" in both.json()["errors"]


@pytest.mark.parametrize("path", ["../secret.csv", "/etc/passwd", "nowhere.csv", "link.csv", "a\u0000b"])
@pytest.mark.parametrize("field", ["path", "images"])
def test_no_path_leads_out_of_the_folder(staff: Client, folders: Path, path: str, field: str) -> None:
    (folders / "here" / "link.csv").symlink_to(folders / "secret.csv")
    response = name(staff, **{"path": "list.csv", field: path})
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    assert not IngestionJob.objects.exists()


@pytest.mark.parametrize(
    ("fields", "blamed"),
    [
        ({}, "file"),
        ({"path": "list.csv", "format": "nonsense"}, "format"),
        ({"path": "list.csv", "source": "x" * 61}, "source"),
        ({"path": "list.csv", "as_of": "yesterday"}, "as_of"),
        ({"retry_of": 999}, "retry_of"),
    ],
)
def test_a_request_that_makes_no_sense_is_told_where(staff: Client, fields: dict[str, object], blamed: str) -> None:
    response = name(staff, **fields)
    assert response.status_code == 400
    assert blamed in response.json()["errors"]


def test_what_the_service_refuses_is_told(staff: Client, settings: Settings) -> None:
    refused = name(staff, path="list.csv", unpublish_missing=True)
    assert (refused.status_code, "Only from a full file" in refused.json()["detail"]) == (400, True)
    settings.ARTREC = settings.ARTREC | {"INGESTION_UPLOAD_MAX_BYTES": 10}
    assert "more than" in upload(staff).json()["detail"]
    assert not list(Path(settings.INGESTION_UPLOADS_DIR).glob("*.part")), "nothing half-written stays"


def test_rejects_are_downloaded_corrected_and_sent_back(staff: Client) -> None:
    job = run(upload(staff, source="s").json()["id"])
    response = staff.get(f"{ADDRESS}{job.pk}/rejects.csv", headers={"Accept": "text/csv"})
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert f'filename="job-{job.pk}-rejects.csv"' in response["Content-Disposition"]
    data = response.getvalue()
    assert data.splitlines()[1].startswith(b"3,sold_invalid,")
    form = {"file": SimpleUploadedFile("rejects.csv", data.replace(b",perhaps", b",")), "retry_of": job.pk}
    again = staff.post(ADDRESS, form)
    assert (again.status_code, again.json()["retry_of"]) == (201, job.pk)
    assert run(again.json()["id"]).created == 1
    assert set(Artwork.objects.values_list("source", "title")) == {("s", "A"), ("s", "B")}


def test_pause_resume_and_cancel(staff: Client) -> None:
    url = name(staff, path="list.csv").json()["url"]
    for change, state in (("pause", "paused"), ("resume", "queued"), ("cancel", "cancelled")):
        response = staff.post(f"{url}{change}/")
        assert (response.status_code, response.json()["state"]) == (200, state)
    refused = staff.post(f"{url}resume/")
    assert (refused.status_code, refused.json()["type"]) == (409, "/api/v1/problems/conflict")
    assert "is cancelled; it cannot be resumed" in refused.json()["detail"]


def test_jobs_are_listed_newest_first_page_by_page(staff: Client) -> None:
    made = [name(staff, path="list.csv").json()["id"] for _ in range(3)]
    first = staff.get(f"{ADDRESS}?page_size=2").json()
    assert [job["id"] for job in first["results"]] == made[:0:-1]
    assert [job["id"] for job in staff.get(first["next"]).json()["results"]] == made[:1]


def test_what_is_not_there_is_not_found(staff: Client) -> None:
    for answer in (
        staff.get(f"{ADDRESS}999999/"),
        staff.get(f"{ADDRESS}999999/rejects.csv"),
        staff.post(f"{ADDRESS}999999/pause/"),
    ):
        assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


ASKED: dict[str, Callable[[Client], Any]] = {
    "list": lambda client: client.get(ADDRESS),
    "start": lambda client: name(client, path="list.csv"),
    "upload": upload,
    "read": lambda client: client.get(f"{ADDRESS}1/"),
    "rejects": lambda client: client.get(f"{ADDRESS}1/rejects.csv"),
    "pause": lambda client: client.post(f"{ADDRESS}1/pause/"),
}


@pytest.mark.parametrize("ask", ASKED.values(), ids=ASKED)
def test_it_is_for_staff_only(ask: Callable[[Client], Any], folders: Path) -> None:
    assert ask(Client()).status_code == 401
    visitor = Client()
    visitor.force_login(User.objects.create(username="visitor"))
    assert ask(visitor).status_code == 403
    assert not IngestionJob.objects.exists()
    assert not (folders / "uploads").exists()


def test_the_example_looks_like_a_real_job(staff: Client) -> None:
    job = run(upload(staff).json()["id"])
    told = staff.get(f"{ADDRESS}{job.pk}/").json()
    assert shape(JOB) == shape(json.loads(json.dumps(told, default=str)))


def test_a_url_becomes_a_job_that_downloads_it(staff: Client) -> None:
    response = name(staff, url="https://Museum.example/feeds/new works.csv", source="s")
    told = response.json()
    assert (response.status_code, told["state"], told["file_name"]) == (201, "queued", "new works.csv")
    assert told["feed_url"] == "https://museum.example/feeds/new%20works.csv"
    assert (told["bytes_read"], told["bytes_total"]) == (0, None)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"url": "ftp://museum.example/a.csv"}, "Only http and https"),
        ({"url": "http://name:secret@museum.example/a.csv"}, "a name or a password"),
        ({"url": "http://2130706433/a.csv"}, "odd spelling"),
        ({"url": "http://museum.example/a.csv", "path": "list.csv"}, "only one of them"),
    ],
)
def test_a_url_that_cannot_be_asked_is_refused(staff: Client, fields: dict[str, str], words: str) -> None:
    response = name(staff, **fields)
    assert response.status_code == 400
    assert words in response.content.decode()
    assert not IngestionJob.objects.exists()


def test_jobs_tell_of_their_pictures_with_as_many_queries_for_many(staff: Client) -> None:
    counts = []
    for size in (1, 4):
        for _ in range(size):
            job = IngestionJob.objects.get(pk=name(staff, path="list.csv").json()["id"])
            host, _ = ImageHost.objects.get_or_create(name="museum.example")
            PictureFetch.objects.create(artwork=make_artwork(), url="http://museum.example/", host=host, job=job)
        with CaptureQueriesContext(connection) as queries:
            told = staff.get(ADDRESS).json()["results"]
        counts.append(len(queries))
        assert told[0]["pictures"] == {"waiting": 1, "fetched": 0, "failed": 0, "gone": 0}
    assert counts[0] == counts[1]


def test_a_table_without_a_mapping_is_told_what_its_headers_suggest(staff: Client, folders: Path) -> None:
    (folders / "here" / "table.csv").write_text("Inv. No.,Titel\n7,Sea\n", encoding="utf-8")
    refused = name(staff, format="table", path="table.csv")
    assert refused.status_code == 400
    assert "source_id: inv. no." in refused.json()["errors"]["mapping"][0].casefold()
    started = name(staff, format="table", path="table.csv", mapping="guess")
    assert started.status_code == 201, started.content
