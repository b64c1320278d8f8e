"""Loading a museum's whole list as a job, against a bare bulk insert of the same rows.

A process for each database: ``python -m tests.benchmarks.loading FILE --database postgresql`` prints a JSON object.
"""

import argparse
import gc
import json
import resource
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.benchmarks.environment import product_environment

FORMAT = "moma-json"
# What the loader writes at a time; a bare insert of everything at once would only cost memory.
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Loading:
    """What a load took, in seconds, and how large its process became, in MB.

    ``bare_s`` is the insert as Python runs it, which looks for cycles among all the rows that it holds again and again;
    ``fastest_s`` is the same without.
    """

    database: str
    rows: int
    inserted: int
    first_s: float
    second_s: float
    bare_s: float
    fastest_s: float
    peak_mb: float


def main() -> None:
    """Measures one database."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.loading", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), required=True)
    options = parser.parse_args()
    with product_environment(postgresql=options.database == "postgresql"):
        json.dump(asdict(measure(options.file, options.database)), sys.stdout)


def measure(path: Path, database: str) -> Loading:
    """A first load into an empty database, the same again, and a bare insert of what stands there then."""
    from django.core.management import call_command  # noqa: PLC0415 - Django is set up only now

    call_command("migrate", verbosity=0)
    first_s, rows = _load(path)
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    second_s, _ = _load(path)
    bare_s, inserted = _insert_bare()
    gc.disable()
    fastest_s, _ = _insert_bare()
    return Loading(database, rows, inserted, first_s, second_s, bare_s, fastest_s, peak_mb)


def _load(path: Path) -> tuple[float, int]:
    from catalog.services.ingestion.attended import run_job  # noqa: PLC0415
    from catalog.services.ingestion.jobs import JobOptions, start_job  # noqa: PLC0415

    job = start_job(FORMAT, path, JobOptions(source="benchmark"), is_attended=True)
    started = time.perf_counter()
    job = run_job(job, lambda _: None)
    took = time.perf_counter() - started
    assert job.state == "done", job.problem
    return took, job.rows_read


def _insert_bare() -> tuple[float, int]:
    """Seconds for ``bulk_create`` of every row that the load has written, into the emptied tables; and how many."""
    from django.apps import apps  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import models, transaction  # noqa: PLC0415

    tables: list[tuple[type[models.Model], Sequence[models.Model]]] = [
        (model, list(model._default_manager.order_by("pk"))) for model in apps.get_app_config("catalog").get_models()
    ]
    call_command("flush", interactive=False, verbosity=0)
    started = time.perf_counter()
    # The rows refer to each other, and the database holds them to it at the end only.
    with transaction.atomic():
        for model, rows in tables:
            model._default_manager.bulk_create(rows, batch_size=_BATCH)
    return time.perf_counter() - started, sum(len(rows) for _, rows in tables)


if __name__ == "__main__":
    main()
