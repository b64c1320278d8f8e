"""MuMa, the museum of modern art of Le Havre: ``museum.csv``, with its columns in French.

Names come as "VUILLARD Edouard (1868-1940)", and a work as often as it was listed: its inventory number tells.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from catalog.ingest.attributions import parse_attributions
from catalog.ingest.feeds import Adapter, FeedOptions
from catalog.ingest.museums.facts import MEDIUM, TITLE, clipped, dates, dimensions, millimetres
from catalog.ingest.museums.feeds import TableFeed, open_table
from catalog.ingest.museums.makers import artists_of
from catalog.ingest.museums.values import identifier, number, text
from catalog.ingest.records import ArtistRecord, ArtworkRecord, DisplayRecord, VenueRecord

_MUSEUM = VenueRecord(
    source_id="muma",
    name="MuMa – Musée d'art moderne André Malraux",
    kind="museum",
    city="Le Havre",
    country="France",
    url="https://www.muma-lehavre.fr/",
)
_NUMBER = "numéro d'inventaire"
_FAMILY = re.compile(r"((?:[^\W\d_a-zà-ÿ]['’\-.]?)+(?:\s+(?:[^\W\d_a-zà-ÿ]['’\-.]?){2,})*)\s+(?=[^\W\d_])")
_SIDE = {
    side: re.compile(rf"{word} en cm\s*:\s*([\d.,]+)", re.IGNORECASE)
    for side, word in (("height_mm", "hauteur"), ("width_mm", "largeur"))
}
_CM = 10


def _open(path: Path, options: FeedOptions) -> TableFeed:
    def read(row: Mapping[str, Any]) -> ArtworkRecord:
        return _artwork(row, options)

    return open_table(path, options, read, columns=("auteur", "titre", _NUMBER, "mesures"))


def _artwork(row: Mapping[str, Any], options: FeedOptions) -> ArtworkRecord:
    inventory = identifier(row, _NUMBER)
    size = text(row.get("mesures"))
    sides = {side: _length(pattern, size) for side, pattern in _SIDE.items()}
    return ArtworkRecord(
        source=options.source,
        source_id=inventory,
        title=clipped(row.get("titre"), TITLE),
        artists=_artists(text(row.get("auteur"))),
        **dates(row.get("date de création")),
        medium=clipped(row.get("matière et technique"), MEDIUM),
        **dimensions(size) | sides if any(sides.values()) else dimensions(size),
        accession_number=inventory,
        displays=(DisplayRecord(venue=_MUSEUM, as_of=options.as_of),),
    )


def _length(pattern: re.Pattern[str], size: str) -> int | None:
    found = pattern.search(size)
    return millimetres(number(found[1].replace(",", ".")), of_mm=_CM) if found else None


def _artists(said: str) -> tuple[ArtistRecord, ...]:
    """A family name in capitals goes first: a comma behind it makes it one that is read."""
    found = _FAMILY.match(said)
    # All in capitals, they are lowered together.
    inverted = f"{found[1]}, {said[found.end() :]}".upper() if found else said
    return artists_of(parse_attributions(inverted, commas="invert"))


ADAPTER = Adapter(
    name="muma-csv",
    title="MuMa Le Havre (CSV)",
    description="Works of the museum of modern art of Le Havre, in French: museum.csv.",
    suffixes=(".csv", ".csv.gz"),
    media_types=("text/csv",),
    source="muma",
    open=_open,
)
