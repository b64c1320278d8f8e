"""``python -m tests.benchmarks.parsing``: how much of the free text in the shared files the parsers read.

Each text is one of three: *read* (it gives a value), *nothing* (understood to state none: "n.d.", "dimensions
variable") or *left* (it stays text). ``--sample FIELD`` prints texts with what was read, to be checked by eye: a seeded
sample of ways of writing (texts that differ in digits only count once), each source in turn. It is harder than the rows
are, most of which are written in one of a few ways.
"""

import argparse
import os
import random
import re
import time
from collections import Counter
from collections.abc import Callable
from itertools import chain, islice, zip_longest
from pathlib import Path

from rich.console import Console

from catalog.ingest.attributions import Commas, parse_attributions
from catalog.ingest.lives import Life, parse_life
from catalog.ingest.mediums import parse_medium
from catalog.ingest.money import Money, parse_money
from catalog.ingest.sizes import Size, parse_size
from catalog.ingest.years import Years, parse_years
from tests.benchmarks.parsing_texts import Texts, read_texts
from tests.benchmarks.report import Table, write_tables

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "ingestion-parsing.md"

# What the sources' own documentation says about their texts.
_NAMES_INVERTED = (
    *("NGA", "Carnegie", "SMK", "Finna", "Europeana", "Knoedler New York", "Knoedler stock books"),
    *("Goupil stock books", "Provenance Index sales"),
)
_COMMAS: dict[str, Commas] = {"MoMA": "separate", **dict.fromkeys(_NAMES_INVERTED, "invert")}
_UNITS = {"WGA": "cm", "Knoedler stock books": "in", "Goupil stock books": "cm"}
_CURRENCIES = {"Provenance Index sales": "pounds", "Lisbon": "EUR"}

Reading = tuple[str, str]
"""(read, nothing or left; what was read, in words)."""


def _outcome(values: Years | Size | Life | Money) -> str:
    if not values.is_understood:
        return "left"
    return "nothing" if values == type(values)() else "read"


def _read_date(_source: str, text: str) -> Reading:
    years = parse_years(text)
    return _outcome(years), f"{years.first} to {years.last}{' ~' if years.is_approximate else ''}"


def _read_size(source: str, text: str) -> Reading:
    size = parse_size(text, unit=_UNITS.get(source, ""))
    return _outcome(size), f"{size.height_mm} x {size.width_mm} x {size.depth_mm}, diam {size.diameter_mm} {size.part}"


def _read_life(_source: str, text: str) -> Reading:
    life = parse_life(text)
    spans = (f"{name} {years.first} to {years.last}" for name, years in _spans(life) if years != Years())
    return _outcome(life), ", ".join((life.nationality or "?", *spans))


def _spans(life: Life) -> tuple[tuple[str, Years], ...]:
    return ("born", life.birth), ("died", life.death), ("active", life.active)


def _read_attribution(source: str, text: str) -> Reading:
    names = parse_attributions(text, commas=_COMMAS.get(source, "keep"))
    words = [f"{name.role or name.qualifier}{' nobody' if name.is_anonymous else ''}: {name.name}" for name in names]
    return "read" if names else "left", " + ".join(words)


def _read_medium(_source: str, text: str) -> Reading:
    medium = parse_medium(text)
    names = ", ".join(term.name for term in medium.materials)
    return "read" if medium.is_understood else "left", f"{names} / {medium.support.name if medium.support else ''}"


def _read_money(source: str, text: str) -> Reading:
    money = parse_money(text, currency=_CURRENCIES.get(source, ""), has_shillings=True)
    return _outcome(money), f"{money.amount} to {money.amount_high} {money.currency} {money.outcome}"


READERS: dict[str, Callable[[str, str], Reading]] = {
    "date": _read_date,
    "size": _read_size,
    "life": _read_life,
    "attribution": _read_attribution,
    "medium": _read_medium,
    "money": _read_money,
}


def main() -> None:
    """Measures, prints, and writes the document with ``--write``."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.parsing", description=__doc__)
    shared = Path(os.environ.get("ARTREC_SHARED_DATA", ROOT.parent / "shared" / "data"))
    parser.add_argument("--data", type=Path, default=shared, help="the shared data (default: %(default)s)")
    parser.add_argument("--sample", choices=READERS, help="print texts of a field and what was read in them")
    parser.add_argument("--size", type=int, default=200, help="texts in a sample (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="of the sample (default: %(default)s)")
    parser.add_argument("--write", action="store_true", help=f"write the tables to docs/{DOCUMENT.name}")
    options = parser.parse_args()
    texts = read_texts(options.data)
    if not texts:
        parser.error(f"no sources in {options.data} (ARTREC_SHARED_DATA)")
    if options.sample:
        for source, text in sample(texts, options.sample, options.size, options.seed):
            outcome, words = READERS[options.sample](source, text)
            print(f"{source[:9]:9} | {' '.join(text.split())[:150]} => {outcome}: {words}")  # noqa: T201
        return
    console = Console()
    tables = [measure(texts, field, console) for field in READERS]
    for table in tables:
        table.show(console)
    if options.write:
        write_tables(DOCUMENT, tables, conditions="Shares of the rows; µs for each distinct text on one core.")


def measure(texts: Texts, field: str, console: Console) -> Table:
    """What the parser of the field makes of every source."""
    rows: list[tuple[str, ...]] = []
    with console.status(f"Reading {field}s"):
        for source in sorted(source for name, source in texts if name == field):
            counts = texts[field, source]
            begun = time.perf_counter()
            outcomes: Counter[str] = Counter()
            for text, count in counts.items():
                outcomes[READERS[field](source, text)[0]] += count
            spent = (time.perf_counter() - begun) / len(counts) * 1e6
            shares = (f"{100 * outcomes[outcome] / counts.total():.2f} %" for outcome in ("read", "nothing", "left"))
            rows.append((source, f"{counts.total():,}", f"{len(counts):,}", *shares, f"{spent:.0f}"))
    columns = ("source", "rows", "distinct", "read", "nothing", "left", "µs")
    return Table(field.capitalize(), columns, rows)


def sample(texts: Texts, field: str, size: int, seed: int) -> list[tuple[str, str]]:
    """(source, text) of distinct ways of writing, drawn from the sources in turn."""
    drawn = []
    for (name, source), counts in texts.items():
        if name == field:
            shuffled = sorted(counts)
            random.Random(f"{seed} {source}").shuffle(shuffled)
            drawn.append([(source, text) for text in shuffled])
    in_turn = (pair for pair in chain.from_iterable(zip_longest(*drawn)) if pair is not None)
    ways: dict[str, tuple[str, str]] = {}
    for source, text in in_turn:
        ways.setdefault(re.sub(r"\d+", "9", text), (source, text))
    return sorted(islice(ways.values(), size))


if __name__ == "__main__":
    main()
