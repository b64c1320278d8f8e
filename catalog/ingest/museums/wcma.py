"""The Williams College Museum of Art: the folder of its objects and exhibitions, or one of the two files.

An exhibition names the objects it showed. Those held in the museum become displays of the works; what was lent to other
places is rejected, as the file does not say where. A day known to the month or year starts with its first day and ends
with its last.
"""

import calendar
import datetime
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

from catalog.ingest.attributions import parse_attributions
from catalog.ingest.days import Day, parse_day
from catalog.ingest.feeds import Adapter, FeedOptions, FolderLayout, UnreadableFeed
from catalog.ingest.json_file import JsonFile, json_object
from catalog.ingest.lives import Life, parse_life
from catalog.ingest.museums.facts import MEDIUM, NAME, RIGHTS, TITLE, clipped, dates, dimensions, presentation
from catalog.ingest.museums.feeds import ObjectFeed, numbered, open_objects
from catalog.ingest.museums.makers import artists_of
from catalog.ingest.museums.values import identifier, mappings, text, ulan_id, year
from catalog.ingest.records import ArtistRecord, ArtworkRecord, DisplayRecord, ExhibitionRecord, VenueRecord
from catalog.ingest.rows import RawRow, UnusableRow

_MUSEUM = VenueRecord(
    source_id="wcma",
    name="Williams College Museum of Art",
    kind="museum",
    city="Williamstown",
    country="United States",
    url="https://artmuseum.williams.edu/",
)
_OBJECT_KEYS = ("id", "accession_number", "maker", "artistLifeSpan")
_EXHIBITION_KEYS = ("ExhibitionID", "ExhTitle")
_NOT_FOUND = ("not found", "term not found")
_BY_CULTURE = ("WCMA-ANCIENT", "WCMA-EASTERN")  # here the maker is a place or a people


def _open(path: Path, options: FeedOptions) -> ObjectFeed:
    files = sorted(path.glob("*.json")) if path.is_dir() else [path]
    exhibitions = [file for file in files if file.name.casefold().startswith("exhibition")]
    collection = _Collection([JsonFile(file) for file in exhibitions], options)
    opened = []
    for file in files:
        keys = _EXHIBITION_KEYS if file in exhibitions else _OBJECT_KEYS
        opened.append(open_objects(file, options, collection.read, keys=keys))
    if not opened:
        raise UnreadableFeed(f"{path}: no file of objects or Exhibitions….json in it.")

    def rows() -> Iterator[RawRow]:
        return numbered(feed.raw_rows() for feed in opened)

    return ObjectFeed(options.source, rows, collection.read)


class _Collection:
    """The exhibitions that the objects were in."""

    def __init__(self, exhibitions: list[JsonFile], options: FeedOptions) -> None:
        self._exhibitions = exhibitions
        self._options = options

    def read(self, row: Mapping[str, Any]) -> ArtworkRecord | ExhibitionRecord:
        """The artwork or exhibition of an object."""
        return _exhibition(row) if "ExhibitionID" in row else self._artwork(row)

    def _artwork(self, row: Mapping[str, Any]) -> ArtworkRecord:
        number = identifier(row, "id")
        first, last = year(row.get("creation_date_earliest")), year(row.get("creation_date_latest"))
        holder = text(row.get("copyright_holder"))
        return ArtworkRecord(
            source=self._options.source,
            source_id=number,
            title=clipped(row.get("title"), TITLE),
            artists=_artists(row),
            **dates(row.get("creation_date"), first, last),
            medium=clipped(row.get("medium"), MEDIUM),
            **dimensions(row.get("dimensions")),
            accession_number=text(row.get("accession_number")),
            rights=clipped(f"© {holder}", RIGHTS) if holder else "",
            **presentation(row.get("credit_line")),
            displays=self._displays(number, text(row.get("data_date"))),
        )

    def _displays(self, number: str, said_on: str) -> tuple[DisplayRecord, ...]:
        """The museum, and its exhibitions with the work."""
        stated = parse_day(said_on)
        held = DisplayRecord(venue=_MUSEUM, as_of=stated.date if stated else self._options.as_of)
        shows = sorted(self._shows.get(number, []), key=lambda show: (str(show.starts_on or ""), show.source_id))
        return (
            held,
            *(replace(held, exhibition=show, from_date=show.starts_on, to_date=show.ends_on) for show in shows),
        )

    @cached_property
    def _shows(self) -> dict[str, list[ExhibitionRecord]]:
        """The museum's own exhibitions by object."""
        shows: dict[str, list[ExhibitionRecord]] = defaultdict(list)
        for raw in (raw for file in self._exhibitions for raw in file.raw_rows()):
            try:
                row = json_object(raw.cells)
                show = _exhibition(row)
            except UnusableRow:  # its own row says so
                continue
            for shown in mappings(row.get("Objects")):
                shows[text(shown.get("ObjectID"))].append(show)
        return shows


def _exhibition(row: Mapping[str, Any]) -> ExhibitionRecord:
    title = clipped(row.get("ExhTitle"), NAME)
    if not title:
        raise UnusableRow("title_missing", "The exhibition has no title: give it one in “ExhTitle”.")
    if row.get("IsInHouse") is not True:
        raise UnusableRow("venue_unknown", "The exhibition was held elsewhere, and the record does not say where.")
    begin, end = parse_day(text(row.get("BeginISODate"))), parse_day(text(row.get("EndISODate")))
    starts_on, ends_on = begin.date if begin else None, _last_of(end) if end else None
    if starts_on and ends_on and starts_on > ends_on:
        raise UnusableRow("dates_reversed", f"The exhibition ends on {ends_on}, before it starts on {starts_on}.")
    return ExhibitionRecord(identifier(row, "ExhibitionID"), title, _MUSEUM, starts_on, ends_on)


def _last_of(stated: Day) -> datetime.date:
    """The last day of the day, month or year that is stated."""
    if stated.precision == "day":
        return stated.date
    month = stated.date.month if stated.precision == "month" else 12
    return stated.date.replace(month=month, day=calendar.monthrange(stated.date.year, month)[1])


def _artists(row: Mapping[str, Any]) -> tuple[ArtistRecord, ...]:
    ulan = ulan_id(row.get("ulan"))
    attributed = parse_attributions(text(row.get("maker")))
    if text(row.get("classification")) in _BY_CULTURE and not ulan:
        return ()
    if len(attributed) != 1:
        return artists_of(attributed)
    life = replace(parse_life(_found(row.get("artistLifeSpan"))), nationality=_found(row.get("artistNationality")))
    return tuple(replace(made, ulan_id=ulan) for made in artists_of(attributed, [life] if life != Life() else ()))


def _found(value: object) -> str:
    said = text(value)
    return "" if said.casefold() in _NOT_FOUND else said


ADAPTER = Adapter(
    name="wcma-json",
    title="Williams College Museum of Art (JSON)",
    description="The objects and exhibitions of the Williams College Museum of Art: a folder of two files.",
    suffixes=(".json",),
    media_types=("application/json",),
    source="wcma",
    open=_open,
    folder=FolderLayout(("*.json",)),
)
