"""The Whitney Museum's open access data: ``artists.csv`` and ``artworks.csv``.

Of artists, 0 stands for an unknown year; of some who live, the year of birth is repeated as that of death.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from catalog.ingest.feeds import Adapter, FeedOptions
from catalog.ingest.lives import Life
from catalog.ingest.markup import plain_text
from catalog.ingest.museums.facts import (
    GENRE,
    MEDIUM,
    NAME,
    RIGHTS,
    TITLE,
    clipped,
    dates,
    dimensions,
    presentation,
)
from catalog.ingest.museums.feeds import TableFeed, open_table
from catalog.ingest.museums.makers import artist, artists_in, is_nobody, one_of_each, ordered
from catalog.ingest.museums.values import identifier, text, ulan_id, wikidata_id, year
from catalog.ingest.records import ArtistRecord, ArtworkRecord, DisplayRecord, VenueRecord
from catalog.ingest.rows import UnusableRow

_MUSEUM = VenueRecord(
    source_id="whitney",
    name="Whitney Museum of American Art",
    kind="museum",
    city="New York",
    country="United States",
    url="https://whitney.org/",
)
_SEVERAL = re.compile(r"\s*[,;|]\s*")


def _open(path: Path, options: FeedOptions) -> TableFeed:
    return open_table(path, options, _artist, columns=("id", "getty_ulan_id", "display_name", "begin_date", "end_date"))


def _open_works(path: Path, options: FeedOptions) -> TableFeed:
    def read(row: Mapping[str, Any]) -> ArtworkRecord:
        return _artwork(row, options)

    columns = ("id", "title", "display_date", "accession_number", "artists", "artist_ids")
    return open_table(path, options, read, columns=columns)


def _artwork(row: Mapping[str, Any], options: FeedOptions) -> ArtworkRecord:
    return ArtworkRecord(
        source=options.source,
        source_id=identifier(row, "id"),
        title=clipped(row.get("title"), TITLE),
        artists=_makers(text(row.get("artists")), _SEVERAL.split(text(row.get("artist_ids")))),
        **dates(row.get("display_date")),
        genre=clipped(row.get("classification"), GENRE),
        medium=clipped(row.get("medium"), MEDIUM),
        **dimensions(row.get("dimensions")),
        accession_number=text(row.get("accession_number")),
        rights=clipped(plain_text(text(row.get("credit_line_repro"))), RIGHTS),
        **presentation(row.get("credit_line")),
        displays=(DisplayRecord(venue=_MUSEUM, as_of=options.as_of),),
    )


def _makers(said: str, numbers: Sequence[str]) -> tuple[ArtistRecord, ...]:
    """The artists with their numbers; without a number for each, by their names alone."""
    names = [said] if len(numbers) == 1 else _SEVERAL.split(said)
    if len(names) != len(numbers):
        return artists_in(said, commas="separate")
    named = zip(names, numbers, strict=True)
    return one_of_each(artist(number, name, Life()) for name, number in named if name and not is_nobody(name))


def _artist(row: Mapping[str, Any]) -> ArtistRecord:
    name = text(row.get("display_name"))
    if not name:
        raise UnusableRow("name_missing", "The artist has no name: give one in “display_name”.")
    if is_nobody(name):
        raise UnusableRow("not_a_person", f"“{name}” stands for nobody in particular.")
    birth, death = ordered(year(row.get("begin_date")), year(row.get("end_date")))
    if death == birth:
        death = None
    return ArtistRecord(
        source_id=identifier(row, "id"),
        name=clipped(name, NAME),
        birth_year=birth,
        death_year=death,
        ulan_id=ulan_id(row.get("getty_ulan_id")),
        wikidata_id=wikidata_id(row.get("wikidata_id")),
    )


ADAPTER = Adapter(
    name="whitney-artists-csv",
    title="Whitney Museum's artists (CSV)",
    description="The artists of the Whitney Museum of American Art, with lives, ULAN and Wikidata: artists.csv.",
    suffixes=(".csv", ".csv.gz"),
    media_types=("text/csv",),
    source="whitney",
    open=_open,
    is_row_whole=True,
)
WORKS_ADAPTER = Adapter(
    name="whitney-csv",
    title="Whitney Museum (CSV)",
    description="The collection of the Whitney Museum of American Art: artworks.csv.",
    suffixes=(".csv", ".csv.gz"),
    media_types=("text/csv",),
    source="whitney",
    open=_open_works,
    is_row_whole=True,
)
