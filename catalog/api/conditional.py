"""Answers that a client has already are not sent again: ETag, Last-Modified, 304.

The ETag is a hash of the rendered body. It costs no query, and nothing that is shown can change without it: no related
row, no language, no choice of fields can be forgotten in it, as it would be in a list of dates. What it saves is the
transfer, not the reading. It is strong, as equal tags mean equal bytes.

A date of change that is as true is not in the tables (a price that is deleted leaves none), so Last-Modified is the
second in which this body was first seen here, kept in the cache. Without a cache there is no date, and the tag does.
"""

import hashlib
import logging
import time
from typing import Any

from django.core.cache import cache
from django.http import HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date
from redis.exceptions import RedisError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalog.api.problems import Problem

logger = logging.getLogger(__name__)

SLOTS = 1 << 18
"""Of how many addresses the date is kept: some 30 MB, however many anybody invents. Two that share one lose theirs."""
KEPT_S = 7 * 24 * 3600


class ConditionalView(APIView):
    """A view whose successful answers to GET and HEAD carry validators and are compared with the client's.

    Everything must be asked for again each time (``no-cache``), so that a takedown counts at once.
    """

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        """Compares when the body is there: at once, or when REST framework has rendered it."""
        response = super().finalize_response(request, response, *args, **kwargs)
        if request.method not in {"GET", "HEAD"} or response.status_code != 200:
            return response
        if not isinstance(response, Response):
            return _compared(request, response)
        response.add_post_render_callback(lambda rendered: _compared(request, rendered))
        return response


def _compared(request: Request, response: HttpResponse) -> HttpResponse:
    """The response with its validators, or 304 where the client has it, or 412 where it asked for another one."""
    etag = f'"{hashlib.sha256(response["Content-Type"].encode() + response.content).hexdigest()[:32]}"'
    response["ETag"] = etag
    is_personal = request.user.is_authenticated
    response.setdefault("Cache-Control", "private, no-cache" if is_personal else "no-cache")
    patch_vary_headers(response, ["Accept-Language", "Authorization"])
    since = _first_seen(f"{request.build_absolute_uri()} {response.get('Content-Language')} {request.user.pk}", etag)
    if since is not None:
        response["Last-Modified"] = http_date(since)
    compared: HttpResponse | None = get_conditional_response(request, etag=etag, last_modified=since, response=response)
    if compared is not None and compared.status_code == 412:
        return Problem("precondition-failed", f"The resource is at {etag} now.").response()
    return compared or response


def _first_seen(address: str, etag: str) -> int | None:
    """The second (POSIX time) since when the address has had this body; None where that cannot be said.

    Nobody may have been given the same second for the body before, so another body moves it on, if need be into the
    next second; until that has come there is no date.
    """
    now = int(time.time())
    key = f"first-seen:{int.from_bytes(_digest(address)[:4], 'big') % SLOTS}"
    what = _digest(f"{address} {etag}").hex()
    try:
        known = cache.get(key)
        if known is not None and known[0] == what:
            since: int = known[1]
        else:
            since = now if known is None else max(now, known[1] + 1)
            cache.set(key, (what, since), KEPT_S)
    except RedisError as error:
        logger.warning("No Last-Modified, as the cache does not answer: %s", error)
        return None
    return since if since <= now else None


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=16).digest()
