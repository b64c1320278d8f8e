"""Jobs over files that are named by a URL: downloaded by whoever runs the job, then loaded like any other."""

import gzip
import json
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from catalog.ingest.sources import ADAPTERS
from catalog.models import Artwork, IngestionJob, PictureFetch
from catalog.services.ingestion import downloads, jobs, reading
from catalog.services.ingestion.attended import run_job
from catalog.services.ingestion.chunks import load_chunk
from catalog.services.ingestion.jobs import JobOptions, JobRefused, start_download
from tests import feeds
from tests.catalog.archives.making import make_zip
from tests.feeds import works
from tests.web_servers import Asked, Script, WebServer, answer, web_server

pytestmark = pytest.mark.django_db

FEED = "".join(f"{json.dumps(row)}\n" for row in works(5)).encode()
Serve = Callable[[Script], WebServer]


@pytest.fixture
def serve(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Serve]:
    monkeypatch.setitem(ADAPTERS, feeds.ADAPTER.name, feeds.ADAPTER)
    monkeypatch.setattr("catalog.dispatch.ingest_chunk", lambda *_: None)
    monkeypatch.setattr(downloads, "_TELL_EVERY_S", 0.0)
    settings.INGESTION_UPLOADS_DIR = tmp_path / "uploads"

    def run(script: Script) -> WebServer:
        server = stack.enter_context(web_server(script))
        settings.ARTREC = settings.ARTREC | {"FETCH_NETWORKS": ["127.0.0.0/8"], "FETCH_PORTS": [server.port]}
        return server

    with ExitStack() as stack:
        yield run
    for job_id in list(reading._open_jobs):
        reading.close_job(job_id)


def script(body: bytes = FEED, status: str = "200 OK", **headers: object) -> Script:
    return lambda _, connection: answer(connection, body, status, **headers)


def start(server: WebServer, path: str = "/feeds/new%20works.jsonl?v=2") -> IngestionJob:
    return start_download("test-jsonl", server.url(path, "127.0.0.1"), JobOptions(), is_attended=True)


def run(job: IngestionJob) -> list[tuple[int, int | None]]:
    """Runs it to its end; what it told of its bytes meanwhile."""
    told: list[tuple[int, int | None]] = []
    run_job(job, lambda job: told.append((job.bytes_read, job.bytes_total)))
    return told


def test_it_is_downloaded_and_then_loaded(serve: Serve, tmp_path: Path) -> None:
    server = serve(script(Last_Modified="Mon, 03 Feb 2020 10:00:00 GMT"))
    job = start(server)
    assert (job.state, job.path, job.file_name, job.source) == ("queued", "", "new works.jsonl", "test-jsonl")
    told = run(job)
    assert (job.state, job.created, Artwork.objects.count()) == ("done", 5, 5)
    assert job.feed_url == server.url("/feeds/new%20works.jsonl?v=2", "127.0.0.1")
    assert (job.bytes_read, job.bytes_total) == (len(FEED), len(FEED))
    assert (len(FEED), len(FEED)) in told
    assert Path(job.path).is_relative_to(tmp_path / "uploads")
    assert Path(job.path).name == "new works.jsonl"
    assert job.options["as_of"] == "2020-02-03"
    assert len(server.asked) == 1


def test_the_same_file_again_changes_nothing(serve: Serve) -> None:
    server = serve(script())
    run(start(server))
    job = start(server)
    run(job)
    assert (job.state, job.unchanged) == ("done", 5)


def test_without_a_length_the_bytes_are_counted_all_the_same(serve: Serve) -> None:
    job = start(serve(script(Content_Length=None, Connection="close")))
    run(job)
    assert (job.state, job.bytes_read, job.bytes_total) == ("done", len(FEED), None)


@pytest.mark.parametrize("packing", [None, "gzip", "x-gzip"])
def test_a_gzipped_file_stays_one_whatever_its_server_calls_it(serve: Serve, packing: str | None) -> None:
    job = start(serve(script(gzip.compress(FEED), Content_Encoding=packing)), "/feed.jsonl.gz")
    run(job)
    assert (job.state, job.created) == ("done", 5), job.problem


