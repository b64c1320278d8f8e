"""Bodies that are no photo: every one gets a problem that says what to do, and leaves nothing."""

from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import pytest
from django.core.files import uploadhandler
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT
from pytest_django import Settings

from artrec.wsgi import application
from catalog.models import Recognition
from tests.api.conftest import JPEG, FakeWorker, multipart, post_photo
from tests.catalog.test_photo_header import encoded, png_chunk, png_header
from tests.evidence import evidence, finding

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def nothing_stays(worker: FakeWorker, traces: Callable[[], set[str]]) -> Iterator[None]:
    """Whatever these tests send, no row, no photo and no task comes of it."""
    yield
    assert not Recognition.objects.exists()
    assert traces() == set()
    assert worker.threads == []


def check(response: Any, status: int, slug: str, *words: str) -> None:  # noqa: ANN401
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    problem = response.json()
    assert problem.keys() == {"type", "title", "status", "detail"}
    assert (problem["type"], problem["status"]) == (f"/api/v1/problems/{slug}", status)
    for word in words:
        assert word in problem["detail"]


@pytest.mark.parametrize("content_type", ["image/jpeg", "application/octet-stream"])
def test_no_bytes(client: Client, content_type: str) -> None:
    check(post_photo(client, b"", content_type), 400, "empty-photo", "JPEG")


def test_an_empty_file(client: Client) -> None:
    check(post_photo(client, *multipart(("photo", "a.jpg", b""))), 400, "empty-photo")


def test_a_text_called_a_photo(client: Client) -> None:
    text = b"This is not a picture." * 50
    check(post_photo(client, text), 415, "unsupported-photo-type", "Convert")
    check(post_photo(client, *multipart(("photo", "photo.jpg", text))), 415, "unsupported-photo-type")


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF"])
def test_another_picture_format(client: Client, kind: str) -> None:
    check(post_photo(client, encoded(kind, (40, 30))), 415, "unsupported-photo-type")


@pytest.mark.parametrize("data", [b"%PDF-1.7", b"<svg xmlns='http://www.w3.org/2000/svg'/>"])
def test_documents(client: Client, data: bytes) -> None:
    check(post_photo(client, data, "application/octet-stream"), 415, "unsupported-photo-type")


def test_a_header_cut_off(client: Client) -> None:
    check(post_photo(client, JPEG[:60]), 422, "undecodable-photo", "whole file")


def test_a_bomb(client: Client) -> None:
    bomb = png_header(50_001, 50_001) + png_chunk(b"IDAT", b"")
    check(post_photo(client, bomb, "image/png"), 422, "too-many-pixels", "50001 × 50001", "50 megapixels")


@pytest.mark.parametrize(
    "content_type", ["application/json", "text/plain", "image/gif", "image/svg+xml", "", "nonsense", "multipart/mixed"]
)
def test_another_content_type(client: Client, content_type: str) -> None:
    response = post_photo(client, JPEG, content_type)
    check(response, 415, "unsupported-media-type", "multipart/form-data", "image/heic")


def test_a_form_without_a_photo(client: Client) -> None:
    for parts in ([], [("picture", "a.jpg", JPEG)], [("photo", None, JPEG)], [("photo", "", JPEG)]):
        check(post_photo(client, *multipart(*parts)), 400, "missing-photo", "“photo”", "filename")


def test_two_photos(client: Client) -> None:
    for name in ("photo", "photo2"):
        both = multipart(("photo", "a.jpg", JPEG), (name, "b.jpg", JPEG))
        check(post_photo(client, *both), 400, "several-photos", "one photo")


@pytest.mark.parametrize("content_type", ["multipart/form-data", "multipart/form-data; boundary=" + "x" * 300])
def test_a_form_without_a_usable_boundary(client: Client, content_type: str) -> None:
    check(post_photo(client, multipart(("photo", "a.jpg", JPEG))[0], content_type), 400, "malformed-body", "boundary")


def test_a_form_with_another_boundary_than_it_says(client: Client) -> None:
    body, _ = multipart(("photo", "a.jpg", JPEG))
    check(post_photo(client, body, "multipart/form-data; boundary=other"), 400, "malformed-body")


