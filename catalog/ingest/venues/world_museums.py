"""World museums of the collection "ArtDB": 35 rows with coordinates, in Windows' Western encoding."""

from pathlib import Path

from catalog.ingest.csv_feed import CsvFeed, Layout, Row
from catalog.ingest.feeds import Adapter, FeedOptions
from catalog.ingest.records import VenueRecord
from catalog.ingest.rows import UnusableRow
from catalog.ingest.venues.places import coordinates, time_zone, web_address

_COLUMNS = ("galleryid", "galleryname", "gallerycity", "galleryaddress", "gallerycountry", "gallerywebsite")


def open_museums(path: Path, options: FeedOptions) -> CsvFeed:
    """The file.

    Raises:
        UnreadableFeed: it is no such file.
        OSError: it cannot be read.
    """
    layout = Layout("ArtDB's galleries", (*_COLUMNS, "latitude", "longitude"), encoding="cp1252")
    return CsvFeed(path, options.source, layout, _venue)


def _venue(row: Row) -> VenueRecord:
    if not row["galleryid"] or not row["galleryname"]:
        raise UnusableRow("id_missing", "The row lacks its galleryId or galleryName.")
    latitude, longitude = coordinates(row["latitude"], row["longitude"])
    city, country = row["gallerycity"], row["gallerycountry"]
    return VenueRecord(
        source_id=row["galleryid"],
        name=row["galleryname"],
        kind="museum",
        address=row["galleryaddress"],
        city=city,
        country=country,
        latitude=latitude,
        longitude=longitude,
        url=web_address(row["gallerywebsite"]),
        time_zone=time_zone(city, country),
    )


ADAPTER = Adapter(
    name="artdb-museums",
    title="ArtDB museums (CSV)",
    description="35 great museums of the world, with coordinates.",
    suffixes=(".csv",),
    media_types=("text/csv",),
    source="artdb-museums",
    open=open_museums,
    is_row_whole=True,
)
