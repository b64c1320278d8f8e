"""Jobs over collections that only point to what they list: it is fetched from real servers on this machine."""

import json
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from pytest_django import Settings

from catalog.models import Artwork, ImageHost, IngestionJob
from catalog.services.fetching import robots
from catalog.services.ingestion import documents, linked, reading, uploads
from catalog.services.ingestion.attended import run_job
from catalog.services.ingestion.chunks import load_chunk
from catalog.services.ingestion.jobs import JobOptions, JobRefused, cancel_job, start_download, start_job
from catalog.services.picture_queue import hosts
from tests.web_servers import Asked, WebServer, answer, web_server

pytestmark = pytest.mark.django_db

Answers = dict[str, object]
"""By path: a JSON value, bytes, or a status."""
Serve = Callable[[Callable[[WebServer], Answers]], WebServer]
HOST = "127.0.0.1"


@pytest.fixture
def serve(settings: Settings, tmp_path: Path) -> Iterator[Serve]:
    settings.INGESTION_UPLOADS_DIR = tmp_path / "uploads"
    cache.clear()

    def run(answers_of: Callable[[WebServer], Answers]) -> WebServer:
        answers: Answers = {}

        def script(asked: Asked, connection: socket.socket) -> None:
            said = answers.get(asked.path, "404 Not Found")
            if isinstance(said, str):
                answer(connection, b"", said)
            else:
                answer(connection, said if isinstance(said, bytes) else json.dumps(said).encode())

        server = stack.enter_context(web_server(script))
        answers.update(answers_of(server))
        robots.remember(server.url("", HOST), "")
        network = {"FETCH_NETWORKS": ["127.0.0.0/8"], "FETCH_PORTS": [server.port]}
        settings.ARTREC = settings.ARTREC | network | {"PICTURES_INTERVAL_S": 0.0}
        return server

    with ExitStack() as stack:
        yield run
    for job_id in list(reading._open_jobs):
        reading.close_job(job_id)


def manifest(url: str) -> dict[str, Any]:
    body = {"id": f"{url}.jpg", "type": "Image"}
    page = {"type": "AnnotationPage", "items": [{"type": "Annotation", "body": body}]}
    return {"id": url, "type": "Manifest", "label": {"en": ["A"]}, "items": [{"type": "Canvas", "items": [page]}]}


def collection(url: str, *items: Mapping[str, Any], **more: object) -> dict[str, Any]:
    return {"id": url, "type": "Collection", "items": list(items), **more}


def ref(url: str, kind: str = "Manifest") -> dict[str, str]:
    return {"id": url, "type": kind}


def begin(server: WebServer, path: str = "/top", format_name: str = "iiif") -> IngestionJob:
    return start_download(format_name, server.url(path, HOST), JobOptions(source="s"), is_attended=True)


def run(job: IngestionJob) -> IngestionJob:
    return run_job(job, lambda _: None)


def reasons(job: IngestionJob) -> dict[str, str]:
    return {json.loads(json.loads(row.cells)[0])["id"]: row.message for row in job.rejects.all()}


def test_a_collection_is_followed_through_collections_and_pages(serve: Serve) -> None:
    def answers(server: WebServer) -> Answers:
        url = partial(server.url, host=HOST)
        top = collection(url("/top"), ref(url("/1")), ref(url("/deep"), "Collection"), manifest(url("/whole")))
        return {
            "/top": top,
            "/1": manifest(url("/1")),
            "/deep": {"@id": url("/deep"), "@type": "sc:Collection", "first": url("/page1"), "total": 3},
            "/page1": {"@type": "sc:Collection", "manifests": [{"@id": url("/2"), "@type": "sc:Manifest"}]}
            | {"next": url("/page2")},
            "/page2": {"@type": "sc:Collection", "members": [ref(url("/3")), ref(url("/top"), "Collection")]},
            "/2": manifest(url("/2")),
            "/3": manifest(url("/3")),
        }

    server = serve(answers)
    job = run(begin(server))
    assert (job.state, job.created, job.rejected) == ("done", 4, 0)
    assert job.report["linked_documents_fetched"] == 6
    assert sorted(server.paths) == ["/1", "/2", "/3", "/deep", "/page1", "/page2", "/top"], "each once"
    assert not uploads.documents_file(job.pk).exists()
    again = run(begin(server))
    assert (again.unchanged, again.created) == (4, 0)


