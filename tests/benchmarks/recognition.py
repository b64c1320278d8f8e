"""``python -m tests.benchmarks.recognition``: what recognition and ingestion cost on this machine, in one run.

Real parts throughout: granian, a Celery worker, Redis, SQLite, the sample catalogue, simulated phone photos. What is
compared is measured in turns within the run, so that another load on the machine weighs on both sides alike.
"""

import argparse
import os
import platform
import signal
import sys
from pathlib import Path

from rich.console import Console

from tests.benchmarks.environment import product_environment
from tests.benchmarks.report import write_tables

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "benchmarks.md"


def main() -> None:
    """Measures, prints, and writes the document with ``--write``."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.recognition", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="turns of each measurement (default: %(default)s)")
    parser.add_argument("--photos", type=int, default=12, help="photos in a turn (default: %(default)s)")
    parser.add_argument("--works-per-studio", type=int, default=14, help="18 studios (default: %(default)s)")
    parser.add_argument("--write", action="store_true", help=f"write the tables to docs/{DOCUMENT.name}")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))  # ended, it leaves no process behind
    console = Console()
    with product_environment() as folder:
        # The models can be imported from here on.
        from tests.benchmarks.measurements import measure  # noqa: PLC0415

        before = os.getloadavg()[0]
        tables = measure(
            folder, console, rounds=options.rounds, photos=options.photos, works_per_studio=options.works_per_studio
        )
    conditions = (
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"load before: {before:.1f}; medians of {options.rounds} rounds of {options.photos} photos."
    )
    for table in tables:
        table.show(console)
    console.print(conditions)
    if options.write:
        write_tables(DOCUMENT, tables, conditions=conditions)


if __name__ == "__main__":
    main()
