"""The Tate's collection and its artists: JSON Lines, an array, or a folder with a file for each.

The record's ``width`` and ``height`` are the wrong way round, so the size is read from its text, which is right.
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from catalog.ingest.feeds import ONE_FILE_EACH, Adapter, FeedOptions, UnreadableFeed
from catalog.ingest.lives import parse_life
from catalog.ingest.museums.facts import MEDIUM, TITLE, clipped, dates, dimensions, picture, presentation
from catalog.ingest.museums.feeds import ObjectFeed, TableFeed, open_objects, open_table
from catalog.ingest.museums.makers import artist, is_maker, is_nobody, one_of_each, ordered, qualifier_of
from catalog.ingest.museums.values import identifier, mapping, mappings, text, year
from catalog.ingest.names import natural_name
from catalog.ingest.records import ArtistRecord, ArtworkRecord, DisplayRecord, VenueRecord
from catalog.ingest.rows import UnusableRow

_MUSEUM = VenueRecord(
    source_id="tate", name="Tate", kind="museum", country="United Kingdom", url="https://www.tate.org.uk/"
)
# How the Tate says that a name is not the maker's, in words of its own.
_QUALIFIERS = {
    "prints after": "after",
    "and a pupil": "workshop_of",
    "and assistants": "workshop_of",
    "and studio": "workshop_of",
    "associated with": "circle_of",
    "doubtfully attributed to": "attributed_to",
    "pseudo": "follower_of",
    "stylist": "follower_of",
}
_KEYS = ("id", "title", "dateText", "medium", "dimensions", "creditLine", "thumbnailCopyright", "thumbnailUrl", "url")
_TAKEN_BACK = "formerly attributed to"


def _open(path: Path, options: FeedOptions) -> ObjectFeed:
    def read(row: Mapping[str, Any]) -> ArtworkRecord | ArtistRecord:
        return _artwork(row, options) if "acno" in row else _artist(row)

    try:
        return open_objects(path, options, read, keys=("acno", "contributors", "dateText"))
    except UnreadableFeed:
        return open_objects(path, options, read, keys=("mda", "fc", "totalWorks"))


def _open_artists(path: Path, options: FeedOptions) -> TableFeed:
    return open_table(path, options, _artist_of_row, columns=("id", "name", "dates", "yearofbirth", "yearofdeath"))


def _open_table(path: Path, options: FeedOptions) -> TableFeed:
    def read(row: Mapping[str, Any]) -> ArtworkRecord:
        return _artwork(_as_object(row), options)

    return open_table(path, options, read, columns=("id", "accession_number", "artist", "artistid", "creditline"))


def _as_object(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """The row of a table as the object of the same work."""
    name = text(row["artist"]).partition(" (")[0]  # Art & Language (Michael Baldwin, born 1945; …)
    maker = {"fc": natural_name(name), "id": row["artistid"], "role": row.get("artistrole")}
    keys = {"acno": "accession_number", **{key: key.casefold() for key in _KEYS}}
    said = {key: row.get(column) for key, column in keys.items()}
    return said | {"contributors": [maker], "dateRange": {"startYear": row.get("year")}}


def _artwork(row: Mapping[str, Any], options: FeedOptions) -> ArtworkRecord:
    within = mapping(row.get("dateRange"))
    rights = text(row.get("thumbnailCopyright"))
    return ArtworkRecord(
        source=options.source,
        source_id=identifier(row, "id"),
        title=clipped(row.get("title"), TITLE),
        artists=one_of_each(
            _attributed(each)
            for each in sorted(mappings(row.get("contributors")), key=lambda each: year(each.get("displayOrder")) or 0)
            if _is_artist(each)
        ),
        **dates(row.get("dateText"), year(within.get("startYear")), year(within.get("endYear"))),
        medium=clipped(row.get("medium"), MEDIUM),
        **dimensions(row.get("dimensions")),
        accession_number=text(row.get("acno")),
        **presentation(row.get("creditLine"), row.get("url")),
        images=picture(
            row.get("thumbnailUrl"), rights=rights, credit=rights or text(row.get("creditLine")), page=row.get("url")
        ),
        displays=(DisplayRecord(venue=_MUSEUM, as_of=options.as_of),),
    )


def _is_artist(contributor: Mapping[str, Any]) -> bool:
    role = text(contributor.get("role"))
    name = text(contributor.get("fc"))
    return bool(name) and role != _TAKEN_BACK and is_maker(role) and not is_nobody(name)


def _attributed(contributor: Mapping[str, Any]) -> ArtistRecord:
    role = text(contributor.get("role"))
    return replace(_artist(contributor), qualifier=_QUALIFIERS.get(role) or qualifier_of(role))


def _artist(row: Mapping[str, Any]) -> ArtistRecord:
    name = text(row.get("fc"))
    if not name:
        raise UnusableRow("name_missing", "The artist has no name: give one in “fc”.")
    return artist(identifier(row, "id"), name, parse_life(text(row.get("date"))))


def _artist_of_row(row: Mapping[str, Any]) -> ArtistRecord:
    name = natural_name(text(row.get("name")))
    if not name:
        raise UnusableRow("name_missing", "The artist has no name: give one in “name”.")
    made = artist(identifier(row, "id"), name, parse_life(text(row.get("dates"))))
    birth, death = made.birth_year, made.death_year
    if not text(row.get("dates")):
        birth, death = ordered(year(row.get("yearofbirth")), year(row.get("yearofdeath")))
    return replace(made, birth_year=birth, death_year=death)


ADAPTER = Adapter(
    name="tate-json",
    title="Tate (JSON)",
    description="The collection of the Tate as it published it in 2014: artworks or artists, in a file or folder.",
    suffixes=(".json", ".jsonl", ".json.gz", ".jsonl.gz"),
    media_types=("application/json", "application/x-ndjson"),
    source="tate",
    open=_open,
    is_row_whole=True,
    folder=ONE_FILE_EACH,
)
CSV_ADAPTER = Adapter(
    name="tate-csv",
    title="Tate (CSV)",
    description="The collection of the Tate as it published it in 2014: artwork_data.csv.",
    suffixes=(".csv", ".csv.gz"),
    media_types=("text/csv",),
    source="tate",
    open=_open_table,
    is_row_whole=True,
)
ARTISTS_ADAPTER = Adapter(
    name="tate-artists-csv",
    title="Tate's artists (CSV)",
    description="The artists of the Tate's collection, with their lives: artist_data.csv.",
    suffixes=(".csv", ".csv.gz"),
    media_types=("text/csv",),
    source="tate",
    open=_open_artists,
    is_row_whole=True,
)
