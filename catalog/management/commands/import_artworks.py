"""Imports artworks from a CSV file. Exit status: 0 all fine, 1 some rows rejected, 2 could not run, 130 interrupted."""

import csv
import datetime
import os
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from time import monotonic

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, ProgrammingError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from catalog.ingest import artworks_csv
from catalog.ingest.artworks_csv import ArtworksCsv
from catalog.ingest.cells import guard_cell
from catalog.ingest.feeds import FeedOptions, UnreadableFeed, read_rows
from catalog.ingest.records import ArtworkRecord
from catalog.ingest.rows import IngestRow
from catalog.services.loading import LoadCounts, RowOutcome, load_records

DID_NOT_RUN = 2
INTERRUPTED = 130


class Command(BaseCommand):
    help = "Imports artworks with artists, images, prices and places from a CSV file. Importing it again updates them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.epilog = artworks_csv.__doc__
        parser.add_argument("path", type=Path, metavar="CSV")
        parser.add_argument(
            "--images", type=Path, metavar="DIR", help="where image paths start; default: beside the CSV"
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
        try:
            changed_at = datetime.datetime.fromtimestamp(path.stat().st_mtime, tz=datetime.UTC)
            options = FeedOptions(
                source=source or path.stem, as_of=as_of or changed_at.date(), images_dir=images or path.parent
            )
            file = ArtworksCsv(path, options)
        except (OSError, UnreadableFeed) as error:
            raise CommandError(str(error), returncode=DID_NOT_RUN) from error
        if file.ignored_columns:
            self.stderr.write(f"Columns of no known meaning, passed over: {', '.join(file.ignored_columns)}")
        with Import(file, rejects) as run:
            counts = run.run()
        seconds = monotonic() - begun
        self.stdout.write(f"{summary(counts)}, in {seconds:.0f} s ({file.row_count / seconds:.0f} rows/s)")
        if counts.rejected:
            rows = "row was" if counts.rejected == 1 else "rows were"
            raise CommandError(f"{counts.rejected:,} {rows} rejected: {rejects} says why", returncode=1)


def summary(counts: LoadCounts) -> str:
    """One line that accounts for every row."""
    return (
        f"{counts.total:,} rows: {counts.created:,} created, {counts.updated:,} updated, "
        f"{counts.unchanged:,} unchanged, {counts.rejected:,} rejected"
    )


def _stopped(why: str, returncode: int) -> CommandError:
    return CommandError(f"Stopped: {why}. What is written stands; run again to go on.", returncode=returncode)


def _check_paths(path: Path, images: Path | None, rejects: Path) -> None:
    if not path.is_file():
        raise CommandError(f"There is no file {path}.", returncode=DID_NOT_RUN)
    if images is not None and not images.is_dir():
        raise CommandError(f"There is no folder {images}.", returncode=DID_NOT_RUN)
    if rejects.exists() and rejects.samefile(path):
        raise CommandError("The rejects cannot be written over the file they come from.", returncode=DID_NOT_RUN)
    if not os.access(rejects.parent, os.W_OK):
        raise CommandError(f"No rejects can be written to {rejects.parent}; give --rejects.", returncode=DID_NOT_RUN)


class Import(ExitStack):
    """One run over a file: rows go to the loader, outcomes come back in the same order."""

    def __init__(self, file: ArtworksCsv, rejects: Path) -> None:
        super().__init__()
        self._file = file
        self._rejects = rejects
        self._write_row: Callable[[list[object]], object] | None = None
        self._in_flight: deque[IngestRow] = deque()
        self._unusable = 0
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        self._progress = self.enter_context(Progress(*columns, console=Console(stderr=True)))
        self._task = self._progress.add_task("Importing", total=file.row_count)

    def run(self) -> LoadCounts:
        """Loads the file.

        Raises:
            CommandError: It had to stop; what was written stands, and running again continues.
        """
        try:
            counts = load_records(self._records(), source=self._file.source, on_row=self._on_row)
        except (OSError, UnreadableFeed, OperationalError, ProgrammingError) as error:
            raise _stopped(str(error), DID_NOT_RUN) from error
        except KeyboardInterrupt as interrupt:
            raise _stopped("interrupted", INTERRUPTED) from interrupt
        self._pass_unusable()
        counts.rejected += self._unusable
        return counts

    def _records(self) -> Iterator[ArtworkRecord]:
        for row in read_rows(self._file):
            self._in_flight.append(row)
            if isinstance(row.record, ArtworkRecord):
                yield row.record

    def _on_row(self, outcome: RowOutcome) -> None:
        self._pass_unusable()
        row = self._in_flight.popleft()
        if outcome.is_rejected:
            self._reject(row, outcome.reason, outcome.message)
        self._progress.advance(self._task)

    def _pass_unusable(self) -> None:
        """Rejects the rows before the next record."""
        while self._in_flight and (problem := self._in_flight[0].problem) is not None:
            self._reject(self._in_flight.popleft(), problem.reason, str(problem))
            self._unusable += 1
            self._progress.advance(self._task)

    def _reject(self, row: IngestRow, reason: str, message: str) -> None:
        """Writes the row, as it came, with what is wrong with it; corrected, the file can be imported."""
        if self._write_row is None:
            # Rows that are not UTF-8 go out with the bytes they came with.
            rejects = self._rejects.open("w", encoding="utf-8", errors="surrogateescape", newline="")
            self._write_row = csv.writer(self.enter_context(rejects)).writerow
            self._write_row(["line", "reason", "message", *self._file.columns])
        self._write_row([row.line, reason, guard_cell(message), *map(guard_cell, row.cells)])
