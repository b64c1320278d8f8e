"""``python -m tests.benchmarks.museums``: what the museums' adapters make of the shared files.

Every row is read; ``--write`` puts the table into ``docs/ingestion-museums.md``.
"""

import argparse
import datetime
import os
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import track

from catalog.ingest.feeds import FeedOptions, read_rows
from catalog.ingest.records import ArtworkRecord
from catalog.ingest.sources import ADAPTERS
from tests.benchmarks.report import Table, write_tables

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "ingestion-museums.md"


@dataclass(frozen=True, slots=True)
class NativeFile:
    """A file or folder, below ``museums``, of the format of an adapter."""

    adapter: str
    path: str
    usable: float = 1.0
    """The share of its first rows that must be usable."""


FILES = (
    NativeFile("moma-json", "moma/objects_2016.jsonl.gz"),
    NativeFile("moma-json", "moma/native_slice"),
    NativeFile("tate-json", "tate/artworks.jsonl.gz"),
    NativeFile("tate-json", "tate/artworks"),
    NativeFile("tate-json", "tate/artists"),
    NativeFile("tate-artists-csv", "tate/artist_data.csv"),
    NativeFile("nga-csv", "nga", usable=0.05),
    NativeFile("aic-json", "aic", usable=0.95),
    NativeFile("met-json", "met/api_object_native.json"),
    NativeFile("cleveland-json", "cleveland/api_response_native.json"),
    NativeFile("cleveland-json", "cleveland/api_single_native.json"),
    NativeFile("carnegie-json", "carnegie/native_slice"),
    NativeFile("wcma-json", "wcma", usable=0.75),
    NativeFile("smk-json", "smk/response_success.json"),
    NativeFile("smithsonian-json", "smithsonian/actual_response.json", usable=0.15),
    NativeFile("smithsonian-json", "smithsonian/actual_response2.json", usable=0.0),
    NativeFile("europeana-json", "europeana/europeana_example.json"),
    NativeFile("finna-json", "finna/finna_full_response_example.json"),
    NativeFile("whitney-artists-csv", "whitney/artists.csv", usable=0.99),
    NativeFile("brooklyn-json", "brooklyn/response_success.json"),
    NativeFile("brooklyn-json", "brooklyn/batch_objects.json"),
    NativeFile("brooklyn-json", "brooklyn/no_batch_objects.json"),
    NativeFile("brooklyn-json", "brooklyn/object_data.json"),
    NativeFile("walters-json", "walters/full_image_object.json"),
    NativeFile("wga-csv", "wga/wga_painting_info_clean.csv"),
    NativeFile("athenaeum-artists-csv", "athenaeum/athenaeum_authors.csv", usable=0.98),
    NativeFile("muma-csv", "muma_lehavre/museum.csv"),
)
_KINDS = ("ArtworkRecord", "ArtistRecord", "VenueRecord", "ExhibitionRecord")


def main() -> None:
    """Counts, and prints or writes."""
    parser = argparse.ArgumentParser(description=__doc__)
    shared = Path(os.environ.get("ARTREC_SHARED_DATA", ROOT.parent / "shared" / "data"))
    parser.add_argument("--data", type=Path, default=shared / "museums")
    parser.add_argument("--write", action="store_true", help=f"write the table into {DOCUMENT.relative_to(ROOT)}")
    options = parser.parse_args()
    if not options.data.is_dir():
        parser.error(f"no museums in {options.data} (ARTREC_SHARED_DATA)")
    console = Console()
    tables = measure(options.data, console)
    for table in tables:
        table.show(console)
    if options.write:
        write_tables(DOCUMENT, tables, conditions="Every row of every file; µs for each on one core.")


def measure(folder: Path, console: Console) -> list[Table]:
    """How many rows of each file are read, and what the artworks among them state."""
    counts: list[tuple[str, ...]] = []
    facts: list[tuple[str, ...]] = []
    for file in track(FILES, "Reading", console=console):
        counted, stated = count(file, folder)
        counts.append(counted)
        facts += stated
    return [
        Table("Rows", ("file", "adapter", "rows", *_SHORT, "rejected", "why", "µs"), counts),
        Table("Artworks that state", ("file", "artworks", *(name for name, _ in _FACTS)), facts),
    ]


_SHORT = ("artworks", "artists", "venues", "exhibitions")
_FACTS: tuple[tuple[str, Callable[[ArtworkRecord], bool]], ...] = (
    ("artist", lambda work: bool(work.artists)),
    ("years", lambda work: (work.year_from, work.year_to) != (None, None)),
    ("size", lambda work: work.height_mm is not None),
    ("medium", lambda work: bool(work.medium)),
    ("picture", lambda work: bool(work.images)),
    ("rights", lambda work: bool(work.rights or any(image.rights for image in work.images))),
    ("on view or not", lambda work: any(display.is_on_display is not None for display in work.displays)),
)


def count(file: NativeFile, folder: Path) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """A row of each table; none of the second where there are no artworks."""
    options = FeedOptions(source="benchmark", as_of=datetime.date(2026, 1, 1), images_dir=folder)
    kinds: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    stated: Counter[str] = Counter()
    begun = time.perf_counter()
    for row in read_rows(ADAPTERS[file.adapter].open(folder / file.path, options)):
        if row.problem is not None:
            reasons[row.problem.reason] += 1
            continue
        kinds[type(row.record).__name__] += 1
        if isinstance(row.record, ArtworkRecord):
            stated.update(name for name, states in _FACTS if states(row.record))
    spent = time.perf_counter() - begun
    total = kinds.total() + reasons.total()
    works = kinds["ArtworkRecord"]
    why = ", ".join(f"{reason} {times:,}" for reason, times in reasons.most_common())
    counted = (
        *(file.path, file.adapter, f"{total:,}"),
        *(f"{kinds[kind]:,}" for kind in _KINDS),
        *(f"{reasons.total():,}", why, f"{spent / total * 1e6:.0f}"),
    )
    shares = (file.path, f"{works:,}", *(f"{100 * stated[name] / works:.0f} %" for name, _ in _FACTS)) if works else ()
    return counted, [shares] if shares else []


if __name__ == "__main__":
    main()
