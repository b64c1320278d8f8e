"""Museums and lists of artists that come as tables."""

from pathlib import Path

import pytest

from catalog.ingest.feeds import UnreadableFeed
from catalog.ingest.records import (
    ArtistRecord,
    ArtworkRecord,
    DisplayRecord,
    ImageRecord,
    ImageUrl,
    VenueRecord,
)
from catalog.ingest.sources import ADAPTERS
from tests.catalog.museums.reading import AS_OF, artwork_of, options, read_table, reason_of, record_of

MET = {
    "Object Number": "36.1",
    "Is Public Domain": "True",
    "Object ID": "45734",
    "Gallery Number": "",
    "Title": "Quail",
    "Constituent ID": "7|8|9",
    "Artist Role": "Artist|Publisher|Engraver",
    "Artist Prefix": "After||",
    "Artist Display Name": "Ann Probe|Bo Probe|Cy Probe",
    "Artist Display Bio": "Japanese, 1643–1682||French, born 1900",
    "Artist Nationality": "Japanese||French",
    "Artist ULAN URL": "http://vocab.getty.edu/page/ulan/500000007||",
    "Artist Wikidata URL": "https://www.wikidata.org/wiki/Q7||",
    "Object Date": "1667–82",
    "Object Begin Date": "1667",
    "Object End Date": "1682",
    "Medium": "Ink on silk",
    "Dimensions": "46 5/8 x 18 3/4 in. (118.4 x 47.6 cm)",
    "Object Wikidata URL": "https://www.wikidata.org/wiki/Q30",
    "Rights and Reproduction": "",
}
MUMA = {
    "": "0",
    "Auteur": "DU PRÉ-LEBRUN Édouard\xa0 (1868-1940)",
    "Date de création": "vers 1905",
    "Matière et technique": "huile sur toile",
    "Mesures": "Hauteur avec cadre en cm : 87 ; Hauteur en cm : 70,5 ; Largeur en cm : 54",
    "Numéro d'inventaire": "AD 133.5",
    "Titre": "Au coin",
}
WGA = {
    "painting_url": "http://wga.example/art/l/leonardo/01/4benci1.jpg",
    "short_name": "leonardo",
    "creation_date": "1474-78",
    "dimension": "38",
    "exibit_place": "National Gallery of Art, Washington",
    "technique": "Oil on wood, ,8 x 36,7 cm",
    "title": "Ginevra",
}


@pytest.mark.parametrize(
    ("bio", "begin", "end", "years"),
    [
        ("Dutch, Zundert 1853–1890 Auvers-sur-Oise", "1853      ", "1890      ", (1853, 1890)),
        ("American, born Ohio, raised in Rome", "1950", "9999", (1950, None)),
        ("French, 1832–1883", "1800", "1900", (1832, 1883)),
        ("", "", "", (None, None)),
    ],
)
def test_the_years_of_mets_artists(
    tmp_path: Path, bio: str, begin: str, end: str, years: tuple[int | None, int | None]
) -> None:
    one = {key: value.partition("|")[0] for key, value in MET.items()}
    said = {"Artist Display Bio": bio, "Artist Begin Date": begin, "Artist End Date": end}
    (artist,) = artwork_of(read_table("met-csv", tmp_path, one | said)[0]).artists
    assert (artist.birth_year, artist.death_year) == years


def test_met(tmp_path: Path) -> None:
    (row,) = read_table("met-csv", tmp_path, MET)
    museum = VenueRecord(
        "met",
        "The Metropolitan Museum of Art",
        "museum",
        "",
        "New York",
        "United States",
        url="https://www.metmuseum.org/",
    )
    assert artwork_of(row) == ArtworkRecord(
        source="here",
        source_id="45734",
        title="Quail",
        artists=(
            ArtistRecord("7", "Ann Probe", 1643, 1682, "Japanese", "500000007", "Q7", "after"),
            ArtistRecord("9", "Cy Probe", 1900, None, "French"),
        ),
        date_text="1667–82",
        year_from=1667,
        year_to=1682,
        medium="Ink on silk",
        dimensions_text=MET["Dimensions"],
        height_mm=1184,
        width_mm=476,
        accession_number="36.1",
        wikidata_id="Q30",
        rights="Public domain (CC0)",
        displays=(DisplayRecord(museum, AS_OF),),
    )


def test_met_cells_that_do_not_stand_side_by_side_say_nothing(tmp_path: Path) -> None:
    row, none = read_table(
        "met-csv",
        tmp_path,
        MET | {"Artist Display Bio": "Japanese, 1643–1682", "Constituent ID": "7"},
        MET | {"Artist Display Name": "", "Gallery Number": "131", "Is Public Domain": "False"},
    )
    assert [(each.source_id, each.birth_year) for each in artwork_of(row).artists] == [
        ("ann probe", None),
        ("cy probe", None),
    ]
    assert artwork_of(none).artists == ()
    assert artwork_of(none).rights == ""
    assert artwork_of(none).displays[0].room == "Gallery 131"


