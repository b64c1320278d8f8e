"""``python -m tests.benchmarks.api``: what the API's reads cost, and how that grows with the catalogue.

A process for each catalogue, a small and a large one; each is asked in turns with the other, so that whatever else the
machine does weighs on both alike. ``--write`` puts the tables into ``docs/benchmarks.md``.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import IO, Any, Self

from rich.console import Console
from rich.progress import track

from tests.benchmarks.report import Table, write_tables

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "benchmarks.md"
DATABASES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
SMALL = 1000
_ALIKE = 0.1


class Catalogue:
    """A process that times requests over one catalogue."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self.is_asked: list[str] = []
        self.rss_mb = 0.0

    @classmethod
    @contextmanager
    def started(cls, database: str, works: int, *options: str) -> Iterator[Self]:
        """It fills its database meanwhile: wait for it with ``ready``."""
        command = [sys.executable, "-m", "tests.benchmarks.api_process", str(works), "--database", database]
        command += options
        with subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        ) as process:
            try:
                yield cls(process)
            finally:
                _pipe(process.stdin).close()
                process.wait()

    def ready(self) -> list[str]:
        """The operations it can be asked for, once it is filled."""
        told = self._read()
        self.rss_mb = told["rss_mb"]
        return list(told["operations"])

    def ask(self, operation: str, turn: int, *, is_counted: bool = False) -> dict[str, float]:
        """Milliseconds (``wall``, ``cpu``) of one request; or, counted, its ``queries``, ``bytes`` and ``rss_mb``."""
        _pipe(self._process.stdin).write(json.dumps([operation, turn, is_counted]) + "\n")
        told: dict[str, float] = self._read()
        return told

    def _read(self) -> Any:  # noqa: ANN401 - JSON
        if line := _pipe(self._process.stdout).readline():
            return json.loads(line)
        raise SystemExit("The process over the catalogue has ended; its error stands above.")


def _pipe(pipe: IO[str] | None) -> IO[str]:
    assert pipe is not None
    return pipe


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one operation over one catalogue, every request in milliseconds."""

    wall: list[float]
    cpu: list[float]
    queries: int
    bytes: int


def measure(small: Catalogue, large: Catalogue, operation: str, requests: int) -> tuple[Cost, Cost]:
    """In turns, and each first as often as the other."""
    pair = (small, large)
    for each in pair:
        each.ask(operation, 0)
    times: dict[Catalogue, list[dict[str, float]]] = {each: [] for each in pair}
    for turn in range(requests):
        for each in pair if turn % 2 else reversed(pair):
            times[each].append(each.ask(operation, turn))
    counted = {each: each.ask(operation, 0, is_counted=True) for each in pair}
    costs = [
        Cost(
            wall=[time["wall"] for time in times[each]],
            cpu=[time["cpu"] for time in times[each]],
            queries=int(counted[each]["queries"]),
            bytes=int(counted[each]["bytes"]),
        )
        for each in pair
    ]
    for each in pair:
        each.rss_mb = max(each.rss_mb, counted[each]["rss_mb"])
    return costs[0], costs[1]


def row(name: str, small: Cost, large: Cost) -> tuple[str, ...]:
    """Cells of a table."""
    queries = {small.queries, large.queries}
    # More or fewer bytes are another answer, and another time.
    told = [large.bytes] if abs(large.bytes - small.bytes) < _ALIKE * large.bytes else [small.bytes, large.bytes]
    return (
        name,
        f"{median(small.wall):.1f}",
        f"{median(large.wall):.1f}",
        f"{quantiles(large.wall, n=20)[-1]:.1f}",
        f"{median(large.cpu):.1f}",
        growth(small.wall, large.wall),
        growth(small.cpu, large.cpu),
        " → ".join(str(each) for each in sorted(queries)),
        " → ".join(f"{each:,}" for each in told),
    )


def growth(small: list[float], large: list[float]) -> str:
    """The ratio of the medians; in bold what grows by half or more."""
    ratio = median(large) / median(small)
    return f"**{ratio:.2f}**" if ratio >= 1.5 else f"{ratio:.2f}"


def table_of(title: str, works: int, rows: list[tuple[str, ...]]) -> Table:
    """Rows of costs."""
    columns = (
        *("", f"p50 at {SMALL:,}, ms", f"p50 at {works:,}, ms", "p95, ms", "CPU, ms"),
        *("growth", "growth of CPU", "queries", "bytes"),
    )
    return Table(title, columns, rows)


def tables_of(database: str, options: argparse.Namespace, console: Console) -> Iterator[Table]:
    """Every operation on one database: of the web process, and of a worker."""
    for flags, title in (((), "Reads of the API"), (("--similar",), "The worker's part of similar works")):
        with (
            Catalogue.started(database, SMALL, *flags) as small,
            Catalogue.started(database, options.works, *flags) as large,
        ):
            names = [name for name in small.ready() if options.only in name]
            large.ready()
            asked = track(names, f"Asking over {DATABASES[database]}", console=console)
            rows = [row(name, *measure(small, large, name, options.requests)) for name in asked]
        memory = f"its process has grown to {small.rss_mb:,.0f} and {large.rss_mb:,.0f} MB"
        yield table_of(f"{title} on {DATABASES[database]}; {memory}", options.works, rows)


def main() -> None:
    """Measures, prints, and writes the document with ``--write``."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.api", description=__doc__)
    parser.add_argument("--works", type=int, default=100_000, help="of the large catalogue (default: %(default)s)")
    parser.add_argument("--requests", type=int, default=40, help="of each operation (default: %(default)s)")
    parser.add_argument("--database", choices=(*DATABASES,), help="only this one")
    parser.add_argument("--only", default="", help="only operations whose names contain this")
    parser.add_argument("--write", action="store_true", help=f"write the tables to docs/{DOCUMENT.name}")
    options = parser.parse_args()
    console = Console()
    load = os.getloadavg()[0]
    databases = [options.database] if options.database else [*DATABASES]
    tables = []
    for database in databases:
        for table in tables_of(database, options, console):
            table.show(console)
            tables.append(table)
    conditions = (
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, load before: {load:.1f};"
        f" {options.requests} requests of each kind over each catalogue, in turns, through the WSGI application."
        f" {SMALL:,} works have 10,000 price records and 500 venues, {options.works:,} have {options.works * 10:,} and"
        f" {options.works // 2:,}. p95 and CPU (the database's with it) are those of the large catalogue; two numbers"
        " of bytes are those of both, where the answers differ, and with them what they cost."
    )
    console.print(conditions)
    if options.write:
        write_tables(DOCUMENT, tables, conditions=conditions, section="make benchmark-api")


if __name__ == "__main__":
    main()
