"""The Carnegie Museum of Art's collection, Teenie Harris's archive included: files of objects, or CSV.

Sizes have no text; they are numbers in inches, where 0 stands for an unknown one. Life dates are given as the first of
January: only their year means something.
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from catalog.ingest.feeds import ONE_FILE_EACH, Adapter, FeedOptions
from catalog.ingest.lives import Life
from catalog.ingest.museums.facts import (
    MEDIUM,
    NATIONALITY,
    TITLE,
    clipped,
    dates,
    dimensions,
    inches_mm,
    picture,
    presentation,
    shown_at,
)
from catalog.ingest.museums.feeds import ObjectFeed, TableFeed, open_objects, open_table
from catalog.ingest.museums.makers import artist, is_maker, is_nobody, one_of_each, ordered, qualifier_of
from catalog.ingest.museums.values import first_text, identifier, mappings, number, text, year_of_day
from catalog.ingest.records import ArtistRecord, ArtworkRecord, VenueRecord

_MUSEUM = VenueRecord(
    source_id="cmoa",
    name="Carnegie Museum of Art",
    kind="museum",
    city="Pittsburgh",
    country="United States",
    url="https://carnegieart.org/",
)
_NOT_ON_VIEW = "not on view"
_CREATOR = ("artist_id", "full_name", "role", "nationality", "birth_date", "death_date")


def _open(path: Path, options: FeedOptions) -> ObjectFeed:
    def read(row: Mapping[str, Any]) -> ArtworkRecord:
        return _artwork(row, options)

    return open_objects(path, options, read, keys=("accession_number", "physical_location", "creator", "item_width"))


def _open_table(path: Path, options: FeedOptions) -> TableFeed:
    def read(row: Mapping[str, Any]) -> ArtworkRecord:
        pictures = [{"image_url": url} for url in text(row.get("image_url")).split("|")]
        return _artwork({**row, "creator": _creators(row), "images": pictures}, options)

    columns = ("id", "accession_number", "physical_location", "full_name", "item_width")
    return open_table(path, options, read, columns=columns)


def _creators(row: Mapping[str, Any]) -> list[dict[str, str]]:
    """The makers of parallel cells; a cell with another number of parts than there are names says nothing."""
    parts = {key: text(row.get(key)).split("|") for key in _CREATOR}
    count = len(parts["full_name"])
    return [{key: part[place] for key, part in parts.items() if len(part) == count} for place in range(count)]


def _artwork(row: Mapping[str, Any], options: FeedOptions) -> ArtworkRecord:
    page = first_text(row.get("web_url"))
    height, width = inches_mm(number(row.get("item_height"))), inches_mm(number(row.get("item_width")))
    first, last = year_of_day(row.get("creation_date_earliest")), year_of_day(row.get("creation_date_latest"))
    return ArtworkRecord(
        source=options.source,
        source_id=identifier(row, "id"),
        title=clipped(row.get("title"), TITLE),
        artists=one_of_each(_artist(each) for each in mappings(row.get("creator")) if _is_artist(each)),
        **dates(row.get("creation_date"), first, last),
        medium=clipped(row.get("medium"), MEDIUM),
        **dimensions("", height_mm=height, width_mm=width),
        accession_number=text(row.get("accession_number")),
        **presentation(row.get("credit_line"), page),
        images=tuple(
            image
            for each in mappings(row.get("images"))
            for image in picture(each.get("image_url"), credit=text(row.get("credit_line")), page=page)
        ),
        displays=(shown_at(_MUSEUM, text(row.get("physical_location")), options.as_of, not_on_view=_NOT_ON_VIEW),),
    )


def _is_artist(creator: Mapping[str, Any]) -> bool:
    name = text(creator.get("full_name"))
    return bool(name) and is_maker(text(creator.get("role"))) and not is_nobody(name)


def _artist(creator: Mapping[str, Any]) -> ArtistRecord:
    birth, death = ordered(year_of_day(creator.get("birth_date")), year_of_day(creator.get("death_date")))
    named = artist(text(creator.get("artist_id")), text(creator.get("full_name")), Life())
    return replace(
        named,
        birth_year=birth,
        death_year=death,
        nationality=clipped(creator.get("nationality"), NATIONALITY),
        qualifier=qualifier_of(text(creator.get("role"))),
    )


ADAPTER = Adapter(
    name="carnegie-json",
    title="Carnegie Museum of Art (JSON)",
    description="The collection of the Carnegie Museum of Art, Pittsburgh: a folder with a file for each object.",
    suffixes=(".json", ".jsonl", ".json.gz", ".jsonl.gz"),
    media_types=("application/json",),
    source="carnegie",
    open=_open,
    is_row_whole=True,
    folder=ONE_FILE_EACH,
)
CSV_ADAPTER = Adapter(
    name="carnegie-csv",
    title="Carnegie Museum of Art (CSV)",
    description="The collection of the Carnegie Museum of Art, Pittsburgh, as one table: cmoa.csv or teenie.csv.",
    suffixes=(".csv", ".csv.gz"),
    media_types=("text/csv",),
    source="carnegie",
    open=_open_table,
    is_row_whole=True,
)
