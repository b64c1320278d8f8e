"""Reads the opening hours of all venues anew, and gives those with coordinates the time zone they lack."""

from django.core.management.base import BaseCommand
from rich.console import Console
from rich.progress import Progress

from catalog.models import OpeningSpan, Venue
from catalog.services.venues import refresh_venues


class Command(BaseCommand):
    help = "Reads all opening hours anew and fills in missing time zones: after an update of either's rules."

    def handle(self, **_options: object) -> None:
        with Progress(console=Console(stderr=True)) as progress:
            task = progress.add_task("Venues", total=Venue.objects.count())
            for done in refresh_venues():
                progress.advance(task, done)
        with_zone = Venue.objects.exclude(time_zone="").count()
        with_hours = OpeningSpan.objects.values("venue").distinct().count()
        self.stdout.write(
            f"{Venue.objects.count():,} venues: {with_zone:,} with a time zone, {with_hours:,} with hours understood"
        )
