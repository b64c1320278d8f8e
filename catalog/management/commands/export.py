"""Exports the published catalogue. Exit status: 0 fine, 2 nothing exported."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from catalog.services.exporting import WRITERS, ExportRefused, count_published, export_catalogue

DID_NOT_RUN = 2


class Command(BaseCommand):
    help = "Writes the published catalogue into a folder; “ingest artrec DIR” loads it again to the same catalogue."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR", help="a new folder, or an empty one")
        parser.add_argument("--format", choices=list(WRITERS), default="jsonl", help="default: jsonl")
        parser.add_argument("--source", default="", metavar="NAME", help="only what this source says")
        parser.add_argument("--pictures", action="store_true", help="copy the pictures, too")

    def handle(self, **options: Any) -> None:  # noqa: ANN401 - texts and paths
        columns = (TextColumn("Exporting"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=Console(stderr=True)) as progress:
            task = progress.add_task("", total=count_published(options["source"]))
            try:
                counts = export_catalogue(
                    options["folder"],
                    options["format"],
                    source=options["source"],
                    with_pictures=options["pictures"],
                    on_record=lambda: progress.advance(task),
                )
            except (OSError, ExportRefused) as error:
                raise CommandError(str(error), returncode=DID_NOT_RUN) from error
        told = ", ".join(f"{count:,} {kind}s" for kind, count in counts.items())
        self.stdout.write(f"{options['folder']}: {told or 'nothing is published'}.")
