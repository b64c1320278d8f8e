"""The ends of a job: what is gone from a full file, and rejects that are retried, corrected and replayed."""

import csv
import io
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.ingest.sources import ADAPTERS
from catalog.models import Artwork, IndexChange, IngestionJob, IngestReject
from catalog.services.ingestion import reading
from catalog.services.ingestion.attended import run_job
from catalog.services.ingestion.jobs import JobOptions, JobRefused, retry_job, start_job
from catalog.services.ingestion.rejects import corrected_rows, pack_cells, rejects_csv, write_rejects
from tests import feeds
from tests.factories import make_reference_image, tiny_picture
from tests.feeds import works, write_feed

pytestmark = pytest.mark.django_db
State = IngestionJob.State


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(ADAPTERS, feeds.ADAPTER.name, feeds.ADAPTER)
    monkeypatch.setattr(reading, "MOST_ROWS", 3)
    yield
    for job_id in list(reading._open_jobs):
        reading.close_job(job_id)


Load = Callable[..., IngestionJob]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    def load_rows(rows: list[Any], **options: Any) -> IngestionJob:  # noqa: ANN401
        path = write_feed(tmp_path / "feed.jsonl", rows)
        return finish(start_job("test-jsonl", path, JobOptions(source="s", **options), is_attended=True))

    return load_rows


def finish(job: IngestionJob) -> IngestionJob:
    done = run_job(job, lambda _: None)
    assert done.state == State.DONE, done.problem
    return done


def published() -> set[str]:
    return set(Artwork.objects.filter(status="published").values_list("source_id", flat=True))


def test_what_is_gone_is_reported_and_stays(load: Load) -> None:
    assert load(works(5), is_full=True).report == {"unreadable_rows": 0, "gone": 0, "gone_ids": []}
    assert load(works(4, 1), is_full=True).report == {"unreadable_rows": 0, "gone": 1, "gone_ids": ["0"]}
    assert published() == {"0", "1", "2", "3", "4"}


def test_nothing_is_gone_from_a_file_that_nobody_says_is_full(load: Load) -> None:
    load(works(5))
    assert load(works(1)).report == {"unreadable_rows": 0}


def test_what_is_gone_is_unpublished_when_asked(load: Load) -> None:
    load(works(5))
    make_reference_image(Artwork.objects.get(source_id="0"))
    logged = IndexChange.objects.count()
    assert load(works(4, 1), is_full=True, unpublish_missing=True).report["unpublished"] == 1
    assert published() == {"1", "2", "3", "4"}
    assert IndexChange.objects.count() == logged + 1, "the index hears of it"
    assert load(works(4, 1), is_full=True, unpublish_missing=True).report["gone"] == 0


def test_what_comes_back_is_published_again(load: Load) -> None:
    load(works(5))
    load(works(4, 1), is_full=True, unpublish_missing=True)
    Artwork.objects.filter(source_id="3").update(status="draft")
    assert load(works(5), is_dry_run=True).updated == 1
    assert published() == {"1", "2", "4"}
    job = load(works(5))
    assert (job.updated, job.unchanged) == (1, 4)
    assert published() == {"0", "1", "2", "4"}, "what somebody unpublished by hand stays so"
    assert load(works(5)).unchanged == 5


def test_what_its_source_withdraws_does_not_come_back(load: Load) -> None:
    load(works(3))
    load(works(2, 1), is_full=True, unpublish_missing=True)
    load([{"id": 0, "title": "Work 0", "withdrawn": True}])
    assert published() == {"1", "2"}


def test_a_row_that_is_rejected_now_is_not_gone(load: Load) -> None:
    load(works(3))
    job = load([*works(2), {"id": 2, "height_mm": 0}], is_full=True, unpublish_missing=True)
    assert (job.rejected, job.report["gone"]) == (1, 0)


@pytest.mark.parametrize(
    ("rows", "note"), [([*works(4), {}], "1 rows could not be read"), (works(1), "more is gone than the file has")]
)
def test_a_doubtful_file_unpublishes_nothing(load: Load, rows: list[Any], note: str) -> None:
    load(works(5))
    job = load(rows, is_full=True, unpublish_missing=True)
    assert job.report["unpublished"] == 0
    assert note in job.report["note"]
    assert len(published()) == 5


def test_works_of_another_source_are_not_gone(load: Load, tmp_path: Path) -> None:
    path = write_feed(tmp_path / "other.jsonl", works(3))
    finish(start_job("test-jsonl", path, JobOptions(source="t"), is_attended=True))
    assert load(works(1), is_full=True).report["gone"] == 0


def rejects(job: IngestionJob) -> list[list[str]]:
    return list(csv.reader(io.StringIO(b"".join(rejects_csv(job)).decode())))


