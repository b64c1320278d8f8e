"""The CSV of artworks: what a row says, and what is wrong with it."""

import datetime
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from catalog.ingest.artworks_csv import ArtworksCsv, ignored_columns
from catalog.ingest.feeds import FeedOptions, UnreadableFeed, read_rows
from catalog.ingest.records import ArtworkRecord, OfferRecord
from catalog.ingest.rows import IngestRow

AS_OF = datetime.date(2026, 11, 1)
Read = Callable[..., list[IngestRow]]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "list.csv"


@pytest.fixture
def read(path: Path) -> Read:
    def read_text(text: str | bytes) -> list[IngestRow]:
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return list(read_rows(open_csv(path)))

    return read_text


def open_csv(path: Path) -> ArtworksCsv:
    return ArtworksCsv(path, FeedOptions(source="mine", as_of=AS_OF, images_dir=path.parent / "images"))


def record_of(rows: list[IngestRow]) -> ArtworkRecord:
    (row,) = rows
    assert isinstance(row.record, ArtworkRecord), row.problem
    return row.record


def reason_of(rows: list[IngestRow]) -> str:
    (row,) = rows
    assert row.problem is not None
    return row.problem.reason


def test_the_least_a_file_must_have(read: Read) -> None:
    record = record_of(read("title,id\nA picture,7\n"))
    assert record == ArtworkRecord(source="mine", source_id="7", title="A picture")


def test_every_column(read: Read, path: Path) -> None:
    record = record_of(
        read(
            "title,source_id,source,artist,artist_birth,artist_death,nationality,attribution,year,style,genre,medium,"
            "dimensions,image,credit,image_url,aspect_true,rights,gallery\n"
            "Sunflowers,12,museum,Vincent van Gogh,1853,1890,Dutch,after,c. 1888,Post-Impressionism,still life,"
            'oil on canvas,"92,1 x 73 cm",a/b.jpg,Somebody,https://example.org/,0,pd,"National Gallery, London, UK"\n'
        )
    )
    (artist,) = record.artists
    assert (artist.source_id, artist.name, artist.birth_year, artist.death_year, artist.nationality) == (
        *("vincent van gogh", "Vincent van Gogh", 1853, 1890, "Dutch"),
    )
    assert artist.qualifier == "after"
    assert (record.date_text, record.year_from, record.year_to) == ("c. 1888", 1883, 1893)
    assert (record.height_mm, record.width_mm, record.dimensions_text) == (921, 730, "92,1 x 73 cm")
    (image,) = record.images
    assert image.origin == path.parent / "images" / "a" / "b.jpg"
    assert (image.is_aspect_true, image.rights, image.credit) == (False, "pd", "Somebody")
    (display,) = record.displays
    assert (display.venue.name, display.venue.city, display.venue.country) == ("National Gallery", "London", "UK")
    assert (display.as_of, display.is_on_display) == (AS_OF, None)


@pytest.mark.parametrize(
    ("gallery", "place"),
    [
        ("Louvre, Paris", ("Louvre, Paris", "", "")),
        ("The Met", ("The Met", "", "")),
        ("National Gallery of Art, Washington, DC, USA", ("National Gallery of Art", "Washington, DC", "USA")),
    ],
)
def test_a_place_is_split_only_where_it_is_clear(read: Read, gallery: str, place: tuple[str, str, str]) -> None:
    venue = record_of(read(f'title,id,gallery\nA,1,"{gallery}"\n')).displays[0].venue
    assert (venue.name, venue.city, venue.country) == place
    assert venue.source_id == gallery.casefold()


def prices(read: Read, header: str, *values: str) -> list[tuple[OfferRecord, ...]]:
    lines = "".join(f"A,{number},{value}\n" for number, value in enumerate(values))
    rows = read(f"title,id,{header}\n{lines}")
    return [row.record.prices for row in rows if isinstance(row.record, ArtworkRecord)]


