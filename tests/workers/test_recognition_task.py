"""The task that answers a photo: an answer, a reason, or a failure that is told; never silence."""

import datetime
import json
import uuid
from collections.abc import Callable, Iterator
from io import BytesIO
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
import redis
from celery import current_app
from celery.worker import WorkController
from django.conf import settings as django_settings
from django.db import OperationalError
from django.utils import timezone
from PIL import Image
from pytest_django import DjangoCaptureOnCommitCallbacks

from catalog.models import Recognition, ReferenceImage
from catalog.services import photos
from tests.factories import make_artist, make_artwork, make_reference_image
from tests.publishing import take_down_image
from vision.engine import Networks
from workers import embeddings, photo_tasks, recognition
from workers.engine import vector_follower

pytestmark = pytest.mark.django_db


def painting(seed: int = 5, size_wh: tuple[int, int] = (480, 360)) -> bytes:
    """A picture with plenty of corners, at all scales."""
    rng = np.random.default_rng(seed)
    pixels = np.zeros((size_wh[1], size_wh[0], 3), np.uint8)
    for cells in (6, 14, 40):
        blocks = Image.fromarray(rng.integers(0, 90, (cells, cells, 3), np.uint8))
        pixels += np.asarray(blocks.resize(size_wh, Image.Resampling.NEAREST)) * np.uint8(1)
    buffer = BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", quality=92)
    return buffer.getvalue()


@pytest.fixture(autouse=True)
def in_flight() -> Iterator[redis.Redis]:
    with redis.Redis.from_url(django_settings.REDIS_URL) as client:
        yield client
        for key in client.scan_iter("recognition:*"):
            client.delete(key)


def pending(photo: bytes | None) -> Recognition:
    recognition_row = Recognition.objects.create()
    if photo is not None:
        photos.keep_photo(str(recognition_row.pk), photo)
    return recognition_row


Run = Callable[[Recognition], Recognition]


