"""The Art Institute of Chicago: artworks with their agents and galleries."""

import datetime
import json
from pathlib import Path
from typing import Any

import pytest

from catalog.ingest.feeds import UnreadableFeed
from catalog.ingest.records import (
    ArtistRecord,
    ArtworkRecord,
    DisplayRecord,
    ExhibitionRecord,
    IiifImage,
    ImageRecord,
    VenueRecord,
)
from catalog.ingest.rows import IngestRow
from tests.catalog.museums.reading import artwork_of, read_path, reason_of, record_of

MUSEUM = VenueRecord(
    "aic", "The Art Institute of Chicago", "museum", "", "Chicago", "United States", url="https://www.artic.edu/"
)
ROOM = VenueRecord(
    "gallery/59",
    "The Art Institute of Chicago, Gallery 59",
    "museum",
    "",
    "Chicago",
    "United States",
    41.88,
    -87.62,
    "https://www.artic.edu/",
)
GALLERY = {"api_model": "galleries", "id": 59, "title": "Gallery 59", "latitude": 41.88, "longitude": -87.62}
AGENT = {
    "api_model": "agents",
    "id": 7,
    "title": "Ann Probe",
    "is_artist": True,
    "birth_date": 1821,
    "death_date": 1868,
    "ulan_id": 500000007,
    "alt_titles": ["Anna  Probe", "ann probe"],
}
WORK: dict[str, Any] = {
    "api_model": "artworks",
    "id": 20,
    "title": "It Rocks",
    "main_reference_number": "1909.182",
    "date_start": 1850,
    "date_end": 1860,
    "date_display": "1854",
    "artist_display": "Ann Probe\nFrench, 1821-1868\nafter Bo Probe (Dutch, 1607-1674)",
    "dimensions": "Plate: 17.2 × 15.9 cm (6 13/16 × 6 5/16 in.); Sheet: 26.8 × 18.7 cm (10 9/16 × 7 3/8 in.)",
    "medium_display": "Etching on paper",
    "credit_line": "Gift of Nobody",
    "is_public_domain": True,
    "copyright_notice": None,
    "is_on_view": True,
    "gallery_title": "Gallery 59",
    "gallery_id": 59,
    "artist_ids": [7, 8, 9],
    "artist_titles": ["Ann Probe", "Bo Probe", "Unknown Maker"],
    "style_title": "Realism",
    "image_id": "aa-bb",
    "alt_image_ids": ["cc"],
    "timestamp": "2025-02-16T00:22:00-06:00",
}


def read(folder: Path, *records: dict[str, Any]) -> list[IngestRow]:
    for record in records:
        path = folder / "json" / str(record["api_model"])
        path.mkdir(parents=True, exist_ok=True)
        (path / f"{record['id']}.json").write_text(json.dumps(record))
    return read_path("aic-json", folder)


def test_a_work_on_view(tmp_path: Path) -> None:
    room, agent, work = read(tmp_path, WORK, AGENT, GALLERY)
    assert record_of(room) == ROOM
    assert record_of(agent) == ArtistRecord("7", "Ann Probe", 1821, 1868, ulan_id="500000007", aliases=("Anna Probe",))
    page = "https://www.artic.edu/artworks/20"
    rights = "Public domain (CC0)"
    assert artwork_of(work) == ArtworkRecord(
        source="here",
        source_id="20",
        title="It Rocks",
        artists=(
            ArtistRecord("7", "Ann Probe", 1821, 1868, "French", "500000007", aliases=("Anna Probe",)),
            ArtistRecord("8", "Bo Probe", 1607, 1674, "Dutch", qualifier="after"),
        ),
        date_text="1854",
        year_from=1854,
        year_to=1854,
        style="Realism",
        medium="Etching on paper",
        dimensions_text=WORK["dimensions"],
        height_mm=268,
        width_mm=187,
        accession_number="1909.182",
        rights=rights,
        credit_line="Gift of Nobody",
        url=page,
        images=tuple(
            ImageRecord(
                IiifImage(f"https://www.artic.edu/iiif/2/{name}"),
                rights=rights,
                credit="Gift of Nobody",
                source_url=page,
            )
            for name in ("aa-bb", "cc")
        ),
        displays=(DisplayRecord(ROOM, datetime.date(2025, 2, 16), is_on_display=True, room="Gallery 59"),),
    )


