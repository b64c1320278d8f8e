"""Europeana: answers of its search API with ``items``.

Creators are names, or addresses whose labels stand in ``edmAgentLabel``, among those of people and buildings depicted.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from catalog.ingest.attributions import parse_attributions
from catalog.ingest.feeds import ONE_FILE_EACH, Adapter, FeedOptions
from catalog.ingest.museums.facts import RIGHTS, TITLE, clipped, dates, picture, presentation
from catalog.ingest.museums.feeds import ObjectFeed, open_objects
from catalog.ingest.museums.holders import museum
from catalog.ingest.museums.makers import artists_of, one_of_each
from catalog.ingest.museums.values import first_text, flag, identifier, mapping, text, texts, web_address
from catalog.ingest.records import ArtistRecord, ArtworkRecord, DisplayRecord, ImageRecord
from catalog.ingest.rows import UnusableRow

_VAGUE_YEARS = re.compile(r",\s*\d{4}\s*-\s*\d*-+\??$")  # Bayot, Adolphe, 1810-18--?


def _open(path: Path, options: FeedOptions) -> ObjectFeed:
    def read(row: Mapping[str, Any]) -> ArtworkRecord:
        return _artwork(row, options)

    return open_objects(path, options, read, keys=("id", "dataProvider", "type"))


def _artwork(row: Mapping[str, Any], options: FeedOptions) -> ArtworkRecord:
    if text(row.get("type")) != "IMAGE":
        raise UnusableRow("not_art", "The record is of a text, a sound or a film: only pictures are read.")
    provider = first_text(row.get("dataProvider"))
    holder = museum(provider, country=first_text(row.get("country")))
    return ArtworkRecord(
        source=options.source,
        source_id=identifier(row, "id"),
        title=clipped(first_text(row.get("title")), TITLE),
        artists=one_of_each(_artists(row)),
        **dates(", ".join(texts(row.get("year")))),
        rights=clipped(first_text(row.get("rights")), RIGHTS),
        **presentation(page=first_text(row.get("edmIsShownAt"), row.get("guid"))),
        images=_images(row, provider),
        displays=(DisplayRecord(venue=holder, as_of=options.as_of),) if holder else (),
    )


def _artists(row: Mapping[str, Any]) -> Iterator[ArtistRecord]:
    agents, labels = texts(row.get("edmAgent")), row.get("edmAgentLabel")
    names = [text(mapping(label).get("def")) for label in labels] if isinstance(labels, list) else []
    named = dict(zip(agents, names, strict=True)) if len(agents) == len(names) else {}
    for creator in texts(row.get("dcCreator")):
        name = named.get(creator, "") if web_address(creator) else creator
        name = _VAGUE_YEARS.sub("", name)
        yield from artists_of(parse_attributions(name, commas="invert"))


def _images(row: Mapping[str, Any], provider: str) -> tuple[ImageRecord, ...]:
    """The provider's pictures; its word that the preview may not be shown takes them back."""
    is_withdrawn = flag(row.get("previewNoDistribute")) is True
    page = first_text(row.get("edmIsShownAt"), row.get("guid"))
    rights = first_text(row.get("rights"))
    return tuple(
        replace(image, is_withdrawn=is_withdrawn)
        for url in texts(row.get("edmIsShownBy"))
        for image in picture(url, rights=rights, credit=provider, page=page)
    )


ADAPTER = Adapter(
    name="europeana-json",
    title="Europeana (JSON)",
    description="Answers of Europeana's search API.",
    suffixes=(".json", ".jsonl", ".json.gz", ".jsonl.gz"),
    media_types=("application/json",),
    source="europeana",
    open=_open,
    is_row_whole=True,
    folder=ONE_FILE_EACH,
)
