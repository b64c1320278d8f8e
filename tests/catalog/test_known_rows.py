"""A row that was loaded word for word before is not even read, and nothing is lost by it."""

import datetime
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from catalog.ingest.records import Record
from catalog.ingest.sources import ADAPTERS
from catalog.models import Artwork, IngestedRecord, IngestionJob
from catalog.services.ingestion import known_rows, reading
from catalog.services.ingestion.attended import run_job
from catalog.services.ingestion.jobs import JobOptions, start_job
from tests import feeds
from tests.factories import tiny_picture
from tests.feeds import TestFeed, works, write_feed

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 1, 1)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The rows that were read since a test emptied it; chunks have three of them."""
    seen: list[str] = []
    record = TestFeed.record

    def noted(feed: TestFeed, cells: Sequence[str]) -> Record:
        seen.append(cells[0])
        return record(feed, cells)

    monkeypatch.setattr(TestFeed, "record", noted)
    monkeypatch.setitem(ADAPTERS, feeds.ADAPTER.name, feeds.ADAPTER)
    monkeypatch.setattr(reading, "MOST_ROWS", 3)
    yield seen
    for job_id in list(reading._open_jobs):
        reading.close_job(job_id)


Load = Callable[..., tuple[int, int, int, int]]


@pytest.fixture
def load(tmp_path: Path, read: list[str]) -> Load:
    """Loads rows; returns how many were (created, updated, unchanged, skipped)."""

    def load_rows(rows: list[Any], **options: Any) -> tuple[int, int, int, int]:  # noqa: ANN401
        read.clear()
        path = write_feed(tmp_path / "feed.jsonl", rows)
        stated = replace(JobOptions(source="s", as_of=TODAY), **options)
        job = run_job(start_job("test-jsonl", path, stated, is_attended=True), lambda _: None)
        assert job.state == IngestionJob.State.DONE, job.problem
        return job.created, job.updated, job.unchanged, job.skipped

    return load_rows


def test_nothing_is_read_twice(load: Load, read: list[str]) -> None:
    assert load(works(7)) == (7, 0, 0, 0)
    assert load(works(7)) == (0, 0, 7, 0)
    assert read == []
    assert IngestedRecord.objects.filter(job=IngestionJob.objects.latest("pk")).count() == 7, "all were seen"


def test_only_what_the_file_says_anew_is_read(load: Load, read: list[str]) -> None:
    load(works(5))
    rows = [*works(2), {"id": 2, "title": "New"}, {"title": "no id"}, *works(2, 3)]
    assert load(rows) == (0, 1, 4, 0)
    assert len(read) == 2
    assert load(rows) == (0, 0, 5, 0)
    assert read == ['{"title": "no id"}'], "what is no record is rejected again"


def test_what_was_deleted_is_read_again(load: Load) -> None:
    load(works(4))
    Artwork.objects.get(source_id="1").delete()
    assert load(works(4)) == (1, 0, 3, 0)


def test_a_row_is_read_again_when_it_may_say_something_else(
    load: Load, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = works(2)
    load(rows)
    assert load(rows, reload=True) == (0, 0, 2, 0)
    assert len(read) == 2
    assert load(rows, as_of=datetime.date(2026, 1, 2)) == (0, 0, 2, 0)
    assert len(read) == 2
    monkeypatch.setattr(known_rows, "_code", lambda: "another version")
    load(rows, as_of=datetime.date(2026, 1, 2))
    assert len(read) == 2
    load(rows, as_of=datetime.date(2026, 1, 2))
    assert read == [], "and then it is known so"


def test_pictures_in_files_are_looked_at_whatever_the_row_says(load: Load, read: list[str], tmp_path: Path) -> None:
    rows = [{"id": 1, "images": ["a.png"]}]
    (tmp_path / "a.png").write_bytes(tiny_picture(1))
    load(rows)
    (tmp_path / "a.png").write_bytes(tiny_picture(2))
    assert load(rows) == (0, 1, 0, 0)
    assert len(read) == 1


def test_formats_whose_rows_need_others_are_read(load: Load, read: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ADAPTERS, feeds.ADAPTER.name, replace(feeds.ADAPTER, is_row_whole=False))
    load(works(2))
    assert load(works(2)) == (0, 0, 2, 0)
    assert len(read) == 2


@pytest.mark.parametrize("between", [0, 5])
def test_of_two_rows_about_one_thing_the_first_counts_though_the_second_is_known(load: Load, between: int) -> None:
    old, new = {"id": 0, "title": "Old"}, {"id": 0, "title": "New"}
    load([old])
    assert load([new, *works(between, 1), old]) == (between, 1, 0, 1)
    assert Artwork.objects.get(source_id="0").title == "New"


def test_every_line_of_every_reader_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "museums").mkdir()
    monkeypatch.setattr("catalog.ingest.__file__", str(tmp_path / "__init__.py"))
    codes = set()
    for text in ("", "LONGEST = 10", "LONGEST = 11"):
        (tmp_path / "museums" / "met.py").write_text(text, encoding="utf-8")
        codes.add(known_rows._code.__wrapped__())
    assert len(codes) == 3