@pytest.fixture
def run(networks: Networks, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> Run:  # noqa: ARG001 - keeps them warm
    """Runs the task as a worker does, failures included."""

    def run_task(row: Recognition) -> Recognition:
        with django_capture_on_commit_callbacks(execute=True):
            recognition.recognize_photo.apply(kwargs={"photo_id": str(row.pk)}, throw=False)
        row.refresh_from_db()
        return row

    return run_task


@pytest.fixture
def catalogue(networks: Networks) -> list[int]:  # noqa: ARG001 - keeps them warm
    """Three embedded works; the first is what the photos show."""
    artist = make_artist(name="Ada Blocks")
    images = [
        make_reference_image(
            make_artwork(artists=(artist,), style="Blocks", year_from=1962, medium="Oil"), painting(seed)
        )
        for seed in (5, 6, 7)
    ]
    embeddings.embed_pending(limit=10)
    embeddings.describe_pending(limit=10)
    return [image.pk for image in images]


def test_the_evidence_names_the_work_and_says_how_it_was_found(
    catalogue: list[int], networks: Networks, run: Run
) -> None:
    row = run(pending(painting(5)))
    assert (row.state, row.problem) == ("done", "")
    evidence = row.evidence
    assert evidence is not None
    assert evidence["outcome"] == row.outcome
    assert evidence["photo_size_wh"] == [480, 360]
    assert evidence["fingerprint"] == networks.embedder.fingerprint
    assert (evidence["index_generation"], evidence["index_sequence"]) == (0, 6)
    stages = {"decode", "localize", "embed", "describe", "search", "vote", "verify", "decide", "classify"}
    assert stages <= set(evidence["timings_ms"])
    [finding] = evidence["findings"]
    best = finding["candidates"][0]
    assert best["reference_image_id"] == catalogue[0]
    assert best["inliers"] > 30
    assert best["similarity"] > 0.99
    corners = [(0, 0), (480, 0), (480, 360), (0, 360)]
    assert np.abs(np.array(best["quad"]) - corners).max() < 12
    assert {(guess["attribute"], guess["label"]) for guess in finding["attributes"]} >= {
        ("style", "Blocks"), ("artist", "Ada Blocks"), ("period", "1950–1999"), ("medium", "Oil"),
    }  # fmt: skip
    # Strict JSON: PostgreSQL takes no NaN.
    json.dumps(evidence, allow_nan=False)
    assert photos.read_photo(str(row.pk)) is None


def test_an_empty_catalogue_answers_unknown(run: Run) -> None:
    row = run(pending(painting(5)))
    assert (row.state, row.outcome) == ("done", "unknown")


def test_what_is_taken_down_is_never_in_the_evidence(catalogue: list[int], run: Run) -> None:
    run(pending(painting(5)))
    take_down_image(ReferenceImage.objects.get(pk=catalogue[0]))
    vector_follower().refresh(now=True)
    row = run(pending(painting(5)))
    assert row.evidence is not None
    [finding] = row.evidence["findings"]
    named = {each["reference_image_id"] for each in (*finding["candidates"], *finding["nearest"])}
    assert catalogue[0] not in named


def test_an_undecodable_photo_is_told_to_its_sender(run: Run) -> None:
    row = run(pending(painting()[:3000]))
    assert (row.state, row.problem) == ("failed", "undecodable-photo")
    assert "send it again" in row.problem_detail
    assert photos.read_photo(str(row.pk)) is None
    assert photos.await_answer(str(row.pk), 1)


def test_a_photo_that_has_expired_is_told(run: Run) -> None:
    row = run(pending(None))
    assert (row.state, row.problem) == ("failed", "expired")
    assert photos.await_answer(str(row.pk), 1)


def test_a_defect_is_told_at_once_and_says_nothing_of_its_inside(monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("secret path /etc")

    monkeypatch.setattr(recognition, "recognize", broken)
    monkeypatch.setattr(recognition, "fresh_engine", lambda: None)
    row = run(pending(painting()))
    assert (row.state, row.problem) == ("failed", "recognition-failed")
    assert "secret" not in row.problem_detail
    assert photos.await_answer(str(row.pk), 1)
    assert photos.read_photo(str(row.pk)) is None


@pytest.mark.parametrize(
    "error", [OperationalError("database is locked"), photos.PhotoStoreUnavailable("no")], ids=["database", "Redis"]
)
def test_what_passes_by_itself_is_tried_again(
    error: Exception, monkeypatch: pytest.MonkeyPatch, catalogue: list[int], run: Run
) -> None:
    calls: list[str] = []

    def read(recognition_id: str) -> bytes | None:
        calls.append(recognition_id)
        if len(calls) < 3:
            raise error
        return photos.read_photo(recognition_id)

    monkeypatch.setattr(photo_tasks, "read_photo", read)
    row = run(pending(painting(5)))
    assert row.state == "done"
    assert len(calls) == 3
    assert catalogue


def test_what_does_not_pass_is_told_after_three_more_tries(monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
    calls = []

    def read(recognition_id: str) -> bytes:
        calls.append(recognition_id)
        raise OperationalError("database is locked")

    monkeypatch.setattr(photo_tasks, "read_photo", read)
    row = run(pending(painting()))
    assert (row.state, row.problem, len(calls)) == ("failed", "recognition-failed", 4)


def test_delivered_twice_it_is_answered_once(catalogue: list[int], run: Run) -> None:
    row = run(pending(painting(5)))
    answered_at = row.answered_at
    assert run(row).answered_at == answered_at
    assert row.state == "done"
    assert catalogue


def test_what_kills_its_worker_twice_is_not_tried_a_third_time(
    networks: Networks,  # noqa: ARG001 - keeps them warm
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tried: list[object] = []

    def die(*photo: object) -> None:
        tried.append(photo)
        raise SystemExit

    monkeypatch.setattr(recognition, "recognize", die)
    row = pending(painting())
    task = recognition.recognize_photo
    for is_redelivered in (False, True):
        task.push_request(delivery_info={"redelivered": is_redelivered})
        with pytest.raises(SystemExit):
            task.run(photo_id=str(row.pk))
        task.pop_request()
    task.push_request(delivery_info={"redelivered": True})
    task.run(photo_id=str(row.pk))
    task.pop_request()
    row.refresh_from_db()
    assert (row.state, row.problem, len(tried)) == ("failed", "recognition-failed", 2)


@pytest.mark.parametrize(
    ("queues", "waits_s"),
    [(["recognition", "own"], 30), (["indexing"], 900), (None, 900)],
    ids=["photos", "one", "all"],
)
def test_workers_of_photos_keep_an_account_of_their_own(queues: list[str] | None, waits_s: int) -> None:
    conf = SimpleNamespace(broker_transport_options=django_settings.CELERY_BROKER_TRANSPORT_OPTIONS)
    photo_tasks.miss_photos_soon(conf=conf, options={"queues": queues})
    options = conf.broker_transport_options
    assert (options["visibility_timeout"], "unacked_key" in options) == (waits_s, waits_s == 30)


def test_one_deleted_meanwhile_is_let_go() -> None:
    result = recognition.recognize_photo.apply(kwargs={"photo_id": str(uuid.uuid4())}, throw=True)
    assert result.successful()
    assert not Recognition.objects.exists()


def test_late_ones_are_failed_by_the_schedule() -> None:
    late = pending(None)
    fresh = pending(None)
    past = timezone.now() - datetime.timedelta(seconds=django_settings.ARTREC["PHOTO_TTL_S"] + 1)
    Recognition.objects.filter(pk=late.pk).update(created_at=past)
    recognition.expire_recognitions()
    late.refresh_from_db()
    fresh.refresh_from_db()
    assert (late.problem, fresh.state) == ("expired", "pending")


def test_only_a_worker_of_photos_warms_up(monkeypatch: pytest.MonkeyPatch, networks: Networks) -> None:  # noqa: ARG001
    warmed: list[Any] = []
    monkeypatch.setattr(recognition, "recognize", lambda photo, engine: warmed.append((photo, engine)))

    worker = cast("WorkController", SimpleNamespace(app=current_app))
    queues = current_app.amqp.queues
    monkeypatch.setattr(queues, "_consume_from", {"indexing": queues["indexing"]})
    recognition.warm_up(sender=worker)
    assert warmed == []
    monkeypatch.setattr(queues, "_consume_from", {"recognition": queues["recognition"]})
    recognition.warm_up(sender=worker)
    assert len(warmed) == 1


def test_every_named_task_exists_and_has_its_queue() -> None:
    current_app.loader.import_default_modules()
    named = {str(entry["task"]) for entry in django_settings.CELERY_BEAT_SCHEDULE.values()} | {
        "workers.recognition.recognize_photo", "workers.index.publish_generation",
    }  # fmt: skip
    assert named <= set(current_app.tasks)
    for name in named:
        queue = current_app.amqp.router.route({}, name)["queue"].name
        own = {
            "recognition": "recognition", "ingestion": "ingestion", "fetching": "pictures", "webhooks": "webhooks",
            "accounts": "webhooks",
        }  # fmt: skip
        assert queue == own.get(name.split(".")[1], "indexing")
