"""Museums and galleries of New York, from the city's open data: two CSV files, of which galleries alone have a ZIP.

Rows have no id, and some stand twice; they are named by name and address.
"""

from functools import partial
from pathlib import Path

from catalog.folding import fold
from catalog.ingest.csv_feed import CsvFeed, Layout, Row
from catalog.ingest.csv_file import CsvFile
from catalog.ingest.feeds import Adapter, FeedOptions
from catalog.ingest.records import VenueRecord
from catalog.ingest.rows import UnusableRow
from catalog.ingest.venues.places import coordinates, web_address

_COLUMNS = ("name", "tel", "url", "address", "lat", "lon")


def open_venues(path: Path, options: FeedOptions) -> CsvFeed:
    """Either file.

    Raises:
        UnreadableFeed: it is neither.
        OSError: it cannot be read.
    """
    kind = "gallery" if "zip" in CsvFile(path).columns else "museum"
    return CsvFeed(path, options.source, Layout("New York's museums or galleries", _COLUMNS), partial(_venue, kind))


def _venue(kind: str, row: Row) -> VenueRecord:
    if not row["name"]:
        raise UnusableRow("name_missing", "The row has no NAME.")
    latitude, longitude = coordinates(row["lat"], row["lon"])
    address = ", ".join(part for part in (row["address"], row.get("zip", "")) if part)
    return VenueRecord(
        source_id=fold(f"{row['name']}, {address}")[:300],
        name=row["name"],
        kind=kind,
        address=address,
        city="New York",
        country="USA",
        latitude=latitude,
        longitude=longitude,
        url=web_address(row["url"]),
        time_zone="America/New_York",
    )


ADAPTER = Adapter(
    name="new-york-venues",
    title="New York museums and galleries (CSV)",
    description="The city's open data: 129 museums or 917 galleries, with coordinates.",
    suffixes=(".csv",),
    media_types=("text/csv",),
    source="new-york-venues",
    open=open_venues,
    is_row_whole=True,
)
