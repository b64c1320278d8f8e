"""Lots of Christie's and Sotheby's in Hong Kong."""

import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from catalog.ingest.feeds import UnreadableFeed
from catalog.ingest.records import OfferRecord, VenueRecord
from tests.catalog.adapters import artworks, as_csv, read, reasons

CHRISTIES = {
    "Artist": "Ada Ink",
    "Title": "=HYPERLINK(1)",
    "Sales_Price_Dollar": "12240  ",
    "Low_Estimate": "7690",
    "High_estimate": "10250",
    "Signature": "Signed",
    "Size": '10.00" x 20.00"     (25.40cm x 50.80cm)',
    "Created": "1950s",
    "Medium": "Ink / Paper",
    "Auction_Lot": "7",
    "Auction_Date": "05/30/2017",
}
SOTHEBYS = {
    "artist": "ÜMIT ÖZ",
    "title": "Café",
    "sales_dollar": "9610",
    "dummy_sold": "1",
    "low_estimate_dollar": "5120",
    "high_estimate_dollar": "",
    "size_cm": "",
    "created": "",
    "Medium": "",
    "auction_lot": "8",
    "auction_date": "4/1/19",
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "lots.csv"


def test_a_christies_lot(path: Path) -> None:
    (lot,) = artworks(read("hong-kong-lots", path, "\ufeff" + as_csv(CHRISTIES)))
    assert (lot.source_id, lot.title, lot.medium) == ("C/2017-05-30/7", "=HYPERLINK(1)", "Ink / Paper")
    assert (lot.date_text, lot.year_from, lot.year_to) == ("1950s", 1950, 1959)
    assert (lot.height_mm, lot.width_mm) == (254, 508)
    assert [artist.name for artist in lot.artists] == ["Ada Ink"]
    estimate, price = lot.prices
    assert estimate == OfferRecord(
        source_id="C/2017-05-30/7/estimate",
        kind="estimate",
        amount=Decimal(7690),
        amount_high=Decimal(10250),
        currency="USD",
        date=datetime.date(2017, 5, 30),
        date_precision="day",
        house="Christie's Hong Kong",
        sale="Christie's Hong Kong, 2017-05-30",
        lot="7",
        is_inferred=True,
        venue=VenueRecord(
            "christie's hong kong", "Christie's Hong Kong", "auction_house", city="Hong Kong", country="Hong Kong"
        ),
    )
    assert (price.kind, price.outcome, price.amount, price.is_inferred) == (
        *("with_premium", "sold", Decimal(12240), True),
    )


def test_a_christies_lot_without_a_price_says_nothing_about_the_outcome(path: Path) -> None:
    (lot,) = artworks(read("hong-kong-lots", path, as_csv(CHRISTIES | {"Sales_Price_Dollar": ""})))
    assert [offer.kind for offer in lot.prices] == ["estimate"]


def test_sothebys_says_what_was_sold(path: Path) -> None:
    unsold = SOTHEBYS | {"sales_dollar": "", "dummy_sold": "0", "auction_lot": "9", "low_estimate_dollar": ""}
    hidden = SOTHEBYS | {"sales_dollar": "[not communicated]", "auction_lot": "10", "low_estimate_dollar": "n/a"}
    lots = artworks(read("hong-kong-lots", path, as_csv(SOTHEBYS, unsold, hidden)))
    assert [(offer.outcome, offer.amount, offer.currency) for lot in lots for offer in lot.prices] == [
        ("", Decimal(5120), "USD"),
        ("sold", Decimal(9610), "USD"),
        ("bought_in", None, ""),
        ("sold", None, ""),
    ]


@pytest.mark.parametrize(
    ("text", "date", "precision"),
    [
        ("04/01/2020-04/16/2020", datetime.date(2020, 4, 1), "month"),
        ("04/27/2020-05/04/2020", datetime.date(2020, 1, 1), "year"),
    ],
)
def test_an_online_sale_runs_for_days(path: Path, text: str, date: datetime.date, precision: str) -> None:
    (lot,) = artworks(read("hong-kong-lots", path, as_csv(SOTHEBYS | {"auction_date": text})))
    assert {(offer.date, offer.date_precision) for offer in lot.prices} == {(date, precision)}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"Auction_Date": "30/05/2017"}, "date_invalid"),
        ({"Auction_Date": ""}, "date_invalid"),
        ({"Auction_Lot": " "}, "id_missing"),
        ({"Sales_Price_Dollar": "a lot"}, "amount_invalid"),
        ({"High_estimate": "12"}, "estimate_reversed"),
    ],
)
def test_rows_that_cannot_be_used(path: Path, change: dict[str, str], reason: str) -> None:
    assert reasons(read("hong-kong-lots", path, as_csv(CHRISTIES | change))) == [reason]


def test_another_file_is_refused(path: Path) -> None:
    with pytest.raises(UnreadableFeed, match="no column artist, auction_date"):
        read("hong-kong-lots", path, "a,b\n1,2\n")
