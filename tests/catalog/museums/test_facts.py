"""What museums' adapters share: limits of texts, and values of any type."""

import datetime
import math

import pytest

from catalog.ingest.lives import Life
from catalog.ingest.museums import facts, values
from catalog.ingest.museums.holders import museum
from catalog.ingest.museums.makers import artist, name_id, ordered, qualifier_of
from catalog.models import Artist, Artwork, Display, ReferenceImage, Venue


def test_texts_are_cut_where_the_catalogue_ends() -> None:
    fields = {
        (Artwork, "title"): facts.TITLE,
        (Artwork, "date_text"): facts.DATE,
        (Artwork, "style"): facts.STYLE,
        (Artwork, "medium"): facts.MEDIUM,
        (Artwork, "dimensions_text"): facts.DIMENSIONS,
        (Artwork, "rights"): facts.RIGHTS,
        (ReferenceImage, "rights"): facts.RIGHTS,
        (ReferenceImage, "credit"): facts.CREDIT,
        (Artist, "name"): facts.NAME,
        (Artist, "nationality"): facts.NATIONALITY,
        (Venue, "name"): facts.NAME,
        (Display, "room"): facts.ROOM,
    }
    assert {key: getattr(key[0]._meta.get_field(key[1]), "max_length", None) for key in fields} == fields


@pytest.mark.parametrize(
    ("value", "expected"),
    [(" a\n b ", "a b"), (7, "7"), (7.0, "7"), (7.25, "7.25"), (True, ""), (None, ""), ([], ""), (math.inf, "")],
)
def test_texts(value: object, expected: str) -> None:
    assert values.text(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("1830", 1830),
        (1830.0, 1830),
        ("-750", -750),
        (0, None),
        ("0", None),
        (9999, None),
        ("18th", None),
        (True, None),
    ],
)
def test_years(value: object, expected: int | None) -> None:
    assert values.year(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [("3.5", 3.5), (0.0, None), (-2, None), ("x", None), (1e308, None), (math.nan, None), (None, None)],
)
def test_numbers(value: object, expected: float | None) -> None:
    assert values.number(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [("True", True), (0, False), ("0", False), (True, True), (None, None), ("yes", None), (2, None)],
)
def test_flags(value: object, expected: bool | None) -> None:  # noqa: FBT001 - a case
    assert values.flag(value) is expected


@pytest.mark.parametrize(
    "value",
    [
        "ftp://a.example/",
        "//a.example",
        "http://",
        "http://[",
        "http://a b",
        "javascript:1",
        "http://a.example/" + "x" * 1000,
        None,
    ],
)
def test_what_is_no_address_is_none(value: object) -> None:
    assert values.web_address(value) == ""


def test_identifiers() -> None:
    assert values.ulan_id("http://vocab.getty.edu/page/ulan/500034433/") == "500034433"
    assert values.ulan_id(" 500034433") == "500034433"
    assert values.ulan_id("600034433") == values.ulan_id("not found") == ""
    assert values.wikidata_id("https://www.wikidata.org/wiki/Q42") == "Q42"
    assert values.wikidata_id("Q0") == values.wikidata_id("42") == ""


def test_sizes_and_days() -> None:
    assert facts.inches_mm(10) == 254
    assert facts.millimetres(0.3) is None
    assert facts.millimetres(100_001) is None
    assert facts.day("2005-11-12T00:00:00-06:00") == datetime.date(2005, 11, 12)
    assert facts.day("2005-11") is None


def test_a_life_that_ends_before_it_begins_is_unknown() -> None:
    assert ordered(1900, 1850) == (None, None)
    assert ordered(1900, None) == (1900, None)


def test_artists_without_a_number_are_told_apart_by_their_years() -> None:
    assert name_id("Änn  Probe", 1900, None) == "ann probe 1900-"
    assert artist("", "Ann Probe", Life(nationality="Danish")).source_id == "ann probe"
    assert len(name_id("x" * 1000, -9999, 2000)) <= 300


def test_roles_that_qualify_nothing_are_by() -> None:
    assert [qualifier_of(role) for role in ("", "painter", "after", "possibly by")] == [
        *("by", "by", "after", "attributed_to"),
    ]


def test_only_museums_hold_works() -> None:
    assert museum("Private collection") is None
    assert museum("Biblioteca Ambrosiana") is None
    held = museum("Musée d'Orsay", city="Paris")
    assert held is not None
    assert (held.source_id, held.city) == ("musee d'orsay, paris", "Paris")
