"""The first answer: wait until the service is ready, photograph a sample work, ask the API what it is."""

import json
import time
from collections.abc import Callable
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

from django.db.models import Q

from catalog.models import Artwork
from catalog.selectors.images import published_reference_images

SAMPLE_SOURCE = "artrec-sample"
HEALTH_PATH = "/api/v1/health/"
RECOGNITIONS_PATH = "/api/v1/recognitions/"
_POLL_S = 0.3
_READY_WITHIN_S = 180
_ANSWER_WITHIN_S = 90


class NotReady(Exception):
    """The service runs but does not become ready. The message says what was waited for and where to look."""


class NoAnswer(Exception):
    """The photo was not answered; the message is the API's own."""


def is_sample_absent() -> bool:
    """Whether the catalogue holds no sample work at all, published or not."""
    return not Artwork.objects.filter(source=SAMPLE_SOURCE).exists()


def work_to_photograph() -> Artwork | None:
    """A published sample work whose prices and place are known, so that the answer has something to tell."""
    return (
        Artwork.objects.filter(
            source=SAMPLE_SOURCE,
            price_records__amount__isnull=False,
            displays__is_on_display=True,
            reference_images__in=published_reference_images(),
        )
        .order_by("pk")
        .first()
    )


def count_sample_images() -> tuple[int, int]:
    """(sample images that are embedded and described, or known to be unreadable; all of them)."""
    images = published_reference_images().filter(artwork__source=SAMPLE_SOURCE)
    waits = Q(embeddings__isnull=True) | Q(local_descriptors__isnull=True)
    pending = images.filter(waits, embedding_error="").distinct().count()
    return images.count() - pending, images.count()


def wait_until_ready(port: int, check: Callable[[], None], show: Callable[[int, int], None]) -> None:
    """Returns once a recognition worker answers and every sample image is indexed.

    ``check`` is called often and may raise; ``show`` gets (indexed, all) images.

    Raises:
        NotReady: nothing moved for three minutes.
    """
    last_seen, last_moved_at = None, time.monotonic()
    while True:
        check()
        seen = (is_healthy(port), *count_sample_images())
        show(seen[1], seen[2])
        if seen[0] and seen[1] == seen[2]:
            return
        if seen != last_seen:
            last_seen, last_moved_at = seen, time.monotonic()
        elif time.monotonic() - last_moved_at > _READY_WITHIN_S:
            raise NotReady(
                f"Nothing moved for {_READY_WITHIN_S} s: {'' if seen[0] else 'no recognition worker answers, '}"
                f"{seen[1]} of {seen[2]} pictures are indexed. The logs say why."
            )
        time.sleep(_POLL_S)


def is_healthy(port: int) -> bool:
    """Whether the service says of itself that all is well, a recognition worker included."""
    try:
        status, body = _request(port, "GET", HEALTH_PATH)
    except OSError:  # not listening yet
        return False
    return status == 200 and body["status"] == "ok"


def ask(port: int, photo: bytes) -> dict[str, Any]:
    """Posts a JPEG and returns the answer, a ``Recognition`` of the API.

    Raises:
        NoAnswer: the API answered with a problem, or went away.
    """
    headers = {"Content-Type": "image/jpeg", "Prefer": "wait=60"}
    try:
        status, body = _request(port, "POST", RECOGNITIONS_PATH, photo, headers)
        while status in {200, 202} and body["state"] == "pending":
            time.sleep(1)
            status, body = _request(port, "GET", urlsplit(body["url"]).path)
    except OSError as error:
        raise NoAnswer(f"The web server went away ({error}).") from error
    if status >= 400:
        raise NoAnswer(f"{body['title']} ({status}): {body['detail']}")
    return body


def _request(
    port: int, method: str, path: str, data: bytes | None = None, headers: dict[str, str] | None = None
) -> tuple[int, dict[str, Any]]:
    connection = HTTPConnection("localhost", port, timeout=_ANSWER_WITHIN_S)
    try:
        connection.request(method, path, data, headers or {})
        response = connection.getresponse()
        body: dict[str, Any] = json.load(response)
        return response.status, body
    finally:
        connection.close()
