"""Knoedler's sales in New York, and the stock books of Knoedler and Goupil."""

import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from catalog.ingest.feeds import UnreadableFeed
from tests.catalog.adapters import artworks, as_csv, read, reasons

SALE = {
    "title": "Cows",
    "artists": "BROOK, ADAM VAN",
    "artist_nationality": "Dutch",
    "genre": "Animals",
    "object_type": "Painting",
    "height": "30",
    "width": "25.5",
    "seller": "Shop",
    "buyer": "Rich, Mary",
    "purchase_date": "1884-10-10",
    "sale_date": "1877-01-13",
    "purchase_price": "42",
    "sale_price": "666.6666666666666",
}
KNOEDLER = {
    "pi_record_no": "K-1",
    "title": "The Singers",
    "artist_name_1": "Hals",
    "artist_authority_1": "HALS, FRANS (I)",
    "artist_nationality_1": "Dutch",
    "artist_attribution_mod_auth_1": "attributed to",
    "genre": "[not identified]",
    "object_type": "Painting",
    "materials": "Bronze",
    "dimensions": "28 7/8 x 36 3/8",
    "entry_date_year": "[1910]",
    "entry_date_month": "04",
    "entry_date_day": "00",
    "sale_date_year": "1911",
    "sale_date_month": "05",
    "sale_date_day": "02",
    "purch_amount": "[5450]",
    "purch_currency": "pounds",
    "purch_note": "shared",
    "price_amount": "10000",
    "price_currency": "dollars",
    "price_note": "",
    "transaction": "Sold",
    "purchase_seller_auth_name_1": "Seligmann",
    "purchase_buyer_own_1": "Colnaghi",
    "purchase_buyer_share_1": "1/2",
    "link": "http://books.example/page/1",
    "present_loc_inst": "Town Museum",
    "present_loc_geog": "Boston, MA, USA",
    "present_loc_note": "",
    "present_loc_acc": "43.83",
}
GOUPIL = {
    "pi_record_no": "G-1",
    "goupil_object_ID": "g-object-1",
    "title": "Paysage",
    "artist_name_1": "Corot",
    "art_authority_1": "COROT, JEAN",
    "nationality_1": "French",
    "attribution_auth_mod_1": "",
    "artist_ulan_id_1": "500115390",
    "Dimensions": "73 X 51",
    "entry_date_year": "1862",
    "entry_date_month": "3",
    "entry_date_day": "0",
    "sale_date_year": "1863",
    "sale_date_month": "0",
    "sale_date_day": "0",
    "purch_amount": "",
    "purch_currency": "",
    "purch_note": "",
    "price_amount_1": "500",
    "price_currency_1": "francs",
    "price_note_1": "",
    "transaction": "Vendu",
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "books.csv"


def test_a_sale_in_new_york(path: Path) -> None:
    (work,) = artworks(read("knoedler-sales", path, as_csv(SALE)))
    assert [(artist.name, artist.nationality) for artist in work.artists] == [("Adam van Brook", "Dutch")]
    assert (work.dimensions_text, work.height_mm, work.width_mm) == ("30 x 25.5 in.", 762, 648)
    bought, sold = work.prices
    assert (bought.kind, bought.outcome, bought.amount, bought.currency) == ("private", "sold", None, "")
    assert (bought.sale, bought.amount_text, bought.note) == (
        *("Bought by M. Knoedler & Co.", "42", "currency not stated"),
    )
    assert (bought.date, bought.date_precision, bought.house) == (datetime.date(1884, 9, 1), "month", "Shop")
    assert (sold.amount, sold.currency, sold.is_inferred) == (Decimal("666.66"), "USD", True)
    assert (sold.date, sold.date_precision) == (datetime.date(1876, 12, 1), "month")


def test_sales_are_told_apart_by_what_they_say(path: Path) -> None:
    rows = artworks(read("knoedler-sales", path, as_csv(SALE, SALE, SALE | {"buyer": "Other"})))
    assert rows[0].source_id == rows[1].source_id != rows[2].source_id


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"sale_date": "1877-02-31"}, "date_invalid"),
        ({"sale_price": "dear"}, "amount_invalid"),
        ({"title": "", "artists": ""}, "title_missing"),
    ],
)
def test_sales_that_cannot_be_used(path: Path, change: dict[str, str], reason: str) -> None:
    assert reasons(read("knoedler-sales", path, as_csv(SALE | change))) == [reason]


