"""The Museum of Modern Art: both of its layouts, and artists that commas and brackets keep apart."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from catalog.ingest.feeds import UnreadableFeed
from catalog.ingest.records import ArtistRecord, ArtworkRecord, DisplayRecord, ImageRecord, ImageUrl, VenueRecord
from tests.catalog.museums.reading import AS_OF, artwork_of, read_objects, read_path, reason_of

MUSEUM = VenueRecord(
    "moma", "The Museum of Modern Art", "museum", "", "New York", "United States", url="https://www.moma.org/"
)
OBJECT: dict[str, Any] = {
    "Medium": "Gouache on  paper",
    "Dimensions": 'composition: 4 x 5" (10.2 x 12.7 cm); sheet: 8 x 10" (20.3 x 25.4 cm)',
    "Classification": "Drawing",
    "CreditLine": "Gift of Änne Probe",
    "URL": "http://museum.example/works/7",
    "ImageURL": "http://museum.example/7.jpg",
    "Artist": "Élodie Probe",
    "Title": "Étude n° 3",
    "Department": "Drawings",
    "MoMANumber": "12.1966.a",
    "Date": "c. 1922",
    "ArtistBio": "(French, born Belgium. 1886–1969)",
    "DateAcquired": "1966-05-01",
    "ObjectID": "7",
}


def test_an_object_of_the_layout_of_2016(tmp_path: Path) -> None:
    (row,) = read_objects("moma-json", tmp_path, OBJECT)
    assert artwork_of(row) == ArtworkRecord(
        source="here",
        source_id="7",
        title="Étude n° 3",
        artists=(ArtistRecord("elodie probe 1886-1969", "Élodie Probe", 1886, 1969, "French"),),
        date_text="c. 1922",
        year_from=1917,
        year_to=1927,
        medium="Gouache on paper",
        dimensions_text='composition: 4 x 5" (10.2 x 12.7 cm); sheet: 8 x 10" (20.3 x 25.4 cm)',
        height_mm=203,
        width_mm=254,
        accession_number="12.1966.a",
        credit_line="Gift of Änne Probe",
        url="http://museum.example/works/7",
        images=(
            ImageRecord(
                ImageUrl("http://museum.example/7.jpg"),
                credit="Gift of Änne Probe",
                source_url="http://museum.example/works/7",
            ),
        ),
        displays=(DisplayRecord(MUSEUM, AS_OF),),
    )


def test_an_object_of_todays_layout(tmp_path: Path) -> None:
    today = {
        **{key: OBJECT[key] for key in ("Title", "Date", "CreditLine")},
        "Artist": ["Ada Probe", "Unknown Artist", "Bo Probe"],
        "ConstituentID": [11, 12, 13],
        "ArtistBio": ["American, 1900–1980", "", ""],
        "Nationality": ["American", "", "Danish"],
        "BeginDate": [1900, 0, 1950],
        "EndDate": [1980, 0, 0],
        "AccessionNumber": "3.2020",
        "ObjectID": 9,
        "OnView": "MoMA, Floor 5, 503",
        "Height (cm)": 21.25,
        "Width (cm)": 0,
    }
    (row,) = read_objects("moma-json", tmp_path, today)
    record = artwork_of(row)
    assert record.source_id == "9"
    assert record.accession_number == "3.2020"
    assert record.artists == (
        ArtistRecord("11", "Ada Probe", 1900, 1980, "American"),
        ArtistRecord("13", "Bo Probe", 1950, None, "Danish"),
    )
    assert (record.height_mm, record.width_mm) == (212, None)
    assert record.displays == (DisplayRecord(MUSEUM, AS_OF, is_on_display=True, room="Floor 5, 503"),)


@pytest.mark.parametrize(
    ("artist", "bio", "expected"),
    [
        ("Ann Probe, Bo Probe", "(Danish, 1900–1980) (Swedish, born 1950)", [("Ann Probe", 1900), ("Bo Probe", 1950)]),
        ("Ann Probe, Bo Probe", "(Danish, 1900–1980)", [("Ann Probe", None), ("Bo Probe", None)]),
        ("Various Artists, Ann Probe, Bo Probe", "(born 1900) (born 1950)", [("Ann Probe", 1900), ("Bo Probe", 1950)]),
        ("Various Artists, Ann Probe, Bo Probe", "(Various) (born 1950)", [("Ann Probe", None), ("Bo Probe", None)]),
        ("A.B. Probe, Solingen, Germany", "(est. 1731)", [("A.B. Probe, Solingen, Germany", 1731)]),
        ("Probe Glass Co., Bellaire, OH", "", [("Probe Glass Co., Bellaire, OH", None)]),
        ("Probe Company, Switzerland", "", [("Probe Company, Switzerland", None)]),
        ("Ann Probe, Probe Press, Paris", "(born 1900)", [("Ann Probe", None), ("Probe Press, Paris", None)]),
        ("Unknown photographer", "", []),
        ("", "", []),
        (None, None, []),
    ],
)
def test_artists_and_their_lives(
    tmp_path: Path, artist: str | None, bio: str | None, expected: list[tuple[str, int | None]]
) -> None:
    (row,) = read_objects("moma-json", tmp_path, OBJECT | {"Artist": artist, "ArtistBio": bio})
    assert [(each.name, each.birth_year) for each in artwork_of(row).artists] == expected


def test_two_artists_of_one_name_stay_two(tmp_path: Path) -> None:
    rows = read_objects("moma-json", tmp_path, OBJECT, OBJECT | {"ArtistBio": "(French, born 1950)"})
    assert [each.source_id for row in rows for each in artwork_of(row).artists] == [
        "elodie probe 1886-1969",
        "elodie probe 1950-",
    ]


def test_a_record_without_facts_states_none(tmp_path: Path) -> None:
    bare = dict.fromkeys(OBJECT) | {"ObjectID": 1}
    (row,) = read_objects("moma-json", tmp_path, bare)
    assert artwork_of(row) == ArtworkRecord("here", "1", "", displays=(DisplayRecord(MUSEUM, AS_OF),))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"ObjectID": None}, "id_missing"),
        ({"ObjectID": ""}, "id_missing"),
        ({"ObjectID": True}, "id_missing"),
    ],
)
def test_an_object_that_cannot_be_told_apart_is_rejected(
    tmp_path: Path, change: dict[str, object], expected: str
) -> None:
    (row,) = read_objects("moma-json", tmp_path, OBJECT | change)
    assert reason_of(row) == expected


def test_long_texts_are_cut_with_a_mark(tmp_path: Path) -> None:
    (row,) = read_objects("moma-json", tmp_path, OBJECT | {"Title": "ä" * 900, "Dimensions": '4 x 5" ' * 200})
    record = artwork_of(row)
    assert (len(record.title), record.title[-2:]) == (500, "ä…")
    assert len(record.dimensions_text) <= 500


def test_every_way_that_it_comes_in(tmp_path: Path) -> None:
    lines = tmp_path / "objects.jsonl.gz"
    lines.write_bytes(gzip.compress((json.dumps(OBJECT) + "\n").encode()))
    folder = tmp_path / "objects" / "1"
    folder.mkdir(parents=True)
    (folder / "7.json").write_text(json.dumps(OBJECT))
    assert read_path("moma-json", lines)[0].record == read_path("moma-json", folder.parent)[0].record


@pytest.mark.parametrize("text", ["[]", '[{"a": 1}]', "{", "", "[1, null]", '{"data": []}'])
def test_what_is_no_file_of_the_museum_says_so(tmp_path: Path, text: str) -> None:
    path = tmp_path / "objects.json"
    path.write_text(text)
    with pytest.raises(UnreadableFeed):
        read_path("moma-json", path)
