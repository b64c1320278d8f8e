"""The whole service, for real: web server, workers, Redis and a database, over a small catalogue.

It is started once for all journeys, on the test's own database and Redis; the journeys share its catalogue, so each
adds or changes works of its own.
"""

import csv
import io
import os
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import numpy as np
import pytest
import redis
from celery import current_app
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from PIL import Image
from pytest_django import DjangoDbBlocker

from catalog.models import Artwork, Embedding, LocalDescriptors, Recognition, ReferenceImage
from catalog.services import photos
from catalog.services.recognition import wait_for_answer
from tests.processes import ApiClient, Process, web_process, worker_process
from tests.web_servers import Asked, WebServer, answer, web_server, without_rules
from vision.simulate import CLOSE_UP, photograph
from vision.structures import RgbImage
from vision.studios import STUDIOS
from workers.follower import STALE_AFTER_S

SOURCE = "journey"
PICTURE_WH = (420, 320)
PHOTO_WH = (1024, 768)
WORKERS = ("alba", "brio")
"""Two recognition workers; each also listens to a queue of its own name, so that either can be asked."""
_INDEXED_WITHIN_S = 120


# What is tested here is the way of a photo, not how plain a work may be: these leave no doubt.
_DETAILED = ("currents", "marbling", "glass", "dabs", "packing", "nocturne", "agate", "washes", "attractors")
_PAINTERS = [studio for studio in STUDIOS if studio.slug in _DETAILED]


