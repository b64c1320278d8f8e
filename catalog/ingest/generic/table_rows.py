"""A row of anyone's table, by field, as an artwork: free texts are parsed, what cannot be is refused with words."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from catalog.folding import fold
from catalog.ingest.currencies import CODES
from catalog.ingest.days import Day, parse_day
from catalog.ingest.feeds import FeedOptions
from catalog.ingest.image_paths import image_path
from catalog.ingest.makers import makers
from catalog.ingest.mapping import ColumnMapping
from catalog.ingest.money import Money, currency_code, is_without_code, parse_money, parse_outcome
from catalog.ingest.records import (
    ArtistRecord,
    ArtworkRecord,
    DisplayRecord,
    IiifImage,
    ImageRecord,
    ImageUrl,
    OfferRecord,
    VenueRecord,
)
from catalog.ingest.rows import UnusableRow
from catalog.ingest.sizes import Size, parse_size
from catalog.ingest.years import Years, parse_year, parse_years

_LONGEST_AMOUNT = 200
_KINDS = ("asking", "estimate", "hammer", "with_premium", "private")
_SOLD = {"1": "sold", "true": "sold", "yes": "sold", "0": "bought_in", "false": "bought_in", "no": "bought_in"}
_SOLD |= dict.fromkeys(("available", "for sale", "on hold", "reserved", "in stock", "verfugbar", "disponible"), "")
_SEVERAL = re.compile(r"\s*[|;]\s*|[,\s]+(?=https?://)")  # pictures in one cell
_MISSING = frozenset(("nan", "[nan]", "n/a", "null", "none", "-", "#n/a", "nat"))


def artwork_of_row(cells: Mapping[str, str], mapping: ColumnMapping, options: FeedOptions) -> ArtworkRecord:
    """The artwork that the cells, by field, describe.

    Raises:
        UnusableRow: a cell is not what its field takes.
    """
    row = defaultdict(str, {name: "" if text.casefold() in _MISSING else text for name, text in cells.items()})
    if not row["source_id"]:
        raise UnusableRow("id_missing", f"The cell of “{mapping.columns['source_id']}” is empty: give each row an id.")
    years = _years(row["year"])
    size = _size(row, mapping)
    return ArtworkRecord(
        source=options.source,
        source_id=row["source_id"],
        title=row["title"],
        artists=_artists(row, mapping),
        date_text=row["year"],
        year_from=years.first,
        year_to=years.last,
        style=row["style"],
        genre=row["genre"],
        medium=row["medium"],
        dimensions_text=row["dimensions"],
        height_mm=size.height_mm,
        width_mm=size.width_mm,
        accession_number=row["accession_number"],
        wikidata_id=_last_part(row["wikidata_id"]),
        rights=row["rights"],
        credit_line=row["credit_line"],
        url=row["url"],
        images=_images(row, options.images_dir.resolve()),
        prices=_prices(row, mapping),
        displays=_displays(row, options),
    )


def _years(text: str) -> Years:
    """The years that a date means; of a day and time ("1903-02-01 00:00:00"), its year."""
    years = parse_years(text)
    day = None if years.is_understood else parse_day(text)
    return years if day is None else Years(day.date.year, day.date.year)


def _artists(row: Mapping[str, str], mapping: ColumnMapping) -> tuple[ArtistRecord, ...]:
    """The artists; what further columns say of "the artist" is said of the only one."""
    named = makers(row["artist"], commas=mapping.names)
    if len(named) != 1:
        return named
    (artist,) = named
    ulan_id = _last_part(row["ulan_id"])
    return (
        replace(
            artist,
            nationality=row["nationality"] or artist.nationality,
            birth_year=parse_year(row["artist_birth"]) or artist.birth_year,
            death_year=parse_year(row["artist_death"]) or artist.death_year,
            ulan_id=ulan_id if re.fullmatch(r"500\d{6}", ulan_id) else "",
        ),
    )


def _size(row: Mapping[str, str], mapping: ColumnMapping) -> Size:
    if row["dimensions"] or not (row["height"] and row["width"]):
        return parse_size(row["dimensions"], unit=mapping.size_unit)
    units = [_unit_in(mapping.columns.get(side, "")) or mapping.size_unit for side in ("height", "width")]
    sides = (
        f"{row[side]} {unit}" if row[side].replace(".", "").replace(",", "").isdigit() else row[side]
        for side, unit in zip(("height", "width"), units, strict=True)
    )
    return parse_size(" x ".join(sides))


def _unit_in(column: str) -> str:
    found = re.search(r"(?<![a-z])(mm|cm|in)(?![a-z])", column.casefold())
    return found[1] if found else ""


def _images(row: Mapping[str, str], images_dir: Path) -> tuple[ImageRecord, ...]:
    texts = [(name, text) for name in ("image", "image_url", "iiif") for text in _SEVERAL.split(row[name]) if text]
    origins = [_origin(name, text, images_dir) for name, text in texts]
    return tuple(
        ImageRecord(origin, rights=row["rights"], credit=row["credit"] or row["credit_line"][:300])
        for origin in origins
    )


def is_picture(text: str, images_dir: Path) -> bool:
    """Whether a cell names a picture that is there; of addresses and archives, that is found out later."""
    first = _SEVERAL.split(text)[0]
    if first.lower().startswith(("http://", "https://")) or not images_dir.is_dir():
        return True
    try:
        return image_path(first, images_dir.resolve()).is_file()
    except (UnusableRow, OSError):
        return False


def _origin(name: str, text: str, images_dir: Path) -> Path | ImageUrl | IiifImage:
    if name == "iiif":
        return IiifImage(text.removesuffix("/info.json").rstrip("/"))
    if text.lower().startswith(("http://", "https://")):
        return ImageUrl(text)
    if name == "image_url":
        raise UnusableRow("image_url_invalid", f"“{text}” is no address of a picture: it begins with https://.")
    return image_path(text, images_dir)


def _displays(row: Mapping[str, str], options: FeedOptions) -> tuple[DisplayRecord, ...]:
    """The venue that holds the work; a table does not say whether it hangs there."""
    name = row["venue"]
    if not name:
        return ()
    place = ", ".join(part for part in (name, row["city"], row["country"]) if part)
    venue = VenueRecord(place.casefold()[:300], name, "museum", city=row["city"], country=row["country"])
    return (DisplayRecord(venue, options.as_of, room=row["room"]),)


def _prices(row: Mapping[str, str], mapping: ColumnMapping) -> tuple[OfferRecord, ...]:
    low, high, paid = (_money(row, name) for name in ("estimate_low", "estimate_high", "price"))
    top = high.amount if high.amount is not None else low.amount_high
    if low.amount is not None and top is not None and top < low.amount:
        raise UnusableRow("estimate_reversed", f"The high estimate {top} is below the low one {low.amount}.")
    offers = []
    if low.amount is not None or top is not None:
        money = replace(low if low.amount is not None else high, amount=low.amount, amount_high=top)
        texts = dict.fromkeys(row[name] for name in ("estimate_low", "estimate_high") if row[name])
        offers.append(_offer(row, mapping, "estimate", money, text="–".join(texts)))
    outcome = _outcome(row) or paid.outcome
    if paid.amount is not None or outcome:
        offers.append(_offer(row, mapping, _kind(row), paid, text=row["price"], outcome=outcome))
    return tuple(offers)


def _kind(row: Mapping[str, str]) -> str:
    kind = row["price_kind"].casefold().replace(" ", "_")
    if kind in _KINDS:
        return kind
    raise UnusableRow(
        "price_kind_unknown",
        f"The row has a price of no known kind (“{kind}”): map price_kind or give it as a constant, "
        f"one of {', '.join(_KINDS)}.",
    )


def _outcome(row: Mapping[str, str]) -> str:
    text = row["outcome"]
    if not text:
        return ""
    outcome = _SOLD.get(fold(text))
    outcome = parse_outcome(text) if outcome is None else outcome
    if outcome is None:
        raise UnusableRow("outcome_unknown", f"The outcome “{text}” is none of sold, bought in, withdrawn, or 1 and 0.")
    return outcome


def _money(row: Mapping[str, str], name: str) -> Money:
    money = parse_money(row[name], currency=row["currency"])
    if not money.is_understood:
        raise UnusableRow("amount_invalid", f"{name} “{row[name]}” is no amount, such as 1250, 1.250,50 or € 1,250.")
    if money.amount is not None and not money.currency and not is_without_code(f"{row[name]} {row['currency']}"):
        raise UnusableRow(
            "currency_missing", f"{name} “{row[name]}” has no currency: map one, or give it as a constant, such as EUR."
        )
    return money


def _offer(  # noqa: PLR0913 - what a row says of a price
    row: Mapping[str, str],
    mapping: ColumnMapping,
    kind: str,
    money: Money,
    *,
    text: str,
    outcome: str = "",
) -> OfferRecord:
    """A statement about ``money`` written as ``text``, which alone is kept of one without an ISO 4217 currency."""
    day = _sale_day(row, mapping)
    if money.amount is not None and not money.currency:
        money = Money(outcome=money.outcome)
    has_amount = money.amount is not None or money.amount_high is not None
    code = money.currency or currency_code(row["currency"])
    return OfferRecord(
        source_id=f"{row['source_id']}/{kind}",
        kind=kind,
        outcome=outcome,
        amount=money.amount,
        amount_high=money.amount_high if kind == "estimate" else None,
        currency=code if has_amount and code in CODES else "",
        amount_text=" ".join(filter(None, (text, row["currency"])))[:_LONGEST_AMOUNT],
        date=day.date if day else None,
        date_precision=day.precision if day else "",
        house=row["house"],
        sale=row["sale"],
        lot=row["lot"],
        is_inferred=has_amount and money.is_inferred,
    )


def _sale_day(row: Mapping[str, str], mapping: ColumnMapping) -> Day | None:
    text = row["sale_date"]
    day = parse_day(text, order=mapping.date_order)
    if day is None and text:
        raise UnusableRow(
            "date_invalid",
            f"The sale date “{text}” is no date such as 2020-10-25; of dates such as 05/06/2020, "
            "the mapping must say the date_order (dmy or mdy).",
        )
    return day


def _last_part(text: str) -> str:
    """The bare identifier: Q296 of "https://www.wikidata.org/wiki/Q296"."""
    return text.rstrip("/").rpartition("/")[2]
