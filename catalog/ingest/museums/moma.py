"""The Museum of Modern Art's collection and its artists: JSON Lines, an array, a folder of objects, or CSV.

Both layouts are read: that of 2016, where ``Artist`` and ``ArtistBio`` are texts of all artists, and the one of today,
with lists and a ``ConstituentID`` for each. CSV has the lists as texts: "7056, 2964", "(French) (American)".

In the texts, a comma separates artists, but also firms from their towns: "J.A. Henckels, Solingen, Germany". Where
there is not one life for each name, names of places go to the name before them, and nobody is given a life.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from catalog.folding import fold
from catalog.ingest.attributions import parse_attributions
from catalog.ingest.feeds import ONE_FILE_EACH, Adapter, FeedOptions, UnreadableFeed
from catalog.ingest.lives import Life, parse_life, parse_lives
from catalog.ingest.museums.facts import (
    MEDIUM,
    ROOM,
    TITLE,
    clipped,
    dates,
    dimensions,
    millimetres,
    picture,
    presentation,
)
from catalog.ingest.museums.feeds import ObjectFeed, TableFeed, open_objects, open_table
from catalog.ingest.museums.makers import artist, artists_of, is_nobody, one_of_each, ordered
from catalog.ingest.museums.values import first_text, identifier, number, text, ulan_id, wikidata_id, year
from catalog.ingest.records import ArtistRecord, ArtworkRecord, DisplayRecord, ImageRecord, VenueRecord
from catalog.ingest.rows import UnusableRow

_MUSEUM = VenueRecord(
    source_id="moma",
    name="The Museum of Modern Art",
    kind="museum",
    city="New York",
    country="United States",
    url="https://www.moma.org/",
)
_CM = 10
_KEYS = (
    *("ObjectID", "Title", "Date", "Medium", "Dimensions", "Height (cm)", "Width (cm)", "AccessionNumber"),
    *("CreditLine", "URL", "ImageURL", "ThumbnailURL", "OnView"),
)
_BESIDE = ("ArtistBio", "Nationality", "BeginDate", "EndDate")
_ARTIST_KEYS = (*_BESIDE, "ConstituentID", "DisplayName", "Wiki QID", "ULAN")
_BRACKETED = re.compile(r"\(([^()]*)\)")
_REGION = re.compile(
    r"[a-z]{2}|usa|england|scotland|wales|france|germany|italy|switzerland|sweden|finland|denmark|norway|austria|spain"
    r"|japan|belgium|netherlands|the netherlands|south africa|california|pennsylvania|new jersey|massachusetts|ohio"
    r"|connecticut|illinois|michigan|india|israel|canada|mexico|brazil|china|ireland|portugal|czechoslovakia|hungary"
)
_TOWN = re.compile(
    r"new york|london|paris|nancy|berlin|munich|vienna|milan|basel|zurich|chicago|los angeles|moscow|leningrad|tokyo"
    r"|helsinki|cologne|leipzig|barcelona|madrid|lisbon|amsterdam|rotterdam|stuttgart|hamburg|copenhagen|stockholm"
)


def _open(path: Path, options: FeedOptions) -> ObjectFeed:
    def read(row: Mapping[str, Any]) -> ArtworkRecord:
        return _artwork(row, options)

    try:
        return open_objects(path, options, read, keys=("ObjectID", "Title", "Artist", "CreditLine"))
    except UnreadableFeed:
        return open_objects(path, options, _artist, keys=("ConstituentID", "DisplayName", "ArtistBio"))


def _open_table(path: Path, options: FeedOptions) -> TableFeed:
    def read(row: Mapping[str, Any]) -> ArtworkRecord:
        return _artwork(_as_object(row), options)

    def read_artist(row: Mapping[str, Any]) -> ArtistRecord:
        return _artist({key: row.get(key.casefold()) for key in _ARTIST_KEYS})

    try:
        return open_table(path, options, read, columns=("objectid", "title", "artist", "constituentid", "creditline"))
    except UnreadableFeed:
        return open_table(path, options, read_artist, columns=("constituentid", "displayname", "artistbio"))


def _as_object(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """The row of a table as the object of the same work. Without a number for each name, the artists stay a text."""
    numbers = text(row["constituentid"]).split(", ")
    names = [text(row["artist"])] if len(numbers) == 1 else _with_places(text(row["artist"]).split(", "))
    lists: dict[str, Any] = {key: row.get(key.casefold()) for key in ("Artist", "ArtistBio")}
    if len(names) == len(numbers) and names[0]:
        lists = {key: _listed_in(row.get(key.casefold())) for key in _BESIDE}
        lists |= {"Artist": names, "ConstituentID": numbers}
    return {key: row.get(key.casefold()) for key in _KEYS} | lists


def _listed_in(value: object) -> list[str]:
    """The parts of "(French) (American)", or the one text."""
    said = text(value)
    return _BRACKETED.findall(said) if said.startswith("(") else [said]


def _artist(row: Mapping[str, Any]) -> ArtistRecord:
    name = text(row.get("DisplayName"))
    if not name:
        raise UnusableRow("name_missing", "The artist has no name: give one in “DisplayName”.")
    if is_nobody(name):
        raise UnusableRow("not_a_person", f"“{name}” stands for nobody in particular.")
    made = _numbered(identifier(row, "ConstituentID"), name, row)
    return replace(made, ulan_id=ulan_id(row.get("ULAN")), wikidata_id=wikidata_id(row.get("Wiki QID")))


def _artwork(row: Mapping[str, Any], options: FeedOptions) -> ArtworkRecord:
    room = text(row.get("OnView"))
    return ArtworkRecord(
        source=options.source,
        source_id=identifier(row, "ObjectID"),
        title=clipped(row.get("Title"), TITLE),
        artists=_artists(row),
        **dates(row.get("Date")),
        medium=clipped(row.get("Medium"), MEDIUM),
        **dimensions(
            row.get("Dimensions"),
            height_mm=millimetres(number(row.get("Height (cm)")), of_mm=_CM),
            width_mm=millimetres(number(row.get("Width (cm)")), of_mm=_CM),
        ),
        accession_number=first_text(row.get("MoMANumber"), row.get("AccessionNumber")),
        **presentation(row.get("CreditLine"), row.get("URL")),
        images=_images(row),
        displays=(
            DisplayRecord(
                venue=_MUSEUM,
                as_of=options.as_of,
                is_on_display=True if room else None,
                room=clipped(room.removeprefix("MoMA, "), ROOM),
            ),
        ),
    )


def _images(row: Mapping[str, Any]) -> tuple[ImageRecord, ...]:
    url = first_text(row.get("ImageURL"), row.get("ThumbnailURL"))
    return picture(url, credit=text(row.get("CreditLine")), page=row.get("URL"))


def _artists(row: Mapping[str, Any]) -> tuple[ArtistRecord, ...]:
    if isinstance(row.get("Artist"), list):
        return one_of_each(_listed(row))
    attributed = parse_attributions(text(row.get("Artist")), commas="separate")
    lives = parse_lives(said) if (said := text(row.get("ArtistBio"))) else ()
    joined = _with_places([each.name for each in attributed])
    if len(joined) < len(attributed):
        attributed = parse_attributions("; ".join(joined))
    known = [each for each in attributed if not each.is_anonymous]
    # "Various Artists" may be without a life, or have one that says nothing.
    if len(attributed) != len(lives) == len(known) and all(life != Life() for life in lives):
        return artists_of(known, lives)
    return artists_of(attributed, lives)


def _listed(row: Mapping[str, Any]) -> Iterator[ArtistRecord]:
    """The artists of today's layout, whose lists stand side by side; a list of another length says nothing."""
    names = [text(name) for name in row["Artist"]]

    def beside(key: str) -> list[object]:
        values = row.get(key)
        return values if isinstance(values, list) and len(values) == len(names) else [None] * len(names)

    for name, number_, bio, nationality, begin, end in zip(
        names, beside("ConstituentID"), *map(beside, _BESIDE), strict=True
    ):
        if is_nobody(name):
            continue
        said = {"ArtistBio": bio, "Nationality": nationality, "BeginDate": begin, "EndDate": end}
        yield _numbered(text(number_), name, said)


