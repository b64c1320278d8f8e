"""Starts and watches ingestion jobs. Exit status: 0 fine, 1 rows rejected, 2 not run or failed, 130 interrupted."""

import datetime
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from catalog.ingest.sources import ADAPTERS
from catalog.management.progress import JobProgress, pictures_summary, summary
from catalog.models import IngestionJob
from catalog.selectors.ingestion import reject_reasons
from catalog.selectors.pictures import picture_counts
from catalog.services.ingestion import jobs
from catalog.services.ingestion.attended import run_job
from catalog.services.ingestion.jobs import JobOptions, JobRefused
from catalog.services.ingestion.placing import GUESS
from catalog.services.ingestion.rejects import rejects_csv

DID_NOT_RUN = 2
INTERRUPTED = 130
_POLL_S = 0.5
_LISTED = 20
_STATE = IngestionJob.State


class Command(BaseCommand):
    help = "Loads a file of a known format as a job: “ingest moma-json Artworks.json --follow”."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("format", nargs="?", metavar="FORMAT", help="one of --list")
        parser.add_argument(
            "path", nargs="?", metavar="PATH_OR_URL", help="a file or folder, a ZIP or TAR of it, or one on the web"
        )
        parser.add_argument(
            "--source",
            default="",
            metavar="NAME",
            help="who says so; default: the format's museum or market, or the file's name",
        )
        parser.add_argument(
            "--images", type=Path, metavar="DIR", help="a folder, ZIP or TAR of the pictures; default: beside the file"
        )
        parser.add_argument(
            "--mapping",
            metavar="YAML",
            help=f"what a table's columns are: a file; or “{GUESS}”, as its headers suggest",
        )
        parser.add_argument(
            "--as-of", type=datetime.date.fromisoformat, metavar="DATE", help="the day the file speaks of"
        )
        parser.add_argument("--dry-run", action="store_true", help="count what would change, and write nothing")
        parser.add_argument("--reload", action="store_true", help="load what has not changed since the last run, too")
        parser.add_argument(
            "--full", action="store_true", help="the file holds all that its source has: report what is gone from it"
        )
        parser.add_argument("--unpublish-missing", action="store_true", help="with --full: unpublish what is gone")
        parser.add_argument(
            "--fetch-linked",
            action="store_true",
            help="fetch what a IIIF collection or Linked Art set only points to; of a URL it always is",
        )
        parser.add_argument("--now", action="store_true", help="run it in this process, without workers")
        parser.add_argument("--follow", action="store_true", help="watch it until it ends")
        parser.add_argument("--corrections", type=Path, metavar="CSV", help="with --retry: corrected rejects")
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--list", action="store_true", help="list the formats and the last jobs")
        for name, what in (
            ("watch", "watch a job until it ends"),
            ("pause", "stop a job for a while"),
            ("resume", "let a paused or failed job go on"),
            ("cancel", "end a job; what it has written stands"),
            ("retry", "load the rejected rows of a job again"),
            ("rejects", "write the rejected rows of a job as a CSV file to correct"),
        ):
            which.add_argument(f"--{name}", type=int, metavar="JOB", help=what)

    def handle(self, **options: Any) -> None:  # noqa: ANN401 - numbers, texts, dates and paths
        try:
            if options["list"]:
                return self._list()
            if options["rejects"] is not None:
                return self._write_rejects(_found(options["rejects"]))
            job = _chosen(options)
            if options["now"] and job.is_attended:
                job = _run(job)
            elif options["follow"] or options["watch"]:
                job = _follow(job)
        except (OSError, JobRefused) as error:
            raise CommandError(str(error), returncode=DID_NOT_RUN) from error
        except KeyboardInterrupt as interrupt:
            raise CommandError("Interrupted; --list tells how jobs stand.", returncode=INTERRUPTED) from interrupt
        return self._tell(job)

    def _list(self) -> None:
        width = max(map(len, ADAPTERS))
        for name, adapter in sorted(ADAPTERS.items()):
            self.stdout.write(f"{name:{width}}  {adapter.title}: {adapter.description}")
        last = list(IngestionJob.objects.order_by("-pk")[:_LISTED])
        pictures = picture_counts([job.pk for job in last])
        for job in last:
            self.stdout.write(f"{job}: {summary(job)}{pictures_summary(pictures[job.pk])}")

    def _write_rejects(self, job: IngestionJob) -> None:
        for piece in rejects_csv(job):
            self.stdout.write(piece.decode(errors="surrogateescape"), ending="")

    def _tell(self, job: IngestionJob) -> None:
        """What became of the job, or how it stands, and the exit status."""
        pictures = picture_counts([job.pk])[job.pk]
        self.stdout.write(f"{job}: {summary(job)}{pictures_summary(pictures)}")
        for name, value in job.report.items():
            if value and name != "gone_ids":
                self.stdout.write(f"{name.replace('_', ' ')}: {value}")
        if job.pictures_named and job.is_dry_run:
            self.stdout.write(f"pictures at web addresses: {job.pictures_named:,}")
        for rows, first in reject_reasons(job):
            self.stdout.write(f"{rows:,} {first.reason}; the first in line {first.line:,}: {first.message}")
        if job.state == _STATE.FAILED:
            raise CommandError(f"{job.problem} “ingest --resume {job.pk}” tries again.", returncode=DID_NOT_RUN)
        if job.rejected and job.state == _STATE.DONE:
            raise CommandError(
                f"{job.rejected:,} {'row was' if job.rejected == 1 else 'rows were'} rejected. “ingest --rejects"
                f" {job.pk} > rejects.csv” writes them to correct, “ingest --retry {job.pk} --corrections rejects.csv”"
                " loads them.",
                returncode=1,
            )


