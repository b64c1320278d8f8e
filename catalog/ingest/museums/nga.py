"""The National Gallery of Art's open data: a folder of its tables, of which ``constituents.csv`` must be there.

Read are the artists among the constituents, then ``objects.csv`` with ``objects_constituents.csv``,
``objects_dimensions.csv``, ``published_images.csv`` and ``locations.csv``, as far as they lie in the folder. A raw row
is the object of a table's row with the name of its table.

Lives are read from ``displaydate``: ``beginyear`` and ``endyear`` are search aids ("1700 - 1775 or after" ends 1775
there, and somebody born in 1903 died in 2003).
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from catalog.ingest.csv_file import CsvFile
from catalog.ingest.feeds import Adapter, FeedOptions, FolderLayout, UnreadableFeed
from catalog.ingest.lives import parse_life
from catalog.ingest.museums.facts import (
    MEDIUM,
    ROOM,
    TITLE,
    clipped,
    dates,
    dimensions,
    iiif_picture,
    millimetres,
    presentation,
)
from catalog.ingest.museums.feeds import ObjectFeed, numbered, table
from catalog.ingest.museums.makers import artist, artists_in, is_maker, one_of_each, qualifier_of
from catalog.ingest.museums.related_rows import RelatedRows
from catalog.ingest.museums.values import identifier, number, text, ulan_id, whole, wikidata_id, year
from catalog.ingest.records import ArtistRecord, ArtworkRecord, DisplayRecord, ImageRecord, VenueRecord
from catalog.ingest.rows import RawRow, UnusableRow

_MUSEUM = VenueRecord(
    source_id="nga",
    name="National Gallery of Art",
    kind="museum",
    city="Washington, DC",
    country="United States",
    url="https://www.nga.gov/",
    wikidata_id="Q214867",
)
_FILES = (
    *("constituents.csv", "objects.csv", "objects_constituents.csv", "objects_dimensions.csv"),
    *("published_images.csv", "locations.csv"),
)
_CONSTITUENT_COLUMNS = ("constituentid", "forwarddisplayname", "displaydate", "artistofngaobject", "constituenttype")
_OBJECT_COLUMNS = ("objectid", "accessionnum", "title", "displaydate", "attribution")
_SIDES = {"height": "height", "width": "width"}
_UNIT_MM = {"centimeters": 10.0, "inches": 25.4, "millimeters": 1.0, "meters": 1000.0}
_PAGE = "https://www.nga.gov/collection/art-object-page.{}.html"


def _open(path: Path, options: FeedOptions) -> ObjectFeed:
    if not (path / "constituents.csv").is_file():
        raise UnreadableFeed(f"{path}: no constituents.csv in it; give the folder of NGA's tables.")
    tables = {"constituent": table(path / "constituents.csv", _CONSTITUENT_COLUMNS)}
    if (path / "objects.csv").is_file():
        tables["object"] = table(path / "objects.csv", _OBJECT_COLUMNS)

    def rows() -> Iterator[RawRow]:
        return numbered(_as_objects(name, file) for name, file in tables.items())

    return ObjectFeed(options.source, rows, _Tables(path, options).read)


def _as_objects(name: str, file: CsvFile) -> Iterator[RawRow]:
    for raw in file.raw_rows():
        if raw.problem is not None:
            yield raw
            continue
        cells = {column: cell for column, cell in zip(file.columns, raw.cells, strict=True) if cell}
        yield RawRow(raw.line, (json.dumps({"table": name, **cells}, ensure_ascii=False),))


class _Tables:
    """The tables that rows of others refer to."""

    def __init__(self, folder: Path, options: FeedOptions) -> None:
        self._options = options
        self._constituents = RelatedRows(folder / "constituents.csv", "constituentid")
        self._makers = RelatedRows(
            folder / "objects_constituents.csv", "objectid", keep=lambda row: row.get("roletype") == "artist"
        )
        self._sizes = RelatedRows(folder / "objects_dimensions.csv", "objectid")
        self._pictures = RelatedRows(folder / "published_images.csv", "depictstmsobjectid")
        self._locations = RelatedRows(folder / "locations.csv", "locationid")
        self._by_table: dict[str, Callable[[Mapping[str, Any]], ArtworkRecord | ArtistRecord]] = {
            "constituent": _artist,
            "object": self._artwork,
        }

    def read(self, row: Mapping[str, Any]) -> ArtworkRecord | ArtistRecord:
        """The artist or artwork of a row."""
        reader = self._by_table.get(text(row.get("table")))
        if reader is None:
            raise UnusableRow("table_unknown", "The record has no “table” constituent or object.")
        return reader(row)

    def _artwork(self, row: Mapping[str, Any]) -> ArtworkRecord:
        number_ = identifier(row, "objectid")
        return ArtworkRecord(
            source=self._options.source,
            source_id=number_,
            title=clipped(text(row.get("title")).replace("_", ""), TITLE),
            artists=self._artists(number_) or artists_in(text(row.get("attribution"))),
            **dates(row.get("displaydate"), year(row.get("beginyear")), year(row.get("endyear"))),
            medium=clipped(row.get("medium"), MEDIUM),
            **dimensions(row.get("dimensions"), **self._overall(number_)),
            accession_number=text(row.get("accessionnum")),
            wikidata_id=wikidata_id(row.get("wikidataid")),
            **presentation(row.get("creditline"), _PAGE.format(number_)),
            images=self._images(number_, text(row.get("creditline"))),
            displays=(self._display(text(row.get("locationid"))),),
        )

    def _artists(self, object_id: str) -> tuple[ArtistRecord, ...]:
        found: list[ArtistRecord] = []
        for tie in sorted(self._makers.of(object_id), key=lambda tie: whole(tie.get("displayorder")) or 0):
            if not is_maker(text(tie.get("role"))):
                continue
            # "after" and "attributed to" stand before the name, "Workshop of" in the role of some.
            said = (qualifier_of(text(tie.get(column))) for column in ("prefix", "suffix", "role"))
            qualifier = next((each for each in said if each != "by"), "by")
            found += [
                replace(_maker(constituent), qualifier=qualifier)
                for constituent in self._constituents.of(text(tie.get("constituentid")))
                if constituent.get("constituenttype") != "anonymous"
            ]
        return one_of_each(found)

    def _overall(self, object_id: str) -> dict[str, int | None]:
        sides: dict[str, int | None] = {"height_mm": None, "width_mm": None}
        for row in self._sizes.of(object_id):
            side = f"{text(row.get('dimensiontype')).casefold()}_mm"
            unit = _UNIT_MM.get(text(row.get("unitname")).casefold())
            if text(row.get("element")).casefold() == "overall" and unit and side in sides and sides[side] is None:
                sides[side] = millimetres(number(row.get("dimension")), of_mm=unit)
        return sides

    def _images(self, object_id: str, credit: str) -> tuple[ImageRecord, ...]:
        rows = sorted(
            self._pictures.of(object_id),
            key=lambda row: (text(row.get("viewtype")) != "primary", text(row.get("sequence"))),
        )
        page = _PAGE.format(object_id)
        return tuple(image for row in rows for image in iiif_picture(row.get("iiifurl"), credit=credit, page=page))

    def _display(self, location_id: str) -> DisplayRecord:
        """A place with public access is a room; one without says nothing about the wall the work may hang on."""
        places = [row for row in self._locations.of(location_id) if row.get("publicaccess") == "1"]
        return DisplayRecord(
            venue=_MUSEUM,
            as_of=self._options.as_of,
            is_on_display=True if places else None,
            room=clipped(places[0].get("description"), ROOM) if places else "",
        )


def _artist(row: Mapping[str, Any]) -> ArtistRecord:
    if text(row.get("artistofngaobject")) != "1":
        raise UnusableRow("not_an_artist", "The constituent made no work of the gallery: a donor, owner or the like.")
    if text(row.get("constituenttype")) == "anonymous":
        raise UnusableRow("not_a_person", "The constituent stands for unknown artists, of a place and century.")
    return _maker(row)


def _maker(row: Mapping[str, Any]) -> ArtistRecord:
    name = text(row.get("forwarddisplayname")) or text(row.get("preferreddisplayname"))
    if not name:
        raise UnusableRow("name_missing", "The constituent has no name: give one in “forwarddisplayname”.")
    life = parse_life(text(row.get("displaydate")))
    return replace(
        artist(identifier(row, "constituentid"), name, life, nationality=text(row.get("nationality"))),
        ulan_id=ulan_id(row.get("ulanid")),
        wikidata_id=wikidata_id(row.get("wikidataid")),
    )


ADAPTER = Adapter(
    name="nga-csv",
    title="National Gallery of Art (CSV)",
    description="The open data of the National Gallery of Art, Washington: the folder of its tables, or a ZIP of it.",
    suffixes=(),
    media_types=(),
    source="nga",
    open=_open,
    folder=FolderLayout(_FILES),
)
