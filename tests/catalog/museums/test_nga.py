"""The National Gallery of Art: tables in a folder, joined."""

from pathlib import Path

import pytest

from catalog.ingest.feeds import UnreadableFeed
from catalog.ingest.records import ArtistRecord, ArtworkRecord, DisplayRecord, IiifImage, ImageRecord, VenueRecord
from catalog.ingest.rows import IngestRow
from tests.catalog.museums.reading import AS_OF, artwork_of, read_path, reason_of, record_of, write_table

MUSEUM = VenueRecord(
    "nga",
    "National Gallery of Art",
    "museum",
    "",
    "Washington, DC",
    "United States",
    url="https://www.nga.gov/",
    wikidata_id="Q214867",
)
ANN = {
    "constituentid": "7",
    "ulanid": "500000007",
    "preferreddisplayname": "Probe, Ann",
    "forwarddisplayname": "Ann Probe",
    "displaydate": "Dutch, 1634 - 1693",
    "artistofngaobject": "1",
    "beginyear": "1600",
    "endyear": "1700",
    "nationality": "Dutch",
    "constituenttype": "individual",
    "wikidataid": "Q7",
}
BO = ANN | {"constituentid": "8", "forwarddisplayname": "Bo Probe", "ulanid": "", "wikidataid": "", "displaydate": ""}
SCHOOL = ANN | {"constituentid": "9", "forwarddisplayname": "Dutch 17th Century", "constituenttype": "anonymous"}
WORK = {
    "objectid": "30",
    "accessionnum": "1942.9.30",
    "locationid": "4001",
    "title": "A Page from _The Book_",
    "displaydate": "c. 1660",
    "beginyear": "1655",
    "endyear": "1665",
    "medium": "oil on panel",
    "dimensions": "",
    "attribution": "Ann Probe",
    "creditline": "Gift of Nobody",
    "wikidataid": "Q30",
}
TIE = {
    "objectid": "30",
    "constituentid": "7",
    "displayorder": "1",
    "roletype": "artist",
    "role": "painter",
    "prefix": "",
}
SIZE = {
    "objectid": "30",
    "element": "overall",
    "dimensiontype": "height",
    "dimension": "21.22",
    "unitname": "centimeters",
}
PICTURE = {
    "uuid": "u",
    "iiifurl": "https://iiif.example/u",
    "viewtype": "primary",
    "sequence": "0",
    "depictstmsobjectid": "30",
}
PLACE = {
    "locationid": "4001",
    "site": "West Building",
    "room": "M-050",
    "publicaccess": "1",
    "description": "West Main 50",
}


def read(folder: Path, **tables: list[dict[str, str]]) -> list[IngestRow]:
    stated: dict[str, list[dict[str, str]]] = {"constituents": [ANN]}
    for name, rows in (stated | tables).items():
        write_table(folder / f"{name}.csv", rows)
    return read_path("nga-csv", folder)


def test_artists_are_read_from_their_display_date(tmp_path: Path) -> None:
    (row,) = read(tmp_path)
    assert record_of(row) == ArtistRecord("7", "Ann Probe", 1634, 1693, "Dutch", "500000007", "Q7")


def test_who_is_no_artist_is_rejected(tmp_path: Path) -> None:
    rows = read(tmp_path, constituents=[ANN | {"artistofngaobject": "0"}, SCHOOL, ANN | {"forwarddisplayname": ""}])
    assert [row.problem.reason if row.problem else "" for row in rows] == ["not_an_artist", "not_a_person", ""]
    assert record_of(rows[2]) == ArtistRecord("7", "Probe, Ann", 1634, 1693, "Dutch", "500000007", "Q7")


def test_an_object_with_all_its_tables(tmp_path: Path) -> None:
    rows = read(
        tmp_path,
        constituents=[ANN, BO, SCHOOL],
        objects=[WORK],
        objects_constituents=[
            TIE | {"constituentid": "8", "displayorder": "2", "prefix": "after"},
            TIE,
            TIE | {"constituentid": "9", "displayorder": "3"},
            TIE | {"constituentid": "8", "displayorder": "4", "role": "publisher"},
            TIE | {"constituentid": "8", "roletype": "donor"},
        ],
        objects_dimensions=[
            SIZE,
            SIZE | {"dimensiontype": "width", "dimension": "10", "unitname": "inches"},
            SIZE | {"element": "framed", "dimension": "99"},
            SIZE | {"dimensiontype": "weight", "unitname": "pounds"},
        ],
        published_images=[PICTURE | {"viewtype": "alternate", "iiifurl": "https://iiif.example/v/"}, PICTURE],
        locations=[PLACE],
    )
    page = "https://www.nga.gov/collection/art-object-page.30.html"
    assert [row.line for row in rows] == [1, 2, 3, 4]
    assert artwork_of(rows[3]) == ArtworkRecord(
        source="here",
        source_id="30",
        title="A Page from The Book",
        artists=(
            ArtistRecord("7", "Ann Probe", 1634, 1693, "Dutch", "500000007", "Q7"),
            ArtistRecord("8", "Bo Probe", None, None, "Dutch", qualifier="after"),
        ),
        date_text="c. 1660",
        year_from=1655,
        year_to=1665,
        medium="oil on panel",
        height_mm=212,
        width_mm=254,
        accession_number="1942.9.30",
        credit_line="Gift of Nobody",
        url=page,
        wikidata_id="Q30",
        images=tuple(
            ImageRecord(IiifImage(f"https://iiif.example/{name}"), credit="Gift of Nobody", source_url=page)
            for name in "uv"
        ),
        displays=(DisplayRecord(MUSEUM, AS_OF, is_on_display=True, room="West Main 50"),),
    )


def test_an_object_alone_is_read_from_its_own_texts(tmp_path: Path) -> None:
    alone = WORK | {"attribution": "Attributed to Ann Probe", "displaydate": "", "locationid": ""}
    record = artwork_of(read(tmp_path, objects=[alone])[1])
    assert record.artists == (ArtistRecord("ann probe", "Ann Probe", qualifier="attributed_to"),)
    assert (record.year_from, record.year_to) == (None, None)
    assert record.displays == (DisplayRecord(MUSEUM, AS_OF),)


def test_a_store_is_no_wall(tmp_path: Path) -> None:
    record = artwork_of(read(tmp_path, objects=[WORK], locations=[PLACE | {"publicaccess": "0"}])[1])
    assert record.displays == (DisplayRecord(MUSEUM, AS_OF),)


def test_broken_rows_are_kept_with_their_problem(tmp_path: Path) -> None:
    write_table(tmp_path / "constituents.csv", [ANN])
    with (tmp_path / "constituents.csv").open("a") as file:
        file.write("only,two\n")
    rows = read_path("nga-csv", tmp_path)
    assert [row.problem.reason if row.problem else "" for row in rows] == ["", "row_length"]


def test_rows_of_other_tables_are_rejected(tmp_path: Path) -> None:
    write_table(tmp_path / "constituents.csv", [ANN])
    write_table(tmp_path / "objects.csv", [WORK | {"objectid": ""}])
    assert reason_of(read_path("nga-csv", tmp_path)[1]) == "id_missing"


@pytest.mark.parametrize("columns", [{}, {"constituentid": "1"}])
def test_a_folder_without_constituents_says_so(tmp_path: Path, columns: dict[str, str]) -> None:
    if columns:
        write_table(tmp_path / "constituents.csv", [columns])
    with pytest.raises(UnreadableFeed, match="constituents"):
        read_path("nga-csv", tmp_path)
