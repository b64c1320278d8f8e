"""The tasks of the ingestion worker: doors to the jobs, and what becomes of a defect."""

import datetime
from pathlib import Path
from typing import Any

import pytest
from celery import current_app
from django.db import OperationalError
from django.utils import timezone

from catalog.ingest.sources import ADAPTERS
from catalog.models import Artwork, IngestionJob
from catalog.services.ingestion import jobs, reading
from catalog.services.ingestion.jobs import JobOptions, start_job
from tests import feeds
from tests.feeds import works, write_feed
from workers import ingestion

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ADAPTERS, feeds.ADAPTER.name, feeds.ADAPTER)
    monkeypatch.setattr(reading, "MOST_ROWS", 3)
    monkeypatch.setattr("catalog.dispatch.ingest_chunk", lambda *_: None)


def start(folder: Path, rows: list[Any]) -> IngestionJob:
    return start_job("test-jsonl", write_feed(folder / "feed.jsonl", rows), JobOptions(source="s"))


def ask(job: IngestionJob, rows_read: int) -> None:
    ingestion.ingest_chunk.apply(kwargs={"job_id": job.pk, "rows_read": rows_read})
    job.refresh_from_db()


def test_a_task_loads_one_chunk(tmp_path: Path) -> None:
    job = start(tmp_path, works(5))
    ask(job, 0)
    assert (job.state, job.rows_read, Artwork.objects.count()) == ("running", 3, 3)
    ask(job, 3)
    assert (job.state, job.rows_read) == ("done", 5)


def test_a_defect_ends_the_job_with_words(tmp_path: Path) -> None:
    job = start(tmp_path, [*works(3), {"defect": 1}])
    ask(job, 0)
    ask(job, 3)
    assert (job.state, job.rows_read, Artwork.objects.count()) == ("failed", 3, 3)
    assert "after row 3 met an error on our side (KeyError)" in job.problem


def test_a_database_that_is_away_ends_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    job = start(tmp_path, works(3))
    calls: list[int] = []

    def fail(*_: object) -> None:
        calls.append(1)
        raise OperationalError("the server closed the connection")

    monkeypatch.setattr(ingestion, "load_chunk", fail)
    ask(job, 0)
    assert len(calls) == 4, "it is tried again three times"
    assert job.state == "queued"


def test_a_job_that_waits_for_another_is_no_failure(tmp_path: Path) -> None:
    first, second = start(tmp_path, works(5)), start(tmp_path, works(5))
    ask(first, 0)
    ask(second, 0)
    assert (second.state, second.rows_read) == ("queued", 0)


def test_beat_revives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[int, int]] = []
    monkeypatch.setattr("catalog.dispatch.ingest_chunk", lambda *chunk: asked.append(chunk))
    job = start(tmp_path, works(5))
    asked.clear()
    long_ago = timezone.now() - datetime.timedelta(seconds=jobs.LEASE_S + 1)
    IngestionJob.objects.update(asked_at=long_ago)
    ingestion.revive_jobs.apply()
    assert asked == [(job.pk, 0)]


def test_the_settings_know_the_tasks() -> None:
    beat = {each["task"] for each in current_app.conf.beat_schedule.values()}
    assert {ingestion.revive_jobs.name, ingestion.forget_uploads.name} <= beat
    for task in (ingestion.revive_jobs, ingestion.ingest_chunk, ingestion.forget_uploads):
        assert current_app.amqp.router.route({}, task.name)["queue"].name == "ingestion"
