"""The Provenance Index's sales contents, and asking prices."""

import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from catalog.ingest.feeds import UnreadableFeed
from catalog.ingest.records import ArtworkRecord
from tests.catalog.adapters import artworks, as_csv, read, reasons

LOT = {
    "pi_record_no": "937",
    "catalog_number": "Br-1",
    "sale_code": "1777/02/26LOCH",
    "lot_number": "0004[a]",
    "lot_sale_year": "1777",
    "lot_sale_month": "02",
    "lot_sale_day": "26",
    "lot_sale_mod": "",
    "auction_house_1": "Christie's",
    "title": "Ein sehr gutes Seestück",
    "title_modifier": "",
    "artist_name_1": "Teniers",
    "artist_info_1": "1610-1690",
    "art_authority_1": "TENIERS, DAVID (THE YOUNGER)",
    "nationality_1": "Flemish",
    "attrib_mod_auth_1": "copy after",
    "artist_ulan_1": "500006655",
    "artist_name_2": "",
    "art_authority_2": "",
    "attrib_mod_auth_2": "",
    "artist_ulan_2": "0",
    "object_type": "Gemälde",
    "materials": "auf Holz",
    "dimensions": "h 51 cm, w 60 cm",
    "transaction": "Sold",
    "price_amount_1": "5.12",
    "price_currency_1": "pounds",
    "price_note_1": "",
    "price_source_1": "Weltkunst",
    "price_citation_1": "S. 3",
    "price_amount_2": "",
    "price_currency_2": "",
    "est_price": "",
    "est_price_curr": "",
    "ask_price": "",
    "ask_price_curr": "",
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "contents.csv"


def lot(path: Path, **change: str) -> ArtworkRecord:
    (record,) = artworks(read("getty-sales-contents", path, as_csv(LOT | change)))
    return record


def test_a_lot_that_was_sold(path: Path) -> None:
    work = lot(path)
    (artist,) = work.artists
    assert (artist.ulan_id, artist.qualifier, artist.birth_year, artist.death_year) == (
        "500006655",
        "after",
        1610,
        1690,
    )
    assert (work.medium, work.height_mm, work.width_mm) == ("Gemälde, auf Holz", 510, 600)
    (hammer,) = work.prices
    assert (hammer.kind, hammer.outcome, hammer.amount, hammer.currency) == ("hammer", "sold", Decimal("5.60"), "GBP")
    assert (hammer.date, hammer.house, hammer.lot) == (datetime.date(1777, 2, 26), "Christie's", "0004[a]")
    assert (hammer.sale, hammer.stated_by) == ("Br-1, 1777/02/26LOCH", "Weltkunst, S. 3")


def test_one_price_for_several_lots_is_not_multiplied(path: Path) -> None:
    (hammer,) = lot(path, price_note_1="for lots 4 & 5").prices
    assert (hammer.outcome, hammer.amount, hammer.currency) == ("sold", Decimal("5.60"), "GBP")
    assert (hammer.amount_text, hammer.object_count, hammer.note) == ("5.12 pounds", 2, "for lots 4 & 5")


@pytest.mark.parametrize("currency", ["livres", "Reichsmark", "Danish rigsdaler", ""])
def test_money_without_an_iso_code_stays_words(path: Path, currency: str) -> None:
    (hammer,) = lot(path, price_currency_1=currency).prices
    assert (hammer.amount, hammer.currency) == (None, "")
    assert hammer.amount_text == f"5.12 {currency}".strip()


@pytest.mark.parametrize(
    ("transaction", "outcome"),
    [
        *(
            ("Sold", "sold"),
            ("Vendu", "sold"),
            ("Verkauft", "sold"),
            ("Bought In", "bought_in"),
            ("Passed", "bought_in"),
        ),
        *(("Non Vendu", "bought_in"), ("Unverkauft", "bought_in"), ("Retiré", "bought_in"), ("Withdrawn", "withdrawn")),
        *(("Zurückgezogen", "withdrawn"), ("Unknown", ""), ("Unbekannt", ""), ("Inconnue", "")),
    ],
)
def test_outcomes(path: Path, transaction: str, outcome: str) -> None:
    (hammer,) = lot(path, transaction=transaction).prices
    assert hammer.outcome == outcome
    assert hammer.is_inferred is (outcome == "bought_in")  # then the amount is the highest bid, probably


def test_a_sale_without_a_code_has_its_catalogue(path: Path) -> None:
    assert lot(path, sale_code="").prices[0].sale == "Br-1"


def test_bracketed_amounts_are_inferred(path: Path) -> None:
    (hammer,) = lot(path, price_amount_1="[5.12]").prices
    assert (hammer.amount, hammer.is_inferred) == (Decimal("5.60"), True)


def test_other_copies_of_the_catalogue_and_estimates(path: Path) -> None:
    more = {"price_amount_2": "6", "price_currency_2": "pounds", "est_price": "30", "est_price_curr": "frs"}
    offers = lot(path, **more, ask_price="400", ask_price_curr="£").prices
    assert [(offer.source_id, offer.amount, offer.currency) for offer in offers] == [
        ("937/hammer", Decimal("5.60"), "GBP"),
        ("937/2/hammer", Decimal(6), "GBP"),
        ("937/estimate", Decimal(30), "FRF"),
        ("937/asking", Decimal(400), "GBP"),
    ]


@pytest.mark.parametrize(
    ("change", "date", "precision"),
    [
        ({"lot_sale_mod": "+"}, datetime.date(1777, 2, 1), "month"),
        ({"lot_sale_day": "00"}, datetime.date(1777, 2, 1), "month"),
        ({"lot_sale_day": "00", "lot_sale_month": "00"}, datetime.date(1777, 1, 1), "year"),
    ],
)
def test_dates_that_are_not_known_to_the_day(
    path: Path, change: dict[str, str], date: datetime.date, precision: str
) -> None:
    (hammer,) = lot(path, **change).prices
    assert (hammer.date, hammer.date_precision) == (date, precision)


def test_artists_who_are_none(path: Path) -> None:
    assert lot(path, art_authority_1="[ANONYMOUS]", artist_name_1="[Anonym]").artists == ()
    assert lot(path, attrib_mod_auth_1="formerly attributed to").artists == ()
    (new,) = lot(
        path, art_authority_1="NEW", artist_name_1="P. Huens", artist_ulan_1="0", attrib_mod_auth_1="or"
    ).artists
    assert (new.name, new.ulan_id, new.qualifier, new.source_id) == ("P. Huens", "", "attributed_to", "huens p")


def test_the_part_of_a_lot_is_named_and_a_long_title_is_cut(path: Path) -> None:
    assert lot(path, title_modifier="THIS LOT: a glass").title == "Ein sehr gutes Seestück (THIS LOT: a glass)"
    assert lot(path, title_modifier="companion").title == "Ein sehr gutes Seestück"
    long = lot(path, title="x" * 600).title
    assert (len(long), long[-1]) == (500, "…")


@pytest.mark.parametrize(
    ("change", "reason"), [({"pi_record_no": ""}, "id_missing"), ({"lot_sale_month": "13"}, "date_invalid")]
)
def test_rows_that_cannot_be_used(path: Path, change: dict[str, str], reason: str) -> None:
    assert reasons(read("getty-sales-contents", path, as_csv(LOT | change))) == [reason]


ASKED = {
    "": "3",
    "price": "28.500 USD",
    "artist": "Tom Ott ",
    "title": "-Opera-",
    "yearCreation": "First Half 20th Century ",
    "signed": "[nan]",
    "condition": "",
    "period": "Modern",
    "movement": "[nan]",
}


def test_an_asking_price(path: Path) -> None:
    (work,) = artworks(read("asking-prices", path, as_csv(ASKED)))
    assert (work.source_id, work.title, work.style) == ("3", "-Opera-", "")
    assert (work.date_text, work.year_from, work.year_to) == ("First Half 20th Century", 1901, 1950)
    (price,) = work.prices
    assert (price.kind, price.amount, price.currency, price.outcome) == ("asking", Decimal(28500), "USD", "")


def test_an_unknown_asking_price_is_none(path: Path) -> None:
    (work,) = artworks(read("asking-prices", path, as_csv(ASKED | {"price": "[nan]"})))
    assert work.prices == ()
    assert reasons(read("asking-prices", path, as_csv(ASKED | {"": ""}))) == ["id_missing"]
    assert reasons(read("asking-prices", path, as_csv(ASKED | {"price": "make an offer"}))) == ["amount_invalid"]


def test_the_cleaned_file_is_refused(path: Path) -> None:
    with pytest.raises(UnreadableFeed, match="a thousand times too high"):
        read("asking-prices", path, as_csv(ASKED | {"price_amount": "28500"}))
