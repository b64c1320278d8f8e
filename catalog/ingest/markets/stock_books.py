"""Stock books of the dealers Knoedler (New York) and Goupil (Paris), as the Getty Provenance Index transcribes them.

A row is an object in stock: what the dealer paid and what the buyer paid, both private sales. Where dealers owned it
together (1/2, 1/3), the price is that of the whole and its note names them: the house's share is another column, left
out, as is Goupil's coded cost of framing and repair. One price for several numbers says how many they are; "our 1/3
share" stays words; a bracketed amount was supplied by the editors and is marked as inferred. What was unsold, returned,
exchanged, lost or given away has no sale. Goupil's rows about one object, which went through the stock more than once,
are joined into one work.
"""

from collections import Counter
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from catalog.ingest.csv_feed import CsvFeed, Layout, Row
from catalog.ingest.csv_file import CsvFile
from catalog.ingest.days import day_of
from catalog.ingest.feeds import Adapter, FeedOptions
from catalog.ingest.markets.joined import JoinedLots
from catalog.ingest.markets.offers import Sale
from catalog.ingest.markets.provenance_index import ArtistColumns, artists, offer, present_location, title
from catalog.ingest.museums.values import web_address
from catalog.ingest.records import ArtworkRecord, OfferRecord
from catalog.ingest.rows import UnusableRow
from catalog.ingest.sizes import parse_size

_COLUMNS = ("pi_record_no", "title", "artist_name_1", "entry_date_year", "sale_date_year", "purch_amount")
_PRESENT = ("present_loc_inst", "present_loc_geog", "present_loc_note")
_SOLD = frozenset(("sold", "vendu"))
_OBJECT = "goupil_object_id"


@dataclass(frozen=True, slots=True)
class _Books:
    """Where one dealer's file keeps what both of them have."""

    house: str
    artists: ArtistColumns
    seller: str
    price: tuple[str, str, str]
    """Columns of the amount, the currency and the note."""
    owners: tuple[str, str]
    """Columns of those who owned a part, and of the part, before their number."""
    url: str
    unit: str


_KNOEDLER = _Books(
    house="M. Knoedler & Co.",
    artists=ArtistColumns("artist_authority", "artist_nationality", "artist_attribution_mod_auth", "artist_ulan"),
    seller="purchase_seller_auth_name_1",
    price=("price_amount", "price_currency", "price_note"),
    owners=("purchase_buyer_own", "purchase_buyer_share"),
    url="link",
    unit="in",
)
_GOUPIL = _Books(
    house="Goupil & Cie",
    artists=ArtistColumns("art_authority", "nationality", "attribution_auth_mod", "artist_ulan_id"),
    seller="sell_auth_name_1",
    price=("price_amount_1", "price_currency_1", "price_note_1"),
    owners=("joint_own", "joint_own_sh"),
    url="rosetta_handle",
    unit="cm",
)


def open_books(path: Path, options: FeedOptions) -> CsvFeed:
    """Either dealer's file, told apart by their columns.

    Raises:
        UnreadableFeed: it is neither.
        OSError: it cannot be read.
    """
    books = _GOUPIL if _OBJECT in CsvFile(path).columns else _KNOEDLER
    return JoinedLots(
        path,
        options.source,
        Layout("a file of Knoedler's or Goupil's stock books", (*_COLUMNS, *books.price, "transaction")),
        partial(_record, options, books),
        works=_objects,
    )


def _objects(feed: CsvFeed) -> dict[str, str]:
    """The objects that several rows are about, by the numbers of the rows."""
    if _OBJECT not in feed.columns:
        return {}
    rows = [feed.row(raw.cells) for raw in feed.raw_rows() if raw.problem is None]
    object_of = {row["pi_record_no"]: row[_OBJECT] for row in rows if row[_OBJECT]}
    counts = Counter(object_of.values())
    return {number: name for number, name in object_of.items() if counts[name] > 1}


def _record(options: FeedOptions, books: _Books, row: Row) -> ArtworkRecord:
    source_id = row["pi_record_no"]
    if not source_id:
        raise UnusableRow("id_missing", "The row has no pi_record_no.")
    dimensions = row.get("dimensions", "")
    size = parse_size(dimensions, unit=books.unit)
    displays = present_location(row, _PRESENT, options.as_of)
    prices = (_purchase(books, row), _sale(books, row))
    return ArtworkRecord(
        source=options.source,
        source_id=source_id,
        title=title(row["title"]),
        artists=artists(row, books.artists),
        genre="" if row.get("genre", "").startswith("[") else row.get("genre", ""),
        medium=", ".join(part for part in (row.get("object_type", ""), row.get("materials", "")) if part),
        dimensions_text=dimensions,
        height_mm=size.height_mm,
        width_mm=size.width_mm,
        accession_number=row.get("present_loc_acc", "") if displays else "",
        prices=tuple(price for price in prices if price is not None),
        displays=displays,
        url=web_address(row.get(books.url)),
    )


def _purchase(books: _Books, row: Row) -> OfferRecord | None:
    amount, currency, note = (row.get(f"purch_{name}", "") for name in ("amount", "currency", "note"))
    if not amount:
        return None
    day = day_of(*(row.get(f"entry_date_{part}", "").strip("[]") for part in ("year", "month", "day")))
    name = f"Bought by {books.house}"
    sale = Sale(f"{row['pi_record_no']}/purchase", day, row.get(books.seller, "")[:200], name)
    return offer(sale, "private", (amount, currency, note), outcome="sold", owners=_owners(books, row))


def _sale(books: _Books, row: Row) -> OfferRecord | None:
    if row["transaction"].casefold() not in _SOLD:
        return None
    amount, currency, note = (row[column] for column in books.price)
    day = day_of(*(row.get(f"sale_date_{part}", "").strip("[]") for part in ("year", "month", "day")))
    sale = Sale(f"{row['pi_record_no']}/sale", day, books.house, f"Sold by {books.house}")
    return offer(sale, "private", (amount, currency, note), outcome="sold", owners=_owners(books, row))


def _owners(books: _Books, row: Row) -> str:
    """Who owned which part beside the house: "Pinakos 1/2"."""
    name, part = books.owners
    said = (f"{row.get(f'{name}_{number}', '')} {row.get(f'{part}_{number}', '')}".strip() for number in (1, 2, 3))
    return "; ".join(each for each in said if each)


ADAPTER = Adapter(
    name="getty-stock-books",
    title="Getty Provenance Index: dealers' stock books (CSV)",
    description="What Knoedler and Goupil paid for works and sold them for, 1846–1970.",
    suffixes=(".csv", ".csv.gz"),
    media_types=("text/csv",),
    source="getty-stock-books",
    open=open_books,
)
