"""Artworks from a CSV file: one row, one work. For anyone's list, and for catalogues with prices and places.

UTF-8 (with or without BOM), separated by commas, semicolons or tabs, with a header. Columns, in any order:

- ``title`` and ``source_id`` (or ``id``) are required: the id must stay the same from one file to the next.
- ``source``: who says so; where it is missing, the name given to the import.
- ``artist``, ``artist_birth``, ``artist_death``, ``nationality``, ``attribution`` (by, attributed_to, workshop_of,
  circle_of, follower_of, after). A source's artists are told apart by their names.
- ``year`` ("c. 1870–75", "early 17th century"), ``style``, ``genre``, ``medium``, ``dimensions`` ("54 x 73.5 cm",
  height first), or ``height_mm`` and ``width_mm``.
- ``image``: a path within the folder of images; ``credit``; ``image_url``; ``aspect_true`` (0 = squashed to a square);
  ``rights`` (or ``pd_status``): of the record and of its image.
- ``gallery`` ("Name, City, Country"): the museum that holds the work.
- ``auction_house``, ``sale_date`` (2020-10-25, 2020-10 or 2020), ``lot``, ``currency`` (EUR), ``est_low``,
  ``est_high``, ``sold`` (1, 0 = bought in), ``price``; ``price_kind`` (hammer, with_premium, asking, private), by
  default hammer for a row that says sold, asking for a house that says "asking price". A price of 0 is an unknown one;
  amounts may be written as people do ("€ 1.200,50", "Est. £10k-15k").
  Where a row has no currency and its house used a single one elsewhere in the file, that is taken, marked as inferred.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from catalog.ingest.cells import unguard_cell
from catalog.ingest.csv_file import CsvFile
from catalog.ingest.days import Day, parse_day
from catalog.ingest.feeds import Adapter, FeedOptions, UnreadableFeed
from catalog.ingest.image_paths import image_path
from catalog.ingest.money import Money, parse_money
from catalog.ingest.records import ArtistRecord, ArtworkRecord, DisplayRecord, ImageRecord, OfferRecord, VenueRecord
from catalog.ingest.rows import RawRow, UnusableRow
from catalog.ingest.sizes import parse_size
from catalog.ingest.years import parse_year, parse_years

_REQUIRED = ("title", "source_id", "id")
_FACTS = ("source", "artist", "artist_birth", "artist_death", "nationality", "attribution", "year", "style", "genre")
_MAKE = ("medium", "dimensions", "height_mm", "width_mm", "rights", "pd_status", "gallery")
_IMAGE = ("image", "credit", "image_url", "aspect_true")
_SALE = ("auction_house", "sale_date", "lot", "currency", "est_low", "est_high", "sold", "price", "price_kind")
COLUMNS = frozenset((*_REQUIRED, *_FACTS, *_MAKE, *_IMAGE, *_SALE))
# What a file of rejects has besides; corrected, it can be imported as it is.
_REJECTS_COLUMNS = {"line", "reason", "message"}
_MISSING_MARKS = {"[nan]", "nan", "n/a", "null"}


class ArtworksCsv:
    """A CSV file of artworks, read twice: once to count its rows and learn its currencies, then streamed."""

    def __init__(self, path: Path, options: FeedOptions) -> None:
        """Surveys the file.

        Raises:
            UnreadableFeed: it has no header with the required columns.
            OSError: it cannot be read.
        """
        self.source = options.source
        self._images_dir = options.images_dir.resolve()
        self._as_of = options.as_of
        self._file = CsvFile(path)
        self.columns = self._file.columns
        _check_header(path, self.columns)
        self.row_count, self._currencies = self._survey()

    def raw_rows(self) -> Iterator[RawRow]:
        """Every row of the file in order, the unusable ones included."""
        return self._file.raw_rows()

    def record(self, cells: Sequence[str]) -> ArtworkRecord:
        """The artwork of a row.

        Raises:
            UnusableRow: a cell is not what its column takes.
        """
        return self._record(self._row(cells))

    def _row(self, cells: Sequence[str]) -> dict[str, str]:
        row: dict[str, str] = dict.fromkeys(COLUMNS, "")
        for column, cell in zip(self.columns, cells, strict=True):
            text = " ".join(unguard_cell(cell).split())
            row[column] = "" if text.casefold() in _MISSING_MARKS else text
        return row

    def _survey(self) -> tuple[int, dict[str, str]]:
        """The number of rows, and the currency of each auction house that uses a single one."""
        count = 0
        used: dict[str, set[str]] = defaultdict(set)
        for raw in self.raw_rows():
            count += 1
            if raw.problem is None:
                row = self._row(raw.cells)
                if row["auction_house"] and row["currency"]:
                    used[row["auction_house"]].add(row["currency"])
        return count, {house: next(iter(currencies)) for house, currencies in used.items() if len(currencies) == 1}

    def _record(self, row: dict[str, str]) -> ArtworkRecord:
        source_id = row["source_id"] or row["id"]
        if not source_id:
            raise UnusableRow("id_missing", "The row has no source_id.")
        years = parse_years(row["year"])
        size = parse_size(row["dimensions"])
        return ArtworkRecord(
            source=row["source"] or self.source,
            source_id=source_id,
            title=row["title"],
            artists=_artists(row),
            date_text=row["year"],
            year_from=years.first,
            year_to=years.last,
            style=row["style"],
            genre=row["genre"],
            medium=row["medium"],
            dimensions_text=row["dimensions"],
            height_mm=_whole_number(row, "height_mm") or size.height_mm,
            width_mm=_whole_number(row, "width_mm") or size.width_mm,
            rights=row["rights"] or row["pd_status"],
            images=self._images(row),
            prices=self._prices(row, source_id),
            displays=self._displays(row),
        )

    def _images(self, row: dict[str, str]) -> tuple[ImageRecord, ...]:
        if not row["image"]:
            return ()
        return (
            ImageRecord(
                origin=image_path(row["image"], self._images_dir),
                is_aspect_true=row["aspect_true"] != "0",
                rights=row["rights"] or row["pd_status"],
                credit=row["credit"],
                source_url=row["image_url"],
            ),
        )

    def _displays(self, row: dict[str, str]) -> tuple[DisplayRecord, ...]:
        """The museum that holds the work; the file does not say whether it hangs there."""
        text = row["gallery"]
        if not text:
            return ()
        name, *place = text.split(", ")
        # Two parts may be a city or a country, and a name may have a comma of its own: only three are clear.
        city, country = (", ".join(place[:-1]), place[-1]) if len(place) >= 2 else ("", "")
        venue = VenueRecord(
            source_id=text.casefold(), name=name if country else text, kind="museum", city=city, country=country
        )
        return (DisplayRecord(venue=venue, as_of=self._as_of),)

    def _prices(self, row: dict[str, str], source_id: str) -> tuple[OfferRecord, ...]:
        sale = _Sale.of(row, self._currencies.get(row["auction_house"], ""))
        offers = (sale.estimate(source_id), sale.price(source_id))
        return tuple(offer for offer in offers if offer is not None)


@dataclass(frozen=True, slots=True)
class _Sale:
    """What a row says about a sale."""

    row: dict[str, str]
    currency: str
    is_inferred: bool
    day: Day | None

    @classmethod
    def of(cls, row: dict[str, str], house_currency: str) -> "_Sale":
        return cls(row, row["currency"] or house_currency, not row["currency"], _sale_day(row))

    def estimate(self, source_id: str) -> OfferRecord | None:
        low, high = self._money("est_low"), self._money("est_high")
        top = high.amount if high.amount is not None else low.amount_high
        if low.amount is None and top is None:
            return None
        money = replace(low if low.amount is not None else high, amount=low.amount, amount_high=top)
        return self._offer(f"{source_id}/estimate", "estimate", money)

    def price(self, source_id: str) -> OfferRecord | None:
        money = self._money("price")
        outcome = _outcome(self.row) or money.outcome
        if money.amount is None and not outcome:
            return None
        kind = self._price_kind(outcome)
        return self._offer(f"{source_id}/{kind}", kind, replace(money, amount_high=None), outcome=outcome)

    def _money(self, column: str) -> Money:
        text = self.row[column]
        money = parse_money(text, currency=self.currency)
        if not money.is_understood or text.startswith("-"):
            raise UnusableRow("amount_invalid", f"{column} “{text}” is no amount, such as 1250 or € 1,250.50.")
        if money.amount is not None and not money.currency:
            raise UnusableRow("currency_missing", "The row has an amount without a currency, such as EUR.")
        is_of_house = self.is_inferred and not parse_money(text).currency
        return replace(money, is_inferred=money.is_inferred or is_of_house)

    def _price_kind(self, outcome: str) -> str:
        if self.row["price_kind"]:
            return self.row["price_kind"]
        if "asking price" in self.row["auction_house"].casefold():
            return "asking"
        if outcome:
            return "hammer"
        raise UnusableRow("price_kind_unknown", "The row has a price of no kind: give sold (1 or 0) or price_kind.")

    def _offer(self, offer_id: str, kind: str, money: Money, *, outcome: str = "") -> OfferRecord:
        has_amount = money.amount is not None or money.amount_high is not None
        return OfferRecord(
            source_id=offer_id,
            kind=kind,
            outcome=outcome,
            amount=money.amount,
            amount_high=money.amount_high,
            currency=money.currency if has_amount else "",
            date=self.day.date if self.day else None,
            date_precision=self.day.precision if self.day else "",
            house=re.sub(r"\s*\(.*\)$", "", self.row["auction_house"]),
            lot=self.row["lot"],
            is_inferred=has_amount and money.is_inferred,
        )


def ignored_columns(columns: Sequence[str]) -> list[str]:
    """Those of a header that are of no known meaning."""
    return [column for column in columns if column not in COLUMNS | _REJECTS_COLUMNS]


def _check_header(path: Path, columns: Sequence[str]) -> None:
    repeated = sorted({column for column in columns if column in COLUMNS and columns.count(column) > 1})
    if repeated:
        raise UnreadableFeed(f"{path}: the column {', '.join(repeated)} stands in the header more than once.")
    missing = [] if "title" in columns else ["title"]
    if not {"source_id", "id"} & set(columns):
        missing.append("source_id")
    if missing:
        raise UnreadableFeed(
            f"{path}: not a CSV file of artworks in UTF-8: no column {' and no column '.join(missing)}."
        )


def _artists(row: dict[str, str]) -> tuple[ArtistRecord, ...]:
    if not row["artist"]:
        return ()
    return (
        ArtistRecord(
            source_id=row["artist"].casefold(),
            name=row["artist"],
            birth_year=parse_year(row["artist_birth"]),
            death_year=parse_year(row["artist_death"]),
            nationality=row["nationality"],
            qualifier=row["attribution"] or "by",
        ),
    )


def _outcome(row: dict[str, str]) -> str:
    outcomes = {"": "", "1": "sold", "0": "bought_in"}
    if row["sold"] not in outcomes:
        raise UnusableRow("sold_invalid", f"sold “{row['sold']}” is neither 1 nor 0 nor empty.")
    return outcomes[row["sold"]]


def _sale_day(row: dict[str, str]) -> Day | None:
    day = parse_day(row["sale_date"])
    if day is None and row["sale_date"]:
        raise UnusableRow(
            "date_invalid", f"sale_date “{row['sale_date']}” is no date such as 2020-10-25, 2020-10 or 2020."
        )
    return day


def _whole_number(row: dict[str, str], column: str) -> int | None:
    if not row[column]:
        return None
    if not re.fullmatch(r"\d{1,9}", row[column]):
        raise UnusableRow("size_invalid", f"{column} “{row[column]}” is no whole number of millimetres.")
    return int(row[column])


ADAPTER = Adapter(
    name="artworks-csv",
    title="Artworks (CSV)",
    description="Anyone's list in the columns of this project, with artists, images, prices and places.",
    suffixes=(".csv", ".csv.gz", ".tsv"),
    media_types=("text/csv", "text/tab-separated-values"),
    source="",
    open=ArtworksCsv,
)
