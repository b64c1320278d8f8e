"""Lots of Christie's and Sotheby's in Hong Kong, 2016 to 2020: two CSV files of one compiler.

The prices are with premium, in US dollars that were converted from Hong Kong dollars. The files say neither, the
numbers do: of Christie's prices below 100,000, 90 % are round Hong Kong dollars plus 20 % at the rate of 0.1275; of
Sotheby's, 53 % are round ones plus 25 % at the single rate of 0.1281, against 20 % without a premium. So they are
marked as inferred. A lot without a price was bought in where the file says so (Sotheby's ``dummy_sold``); Christie's
leaves a blank, which says nothing about the outcome.
"""

from functools import partial
from pathlib import Path

from catalog.ingest.csv_feed import CsvFeed, Layout, Row
from catalog.ingest.csv_file import CsvFile
from catalog.ingest.days import Day, parse_day
from catalog.ingest.feeds import Adapter, FeedOptions
from catalog.ingest.makers import makers
from catalog.ingest.markets.offers import Sale, amount_in, estimate_in
from catalog.ingest.money import Money
from catalog.ingest.records import ArtworkRecord, OfferRecord, VenueRecord
from catalog.ingest.rows import UnusableRow
from catalog.ingest.sizes import parse_size
from catalog.ingest.years import parse_years

_CHRISTIES = {
    "sales_price_dollar": "price",
    "low_estimate": "low",
    "high_estimate": "high",
    "size": "size",
    "auction_lot": "lot",
    "auction_date": "date",
}
_SOTHEBYS = {
    "sales_dollar": "price",
    "low_estimate_dollar": "low",
    "high_estimate_dollar": "high",
    "size_cm": "size",
    "auction_lot": "lot",
    "auction_date": "date",
    "dummy_sold": "sold",
}
_SHARED = ("artist", "title", "created", "medium")
_HIDDEN = "[not communicated]"


def open_lots(path: Path, options: FeedOptions) -> CsvFeed:
    """The lots of either house, told apart by their columns.

    Raises:
        UnreadableFeed: it is neither file.
        OSError: it cannot be read.
    """
    is_sothebys = "sales_dollar" in CsvFile(path).columns
    house, columns = ("Sotheby's", _SOTHEBYS) if is_sothebys else ("Christie's", _CHRISTIES)
    return CsvFeed(
        path,
        options.source,
        Layout("a file of Christie's or Sotheby's lots in Hong Kong", (*_SHARED, *columns)),
        partial(_record, options.source, house, columns),
    )


def _record(source: str, house: str, columns: dict[str, str], row: Row) -> ArtworkRecord:
    lot = {name: row[column] for column, name in columns.items()}
    day = _day(lot["date"])
    if not lot["lot"]:
        raise UnusableRow("id_missing", "The row has no auction_lot, so it cannot be told from others of the day.")
    date = str(day.date) if day.precision == "day" else lot["date"]
    source_id = f"{house[0]}/{date}/{lot['lot']}"
    name = f"{house} Hong Kong"
    venue = VenueRecord(name.casefold(), name, "auction_house", city="Hong Kong", country="Hong Kong")
    sale = Sale(source_id, day, name, f"{name}, {date}", lot["lot"], venue=venue)
    years = parse_years(row["created"])
    size = parse_size(lot["size"])
    return ArtworkRecord(
        source=source,
        source_id=source_id,
        title=row["title"],
        artists=makers(row["artist"]),
        date_text=row["created"],
        year_from=years.first,
        year_to=years.last,
        medium=row["medium"],
        dimensions_text=lot["size"],
        height_mm=size.height_mm,
        width_mm=size.width_mm,
        prices=_prices(sale, lot),
    )


def _day(text: str) -> Day:
    """The day of the sale; of an online sale ("04/01/2020-04/16/2020"), the month or year that it ran in."""
    first, last = (parse_day(part.strip(), order="mdy") for part in (text.partition("-")[0], text.rpartition("-")[2]))
    if first is None or last is None:
        raise UnusableRow("date_invalid", f"auction_date “{text}” is no date such as 05/30/2017.")
    if first == last:
        return first
    if (first.date.year, first.date.month) == (last.date.year, last.date.month):
        return Day(first.date.replace(day=1), "month")
    return Day(first.date.replace(month=1, day=1), "year")


def _prices(sale: Sale, lot: dict[str, str]) -> tuple[OfferRecord, ...]:
    low, high = (lot[name] for name in ("low", "high"))
    estimate = estimate_in(low, high, ("low estimate", "high estimate"), currency="USD")
    price = Money() if lot["price"] == _HIDDEN else amount_in(lot["price"], "price", currency="USD")
    is_sold = bool(lot["price"]) or lot.get("sold") == "1"
    outcome = "sold" if is_sold else "bought_in" if lot.get("sold") == "0" else ""
    offers = []
    if estimate.amount is not None or estimate.amount_high is not None:
        offers.append(sale.offer("estimate", estimate, is_inferred=True))
    if outcome:
        offers.append(sale.offer("with_premium", price, outcome=outcome, is_inferred=True))
    return tuple(offers)


ADAPTER = Adapter(
    name="hong-kong-lots",
    title="Hong Kong lots (CSV)",
    description="Christie's or Sotheby's in Hong Kong, 2016–2020: estimates and prices with premium, in US dollars.",
    suffixes=(".csv", ".csv.gz"),
    media_types=("text/csv",),
    source="hong-kong-lots",
    open=open_lots,
    is_row_whole=True,
)