def test_a_sold_lot_has_an_estimate_and_a_hammer_price(read: Read) -> None:
    header = "price,currency,sold,est_low,est_high,sale_date,auction_house,lot"
    ((estimate, hammer),) = prices(read, header, "650,EUR,1,500,700,2020-10-25 21:00:30,Cabral,12")
    assert (estimate.kind, estimate.amount, estimate.amount_high, estimate.outcome) == (
        *("estimate", Decimal(500), Decimal(700), ""),
    )
    assert (hammer.kind, hammer.amount, hammer.outcome, hammer.currency) == ("hammer", Decimal(650), "sold", "EUR")
    assert (hammer.date, hammer.date_precision) == (datetime.date(2020, 10, 25), "day")
    assert (hammer.house, hammer.lot, hammer.is_inferred) == ("Cabral", "12", False)
    assert {estimate.source_id, hammer.source_id} == {"0/estimate", "0/hammer"}


def test_an_unsold_lot_has_no_amount(read: Read) -> None:
    ((offer,),) = prices(read, "sold,price,auction_house", "0,,Cabral")
    assert (offer.kind, offer.outcome, offer.amount, offer.currency) == ("hammer", "bought_in", None, "")


def test_amounts_as_people_write_them(read: Read) -> None:
    header = "currency,sold,est_low,est_high,price"
    first, second = prices(read, header, 'EUR,1,"10,000","15,000","US$ 12,500"', ',0,€10k-15k,,"Passed"')
    assert [(offer.amount, offer.amount_high, offer.currency, offer.is_inferred) for offer in first] == [
        (Decimal(10_000), Decimal(15_000), "EUR", False),
        (Decimal(12_500), None, "USD", False),
    ]
    assert [(offer.amount, offer.amount_high, offer.currency, offer.outcome) for offer in second] == [
        (Decimal(10_000), Decimal(15_000), "EUR", ""),
        (None, None, "", "bought_in"),
    ]


def test_a_currency_is_inferred_from_the_only_one_its_house_used(read: Read) -> None:
    header = "sold,price,currency,est_low,auction_house"
    rows = prices(read, header, "0,,,300,Cabral", "1,500,EUR,,Cabral", "1,5,EUR,,Other", "1,5,USD,,Other")
    ((estimate, unsold), *_) = rows
    assert (estimate.currency, estimate.is_inferred) == ("EUR", True)
    assert (unsold.currency, unsold.is_inferred) == ("", False)
    header_and_rows = (
        "title,id,sold,price,currency,auction_house\nA,1,1,5,EUR,Other\nA,2,1,5,USD,Other\nA,3,1,5,,Other\n"
    )
    assert [row.problem.reason if row.problem else "" for row in read(header_and_rows)] == ["", "", "currency_missing"]


def test_an_asking_price(read: Read) -> None:
    ((offer,),) = prices(
        read, "price,currency,auction_house", "28500,USD,Sotheby's (asking price, buy now)".replace(", ", " ")
    )
    assert (offer.kind, offer.outcome, offer.amount, offer.house) == ("asking", "", Decimal(28500), "Sotheby's")


def test_a_price_of_zero_is_unknown(read: Read) -> None:
    sold, nothing = prices(read, "price,currency,sold,est_low", "0,EUR,1,0", "0.00,EUR,,")
    assert [(offer.outcome, offer.amount, offer.currency) for offer in sold] == [("sold", None, "")]
    assert nothing == ()


def test_a_kind_of_price_may_be_given(read: Read) -> None:
    ((offer,),) = prices(read, "price,currency,price_kind", "10,EUR,with_premium")
    assert offer.kind == "with_premium"


@pytest.mark.parametrize(
    ("text", "date", "precision"),
    [
        ("2020-10-25", datetime.date(2020, 10, 25), "day"),
        ("2020-10", datetime.date(2020, 10, 1), "month"),
        ("2020", datetime.date(2020, 1, 1), "year"),
        ("", None, ""),
    ],
)
def test_dates_of_sale(read: Read, text: str, date: datetime.date | None, precision: str) -> None:
    ((offer,),) = prices(read, "sold,sale_date", f"1,{text}")
    assert (offer.date, offer.date_precision) == (date, precision)


