"""SMK, the National Gallery of Denmark: answers of its API with ``items``, an array, or single objects.

Sizes come as one entry for each part and side; that of the work itself ("netto") or its sheet counts, not the frame's.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from catalog.ingest.feeds import ONE_FILE_EACH, Adapter, FeedOptions
from catalog.ingest.lives import Life
from catalog.ingest.museums.facts import (
    MEDIUM,
    NATIONALITY,
    RIGHTS,
    ROOM,
    TITLE,
    Dimensions,
    clipped,
    dates,
    dimensions,
    iiif_picture,
    millimetres,
    picture,
    presentation,
)
from catalog.ingest.museums.feeds import ObjectFeed, open_objects
from catalog.ingest.museums.makers import artist, is_maker, is_nobody, one_of_each, ordered, qualifier_of
from catalog.ingest.museums.values import first_text, flag, identifier, mappings, number, text, texts, year_of_day
from catalog.ingest.names import natural_name
from catalog.ingest.records import ArtistRecord, ArtworkRecord, DisplayRecord, ImageRecord, VenueRecord

_MUSEUM = VenueRecord(
    source_id="smk",
    name="SMK – Statens Museum for Kunst",
    kind="museum",
    city="Copenhagen",
    country="Denmark",
    url="https://www.smk.dk/",
)
_OWN_PARTS = ("netto", "bladmaal", "bladmål", "", "plademaal", "plademål", "billedmaal", "billedmål")
_SIDES = {"hojde": "height_mm", "højde": "height_mm", "bredde": "width_mm"}
_UNIT_MM = {"mm": 1.0, "millimeter": 1.0, "cm": 10.0, "centimeter": 10.0, "m": 1000.0}


def _open(path: Path, options: FeedOptions) -> ObjectFeed:
    def read(row: Mapping[str, Any]) -> ArtworkRecord:
        return _artwork(row, options)

    return open_objects(path, options, read, keys=("id", "object_number", "titles"))


def _artwork(row: Mapping[str, Any], options: FeedOptions) -> ArtworkRecord:
    made = next(iter(mappings(row.get("production_date"))), {})
    is_shown = flag(row.get("on_display"))
    rights = _rights(row)
    return ArtworkRecord(
        source=options.source,
        source_id=identifier(row, "id"),
        title=clipped(first_text([each.get("title") for each in mappings(row.get("titles"))]), TITLE),
        artists=one_of_each(_artists(row)),
        **dates(made.get("period"), year_of_day(made.get("start")), year_of_day(made.get("end"))),
        medium=clipped(", ".join(texts(row.get("techniques"))), MEDIUM),
        **_size(mappings(row.get("dimensions"))),
        accession_number=text(row.get("object_number")),
        rights=rights,
        **presentation(first_text(row.get("credit_line")), row.get("frontend_url") or row.get("object_url")),
        images=_images(row, rights),
        displays=(
            DisplayRecord(
                venue=_MUSEUM,
                as_of=options.as_of,
                is_on_display=is_shown,
                room=clipped(row.get("current_location_name"), ROOM) if is_shown else "",
            ),
        ),
    )


def _artists(row: Mapping[str, Any]) -> Iterator[ArtistRecord]:
    for each in mappings(row.get("production")):
        name, role = natural_name(text(each.get("creator"))), text(each.get("creator_role"))
        if not name or is_nobody(name) or not is_maker(role):
            continue
        birth, death = ordered(
            year_of_day(each.get("creator_date_of_birth")), year_of_day(each.get("creator_date_of_death"))
        )
        yield replace(
            artist(text(each.get("creator_lref")), name, Life(), qualifier=qualifier_of(role)),
            birth_year=birth,
            death_year=death,
            nationality=clipped(each.get("creator_nationality"), NATIONALITY),
        )


def _size(entries: list[Mapping[str, Any]]) -> Dimensions:
    """The sides of the best part, written as "netto: 64 × 55 mm"."""
    for part in _OWN_PARTS:
        own = [each for each in entries if text(each.get("part")).casefold() == part]
        sides: dict[str, int | None] = {"height_mm": None, "width_mm": None}
        for each in own:
            side = _SIDES.get(text(each.get("type")).casefold())
            unit = _UNIT_MM.get(text(each.get("unit")).casefold())
            if side and unit and sides[side] is None:
                sides[side] = millimetres(number(each.get("value")), of_mm=unit)
        if any(sides.values()):
            height, width = (str(sides[side] or "?") for side in ("height_mm", "width_mm"))
            said = f"{part}: {height} × {width} mm" if part else f"{height} × {width} mm"
            return Dimensions(dimensions_text=said, height_mm=sides["height_mm"], width_mm=sides["width_mm"])
    return dimensions("")


def _rights(row: Mapping[str, Any]) -> str:
    said = text(row.get("rights"))
    return clipped(said or ("Public domain" if flag(row.get("public_domain")) else ""), RIGHTS)


def _images(row: Mapping[str, Any], rights: str) -> tuple[ImageRecord, ...]:
    page = row.get("object_url")
    return iiif_picture(row.get("image_iiif_id"), rights=rights, page=page) or picture(
        row.get("image_native"), rights=rights, page=page
    )


ADAPTER = Adapter(
    name="smk-json",
    title="Statens Museum for Kunst (JSON)",
    description="Answers of the API of SMK, the National Gallery of Denmark.",
    suffixes=(".json", ".jsonl", ".json.gz", ".jsonl.gz"),
    media_types=("application/json",),
    source="smk",
    open=_open,
    is_row_whole=True,
    folder=ONE_FILE_EACH,
)