def test_a_file_in_an_archive_is_unpacked(serve: Serve, tmp_path: Path) -> None:
    archive = make_zip(tmp_path / "feed.zip", {"inside/feed.jsonl": FEED})
    job = start(serve(script(archive.read_bytes())), "/feed.zip")
    run(job)
    assert (job.state, job.created) == ("done", 5), job.problem


@pytest.mark.parametrize(
    ("sent", "problem"),
    [
        (script(b"", "404 Not Found"), "The server answered with status 404."),
        (script(b""), "The file is empty."),
        (script(FEED, Content_Length=10_000_000_000), "It has more than"),
        (script(FEED[:9], Content_Length=999), "The server's answer is broken"),
        (script(b"", "302 There", Location="http://169.254.169.254/latest/"), "Port 80 is not one"),
    ],
)
def test_what_does_not_come_whole_fails_the_job_and_leaves_nothing(
    serve: Serve, tmp_path: Path, sent: Script, problem: str
) -> None:
    job = start(serve(sent))
    run(job)
    assert job.state == "failed"
    assert problem in job.problem
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_failed_download_is_begun_anew_when_it_is_resumed(serve: Serve) -> None:
    answers = [script(b"", "503 Later"), script()]

    def moody(asked: Asked, connection: socket.socket) -> None:
        answers.pop(0)(asked, connection)

    server = serve(moody)
    job = start(server)
    run(job)
    assert job.state == "failed"
    job = jobs.resume_job(job.pk, is_attended=True)
    run(job)
    assert (job.state, job.created) == ("done", 5)


def test_a_job_that_is_cancelled_downloads_no_more(serve: Serve, tmp_path: Path) -> None:
    def endless(_: Asked, connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            connection.sendall(bytes(65536))
            time.sleep(0.001)

    job = start(serve(endless))
    seen: list[int] = []

    def cancel(job: IngestionJob) -> None:
        seen.append(job.bytes_read)
        if job.state == "running":
            jobs.cancel_job(job.pk)

    run_job(job, cancel)
    assert (job.state, job.path) == ("cancelled", "")
    assert 0 < max(seen) < 10_000_000
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_download_is_one_workers(serve: Serve) -> None:
    """A second message, while the first is being worked on, does nothing; it keeps its lease as it goes on."""
    seconds: list[object] = []
    job = start(serve(script(bytes(300_000))))
    load_chunk(job.pk, 0, lambda job: seconds.append(load_chunk(job.pk, 0)))
    assert seconds
    assert set(seconds) == {None}


@pytest.mark.parametrize("url", ["ftp://a.example/feed.jsonl", "http://name:secret@a.example/", "http://127.1/", "x"])
def test_what_is_no_address_is_no_job(serve: Serve, url: str) -> None:  # noqa: ARG001
    with pytest.raises(JobRefused):
        start_download("test-jsonl", url, JobOptions())
    assert not IngestionJob.objects.exists()


def test_the_command_takes_a_url_and_tells_of_pictures(serve: Serve, capsys: pytest.CaptureFixture[str]) -> None:
    pictures = [{"id": 1, "title": "A", "urls": ["http://a.example/1.jpg", "ftp://a.example/"]}]
    server = serve(script(json.dumps(pictures[0]).encode()))
    call_command("ingest", "test-jsonl", server.url("/feed.jsonl", "127.0.0.1"), "--now")
    assert "1 created, 0 updated, 0 unchanged, 0 rejected; pictures: 1 waiting, 1 failed" in capsys.readouterr().out
    call_command("ingest", "--list")
    assert "pictures: 1 waiting, 1 failed" in capsys.readouterr().out
    assert PictureFetch.objects.filter(job=IngestionJob.objects.get()).count() == 2
    with pytest.raises(CommandError, match="Only http and https"):
        call_command("ingest", "test-jsonl", "ftp://a.example/feed.jsonl", "--now")