def test_rejects_are_a_file_that_no_spreadsheet_takes_for_formulas(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(b"title,id,sold\n=1+1,1,perhaps\n@x,,\nOl\xe1,3,\nA,4\n")
    job = finish(start_job("artworks-csv", path, JobOptions(), is_attended=True))
    data = b"".join(rejects_csv(job))
    assert b"Ol\xe1" in data, "bytes come out as they went in"
    table = list(csv.reader(io.StringIO(data.decode(errors="replace"))))
    assert table[0] == ["line", "reason", "message", "title", "id", "sold"]
    assert [(row[0], row[1]) for row in table[1:]] == [
        *(("2", "sold_invalid"), ("3", "id_missing"), ("4", "not_utf8"), ("5", "row_length")),
    ]
    assert table[1][3:] == ["'=1+1", "1", "perhaps"]
    assert table[2][3] == "'@x"


@given(cells=st.lists(st.text(), min_size=2, max_size=2), message=st.text())
def test_rejects_that_nobody_corrected_are_read_back_as_they_were(cells: list[str], message: str) -> None:
    columns = ("=title", "a;+b")
    reject = IngestReject(line=7, reason="r", message=message, cells=pack_cells(cells))
    with tempfile.NamedTemporaryFile(suffix=".csv") as file:
        file.write(b"".join(write_rejects(columns, [reject])))
        file.flush()
        (row,) = corrected_rows(Path(file.name), columns)
    assert (row.cells, row.problem) == (tuple(cells), None)


def test_a_header_is_no_formula_either(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(b"title,id,=1+1\nA,,x\n")
    job = finish(start_job("artworks-csv", path, JobOptions(), is_attended=True))
    assert rejects(job)[0][3:] == ["title", "id", "'=1+1"]
    corrected = tmp_path / "rejects.csv"
    corrected.write_bytes(b"".join(rejects_csv(job)).replace(b"A,,x", b"A,7,x"))
    assert finish(retry_job(job, corrections=corrected, is_attended=True)).created == 1


def test_rejects_are_retried_as_they_are(load: Load, tmp_path: Path) -> None:
    job = load([*works(4), {"id": "p", "images": ["1.png"]}, "not json", {}], is_full=True)
    assert job.rejected == 3
    (tmp_path / "1.png").write_bytes(tiny_picture(1))
    retried = finish(retry_job(job, is_attended=True))
    assert (retried.rows_total, retried.rows_read, retried.created, retried.rejected) == (3, 3, 1, 2)
    assert [reject.line for reject in retried.rejects.all()] == [6, 7], "lines are those of the file"
    assert "gone" not in retried.report


def test_corrected_rejects_are_replayed_alone(load: Load, tmp_path: Path) -> None:
    job = load([*works(4), {"id": 8, "title": "=" + "x" * 501}, {"title": "no id"}])
    corrected = tmp_path / "rejects.csv"
    text = (
        b"".join(rejects_csv(job)).decode().replace("=" + "x" * 501, "=x").replace('""no id""', '""no id"", ""id"": 9')
    )
    corrected.write_text(text, newline="")
    replayed = finish(retry_job(job, corrections=corrected, is_attended=True))
    assert (replayed.rows_read, replayed.created) == (2, 2)
    assert set(Artwork.objects.filter(source_id__in=["8", "9"]).values_list("title", flat=True)) == {"=x", "no id"}


def test_corrections_that_are_not_there_start_no_job(load: Load, tmp_path: Path) -> None:
    parent = load([{"title": "no id"}])
    with pytest.raises(FileNotFoundError):
        retry_job(parent, corrections=tmp_path / "rejects.csv")
    assert IngestionJob.objects.get() == parent


def test_a_file_that_is_not_of_this_job_is_no_correction(load: Load, tmp_path: Path) -> None:
    job = load([{}])
    (tmp_path / "other.csv").write_text("title,id\nA,1\n")
    replayed = run_job(retry_job(job, corrections=tmp_path / "other.csv", is_attended=True), lambda _: None)
    assert (replayed.state, replayed.rows_read) == (State.FAILED, 0)
    assert "its columns must be line, reason, message, json" in replayed.problem


def test_only_an_ended_job_with_rejects_can_be_retried(load: Load, tmp_path: Path) -> None:
    with pytest.raises(JobRefused, match="no rejected row"):
        retry_job(load(works(1)))
    waiting = start_job("test-jsonl", tmp_path / "feed.jsonl", JobOptions(source="s"))
    with pytest.raises(JobRefused, match="is queued"):
        retry_job(waiting)


def test_a_long_list_of_rejects_is_whole(load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("catalog.services.ingestion.rejects._BATCH", 2)
    job = load([{"n": number} for number in range(7)])
    assert [row[0] for row in rejects(job)[1:]] == [str(number) for number in range(1, 8)]
    assert retry_job(job, is_attended=True).pk
