"""The Metropolitan Museum of Art: ``MetObjects.csv``, and objects as its API gives them.

The CSV holds several artists in one cell, separated by bars, in parallel columns. The API has a list of constituents,
and the life of the first only.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

from catalog.ingest.feeds import ONE_FILE_EACH, Adapter, FeedOptions, UnreadableFeed
from catalog.ingest.json_file import JsonFile, object_of
from catalog.ingest.lives import Life, parse_life
from catalog.ingest.museums.facts import MEDIUM, RIGHTS, ROOM, TITLE, clipped, dates, dimensions, picture, presentation
from catalog.ingest.museums.feeds import ObjectFeed, TableFeed, open_objects, open_table
from catalog.ingest.museums.makers import artist, is_maker, is_nobody, one_of_each, qualifier_of
from catalog.ingest.museums.values import flag, identifier, mappings, text, texts, ulan_id, wikidata_id, year
from catalog.ingest.records import ArtistRecord, ArtworkRecord, DisplayRecord, ImageRecord, VenueRecord
from catalog.ingest.years import Years

_MUSEUM = VenueRecord(
    source_id="met",
    name="The Metropolitan Museum of Art",
    kind="museum",
    city="New York",
    country="United States",
    url="https://www.metmuseum.org/",
)
_PUBLIC_DOMAIN = "Public domain (CC0)"
_COLUMNS = ("object id", "object number", "title", "is public domain", "artist display name", "object date", "medium")
_ARTIST_COLUMNS = {
    "number": "constituent id",
    "role": "artist role",
    "prefix": "artist prefix",
    "name": "artist display name",
    "bio": "artist display bio",
    "nation": "artist nationality",
    "begin": "artist begin date",
    "end": "artist end date",
    "ulan": "artist ulan url",
    "wikidata": "artist wikidata url",
}


def _open_objects(path: Path, options: FeedOptions) -> ObjectFeed:
    def read(row: Mapping[str, Any]) -> ArtworkRecord:
        return _artwork_of_object(row, options)

    try:
        return open_objects(path, options, read, keys=("objectID", "isPublicDomain", "artistDisplayName"))
    except UnreadableFeed as refused:
        if _is_list(path):
            raise UnreadableFeed(
                f"{path}: only a list of numbers: ask the API for each object, and load those."
            ) from refused
        raise


def _is_list(path: Path) -> bool:
    return not path.is_dir() and any("objectIDs" in object_of(row) for row in islice(JsonFile(path).raw_rows(), 1))


def _open_table(path: Path, options: FeedOptions) -> TableFeed:
    def read(row: Mapping[str, Any]) -> ArtworkRecord:
        return _artwork_of_row(row, options)

    return open_table(path, options, read, columns=_COLUMNS)


def _artwork_of_object(row: Mapping[str, Any], options: FeedOptions) -> ArtworkRecord:
    rights = _rights(row.get("isPublicDomain"), row.get("rightsAndReproduction"))
    return ArtworkRecord(
        source=options.source,
        source_id=identifier(row, "objectID"),
        title=clipped(row.get("title"), TITLE),
        artists=one_of_each(_constituents(row)),
        **dates(row.get("objectDate"), year(row.get("objectBeginDate")), year(row.get("objectEndDate"))),
        medium=clipped(row.get("medium"), MEDIUM),
        **dimensions(row.get("dimensions")),
        accession_number=text(row.get("accessionNumber")),
        wikidata_id=wikidata_id(row.get("objectWikidata_URL")),
        rights=rights,
        **presentation(row.get("creditLine"), row.get("objectURL")),
        images=_images(row, rights),
        displays=(_display(row.get("GalleryNumber"), options),),
    )


def _artwork_of_row(row: Mapping[str, Any], options: FeedOptions) -> ArtworkRecord:
    return ArtworkRecord(
        source=options.source,
        source_id=identifier(row, "object id"),
        title=clipped(row.get("title"), TITLE),
        artists=one_of_each(_artists_of_row(row)),
        **dates(row.get("object date"), year(row.get("object begin date")), year(row.get("object end date"))),
        medium=clipped(row.get("medium"), MEDIUM),
        **dimensions(row.get("dimensions")),
        accession_number=text(row.get("object number")),
        wikidata_id=wikidata_id(row.get("object wikidata url")),
        rights=_rights(row.get("is public domain"), row.get("rights and reproduction")),
        **presentation(row.get("credit line"), row.get("link resource")),
        displays=(_display(row.get("gallery number"), options),),
    )


def _constituents(row: Mapping[str, Any]) -> Iterator[ArtistRecord]:
    """The API's makers; life, nation and the words before the name are told of the first alone."""
    first = text(row.get("artistDisplayName"))
    listed = mappings(row.get("constituents")) or [
        {
            "role": row.get("artistRole"),
            "name": first,
            "constituentULAN_URL": row.get("artistULAN_URL"),
            "constituentWikidata_URL": row.get("artistWikidata_URL"),
        }
    ]
    for each in listed:
        name, role = text(each.get("name")), text(each.get("role"))
        is_first = name == first
        yield from _artist(
            text(each.get("constituentID")),
            name,
            role,
            prefix=text(row.get("artistPrefix")) if is_first else "",
            life=_life(row.get("artistDisplayBio"), row.get("artistBeginDate"), row.get("artistEndDate"))
            if is_first
            else Life(),
            nation=text(row.get("artistNationality")) if is_first else "",
            ulan=ulan_id(each.get("constituentULAN_URL")),
            wikidata=wikidata_id(each.get("constituentWikidata_URL")),
        )