def _numbered(number_: str, name: str, said: Mapping[str, Any]) -> ArtistRecord:
    made = artist(number_, name, parse_life(text(said.get("ArtistBio"))), nationality=text(said.get("Nationality")))
    begin, end = year(said.get("BeginDate")), year(said.get("EndDate"))
    birth, death = ordered(made.birth_year or begin, made.death_year or end)
    return ArtistRecord(made.source_id, made.name, birth, death, made.nationality)


def _with_places(names: list[str]) -> list[str]:
    """The names, with towns and countries put to the one before: "J.A. Henckels, Solingen, Germany"."""
    joined: list[str] = []
    is_open = False  # whether the last name could be a town: it is no whole firm
    for name in names:
        plain = fold(name)
        if joined and _REGION.fullmatch(plain):
            if is_open and len(joined) > 1:
                town = joined.pop()
                joined[-1] = f"{joined[-1]}, {town}"
            joined[-1] = f"{joined[-1]}, {name}"
            is_open = False
        elif joined and _TOWN.fullmatch(plain):
            joined[-1] = f"{joined[-1]}, {name}"
            is_open = False
        else:
            joined.append(name)
            is_open = len(plain.split()) <= 2 and "." not in plain.removeprefix("st.")
    return joined


ADAPTER = Adapter(
    name="moma-json",
    title="Museum of Modern Art (JSON)",
    description="The collection of MoMA, New York, as it publishes it: JSON Lines, one array, or a file an object.",
    suffixes=(".json", ".jsonl", ".json.gz", ".jsonl.gz"),
    media_types=("application/json", "application/x-ndjson"),
    source="moma",
    open=_open,
    is_row_whole=True,
    folder=ONE_FILE_EACH,
)
CSV_ADAPTER = Adapter(
    name="moma-csv",
    title="Museum of Modern Art (CSV)",
    description="The collection of MoMA, New York, as it publishes it: Artworks.csv or Artists.csv.",
    suffixes=(".csv", ".csv.gz"),
    media_types=("text/csv",),
    source="moma",
    open=_open_table,
    is_row_whole=True,
)