def test_a_shared_purchase_is_the_price_of_the_whole(path: Path) -> None:
    (work,) = artworks(read("getty-stock-books", path, as_csv(KNOEDLER)))
    assert [(artist.name, artist.qualifier) for artist in work.artists] == [("Frans Hals I", "attributed_to")]
    assert (work.genre, work.medium, work.height_mm, work.accession_number) == ("", "Painting, Bronze", 733, "43.83")
    (display,) = work.displays
    assert (display.venue.name, display.venue.city, display.venue.country) == ("Town Museum", "Boston, MA", "USA")
    bought, sold = work.prices
    assert (bought.amount, bought.currency, bought.is_inferred) == (Decimal(5450), "GBP", True)
    assert (bought.date, bought.date_precision, bought.house) == (datetime.date(1910, 4, 1), "month", "Seligmann")
    assert (bought.amount_text, bought.object_count, bought.note) == ("[5450] pounds", 1, "shared; Colnaghi 1/2")
    assert work.url == "http://books.example/page/1"
    assert (sold.amount, sold.currency, sold.is_inferred, sold.date) == (
        *(Decimal(10000), "USD", False, datetime.date(1911, 5, 2)),
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"purch_note": "our 1/3 share is given"}, "[5450] pounds"),
        ({"purch_amount": "2 3/4"}, "2 3/4 pounds"),
        ({"purch_currency": "marks"}, "[5450] marks"),
    ],
)
def test_an_amount_that_is_unclear_or_without_an_iso_code_stays_words(
    path: Path, change: dict[str, str], words: str
) -> None:
    (work,) = artworks(read("getty-stock-books", path, as_csv(KNOEDLER | change)))
    bought = work.prices[0]
    assert (bought.amount, bought.currency, bought.amount_text) == (None, "", words)


def test_what_was_not_sold_has_no_sale(path: Path) -> None:
    for transaction in ("Unsold", "Returned", "Lost"):
        (work,) = artworks(read("getty-stock-books", path, as_csv(KNOEDLER | {"transaction": transaction})))
        assert [offer.source_id for offer in work.prices] == ["K-1/purchase/private"]


def test_a_doubtful_present_location_is_left_out(path: Path) -> None:
    (work,) = artworks(read("getty-stock-books", path, as_csv(KNOEDLER | {"present_loc_note": "possibly"})))
    assert (work.displays, work.accession_number) == ((), "")


def test_goupils_rows_about_one_object_are_one_work(path: Path) -> None:
    again = GOUPIL | {"pi_record_no": "G-2", "sale_date_year": "1870", "price_amount_1": "900"}
    other = GOUPIL | {"pi_record_no": "G-3", "goupil_object_ID": "g-object-2"}
    first, second, third = artworks(read("getty-stock-books", path, as_csv(GOUPIL, again, other)))
    assert first == second
    assert [(offer.amount, offer.currency, offer.date) for offer in first.prices] == [
        (Decimal(500), "FRF", datetime.date(1863, 1, 1)),
        (Decimal(900), "FRF", datetime.date(1870, 1, 1)),
    ]
    assert (first.source_id, third.source_id, first.height_mm) == ("G-1", "G-3", 730)
    assert [(artist.source_id, artist.name) for artist in first.artists] == [("ulan:500115390", "Jean Corot")]


def test_one_sale_that_two_rows_state_is_one(path: Path) -> None:
    works = artworks(read("getty-stock-books", path, as_csv(GOUPIL, GOUPIL | {"pi_record_no": "G-2"})))
    assert [[offer.source_id for offer in work.prices] for work in works] == [["G-1/sale/private"]] * 2


def test_titles_without_where_they_were_found(path: Path) -> None:
    found = {"title": "[Meditation title info from Sales Book 7, 1892-1900, f.92]"}
    for name, row in (("knoedler-sales", SALE), ("getty-stock-books", KNOEDLER)):
        (work,) = artworks(read(name, path, as_csv(row | found)))
        assert work.title == "[Meditation]"


def test_rows_without_a_number(path: Path) -> None:
    assert reasons(read("getty-stock-books", path, as_csv(KNOEDLER | {"pi_record_no": ""}))) == ["id_missing"]


@pytest.mark.parametrize("name", ["getty-stock-books", "knoedler-sales", "getty-sales-contents"])
def test_another_file_is_refused(path: Path, name: str) -> None:
    with pytest.raises(UnreadableFeed, match="no column"):
        read(name, path, "a,b\n1,2\n")
