"""Lots of sale catalogues, 17th to 20th century: the Getty Provenance Index's sales contents, a row a lot or a part.

By the dictionary of the data: ``price_amount`` is the hammer price of what was sold, and probably the highest bid for
what was not (marked as inferred); pounds are written with shillings ("5.12"); one price for several lots says so in its
note, and each of them has it with their number. A starting price is no price that anybody asked, estimated or paid,
and is left out. A "+" behind the date says that the lot came up on one of the days that followed.
"""

from dataclasses import replace
from functools import partial
from pathlib import Path

from catalog.ingest.csv_feed import CsvFeed, Layout, Row
from catalog.ingest.days import Day, day_of
from catalog.ingest.feeds import Adapter, FeedOptions
from catalog.ingest.markets.offers import Sale
from catalog.ingest.markets.provenance_index import ArtistColumns, artists, offer, present_location, title
from catalog.ingest.money import parse_outcome
from catalog.ingest.records import ArtworkRecord, OfferRecord
from catalog.ingest.rows import UnusableRow
from catalog.ingest.sizes import parse_size

_COLUMNS = ("pi_record_no", "catalog_number", "sale_code", "lot_number", "lot_sale_year", "lot_sale_month")
_MORE = ("lot_sale_day", "title", "artist_name_1", "art_authority_1", "transaction", "price_amount_1", "price_note_1")
_ARTISTS = ArtistColumns("art_authority", "nationality", "attrib_mod_auth", "artist_ulan", "artist_info")
_PRESENT = ("pres_loc_inst_1", "pres_loc_geog_1", "pres_loc_note_1")


def open_contents(path: Path, options: FeedOptions) -> CsvFeed:
    """The file.

    Raises:
        UnreadableFeed: it is no such file.
        OSError: it cannot be read.
    """
    layout = Layout("sales contents of the Getty Provenance Index", (*_COLUMNS, *_MORE))
    return CsvFeed(path, options.source, layout, partial(_record, options))


def _record(options: FeedOptions, row: Row) -> ArtworkRecord:
    source_id = row["pi_record_no"]
    if not source_id:
        raise UnusableRow("id_missing", "The row has no pi_record_no.")
    size = parse_size(row.get("dimensions", ""))
    displays = present_location(row, _PRESENT, options.as_of)
    return ArtworkRecord(
        source=options.source,
        source_id=source_id,
        title=title(row["title"], row.get("title_modifier", "")),
        artists=artists(row, _ARTISTS),
        genre=row.get("genre", ""),
        medium=", ".join(part for part in (row.get("object_type", ""), row.get("materials", "")) if part),
        dimensions_text=row.get("dimensions", ""),
        height_mm=size.height_mm,
        width_mm=size.width_mm,
        accession_number=row.get("pres_loc_acc_1", "") if displays else "",
        prices=tuple(_prices(row)),
        displays=displays,
    )


def _prices(row: Row) -> list[OfferRecord]:
    house = row.get("auction_house_1", "")
    sale = Sale(
        row["pi_record_no"],
        _day(row),
        "" if house == "Anonymous" else house,
        ", ".join(part for part in (row["catalog_number"], row["sale_code"]) if part),
        row["lot_number"],
    )
    outcome = parse_outcome(row["transaction"].replace("Retiré", "bought in")) or ""
    offers = [_hammer(sale, row, number, outcome) for number in (1, 2, 3) if number == 1 or row.get(_amount(number))]
    for kind, column in (("estimate", "est_price"), ("asking", "ask_price")):
        text, currency, note = (row.get(f"{column}{end}", "") for end in ("", "_curr", "_desc"))
        if text:
            said = replace(sale, stated_by=row.get(f"{column}_so", ""))
            offers.append(offer(said, kind, (text, currency, note)))
    return offers


def _hammer(sale: Sale, row: Row, number: int, outcome: str) -> OfferRecord:
    """One of up to three statements about the hammer price: of different copies of the catalogue."""
    currency, note, by, where = (
        row.get(f"price_{name}_{number}", "") for name in ("currency", "note", "source", "citation")
    )
    said = replace(
        sale,
        offer_id=sale.offer_id if number == 1 else f"{sale.offer_id}/{number}",
        stated_by=", ".join(part for part in (by, where) if part)[:200],
    )
    stated = offer(said, "hammer", (row.get(_amount(number), ""), currency, note), outcome=outcome)
    is_bid = outcome == "bought_in" and stated.amount is not None
    return replace(stated, is_inferred=stated.is_inferred or is_bid)


def _amount(number: int) -> str:
    return f"price_amount_{number}"


def _day(row: Row) -> Day | None:
    day = day_of(row["lot_sale_year"], row["lot_sale_month"], row["lot_sale_day"])
    if day is None:
        raise UnusableRow("date_invalid", "lot_sale_year, lot_sale_month and lot_sale_day are no date; 00 is unknown.")
    if row.get("lot_sale_mod") and day.precision == "day":
        return Day(day.date.replace(day=1), "month")
    return day


ADAPTER = Adapter(
    name="getty-sales-contents",
    title="Getty Provenance Index: sales contents (CSV)",
    description="Lots of historical sale catalogues, with hammer prices as annotated in them.",
    suffixes=(".csv", ".csv.gz"),
    media_types=("text/csv",),
    source="getty-sales-contents",
    open=open_contents,
    is_row_whole=True,
)