@cache
def painted(number: int) -> RgbImage:
    """The picture of a journey's work; another number is another picture."""
    return _PAINTERS[number % len(_PAINTERS)].paint(1000 + number // len(_PAINTERS), PICTURE_WH)


def jpeg(pixels: RgbImage) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", quality=92)
    return buffer.getvalue()


@cache
def photo_of(number: int, *, seed: int = 3) -> bytes:
    """A phone's photo of a work, with another work beside it."""
    works = [painted(number), painted(number + 5)]
    return jpeg(photograph(works, rng=np.random.default_rng(seed), scene=CLOSE_UP, size_wh=PHOTO_WH).image)


def import_works(folder: Path, numbers: list[int]) -> None:
    """Imports the works as a museum would: from a CSV file with pictures beside it."""
    rows = []
    for number in numbers:
        (folder / f"{number}.jpg").write_bytes(jpeg(painted(number)))
        rows.append(
            {
                "source_id": f"work-{number}",
                "title": f"Composition {number}",
                "artist": _PAINTERS[number % len(_PAINTERS)].name,
                "year": "1987",
                "medium": "Oil on canvas",
                "image": f"{number}.jpg",
                "gallery": "Museu de Serralves, Porto, Portugal",
                "auction_house": "An auction house",
                "sale_date": "2019-05-14",
                "lot": str(number),
                "currency": "EUR",
                "est_low": "8000",
                "est_high": "12000",
                "sold": "1",
                "price": "11500",
            }
        )
    path = folder / f"works-{numbers[0]}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    call_command("import_artworks", path, source=SOURCE, rejects=folder / "rejects.csv", stdout=io.StringIO())


def work(number: int) -> Artwork:
    return Artwork.objects.get(source=SOURCE, source_id=f"work-{number}")


def image_of(number: int) -> ReferenceImage:
    return ReferenceImage.objects.get(artwork__source=SOURCE, artwork__source_id=f"work-{number}")


def wait_until(is_so: Callable[[], bool], what: str, logs: Callable[[], str], *, within_s: float = 60) -> None:
    """Fails with the end of the logs when it takes too long."""
    deadline = time.monotonic() + within_s
    while not is_so():
        assert time.monotonic() < deadline, f"Not within {within_s} s: {what}.\n{logs()}"
        time.sleep(0.01)


@dataclass(frozen=True)
class Service:
    """The running service."""

    port: int
    processes: dict[str, Process]

    def client(self) -> ApiClient:
        return ApiClient(self.port)

    def ask_worker(self, name: str, photo: bytes) -> Recognition:
        """What one of the recognition workers answers."""
        row = self.hand_to_worker(name, photo)
        answered = wait_for_answer(row, 60)
        assert answered.state == Recognition.State.DONE, f"{answered}\n{self.logs()}"
        return answered

    def hand_to_worker(self, name: str, photo: bytes) -> Recognition:
        """Gives a photo to one of the recognition workers, and does not wait."""
        row = Recognition.objects.create()
        photos.keep_photo(str(row.pk), photo)
        task = current_app.signature("workers.recognition.recognize_photo", kwargs={"photo_id": str(row.pk)})
        task.apply_async(queue=name)
        return row

    def wait_until(self, is_so: Callable[[], bool], what: str, *, within_s: float = _INDEXED_WITHIN_S) -> None:
        wait_until(is_so, what, self.logs, within_s=within_s)

    def wait_until_indexed(self, images: list[int]) -> None:
        """Until every one of the reference images has its embedding and its local descriptors."""
        for rows in (Embedding.objects, LocalDescriptors.objects):
            done = rows.filter(reference_image_id__in=images)
            self.wait_until(lambda done=done: done.count() == len(images), "every image is indexed")  # type: ignore[misc]

    def logs(self) -> str:
        return "\n".join(process.log_tail() for process in self.processes.values())


def named_by(answer: Recognition) -> set[int]:
    """Every reference image in the evidence of an answer."""
    assert answer.evidence is not None
    findings = answer.evidence["findings"]
    return {each["reference_image_id"] for found in findings for each in (*found["candidates"], *found["nearest"])}


def environment_of_processes() -> dict[str, str]:
    """For the processes: the test's own database, and one thread each, as there are more of them than cores."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        url = f"sqlite:///{name}"
    else:
        url = urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))
    return os.environ | {"DATABASE_URL": url, "OMP_NUM_THREADS": "1", "ARTREC_LOG_LEVEL": "INFO"}


def lone_worker(queue: str, module: str, folder: Path, server: WebServer | None = None, **said: str) -> Process:
    """Takes from one queue, knows one module's tasks, and may visit a server of the test."""
    environment = environment_of_processes() | {"ARTREC_TASK_MODULES": f"workers.{module}", **said}
    if server is not None:
        environment |= {"ARTREC_FETCH_NETWORKS": "127.0.0.0/8", "ARTREC_FETCH_PORTS": str(server.port)}
    return worker_process(queue, queue, environment, folder)


@contextmanager
def slow_server(body: Callable[[Asked], bytes]) -> Iterator[WebServer]:
    """Answers after a moment in which a worker may be killed."""

    def slowly(asked: Asked, connection: socket.socket) -> None:
        time.sleep(0.03)
        answer(connection, body(asked))

    with web_server(without_rules(slowly)) as running:
        yield running


@pytest.fixture(scope="package")
def transactional_db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:  # noqa: ARG001
    """In place of pytest-django's: the test database, kept over all journeys and emptied after the last."""
    with django_db_blocker.unblock():
        yield
        call_command("flush", interactive=False, verbosity=0)
        connections.close_all()


@pytest.fixture(scope="package")
def service(transactional_db: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:  # noqa: ARG001
    """Everything runs, and the works 0–8 are imported and indexed."""
    folder, environment = tmp_path_factory.mktemp("journeys"), environment_of_processes()
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        client.flushdb()  # nothing of other tests is delivered
    web, port = web_process(environment, folder)
    recognition = [worker_process(name, f"recognition,{name}", environment, folder) for name in WORKERS]
    indexing = worker_process("indexing", "indexing", environment, folder)
    running = Service(port, {process.name: process for process in (web, *recognition, indexing)})
    try:
        for process in running.processes.values():
            process.launch()
        import_works(folder, list(range(9)))
        for process in running.processes.values():
            process.wait_until_ready()
        running.wait_until_indexed([image_of(number).pk for number in range(9)])
        time.sleep(STALE_AFTER_S)  # a worker that looked just before the last of them may answer without it that long
        yield running
    finally:
        with ThreadPoolExecutor() as threads:
            list(threads.map(Process.stop, running.processes.values()))


@pytest.fixture
def client(service: Service) -> Iterator[ApiClient]:
    client = service.client()
    yield client
    client.close()
