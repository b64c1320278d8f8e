"""A job whose worker is killed again and again: nothing is lost, nothing doubled, and the account is exact."""

import datetime
import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone

from catalog.models import Artist, Artwork, Attribution, IngestedRecord, IngestionJob
from catalog.services.ingestion import jobs
from catalog.services.ingestion.jobs import JobOptions, start_job
from tests.journeys.conftest import lone_worker, wait_until
from tests.processes import Process

ROWS = 6000
KILLS = 4
BROKEN = range(7, ROWS, 500)
"""Rows without an id."""
REPEATED = range(100, ROWS, 1000)
"""Rows with the id of the row before, and other words."""


@pytest.fixture
def worker(transactional_db: None, tmp_path: Path) -> Iterator[Process]:  # noqa: ARG001
    process = lone_worker("ingestion", "ingestion", tmp_path)
    yield process
    process.stop()


def write_list(path: Path) -> None:
    lines = ["title,id,artist,gallery"]
    for number in range(ROWS):
        shown_id = "" if number in BROKEN else number - 1 if number in REPEATED else number
        lines.append(f'Work {number},{shown_id},Artist {number % 300},"Museum {number % 20}, Lisbon, Portugal"')
    path.write_text("\n".join(lines), encoding="utf-8")


def test_a_killed_worker_loses_and_doubles_nothing(worker: Process, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    write_list(path)
    worker.launch()
    worker.wait_until_ready()
    job = start_job("artworks-csv", path, JobOptions(source="killed"))
    chance = random.Random(1)
    for _ in range(KILLS):
        started = time.monotonic()
        seen = _wait_until_past(job, job.rows_read, worker)
        time.sleep(chance.random() * (time.monotonic() - started))  # as far as somewhere in the next chunk
        worker.kill()
        assert seen < ROWS, "it was killed at work"
        _check_account(job)
        worker.launch()
        worker.wait_until_ready()
        # As time and beat would.
        long_ago = timezone.now() - datetime.timedelta(seconds=jobs.LEASE_S + 1)
        IngestionJob.objects.filter(pk=job.pk, state="running").update(leased_until=None, asked_at=long_ago)
        jobs.revive_jobs()
        job.refresh_from_db()
    while job.finished_at is None:
        _wait_until_past(job, job.rows_read, worker)
    rejected, skipped = len(BROKEN), len(REPEATED)
    assert (job.state, job.rows_read, job.rejected, job.skipped) == ("done", ROWS, rejected, skipped), job.problem
    assert (job.created, job.updated, job.unchanged) == (ROWS - rejected - skipped, 0, 0)
    _check_account(job)
    assert Artist.objects.filter(source="killed").count() == 300
    assert sorted(job.rejects.values_list("row", flat=True)) == sorted([*BROKEN, *REPEATED])


def _wait_until_past(job: IngestionJob, rows_read: int, worker: Process) -> int:
    """Until the job has gone on, or ended; returns how many rows it has read then."""

    def is_past() -> bool:
        job.refresh_from_db()
        return job.rows_read > rows_read or job.finished_at is not None

    wait_until(is_past, f"{job} goes on", worker.log_tail)
    return job.rows_read


def _check_account(job: IngestionJob) -> None:
    """What the job says it wrote is what is there, at every moment."""
    job.refresh_from_db()
    works = Artwork.objects.filter(source="killed")
    assert works.count() == job.created == IngestedRecord.objects.filter(kind="artwork", source="killed").count()
    assert Attribution.objects.filter(artwork__in=works).count() == job.created
    assert job.rejects.count() == job.rejected + job.skipped
    assert job.rows_read == job.created + job.updated + job.unchanged + job.rejected + job.skipped
