"""The queue of pictures with real workers, killed again and again at work: none is lost, none comes twice."""

import datetime
import socket
import time
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
from tests.journeys.conftest import environment_of_processes
from tests.processes import Process, worker_process
from tests.web_servers import Asked, WebServer, answer, web_server, without_rules

PICTURES = 60
KILLS = 3


def slowly(asked: Asked, connection: socket.socket) -> None:
    """A picture a path, after a moment in which a worker may be killed."""
    time.sleep(0.03)
    answer(connection, tiny_picture(int(asked.path.rpartition("/")[2])))


@pytest.fixture
def server() -> Iterator[WebServer]:
    with web_server(without_rules(slowly)) as running:
        yield running


@pytest.fixture
def worker(transactional_db: None, tmp_path: Path, server: WebServer) -> Iterator[Process]:  # noqa: ARG001
    process = worker_process(
        "pictures",
        "pictures",
        environment_of_processes()
        | {
            "ARTREC_TASK_MODULES": "workers.fetching",
            "ARTREC_FETCH_NETWORKS": "127.0.0.0/8",
            "ARTREC_FETCH_PORTS": str(server.port),
            "ARTREC_PICTURES_INTERVAL_S": "0",
        },
        tmp_path,
    )
    yield process
    process.stop()


def test_killed_workers_lose_and_double_nothing(worker: Process, server: WebServer) -> None:
    records = (
        ArtworkRecord("web", str(number), "A work", images=(ImageRecord(ImageUrl(address(server, number))),))
        for number in range(PICTURES)
    )
    load_records(records, source="web")
    for kill in range(KILLS + 1):
        worker.launch()
        worker.wait_until_ready()
        _as_time_and_beat_would()
        _wait_until(PICTURES * (kill + 1) // (KILLS + 1), worker)
        if kill < KILLS:
            worker.kill()
    fetches = PictureFetch.objects.filter(artwork__source="web")
    assert set(fetches.values_list("state", flat=True)) == {"fetched"}, list(fetches.exclude(problem="").values())
    images = ReferenceImage.objects.filter(artwork__source="web")
    assert images.count() == images.values("artwork").distinct().count() == PICTURES
    assert all(is_stored(str(image.file.name)) for image in images)
    assert server.most_at_once <= 2, "one at a time, but for the request of the one that was killed"
    assert len(server.asked) <= PICTURES + KILLS


def address(server: WebServer, number: int) -> str:
    return f"http://127.0.0.1:{server.port}/{number}"


def _as_time_and_beat_would() -> None:
    """Leases run out, and due hosts are asked for."""
    ago = timezone.now() - datetime.timedelta(seconds=1)
    ImageHost.objects.update(leased_until=None, asked_at=None, not_before=ago)
    PictureFetch.objects.filter(state="waiting").update(next_attempt_at=ago)
    hosts.ask_for_due_hosts()


def _wait_until(count: int, worker: Process) -> None:
    deadline = time.monotonic() + 60
    while ReferenceImage.objects.filter(artwork__source="web").count() < count:
        assert time.monotonic() < deadline, worker.log_tail()
        time.sleep(0.02)
