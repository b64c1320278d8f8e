"""Venues from a CSV file: one row, one museum or gallery. For anyone's list.

UTF-8, with a header. Columns: ``venue_id`` and ``name`` (required); ``kind`` (museum, gallery, auction_house; by
default museum), ``address``, ``city``, ``country``, ``lat`` and ``lon``, ``url``, ``time_zone`` (IANA),
``wikidata_id``; ``hours``, a JSON object of days with opening and closing time (["10:00:AM", "05:30:PM"]) or a text.
Others are passed over.
"""

import json
from pathlib import Path

from catalog.ingest.csv_feed import CsvFeed, Layout, Row
from catalog.ingest.feeds import Adapter, FeedOptions
from catalog.ingest.records import VenueRecord
from catalog.ingest.rows import UnusableRow
from catalog.ingest.venues.hours import opening_hours
from catalog.ingest.venues.places import coordinates, time_zone, web_address

_KINDS = ("museum", "gallery", "auction_house")


def open_venues(path: Path, options: FeedOptions) -> CsvFeed:
    """The file.

    Raises:
        UnreadableFeed: it lacks a required column.
        OSError: it cannot be read.
    """
    return CsvFeed(path, options.source, Layout("a file of venues", ("venue_id", "name")), _venue)


def _venue(row: Row) -> VenueRecord:
    if not row["venue_id"] or not row["name"]:
        raise UnusableRow("id_missing", "The row lacks its venue_id or name.")
    kind = row.get("kind", "") or "museum"
    if kind not in _KINDS:
        raise UnusableRow("kind_unknown", f"kind “{kind}” is not one of {', '.join(_KINDS)}.")
    latitude, longitude = coordinates(row.get("lat", ""), row.get("lon", ""))
    city, country = row.get("city", ""), row.get("country", "")
    return VenueRecord(
        source_id=row["venue_id"],
        name=row["name"],
        kind=kind,
        address=row.get("address", ""),
        city=city,
        country=country,
        latitude=latitude,
        longitude=longitude,
        url=web_address(row.get("url", "")),
        opening_hours=_hours(row.get("hours", "")),
        time_zone=row.get("time_zone", "") or time_zone(city, country),
        wikidata_id=row.get("wikidata_id", ""),
    )


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
    description="Anyone's list of museums and galleries in the columns of this project, with coordinates and hours.",
    suffixes=(".csv", ".csv.gz"),
    media_types=("text/csv",),
    source="",
    open=open_venues,
)