def test_a_work_off_view_is_held_by_the_museum(tmp_path: Path) -> None:
    kept = WORK | {"is_on_view": False, "is_public_domain": False, "copyright_notice": "© Ann Probe"}
    (row,) = read(tmp_path, kept | {"style_title": "19th century"})
    record = artwork_of(row)
    assert record.displays == (DisplayRecord(MUSEUM, datetime.date(2025, 2, 16), is_on_display=False),)
    assert (record.rights, record.style) == ("© Ann Probe", "")


def test_a_work_in_a_gallery_that_is_not_there_is_in_the_museum(tmp_path: Path) -> None:
    (row,) = read(tmp_path, WORK | {"gallery_id": "../agents/7"})
    assert artwork_of(row).displays[0] == DisplayRecord(
        MUSEUM, datetime.date(2025, 2, 16), is_on_display=True, room="Gallery 59"
    )


def test_lists_of_other_lengths_leave_the_first_artist(tmp_path: Path) -> None:
    (row,) = read(tmp_path, WORK | {"artist_titles": [], "artist_id": 7, "artist_title": "Ann Probe"})
    assert artwork_of(row).artists == (ArtistRecord("7", "Ann Probe", 1821, 1868, "French"),)


def test_exhibitions(tmp_path: Path) -> None:
    show = {
        "api_model": "exhibitions",
        "id": 84,
        "title": "On the Scene",
        "web_url": "https://aic.example/84",
        "aic_start_at": "2005-11-12T00:00:00-06:00",
        "aic_end_at": "2006-01-28T00:00:00-06:00",
    }
    first, reversed_, nameless = read(
        tmp_path,
        show,
        show | {"id": 85, "aic_end_at": "2004-01-01T00:00:00-06:00"},
        show | {"id": 86, "title": None},
    )
    days = datetime.date(2005, 11, 12), datetime.date(2006, 1, 28)
    assert record_of(first) == ExhibitionRecord("84", "On the Scene", MUSEUM, *days, "https://aic.example/84")
    assert record_of(reversed_) == ExhibitionRecord("85", "On the Scene", MUSEUM, url="https://aic.example/84")
    assert reason_of(nameless) == "title_missing"


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (AGENT | {"is_artist": False}, "not_an_artist"),
        (AGENT | {"title": "Unknown Maker"}, "not_an_artist"),
        (AGENT | {"title": None}, "name_missing"),
        (GALLERY | {"title": ""}, "name_missing"),
        (WORK | {"api_model": "artworks", "id": None}, "id_missing"),
    ],
)
def test_what_cannot_be_used_says_why(tmp_path: Path, record: dict[str, Any], reason: str) -> None:
    (row,) = read(tmp_path, record)
    assert reason_of(row) == reason


@pytest.mark.parametrize("degrees", [(None, -87.6), (0, 0), (91.5, 3.0), ("41", "x"), (True, False)])
def test_half_coordinates_are_none(tmp_path: Path, degrees: tuple[object, object]) -> None:
    (row,) = read(tmp_path, GALLERY | {"latitude": degrees[0], "longitude": degrees[1]})
    record = record_of(row)
    assert isinstance(record, VenueRecord)
    assert (record.latitude, record.longitude) == (None, None)


def test_one_of_its_folders_is_enough(tmp_path: Path) -> None:
    read(tmp_path, WORK, AGENT, GALLERY)
    (row,) = read_path("aic-json", tmp_path / "json" / "artworks")
    assert artwork_of(row).displays[0].venue == ROOM


def test_another_model_and_another_folder_say_so(tmp_path: Path) -> None:
    read(tmp_path, WORK)
    (tmp_path / "json" / "artworks" / "20.json").write_text('{"api_model": "places"}')
    assert reason_of(read_path("aic-json", tmp_path)[0]) == "model_unknown"
    with pytest.raises(UnreadableFeed, match="artworks"):
        read_path("aic-json", tmp_path / "json" / "artworks" / "20.json")
