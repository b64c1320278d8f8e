"""Builds the sample catalogue. Exit status: 0 all fine, 1 some works refused, 2 could not run."""

import argparse
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from catalog.ingest.records import ArtworkRecord, ImageRecord
from catalog.models import ReferenceImage
from catalog.services.loading import LoadCounts, RowOutcome, load_records
from catalog.services.media_files import is_stored
from workers.management.sample import SOURCE, SampleWork, sample_works
from workers.management.sample.painting import painted
from workers.management.sample.works import MAX_PER_STUDIO, RIGHTS

CREDIT = "Artrec sample catalogue"
DID_NOT_RUN = 2


def whole_number(lowest: int, highest: int) -> Callable[[str], int]:
    """An argument's type: a whole number within bounds, refused in words otherwise."""

    def parse(text: str) -> int:
        if not text.isdecimal() or not lowest <= int(text) <= highest:
            raise argparse.ArgumentTypeError(f"{text!r} is no whole number from {lowest} to {highest:,}")
        return int(text)

    return parse


class Command(BaseCommand):
    help = (
        "Paints and loads the sample catalogue: works by fictional studios, with made-up prices and places. "
        "Running it again adds what is missing and brings what is said of the rest up to date."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--works-per-studio",
            type=whole_number(1, MAX_PER_STUDIO),
            default=14,
            metavar="N",
            help="default: 14, which makes 252 works in all",
        )
        parser.add_argument(
            "--seed",
            type=whole_number(0, 999_999),
            default=1,
            metavar="N",
            help="default: 1; another seed adds other works by the same studios",
        )

    def handle(self, *, works_per_studio: int, seed: int, **_options: object) -> None:
        begun = monotonic()
        try:
            counts, refusals = build(sample_works(seed, works_per_studio))
        except OSError as error:
            raise CommandError(
                f"Stopped: {error}. What is written stands; run again to go on.", returncode=DID_NOT_RUN
            ) from error
        self.stdout.write(
            f"Sample catalogue of {counts.total:,} works: {counts.created:,} created, {counts.updated:,} updated, "
            f"{counts.unchanged:,} unchanged, {counts.rejected:,} rejected, in {monotonic() - begun:.1f} s"
        )
        if refusals:
            reasons = "\n".join(f"{refusal.record.source_id}: {refusal.message}" for refusal in refusals)
            raise CommandError(f"The catalogue refused:\n{reasons}", returncode=1)


def build(works: Sequence[SampleWork]) -> tuple[LoadCounts, list[RowOutcome]]:
    """Paints those of the works that have no picture in place, and loads all; returns what was done and the refusals.

    Raises:
        OSError: A picture cannot be written.
    """
    pictured = _pictured_ids()
    missing = [work for work in works if work.record.source_id not in pictured]
    refusals: list[RowOutcome] = []
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with (
        TemporaryDirectory(prefix="artrec-sample-") as folder,
        Progress(*columns, console=Console(stderr=True)) as progress,
        closing(painted(missing, Path(folder))) as pictures,
    ):
        painting = progress.add_task("Painting", total=len(missing), visible=bool(missing))
        loading = progress.add_task("Loading ", total=len(works))

        def on_row(outcome: RowOutcome) -> None:
            progress.advance(loading)
            if outcome.is_rejected:
                refusals.append(outcome)

        def records() -> Iterator[ArtworkRecord]:
            for work in works:
                if work.record.source_id in pictured:
                    yield work.record  # what the loader is not told of images, it leaves as it is
                else:
                    yield _with_image(work.record, next(pictures))
                    progress.advance(painting)

        return load_records(records(), source=SOURCE, on_row=on_row), refusals


def _with_image(record: ArtworkRecord, path: Path) -> ArtworkRecord:
    return replace(record, images=(ImageRecord(path, rights=RIGHTS, credit=CREDIT),))


def _pictured_ids() -> set[str]:
    """The source ids of the sample works whose picture is in place, taken down or not."""
    files = ReferenceImage.objects.filter(artwork__source=SOURCE).values_list("artwork__source_id", "file", "thumbnail")
    return {source_id for source_id, *names in files if all(map(is_stored, names))}
