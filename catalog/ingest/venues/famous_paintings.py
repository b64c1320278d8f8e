"""The collection "Famous Paintings" (Kaggle): museums with hours, and the paintings that hang in them.

Four CSV files of one folder belong together: ``museum``, ``museum_hours``, ``artist`` and ``work``. Either adapter
takes the file that it reads and finds the others beside it, by the same beginning of their names. Texts of the museums
were once read in the wrong encoding ("MusÃ©e") and are mended; hours give Thursday as "Thusday" here and there.
"""

from collections import defaultdict
from functools import partial
from pathlib import Path

from catalog.ingest.csv_feed import CsvFeed, Layout, Row, companion_rows
from catalog.ingest.feeds import Adapter, FeedOptions, UnreadableFeed
from catalog.ingest.records import ArtistRecord, ArtworkRecord, DisplayRecord, VenueRecord
from catalog.ingest.rows import UnusableRow
from catalog.ingest.venues.hours import opening_hours
from catalog.ingest.venues.places import time_zone, web_address
from catalog.ingest.years import parse_year

_MUSEUM = Layout(
    "museums of Famous Paintings", ("museum_id", "name", "address", "city", "state", "postal", "country", "url")
)
_HOURS = Layout("hours of Famous Paintings", ("museum_id", "day", "open", "close"))
_ARTIST = Layout("artists of Famous Paintings", ("artist_id", "full_name", "nationality", "birth", "death"))
_WORK = Layout("works of Famous Paintings", ("work_id", "name", "artist_id", "style", "museum_id"))

Hours = dict[str, dict[str, str]]
"""Opening hours by museum."""


def open_museums(path: Path, options: FeedOptions) -> CsvFeed:
    """``museum.csv``, with the hours beside it where there are any.

    Raises:
        UnreadableFeed: it is no such file.
        OSError: it cannot be read.
    """
    return CsvFeed(path, options.source, _MUSEUM, partial(_venue, _hours(path)))


def open_works(path: Path, options: FeedOptions) -> CsvFeed:
    """``work.csv``, with the artists and museums beside it.

    Raises:
        UnreadableFeed: it is no such file, or the others are not beside it.
        OSError: it cannot be read.
    """
    artists_path, museums_path = (_beside(path, "work", name) for name in ("artist", "museum"))
    missing = [other.name for other in (artists_path, museums_path) if not other.is_file()]
    if missing:
        raise UnreadableFeed(f"{path}: put {' and '.join(missing)} beside it: they name its artists and museums.")
    artists = companion_rows(artists_path, _ARTIST)
    museums = companion_rows(museums_path, _MUSEUM)
    read = partial(
        _work,
        options,
        {row["artist_id"]: _artist(row) for row in artists},
        {row["museum_id"]: _venue(_hours(museums_path), row) for row in museums},
    )
    return CsvFeed(path, options.source, _WORK, read)


def _beside(path: Path, own: str, other: str) -> Path:
    return path.with_name(other.join(path.name.rsplit(own, 1)))


def _hours(museums_path: Path) -> Hours:
    path = _beside(museums_path, "museum", "museum_hours")
    if not path.is_file():
        return {}
    stated: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for row in companion_rows(path, _HOURS):
        stated[row["museum_id"]].append((row["day"], row["open"], row["close"]))
    return {museum: opening_hours(days) for museum, days in stated.items()}


def _venue(hours: Hours, row: Row) -> VenueRecord:
    if not row["museum_id"] or not row["name"]:
        raise UnusableRow("id_missing", "The row lacks its museum_id or name.")
    said = {column: _mended(cell) for column, cell in row.items()}
    # Where the postal code comes before the city, the columns are one late: 29000 is "city", Quimper is "state".
    is_late = said["city"][:1].isdigit()
    city, postal = (said["state"], said["city"]) if is_late else (said["city"], said["postal"])
    return VenueRecord(
        source_id=said["museum_id"],
        name=said["name"],
        kind="museum",
        address=", ".join(part for part in (said["address"], postal) if part),
        city=city,
        country=said["country"],
        url=web_address(said["url"]),
        opening_hours=hours.get(said["museum_id"], {}),
        time_zone=time_zone(city, said["country"]),
    )


def _artist(row: Row) -> ArtistRecord:
    return ArtistRecord(
        source_id=row["artist_id"],
        name=row["full_name"],
        birth_year=parse_year(row["birth"]),
        death_year=parse_year(row["death"]),
        nationality=row["nationality"],
    )


def _work(
    options: FeedOptions, artists: dict[str, ArtistRecord], venues: dict[str, VenueRecord], row: Row
) -> ArtworkRecord:
    if not row["work_id"]:
        raise UnusableRow("id_missing", "The row has no work_id.")
    artist, venue = artists.get(row["artist_id"]), venues.get(row["museum_id"])
    if row["artist_id"] and artist is None:
        raise UnusableRow("artist_unknown", f"artist_id {row['artist_id']} is not in the file of artists.")
    if row["museum_id"] and venue is None:
        raise UnusableRow("venue_unknown", f"museum_id {row['museum_id']} is not in the file of museums.")
    return ArtworkRecord(
        source=options.source,
        source_id=row["work_id"],
        title=row["name"],
        artists=(artist,) if artist else (),
        style=row["style"],
        displays=(DisplayRecord(venue, options.as_of),) if venue else (),
    )


def _mended(text: str) -> str:
    """The text as it was before its UTF-8 was read as Windows' Western; any other stays as it is."""
    try:
        return b"".join(_byte(character) for character in text).decode("utf-8")
    except UnicodeError:
        return text


def _byte(character: str) -> bytes:
    """The byte that Windows shows as this character; five have none, and stay as they are."""
    try:
        return character.encode("cp1252")
    except UnicodeEncodeError:
        return character.encode("latin-1")


MUSEUMS = Adapter(
    name="famous-paintings-museums",
    title="Famous Paintings: museums (CSV)",
    description="57 museums of the world with opening hours (museum.csv and museum_hours.csv).",
    suffixes=(".csv",),
    media_types=("text/csv",),
    source="famous-paintings",
    open=open_museums,
)
WORKS = Adapter(
    name="famous-paintings",
    title="Famous Paintings: works (CSV)",
    description="14,776 paintings, and which museum holds them (work.csv, with artist.csv and museum.csv beside it).",
    suffixes=(".csv",),
    media_types=("text/csv",),
    source="famous-paintings",
    open=open_works,
)