def test_a_form_cut_off_within_the_photo(client: Client) -> None:
    body, content_type = multipart(("photo", "a.jpg", JPEG))
    check(post_photo(client, body[: len(body) // 2], content_type), 400, "malformed-body", "complete")


def test_a_form_of_very_many_parts(client: Client, settings: Settings) -> None:
    fields = settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1
    for parts in ([(f"{n}", None, b"1") for n in range(fields)], [(f"f{n}", "a", b"1") for n in range(110)]):
        check(post_photo(client, *multipart(*parts)), 400, "malformed-body", "exceeded")


def test_a_part_in_broken_base64(client: Client) -> None:
    body = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="photo"; filename="a"\r\n'.encode()
    body += b"Content-Transfer-Encoding: base64\r\n\r\nabc\r\n" + f"--{BOUNDARY}--\r\n".encode()
    check(post_photo(client, body, MULTIPART_CONTENT), 400, "malformed-body", "base64")


class Body(BytesIO):
    """A request body that knows how much of it was read, as a server hands it over."""


def call(body: bytes, **environ: Any) -> tuple[int, Body]:  # noqa: ANN401
    """The status for a WSGI request as a server would make it, and the body to see how much of it was read."""
    stream = Body(body)
    statuses: list[str] = []

    def start(status: str, *_: object) -> Any:  # noqa: ANN401
        statuses.append(status)

    request = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/api/v1/recognitions/",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_TYPE": "image/jpeg",
        "wsgi.input": stream,
        "wsgi.url_scheme": "http",
        **environ,
    }
    response = application(request, start)
    response.close()
    return int(statuses[0][:3]), stream


def test_a_body_that_says_it_is_too_large_is_not_read(settings: Settings) -> None:
    limit = settings.ARTREC["PHOTO_MAX_BYTES"]
    status, body = call(JPEG, CONTENT_LENGTH=str(limit + 1))
    assert (status, body.tell()) == (413, 0)
    form = {"CONTENT_TYPE": MULTIPART_CONTENT}
    status, body = call(JPEG, CONTENT_LENGTH=str(limit + 64 * 1024 + 1), **form)
    assert (status, body.tell()) == (413, 0)
    status, body = call(JPEG, CONTENT_LENGTH="9" * 19)
    assert (status, body.tell()) == (413, 0)


def test_a_body_of_unknown_length_is_read_up_to_the_limit(settings: Settings) -> None:
    settings.ARTREC = settings.ARTREC | {"PHOTO_MAX_BYTES": 300_000}
    for form in ({}, {"CONTENT_TYPE": MULTIPART_CONTENT}):
        status, body = call(JPEG + bytes(5_000_000), **{"wsgi.input_terminated": True}, **form)
        assert status == 413
        assert 300_000 < body.tell() < 300_000 + 3 * 64 * 1024


def test_a_photo_larger_than_allowed_inside_a_form(client: Client, settings: Settings) -> None:
    settings.ARTREC = settings.ARTREC | {"PHOTO_MAX_BYTES": len(JPEG) - 1}
    check(post_photo(client, *multipart(("photo", "a.jpg", JPEG))), 413, "photo-too-large", "smaller")


def test_a_body_shorter_than_it_says() -> None:
    assert call(JPEG, CONTENT_LENGTH=str(len(JPEG) + 1))[0] == 400


def test_a_body_longer_than_it_says_is_read_as_far_as_it_says() -> None:
    status, body = call(JPEG, CONTENT_LENGTH="60")
    assert (status, body.tell()) == (422, 60)


@pytest.mark.parametrize("length", ["-5", "ten", "1e3", "٣", "9" * 5000])
def test_a_length_that_is_no_number(length: str) -> None:
    assert call(JPEG, CONTENT_LENGTH=length)[0] == 400


def test_no_length_and_no_end_is_no_body() -> None:
    status, body = call(JPEG)
    assert (status, body.tell()) == (400, 0)


def test_nothing_is_ever_written_to_disk(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a photo was about to be written to disk")

    monkeypatch.setattr(uploadhandler.TemporaryFileUploadHandler, "new_file", refuse)
    large = JPEG[:2] + b"not a marker" + bytes(4 * 1024**2)
    check(post_photo(client, *multipart(("photo", "a.jpg", large))), 415, "unsupported-photo-type")


class TestChunked:
    """A body of unknown length from a server that marks its end is a photo like any other."""

    @pytest.fixture(autouse=True)
    def nothing_stays(self) -> None:
        """Here something does."""

    def test_it_is_recognized(self, worker: FakeWorker) -> None:
        worker.will_answer(evidence(finding("unknown")))
        assert call(JPEG, **{"wsgi.input_terminated": True})[0] == 201
        form, content_type = multipart(("photo", "a.jpg", JPEG))
        assert call(form, CONTENT_TYPE=content_type, **{"wsgi.input_terminated": True})[0] == 201
        assert worker.photos_seen == [JPEG, JPEG]
