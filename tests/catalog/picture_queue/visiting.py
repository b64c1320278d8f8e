"""Works that want pictures, visits to the servers that have them, and time that passes."""

import datetime
import socket
from collections.abc import Callable

from catalog.ingest.records import ArtworkRecord, ImageRecord, ImageUrl
from catalog.models import Artwork, ImageHost, PictureFetch
from catalog.services.fetching.addresses import parse_networks
from catalog.services.fetching.fetcher import Fetcher
from catalog.services.loading import load_records
from catalog.services.picture_queue.visits import visit_host
from tests.factories import tiny_picture
from tests.web_servers import Asked, Script, WebServer, answer

Serve = Callable[[Script], WebServer]


def pictures(asked: Asked, connection: socket.socket) -> None:
    """A picture a path."""
    answer(connection, tiny_picture(sum(asked.path.encode())), ETag=f'"{asked.path}"')


def want(server: WebServer, *paths: str, host: str = "museum.example", **facts: object) -> Artwork:
    images = tuple(ImageRecord(ImageUrl(server.url(path, host)), **facts) for path in paths)  # type: ignore[arg-type]
    number = str(Artwork.objects.count())
    load_records([ArtworkRecord("s", number, "A work", images=images)], source="s")
    return Artwork.objects.get(source_id=number)


def visit(server: WebServer, host: str = "museum.example") -> int:
    fetcher = Fetcher(
        "tests", frozenset({server.port}), parse_networks(["127.0.0.0/8"]), resolver=lambda *_: ["127.0.0.1"]
    )
    return visit_host(f"{host}:{server.port}", fetcher)


def only() -> PictureFetch:
    return PictureFetch.objects.get()


def pass_time(seconds: float) -> None:
    """As if so much time had passed: everything that waits for a time waits for an earlier one."""
    for host in ImageHost.objects.all():
        for name in ("not_before", "leased_until", "asked_at"):
            value = getattr(host, name)
            setattr(host, name, None if value is None else value - datetime.timedelta(seconds=seconds))
        host.save()
    for fetch in PictureFetch.objects.all():
        fetch.next_attempt_at -= datetime.timedelta(seconds=seconds)
        fetch.save()
