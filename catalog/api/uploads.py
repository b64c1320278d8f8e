"""Takes the one photo out of a request body: bounded before it is read, and never on disk."""

from dataclasses import dataclass, field
from io import BytesIO
from typing import IO

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http.multipartparser import MultiPartParser, MultiPartParserError
from django.utils.http import parse_header_parameters
from rest_framework.request import Request

from catalog.api.problems import Problem
from catalog.services.photo_header import check_byte_count

FORM = "multipart/form-data"
RAW_MEDIA_TYPES = (
    "image/jpeg",
    "image/png",
    "image/webp",
    "image/heic",
    "image/heif",
    "image/avif",
    "application/octet-stream",
)
ENVELOPE_BYTES = 64 * 1024
"""How much a multipart body may be larger than the photo in it."""
CHUNK_BYTES = 64 * 1024
INCOMPLETE = "The body ended before it was complete. Send it again."


@dataclass(frozen=True, slots=True)
class ReceivedPhoto:
    """A photo, and the other fields of the form that it came in; a raw body has none."""

    data: bytes
    fields: dict[str, str] = field(default_factory=dict)


def received_photo(request: Request) -> ReceivedPhoto:
    """The photo that a request carries, as multipart field ``photo`` or as the raw body.

    The body is read here and not through ``request.data``: Django would write large files to disk, and takes a body of
    unknown length (``Transfer-Encoding: chunked``) for an empty one.

    Raises:
        PhotoTooLarge: it says so, or turns out to be.
        Problem: the Content-Type is neither multipart nor that of a photo, or the body is incomplete or broken, or has
            no or several photos.
    """
    media_type, _ = parse_header_parameters(request.META.get("CONTENT_TYPE", ""))
    if media_type == FORM:
        return _photo_in_form(request, _read_body(request, ENVELOPE_BYTES))
    if media_type in RAW_MEDIA_TYPES:
        return ReceivedPhoto(_read_body(request, 0))
    accepted = ", ".join((FORM, *RAW_MEDIA_TYPES))
    raise Problem("unsupported-media-type", f"The Content-Type is “{media_type}”; it must be one of {accepted}.")


def _read_body(request: Request, envelope_bytes: int) -> bytes:
    """The whole body, read only as far as it may be one."""
    declared = _declared_length(request)
    if declared is not None:
        check_byte_count(declared - envelope_bytes)
    elif not request.META.get("wsgi.input_terminated"):
        return b""  # as WSGI has it: without a length, and without a server that marks the end, there is no body
    stream: IO[bytes] = request.META["wsgi.input"]
    chunks: list[bytes] = []
    count = 0
    # A known length is asked for at once, so that joining copies nothing.
    while count != declared and (chunk := stream.read(CHUNK_BYTES if declared is None else declared - count)):
        chunks.append(chunk)
        count += len(chunk)
        check_byte_count(count - envelope_bytes)
    if declared is not None and count < declared:
        raise Problem("malformed-body", INCOMPLETE)
    return b"".join(chunks)


def _declared_length(request: Request) -> int | None:
    given = request.META.get("CONTENT_LENGTH") or None
    if given is None:
        return None
    if not (given.isascii() and given.isdigit() and len(given) < 20):
        raise Problem("malformed-body", f"The Content-Length is “{given}”; it must be a number of bytes.")
    return int(given)


def _photo_in_form(request: Request, body: bytes) -> ReceivedPhoto:
    fields, files = _parsed_form(request, body)
    photos = files.get("photo", [])
    if not photos:
        raise Problem("missing-photo", "Send the photo in a multipart part named “photo” that has a filename.")
    if sum(map(len, files.values())) > 1:
        raise Problem("several-photos", "Send one photo a request, in one multipart part named “photo”.")
    return ReceivedPhoto(photos[0], fields)


def _parsed_form(request: Request, body: bytes) -> tuple[dict[str, str], dict[str, list[bytes]]]:
    """The fields (of several with one name, the last) and the files."""
    form = {"CONTENT_TYPE": request.META["CONTENT_TYPE"], "CONTENT_LENGTH": str(len(body))}
    try:
        fields, files = MultiPartParser(form, BytesIO(body), [_InMemory()], settings.DEFAULT_CHARSET).parse()
    except (MultiPartParserError, SuspiciousOperation) as error:
        raise Problem("malformed-body", f"The multipart body cannot be read: {error}") from error
    texts = {name: str(value) for name, value in fields.items()}
    return texts, {name: [file.read() for file in same_name] for name, same_name in files.lists()}


class _InMemory(FileUploadHandler):
    """Keeps uploaded files in memory whatever their size, which is bounded already."""

    def __init__(self) -> None:
        super().__init__()
        self._chunks: list[bytes] = []

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002 - Django's signature
        self._chunks.append(raw_data)

    def file_complete(self, file_size: int) -> SimpleUploadedFile:  # noqa: ARG002 - Django's signature
        content, self._chunks = b"".join(self._chunks), []
        return SimpleUploadedFile(self.file_name or "photo", content)

    def upload_interrupted(self) -> None:
        raise Problem("malformed-body", INCOMPLETE)