def _artists_of_row(row: Mapping[str, Any]) -> Iterator[ArtistRecord]:
    """The artists of parallel cells; a cell with another number of parts than there are names says nothing."""
    parts = {name: text(row.get(column)).split("|") for name, column in _ARTIST_COLUMNS.items()}
    count = len(parts["name"])
    columns = {name: part if len(part) == count else [""] * count for name, part in parts.items()}
    for place in range(count):
        said = {name: column[place].strip() for name, column in columns.items()}
        yield from _artist(
            said["number"],
            said["name"],
            said["role"],
            prefix=said["prefix"],
            life=_life(said["bio"], said["begin"], said["end"]),
            nation=said["nation"],
            ulan=ulan_id(said["ulan"]),
            wikidata=wikidata_id(said["wikidata"]),
        )


def _artist(  # noqa: PLR0913 - the columns of an artist
    number: str, name: str, role: str, *, prefix: str, life: Life, nation: str, ulan: str, wikidata: str
) -> Iterator[ArtistRecord]:
    if not name or not is_maker(role) or is_nobody(name):
        return
    said = qualifier_of(prefix)
    named = artist(number, name, life, qualifier=said if said != "by" else qualifier_of(role), nationality=nation)
    yield replace(named, ulan_id=ulan, wikidata_id=wikidata)


def _life(bio: object, begin: object, end: object) -> Life:
    """The life; of "Dutch, Zundert 1853–1890 Auvers-sur-Oise" the years that are stated apart, where 9999 is no end."""
    life = parse_life(text(bio))
    is_stated = any(period != Years() for period in (life.birth, life.death, life.active))
    return life if is_stated else parse_life(f"{text(begin)}-{text(end).replace('9999', '')}")


def _rights(is_public_domain: object, said: object) -> str:
    return clipped(_PUBLIC_DOMAIN if flag(is_public_domain) else said, RIGHTS)


def _images(row: Mapping[str, Any], rights: str) -> tuple[ImageRecord, ...]:
    urls = [text(row.get("primaryImage")), *texts(row.get("additionalImages"))]
    credit, page = text(row.get("creditLine")), row.get("objectURL")
    return tuple(image for url in urls for image in picture(url, rights=rights, credit=credit, page=page))


def _display(gallery: object, options: FeedOptions) -> DisplayRecord:
    number = text(gallery)
    return DisplayRecord(
        venue=_MUSEUM,
        as_of=options.as_of,
        is_on_display=True if number else None,
        room=clipped(f"Gallery {number}", ROOM) if number else "",
    )


ADAPTER = Adapter(
    name="met-json",
    title="Metropolitan Museum of Art (API)",
    description="Objects as the Met's collection API gives them: one a file, an array, or JSON Lines.",
    suffixes=(".json", ".jsonl", ".json.gz", ".jsonl.gz"),
    media_types=("application/json",),
    source="met",
    open=_open_objects,
    is_row_whole=True,
    folder=ONE_FILE_EACH,
)
CSV_ADAPTER = Adapter(
    name="met-csv",
    title="Metropolitan Museum of Art (CSV)",
    description="The whole collection of the Met as it publishes it: MetObjects.csv.",
    suffixes=(".csv", ".csv.gz"),
    media_types=("text/csv",),
    source="met",
    open=_open_table,
    is_row_whole=True,
)
