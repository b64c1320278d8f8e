"""What the files of the Getty Provenance Index share: artists by authority, amounts as written, where works are now."""

import datetime
import re
from dataclasses import dataclass, replace

from catalog.ingest.attributions import parse_attributions, parse_qualifier
from catalog.ingest.csv_feed import Row
from catalog.ingest.lives import parse_life
from catalog.ingest.makers import distinct, maker
from catalog.ingest.markets.joint_prices import object_count
from catalog.ingest.markets.offers import Sale, Written
from catalog.ingest.money import Money, parse_money
from catalog.ingest.records import ArtistRecord, DisplayRecord, OfferRecord, VenueRecord

_LONGEST_TITLE = 500
_AUTHORITY_MISSING = frozenset(("", "NEW"))  # "NEW": not yet looked up
_FOUND_IN = re.compile(r",? title info\.? from [^\]]*")
_NO_ULAN = frozenset(("", "0"))
_OF_A_SHARE = "share is given"


@dataclass(frozen=True, slots=True)
class ArtistColumns:
    """Names of the columns about an artist, before their number."""

    authority: str
    nationality: str
    qualifier: str
    ulan_id: str = ""
    info: str = ""


def artists(row: Row, columns: ArtistColumns) -> tuple[ArtistRecord, ...]:
    """The makers by their authority name, or as the source writes them; nobody for "Anonymous"."""
    return distinct(artist for number in range(1, 6) if (artist := _artist(row, columns, number)) is not None)


def _artist(row: Row, columns: ArtistColumns, number: int) -> ArtistRecord | None:
    authority = row.get(f"{columns.authority}_{number}", "")
    is_known = authority not in _AUTHORITY_MISSING
    name = authority if is_known else row.get(f"artist_name_{number}", "")
    named = parse_attributions(name, commas="invert" if is_known else "keep")
    qualifier = _qualifier(row.get(f"{columns.qualifier}_{number}", ""))
    if not named or named[0].is_anonymous or qualifier is None:
        return None
    ulan_id = row.get(f"{columns.ulan_id}_{number}", "") if is_known else ""
    nationality = row.get(f"{columns.nationality}_{number}", "")
    life = parse_life(row.get(f"{columns.info}_{number}", ""))
    artist = maker(
        named[0],
        nationality="" if nationality in ("Unknown", "NEW") else nationality,
        ulan_id="" if ulan_id in _NO_ULAN else ulan_id,
    )
    return replace(
        artist,
        qualifier=qualifier if qualifier != "by" else artist.qualifier,
        birth_year=artist.birth_year or life.birth_year,
        death_year=artist.death_year or life.death_year,
    )


def _qualifier(text: str) -> str | None:
    """The qualifier; None where the name was only formerly attributed."""
    plain = text.casefold().strip()
    if "formerly" in plain:
        return None
    if plain in ("or", "possibly by"):
        return "attributed_to"
    return parse_qualifier(text) or "by"


def title(text: str, modifier: str = "") -> str:
    """The title, with what tells which part of a lot is meant; cut where it is too long for one.

    Where editors found it is left out: "[Meditation title info from Sales Book 7, f.92]".
    """
    text = _FOUND_IN.sub("", text)
    is_of_part = modifier.casefold().startswith(("this lot", "dieses los", "sous ce no"))
    whole = f"{text} ({modifier})" if is_of_part else text
    return whole if len(whole) <= _LONGEST_TITLE else f"{whole[: _LONGEST_TITLE - 1]}…"


def offer(sale: Sale, kind: str, cells: tuple[str, str, str], *, outcome: str = "", owners: str = "") -> OfferRecord:
    """A statement about an amount, from the ``cells`` of the amount, its currency and its note; ``owners`` shared it.

    An amount that is unclear, is in money without an ISO 4217 code, or is only that of a share, stays words.
    """
    amount, currency, note = cells
    money = parse_money(amount, currency=currency, has_shillings=True)
    written = Written(
        " ".join(part for part in (amount, currency) if part),
        object_count(note),
        "; ".join(filter(None, (note, owners))),
    )
    is_own = money.is_understood and _OF_A_SHARE not in note.casefold()
    return sale.offer(kind, money if is_own else Money(), outcome=outcome, written=written)


def present_location(row: Row, columns: tuple[str, str, str], as_of: datetime.date) -> tuple[DisplayRecord, ...]:
    """The museum that holds the work now; nothing where a note doubts it or it names several.

    ``columns`` are those of the institution, its place and the note.
    """
    institution, place, note = (row.get(column, "") for column in columns)
    if not institution or note or " & " in institution:
        return ()
    city, *others = place.split(", ")
    venue = VenueRecord(
        source_id=f"{institution}, {place}".casefold()[:300],
        name=institution,
        kind="museum",
        city=", ".join((city, *others[:-1])) if others else "",
        country=others[-1] if others else "",
    )
    return (DisplayRecord(venue, as_of),)
