"""Joins what several sources say of one artist or venue, as every load does at its end, and tells how it stands."""

from typing import Any

from django.core.management.base import BaseCommand

from catalog.services.joining import join_entities


class Command(BaseCommand):
    help = "Joins artists and venues of different sources that are certainly one; the admin lists those that may be."

    def handle(self, **options: Any) -> None:  # noqa: ANN401, ARG002 - Django's own
        for name, now in join_entities().items():
            self.stdout.write(
                f"{name}: {now.joined:,} rows shown as another, {now.waiting:,} pairs to decide, "
                f"{now.changed:,} rows changed"
            )
