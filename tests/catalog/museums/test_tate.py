"""The Tate: artworks and artists."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from catalog.ingest.records import ArtistRecord, ArtworkRecord, DisplayRecord, ImageRecord, ImageUrl, VenueRecord
from tests.catalog.museums.reading import AS_OF, artwork_of, read_objects, read_table, reason_of, record_of

MUSEUM = VenueRecord("tate", "Tate", "museum", country="United Kingdom", url="https://www.tate.org.uk/")
ANN = {"id": 5, "fc": "Ann Probe", "mda": "Probe, Ann", "date": "1775–1851", "role": "artist", "displayOrder": 1}
WORK: dict[str, Any] = {
    "acno": "T00001",
    "all_artists": "Ann Probe",
    "contributors": [ANN],
    "creditLine": "Purchased 1930",
    "dateRange": {"startYear": 1820, "endYear": 1825, "text": "1820–5"},
    "dateText": "c.1822",
    "dimensions": "support: 203 x 109 mm frame: 400 x 300 x 50 mm",
    "height": "109",
    "width": "203",
    "id": 42,
    "medium": "Oil paint on canvas",
    "thumbnailCopyright": "© The Probe Estate",
    "thumbnailUrl": "http://tate.example/T00001_8.jpg",
    "title": "Mountains",
    "url": "http://tate.example/mountains",
}


def test_an_artwork(tmp_path: Path) -> None:
    (row,) = read_objects("tate-json", tmp_path, WORK)
    assert artwork_of(row) == ArtworkRecord(
        source="here",
        source_id="42",
        title="Mountains",
        artists=(ArtistRecord("5", "Ann Probe", 1775, 1851),),
        date_text="c.1822",
        year_from=1817,
        year_to=1827,
        medium="Oil paint on canvas",
        dimensions_text="support: 203 x 109 mm frame: 400 x 300 x 50 mm",
        height_mm=203,
        width_mm=109,
        accession_number="T00001",
        credit_line="Purchased 1930",
        url="http://tate.example/mountains",
        images=(
            ImageRecord(
                ImageUrl("http://tate.example/T00001_8.jpg"),
                rights="© The Probe Estate",
                credit="© The Probe Estate",
                source_url="http://tate.example/mountains",
            ),
        ),
        displays=(DisplayRecord(MUSEUM, AS_OF),),
    )


@pytest.mark.parametrize(
    ("role", "qualifier"),
    [
        *(("artist", "by"), ("after", "after"), ("prints after", "after"), ("attributed to", "attributed_to")),
        *(("pupil of", "circle_of"), ("and a pupil", "workshop_of"), ("studio of", "workshop_of")),
        *(("manner of", "follower_of"), ("pseudo", "follower_of"), ("doubtfully attributed to", "attributed_to")),
    ],
)
def test_roles_are_qualifiers(tmp_path: Path, role: str, qualifier: str) -> None:
    (row,) = read_objects("tate-json", tmp_path, WORK | {"contributors": [ANN | {"role": role}]})
    assert [each.qualifier for each in artwork_of(row).artists] == [qualifier]


def test_contributors_stand_in_their_order_and_once(tmp_path: Path) -> None:
    said = [
        {"id": 2, "fc": "Bo Probe", "role": "artist", "displayOrder": 2, "date": "born 1950"},
        ANN,
        {"id": 5, "fc": "Ann Probe", "role": "after", "displayOrder": 3},
        {"id": 6, "fc": "Cy Probe", "role": "formerly attributed to", "displayOrder": 4},
        {"id": 7, "fc": "British School 18th century", "role": "artist", "displayOrder": 5},
        {"id": 8, "fc": None, "role": "artist", "displayOrder": None},
        "nobody",
    ]
    (row,) = read_objects("tate-json", tmp_path, WORK | {"contributors": said})
    assert [(each.source_id, each.birth_year) for each in artwork_of(row).artists] == [("5", 1775), ("2", 1950)]


def test_a_date_that_cannot_be_read_leaves_the_range_of_the_source(tmp_path: Path) -> None:
    odd, undated = WORK | {"dateText": "after the storm 1/2"}, WORK | {"dateText": "date not known"}
    read, none = (artwork_of(row) for row in read_objects("tate-json", tmp_path, odd, undated))
    assert (read.year_from, read.year_to) == (1820, 1825)
    assert (none.year_from, none.year_to) == (None, None)


def test_an_artwork_without_facts(tmp_path: Path) -> None:
    bare = dict.fromkeys(WORK) | {"id": 1}
    first, row = read_objects("tate-json", tmp_path, WORK, bare)
    assert replace(artwork_of(row), source_id="1") == ArtworkRecord(
        "here", "1", "", displays=(DisplayRecord(MUSEUM, AS_OF),)
    )
    assert first.line == 1


def test_artists(tmp_path: Path) -> None:
    artist = {**ANN, "totalWorks": 3, "gender": "Female", "url": "http://tate.example/ann"}
    read, nameless, numberless = read_objects("tate-json", tmp_path, artist, artist | {"fc": ""}, artist | {"id": None})
    assert record_of(read) == ArtistRecord("5", "Ann Probe", 1775, 1851)
    assert (reason_of(nameless), reason_of(numberless)) == ("name_missing", "id_missing")


def test_artists_of_a_table(tmp_path: Path) -> None:
    row = {
        "id": "3",
        "name": "Probe, Sir Änne",
        "gender": "Female",
        "dates": "born 1930",
        "yearOfBirth": "1930",
        "yearOfDeath": "",
        "placeOfBirth": "",
    }
    dated, undated, nameless = read_table(
        "tate-artists-csv",
        tmp_path,
        row,
        row | {"dates": "", "yearOfDeath": "1999"},
        row | {"name": " "},
    )
    assert record_of(dated) == ArtistRecord("3", "Sir Änne Probe", 1930, None)
    assert record_of(undated) == ArtistRecord("3", "Sir Änne Probe", 1930, 1999)
    assert reason_of(nameless) == "name_missing"
