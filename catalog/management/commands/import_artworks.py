"""Imports artworks from a CSV file. Exit status: 0 all fine, 1 some rows rejected, 2 could not run, 130 interrupted."""

import datetime
import os
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path
from time import monotonic

from django.core.management.base import BaseCommand, CommandError

from catalog.ingest import artworks_csv
from catalog.management.progress import JobProgress, summary
from catalog.models import IngestionJob
from catalog.services.ingestion.attended import run_job
from catalog.services.ingestion.jobs import JobOptions, JobRefused, start_job
from catalog.services.ingestion.rejects import rejects_csv

DID_NOT_RUN = 2
INTERRUPTED = 130


class Command(BaseCommand):
    help = (
        "Imports artworks with artists, images, prices and places from a CSV file. Importing it again updates them. "
        "The short form of “ingest artworks-csv CSV --now”."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.epilog = artworks_csv.__doc__
        parser.add_argument("path", type=Path, metavar="CSV")
        parser.add_argument(
            "--images",
            type=Path,
            metavar="DIR",
            help="where image paths start: a folder, ZIP or TAR; default: beside the CSV",
        )
        parser.add_argument("--source", metavar="NAME", help="for rows that name none; default: the name of the CSV")
        parser.add_argument(
            "--as-of",
            type=datetime.date.fromisoformat,
            metavar="DATE",
            help="the day the file speaks of; default: the day it was last changed",
        )
        parser.add_argument("--rejects", type=Path, metavar="FILE", help="default: <name of the CSV>.rejects.csv, here")

    def handle(
        self,
        *,
        path: Path,
        images: Path | None,
        source: str | None,
        as_of: datetime.date | None,
        rejects: Path | None,
        **_options: object,
    ) -> None:
        begun = monotonic()
        rejects = rejects or Path(f"{path.stem}.rejects.csv")
        _check_paths(path, images, rejects)
        job = _load(path, JobOptions(source=source or path.stem, as_of=as_of, images=images))
        if ignored := artworks_csv.ignored_columns(job.columns):
            self.stderr.write(f"Columns of no known meaning, passed over: {', '.join(ignored)}")
        if job.rejected or job.skipped:
            with rejects.open("wb") as file:
                file.writelines(rejects_csv(job))
        if job.state == IngestionJob.State.FAILED and not job.rows_read:
            raise CommandError(job.problem, returncode=DID_NOT_RUN)
        if job.state != IngestionJob.State.DONE:
            raise _stopped(job.problem or f"job {job.pk} was {job.state}", DID_NOT_RUN)
        seconds = monotonic() - begun
        self.stdout.write(f"{summary(job)}, in {seconds:.0f} s ({job.rows_read / seconds:.0f} rows/s)")
        if job.rejected:
            rows = "row was" if job.rejected == 1 else "rows were"
            raise CommandError(f"{job.rejected:,} {rows} rejected: {rejects} says why", returncode=1)


def _load(path: Path, options: JobOptions) -> IngestionJob:
    try:
        job = start_job("artworks-csv", path, options, is_attended=True)
        with JobProgress() as progress:
            return run_job(job, progress.show)
    except (OSError, JobRefused) as error:
        raise _stopped(str(error), DID_NOT_RUN) from error
    except KeyboardInterrupt as interrupt:
        raise _stopped("interrupted", INTERRUPTED) from interrupt


def _stopped(why: str, returncode: int) -> CommandError:
    return CommandError(f"Stopped: {why}. What is written stands; run again to go on.", returncode=returncode)


def _check_paths(path: Path, images: Path | None, rejects: Path) -> None:
    if not path.is_file():
        raise CommandError(f"There is no file {path}.", returncode=DID_NOT_RUN)
    if images is not None and not images.exists():
        raise CommandError(f"There is no folder or archive {images}.", returncode=DID_NOT_RUN)
    if rejects.exists() and rejects.samefile(path):
        raise CommandError("The rejects cannot be written over the file they come from.", returncode=DID_NOT_RUN)
    if not os.access(rejects.parent, os.W_OK):
        raise CommandError(f"No rejects can be written to {rejects.parent}; give --rejects.", returncode=DID_NOT_RUN)
