"""``python -m tests.benchmarks.sources``: loads every shared file of museums, markets and venues as a job.

Prints a JSON array: for each file what became of its rows.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import track

from tests.benchmarks import adapters, museums
from tests.benchmarks.environment import product_environment

_REASONS = 3


@dataclass(frozen=True, slots=True)
class Loaded:
    """The account of a job; ``reasons`` are the most frequent ones, with their counts."""

    file: str
    format: str
    read: int
    created: int
    updated: int
    unchanged: int
    rejected: int
    skipped: int
    reasons: str
    rows_per_s: float


def files() -> Iterator[tuple[str, str]]:
    """(format, path below the shared data)."""
    yield from ((each.adapter, f"museums/{each.path}") for each in museums.FILES)
    yield from adapters.FILES


def main() -> None:
    """Loads them all into one empty catalogue."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.sources", description=__doc__)
    parser.add_argument("data", type=Path, help="the folder of shared data")
    options = parser.parse_args()
    chosen = list(files())
    with product_environment():
        from django.core.management import call_command  # noqa: PLC0415 - Django is set up only now

        call_command("migrate", verbosity=0)
        console = Console(stderr=True)
        loaded = [_load(options.data, *each) for each in track(chosen, "Loading", console=console)]
        json.dump([asdict(each) for each in loaded], sys.stdout)


def _load(data: Path, format_name: str, path: str) -> Loaded:
    from django.db.models import Count  # noqa: PLC0415

    from catalog.services.ingestion.attended import run_job  # noqa: PLC0415
    from catalog.services.ingestion.jobs import JobOptions, start_job  # noqa: PLC0415

    job = run_job(start_job(format_name, data / path, JobOptions(), is_attended=True), lambda _: None)
    if job.state != "done":
        raise SystemExit(f"{path}: {job.problem}")
    reasons = job.rejects.values("reason").annotate(rows=Count("pk"))
    common = reasons.order_by("-rows", "reason")[:_REASONS]
    return Loaded(
        file=path,
        format=format_name,
        read=job.rows_read,
        created=job.created,
        updated=job.updated,
        unchanged=job.unchanged,
        rejected=job.rejected,
        skipped=job.skipped,
        reasons=", ".join(f"{each['reason']} {each['rows']:,}" for each in common),
        rows_per_s=job.rows_per_s or 0,
    )


if __name__ == "__main__":
    main()
