"""Venues from a CSV file: one row, one museum or gallery. For anyone's list.

With a header, whose names may be others of the same meaning (``_COLUMNS``). ``name`` is required, and ``venue_id`` or a
place, by which a venue without one is known: ``address``, ``city``, ``lat`` and ``lon``. ``kind`` is museum, gallery or
auction_house, by default museum; ``time_zone`` is IANA's; ``hours`` is a JSON object of days with opening and closing
time (["10:00:AM", "05:30:PM"]) or a text. Others are passed over.
"""

import json
import re
from pathlib import Path

from catalog.folding import fold
from catalog.ingest.csv_feed import CsvFeed, Layout, Row
from catalog.ingest.csv_file import CsvFile
from catalog.ingest.feeds import Adapter, FeedOptions, UnreadableFeed
from catalog.ingest.headers import plain
from catalog.ingest.opening import UTF_8, is_older_than_unicode
from catalog.ingest.records import VenueRecord
from catalog.ingest.rows import UnusableRow
from catalog.ingest.venues.hours import opening_hours
from catalog.ingest.venues.places import coordinates, time_zone, web_address

_KINDS = ("museum", "gallery", "auction_house")
_KIND_WORDS = {
    "auction_house": re.compile("auction|auktion|subasta"),
    "museum": re.compile("muse[uoe]|muze"),
    "gallery": re.compile("galler|galer"),
}
_NAMES = {
    "venue_id": "venue id, id, museum id, gallery id, identifier, uid",
    "name": "name, museum, museum name, gallery, gallery name, venue, venue name, institution, nom, nombre, nome, naam",
    "kind": "kind, type, category, typ",
    "address": "address, street address, street, addr street, adresse, strasse, direccion, indirizzo, adres, endereco",
    "city": "city, town, ort, stadt, ville, ciudad, citta, stad, cidade, addr city, municipality",
    "country": "country, land, pays, pais, paese, addr country",
    "lat": "lat, latitude, breitengrad, latitud, latitudine, breedtegraad",
    "lon": "lon, lng, long, longitude, langengrad, longitud, longitudine, lengtegraad",
    "url": "url, website, web, web site, homepage, webseite, site web, sitio web, sito, contact website",
    "hours": "hours, opening hours, offnungszeiten, horaires, horario, orari, openingstijden",
    "time_zone": "time zone, timezone, zeitzone",
    "wikidata_id": "wikidata id, wikidata, qid",
}
_COLUMNS = {name: [plain(word) for word in words.split(", ")] for name, words in _NAMES.items()}


def open_venues(path: Path, options: FeedOptions) -> CsvFeed:
    """The file.

    Raises:
        UnreadableFeed: it lacks a required column.
        OSError: it cannot be read.
    """
    encoding = "cp1252" if is_older_than_unicode(path) else UTF_8
    columns = CsvFile(path, encoding=encoding).columns
    fields = {
        name: next((column for word in words for column in columns if plain(column) == word), "")
        for name, words in _COLUMNS.items()
    }
    if not fields["name"] or not any(fields[name] for name in ("venue_id", "address", "city", "lat")):
        raise UnreadableFeed(
            f"{path}: no file of venues: no column of a name, or none of a venue_id, an address, a city or degrees."
        )

    def read(row: Row) -> VenueRecord:
        return _venue({name: row.get(column, "") for name, column in fields.items()})

    return CsvFeed(path, options.source, Layout("a file of venues", (fields["name"],), encoding), read)


def _venue(row: Row) -> VenueRecord:
    place = [row["address"], row["city"]] if row["address"] or row["city"] else [row["lat"], row["lon"]]
    if not row["name"] or not (row["venue_id"] or any(place)):
        raise UnusableRow("id_missing", "The row lacks its name, or its venue_id and a place by which to know it.")
    latitude, longitude = coordinates(row["lat"], row["lon"])
    city, country = row["city"], row["country"]
    return VenueRecord(
        source_id=row["venue_id"] or fold(", ".join(filter(None, (row["name"], *place))))[:300],
        name=row["name"],
        kind=_kind(row["kind"]),
        address=row["address"],
        city=city,
        country=country,
        latitude=latitude,
        longitude=longitude,
        url=web_address(row["url"]),
        opening_hours=_hours(row["hours"]),
        time_zone=row["time_zone"] or time_zone(city, country),
        wikidata_id=row["wikidata_id"],
    )


def _kind(text: str) -> str:
    """The kind, also in words such as "Art Gallery" and "Musée"."""
    kind = fold(text).replace(" ", "_") or "museum"
    if kind in _KINDS:
        return kind
    found = next((name for name, words in _KIND_WORDS.items() if words.search(kind)), "")
    if not found:
        raise UnusableRow("kind_unknown", f"kind “{text}” is not one of {', '.join(_KINDS)}.")
    return found


def _hours(text: str) -> dict[str, str]:
    if not text:
        return {}
    try:
        stated = json.loads(text)
    except (ValueError, RecursionError):
        return {"": text}
    if not isinstance(stated, dict):
        return {"": text}
    pairs = [(str(day), span) for day, span in stated.items() if isinstance(span, list) and len(span) == 2]
    if len(pairs) != len(stated):
        return {"": text}
    return opening_hours((day, str(opens), str(closes)) for day, (opens, closes) in pairs)


ADAPTER = Adapter(
    name="venues-csv",
    title="Venues (CSV)",
    description="Anyone's list of museums and galleries, with coordinates and hours.",
    suffixes=(".csv", ".csv.gz"),
    media_types=("text/csv",),
    source="",
    open=open_venues,
    is_row_whole=True,
)