def test_a_linked_art_set_and_a_search_are_followed(serve: Serve) -> None:
    def answers(server: WebServer) -> Answers:
        url = partial(server.url, host=HOST)
        names = {"_label": "A", "type": "HumanMadeObject"}
        deleted = {"type": "Delete", "object": {"id": url("/9"), **names}}
        page = {"type": "OrderedCollectionPage", "orderedItems": [{"id": url("/2"), **names}, deleted]}
        change = {"type": "Update", "object": {"id": url("/3"), **names}}
        return {
            "/top": {"@context": "https://linked.art/ns/v1/linked-art.json", "type": "Set", "id": url("/top")}
            | {"member": [{"id": url("/1"), **names}, {"id": url("/search"), "type": "OrderedCollection"}]},
            "/search": {"type": "OrderedCollection", "first": {"id": url("/p1"), "type": "OrderedCollectionPage"}},
            "/p1": page | {"next": {"id": url("/p2"), "type": "OrderedCollectionPage"}},
            "/p2": {"type": "OrderedCollectionPage", "orderedItems": [change]},
            **{path: {"id": url(path), "made_of": [], **names} for path in ("/1", "/2", "/3")},
        }

    job = run(begin(serve(answers), format_name="linked-art"))
    assert (job.state, job.created, job.rejected) == ("done", 3, 0)


def test_what_does_not_come_is_a_rejected_row_that_says_why(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hosts, "_FIRST_PAUSE_S", 0.0)
    monkeypatch.setattr("catalog.services.ingestion.attended._WAIT_S", 0.0)

    def answers(server: WebServer) -> Answers:
        url = partial(server.url, host=HOST)
        elsewhere = ("http://169.254.169.254/latest", "file:///etc/passwd", "")
        members = [
            ref(each) for each in (*map(url, ("/1", "/gone", "/html", "/list", "/500", "/no", "/2")), *elsewhere)
        ]
        return {
            "/top": collection(url("/top"), *members),
            "/1": manifest(url("/1")),
            "/2": manifest(url("/2")),
            "/html": b"<html>",
            "/list": b"[1]",
            "/500": "500 Oh",
            "/no": {"error": "none of ours"},
        }

    server = serve(answers)
    job = run(begin(server))
    assert (job.state, job.created, job.rejected) == ("done", 2, 8)
    told = {row.message.replace(server.url("", HOST), ""): row.reason for row in job.rejects.all()}
    assert list(told.values()).count("unfetched") == 7
    for words in ("/gone was not fetched. The server answered with status 404.", "Only http and https"):
        assert any(words in message for message in told), words
    assert any("/500 was not fetched. Given up after 4 attempts." in message for message in told)
    assert any("/html was not fetched. What came is no JSON" in message for message in told)
    assert server.paths.count("/500") == linked.MOST_ATTEMPTS


def test_a_server_that_is_down_is_given_up_as_a_whole(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hosts, "_FIRST_PAUSE_S", 0.0)
    monkeypatch.setattr("catalog.services.ingestion.attended._WAIT_S", 0.0)

    def answers(server: WebServer) -> Answers:
        paths = [f"/{number}" for number in range(5)]
        members = [ref(server.url(path, HOST)) for path in paths]
        return {"/top": collection("top", *members), **dict.fromkeys(paths, "503 Later")}

    server = serve(answers)
    job = run(begin(server))
    assert (job.state, job.rejected) == ("done", 5)
    assert len(server.asked) == 1 + 2 * linked.MOST_ATTEMPTS


@pytest.mark.parametrize(("name", "bound", "fetched"), [("MOST_DOCUMENTS", 3, 3), ("MOST_DEPTH", 2, 2)])
def test_there_is_an_end_to_it(
    name: str, bound: int, fetched: int, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, name, bound)

    def answers(server: WebServer) -> Answers:
        def deeper(number: int) -> dict[str, Any]:
            return collection(f"c{number}", ref(server.url(f"/{number + 1}", HOST), "Collection"))

        return {"/top": deeper(0), **{f"/{number}": deeper(number) for number in range(1, 9)}}

    job = run(begin(serve(answers)))
    assert (job.state, job.rejected, job.report["linked_documents_fetched"]) == ("done", 1, fetched)
    assert "Load it by itself." in job.rejects.get().message


