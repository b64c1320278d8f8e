"""Ingestion jobs in the admin: a form, a page that keeps itself up to date, and buttons."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.staticfiles import finders
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from catalog.models import Artwork, IngestionJob
from catalog.services.ingestion.attended import run_job
from tests.catalog.archives.making import make_zip
from tests.factories import tiny_picture

pytestmark = pytest.mark.django_db

JOBS = "/admin/catalog/ingestionjob/"
START = f"{JOBS}start/"
CSV = b"title,id,sold\nA,1,\n<b>B</b>,2,perhaps\n"


@pytest.fixture(autouse=True)
def folders(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("catalog.dispatch.ingest_chunk", lambda *_: None)
    settings.INGESTION_UPLOADS_DIR = tmp_path / "uploads"
    settings.INGESTION_DIR = str(tmp_path)
    (tmp_path / "list.csv").write_bytes(CSV)


def send(client: Client, **fields: object) -> Any:  # noqa: ANN401
    return client.post(START, {"format": "artworks-csv", **fields})


def run(job: IngestionJob) -> IngestionJob:
    IngestionJob.objects.filter(pk=job.pk).update(is_attended=True)
    return run_job(job, lambda _: None)


def test_the_list_leads_to_the_form(admin_client: Client) -> None:
    assert f'href="{START}"' in admin_client.get(JOBS).text
    assert 'enctype="multipart/form-data"' in admin_client.get(START).text


def test_an_upload_leads_to_a_page_that_watches(admin_client: Client) -> None:
    response = send(admin_client, file=SimpleUploadedFile("list.csv", CSV), source="s")
    job = IngestionJob.objects.get()
    page_url = f"{JOBS}{job.pk}/change/"
    assert (response.status_code, response["Location"]) == (302, page_url)
    assert job.started_by == User.objects.get()
    page = admin_client.get(page_url).text
    assert 'src="/static/catalog/ingestion.js"' in page
    assert f'data-progress="{JOBS}{job.pk}/progress/"' in page
    told = admin_client.get(f"{JOBS}{job.pk}/progress/").json()
    assert (told["state"], told["state_text"], told["rows_read"], told["rows_per_s"]) == ("queued", "Queued", 0, None)

    run(job)
    told = admin_client.get(f"{JOBS}{job.pk}/progress/").json()
    assert [told[name] for name in ("state", "rows_read", "rows_total", "created", "rejected")] == ["done", 2, 2, 1, 1]
    page = admin_client.get(page_url).text
    assert "ingestion.js" not in page, "nothing more will change"
    assert "&lt;b&gt;B&lt;/b&gt;" in page
    assert "sold “perhaps” is neither 1 nor 0" in page
    assert f"/api/v1/ingestion-jobs/{job.pk}/rejects.csv" in page
    assert "Load the corrected rows" in page


def test_an_archive_of_pictures_is_uploaded_or_the_file_comes_in_it(admin_client: Client, tmp_path: Path) -> None:
    rows = b"title,id,image\nA,1,1.png\n"
    archive = make_zip(tmp_path / "made.zip", {"1.png": tiny_picture(1), "list.csv": rows})
    send(
        admin_client,
        file=SimpleUploadedFile("list.csv", rows),
        images_file=SimpleUploadedFile("pictures.zip", archive.read_bytes()),
    )
    assert run(IngestionJob.objects.get()).created == 1
    send(admin_client, file=SimpleUploadedFile("export.zip", archive.read_bytes()), source="other")
    assert run(IngestionJob.objects.latest("pk")).created == 1
    both = send(admin_client, path="list.csv", images=".", images_file=SimpleUploadedFile("p.zip", b"x"))
    assert "Choose an archive of pictures, or name one" in both.text


def test_a_file_on_the_server_is_named_and_a_dry_run_said(admin_client: Client) -> None:
    send(admin_client, path="list.csv", is_dry_run="on")
    job = run(IngestionJob.objects.get())
    assert (job.is_dry_run, job.created) == (True, 1)
    assert not Artwork.objects.exists()
    assert "dry run: nothing is written" in admin_client.get(f"{JOBS}{job.pk}/change/").text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Choose a file, or name one"),
        ({"path": "../list.csv"}, "There is no “../list.csv”"),
        ({"path": "list.csv", "unpublish_missing": "on"}, "Only from a full file"),
        ({"path": "list.csv", "format": "nonsense"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_is_said_in_the_form(admin_client: Client, fields: dict[str, object], said: str) -> None:
    response = send(admin_client, **fields)
    assert response.status_code == 200
    assert said in response.text.partition('class="errorlist')[2]
    assert not IngestionJob.objects.exists()


def test_the_buttons_pause_resume_cancel_and_retry(admin_client: Client) -> None:
    send(admin_client, path="list.csv")
    job = IngestionJob.objects.get()

    def press(change: str, **sent: object) -> str:
        response = admin_client.post(f"{JOBS}{job.pk}/{change}/now/", sent, follow=True)
        job.refresh_from_db()
        return str(response.text)

    assert ">Paused<" in press("pause")
    assert (job.state, ">Queued<" in press("resume")) == ("paused", True)
    assert "cannot be resumed" in press("resume")
    assert "cannot be asked to" in press("explode")
    run(job)
    assert "the rejects of" in press("retry")
    retried = IngestionJob.objects.get(retry_of=job)
    assert (retried.state, retried.started_by) == ("queued", User.objects.get())
    assert f"job {retried.pk}</a>, queued" in admin_client.get(f"{JOBS}{job.pk}/change/").text
    assert "cannot be cancelled" in press("cancel", confirmed="yes")
    assert admin_client.get(f"{JOBS}{job.pk}/pause/now/").status_code == 405


def test_its_pages_hold_to_a_strict_content_security_policy(admin_client: Client) -> None:
    send(admin_client, path="list.csv")
    run(IngestionJob.objects.get())
    for address in (START, f"{JOBS}{IngestionJob.objects.get().pk}/change/"):
        content = admin_client.get(address).text.partition('<div id="content"')[2]
        assert content
        assert not re.search(r"<script|<style|style=|\son\w+=|(src|href)=.?(https?:)?//", content)
    assert finders.find("catalog/ingestion.js")
    assert finders.find("catalog/ingestion.css")


def test_it_is_for_staff_only(client: Client) -> None:
    client.force_login(User.objects.create(username="visitor"))
    for address in (START, f"{JOBS}1/progress/", f"{JOBS}1/change/", f"{JOBS}1/pause/now/"):
        assert client.get(address)["Location"].startswith("/admin/login/")


def test_a_job_that_is_not_there_is_not_found(admin_client: Client) -> None:
    for address in (f"{JOBS}999999/change/", f"{JOBS}x/change/", f"{JOBS}999999/progress/"):
        assert admin_client.get(address).status_code == 404


def test_a_job_is_cancelled_when_that_was_confirmed(admin_client: Client) -> None:
    send(admin_client, path="list.csv")
    job = IngestionJob.objects.get()
    cancel = f"{JOBS}{job.pk}/cancel/now/"
    page = admin_client.post(cancel).text
    assert "It ends for good" in page
    assert f'href="{JOBS}{job.pk}/change/"' in page
    job.refresh_from_db()
    assert job.state == "queued"
    admin_client.post(cancel, {"confirmed": "yes"})
    job.refresh_from_db()
    assert job.state == "cancelled"


def test_rejects_are_downloaded_corrected_and_loaded(admin_client: Client) -> None:
    send(admin_client, path="list.csv")
    job = run(IngestionJob.objects.get())
    rejects = b"".join(admin_client.get(f"/api/v1/ingestion-jobs/{job.pk}/rejects.csv"))
    retry = f"{JOBS}{job.pk}/retry/now/"
    admin_client.post(retry, {"file": SimpleUploadedFile("rejects.csv", rejects.replace(b",2,perhaps", b",2,1"))})
    again = run(IngestionJob.objects.get(retry_of=job))
    assert (again.created, again.rejected) == (1, 0)
    assert "The file is empty" in admin_client.post(retry, {"file": SimpleUploadedFile("r.csv", b"")}, follow=True).text
    assert IngestionJob.objects.count() == 2


TABLE = 'Inv. No.,Titel,Künstler,Note\n7,Sea,"Monet, Claude",=1+1\n8,Land,,<i>\n'.encode()


def test_what_headers_suggest_is_shown_with_what_is_in_the_columns_and_corrected(admin_client: Client) -> None:
    page = send(admin_client, format="table", file=SimpleUploadedFile("table.csv", TABLE), source="mine")
    columns = page.context["columns"]
    shown = [(field.label, field.initial, samples) for field, samples in columns.columns()]
    assert shown == [
        ("inv. no.", "source_id", ["7", "8"]),
        ("titel", "title", ["Sea", "Land"]),
        ("künstler", "artist", ["Monet, Claude"]),
        ("note", "", ["=1+1", "<i>"]),
    ]
    assert "&lt;i&gt;" in page.text
    assert not IngestionJob.objects.exists()

    kept = {field.html_name: field.value() or "" for field in page.context["form"].unseen()}
    assert columns["names"].value() == "invert"
    said = {"column-0": "source_id", "column-1": "title", "column-2": "artist", "names": "invert"}
    said |= {"encoding": "utf-8-sig", "currency": "eur"}
    doubled = admin_client.post(START, {**kept, **said, "column-3": "title"})
    assert "Another column is this, too" in doubled.text
    assert not IngestionJob.objects.exists()
    lacking = admin_client.post(START, {**kept, **said, "column-0": ""})
    assert "no column is known to be the source_id" in lacking.text

    admin_client.post(START, {**kept, **said})
    job = run(IngestionJob.objects.get())
    assert (job.file_name, job.source, job.created) == ("table.csv", "mine", 2)
    assert "currency: EUR" in job.options["mapping"]
    assert Artwork.objects.get(title="Sea").artists.get().name == "Claude Monet"


def test_rows_that_are_broken_are_no_samples(admin_client: Client) -> None:
    lines = b'{"id": 1, "title": "Sea"}\nnot JSON\n{"id": 2}\n'
    page = send(admin_client, format="table", file=SimpleUploadedFile("t.jsonl", lines))
    columns = [(field.label, samples) for field, samples in page.context["columns"].columns()]
    assert columns == [("id", ["1", "2"]), ("title", ["Sea"])]


def test_a_table_whose_headers_say_nothing_can_be_loaded(admin_client: Client) -> None:
    page = send(admin_client, format="table", file=SimpleUploadedFile("t.csv", b"A,B\n1,Sea\n"))
    assert [field.initial for field, _ in page.context["columns"].columns()] == ["", ""]


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("picture.csv", b"\x89PNG\r\n\x1a\n\x00\x00", "picture.csv"),
        ("list.xlsx", b"PK\x03\x04", "save its sheet as CSV"),
        ("empty.csv", b"", "The submitted file is empty."),
        ("broken.json", b"[1,2", "<li>broken.json: broken JSON"),
    ],
)
def test_what_is_no_table_is_said_in_the_form(admin_client: Client, name: str, data: bytes, said: str) -> None:
    page = send(admin_client, format="table", file=SimpleUploadedFile(name, data)).text
    assert said in page.partition('class="errorlist')[2]
    assert not IngestionJob.objects.exists()


def test_an_upload_is_kept_where_another_field_was_wrong(admin_client: Client) -> None:
    page = send(admin_client, file=SimpleUploadedFile("list.csv", CSV), unpublish_missing="on")
    assert "list.csv is uploaded." in page.text
    kept = page.context["form"]["kept"].value()
    send(admin_client, kept=kept)
    assert run(IngestionJob.objects.get()).created == 1
    send(admin_client, kept=kept, path="list.csv", source="other")
    assert IngestionJob.objects.latest("pk").source == "other", "another file was named instead"


@pytest.mark.parametrize("token", ["/etc/passwd", "Ii9ldGMvcGFzc3dkIg:1x:y"])
def test_nobody_names_a_file_of_the_server_as_their_upload(admin_client: Client, token: str) -> None:
    assert "Choose it again." in send(admin_client, kept=token).text
    assert not IngestionJob.objects.exists()
