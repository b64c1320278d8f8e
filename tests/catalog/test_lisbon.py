"""Lisbon lots, and the works among them that were offered more than once."""

import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from catalog.ingest.feeds import UnreadableFeed
from catalog.ingest.records import ImageRecord, ImageUrl
from catalog.ingest.sources import ADAPTERS
from tests.catalog.adapters import artworks, as_csv, options, read, reasons

LOT = {
    "": "0",
    "Auction Number": "9",
    "Artwork Number": "1",
    "Author": "ANA LUZ - 1923-2006",
    "Title": "Sem título",
    "Technique": "óleo sobre tela, assinado",
    "Dimensions": "Dim. - 19,5 x 14 cm",
    "Estimated Price": "1,050",
    "Date of Auction End": "Oct 25, 2020 9:00:00 PM",
    "Sale Price": "1,200",
    "Image URL": "https://example.org/1.jpg",
}
LATER = LOT | {
    "Auction Number": "12",
    "Date of Auction End": "Jan 3, 2021 9:00:00 PM",
    "Sale Price": "Not sold",
    "Image URL": "",
    "Title": "Sem título (2)",
}
OFFERING = {
    "canonical_id": "w1",
    "image": "x.jpg",
    "artist": "Ana Luz",
    "title": "Sem título",
    "medium": "óleo",
    "dimensions": "",
    "sale_date": "2020-10-25 21:00:00",
    "estimate_eur": "1050",
    "hammer_eur": "1200",
    "sold": "1",
    "auction_lot": "9_1",
}
OFFERED_AGAIN = OFFERING | {
    "sale_date": "2021-01-03 21:00:00",
    "hammer_eur": "",
    "sold": "0",
    "auction_lot": "12_1",
    "title": "Outro",
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "lots.csv"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_lot_in_any_of_the_encodings(path: Path, encoding: str) -> None:
    (lot,) = artworks(read("lisbon-lots", path, as_csv(LOT).encode(encoding)))
    assert (lot.source_id, lot.title, lot.medium) == ("9_1", "Sem título", "óleo sobre tela, assinado")
    (artist,) = lot.artists
    assert (artist.name, artist.birth_year, artist.death_year) == ("Ana Luz", 1923, 2006)
    assert (lot.dimensions_text, lot.height_mm, lot.width_mm) == ("Dim. - 19,5 x 14 cm", 195, 140)
    assert lot.images == (ImageRecord(ImageUrl("https://example.org/1.jpg"), credit="Cabral Moncada Leilões"),)
    assert [(offer.source_id, offer.kind, offer.outcome, offer.amount, offer.currency) for offer in lot.prices] == [
        ("9_1/estimate", "estimate", "", Decimal(1050), "EUR"),
        ("9_1/hammer", "hammer", "sold", Decimal(1200), "EUR"),
    ]
    assert {(offer.date, offer.sale, offer.lot) for offer in lot.prices} == {
        (datetime.date(2020, 10, 25), "Sale 9", "1")
    }


def test_lots_apart_without_the_file_that_joins_them(path: Path) -> None:
    assert [lot.source_id for lot in artworks(read("lisbon-lots", path, as_csv(LOT, LATER)))] == ["9_1", "12_1"]


@pytest.mark.parametrize("folder", [".", ".."])
def test_lots_of_one_work_are_joined(path: Path, folder: str) -> None:
    inner = path.parent / "lisbon"
    inner.mkdir()
    (inner / folder / "cml_repeat_offerings.csv").write_text(as_csv(OFFERING, OFFERED_AGAIN))
    first, second = artworks(read("lisbon-lots", inner / "lots.csv", as_csv(LATER, LOT)))
    assert first == second  # whichever row is read last, the work is the same
    assert (first.source_id, first.title) == ("9_1", "Sem título")
    assert [(offer.source_id, offer.outcome, offer.amount) for offer in first.prices] == [
        ("9_1/estimate", "", Decimal(1050)),
        ("9_1/hammer", "sold", Decimal(1200)),
        ("12_1/estimate", "", Decimal(1050)),
        ("12_1/hammer", "bought_in", None),
    ]
    assert len(first.images) == 1


def test_repeat_offerings_alone_give_the_same_history(path: Path) -> None:
    rows = read("lisbon-repeat-offerings", path, as_csv(OFFERED_AGAIN, OFFERING))
    assert [(work.source_id, work.title, len(work.prices)) for work in artworks(rows)] == [("9_1", "Sem título", 4)] * 2


def test_a_row_that_was_corrected_brings_its_offering(path: Path) -> None:
    broken = OFFERED_AGAIN | {"sold": "maybe"}
    path.write_text(as_csv(OFFERING, broken))
    feed = ADAPTERS["lisbon-repeat-offerings"].open(path, options(path))
    corrected = feed.record(list(OFFERED_AGAIN.values()))
    assert reasons(read("lisbon-repeat-offerings", path, as_csv(OFFERING, broken))) == ["sold_invalid"]
    (work,) = artworks([row for row in read("lisbon-repeat-offerings", path, as_csv(OFFERING, broken)) if row.record])
    assert len(work.prices) == 2
    assert [offer.source_id for offer in corrected.prices][2:] == ["12_1/estimate", "12_1/hammer"]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"Artwork Number": ""}, "id_missing"),
        ({"Date of Auction End": "soon"}, "date_invalid"),
        ({"Sale Price": "cem"}, "amount_invalid"),
        ({"Estimated Price": "-5"}, "amount_invalid"),
    ],
)
def test_rows_that_cannot_be_used(path: Path, change: dict[str, str], reason: str) -> None:
    assert reasons(read("lisbon-lots", path, as_csv(LOT | change))) == [reason]


def test_an_estimate_of_zero_is_none(path: Path) -> None:
    (lot,) = artworks(read("lisbon-lots", path, as_csv(LOT | {"Estimated Price": "0", "Sale Price": ""})))
    assert lot.prices == ()


def test_a_cut_row_is_kept_apart(path: Path) -> None:
    assert reasons(read("lisbon-lots", path, as_csv(LOT) + "1,9,2\n")) == ["row_length"]


@pytest.mark.parametrize("name", ["lisbon-lots", "lisbon-repeat-offerings"])
def test_another_file_is_refused(path: Path, name: str) -> None:
    with pytest.raises(UnreadableFeed, match="another source"):
        read(name, path, "a,b\n1,2\n")
