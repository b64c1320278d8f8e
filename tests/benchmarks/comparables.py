"""``python -m tests.benchmarks.comparables``: how well comparable sales indicate a price that is known.

Every sale in a file is taken for unknown in turn, and indicated by sales of other works by its artist before it. The
error is a factor: 2 means that the median of those sales is half or twice the price. ``--write`` puts the tables into
docs/comparables.md.
"""

import argparse
import datetime
import math
import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

from rich.console import Console
from rich.progress import track

from catalog.selectors.comparing import (
    DATE,
    MEDIUM,
    MINIMUM,
    SIZE,
    Agreement,
    Traits,
    agrees,
    best_tier,
    compare,
    traits_of,
)
from tests.benchmarks.adapters import read_file, shared_data
from tests.benchmarks.report import Table, write_tables

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "comparables.md"
MARKETS = (
    ("Hong Kong, 2016–2020", "hong-kong-lots", "prices/hk_christies_sothebys/HK_Christies_2016-2020.csv.gz"),
    ("Hong Kong, 2016–2020", "hong-kong-lots", "prices/hk_christies_sothebys/HK_Sothebys_2016-2020.csv.gz"),
    ("Lisbon, 2018–2020", "lisbon-lots", "prices/cml_lisbon/artworks_utf8.csv.gz"),
    ("Knoedler, New York, 1873–1972", "knoedler-sales", "prices/knoedler_nyc/nyc_knoedler.csv.gz"),
)
_AGES = ((0, 5), (5, 10), (10, 20), (20, 40))
_OTHERS_SAMPLED = 600


@dataclass(frozen=True, slots=True)
class Sale:
    """A work's sale; ``price`` is the natural logarithm."""

    work: str
    artist: str
    date: datetime.date
    price: float
    traits: Traits


@dataclass(frozen=True, slots=True)
class Indicated:
    """How far the indication was from the price (a difference of logarithms), and whether its range held it."""

    error: float
    is_in_range: bool


Known = list[tuple[Sale, Agreement]]
Choice = Callable[[Known], Known]


def sales_of(market: str, adapter: str, path: Path) -> Iterator[Sale]:
    """The sales of a file at a known day and price."""
    for record in read_file(adapter, path).works.values():
        makers = [artist.source_id for artist in record.artists if artist.qualifier == "by"]
        for offer in record.prices:
            is_paid = offer.kind in {"hammer", "with_premium", "private"} and offer.outcome == "sold"
            if makers and is_paid and offer.amount and offer.date and offer.object_count == 1:
                artist = f"{market} {path.name} {makers[0]}"
                yield Sale(record.source_id, artist, offer.date, math.log(offer.amount), traits_of(record))


def indicated(sale: Sale, others: Known) -> Indicated:
    """What the prices of ``others`` say about a sale; the quartiles are the product's."""
    prices = [other.price for other, _ in others]
    low, _, high = quantiles(prices)
    return Indicated(median(prices) - sale.price, low <= sale.price <= high)


def of_tier(*tier: str) -> Choice:
    """Those that agree on these traits, if they are enough; else all."""

    def choose(known: Known) -> Known:
        chosen = [each for each in known if agrees(each[1], tier)]
        return chosen if len(chosen) >= MINIMUM else known

    return choose


def of_best_tier(known: Known) -> Known:
    """What the product takes."""
    tier = best_tier([agreement for _, agreement in known])
    return [] if tier is None else [each for each in known if agrees(each[1], tier)]


def judge(sales: Sequence[Sale], choose: Choice, *, years: tuple[int, int] = (0, 200)) -> list[Indicated]:
    """Every sale with enough of them before it, within an age in years."""
    by_artist = defaultdict(list)
    for sale in sales:
        by_artist[sale.artist].append(sale)
    judged = []
    for sale in sales:
        known = [
            (other, compare(sale.traits, other.traits))
            for other in by_artist[sale.artist]
            if other.work != sale.work and (sale.date - other.date).days > 0
            and years[0] <= (sale.date - other.date).days / 365.2425 < years[1]
        ]  # fmt: skip
        if len(known) >= MINIMUM and len(chosen := choose(known)) >= MINIMUM:
            judged.append(indicated(sale, chosen))
    return judged


def judge_by_others(sales: Sequence[Sale]) -> list[Indicated]:
    """A sample, indicated by works of others of the same medium and size."""
    judged = []
    for sale in random.Random(1).sample(list(sales), min(_OTHERS_SAMPLED, len(sales))):
        known = [
            (other, compare(sale.traits, other.traits))
            for other in sales
            if other.artist != sale.artist and other.date < sale.date
        ]
        chosen = [each for each in known if agrees(each[1], (SIZE, MEDIUM))]
        if len(chosen) >= MINIMUM:
            judged.append(indicated(sale, chosen))
    return judged


def row(name: str, judged: Sequence[Indicated]) -> tuple[str, ...]:
    """Cells of a table."""
    errors = [each.error for each in judged]
    return (
        name,
        f"{len(judged):,}",
        f"{math.exp(median(map(abs, errors))):.2f}",
        f"{math.exp(median(errors)):.2f}",
        f"{sum(each.is_in_range for each in judged) / len(judged):.0%}",
    )


def table_of(market: str, sales: Sequence[Sale]) -> Table:
    """All the choices for one market."""
    choices: dict[str, Choice] = {
        "**size, medium and date; size and medium; size; all**": of_best_tier,
        "medium first, then size, then date": lambda known: next(
            chosen
            for tier in ((SIZE, MEDIUM, DATE), (SIZE, MEDIUM), (MEDIUM,), ())
            if len(chosen := [each for each in known if agrees(each[1], tier)]) >= MINIMUM
        ),
        "size; all": of_tier(SIZE),
        "medium; all": of_tier(MEDIUM),
        "date; all": of_tier(DATE),
        "all by the artist": of_tier(),
    }
    judged = {name: judge(sales, choose) for name, choose in choices.items()}
    for low, high in _AGES:
        judged[f"sales {low} to {high} years before"] = judge(sales, of_best_tier, years=(low, high))
    judged[f"works by others, size and medium (of {_OTHERS_SAMPLED})"] = judge_by_others(sales)
    columns = ("indicated by", "sales", "half are wrong by", "typical price ÷ real one", "in the range")
    return Table(market, columns, [row(name, found) for name, found in judged.items() if found])


def main() -> None:
    """Judges, and shows or writes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="put the tables into docs/comparables.md")
    options = parser.parse_args()
    console = Console()
    markets: dict[str, list[Sale]] = defaultdict(list)
    for market, adapter, name in track(MARKETS, "Reading", console=console):
        path = shared_data() / name
        if not path.is_file():
            parser.error(f"no {path} (ARTREC_SHARED_DATA)")
        markets[market] += sales_of(market, adapter, path)
    tables = [table_of(market, sales) for market, sales in track(markets.items(), "Judging", console=console)]
    for table in tables:
        table.show(console)
    if options.write:
        write_tables(DOCUMENT, tables, conditions="Each sale is indicated by sales before it only.")


if __name__ == "__main__":
    main()
