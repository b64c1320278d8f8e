"""The first answer is waited for with patience that ends, and the API's own words are passed on when there is none."""

import threading
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from django.db import connection, transaction
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from artrec.serving import first_answer
from artrec.serving.first_answer import NoAnswer, NotReady, ask, is_sample_absent, wait_until_ready, work_to_photograph
from catalog.models import Artwork, Embedding, LocalDescriptors
from catalog.services.recognition import record_answer, record_problem
from tests.evidence import evidence, finding
from tests.factories import make_artwork, make_display, make_price, make_reference_image, tiny_picture
from tests.servers import free_port

JPEG = tiny_picture(kind="JPEG")


def make_sample_work(status: str = "published") -> Artwork:
    work = make_artwork(source=first_answer.SAMPLE_SOURCE, status=status)
    make_reference_image(work)
    make_price(work)
    make_display(work)
    return work


@pytest.mark.django_db
def test_the_work_to_photograph_is_a_published_sample_work_with_a_price_on_display() -> None:
    assert is_sample_absent()
    make_artwork(source=first_answer.SAMPLE_SOURCE)
    make_sample_work(status="taken_down")
    make_display(make_reference_image(make_artwork()).artwork)
    assert work_to_photograph() is None
    wanted = make_sample_work()
    make_sample_work()
    assert work_to_photograph() == wanted
    assert not is_sample_absent()


@pytest.mark.django_db
def test_pictures_count_as_indexed_when_embedded_and_described_or_known_to_be_unreadable() -> None:
    done, half, broken, _ = (make_reference_image(make_artwork(source=first_answer.SAMPLE_SOURCE)) for _ in range(4))
    make_reference_image()  # of another source
    for image in (done, half):
        Embedding.objects.create(reference_image=image, fingerprint="f", vector=b"\0\0")
    LocalDescriptors.objects.create(reference_image=done, fingerprint="f", packed=b"")
    broken.embedding_error = "truncated"
    broken.save()
    assert first_answer.count_sample_images() == (2, 4)


@pytest.mark.django_db
def test_patience_ends_when_nothing_moves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(first_answer, "_READY_WITHIN_S", 0.1)
    make_sample_work()
    shown: list[tuple[int, int]] = []
    with pytest.raises(NotReady, match=r"no recognition worker answers, 0 of 1 pictures are indexed\."):
        wait_until_ready(free_port(), lambda: None, lambda done, total: shown.append((done, total)))
    assert shown[-1] == (0, 1)


def test_a_photo_that_is_refused_is_told_in_the_words_of_the_api(live_server: LiveServer) -> None:
    with pytest.raises(NoAnswer, match=r"\(415\): "):
        ask(port_of(live_server), b"this is no photo")


def test_a_server_that_went_away_is_told() -> None:
    with pytest.raises(NoAnswer, match="web server went away"):
        ask(free_port(), JPEG)


Settle = Callable[[str], None]


@pytest.fixture
def late_worker(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Iterator[list[Settle]]:
    """Settles recognitions a while after they were accepted with a 202, as the one function in the list says."""
    settings.ARTREC = {**settings.ARTREC, "WAIT_MAX_S": 0}
    settle: list[Settle] = []
    threads: list[threading.Timer] = []

    def run(recognition_id: str) -> None:
        settle[0](recognition_id)
        connection.close()

    def receive(recognition_id: str) -> None:
        threads.append(threading.Timer(0.3, run, (recognition_id,)))
        transaction.on_commit(threads[-1].start)

    monkeypatch.setattr("catalog.dispatch.recognize_photo", receive)
    yield settle
    for thread in threads:
        thread.join()


def test_an_answer_that_takes_longer_is_asked_for_again(live_server: LiveServer, late_worker: list[Settle]) -> None:
    found = evidence(finding("unknown"))
    late_worker.append(lambda name: record_answer(name, outcome="unknown", evidence=found))
    answer = ask(port_of(live_server), JPEG)
    assert (answer["state"], answer["outcome"]) == ("done", "unknown")


def test_a_recognition_that_failed_is_told(live_server: LiveServer, late_worker: list[Settle]) -> None:
    late_worker.append(lambda name: record_problem(name, problem="recognition-failed", detail="The lamp went out."))
    with pytest.raises(NoAnswer, match="The lamp went out"):
        ask(port_of(live_server), JPEG)


def port_of(server: LiveServer) -> int:
    port = urlsplit(server.url).port
    assert port is not None
    return port
