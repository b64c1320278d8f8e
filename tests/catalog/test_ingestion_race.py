"""Two workers at one chunk at the same time: the work may be done twice, the rows are written and counted once."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from catalog.ingest.sources import ADAPTERS
from catalog.models import Artwork, IngestionJob
from catalog.services.ingestion import chunks, reading
from catalog.services.ingestion.jobs import JobOptions, start_job
from catalog.services.ingestion.ledger import Ledger
from tests import feeds
from tests.feeds import works, write_feed

WORKERS = 4


@pytest.fixture(autouse=True)
def reading_apart(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The test format, and no open file shared by threads, which are processes in production."""
    monkeypatch.setitem(ADAPTERS, feeds.ADAPTER.name, feeds.ADAPTER)
    opened: list[reading.OpenJob] = []

    def open_job(job: IngestionJob) -> reading.OpenJob:
        opened.append(reading.OpenJob(job))
        return opened[-1]

    monkeypatch.setattr(chunks, "open_job", open_job)
    monkeypatch.setattr("catalog.dispatch.ingest_chunk", lambda *_: None)
    yield
    for each in opened:
        each.close()


@pytest.mark.django_db(transaction=True)
def test_workers_that_believe_each_other_dead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer; needs --database postgresql")
    monkeypatch.setattr(chunks, "LEASE_S", -1)  # it has run out as soon as it is taken
    barrier = threading.Barrier(WORKERS)
    prepare = Ledger.prepare

    def prepare_together(self: Ledger) -> object:
        prepared = prepare(self)
        barrier.wait(timeout=20)  # all have read the rows, none has written them
        return prepared

    monkeypatch.setattr(Ledger, "prepare", prepare_together)
    job = start_job("test-jsonl", write_feed(tmp_path / "feed.jsonl", [*works(50), {}]), JobOptions(source="s"))
    done: list[IngestionJob | None] = []

    def work() -> None:
        try:
            done.append(chunks.load_chunk(job.pk, 0))
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(WORKERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [each is not None for each in done].count(True) == 1
    job.refresh_from_db()
    assert (job.state, job.rows_read, job.created, job.rejected) == ("done", 51, 50, 1)
    assert (Artwork.objects.count(), job.rejects.count()) == (50, 1)
