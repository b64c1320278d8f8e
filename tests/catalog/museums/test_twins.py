"""Museums' tables: what they say is read as what their JSON says. And the Art Institute's API beside its dump."""

import json
from pathlib import Path
from typing import Any

import pytest

from catalog.ingest.records import ArtistRecord, IiifImage, ImageUrl
from tests.catalog.museums.reading import artwork_of, read_objects, read_path, read_table, reason_of, record_of

MOMA = {
    "Title": "Panel",
    "Artist": "Ada Ink, Bo Oil",
    "ConstituentID": "70, 29",
    "ArtistBio": "French, born Switzerland 1944, American. 1901–1974",
    "Nationality": "(French) (American)",
    "BeginDate": "(1944) (1901)",
    "EndDate": "(0) (1974)",
    "Date": "1976–77",
    "Medium": "Photograph",
    "Dimensions": '14 x 18" (35.6 x 45.7 cm)',
    "CreditLine": "Purchase",
    "AccessionNumber": "3.1995.1",
    "ObjectID": "3",
    "URL": "https://example.org/3",
    "ImageURL": "https://example.org/3.jpg",
    "OnView": "MoMA, Floor 5, 501",
    "Height (cm)": "35.6",
    "Width (cm)": "45.7",
}
MOMA_OBJECT: dict[str, Any] = {
    **MOMA,
    "Artist": ["Ada Ink", "Bo Oil"],
    "ConstituentID": [70, 29],
    "ArtistBio": ["", ""],
    "Nationality": ["French", "American"],
    "BeginDate": [1944, 1901],
    "EndDate": [0, 1974],
    "ObjectID": 3,
    "Height (cm)": 35.6,
}
MOMA_ARTIST = {
    "ConstituentID": "70",
    "DisplayName": "Ada Ink",
    "ArtistBio": "French, born 1944",
    "Nationality": "French",
    "BeginDate": "1944",
    "EndDate": "0",
    "Wiki QID": "Q7",
    "ULAN": "500000007",
}
TATE = {
    "id": "7",
    "accession_number": "A7",
    "artist": "Ink, Ada",
    "artistRole": "after",
    "artistId": "38",
    "title": "The Sea",
    "dateText": "c.1803",
    "medium": "Oil",
    "creditLine": "Presented 1922",
    "year": "1803",
    "dimensions": "support: 488 x 389 mm",
    "thumbnailCopyright": "",
    "thumbnailUrl": "http://example.org/7.jpg",
    "url": "http://example.org/7",
}
CLEVELAND = {
    "id": "9",
    "accession_number": "1915.5",
    "share_license_status": "CC0",
    "current_location": "203",
    "title": "The Sea",
    "creation_date": "c. 1765",
    "creators": "Ada Ink (American, 1738–1815), artist; Bo Oil (Dutch, 1565–1629), after; Cy Print, publisher",
    "technique": "oil on canvas",
    "measurements": "Unframed: 76.2 x 64.8 cm (30 x 25 1/2 in.)",
    "creditline": "Gift",
    "copyright": "",
    "url": "https://example.org/9",
    "image_web": "https://example.org/9_web.jpg",
    "image_print": "https://example.org/9_print.jpg",
}
CARNEGIE = {
    "title": "Tea set",
    "creation_date": "1930",
    "medium": "silver",
    "accession_number": "85.1",
    "id": "things/1",
    "credit_line": "Gift",
    "physical_location": "Gallery 13",
    "item_width": "5",
    "item_height": "0.0",
    "web_url": "http://example.org/1",
    "image_url": "http://example.org/1.jpg|http://example.org/2.jpg",
    "artist_id": "a|b",
    "full_name": "Ada Ink|Ruppelwerk",
    "role": "designer|manufacturer",
    "nationality": "German|German",
    "birth_date": "1893-01-01|",
    "death_date": "1983|",
}
WHITNEY = {
    "id": "20",
    "title": "The Sea",
    "display_date": "1960s",
    "classification": "Prints",
    "medium": "Lithograph",
    "accession_number": "2000.1",
    "dimensions": "30 × 22 in. (76.2 × 55.9 cm)",
    "credit_line": "Gift",
    "credit_line_repro": "Courtesy me.<br>© Ada Ink",
    "artists": "Ada Ink,Bo Oil",
    "artist_ids": "1,2",
}
AIC = {
    "id": 27,
    "api_model": "artworks",
    "title": "The Sea",
    "main_reference_number": "1926.2",
    "date_display": "1884–86",
    "artist_display": "Ada Ink (French, 1859–1891)",
    "artist_ids": [40],
    "artist_titles": ["Ada Ink"],
    "image_id": "2d48",
    "is_on_view": True,
    "gallery_title": "Gallery 240",
}


def test_moma_says_the_same_in_both(tmp_path: Path) -> None:
    (row,) = read_table("moma-csv", tmp_path, MOMA)
    (other,) = read_objects("moma-json", tmp_path, MOMA_OBJECT)
    assert artwork_of(row) == artwork_of(other)
    assert [(each.source_id, each.name, each.birth_year, each.death_year) for each in artwork_of(row).artists] == [
        ("70", "Ada Ink", 1944, None),
        ("29", "Bo Oil", 1901, 1974),
    ]


