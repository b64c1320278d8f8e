"""The Art Institute of Chicago's data: the folder of its dump, one of its folders, or a file of its API's answers.

Rooms come first, then agents, exhibitions and artworks, as far as their folders are there. A gallery of the museum is a
venue of its own, because only it has coordinates; a work on view hangs there, every other is held by the museum. Agents
and galleries are looked up one by one, so that the memory does not grow with their number.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

from catalog.ingest.attributions import Attributed, parse_attributions
from catalog.ingest.days import parse_day
from catalog.ingest.feeds import Adapter, FeedOptions, FolderLayout, UnreadableFeed
from catalog.ingest.json_file import JsonAnswers, JsonFile, object_of
from catalog.ingest.lives import Life
from catalog.ingest.makers import other_names
from catalog.ingest.museums.facts import (
    MEDIUM,
    NAME,
    RIGHTS,
    ROOM,
    STYLE,
    TITLE,
    clipped,
    dates,
    day,
    dimensions,
    iiif_picture,
    presentation,
)
from catalog.ingest.museums.feeds import ObjectFeed, numbered
from catalog.ingest.museums.makers import artist, is_nobody, one_of_each, ordered
from catalog.ingest.museums.values import flag, identifier, text, texts, ulan_id, web_address, year
from catalog.ingest.names import name_key
from catalog.ingest.records import (
    ArtistRecord,
    ArtworkRecord,
    DisplayRecord,
    ExhibitionRecord,
    ImageRecord,
    Record,
    VenueRecord,
)
from catalog.ingest.rows import RawRow, UnusableRow
from catalog.ingest.years import parse_years

_FOLDERS = ("galleries", "agents", "exhibitions", "artworks")
_MUSEUM = VenueRecord(
    source_id="aic",
    name="The Art Institute of Chicago",
    kind="museum",
    city="Chicago",
    country="United States",
    url="https://www.artic.edu/",
)
_IIIF = "https://www.artic.edu/iiif/2/{}"
_PAGE = "https://www.artic.edu/artworks/{}"
_LONGEST_ID = 40
_LOOKED_AT = 25
_OF_WORKS = ("artist_display", "main_reference_number")
_TELLING = ("api_model", *_OF_WORKS)
"""What records of the API have, if only some fields of them were asked for."""


def _open(path: Path, options: FeedOptions) -> ObjectFeed:
    if path.is_dir():
        return _open_folder(path, options)
    file = JsonFile(path)
    for rows in (file.raw_rows, JsonAnswers(file, _is_record).raw_rows):
        if any(_is_record(object_of(row)) for row in islice(rows(), _LOOKED_AT)):
            return ObjectFeed(options.source, rows, _Dump(path.parent, options).read)
    raise UnreadableFeed(
        f"{path}: no record with id, title and {' or '.join(_TELLING)} in it; is it of another format?"
    )


def _is_record(value: Mapping[str, Any]) -> bool:
    return {"id", "title"} <= value.keys() and not value.keys().isdisjoint(_TELLING)


def _open_folder(path: Path, options: FeedOptions) -> ObjectFeed:
    is_one = path.name in _FOLDERS and path.is_dir()
    root = path.parent if is_one else path / "json" if (path / "json").is_dir() else path
    folders = [path] if is_one else [root / name for name in _FOLDERS]
    files = [JsonFile(folder) for folder in folders if folder.is_dir()]
    if not any(True for file in files for _ in file.raw_rows()):
        raise UnreadableFeed(f"{path}: give the folder that has the folders artworks, agents and galleries.")

    def rows() -> Iterator[RawRow]:
        return numbered(file.raw_rows() for file in files)

    return ObjectFeed(options.source, rows, _Dump(root, options).read)


class _Dump:
    """The folders that records of others refer to."""

    def __init__(self, root: Path, options: FeedOptions) -> None:
        self._root = root
        self._options = options
        self._look_up = lru_cache(maxsize=4096)(self._found)
        self._by_model: dict[str, Callable[[Mapping[str, Any]], Record]] = {
            "artworks": self._artwork,
            "agents": _agent,
            "galleries": _gallery,
            "exhibitions": self._exhibition,
        }

    def read(self, row: Mapping[str, Any]) -> Record:
        """The record of an object of any model."""
        is_work = any(key in row for key in _OF_WORKS)
        reader = self._by_model.get(text(row.get("api_model")) or ("artworks" if is_work else ""))
        if reader == self._artwork and not is_work:
            raise UnusableRow(
                "record_partial",
                "The answer of a search only names the work: ask for it with “fields”, or by its api_link.",
            )
        if reader is None:
            raise UnusableRow("model_unknown", f"The record has no “api_model” of {', '.join(_FOLDERS)}.")
        return reader(row)

    def _found(self, model: str, number: str) -> Mapping[str, Any]:
        """A record of another folder; an empty one where it is not there."""
        path = self._root / model / f"{number}.json"
        if len(number) > _LONGEST_ID or not number.lstrip("-").isalnum() or not path.is_file():
            return {}
        try:
            found = json.loads(path.read_text(encoding="utf-8-sig"))
        except (ValueError, RecursionError):  # its own row says so
            return {}
        return found if isinstance(found, dict) else {}

    def _artwork(self, row: Mapping[str, Any]) -> ArtworkRecord:
        number = identifier(row, "id")
        return ArtworkRecord(
            source=self._options.source,
            source_id=number,
            title=clipped(row.get("title"), TITLE),
            artists=self._artists(row),
            **dates(row.get("date_display"), year(row.get("date_start")), year(row.get("date_end"))),
            style=_style(row),
            medium=clipped(row.get("medium_display"), MEDIUM),
            **dimensions(row.get("dimensions")),
            accession_number=text(row.get("main_reference_number")),
            rights=clipped(_rights(row), RIGHTS),
            **presentation(row.get("credit_line"), _PAGE.format(number)),
            images=_images(row, number),
            displays=(self._display(row),),
        )

    def _artists(self, row: Mapping[str, Any]) -> tuple[ArtistRecord, ...]:
        """The listed artists; what ties them to the work, and their nations, stand in the text only."""
        said = {name_key(each.name): each for each in parse_attributions(_lines(row.get("artist_display")))}
        numbers, names = texts(row.get("artist_ids")), texts(row.get("artist_titles"))
        if len(numbers) != len(names):
            numbers, names = texts(row.get("artist_id")), texts(row.get("artist_title"))
        return one_of_each(
            self._artist(number, name, said.get(name_key(name)))
            for number, name in zip(numbers, names, strict=False)
            if not is_nobody(name)
        )

    def _artist(self, number: str, name: str, said: Attributed | None) -> ArtistRecord:
        agent = self._look_up("agents", number)
        life, qualifier = (said.life, said.qualifier) if said else (Life(), "by")
        stated = artist(number, name, life, qualifier=qualifier)
        if text(agent.get("id")) != number or not text(agent.get("title")):
            return stated
        return replace(_agent(agent, is_named=True), nationality=stated.nationality, qualifier=qualifier)

    def _display(self, row: Mapping[str, Any]) -> DisplayRecord:
        is_on_view = flag(row.get("is_on_view"))
        room = text(row.get("gallery_title")) if is_on_view else ""
        gallery = self._look_up("galleries", text(row.get("gallery_id"))) if is_on_view else {}
        stated = parse_day(text(row.get("timestamp")))
        return DisplayRecord(
            venue=_gallery(gallery) if gallery else _MUSEUM,
            as_of=stated.date if stated else self._options.as_of,
            is_on_display=is_on_view,
            room=clipped(room, ROOM),
        )

    def _exhibition(self, row: Mapping[str, Any]) -> ExhibitionRecord:
        title = clipped(row.get("title"), NAME)
        if not title:
            raise UnusableRow("title_missing", "The exhibition has no title: give it one.")
        begin, end = day(row.get("aic_start_at")), day(row.get("aic_end_at"))
        if begin and end and begin > end:
            begin = end = None
        return ExhibitionRecord(
            identifier(row, "id"), title, _MUSEUM, begin, end, clipped(web_address(row.get("web_url")), 500)
        )


def _agent(row: Mapping[str, Any], *, is_named: bool = False) -> ArtistRecord:
    name = text(row.get("title"))
    if not name:
        raise UnusableRow("name_missing", "The agent has no name: give one in “title”.")
    if not is_named and (flag(row.get("is_artist")) is not True or is_nobody(name)):
        raise UnusableRow("not_an_artist", "The agent is no artist: a donor, a place of origin or somebody unknown.")
    birth, death = ordered(year(row.get("birth_date")), year(row.get("death_date")))
    return ArtistRecord(
        source_id=identifier(row, "id"),
        name=clipped(name, NAME),
        birth_year=birth,
        death_year=death,
        ulan_id=ulan_id(row.get("ulan_id")),
        aliases=other_names(name, texts(row.get("alt_titles"))),
    )


def _gallery(row: Mapping[str, Any]) -> VenueRecord:
    title = text(row.get("title"))
    if not title:
        raise UnusableRow("name_missing", "The gallery has no name: give one in “title”.")
    place = [_degrees(row.get("latitude"), 90), _degrees(row.get("longitude"), 180)]
    latitude, longitude = place if None not in place else (None, None)
    return replace(
        _MUSEUM,
        source_id=f"gallery/{identifier(row, 'id')}",
        name=clipped(f"{_MUSEUM.name}, {title}", NAME),
        latitude=latitude,
        longitude=longitude,
    )


def _style(row: Mapping[str, Any]) -> str:
    """The style; centuries stand there too."""
    said = clipped(row.get("style_title"), STYLE)
    return "" if parse_years(said).first is not None else said


def _degrees(value: object, most: int) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 < abs(value) <= most else None


def _rights(row: Mapping[str, Any]) -> str:
    if flag(row.get("is_public_domain")):
        return "Public domain (CC0)"
    return text(row.get("copyright_notice"))


def _images(row: Mapping[str, Any], number: str) -> tuple[ImageRecord, ...]:
    names = [text(row.get("image_id")), *texts(row.get("alt_image_ids"))]
    return tuple(
        image
        for name in names
        if name
        for image in iiif_picture(
            _IIIF.format(name), rights=_rights(row), credit=text(row.get("credit_line")), page=_PAGE.format(number)
        )
    )


def _lines(value: object) -> str:
    """A text whose lines are kept: an artist's nation and years stand below the name."""
    return value if isinstance(value, str) else ""


ADAPTER = Adapter(
    name="aic-json",
    title="Art Institute of Chicago (JSON)",
    description="The data of the Art Institute of Chicago: its dump with artists and galleries, or answers of its API.",
    suffixes=(),
    media_types=("application/json",),
    source="aic",
    open=_open,
    folder=FolderLayout(tuple(f"{name}/*.json" for name in _FOLDERS)),
)
