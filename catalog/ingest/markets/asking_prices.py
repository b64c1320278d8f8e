"""Asking prices of an online market: 754 works with prices such as "28.500 USD", points for thousands.

A "cleaned" version of the same file goes about: it multiplies what has no point for thousands as well, so that
185 of its prices are a thousand times too high. It is refused.
"""

from functools import partial
from pathlib import Path

from catalog.ingest.csv_feed import CsvFeed, Layout, Row
from catalog.ingest.csv_file import CsvFile
from catalog.ingest.feeds import Adapter, FeedOptions, UnreadableFeed
from catalog.ingest.makers import makers
from catalog.ingest.markets.offers import Sale, Written, amount_in
from catalog.ingest.records import ArtworkRecord
from catalog.ingest.rows import UnusableRow
from catalog.ingest.years import parse_years

_COLUMNS = ("", "price", "artist", "title", "yearcreation", "signed", "condition", "period", "movement")
_MISSING = "[nan]"


def open_prices(path: Path, options: FeedOptions) -> CsvFeed:
    """The raw file.

    Raises:
        UnreadableFeed: it is the cleaned version, or no such file at all.
        OSError: it cannot be read.
    """
    if "price_amount" in CsvFile(path).columns:
        raise UnreadableFeed(f"{path}: the cleaned version has prices a thousand times too high; give artDataset.csv.")
    layout = Layout("the raw file of asking prices", _COLUMNS)
    return CsvFeed(path, options.source, layout, partial(_record, options.source))


def _record(source: str, row: Row) -> ArtworkRecord:
    said = {column: "" if cell == _MISSING else cell for column, cell in row.items()}
    if not said[""]:
        raise UnusableRow("id_missing", "The row lacks its number in the first column.")
    years = parse_years(said["yearcreation"])
    price = amount_in(said["price"], "price")
    return ArtworkRecord(
        source=source,
        source_id=said[""],
        title=said["title"],
        artists=makers(said["artist"]),
        date_text=said["yearcreation"],
        year_from=years.first,
        year_to=years.last,
        style=said["movement"],
        prices=(Sale(said[""]).offer("asking", price, written=Written(said["price"])),)
        if price.amount is not None
        else (),
    )


ADAPTER = Adapter(
    name="asking-prices",
    title="Asking prices (CSV)",
    description="Works on sale at an online market, with asking prices in US dollars (artDataset.csv).",
    suffixes=(".csv",),
    media_types=("text/csv",),
    source="",
    open=open_prices,
    is_row_whole=True,
)
