"""The queue of pictures with real workers, killed again and again at work: none is lost, none comes twice."""

import datetime
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone

from catalog.ingest.records import ArtworkRecord, ImageRecord, ImageUrl
from catalog.models import ImageHost, PictureFetch, ReferenceImage
from catalog.services.loading import load_records
from catalog.services.media_files import is_stored
from catalog.services.picture_queue import hosts
from tests.factories import tiny_picture
from tests.journeys.conftest import lone_worker, slow_server, wait_until
from tests.processes import Process
from tests.web_servers import WebServer

PICTURES = 60
KILLS = 3


@pytest.fixture
def server() -> Iterator[WebServer]:
    with slow_server(lambda asked: tiny_picture(int(asked.path.rpartition("/")[2]))) as running:
        yield running


@pytest.fixture
def worker(transactional_db: None, tmp_path: Path, server: WebServer) -> Iterator[Process]:  # noqa: ARG001
    process = lone_worker("pictures", "fetching", tmp_path, server, ARTREC_PICTURES_INTERVAL_S="0")
    yield process
    process.stop()


def test_killed_workers_lose_and_double_nothing(worker: Process, server: WebServer) -> None:
    records = (
        ArtworkRecord("web", str(number), "A work", images=(ImageRecord(ImageUrl(address(server, number))),))
        for number in range(PICTURES)
    )
    load_records(records, source="web")
    images = ReferenceImage.objects.filter(artwork__source="web")
    for kill in range(KILLS + 1):
        worker.launch()
        worker.wait_until_ready()
        _as_time_and_beat_would()
        wanted = PICTURES * (kill + 1) // (KILLS + 1)
        wait_until(lambda wanted=wanted: images.count() >= wanted, f"{wanted} pictures", worker.log_tail)  # type: ignore[misc]
        if kill < KILLS:
            worker.kill()
    fetches = PictureFetch.objects.filter(artwork__source="web")
    assert set(fetches.values_list("state", flat=True)) == {"fetched"}, list(fetches.exclude(problem="").values())
    assert images.count() == images.values("artwork").distinct().count() == PICTURES
    assert all(is_stored(str(image.file.name)) for image in images)
    assert server.most_at_once <= 2, "one at a time, but for the request of the one that was killed"
    assert len([path for path in server.paths if path != "/robots.txt"]) <= PICTURES + KILLS


def address(server: WebServer, number: int) -> str:
    return f"http://127.0.0.1:{server.port}/{number}"


def _as_time_and_beat_would() -> None:
    """Leases run out, and due hosts are asked for."""
    ago = timezone.now() - datetime.timedelta(seconds=1)
    ImageHost.objects.update(leased_until=None, asked_at=None, not_before=ago)
    PictureFetch.objects.filter(state="waiting").update(next_attempt_at=ago)
    hosts.ask_for_due_hosts()