@pytest.mark.parametrize(
    ("artist", "numbers", "names"),
    [
        ("Ink Brothers, Vienna, Austria", "81", [("81", "Ink Brothers, Vienna, Austria")]),
        ("Ada Ink, Ink & Co., Berlin, Germany", "1, 2", [("1", "Ada Ink"), ("2", "Ink & Co., Berlin, Germany")]),
        ("Ada Ink, Jr., Bo Oil", "1, 2, 3, 4", [("ada ink, jr.", "Ada Ink, Jr."), ("bo oil", "Bo Oil")]),
        ("", "", []),
    ],
)
def test_commas_in_momas_names(tmp_path: Path, artist: str, numbers: str, names: list[tuple[str, str]]) -> None:
    row = MOMA | {"Artist": artist, "ConstituentID": numbers, "ArtistBio": "", "BeginDate": "", "EndDate": ""}
    (read,) = read_table("moma-csv", tmp_path, row)
    assert [(each.source_id, each.name) for each in artwork_of(read).artists] == names


def test_momas_artists(tmp_path: Path) -> None:
    said = ArtistRecord("70", "Ada Ink", 1944, None, "French", "500000007", "Q7")
    (row, nobody) = read_table("moma-csv", tmp_path, MOMA_ARTIST, MOMA_ARTIST | {"DisplayName": "Unknown Artist"})
    (other, nameless) = read_objects("moma-json", tmp_path, MOMA_ARTIST, MOMA_ARTIST | {"DisplayName": None})
    assert record_of(row) == record_of(other) == said
    assert (reason_of(nobody), reason_of(nameless)) == ("not_a_person", "name_missing")


def test_tate(tmp_path: Path) -> None:
    (row, group) = read_table(
        "tate-csv", tmp_path, TATE, TATE | {"artist": "Art & Oil (Bo Oil, born 1945; Cy, born 1944)"}
    )
    work = artwork_of(row)
    (artist,) = work.artists
    assert (work.source_id, work.accession_number, work.year_from, work.height_mm) == ("7", "A7", 1798, 488)
    assert (artist.source_id, artist.name, artist.qualifier) == ("38", "Ada Ink", "after")
    assert artwork_of(group).artists[0].name == "Art & Oil"


def test_cleveland(tmp_path: Path) -> None:
    (row,) = read_table("cleveland-csv", tmp_path, CLEVELAND)
    work = artwork_of(row)
    assert [(each.name, each.birth_year, each.qualifier) for each in work.artists] == [
        ("Ada Ink", 1738, "by"),
        ("Bo Oil", 1565, "after"),
    ]
    assert (work.rights, work.height_mm, work.displays[0].room) == ("CC0", 762, "203")
    assert [image.origin for image in work.images] == [ImageUrl("https://example.org/9_print.jpg")]


def test_carnegie(tmp_path: Path) -> None:
    (row,) = read_table("carnegie-csv", tmp_path, CARNEGIE)
    work = artwork_of(row)
    assert [(each.source_id, each.name, each.birth_year, each.death_year) for each in work.artists] == [
        ("a", "Ada Ink", 1893, 1983),
        ("b", "Ruppelwerk", None, None),
    ]
    assert (work.width_mm, work.height_mm, len(work.images), work.displays[0].room) == (127, None, 2, "Gallery 13")


def test_whitney(tmp_path: Path) -> None:
    (row, unnumbered) = read_table("whitney-csv", tmp_path, WHITNEY, WHITNEY | {"artist_ids": "1,2,3"})
    work = artwork_of(row)
    assert [(each.source_id, each.name) for each in work.artists] == [("1", "Ada Ink"), ("2", "Bo Oil")]
    assert (work.genre, work.height_mm, work.rights) == ("Prints", 762, "Courtesy me. © Ada Ink")
    assert [each.source_id for each in artwork_of(unnumbered).artists] == ["ada ink", "bo oil"]


@pytest.mark.parametrize("is_page", [True, False])
def test_answers_of_the_art_institutes_api(tmp_path: Path, *, is_page: bool) -> None:
    path = tmp_path / "answer.json"
    path.write_text(json.dumps({"pagination": {"total": 1}, "data": [AIC] if is_page else AIC, "config": {"url": "x"}}))
    (row,) = read_path("aic-json", path)
    work = artwork_of(row)
    assert (work.source_id, work.artists[0].birth_year, work.displays[0].room) == ("27", 1859, "Gallery 240")
    assert work.images[0].origin == IiifImage("https://www.artic.edu/iiif/2/2d48")


def test_a_search_only_names_works(tmp_path: Path) -> None:
    known = {key: value for key, value in AIC.items() if key != "api_model"}  # a few fields asked for
    rows = read_objects("aic-json", tmp_path, known, {"id": 27, "api_model": "artworks", "title": "The Sea"})
    assert artwork_of(rows[0]).title == "The Sea"
    assert reason_of(rows[1]) == "record_partial"
