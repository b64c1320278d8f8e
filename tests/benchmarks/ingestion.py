"""``python -m tests.benchmarks.ingestion``: what ingestion costs here, and what it makes of the shared files.

Each measurement is a process of its own, and compares with the bare work within that process. ``--write`` puts the
tables into ``docs/ingestion.md``.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
from pathlib import Path
from typing import Any

from rich.console import Console

from tests.benchmarks.loading import Loading
from tests.benchmarks.pictures import PictureCosts
from tests.benchmarks.report import Table, write_tables
from tests.benchmarks.sources import Loaded

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "ingestion.md"
MOMA = "museums/moma/objects_2016.jsonl.gz"


def main() -> None:
    """Measures, prints, and writes the document with ``--write``."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.ingestion", description=__doc__)
    shared = Path(os.environ.get("ARTREC_SHARED_DATA", ROOT.parent / "shared" / "data"))
    parser.add_argument("--data", type=Path, default=shared, help="the folder of shared data")
    parser.add_argument("--write", action="store_true", help=f"write the tables to docs/{DOCUMENT.name}")
    options = parser.parse_args()
    if not (options.data / MOMA).is_file():
        parser.error(f"no {MOMA} in {options.data} (ARTREC_SHARED_DATA)")
    console = Console()
    load = os.getloadavg()[0]
    loaded = [
        Loading(**_measured(console, "loading", options.data / MOMA, "--database", database))
        for database in ("sqlite", "postgresql")
    ]
    tables = [
        loading_table(loaded),
        picture_table(PictureCosts(**_measured(console, "pictures"))),
        source_table([Loaded(**each) for each in _measured(console, "sources", options.data)]),
    ]
    for table in tables:
        table.show(console)
    if options.write:
        conditions = (
            f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, load {load:.1f}."
        )
        write_tables(DOCUMENT, tables, conditions=conditions, section="make benchmark-ingestion")


def _measured(console: Console, module: str, *arguments: object) -> Any:  # noqa: ANN401 - JSON
    """What a measurement printed; its progress and its errors go to the terminal."""
    console.print(f"Measuring {module} {' '.join(str(each) for each in arguments)}")
    command = [sys.executable, "-m", f"tests.benchmarks.{module}", *(str(each) for each in arguments)]
    return json.loads(subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True).stdout)


def loading_table(loaded: list[Loading]) -> Table:
    """A row for each database."""
    columns = (
        "MoMA's list",
        "rows",
        "inserted",
        "first, s",
        "bare, s",
        "of bare",
        "fastest, s",
        "of fastest",
        "second, s",
        "of first",
        "peak, MB",
    )
    cells = [
        (
            *(each.database, f"{each.rows:,}", f"{each.inserted:,}", f"{each.first_s:.0f}", f"{each.bare_s:.1f}"),
            *(f"{each.first_s / each.bare_s:.2f}", f"{each.fastest_s:.1f}", f"{each.first_s / each.fastest_s:.2f}"),
            *(f"{each.second_s:.1f}", f"{each.second_s / each.first_s:.0%}"),
            f"{each.peak_mb:.0f}",
        )
        for each in loaded
    ]
    return Table("Loading, against a bare bulk insert of the same rows", columns, cells)


def picture_table(costs: PictureCosts) -> Table:
    """Bare and whole work, in pictures a second."""
    rows = [
        ("decode and resize, bare", f"{costs.bare_per_s:.0f}", ""),
        ("check, store, thumbnail", f"{costs.stored_per_s:.0f}", f"{costs.stored_share:.0%}"),
        ("forward pass, bare", f"{costs.forward_per_s:.0f}", ""),
        ("embedding task: file to database", f"{costs.embedded_per_s:.0f}", f"{costs.embedded_share:.0%}"),
    ]
    return Table(f"{costs.pictures} JPEG pictures of 800 to 1600 pixels", ("", "pictures/s", "of bare"), rows)


def source_table(loaded: list[Loaded]) -> Table:
    """A row for each file."""
    columns = ("file", "format", "read", "created", "updated", "unchanged", "rejected", "skipped", "top reasons")
    cells = [
        (
            *(each.file, each.format),
            *(f"{count:,}" for count in (each.read, each.created, each.updated, each.unchanged)),
            *(f"{each.rejected:,}", f"{each.skipped:,}", each.reasons),
        )
        for each in loaded
    ]
    return Table("Every shared file, loaded one after the other", columns, cells)


if __name__ == "__main__":
    main()
