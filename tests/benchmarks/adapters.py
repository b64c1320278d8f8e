"""``python -m tests.benchmarks.adapters``: reads every shared file of markets and venues, and counts what comes out.

``--write`` puts the tables into docs/ingestion-markets.md. ``--sample ADAPTER --seed N`` prints thirty records of each
of its files, to be looked at beside the file.
"""

import argparse
import datetime
import os
import random
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.pretty import pprint
from rich.progress import track

from catalog.ingest.feeds import FeedOptions, read_rows
from catalog.ingest.records import ArtworkRecord, VenueRecord
from catalog.ingest.rows import IngestRow
from catalog.ingest.sources import ADAPTERS
from tests.benchmarks.report import Table, write_tables

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "ingestion-markets.md"
SAMPLED = 30

FILES = (
    ("hong-kong-lots", "prices/hk_christies_sothebys/HK_Christies_2016-2020.csv.gz"),
    ("hong-kong-lots", "prices/hk_christies_sothebys/HK_Sothebys_2016-2020.csv.gz"),
    ("lisbon-lots", "prices/cml_lisbon/artworks_utf8.csv.gz"),
    ("lisbon-lots", "prices/cml_lisbon/artworks_native_utf16_head.csv"),
    ("lisbon-repeat-offerings", "prices/cml_repeat_offerings.csv"),
    ("knoedler-sales", "prices/knoedler_nyc/nyc_knoedler.csv.gz"),
    ("getty-stock-books", "prices/getty_provenance/knoedler_rows_119cols.csv"),
    ("getty-stock-books", "prices/getty_provenance/knoedler_rows_120cols.csv"),
    ("getty-stock-books", "prices/getty_provenance/goupil_rows.csv"),
    ("getty-sales-contents", "prices/getty_provenance/tests_sales_contents.csv"),
    ("asking-prices", "prices/artprice754/artDataset.csv"),
    ("venues-csv", "venues/venues.csv"),
    ("museofile", "venues/native/france_museofile_museums.csv"),
    ("new-york-venues", "venues/native/nyc_Museum.csv"),
    ("new-york-venues", "venues/native/nyc_Gallery.csv"),
    ("artdb-museums", "venues/native/artdb_galleries_35.csv"),
    ("famous-paintings-museums", "venues/native/famouspaintings_museum.csv"),
    ("famous-paintings", "venues/native/famouspaintings_work.csv"),
)
"""Adapters and the files they read, under the folder of shared data."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What an adapter made of a file."""

    adapter: str
    path: Path
    rows: list[IngestRow]
    seconds: float

    @property
    def reasons(self) -> Counter[str]:
        """How many rows were rejected, by reason."""
        return Counter(row.problem.reason for row in self.rows if row.problem is not None)

    @property
    def works(self) -> dict[str, ArtworkRecord]:
        """The artworks by their ids: rows about one work are one."""
        return {row.record.source_id: row.record for row in self.rows if isinstance(row.record, ArtworkRecord)}

    @property
    def venues(self) -> dict[str, VenueRecord]:
        """The venues by their ids."""
        return {row.record.source_id: row.record for row in self.rows if isinstance(row.record, VenueRecord)}


def read_file(adapter: str, path: Path) -> Reading:
    """Reads a file whole."""
    options = FeedOptions(source=adapter, as_of=datetime.date(2026, 11, 21), images_dir=path.parent)
    started = time.perf_counter()
    rows = list(read_rows(ADAPTERS[adapter].open(path, options)))
    return Reading(adapter, path, rows, time.perf_counter() - started)


def shared_data() -> Path:
    """The folder of shared data."""
    return Path(os.environ.get("ARTREC_SHARED_DATA", ROOT.parent / "shared" / "data"))


def _tables(readings: list[Reading]) -> list[Table]:
    rows = Table(
        "Rows",
        ("file", "adapter", "read", "usable", "rejected", "works or venues", "reasons", "rows/s"),
        [
            (
                reading.path.name,
                reading.adapter,
                f"{len(reading.rows):,}",
                f"{sum(row.record is not None for row in reading.rows):,}",
                f"{reading.reasons.total():,}",
                f"{len(reading.works) + len(reading.venues):,}",
                ", ".join(f"{reason} {count}" for reason, count in reading.reasons.most_common()) or "–",
                f"{len(reading.rows) / reading.seconds:,.0f}",
            )
            for reading in readings
        ],
    )
    return [rows, _prices(readings), _venues(readings)]


def _prices(readings: list[Reading]) -> Table:
    columns = ("file", "works", "two dates or more", "estimate", "hammer", "with premium", "asking", "private")
    cells = []
    for reading in readings:
        offers = [offer for work in reading.works.values() for offer in work.prices]
        kinds = Counter(offer.kind for offer in offers if offer.amount is not None or offer.amount_high is not None)
        repeated = sum(len({offer.date for offer in work.prices}) > 1 for work in reading.works.values())
        unknown = sum(offer.amount is None and offer.amount_high is None for offer in offers)
        inferred = sum(offer.is_inferred for offer in offers)
        if offers:
            counts = (len(reading.works), repeated, *(kinds[kind] for kind in _KINDS), unknown, inferred)
            cells.append((reading.path.name, *(f"{count:,}" for count in counts)))
    return Table("Statements about prices, with an amount by kind", (*columns, "no amount", "inferred"), cells)


_KINDS = ("estimate", "hammer", "with_premium", "asking", "private")


def _venues(readings: list[Reading]) -> Table:
    columns = ("file", "venues", "coordinates", "page", "hours", "time zone")
    cells = []
    for reading in readings:
        found = list(reading.venues.values())
        counts = (
            len(found),
            sum(venue.latitude is not None for venue in found),
            sum(bool(venue.url) for venue in found),
            sum(bool(venue.opening_hours) for venue in found),
            sum(bool(venue.time_zone) for venue in found),
        )
        if found:
            cells.append((reading.path.name, *(f"{count:,}" for count in counts)))
    return Table("Venues, and what is known of them", columns, cells)


def main() -> None:
    """Reads, and shows or writes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="put the tables into docs/ingestion-markets.md")
    parser.add_argument("--sample", metavar="ADAPTER", choices=sorted(ADAPTERS))
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    console = Console()
    files = [(adapter, shared_data() / name) for adapter, name in FILES if options.sample in (None, adapter)]
    missing = [path for _, path in files if not path.is_file()]
    if missing:
        parser.error(f"no {missing[0]} (ARTREC_SHARED_DATA)")
    readings = [read_file(adapter, path) for adapter, path in track(files, "Reading", console=console)]
    if options.sample:
        for reading in readings:
            usable = [row.record for row in reading.rows if row.record is not None]
            for record in random.Random(options.seed).sample(usable, min(SAMPLED, len(usable))):
                pprint(record, console=console)
        return
    tables = _tables(readings)
    for table in tables:
        table.show(console)
    if options.write:
        write_tables(DOCUMENT, tables, conditions="On one core of the development machine, with other work beside it.")


if __name__ == "__main__":
    main()
