"""`manage.py ingest`: what it starts, shows and says, and its exit status."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from catalog.ingest.sources import ADAPTERS
from catalog.models import Artwork, IngestionJob
from catalog.services.ingestion import attended, reading
from catalog.services.ingestion.chunks import load_chunk
from tests import feeds
from tests.feeds import works, write_feed

pytestmark = pytest.mark.django_db
Ingest = Callable[..., str]


@pytest.fixture
def ingest(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Ingest]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(ADAPTERS, feeds.ADAPTER.name, feeds.ADAPTER)
    monkeypatch.setattr(reading, "MOST_ROWS", 3)
    monkeypatch.setattr("catalog.dispatch.ingest_chunk", lambda *_: None)

    def run(*arguments: str) -> str:
        call_command("ingest", *arguments)
        return capsys.readouterr().out

    yield run
    for job_id in list(reading._open_jobs):
        reading.close_job(job_id)


def first() -> str:
    """The number of the first job; a database may have counted on from test to test."""
    return str(IngestionJob.objects.earliest("pk").pk)


def test_now_runs_it_here_and_again_changes_nothing(ingest: Ingest) -> None:
    write_feed(Path("feed.jsonl"), works(5))
    said = ingest("test-jsonl", "feed.jsonl", "--now")
    assert (
        said
        == f"job {first()}: test-jsonl from feed.jsonl (done): 5 rows: 5 created, 0 updated, 0 unchanged, 0 rejected\n"
    )
    assert " 0 created, 0 updated, 5 unchanged" in ingest("test-jsonl", "feed.jsonl", "--now")


def test_a_dry_run_says_what_would_change(ingest: Ingest) -> None:
    write_feed(Path("feed.jsonl"), works(5))
    assert "5 created" in ingest("test-jsonl", "feed.jsonl", "--now", "--dry-run")
    assert not Artwork.objects.exists()


def test_options_reach_the_job(ingest: Ingest, tmp_path: Path) -> None:
    write_feed(Path("feed.jsonl"), [])
    more = ("--source", "s", "--images", ".", "--as-of", "2020-02-03", "--reload", "--full", "--unpublish-missing")
    assert "(queued): 0 rows" in ingest("test-jsonl", "feed.jsonl", *more)
    job = IngestionJob.objects.get()
    assert (job.source, job.is_attended) == ("s", False)
    assert job.options == {
        "as_of": "2020-02-03",
        "images": str(tmp_path),
        "mapping": "",
        "is_full": True,
        "unpublish_missing": True,
        "reload": True,
        "fetch_linked": False,
    }


def test_what_is_gone_and_what_is_pending_is_said(ingest: Ingest) -> None:
    write_feed(Path("feed.jsonl"), works(3))
    ingest("test-jsonl", "feed.jsonl", "--now")
    write_feed(Path("feed.jsonl"), [*works(2), {"id": 7, "urls": ["https://example.org/1.jpg"]}])
    said = ingest("test-jsonl", "feed.jsonl", "--now", "--full", "--unpublish-missing")
    assert "gone: 1\nunpublished: 1\n" in said
    assert "pictures: 1 waiting" in said


def test_rejected_rows_are_exit_status_1_and_can_be_replayed(ingest: Ingest) -> None:
    write_feed(Path("feed.jsonl"), [*works(2), {"title": "no id"}])
    with pytest.raises(CommandError, match=r"1 row was rejected.*--rejects \d+ >.*--retry \d+ --corrections") as error:
        ingest("test-jsonl", "feed.jsonl", "--now")
    assert error.value.returncode == 1
    with pytest.raises(CommandError, match="1 row was rejected"):
        ingest("--retry", first(), "--now")
    said = ingest("--rejects", first())
    assert "1 id_missing; the first in line 3: The row has no id.\n" in said
    csv = said[said.index("line,reason") :]
    Path("rejects.csv").write_text(csv.replace('""no id""', '""T"", ""id"": 9'))
    assert "1 rows: 1 created" in ingest("--retry", first(), "--corrections", "rejects.csv", "--now")


def test_a_failed_job_is_exit_status_2_and_goes_on(ingest: Ingest) -> None:
    write_feed(Path("feed.jsonl"), [*works(2), "break"])
    with pytest.raises(CommandError, match=r"archive is broken.*--resume \d+” tries again") as error:
        ingest("test-jsonl", "feed.jsonl", "--now")
    assert error.value.returncode == 2
    with pytest.raises(CommandError, match="archive is broken"):
        ingest("--resume", first(), "--now")


def test_jobs_are_paused_resumed_cancelled_and_listed(ingest: Ingest) -> None:
    write_feed(Path("feed.jsonl"), works(5))
    ingest("test-jsonl", "feed.jsonl")
    assert "(paused)" in ingest("--pause", first())
    assert "(queued)" in ingest("--resume", first())
    assert "(cancelled)" in ingest("--cancel", first())
    said = ingest("--list")
    assert "artworks-csv" in said
    assert "Test objects: JSON Lines written by a test." in said
    assert f"job {first()}: test-jsonl from feed.jsonl (cancelled): 0 rows" in said


def test_follow_watches_what_workers_do(ingest: Ingest, monkeypatch: pytest.MonkeyPatch) -> None:
    def work(_seconds: float) -> None:
        job = IngestionJob.objects.get()
        load_chunk(job.pk, job.rows_read)

    monkeypatch.setattr("catalog.management.commands.ingest.time.sleep", work)
    write_feed(Path("feed.jsonl"), works(5))
    assert "5 created" in ingest("test-jsonl", "feed.jsonl", "--follow")
    assert "5 created" in ingest("--watch", first())


def test_following_says_what_a_job_waits_for(
    ingest: Ingest, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(_seconds: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("catalog.management.commands.ingest.time.sleep", interrupt)
    write_feed(Path("feed.jsonl"), works(5))
    with pytest.raises(CommandError, match="--list tells"):
        ingest("test-jsonl", "feed.jsonl", "--follow")
    assert "no worker yet; is “make run” on?" in " ".join(capsys.readouterr().err.split())


def test_an_interrupted_job_can_be_resumed(ingest: Ingest, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    write_feed(Path("feed.jsonl"), works(5))
    with monkeypatch.context() as patch:
        patch.setattr(attended, "load_chunk", interrupt)
        with pytest.raises(CommandError, match="Interrupted") as error:
            ingest("test-jsonl", "feed.jsonl", "--now")
    assert error.value.returncode == 130
    assert IngestionJob.objects.get().state == "failed"
    assert "5 created" in ingest("--resume", first(), "--now")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "Give a format and a path"),
        (("test-jsonl",), "Give a format and a path"),
        (("nonsense", "."), "is no format"),
        (("test-jsonl", "nowhere.jsonl"), "No such file"),
        (("--watch", "7"), "There is no job 7"),
        (("--cancel", "7"), "There is no job 7"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(ingest: Ingest, arguments: tuple[str, ...], words: str) -> None:
    with pytest.raises(CommandError, match=words) as error:
        ingest(*arguments)
    assert error.value.returncode == 2