def test_more_than_a_file_may_have_fails_the_job(serve: Serve, settings: Settings) -> None:
    def answers(server: WebServer) -> Answers:
        urls = [server.url(f"/{number}", HOST) for number in range(3)]
        large = {"summary": {"en": ["x" * 400_000]}}
        return {"/top": collection("top", *map(ref, urls))} | {f"/{n}": manifest(urls[n]) | large for n in range(3)}

    server = serve(answers)
    settings.ARTREC = settings.ARTREC | {"INGESTION_UPLOAD_MAX_BYTES": 1024**2}
    job = run(begin(server))
    assert (job.state, "more than 1 MiB; load parts" in job.problem) == ("failed", True)


def test_what_robots_txt_refuses_is_not_fetched(serve: Serve) -> None:
    server = serve(lambda server: {"/top": collection("top", ref(server.url("/private", HOST)))})
    robots.remember(server.url("", HOST), "User-agent: *\nDisallow: /private\n")
    job = run(begin(server))
    assert "asks Artrec not to fetch /private" in job.rejects.get().message
    assert server.paths == ["/top"], "what a person named is fetched, what it points to is not"


def five(server: WebServer) -> Answers:
    urls = [server.url(f"/{number}", HOST) for number in range(5)]
    return {"/top": collection("top", *map(ref, urls)), **{f"/{n}": manifest(urls[n]) for n in range(5)}}


def test_whoever_is_killed_loses_the_document_in_hand(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    server = serve(five)
    job = begin(server)
    load_chunk(job.pk, 0)  # the collection itself
    settle, count = documents.Documents.settle, 0

    def killed(self: documents.Documents, *args: Any) -> None:  # noqa: ANN401 - as it is called
        nonlocal count
        count += 1
        if count == 3:
            raise KeyboardInterrupt
        settle(self, *args)

    with monkeypatch.context() as patched:
        patched.setattr(documents.Documents, "settle", killed)
        with pytest.raises(KeyboardInterrupt):
            load_chunk(job.pk, 0)
    job.refresh_from_db()
    assert (job.state, job.rows_read) == ("running", 0)
    assert uploads.forget_uploads() == 0, "it is needed still"
    job = run(job)
    assert (job.state, job.created) == ("done", 5)
    assert sorted(server.paths) == ["/0", "/1", "/2", "/2", "/3", "/4", "/top"]


def test_it_goes_on_slice_by_slice_and_can_be_cancelled(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linked, "SLICE_S", 0.0)
    server = serve(five)
    job = begin(server)
    for _ in range(3):
        load_chunk(job.pk, 0)
    job.refresh_from_db()
    assert (job.state, job.leased_until, job.attempts) == ("running", None, 0)
    cancel_job(job.pk)
    assert load_chunk(job.pk, 0) is None
    monkeypatch.setattr(uploads, "_FIRST_DAY_S", 0)
    assert uploads.forget_uploads() == 2
    assert not Artwork.objects.exists()


def test_a_server_that_somebody_else_asks_is_waited_for(serve: Serve) -> None:
    server = serve(five)
    host = f"{HOST}:{server.port}"
    ImageHost.objects.create(name=host)
    lease = hosts.take_lease(host)
    assert lease is not None
    job = begin(server)
    load_chunk(job.pk, 0)
    assert load_chunk(job.pk, 0) is None
    job.refresh_from_db()
    assert (job.state, job.leased_until, job.attempts, server.paths) == ("running", None, 0, ["/top"])
    lease.returned(lease.until - lease.until.resolution * 10**9)
    assert run(job).created == 5


def test_a_file_is_followed_only_where_that_is_asked_for(serve: Serve, tmp_path: Path) -> None:
    server = serve(five)
    path = tmp_path / "works.json"
    path.write_text(json.dumps(five(server)["/top"], indent=1))
    job = run(start_job("iiif", path, JobOptions(), is_attended=True))
    assert (job.rejected, server.asked) == (5, [])
    assert all("fetch_linked" in message for message in reasons(job).values())
    job = run(start_job("iiif", path, JobOptions(fetch_linked=True), is_attended=True))
    assert (job.created, job.rejected, job.source) == (5, 0, "works")
    with pytest.raises(JobRefused, match="do not point to others"):
        start_job("moma-json", path, JobOptions(fetch_linked=True), is_attended=True)


def test_a_manifest_by_url_is_a_file_as_any(serve: Serve) -> None:
    server = serve(lambda server: {"/top": manifest(server.url("/top", HOST))})
    job = run(begin(server))
    assert (job.created, server.paths, Path(job.path).name) == (1, ["/top"], "top")