@pytest.mark.parametrize(
    ("header", "cells", "reason"),
    [
        ("title,id", "A,", "id_missing"),
        ("title,id", "A", "row_length"),
        ("title,id", "A,1,2", "row_length"),
        ("title,id,image", "A,1,../secret.png", "image_outside"),
        ("title,id,image", "A,1,/etc/passwd", "image_outside"),
        ("title,id,image", "A,1,a/../../b.png", "image_outside"),
        ("title,id,image", "A,1,a\x00b.png", "image_path_invalid"),
        ("title,id,price,currency", "A,1,10,EUR", "price_kind_unknown"),
        ("title,id,price,sold", "A,1,10,1", "currency_missing"),
        ("title,id,price,currency,sold", "A,1,ten,EUR,1", "amount_invalid"),
        ("title,id,price,currency,sold", "A,1,-10,EUR,1", "amount_invalid"),
        ("title,id,price,currency,sold", "A,1,NaN0,EUR,1", "amount_invalid"),
        ("title,id,price,currency,sold", "A,1,Infinity,EUR,1", "amount_invalid"),
        ("title,id,sold", "A,1,yes", "sold_invalid"),
        ("title,id,sold,sale_date", "A,1,1,25.10.2020", "date_invalid"),
        ("title,id,sold,sale_date", "A,1,1,2020-06-31", "date_invalid"),
        ("title,id,height_mm", "A,1,12.5", "size_invalid"),
    ],
)
def test_an_unusable_row_says_why(read: Read, header: str, cells: str, reason: str) -> None:
    assert reason_of(read(f"{header}\n{cells}\n")) == reason


def test_a_link_out_of_the_folder_is_refused(read: Read, path: Path) -> None:
    (path.parent / "images").mkdir()
    (path.parent / "images" / "link.png").symlink_to("/etc/passwd")
    assert reason_of(read("title,id,image\nA,1,link.png\n")) == "image_outside"


def test_sizes_in_millimetres_go_before_the_text(read: Read) -> None:
    record = record_of(read("title,id,dimensions,height_mm,width_mm\nA,1,20 x 10 cm,201,\n"))
    assert (record.height_mm, record.width_mm) == (201, 100)


@pytest.mark.parametrize("start", ["\ufeff", ""])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_byte_order_marks_and_separators(read: Read, start: str, separator: str) -> None:
    text = f'{start}Title,ID,year\n"A, and B; C\tD",1,1900\n'
    record = record_of(
        read(text.replace(",ID,", f"{separator}ID{separator}").replace(",1,", f"{separator}1{separator}"))
    )
    assert record.title == "A, and B; C D"
    assert record.year_from == 1900


def test_missing_marks_and_loose_space_are_cleaned(read: Read) -> None:
    record = record_of(
        read('title,id,year,style,medium\n  A\n title ,1,[nan],n/a,"oil\non  canvas"\n'.replace("\n title", " title"))
    )
    assert (record.title, record.date_text, record.style, record.medium) == ("A title", "", "", "oil on canvas")


def test_lines_are_those_of_the_file(read: Read) -> None:
    rows = read('title,id\n"two\nlines",1\n\nC,\nD,4\n')
    assert [(row.line, row.problem.reason if row.problem else "") for row in rows] == [
        *((2, ""), (5, "id_missing"), (6, "")),
    ]


def test_a_row_that_is_not_utf8_is_rejected_alone(read: Read) -> None:
    rows = read("title,id\nOlá,1\n".encode() + b"Ol\xe1,2\n" + b"C,3\n")
    assert [row.problem.reason if row.problem else "" for row in rows] == ["", "not_utf8", ""]


def test_a_quote_left_open_is_rejected_and_the_rest_goes_on(read: Read) -> None:
    rows = read('title,id\nA,1\n"B,2\n' + "x" * 200_000 + ",3\nC,4\n")
    assert [row.problem.reason if row.problem else "" for row in rows] == ["", "row_malformed", "row_malformed", ""]


def test_a_guarded_cell_is_read_as_it_was(read: Read) -> None:
    assert record_of(read("title,id\n'=Composition,1\n")).title == "=Composition"


def test_columns_nobody_knows_are_named(path: Path) -> None:
    path.write_text("title,id,colour,line,reason,message\nA,1,red,3,x,y\n")
    file = open_csv(path)
    assert ignored_columns(file.columns) == ["colour"]
    assert file.row_count == 1


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "must name the columns"),
        (b"name\n", "no column title and no column source_id"),
        (b"name,id\n", "no column title"),
        (b"title\n", "no column source_id"),
        (b"title,id,title\n", "title stands in the header more than once"),
        ("title,id\nA,1\n".encode("utf-16-le"), "UTF-8"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not a CSV"),
    ],
)
def test_what_is_no_such_file_says_so(path: Path, data: bytes, words: str) -> None:
    path.write_bytes(data)
    with pytest.raises(UnreadableFeed, match=words):
        open_csv(path)
