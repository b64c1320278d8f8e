"""The Cleveland Museum of Art's open access API: answers, arrays, JSON Lines, single objects, or CSV."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from catalog.ingest.attributions import parse_attributions, parse_qualifier
from catalog.ingest.feeds import ONE_FILE_EACH, Adapter, FeedOptions
from catalog.ingest.lives import Life, parse_life
from catalog.ingest.museums.facts import (
    MEDIUM,
    RIGHTS,
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
from catalog.ingest.museums.makers import artist, is_maker, one_of_each, ordered, qualifier_of
from catalog.ingest.museums.values import identifier, mapping, mappings, number, text, year
from catalog.ingest.records import ArtistRecord, ArtworkRecord, DisplayRecord, ImageRecord, VenueRecord

_MUSEUM = VenueRecord(
    source_id="cleveland",
    name="The Cleveland Museum of Art",
    kind="museum",
    city="Cleveland",
    country="United States",
    url="https://www.clevelandart.org/",
)
_OWN_SIZES = ("unframed", "overall", "sheet", "image", "plate")
_METRE_MM = 1000
_SIZES_OF_PICTURES = ("print", "web")  # the full one is a TIFF of hundreds of megabytes


def _open(path: Path, options: FeedOptions) -> ObjectFeed:
    def read(row: Mapping[str, Any]) -> ArtworkRecord:
        return _artwork(row, options)

    keys = ("accession_number", "share_license_status", "creators", "technique")
    return open_objects(path, options, read, keys=keys)


def _open_table(path: Path, options: FeedOptions) -> TableFeed:
    def read(row: Mapping[str, Any]) -> ArtworkRecord:
        creators = [_creator(said) for each in text(row["creators"]).split(";") if (said := each.strip())]
        pictures = {size: {"url": row.get(f"image_{size}")} for size in _SIZES_OF_PICTURES}
        return _artwork({**row, "creators": creators, "images": pictures}, options)

    columns = ("id", "accession_number", "share_license_status", "creators", "technique")
    return open_table(path, options, read, columns=columns)


def _creator(said: str) -> Mapping[str, Any]:
    """The creator that a table writes as "Vincent van Gogh (Dutch, 1853–1890), artist"."""
    name, _, role = said.rpartition(", ")
    is_role = name and role.isascii() and role.islower() and role.replace(" ", "").isalpha()
    return {"description": name, "role": role, "qualifier": role} if is_role else {"description": said}


def _artwork(row: Mapping[str, Any], options: FeedOptions) -> ArtworkRecord:
    room = text(row.get("current_location"))
    first, last = year(row.get("creation_date_earliest")), year(row.get("creation_date_latest"))
    return ArtworkRecord(
        source=options.source,
        source_id=identifier(row, "id"),
        title=clipped(row.get("title"), TITLE),
        artists=one_of_each(_artists(mappings(row.get("creators")))),
        **dates(row.get("creation_date"), first, last),
        medium=clipped(row.get("technique"), MEDIUM),
        **dimensions(row.get("measurements"), **_sides(mapping(row.get("dimensions")))),
        accession_number=text(row.get("accession_number")),
        rights=clipped(_rights(row), RIGHTS),
        **presentation(row.get("creditline") or row.get("credit_line"), row.get("url")),
        images=_images(row),
        displays=(
            DisplayRecord(
                venue=_MUSEUM, as_of=options.as_of, is_on_display=True if room else None, room=clipped(room, ROOM)
            ),
        ),
    )


def _artists(creators: list[Mapping[str, Any]]) -> Iterator[ArtistRecord]:
    """The creators; "and Studio" behind one says of that one what it says in other museums."""
    for place, creator in enumerate(creators):
        made = _artist(creator)
        if made is None:
            continue
        following = creators[place + 1] if place + 1 < len(creators) else {}
        helpers = _helpers(following) if _qualifier(following) == "and" else ""
        yield replace(made, qualifier=helpers) if helpers and made.qualifier == "by" else made


def _artist(creator: Mapping[str, Any]) -> ArtistRecord | None:
    read = parse_attributions(text(creator.get("description")))
    if not read or read[0].is_anonymous or not is_maker(text(creator.get("role"))):
        return None
    if _qualifier(creator) == "and" and _helpers(creator):
        return None
    said = qualifier_of(_qualifier(creator))
    life = read[0].life if read[0].life != Life() else parse_life(read[0].alias)  # a nation alone: "(French)"
    qualifier = said if said != "by" else read[0].qualifier
    made = artist(text(creator.get("id")), read[0].name, life, qualifier=qualifier)
    birth, death = ordered(
        made.birth_year or year(creator.get("birth_year")), made.death_year or year(creator.get("death_year"))
    )
    return replace(made, birth_year=birth, death_year=death)


def _qualifier(creator: Mapping[str, Any]) -> str:
    """The qualifier, which some answers wrap in an object."""
    said = creator.get("qualifier")
    return text(mapping(said).get("Value")) or text(said)


def _helpers(creator: Mapping[str, Any]) -> str:
    """What "Studio", "Workshop" or "Associates" in place of a name say of the one before; empty for a name."""
    word = text(creator.get("description"))
    if word.casefold() == "associates":
        return "circle_of"
    read = parse_qualifier(word)
    return read if word and read and read != "by" else ""


def _sides(sizes: Mapping[str, Any]) -> dict[str, int | None]:
    own = next((size for part in _OWN_SIZES if (size := mapping(sizes.get(part)))), {})
    return {f"{side}_mm": millimetres(number(own.get(side)), of_mm=_METRE_MM) for side in ("height", "width")}


def _rights(row: Mapping[str, Any]) -> str:
    return text(row.get("copyright")) or text(row.get("share_license_status"))


def _images(row: Mapping[str, Any]) -> tuple[ImageRecord, ...]:
    pictures = mapping(row.get("images"))
    url = next((found for size in _SIZES_OF_PICTURES if (found := text(mapping(pictures.get(size)).get("url")))), "")
    return picture(url, rights=_rights(row), credit=text(row.get("creditline")), page=row.get("url"))


ADAPTER = Adapter(
    name="cleveland-json",
    title="Cleveland Museum of Art (JSON)",
    description="Answers of the open access API of the Cleveland Museum of Art, or its artworks one by one.",
    suffixes=(".json", ".jsonl", ".json.gz", ".jsonl.gz"),
    media_types=("application/json",),
    source="cleveland",
    open=_open,
    is_row_whole=True,
    folder=ONE_FILE_EACH,
)
CSV_ADAPTER = Adapter(
    name="cleveland-csv",
    title="Cleveland Museum of Art (CSV)",
    description="The open access data of the Cleveland Museum of Art as one table: data.csv.",
    suffixes=(".csv", ".csv.gz"),
    media_types=("text/csv",),
    source="cleveland",
    open=_open_table,
    is_row_whole=True,
)
