"""What the first rows of anyone's table add to its headers."""

import pytest

from catalog.ingest.guessing import guess_mapping
from catalog.ingest.mapping import ColumnMapping


def guess(*rows: dict[str, str]) -> ColumnMapping:
    return guess_mapping(list(rows[0]), rows)


@pytest.mark.parametrize(
    ("artists", "names"),
    [
        (["Blake, William", "Goya, Francisco de", "Rembrandt"], "invert"),
        (["van Gogh, Vincent (1853–1890)"], "invert"),
        (["Homer, Winslow; Inness, George"], "invert"),
        (["Ada Ink", "Ada Ink, Bo Oil"], "separate"),
        (["Vincent van Gogh, Dutch", "Ada Ink, 1840-1926"], "keep"),
        (["Gebrüder Thonet, Vienna, Austria", "Ada Ink"], "keep"),
        (["", "Ada Ink"], "keep"),
    ],
)
def test_what_a_comma_in_names_does(artists: list[str], names: str) -> None:
    guessed = guess(*({"id": str(number), "artist": artist} for number, artist in enumerate(artists)))
    assert guessed.names == names
    assert ("names" in guessed.reasons) == (names != "keep")


@pytest.mark.parametrize(
    ("days", "order"),
    [
        (["05/06/2017", "12/31/2020"], "mdy"),
        (["31/12/2020"], "dmy"),
        (["05.06.2017"], "dmy"),
        (["05/06/2017", "2020-01-02"], None),
        (["31/12/2020", "12/31/2020"], None),
    ],
)
def test_days_tell_what_comes_first(days: list[str], order: str | None) -> None:
    assert guess(*({"sale date": day} for day in days)).date_order == order


def test_a_column_that_tells_the_works_apart_is_their_id() -> None:
    rows = [{"Lot": "1", "Title": "A", "URL": "x"}, {"Lot": "2", "Title": "A", "URL": "y"}]
    assert guess(*rows).columns["source_id"] == "Lot"
    assert guess(rows[0], rows[1] | {"Lot": "1"}).columns["source_id"] == "URL"
    assert "source_id" not in guess({"Title": "A", "Artist": "Ada"}).columns
    assert "# no header names the source_id: add it below" in guess({"Title": "A"}).as_proposal([])


def test_headers_state_currency_unit_and_kind() -> None:
    guessed = guess({"id": "1", "title": "A", "Hammer price (USD)": "5", "Estimate (USD)": "", "Dimensions (cm)": ""})
    assert guessed.constants == {"currency": "USD", "price_kind": "hammer"}
    assert guessed.size_unit == "cm"
    assert guess({"id": "1", "Prix (€)": "5"}).constants == {"currency": "EUR"}
    assert guess({"id": "1", "price realised": "5"}).constants == {"price_kind": "with_premium"}
    assert guess({"id": "1", "price (USD)": "5", "currency": "EUR", "price kind": "asking"}).constants == {}


def test_what_prices_lack_is_asked_for() -> None:
    reasons = guess({"id": "1", "price": "5"}).reasons
    assert "add price_kind" in reasons["price_kind"]
    assert "add currency" in reasons["currency"]
    assert "currency" not in guess({"id": "1", "asking price": "€ 5"}).reasons


@pytest.mark.parametrize(
    ("value", "is_venue"), [("Musée d'Orsay", True), ("American - Painting", False), ("Private collection", False)]
)
def test_a_collection_is_a_venue_where_it_is_a_museum(value: str, *, is_venue: bool) -> None:
    assert ("venue" in guess({"id": "1", "title": "A", "collection": value}).columns) == is_venue


def test_names_of_people_are_no_titles() -> None:
    assert "title" not in guess({"id": "1", "name": "Ada Ink", "nationality": "British"}).columns
    assert guess({"id": "1", "name": "The Sea", "medium": "Oil"}).columns["title"] == "name"


def test_a_column_with_something_in_it_comes_first() -> None:
    assert guess({"id": "1", "artist": "", "artist.name": "Ada Ink"}).columns["artist"] == "artist.name"


def test_pictures_that_are_not_there_are_asked_for() -> None:
    row = {"id": "1", "title": "A", "filename": "a.jpg"}
    assert guess(row).columns["image"] == "filename"
    assert "not there" not in guess(row).reasons["image"]
    assert "not there" in guess_mapping(list(row), [row], is_picture=lambda _: False).reasons["image"]