def _chosen(options: dict[str, Any]) -> IngestionJob:
    """The job that the arguments start or name."""
    is_attended: bool = options["now"]
    if (number := options["retry"]) is not None:
        return jobs.retry_job(_found(number), corrections=options["corrections"], is_attended=is_attended)
    if (number := options["resume"]) is not None:
        return jobs.resume_job(_found(number).pk, is_attended=is_attended)
    if (number := options["pause"]) is not None:
        return jobs.pause_job(_found(number).pk)
    if (number := options["cancel"]) is not None:
        return jobs.cancel_job(_found(number).pk)
    if (number := options["watch"]) is not None:
        return _found(number)
    return _started(options, is_attended=is_attended)


def _started(options: dict[str, Any], *, is_attended: bool) -> IngestionJob:
    if options["format"] is None or options["path"] is None:
        raise JobRefused("Give a format and a path; --list tells the formats.")
    wanted = JobOptions(
        source=options["source"],
        as_of=options["as_of"],
        images=options["images"],
        mapping=_mapping(options["mapping"]),
        is_full=options["full"],
        unpublish_missing=options["unpublish_missing"],
        reload=options["reload"],
        is_dry_run=options["dry_run"],
        fetch_linked=options["fetch_linked"],
    )
    if "://" in options["path"]:
        return jobs.start_download(options["format"], options["path"], wanted, is_attended=is_attended)
    return jobs.start_job(options["format"], Path(options["path"]), wanted, is_attended=is_attended)


def _mapping(said: str | None) -> str:
    """The text of a mapping file; ``GUESS`` is no file. Raises ``OSError``."""
    if said is None or said == GUESS:
        return said or ""
    try:
        return Path(said).read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise JobRefused(f"The mapping {said} is not UTF-8: {error}") from error


def _found(number: int) -> IngestionJob:
    job = IngestionJob.objects.filter(pk=number).first()
    if job is None:
        raise JobRefused(f"There is no job {number}; --list tells which there are.")
    return job


def _run(job: IngestionJob) -> IngestionJob:
    with JobProgress() as progress:
        return run_job(job, progress.show)


def _follow(job: IngestionJob) -> IngestionJob:
    with JobProgress() as progress:
        while True:
            job.refresh_from_db()
            progress.show(job)
            if job.state not in (_STATE.QUEUED, _STATE.RUNNING):
                return job
            time.sleep(_POLL_S)
