"""Mappings of columns: guessed, written, read and refused."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.ingest.feeds import UnreadableFeed
from catalog.ingest.field_words import FIELDS
from catalog.ingest.guessing import guess_mapping
from catalog.ingest.headers import field_named
from catalog.ingest.mapping import ColumnMapping, check_mapping, read_mapping


@pytest.mark.parametrize(
    ("headers", "columns"),
    [
        (["ID", "Title", "Artist", "Date"], {"source_id": "ID", "title": "Title", "artist": "Artist", "year": "Date"}),
        (
            ["Inv.-Nr.", "Titel", "Künstler", "Datierung", "Maße", "Technik"],
            {
                "source_id": "Inv.-Nr.",
                "title": "Titel",
                "artist": "Künstler",
                "year": "Datierung",
                "medium": "Technik",
                "dimensions": "Maße",
            },
        ),
        (["Numéro d'inventaire", "Titre", "Auteur"], {
            "source_id": "Numéro d'inventaire", "title": "Titre", "artist": "Auteur",
        }),
        (["N.º inventário", "Título", "Técnica"], {
            "source_id": "N.º inventário", "title": "Título", "medium": "Técnica",
        }),
        (["objectnummer", "titel", "vervaardiger", "afmetingen"], {
            "source_id": "objectnummer", "title": "titel", "artist": "vervaardiger", "dimensions": "afmetingen",
        }),
        (["cat. no.", "Artist / Maker", "date_text", "year", "Materials & Techniques", "title_en"], {
            "source_id": "cat. no.", "title": "title_en", "artist": "Artist / Maker", "year": "date_text",
            "medium": "Materials & Techniques",
        }),
        (["item", "itemlabel", "creatorlabel", "inception"], {
            "source_id": "item", "title": "itemlabel", "artist": "creatorlabel", "year": "inception",
        }),
        (["objectinventorynumber", "objecttitle[1]", "objectcreator[1]", "objectcreationdate[1]", "objectimage"], {
            "source_id": "objectinventorynumber", "title": "objecttitle[1]", "artist": "objectcreator[1]",
            "year": "objectcreationdate[1]", "image_url": "objectimage",
        }),
        (["systemnumber", "_primarytitle", "_primarymaker__name", "_primarydate"], {
            "source_id": "systemnumber", "title": "_primarytitle", "artist": "_primarymaker__name",
            "year": "_primarydate",
        }),
        (["shoe size", "colour", "first name", "(cm)", ""], {}),
    ],
)  # fmt: skip
def test_headers_in_several_languages(headers: list[str], columns: dict[str, str]) -> None:
    guessed = guess_mapping(headers)
    assert guessed.columns == columns
    assert set(guessed.reasons) == set(columns)
    assert all(column in guessed.reasons[field] for field, column in columns.items())


def test_the_likelier_of_two_columns_is_taken() -> None:
    columns = {"source_id": "id", "title": "Title", "accession_number": "object number"}
    assert guess_mapping(["name", "id", "object number", "Title"]).columns == columns


def test_every_name_is_written_as_it_is_looked_up() -> None:
    assert {field_named(words[0]) for words in FIELDS.values()} == set(FIELDS)
    assert all(field_named(word) for words in FIELDS.values() for word in words)


@given(st.text())
def test_any_header_may_come(header: str) -> None:
    assert field_named(header) in {"", *FIELDS}


def test_a_mapping_is_written_and_read_again() -> None:
    mapping = ColumnMapping(
        {"title": "Título", "source_id": "Nº"}, {"currency": "EUR"}, "invert", "cm", "dmy", "cp1252"
    )
    assert read_mapping(mapping.as_yaml()) == mapping
    assert read_mapping(mapping.as_proposal(["two\nlines: [", "plain"])) == mapping
    assert ColumnMapping({"title": "T"}).as_yaml() == "columns:\n  title: T\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("columns: [a", "The mapping is no YAML"),
        ("- a", "begins with “columns:”"),
        ("colums:\n  title: A", "“colums” is not one of columns, constants"),
        ("columns:\n  titel: A", "columns: “titel” is not one of source_id, title"),
        ("columns: A", "lines of “field: text”"),
        ("columns:\n  title: [A, B]", "lines of “field: text”"),
        ("columns: {}\nnames: reversed", "names: “reversed” is not one of keep, separate, invert"),
        ("columns: {}\ndate_order: ymd", "date_order: “ymd” is not one of mdy, dmy"),
        ("columns: {}\nsize_unit: feet", "size_unit: “feet” is not one of mm, cm"),
        ("columns: {}\ndate_order: [mdy]", "is not one of"),
    ],
)
def test_what_is_no_mapping_says_why(text: str, message: str) -> None:
    with pytest.raises(UnreadableFeed, match=r"^The mapping") as caught:
        read_mapping(text)
    assert message in str(caught.value)


def test_a_mapping_must_fit_the_table() -> None:
    with pytest.raises(UnreadableFeed, match=r"takes title from “T”, but the columns are: A, B\."):
        check_mapping(Path("a.csv"), ColumnMapping({"title": "T", "source_id": "A"}), ["A", "B"])
    with pytest.raises(UnreadableFeed, match="no column is known to be the source_id and the title"):
        check_mapping(Path("a.csv"), ColumnMapping({}), ["A", "B"])
    spelled = ColumnMapping({"title": "TITLE", "source_id": "ID"}).in_spelling_of(["id", "Title", "ID"])
    assert spelled.columns == {"title": "Title", "source_id": "ID"}
