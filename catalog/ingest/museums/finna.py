"""Finna, of Finland's archives, libraries and museums: answers of its search API with ``records``.

The time of making stands among the subjects, as "valmistusaika: 11.06.1923".
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from catalog.ingest.attributions import parse_attributions
from catalog.ingest.feeds import ONE_FILE_EACH, Adapter, FeedOptions
from catalog.ingest.museums.facts import RIGHTS, TITLE, clipped, dates, picture, presentation
from catalog.ingest.museums.feeds import ObjectFeed, open_objects
from catalog.ingest.museums.holders import museum
from catalog.ingest.museums.makers import artists_of, one_of_each
from catalog.ingest.museums.values import first_text, identifier, mapping, mappings, text, texts
from catalog.ingest.records import ArtistRecord, ArtworkRecord, DisplayRecord, ImageRecord
from catalog.ingest.rows import UnusableRow

_HOST = "https://api.finna.fi"
_PAGE = "https://www.finna.fi/Record/{}"
_FORMATS = ("0/Image/", "0/WorkOfArt/")
_MADE = "valmistusaika:"
_MAKERS = (
    *("", "taiteilija", "taidemaalari", "kuvaaja", "valokuvaaja", "piirtäjä", "kuvanveistäjä", "graafikko"),
    *("tekijä", "muotoilija", "suunnittelija", "arkkitehti"),
)


def _open(path: Path, options: FeedOptions) -> ObjectFeed:
    def read(row: Mapping[str, Any]) -> ArtworkRecord:
        return _artwork(row, options)

    return open_objects(path, options, read, keys=("id", "buildings", "formats"))


def _artwork(row: Mapping[str, Any], options: FeedOptions) -> ArtworkRecord:
    if not any(text(each.get("value")) in _FORMATS for each in mappings(row.get("formats"))):
        raise UnusableRow("not_art", "The record is of a book, an object or the like: only pictures and art are read.")
    holder = next((text(each.get("translated")) for each in mappings(row.get("buildings"))), "")
    venue = museum(holder, country="Finland")
    return ArtworkRecord(
        source=options.source,
        source_id=identifier(row, "id"),
        title=clipped(row.get("title"), TITLE),
        artists=one_of_each(_artists(row)),
        **dates(text(row.get("year")) or _made(row)),
        rights=clipped(mapping(row.get("imageRights")).get("copyright"), RIGHTS),
        **presentation(page=_PAGE.format(text(row.get("id")))),
        images=_images(row, holder),
        displays=(DisplayRecord(venue=venue, as_of=options.as_of),) if venue else (),
    )


def _artists(row: Mapping[str, Any]) -> Iterator[ArtistRecord]:
    for each in mappings(row.get("nonPresenterAuthors")):
        if text(each.get("role")).casefold() in _MAKERS:
            yield from artists_of(parse_attributions(text(each.get("name")), commas="invert"))


def _made(row: Mapping[str, Any]) -> str:
    subjects = row.get("subjects")
    said = (first_text(subject) for subject in subjects) if isinstance(subjects, list) else ()
    return next((each.removeprefix(_MADE).partition(",")[0].strip() for each in said if each.startswith(_MADE)), "")


def _images(row: Mapping[str, Any], holder: str) -> tuple[ImageRecord, ...]:
    rights = text(mapping(row.get("imageRights")).get("copyright"))
    page = _PAGE.format(text(row.get("id")))
    return tuple(
        image
        for path in texts(row.get("images"))
        for image in picture(
            f"{_HOST}{path}" if path.startswith("/") else path, rights=rights, credit=holder, page=page
        )
    )


ADAPTER = Adapter(
    name="finna-json",
    title="Finna (JSON)",
    description="Answers of the search API of Finna, for the pictures and works of Finland's museums.",
    suffixes=(".json", ".jsonl", ".json.gz", ".jsonl.gz"),
    media_types=("application/json",),
    source="finna",
    open=_open,
    is_row_whole=True,
    folder=ONE_FILE_EACH,
)
