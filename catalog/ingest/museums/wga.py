"""Paintings of the Web Gallery of Art: ``wga_painting_info_clean.csv``, cut out of its pages.

The painter is only named by the folder of his pages, shortened to eight letters: the folders of this file are known,
and a work of another has no artist. A decimal comma may have cut a size in two ("38" here, ",8 x 36,7 cm" behind the
technique); it is put together again. Churches, libraries and private collections are no venues of the catalogue.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from catalog.ingest.feeds import Adapter, FeedOptions
from catalog.ingest.lives import Life
from catalog.ingest.museums.facts import MEDIUM, TITLE, clipped, dates, dimensions, picture
from catalog.ingest.museums.feeds import TableFeed, open_table
from catalog.ingest.museums.holders import museum
from catalog.ingest.museums.makers import artist
from catalog.ingest.museums.values import text, web_address
from catalog.ingest.records import ArtistRecord, ArtworkRecord, DisplayRecord
from catalog.ingest.rows import UnusableRow

_PAINTERS = {
    "angelico": "Fra Angelico",
    "caravagg": "Caravaggio",
    "cezanne": "Paul Cézanne",
    "degas": "Edgar Degas",
    "gogh_van": "Vincent van Gogh",
    "goya": "Francisco de Goya",
    "leonardo": "Leonardo da Vinci",
    "lippi__filippo": "Filippo Lippi",
    "manet": "Édouard Manet",
    "mantegna": "Andrea Mantegna",
    "monet": "Claude Monet",
    "rembrand": "Rembrandt van Rijn",
    "renoir": "Pierre-Auguste Renoir",
    "rubens": "Peter Paul Rubens",
}
_CUT_OFF = re.compile(r"(.*?),\s*(,\d.*)")
_HEIGHT = ", height"


def _open(path: Path, options: FeedOptions) -> TableFeed:
    def read(row: Mapping[str, Any]) -> ArtworkRecord:
        return _artwork(row, options)

    columns = ("painting_url", "short_name", "creation_date", "dimension", "exibit_place", "technique", "title")
    return open_table(path, options, read, columns=columns)


def _artwork(row: Mapping[str, Any], options: FeedOptions) -> ArtworkRecord:
    url = web_address(row.get("painting_url"))
    if not url:
        raise UnusableRow("id_missing", "The record has no painting_url, by which works of this source are told apart.")
    medium, size = text(row.get("technique")), text(row.get("dimension"))
    if cut := _CUT_OFF.fullmatch(medium):
        medium, size = cut[1], f"{size}{cut[2]}"
    elif medium.endswith(_HEIGHT):
        medium, size = medium.removesuffix(_HEIGHT), f"height {size}"
    return ArtworkRecord(
        source=options.source,
        source_id=urlsplit(url).path.removeprefix("/art/").removesuffix(".jpg"),
        title=clipped(row.get("title"), TITLE),
        artists=_artists(text(row.get("short_name"))),
        **dates(row.get("creation_date")),
        medium=clipped(medium, MEDIUM),
        **dimensions(size),
        images=picture(url),
        displays=_displays(text(row.get("exibit_place")), options),
    )


def _artists(folder: str) -> tuple[ArtistRecord, ...]:
    name = _PAINTERS.get(folder)
    return (artist(folder, name, Life()),) if name else ()


def _displays(place: str, options: FeedOptions) -> tuple[DisplayRecord, ...]:
    name, _, city = place.rpartition(", ")
    venue = museum(name or city, city=city if name else "")
    return (DisplayRecord(venue=venue, as_of=options.as_of),) if venue else ()


ADAPTER = Adapter(
    name="wga-csv",
    title="Web Gallery of Art (CSV)",
    description="Paintings cut out of the pages of the Web Gallery of Art: wga_painting_info_clean.csv.",
    suffixes=(".csv", ".csv.gz"),
    media_types=("text/csv",),
    source="wga",
    open=_open,
)
