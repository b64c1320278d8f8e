"""Loads the European Central Bank's exchange rates. Exit status: 0 fine, 2 nothing was loaded, 130 interrupted."""

import sys
from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from rich.console import Console
from rich.progress import Progress

from catalog.ingest.exchange_rates import MOST_BYTES, DayRates, UnreadableRates, read_exchange_rates
from catalog.services.exchange_rates import RatesStored, store_exchange_rates

DID_NOT_RUN = 2
INTERRUPTED = 130


class Command(BaseCommand):
    help = (
        "Loads the euro reference rates that prices are converted at, from a CSV or ZIP file of the European Central"
        " Bank: eurofxref-hist.zip has all of them, eurofxref.zip those of the last day. Loading a file again changes"
        " nothing; a wrong file is refused as a whole."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", metavar="PATH", help="the file; - reads it from standard input")

    def handle(self, *, path: str, **_options: object) -> None:
        try:
            days = read_exchange_rates(_content(path), today=timezone.now().date())
            stored = _store(days)
        except (OSError, UnreadableRates) as error:
            raise CommandError(f"{error} Nothing was loaded.", returncode=DID_NOT_RUN) from error
        except KeyboardInterrupt as interrupt:
            raise CommandError("Interrupted. Nothing was loaded.", returncode=INTERRUPTED) from interrupt
        first, last = min(day.date for day in days), max(day.date for day in days)
        self.stdout.write(
            f"{len(days):,} days from {first} to {last}: {stored.rates:,} rates, {stored.changed:,} new or changed"
        )


def _content(path: str) -> bytes:
    """Of a file that is too large only as much as it takes to tell."""
    if path == "-":
        return sys.stdin.buffer.read(MOST_BYTES + 1)
    with Path(path).open("rb") as file:
        return file.read(MOST_BYTES + 1)


def _store(days: list[DayRates]) -> RatesStored:
    with Progress(console=Console(stderr=True)) as progress:
        task = progress.add_task("Storing days", total=len(days))
        return store_exchange_rates(days, lambda more: progress.advance(task, more))
