"""The Williams College Museum of Art: objects, and the exhibitions they were in."""

import datetime
import json
from pathlib import Path
from typing import Any

import pytest

from catalog.ingest.feeds import UnreadableFeed
from catalog.ingest.records import ArtistRecord, ArtworkRecord, DisplayRecord, ExhibitionRecord, VenueRecord
from catalog.ingest.rows import IngestRow
from tests.catalog.museums.reading import AS_OF, artwork_of, read_path, reason_of, record_of

MUSEUM = VenueRecord(
    "wcma",
    "Williams College Museum of Art",
    "museum",
    "",
    "Williamstown",
    "United States",
    url="https://artmuseum.williams.edu/",
)
WORK: dict[str, Any] = {
    "id": 7,
    "accession_number": "84.31.5",
    "title": "Dans les dunes",
    "maker": "Ann Probe",
    "ulan": " 500000007",
    "classification": "WCMA-PRINTS",
    "creation_date": "1869",
    "creation_date_earliest": 1869,
    "creation_date_latest": 1869,
    "medium": "etching on paper",
    "dimensions": "sheet: 10 3/16 x 14 in. (25.8 x 35.5 cm)\r\nimage: 5 3/16 x 7 15/16 in. (13.1 x 20.2 cm)",
    "copyright_holder": "The Artist",
    "credit_line": "Anonymous gift",
    "artistNationality": "French",
    "artistLifeSpan": " 1796-1875",
    "data_date": "2021-06-23",
}
SHOW: dict[str, Any] = {
    "ExhibitionID": 3,
    "ExhTitle": "Prints",
    "BeginISODate": "2009-10",
    "EndISODate": "2010-02",
    "IsInHouse": True,
    "Objects": [{"ObjectID": 7}, {"ObjectID": None}],
}
PRINTS = ExhibitionRecord("3", "Prints", MUSEUM, datetime.date(2009, 10, 1), datetime.date(2010, 2, 28))


def read(folder: Path, works: list[dict[str, Any]], shows: list[dict[str, Any]]) -> list[IngestRow]:
    (folder / "objects.json").write_text(json.dumps(works), encoding="utf-8-sig")
    (folder / "Exhibitions-utf8.json").write_text(json.dumps(shows), encoding="utf-8-sig")
    return read_path("wcma-json", folder)


def test_a_work_and_its_exhibition(tmp_path: Path) -> None:
    show, work = read(tmp_path, [WORK], [SHOW])
    assert record_of(show) == PRINTS
    said_on = datetime.date(2021, 6, 23)
    assert artwork_of(work) == ArtworkRecord(
        source="here",
        source_id="7",
        title="Dans les dunes",
        artists=(ArtistRecord("ann probe 1796-1875", "Ann Probe", 1796, 1875, "French", "500000007"),),
        date_text="1869",
        year_from=1869,
        year_to=1869,
        medium="etching on paper",
        dimensions_text="sheet: 10 3/16 x 14 in. (25.8 x 35.5 cm) image: 5 3/16 x 7 15/16 in. (13.1 x 20.2 cm)",
        height_mm=258,
        width_mm=355,
        accession_number="84.31.5",
        rights="© The Artist",
        credit_line="Anonymous gift",
        displays=(
            DisplayRecord(MUSEUM, said_on),
            DisplayRecord(MUSEUM, said_on, from_date=PRINTS.starts_on, to_date=PRINTS.ends_on, exhibition=PRINTS),
        ),
    )


def test_every_exhibition_of_a_work_is_kept(tmp_path: Path) -> None:
    undated = SHOW | {"ExhibitionID": 5, "BeginISODate": None}
    *_, work = read(tmp_path, [WORK], [SHOW, SHOW | {"ExhibitionID": 4}, undated])
    shown = [each.exhibition.source_id for each in artwork_of(work).displays if each.exhibition]
    assert shown == ["5", "3", "4"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"IsInHouse": False}, "venue_unknown"),
        ({"IsInHouse": None}, "venue_unknown"),
        ({"ExhTitle": " "}, "title_missing"),
        ({"EndISODate": "2008-01-01"}, "dates_reversed"),
        ({"ExhibitionID": None}, "id_missing"),
    ],
)
def test_exhibitions_that_cannot_be_used(tmp_path: Path, change: dict[str, Any], reason: str) -> None:
    show, work = read(tmp_path, [WORK], [SHOW | change])
    assert reason_of(show) == reason
    assert len(artwork_of(work).displays) == 1


@pytest.mark.parametrize(("end", "expected"), [("2012", (2012, 12, 31)), ("2012-02", (2012, 2, 29)), (None, None)])
def test_a_period_ends_with_its_last_day(
    tmp_path: Path, end: str | None, expected: tuple[int, int, int] | None
) -> None:
    show, _ = read(tmp_path, [WORK], [SHOW | {"EndISODate": end}])
    record = record_of(show)
    assert isinstance(record, ExhibitionRecord)
    assert record.ends_on == (datetime.date(*expected) if expected else None)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"ulan": "not found", "artistLifeSpan": "not found", "artistNationality": "not found"}, [("ann probe", "")]),
        ({"maker": "Ann Probe and Bo Probe"}, [("ann probe", ""), ("bo probe", "")]),
        ({"maker": "Macedonia", "ulan": "not found", "classification": "WCMA-ANCIENT"}, []),
        ({"maker": "Anonymous"}, []),
        ({"maker": None}, []),
    ],
)
def test_makers(tmp_path: Path, change: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    *_, work = read(tmp_path, [WORK | change], [SHOW])
    assert [(each.source_id, each.ulan_id) for each in artwork_of(work).artists] == expected


def test_undated_works_do_not_get_their_artists_years(tmp_path: Path) -> None:
    undated = WORK | {"creation_date": "no date", "creation_date_earliest": 1796, "creation_date_latest": 1875}
    *_, work = read(tmp_path, [undated | {"data_date": None}], [SHOW])
    record = artwork_of(work)
    assert (record.date_text, record.year_from, record.year_to) == ("no date", None, None)
    assert record.displays[0].as_of == AS_OF


def test_one_file_alone(tmp_path: Path) -> None:
    read(tmp_path, [WORK], [SHOW])
    (work,) = read_path("wcma-json", tmp_path / "objects.json")
    assert artwork_of(work).source_id == "7"
    (show,) = read_path("wcma-json", tmp_path / "Exhibitions-utf8.json")
    assert record_of(show) == PRINTS


def test_an_empty_folder_says_so(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFeed, match="no file of objects"):
        read_path("wcma-json", tmp_path)
