"""Muséofile: the museums of France, from the Ministry of Culture's open data (CSV with semicolons)."""

from pathlib import Path

from catalog.ingest.csv_feed import CsvFeed, Layout, Row
from catalog.ingest.feeds import Adapter, FeedOptions
from catalog.ingest.records import VenueRecord
from catalog.ingest.rows import UnusableRow
from catalog.ingest.venues.places import coordinates, web_address

_COLUMNS = ("identifiant_museofile", "nom_officiel_du_musee", "adresse", "lieu", "code_postal", "commune", "url")
_OVERSEAS_FROM = 97  # postal codes 97… and 98… are islands and Guiana, of other time zones


def open_museums(path: Path, options: FeedOptions) -> CsvFeed:
    """The file.

    Raises:
        UnreadableFeed: it is no such file.
        OSError: it cannot be read.
    """
    layout = Layout("a Muséofile of the museums of France", (*_COLUMNS, "latitude", "longitude"))
    return CsvFeed(path, options.source, layout, _venue)


def _venue(row: Row) -> VenueRecord:
    name = row["nom_officiel_du_musee"]
    if not row["identifiant_museofile"] or not name:
        raise UnusableRow("id_missing", "The row lacks its identifiant_museofile or nom_officiel_du_musee.")
    latitude, longitude = coordinates(row["latitude"], row["longitude"])
    parts = (row["adresse"], row["lieu"], row["code_postal"])
    is_european = row["code_postal"][:2].isdigit() and int(row["code_postal"][:2]) < _OVERSEAS_FROM
    return VenueRecord(
        source_id=row["identifiant_museofile"],
        name=name[:1].upper() + name[1:],
        kind="museum",
        address=", ".join(part for part in parts if part),
        city=row["commune"],
        country="France",
        latitude=latitude,
        longitude=longitude,
        url=web_address(row["url"]),
        time_zone="Europe/Paris" if is_european else "",
    )


ADAPTER = Adapter(
    name="museofile",
    title="Muséofile (CSV)",
    description="The museums of France, from the Ministry of Culture's open data, with coordinates.",
    suffixes=(".csv", ".csv.gz"),
    media_types=("text/csv",),
    source="museofile",
    open=open_museums,
    is_row_whole=True,
)