def test_whitney(tmp_path: Path) -> None:
    row = {
        "id": "5208",
        "getty_ulan_id": "500000007",
        "wikidata_id": "Q7",
        "display_name": "Ann Probe",
        "begin_date": "1965",
        "end_date": "0",
    }
    read, unknown, nameless, reversed_ = read_table(
        "whitney-artists-csv",
        tmp_path,
        row,
        row | {"display_name": "Unknown artist"},
        row | {"display_name": ""},
        row | {"end_date": "1900", "getty_ulan_id": "12", "wikidata_id": "none"},
    )
    assert record_of(read) == ArtistRecord("5208", "Ann Probe", 1965, None, ulan_id="500000007", wikidata_id="Q7")
    assert (reason_of(unknown), reason_of(nameless)) == ("not_a_person", "name_missing")
    assert record_of(reversed_) == ArtistRecord("5208", "Ann Probe")


def test_athenaeum(tmp_path: Path) -> None:
    row = {
        "first_name": "Ann",
        "last_name": "Probe",
        "death_year": "1926",
        "nationality": "French",
        "author_id": "13",
        "bio_info": "a,\nb",
        "birth_year": "",
    }
    read, school, nameless = read_table(
        "athenaeum-artists-csv",
        tmp_path,
        row,
        row | {"first_name": "Dutch School 16th Century", "last_name": "Unknown"},
        row | {"first_name": "", "last_name": ""},
    )
    assert record_of(read) == ArtistRecord("13", "Ann Probe", None, 1926, "French")
    assert (reason_of(school), reason_of(nameless)) == ("not_a_person", "name_missing")


def test_muma(tmp_path: Path) -> None:
    (row,) = read_table("muma-csv", tmp_path, MUMA)
    record = artwork_of(row)
    assert record.artists == (ArtistRecord("edouard du pre-lebrun 1868-1940", "Édouard du Pré-Lebrun", 1868, 1940),)
    assert (record.source_id, record.title, record.medium) == ("AD 133.5", "Au coin", "huile sur toile")
    assert (record.year_from, record.year_to, record.height_mm, record.width_mm) == (1900, 1910, 705, 540)
    assert record.displays[0].venue.city == "Le Havre"


def test_muma_without_a_size_of_its_own(tmp_path: Path) -> None:
    framed = MUMA | {"Mesures": "Hauteur avec cadre en cm : 87 ; Largeur avec cadre en cm : 63", "Auteur": "Anonyme"}
    record = artwork_of(read_table("muma-csv", tmp_path, framed)[0])
    assert (record.height_mm, record.width_mm, record.artists) == (None, None, ())


def test_wga(tmp_path: Path) -> None:
    (row,) = read_table("wga-csv", tmp_path, WGA)
    museum = VenueRecord("national gallery of art, washington", "National Gallery of Art", "museum", city="Washington")
    assert artwork_of(row) == ArtworkRecord(
        source="here",
        source_id="l/leonardo/01/4benci1",
        title="Ginevra",
        artists=(ArtistRecord("leonardo", "Leonardo da Vinci"),),
        date_text="1474-78",
        year_from=1474,
        year_to=1478,
        medium="Oil on wood",
        dimensions_text="38,8 x 36,7 cm",
        height_mm=388,
        width_mm=367,
        images=(ImageRecord(ImageUrl("http://wga.example/art/l/leonardo/01/4benci1.jpg")),),
        displays=(DisplayRecord(museum, AS_OF),),
    )


def test_wgas_odd_rows(tmp_path: Path) -> None:
    bronze, elsewhere, nowhere = read_table(
        "wga-csv",
        tmp_path,
        WGA | {"technique": "Bronze, height", "dimension": "47 cm"},
        WGA | {"exibit_place": "San Zeno, Verona", "short_name": "probe"},
        WGA | {"painting_url": "javascript:alert(1)"},
    )
    record = artwork_of(bronze)
    assert (record.medium, record.height_mm, record.width_mm) == ("Bronze", 470, None)
    assert (artwork_of(elsewhere).displays, artwork_of(elsewhere).artists) == ((), ())
    assert reason_of(nowhere) == "id_missing"


@pytest.mark.parametrize(
    "name", ["met-csv", "whitney-artists-csv", "athenaeum-artists-csv", "muma-csv", "wga-csv", "tate-artists-csv"]
)
def test_another_table_or_a_folder_says_so(tmp_path: Path, name: str) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("a,b\n1,2\n")
    with pytest.raises(UnreadableFeed, match="no column"):
        ADAPTERS[name].open(path, options(tmp_path))
    with pytest.raises(UnreadableFeed, match="folder"):
        ADAPTERS[name].open(tmp_path, options(tmp_path))
