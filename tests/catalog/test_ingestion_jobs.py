"""Jobs: every row is accounted for, once, whatever happens between two chunks."""

import datetime
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from catalog.ingest.sources import ADAPTERS
from catalog.models import Artist, Artwork, Exhibition, IngestionJob, ReferenceImage, Venue
from catalog.services.ingestion import attended, chunks, jobs, reading
from catalog.services.ingestion.attended import run_job
from catalog.services.ingestion.chunks import NotItsTurn, load_chunk
from catalog.services.ingestion.jobs import JobOptions, JobRefused, start_job
from catalog.services.ingestion.ledger import Ledger
from tests import feeds
from tests.factories import tiny_picture
from tests.feeds import works, write_feed

pytestmark = pytest.mark.django_db
State = IngestionJob.State


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The test format, chunks of three rows, and no file left open."""
    monkeypatch.setitem(ADAPTERS, feeds.ADAPTER.name, feeds.ADAPTER)
    monkeypatch.setattr(reading, "MOST_ROWS", 3)
    monkeypatch.setattr(attended, "_WAIT_S", 0.01)
    yield
    for job_id in list(reading._open_jobs):
        reading.close_job(job_id)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """The chunks that workers were asked for."""
    sent: list[tuple[int, int]] = []
    monkeypatch.setattr("catalog.dispatch.ingest_chunk", lambda *chunk: sent.append(chunk))
    return sent


Start = Callable[..., IngestionJob]


@pytest.fixture
def start(tmp_path: Path) -> Start:
    """Starts a job over rows, written to feed.jsonl, that a test runs itself."""

    def start_over(rows: list[Any], *, is_attended: bool = True, **options: Any) -> IngestionJob:  # noqa: ANN401
        path = write_feed(tmp_path / "feed.jsonl", rows)
        return start_job("test-jsonl", path, JobOptions(source="s", **options), is_attended=is_attended)

    return start_over


def run(job: IngestionJob) -> IngestionJob:
    return run_job(job, lambda _: None)


def ledger(job: IngestionJob) -> tuple[int, ...]:
    """(read, created, updated, unchanged, rejected, skipped)."""
    return (job.rows_read, job.created, job.updated, job.unchanged, job.rejected, job.skipped)


def test_every_row_is_accounted_for(start: Start) -> None:
    job = run(start([*works(4), {"title": "no id"}, {"id": 9, "title": "x" * 501}, "[]", *works(2, 20)]))
    assert (job.state, ledger(job)) == (State.DONE, (9, 6, 0, 0, 3, 0))
    assert [(reject.row, reject.line, reject.reason) for reject in job.rejects.all()] == [
        (4, 5, "id_missing"),
        (5, 6, "value_invalid"),
        (6, 7, "json_not_object"),
    ]
    assert "at most 500 characters" in job.rejects.all()[1].message
    assert json.loads(job.rejects.all()[0].cells) == ['{"title": "no id"}']
    assert Artwork.objects.count() == 6
    assert job.columns == ["json"]
    assert None not in (job.started_at, job.finished_at)
    assert job.running_s > 0


def test_a_second_run_changes_nothing_and_drafts_nothing(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [*works(4), {"kind": "artist", "id": "a", "title": "Ana"}, {"kind": "venue", "id": "w", "title": "W"}]
    run(start(rows))
    monkeypatch.setattr("catalog.services.loading.load.draft_artwork", lambda *_: pytest.fail("drafted"))
    job = run(start(rows))
    assert ledger(job) == (6, 0, 0, 6, 0, 0)


def test_what_changed_is_updated_and_what_was_deleted_comes_back(start: Start) -> None:
    run(start(works(4)))
    Artwork.objects.get(source_id="1").delete()
    Artwork.objects.filter(source_id="2").update(title="By hand")
    rows = works(4)
    rows[3]["title"] = "New"
    assert ledger(run(start(rows))) == (4, 1, 1, 2, 0, 0)
    assert Artwork.objects.get(source_id="2").title == "By hand", "the source says nothing new about it"
    assert ledger(run(start(rows, reload=True))) == (4, 0, 1, 3, 0, 0)
    assert Artwork.objects.get(source_id="2").title == "Work 2"


def test_all_kinds_of_records_are_loaded(start: Start) -> None:
    kinds = [{"kind": kind, "id": 1, "title": "T"} for kind in ("artist", "venue", "exhibition")]
    assert ledger(run(start([*kinds, *works(1, 1)]))) == (4, 4, 0, 0, 0, 0)
    assert (Artist.objects.count(), Venue.objects.count(), Exhibition.objects.count()) == (1, 2, 1)


@pytest.mark.parametrize("between", [0, 1, 5])
def test_an_id_that_comes_again_in_a_file_is_skipped_and_stays_so(start: Start, between: int) -> None:
    """In the same chunk and in a later one; the first stands, so a second run finds nothing to do."""
    rows = [
        {"id": "x", "title": "First"},
        *works(between),
        {"id": "x", "title": "Other"},
        {"id": "x", "title": "First"},
    ]
    job = run(start(rows))
    assert ledger(job) == (between + 3, between + 1, 0, 1, 0, 1)
    assert [(reject.reason, reject.is_retryable) for reject in job.rejects.all()] == [("repeated", False)]
    again = run(start(rows))
    assert ledger(again) == (between + 3, 0, 0, between + 2, 0, 1)
    assert Artwork.objects.get(source_id="x").title == "First"


def test_a_repeated_id_whose_first_row_was_rejected_is_taken(start: Start) -> None:
    job = run(start([{"id": "x", "title": "x" * 501}, {"id": "x", "title": "Good"}]))
    assert ledger(job) == (2, 1, 0, 0, 1, 0)
    assert Artwork.objects.get().title == "Good"


def test_pictures_are_stored_and_those_at_web_addresses_wait(start: Start, tmp_path: Path) -> None:
    (tmp_path / "1.png").write_bytes(tiny_picture(1))
    rows = [
        {"id": 1, "images": ["1.png"]},
        {"id": 2, "urls": ["https://example.org/2.jpg"]},
        {"id": 3, "images": ["no"]},
    ]
    job = run(start(rows))
    assert (ledger(job), job.pictures_named) == ((3, 2, 0, 0, 1, 0), 1)
    assert ReferenceImage.objects.count() == 1
    (tmp_path / "1.png").write_bytes(tiny_picture(2))
    assert ledger(run(start(rows))) == (3, 0, 1, 1, 1, 0)
    assert ReferenceImage.objects.count() == 2, "the same row with another picture is another word"


def test_a_dry_run_counts_and_writes_nothing(start: Start, tmp_path: Path) -> None:
    run(start(works(3)))
    (tmp_path / "1.png").write_bytes(tiny_picture(77))
    rows = [*works(2), {"id": 2, "title": "New"}, {"id": 7, "images": ["1.png"]}, {}]
    job = run(start(rows, is_dry_run=True))
    assert (job.state, ledger(job), job.rejects.count()) == (State.DONE, (5, 1, 1, 2, 1, 0), 1)
    assert sorted(Artwork.objects.values_list("title", flat=True)) == ["Work 0", "Work 1", "Work 2"]
    assert not ReferenceImage.objects.exists()
    assert ledger(run(start(rows))) == (5, 1, 1, 2, 1, 0), "as it had said"


def test_a_chunk_asks_for_the_next_and_knows_when_it_is_done(start: Start, asked: list[tuple[int, int]]) -> None:
    job = start(works(7), is_attended=False)
    for rows_read in (0, 3, 6):
        assert asked[-1] == (job.pk, rows_read)
        load_chunk(*asked[-1])
    assert len(asked) == 3
    job.refresh_from_db()
    assert (job.state, job.rows_read) == (State.DONE, 7)


def test_a_message_that_comes_twice_or_late_does_nothing(start: Start, asked: list[tuple[int, int]]) -> None:
    job = start(works(7), is_attended=False)
    load_chunk(job.pk, 0)
    assert load_chunk(job.pk, 0) is None
    assert load_chunk(job.pk, 6) is None
    assert load_chunk(999_999, 0) is None
    assert asked == [(job.pk, 0), (job.pk, 3)]
    job.refresh_from_db()
    assert ledger(job) == (3, 3, 0, 0, 0, 0)


def test_a_chunk_that_breaks_off_leaves_nothing(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    """After the rows are written, before the account is; the next one may try at once."""

    def fail(*_: object) -> None:
        raise MemoryError

    job = start(works(5))
    with monkeypatch.context() as patch:
        patch.setattr(chunks, "_record", fail)
        with pytest.raises(MemoryError):
            load_chunk(job.pk, 0)
    assert not Artwork.objects.exists()
    assert ledger(run(IngestionJob.objects.get())) == (5, 5, 0, 0, 0, 0)


def test_a_chunk_that_somebody_is_at_is_left_to_them(start: Start) -> None:
    """Of a killed worker it is believed until its lease has run out."""
    job = start(works(5))
    until = timezone.now() + datetime.timedelta(seconds=9)
    IngestionJob.objects.update(state="running", started_at=timezone.now(), leased_until=until)
    assert load_chunk(job.pk, 0) is None
    IngestionJob.objects.update(leased_until=timezone.now())
    assert ledger(run(IngestionJob.objects.get())) == (5, 5, 0, 0, 0, 0)


def test_a_file_that_changes_between_chunks_fails_its_job(start: Start) -> None:
    """Though it is still open: what is read from now on would be of neither file."""
    job = start(works(8))
    load_chunk(job.pk, 0)
    with Path(job.path).open("a", encoding="utf-8") as file:
        file.write("{}\n")
    job = run(IngestionJob.objects.get())
    assert (job.state, job.rows_read, "has changed since the job began" in job.problem) == (State.FAILED, 3, True)


def test_a_job_that_breaks_off_again_and_again_fails(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    job = start(works(5))
    monkeypatch.setattr(chunks, "MOST_ATTEMPTS", 2)
    IngestionJob.objects.update(attempts=2)
    assert load_chunk(job.pk, 0) is None
    job.refresh_from_db()
    assert (job.state, "broke off 2 times" in job.problem) == (State.FAILED, True)


def test_another_process_goes_on_from_the_checkpoint(start: Start) -> None:
    job = start(works(8))
    load_chunk(job.pk, 0)
    reading.close_job(job.pk)
    load_chunk(job.pk, 3)
    assert ledger(run(IngestionJob.objects.get())) == (8, 8, 0, 0, 0, 0)


def test_a_worker_that_is_ahead_opens_the_file_anew(start: Start) -> None:
    job = start(works(8))
    load_chunk(job.pk, 0)
    reading._open_jobs[job.pk].read(3)  # what it read was rolled back, or another worker's
    assert ledger(run(IngestionJob.objects.get())) == (8, 8, 0, 0, 0, 0)


def test_the_file_is_read_once_however_many_chunks(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[int] = []

    class Watched(reading.OpenJob):
        def __init__(self, job: IngestionJob) -> None:
            opened.append(job.pk)
            super().__init__(job)

    monkeypatch.setattr(reading, "OpenJob", Watched)
    job = run(start(works(20)))
    assert opened == [job.pk]


def test_a_file_that_breaks_off_keeps_what_came_before(start: Start) -> None:
    job = run(start([*works(4), "break", *works(2, 8)]))
    assert (job.state, job.problem, ledger(job)) == (State.FAILED, "The archive is broken.", (4, 4, 0, 0, 0, 0))
    assert job.finished_at


def test_a_defect_is_not_swallowed(start: Start) -> None:
    with pytest.raises(KeyError):
        run(start([*works(1), {"defect": 1}]))


@pytest.mark.parametrize("change", [lambda path: path.write_text("{}"), Path.unlink])
def test_a_file_that_changes_under_a_job_fails_it(
    start: Start, tmp_path: Path, change: Callable[[Path], object]
) -> None:
    job = start(works(5))
    change(tmp_path / "feed.jsonl")
    job = run(job)
    assert job.state == State.FAILED
    assert "feed.jsonl" in job.problem
    assert not Artwork.objects.exists()


def test_pause_resume_and_cancel(start: Start, asked: list[tuple[int, int]]) -> None:
    job = start(works(8), is_attended=False)
    load_chunk(job.pk, 0)
    jobs.pause_job(job.pk)
    assert load_chunk(job.pk, 3) is None
    assert jobs.resume_job(job.pk).state == State.QUEUED
    assert asked[-1] == (job.pk, 3)
    load_chunk(job.pk, 3)
    assert jobs.cancel_job(job.pk).finished_at
    assert load_chunk(job.pk, 6) is None
    for refused in (jobs.pause_job, jobs.resume_job, jobs.cancel_job):
        with pytest.raises(JobRefused, match="is cancelled; it cannot be"):
            refused(job.pk)
    job.refresh_from_db()
    assert ledger(job) == (6, 6, 0, 0, 0, 0)


def test_a_chunk_in_hand_when_its_job_is_paused_is_read_again(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    job = start(works(4))
    prepare = Ledger.prepare

    def pause_meanwhile(self: Ledger) -> object:
        jobs.pause_job(job.pk)
        return prepare(self)

    monkeypatch.setattr(Ledger, "prepare", pause_meanwhile)
    assert load_chunk(job.pk, 0) is None
    assert not Artwork.objects.exists()
    monkeypatch.undo()
    monkeypatch.setitem(ADAPTERS, feeds.ADAPTER.name, feeds.ADAPTER)
    assert ledger(run(jobs.resume_job(job.pk, is_attended=True))) == (4, 4, 0, 0, 0, 0)


def test_two_jobs_of_one_source_take_turns(start: Start, tmp_path: Path, asked: list[tuple[int, int]]) -> None:
    first, second = start(works(4), is_attended=False), start(works(4), is_attended=False)
    other = start_job("test-jsonl", tmp_path / "feed.jsonl", JobOptions(source="t"), is_attended=True)
    load_chunk(first.pk, 0)
    with pytest.raises(NotItsTurn):
        load_chunk(second.pk, 0)
    assert ledger(run(other)) == (4, 4, 0, 0, 0, 0)
    asked.clear()
    load_chunk(first.pk, 3)
    assert asked == [(second.pk, 0)], "its turn has come"


def test_what_nobody_is_at_is_asked_for_again(start: Start, asked: list[tuple[int, int]]) -> None:
    job = start(works(8), is_attended=False)
    load_chunk(job.pk, 0)
    asked.clear()
    assert jobs.revive_jobs() == 0, "it was asked for just now"
    long_ago = timezone.now() - datetime.timedelta(seconds=jobs.LEASE_S + 1)
    IngestionJob.objects.update(asked_at=long_ago, leased_until=timezone.now() + datetime.timedelta(seconds=9))
    assert jobs.revive_jobs() == 0, "somebody is at it"
    IngestionJob.objects.update(leased_until=long_ago)
    assert jobs.revive_jobs() == 1
    assert asked == [(job.pk, 3)]
    assert jobs.revive_jobs() == 0


def test_a_job_whose_command_was_killed_fails_and_makes_way(start: Start, asked: list[tuple[int, int]]) -> None:
    job = start(works(8))
    load_chunk(job.pk, 0)
    IngestionJob.objects.update(asked_at=timezone.now() - datetime.timedelta(seconds=jobs.LEASE_S + 1))
    second = run(start(works(8)))
    assert ledger(second) == (8, 5, 0, 3, 0, 0)
    job.refresh_from_db()
    assert (job.state, job.problem) == (State.FAILED, jobs.ABANDONED)
    assert asked == []
    assert ledger(run(jobs.resume_job(job.pk, is_attended=True))) == (8, 3, 0, 5, 0, 0)


def test_the_database_holds_the_account(start: Start) -> None:
    job = run(start(works(2)))
    for wrong in ({"rows_read": 3}, {"state": "lost"}, {"state": "failed"}, {"leased_until": timezone.now()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            IngestionJob.objects.filter(pk=job.pk).update(**wrong)


@pytest.mark.parametrize(
    ("format_name", "options", "words"),
    [
        ("nonsense", {}, "There are: .*test-jsonl"),
        ("test-jsonl", {"unpublish_missing": True}, "Only from a full file"),
        ("test-jsonl", {"source": "s" * 61}, "1 to 60 characters"),
    ],
)
def test_a_job_that_makes_no_sense_is_refused(
    tmp_path: Path, format_name: str, options: dict[str, Any], words: str
) -> None:
    with pytest.raises(JobRefused, match=words):
        start_job(format_name, write_feed(tmp_path / "f.jsonl", []), JobOptions(**options))


def test_a_source_is_named_after_its_format_or_its_file(tmp_path: Path) -> None:
    path = write_feed(tmp_path / "list.2.jsonl", [])
    assert start_job("test-jsonl", path, JobOptions()).source == "test-jsonl"
    assert start_job("artworks-csv", path, JobOptions()).source == "list"
