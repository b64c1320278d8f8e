"""Lots of a Lisbon auction house, in two formats: its lots as they were scraped, and its works offered more than once.

Prices are hammer prices in euros: the file of repeat offerings, by the same compiler, says so in the names of its
columns. A lot is named by sale and number ("1267_15"). A work offered again is one record with all its offerings, named
and described by the first; the file of repeat offerings, once beside the lots (or in the folder above), joins them.
"""

from functools import partial
from pathlib import Path

from catalog.ingest.csv_feed import CsvFeed, Layout, Row
from catalog.ingest.days import parse_day
from catalog.ingest.feeds import Adapter, FeedOptions
from catalog.ingest.makers import makers
from catalog.ingest.markets.joined import JoinedLots
from catalog.ingest.markets.offers import Sale, amount_in
from catalog.ingest.records import ArtworkRecord, ImageRecord, ImageUrl, OfferRecord, VenueRecord
from catalog.ingest.rows import UnusableRow
from catalog.ingest.sizes import Size, parse_size

_LOTS = ("auction number", "artwork number", "author", "title", "technique", "dimensions", "estimated price")
_LOTS_ENDED = ("date of auction end", "sale price", "image url")
_REPEATS = ("canonical_id", "artist", "title", "medium", "dimensions", "sale_date", "estimate_eur", "hammer_eur")
_REPEATS_ENDED = ("sold", "auction_lot")
_REPEATS_NAME = "cml_repeat_offerings.csv"
_HOUSE = "Cabral Moncada Leilões"
_VENUE = VenueRecord(_HOUSE.casefold(), _HOUSE, "auction_house", city="Lisbon", country="Portugal")
_OUTCOMES = {"1": "sold", "0": "bought_in", "": ""}


def open_lots(path: Path, options: FeedOptions) -> CsvFeed:
    """The lots, those of one work joined where the file of repeat offerings lies beside or above.

    Raises:
        UnreadableFeed: it is no such file.
        OSError: it cannot be read.
    """
    beside = (folder / _REPEATS_NAME for folder in (path.parent, path.parent.parent))
    repeats = next((file for file in beside if file.is_file()), None)
    return JoinedLots(
        path,
        options.source,
        Layout("a file of Lisbon lots", (*_LOTS, *_LOTS_ENDED)),
        partial(_lot, options.source),
        works=lambda _: _works(open_repeats(repeats, options)) if repeats else {},
    )


def open_repeats(path: Path, options: FeedOptions) -> CsvFeed:
    """The works offered more than once.

    Raises:
        UnreadableFeed: it is no such file.
        OSError: it cannot be read.
    """
    return JoinedLots(
        path,
        options.source,
        Layout("a file of repeat offerings", (*_REPEATS, *_REPEATS_ENDED)),
        partial(_repeat, options.source),
        works=_works,
    )


def _works(repeats: CsvFeed) -> dict[str, str]:
    rows = (repeats.row(raw.cells) for raw in repeats.raw_rows() if raw.problem is None)
    return {row["auction_lot"]: row["canonical_id"] for row in rows}


def _lot(source: str, row: Row) -> ArtworkRecord:
    sale_number, number = row["auction number"], row["artwork number"]
    if not (sale_number and number):
        raise UnusableRow("id_missing", "The row lacks its Auction Number or Artwork Number.")
    sold = row["sale price"]
    is_unsold = sold.casefold() == "not sold"
    url = row["image url"]
    size = _size(row["dimensions"])
    return ArtworkRecord(
        source=source,
        source_id=f"{sale_number}_{number}",
        title=row["title"],
        artists=makers(row["author"]),
        medium=row["technique"],
        prices=_offers(
            _sale(f"{sale_number}_{number}", row["date of auction end"]),
            row["estimated price"],
            "" if is_unsold else sold,
            outcome="bought_in" if is_unsold else "sold" if sold else "",
        ),
        images=(ImageRecord(ImageUrl(url), credit=_HOUSE),) if url.startswith(("http://", "https://")) else (),
        dimensions_text=row["dimensions"],
        height_mm=size.height_mm,
        width_mm=size.width_mm,
    )


def _repeat(source: str, row: Row) -> ArtworkRecord:
    if not (row["canonical_id"] and row["auction_lot"]):
        raise UnusableRow("id_missing", "The row lacks its canonical_id or auction_lot.")
    outcome = _OUTCOMES.get(row["sold"])
    if outcome is None:
        raise UnusableRow("sold_invalid", f"sold “{row['sold']}” is neither 1 nor 0 nor empty.")
    size = _size(row["dimensions"])
    return ArtworkRecord(
        source=source,
        source_id=row["auction_lot"],
        title=row["title"],
        artists=makers(row["artist"]),
        medium=row["medium"],
        prices=_offers(
            _sale(row["auction_lot"], row["sale_date"]), row["estimate_eur"], row["hammer_eur"], outcome=outcome
        ),
        dimensions_text=row["dimensions"],
        height_mm=size.height_mm,
        width_mm=size.width_mm,
    )


def _size(text: str) -> Size:
    return parse_size(text.removeprefix("Dim. -").strip())


def _sale(lot: str, date: str) -> Sale:
    day = parse_day(date)
    if day is None:
        raise UnusableRow("date_invalid", f"The date “{date}” is none such as “Oct 25, 2020 9:00:00 PM” or 2020-10-25.")
    sale_number, _, number = lot.partition("_")
    return Sale(lot, day, _HOUSE, f"Sale {sale_number}", number, venue=_VENUE)


def _offers(sale: Sale, estimate: str, hammer: str, *, outcome: str) -> tuple[OfferRecord, ...]:
    estimated = amount_in(estimate, "the estimate", currency="EUR")
    paid = amount_in(hammer, "the sale price", currency="EUR")
    offers = []
    if estimated.amount is not None:
        offers.append(sale.offer("estimate", estimated))
    if outcome:
        offers.append(sale.offer("hammer", paid, outcome=outcome))
    return tuple(offers)


LOTS = Adapter(
    name="lisbon-lots",
    title="Lisbon lots (CSV)",
    description="Online auctions of a Lisbon house, 2016–2020: estimate, hammer price or unsold, in euros.",
    suffixes=(".csv", ".csv.gz"),
    media_types=("text/csv",),
    source="lisbon-lots",
    open=open_lots,
)
REPEATS = Adapter(
    name="lisbon-repeat-offerings",
    title="Lisbon works offered more than once (CSV)",
    description="Lots of one and the same work, joined into the history of its prices.",
    suffixes=(".csv",),
    media_types=("text/csv",),
    source="lisbon-repeat-offerings",
    open=open_repeats,
)
