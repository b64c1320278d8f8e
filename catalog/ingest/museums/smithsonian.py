"""The Smithsonian's open access API (EDAN): answers with ``response.rows``, or records one by one.

Animals, plants, fossils and minerals are rejected: they are no works of art.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from catalog.ingest.attributions import Commas, parse_attributions
from catalog.ingest.feeds import ONE_FILE_EACH, Adapter, FeedOptions
from catalog.ingest.lives import Life, parse_life
from catalog.ingest.museums.facts import MEDIUM, RIGHTS, ROOM, TITLE, clipped, dates, dimensions, picture, presentation
from catalog.ingest.museums.feeds import ObjectFeed, open_objects
from catalog.ingest.museums.holders import museum
from catalog.ingest.museums.makers import artist, one_of_each, qualifier_of
from catalog.ingest.museums.values import first_text, identifier, mapping, mappings, text, texts
from catalog.ingest.records import ArtistRecord, ArtworkRecord, DisplayRecord, ImageRecord
from catalog.ingest.rows import UnusableRow

_NATURE = ("tax_kingdom", "tax_class", "tax_order", "tax_family", "scientific_name")
_MAKERS = re.compile(
    r"(?:.*\b)?(?:creator|artist|maker|painter|sculptor|photographer|engraver|etcher|printmaker|lithographer"
    r"|designer|architect|illustrator|draftsman|draughtsman|ceramist|ceramicist|calligrapher|weaver"
    r"|attributed to|after|copy after|circle of|follower of|school of|studio of|workshop of)",
    re.IGNORECASE,
)
_YEARS_BEHIND = re.compile(r",?\s+((?:b\.|born|ca?\.)?\s*\d{4}\s*[-–]?\s*(?:ca?\.\s*)?(?:\d{4})?)$")
_BORN = re.compile(r",\s*(?=born\b|active\b|died\b|founded\b)", re.IGNORECASE)


def _open(path: Path, options: FeedOptions) -> ObjectFeed:
    def read(row: Mapping[str, Any]) -> ArtworkRecord:
        return _artwork(row, options)

    return open_objects(path, options, read, keys=("id", "unitCode", "content"))


def _artwork(row: Mapping[str, Any], options: FeedOptions) -> ArtworkRecord:
    content = mapping(row.get("content"))
    known, said, indexed = (
        mapping(content.get(part)) for part in ("descriptiveNonRepeating", "freetext", "indexedStructured")
    )
    unit = text(row.get("unitCode"))
    if unit.startswith("NMNH") or any(indexed.get(key) for key in _NATURE):
        raise UnusableRow("not_art", "The record is of an animal, a plant, a fossil or a mineral: no work of art.")
    rights = clipped(mapping(known.get("metadata_usage")).get("access"), RIGHTS)
    return ArtworkRecord(
        source=options.source,
        source_id=identifier(row, "id"),
        title=clipped(first_text(row.get("title"), mapping(known.get("title")).get("content")), TITLE),
        artists=one_of_each(_artists(said)),
        **dates("; ".join(_labelled(said, "date"))),
        medium=clipped("; ".join(_labelled(said, "physicalDescription", "medium")), MEDIUM),
        **dimensions("; ".join(_labelled(said, "physicalDescription", "dimensions"))),
        accession_number=first_text(
            _labelled(said, "identifier", "accession number"),
            _labelled(said, "identifier", "object number"),
            _labelled(said, "identifier", "local number"),
        ),
        rights=rights,
        **presentation(
            first_text(_labelled(said, "creditLine")), first_text(known.get("record_link"), known.get("guid"))
        ),
        images=_images(known, said),
        displays=_displays(known, said, options),
    )


def _labelled(said: Mapping[str, Any], kind: str, label: str = "") -> list[str]:
    """The texts of a kind, of all labels or of one."""
    return [
        content
        for each in mappings(said.get(kind))
        if (content := text(each.get("content"))) and (not label or text(each.get("label")).casefold() == label)
    ]


def _artists(said: Mapping[str, Any]) -> Iterator[ArtistRecord]:
    for each in mappings(said.get("name")):
        label, name = text(each.get("label")), text(each.get("content"))
        if not name or not _MAKERS.fullmatch(label):
            continue
        name, life, commas = _named(name)
        for read in parse_attributions(name, commas=commas):
            if not read.is_anonymous:
                qualifier = read.qualifier if read.qualifier != "by" else qualifier_of(label)
                yield artist("", read.name, life if life != Life() else read.life, qualifier=qualifier)


def _named(said: str) -> tuple[str, Life, Commas]:
    """Takes "Ridgway, Robert 1850-1929" and "John Doe, born Paris, France 1850-died Rome, Italy 1920" apart."""
    name, *born = _BORN.split(said, maxsplit=1)
    if born:
        return name, parse_life(born[0]), "keep"
    if found := _YEARS_BEHIND.search(said):
        return said[: found.start()], parse_life(found[1]), "invert"
    return said, Life(), "invert"


def _images(known: Mapping[str, Any], said: Mapping[str, Any]) -> tuple[ImageRecord, ...]:
    credit = first_text(_labelled(said, "creditLine"), text(known.get("data_source")))
    page = first_text(known.get("record_link"), known.get("guid"))
    return tuple(
        image
        for media in mappings(mapping(known.get("online_media")).get("media"))
        if text(media.get("type")) == "Images"
        for image in picture(
            media.get("content"), rights=text(mapping(media.get("usage")).get("access")), credit=credit, page=page
        )
    )


def _displays(known: Mapping[str, Any], said: Mapping[str, Any], options: FeedOptions) -> tuple[DisplayRecord, ...]:
    holder = museum(text(known.get("data_source")), country="United States")
    shown = [where for where in _labelled(said, "onPhysicalExhibit") if where.casefold() != "no"]
    rooms = [mapping(each) for each in mappings(said.get("exhibition"))]
    if holder is None:
        return ()
    room = first_text([text(each.get("room")) for each in rooms], texts(shown))
    return (
        DisplayRecord(
            venue=holder,
            as_of=options.as_of,
            is_on_display=True if shown else None,
            room=clipped(room, ROOM) if shown and room.casefold() != "yes" else "",
        ),
    )


ADAPTER = Adapter(
    name="smithsonian-json",
    title="Smithsonian (JSON)",
    description="Answers of the Smithsonian's open access API, of any of its museums and archives.",
    suffixes=(".json", ".jsonl", ".json.gz", ".jsonl.gz"),
    media_types=("application/json",),
    source="smithsonian",
    open=_open,
    is_row_whole=True,
    folder=ONE_FILE_EACH,
)
