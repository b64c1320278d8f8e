"""Files in parts (RFC 9110, section 14), so that a player can jump and a lost connection go on."""

import re
from typing import IO

from django.http import FileResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from rest_framework.request import Request

from catalog.api.problems import Problem

_RANGE = re.compile(r"bytes=([0-9]{0,19})-([0-9]{0,19})")


class _Part:
    """So many bytes of a file, from where it stands."""

    def __init__(self, file: IO[bytes], length: int) -> None:
        self._file = file
        self._left = length

    def read(self, size: int) -> bytes:
        data = self._file.read(min(size, self._left))
        self._left -= len(data)
        return data

    def close(self) -> None:
        self._file.close()


def file_response(request: Request, file: IO[bytes], *, size: int, media_type: str, etag: str) -> HttpResponseBase:
    """The file, the part of it that is asked for, or 304; closes it when it is sent.

    Several ranges at once, and units other than bytes, are answered with the whole, as the RFC allows.

    Args:
        request: whose ``Range``, ``If-Range`` and ``If-None-Match`` count.
        file: at its beginning.
        size: of the whole, in bytes.
        media_type: of the whole.
        etag: strong, with its quotes.

    Raises:
        Problem: the range begins after the end.
    """
    unchanged: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    try:
        part = None if unchanged is not None else _asked(request, size, etag)
    except Problem:
        file.close()
        raise
    if unchanged is not None:
        file.close()
        response = unchanged
    elif part is None:
        response = FileResponse(file, content_type=media_type)
    else:
        first, last = part
        file.seek(first)
        response = FileResponse(_Part(file, last - first + 1), status=206, content_type=media_type)
        response["Content-Length"] = str(last - first + 1)
        response["Content-Range"] = f"bytes {first}-{last}/{size}"
    response["ETag"] = etag
    response["Accept-Ranges"] = "bytes"
    response["Cache-Control"] = "no-cache"
    return response


def _asked(request: Request, size: int, etag: str) -> tuple[int, int] | None:
    """The first and the last byte; None for the whole."""
    found = _RANGE.fullmatch(request.headers.get("Range", "").strip())
    if found is None or not any(found.groups()) or request.headers.get("If-Range", etag) != etag:
        return None
    first, last = found.groups()
    if not first:
        begin, end = max(size - int(last), 0), size - 1
    else:
        begin, end = int(first), min(int(last or size - 1), size - 1)
        if last and int(last) < begin:
            return None
    if begin >= size:
        problem = Problem("range-not-satisfiable", f"The file has {size} bytes.")
        problem.headers["Content-Range"] = f"bytes */{size}"
        raise problem
    return begin, end
