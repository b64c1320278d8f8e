"""Sales of Knoedler's to buyers in New York, 1873 to 1972: 4,193 rows that somebody drew from the Getty's stock books.

What the numbers say where the file says nothing, seen beside the stock books themselves:

- Every month is one too late, and the days are made up (the 23rd of September is 10 October, December is 13 January):
  the month is counted back, the day is dropped.
- Purchases keep the amount and lose the currency: 42 pounds and 2,000 francs are "42" and "2000". So their amount stays
  words. In the stock books 38 of 40 buyers in New York paid dollars: sales are in US dollars, marked as inferred.
- Sides are in inches, height first: 179 of 205 portraits are upright, 318 of 395 landscapes are not.

Rows have no id, so they are named by what they say; rows that say the same are one work.
"""

import datetime
import hashlib
import re
from functools import partial
from pathlib import Path

from catalog.ingest.csv_feed import CsvFeed, Layout, Row
from catalog.ingest.days import Day, parse_day
from catalog.ingest.feeds import Adapter, FeedOptions
from catalog.ingest.makers import makers
from catalog.ingest.markets.offers import Sale, Written, amount_in
from catalog.ingest.markets.provenance_index import title
from catalog.ingest.money import Money
from catalog.ingest.records import ArtworkRecord, OfferRecord
from catalog.ingest.rows import UnusableRow
from catalog.ingest.sizes import parse_size

_COLUMNS = ("title", "artists", "artist_nationality", "genre", "object_type", "height", "width", "seller", "buyer")
_SALES = ("purchase_date", "sale_date", "purchase_price", "sale_price")
_NAMED_BY = ("title", "artists", "height", "width", "seller", "buyer", *_SALES)


def open_sales(path: Path, options: FeedOptions) -> CsvFeed:
    """The file.

    Raises:
        UnreadableFeed: it is no such file.
        OSError: it cannot be read.
    """
    layout = Layout("Knoedler's sales in New York", (*_COLUMNS, *_SALES))
    return CsvFeed(path, options.source, layout, partial(_record, options.source))


def _record(source: str, row: Row) -> ArtworkRecord:
    if not row["title"] and not row["artists"]:
        raise UnusableRow("title_missing", "The row has neither a title nor an artist.")
    source_id = hashlib.sha256("\n".join(row[column] for column in _NAMED_BY).encode()).hexdigest()[:16]
    sides = " x ".join(row[side] for side in ("height", "width") if row[side])
    size = parse_size(sides, unit="in")
    return ArtworkRecord(
        source=source,
        source_id=source_id,
        title=title(row["title"]),
        artists=makers(row["artists"], commas="invert", nationality=_known(row["artist_nationality"])),
        genre=row["genre"],
        medium=row["object_type"],
        dimensions_text=f"{sides} in." if sides else "",
        height_mm=size.height_mm,
        width_mm=size.width_mm,
        prices=(_purchase(source_id, row), _sale(source_id, row)),
    )


def _purchase(source_id: str, row: Row) -> OfferRecord:
    sale = Sale(f"{source_id}/purchase", _month(row, "purchase_date"), row["seller"], "Bought by M. Knoedler & Co.")
    price = _price(row, "purchase_price")
    written = Written(row["purchase_price"], note="currency not stated") if price.amount is not None else Written()
    return sale.offer("private", Money(), outcome="sold", written=written)


def _sale(source_id: str, row: Row) -> OfferRecord:
    sale = Sale(f"{source_id}/sale", _month(row, "sale_date"), "M. Knoedler & Co.", "Sold by M. Knoedler & Co.")
    price = _price(row, "sale_price", currency="USD")
    return sale.offer("private", price, outcome="sold", is_inferred=True)


def _price(row: Row, column: str, *, currency: str = "") -> Money:
    """The amount, to the cent: some are thirds of a joint one, as a program writes them (666.6666666666666)."""
    cents = re.sub(r"(\.\d\d)\d+$", r"\1", row[column])
    return amount_in(cents, column, currency=currency)


def _month(row: Row, column: str) -> Day | None:
    day = parse_day(row[column])
    if day is None:
        if row[column]:
            raise UnusableRow("date_invalid", f"{column} “{row[column]}” is no date such as 1916-12-12.")
        return None
    before = day.date.replace(day=1) - datetime.timedelta(days=1)
    return Day(before.replace(day=1), "month")


def _known(nationality: str) -> str:
    return "" if nationality == "Unknown" else nationality


ADAPTER = Adapter(
    name="knoedler-sales",
    title="Knoedler's sales in New York (CSV)",
    description="4,193 sales of a dealer in New York, 1873–1972, with buyers.",
    suffixes=(".csv", ".csv.gz"),
    media_types=("text/csv",),
    source="knoedler-sales",
    open=open_sales,
    is_row_whole=True,
)
