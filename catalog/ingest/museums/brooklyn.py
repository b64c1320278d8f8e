"""The Brooklyn Museum's API: answers with ``data``, an array, JSON Lines, or single objects."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from catalog.ingest.feeds import ONE_FILE_EACH, Adapter, FeedOptions
from catalog.ingest.lives import parse_life
from catalog.ingest.museums.facts import (
    MEDIUM,
    RIGHTS,
    TITLE,
    clipped,
    dates,
    dimensions,
    picture,
    presentation,
    shown_at,
)
from catalog.ingest.museums.feeds import ObjectFeed, open_objects
from catalog.ingest.museums.makers import artist, is_maker, is_nobody, one_of_each, ordered, qualifier_of
from catalog.ingest.museums.values import flag, identifier, mapping, mappings, text, whole, year
from catalog.ingest.records import ArtistRecord, ArtworkRecord, ImageRecord, VenueRecord

_MUSEUM = VenueRecord(
    source_id="brooklyn",
    name="Brooklyn Museum",
    kind="museum",
    city="New York",
    country="United States",
    url="https://www.brooklynmuseum.org/",
)
_NOT_ON_VIEW = "this item is not on view"
_PAGE = "https://www.brooklynmuseum.org/opencollection/objects/{}"


def _open(path: Path, options: FeedOptions) -> ObjectFeed:
    def read(row: Mapping[str, Any]) -> ArtworkRecord:
        return _artwork(row, options)

    return open_objects(path, options, read, keys=("accession_number", "museum_location", "rights_type", "artists"))


def _artwork(row: Mapping[str, Any], options: FeedOptions) -> ArtworkRecord:
    first, last = year(row.get("object_date_begin")), year(row.get("object_date_end"))
    return ArtworkRecord(
        source=options.source,
        source_id=identifier(row, "id"),
        title=clipped(row.get("title"), TITLE),
        artists=one_of_each(_artists(row)),
        **dates(row.get("object_date"), first, last),
        medium=clipped(row.get("medium"), MEDIUM),
        **dimensions(row.get("dimensions")),
        accession_number=text(row.get("accession_number")),
        rights=clipped(_rights(row), RIGHTS),
        **presentation(row.get("credit_line"), _PAGE.format(text(row.get("id")))),
        images=_images(row),
        displays=(
            shown_at(
                _MUSEUM, text(mapping(row.get("museum_location")).get("name")), options.as_of, not_on_view=_NOT_ON_VIEW
            ),
        ),
        is_withdrawn=flag(row.get("visible")) is False or flag(row.get("public_access")) is False,
    )


def _artists(row: Mapping[str, Any]) -> Iterator[ArtistRecord]:
    for each in sorted(mappings(row.get("artists")), key=lambda each: whole(each.get("rank")) or 0):
        name, role = text(each.get("name")), text(each.get("role"))
        if not name or not is_maker(role) or is_nobody(name):
            continue
        said = qualifier_of(text(each.get("prefix")))
        made = artist(
            text(each.get("id")),
            name,
            parse_life(text(each.get("dates"))),
            qualifier=said if said != "by" else qualifier_of(role),
            nationality=text(each.get("nationality")),
        )
        birth, death = ordered(
            made.birth_year or year(each.get("start_year")), made.death_year or year(each.get("end_year"))
        )
        yield replace(made, birth_year=birth, death_year=death)


def _rights(row: Mapping[str, Any]) -> str:
    kind = mapping(row.get("rights_type"))
    return text(kind.get("public_name")) or text(kind.get("name")) or text(row.get("copyright"))


def _images(row: Mapping[str, Any]) -> tuple[ImageRecord, ...]:
    """Addresses come without a scheme; pictures under a restricted copyright may not be shown."""
    is_withdrawn = flag(row.get("copyright_restricted")) is True
    page = _PAGE.format(text(row.get("id")))
    found: list[ImageRecord] = []
    for each in mappings(row.get("images")):
        url = text(each.get("largest_derivative_url")) or text(each.get("standard_size_url"))
        address = url if "://" in url or not url else f"https://{url}"
        credit = text(each.get("credit")) or text(row.get("credit_line"))
        found += picture(address, rights=_rights(row), credit=credit, page=page)
    return tuple(replace(image, is_withdrawn=is_withdrawn) for image in found)


ADAPTER = Adapter(
    name="brooklyn-json",
    title="Brooklyn Museum (JSON)",
    description="Answers of the Brooklyn Museum's API, or its objects one by one.",
    suffixes=(".json", ".jsonl", ".json.gz", ".jsonl.gz"),
    media_types=("application/json",),
    source="brooklyn",
    open=_open,
    is_row_whole=True,
    folder=ONE_FILE_EACH,
)
