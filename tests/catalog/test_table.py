"""Anyone's tables: CSV, JSON Lines and Parquet."""

import datetime
import json
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from catalog.ingest.feeds import UnreadableFeed
from catalog.ingest.generic.table import Table
from catalog.ingest.records import ArtworkRecord, IiifImage, ImageUrl
from tests.catalog.adapters import AS_OF, artworks, as_csv, options, read, reasons

GERMAN = {
    "Inv.-Nr.": "7",
    "Titel": "=Blüten",
    "Künstler": "Zugeschrieben an Ada Ink (1840–1926)",
    "Datierung": "um 1870",
    "Technik": "Öl auf Leinwand",
    "Maße": "54 x 73,5 cm",
    "Museum": "Kunsthaus",
    "Stadt": "Bern",
    "Land": "Schweiz",
    "Farbe": "rot",
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "table.csv"


def table(path: Path, text: str, mapping: str = "") -> list[ArtworkRecord]:
    return artworks(read("table", path, text, mapping=mapping))


def test_a_german_table_needs_no_mapping(path: Path) -> None:
    (work,) = table(path, as_csv(GERMAN, delimiter=";"))
    assert (work.source, work.source_id, work.title, work.medium) == ("mine", "7", "=Blüten", "Öl auf Leinwand")
    (artist,) = work.artists
    assert (artist.name, artist.birth_year, artist.death_year, artist.qualifier) == (
        *("Ada Ink", 1840, 1926, "attributed_to"),
    )
    assert (work.date_text, work.year_from, work.year_to) == ("um 1870", 1865, 1875)
    assert (work.height_mm, work.width_mm) == (540, 735)
    (display,) = work.displays
    assert (display.venue.name, display.venue.city, display.as_of) == ("Kunsthaus", "Bern", AS_OF)
    opened = Table(path, options(path))
    assert opened.ignored_columns == ["farbe"]
    assert opened.row_count is None


def test_a_mapping_names_columns_and_constants(path: Path) -> None:
    mapping = """
columns: {source_id: Lote, title: Obra, artist: Quem, price: Valor, sale_date: Dia, outcome: Fim, dimensions: Mm}
constants: {price_kind: hammer, currency: EUR, house: Leilões}
names: invert
date_order: dmy
size_unit: cm
encoding: cp1252
"""
    text = as_csv(
        {"Lote": "1", "Obra": "Céu", "Quem": "LUZ, ANA", "Valor": "1.250,50", "Dia": "05/06/2017", "Fim": "vendido"}
        | {"Mm": "10 x 20"},
        delimiter=";",
    )
    (work,) = artworks(read("table", path, text.encode("cp1252"), mapping=mapping))
    assert (work.title, work.artists[0].name, work.height_mm) == ("Céu", "Ana Luz", 100)
    (price,) = work.prices
    assert (price.kind, price.outcome, price.amount, price.currency) == ("hammer", "sold", Decimal("1250.50"), "EUR")
    assert (price.date, price.house, price.source_id) == (datetime.date(2017, 6, 5), "Leilões", "1/hammer")


def test_estimates_are_ranges_and_zero_is_unknown(path: Path) -> None:
    rows = [
        {"id": "1", "title": "A", "estimate": "£1,000–1,500", "price": "0", "sold": "0", "price kind": "Hammer"},
        {"id": "2", "title": "B", "estimate": "€ 500", "price": "n/a", "sold": "", "price kind": ""},
        {"id": "3", "title": "C", "estimate": "", "price": "$20", "sold": "", "price kind": "asking"},
    ]
    first, second, third = table(path, as_csv(*rows))
    assert [(offer.kind, offer.outcome, offer.amount, offer.amount_high, offer.currency) for offer in first.prices] == [
        ("estimate", "", Decimal(1000), Decimal(1500), "GBP"),
        ("hammer", "bought_in", None, None, ""),
    ]
    assert [(offer.amount, offer.currency, offer.is_inferred) for offer in (*second.prices, *third.prices)] == [
        (Decimal(500), "EUR", False),
        (Decimal(20), "USD", True),
    ]


def test_what_is_for_sale_has_no_outcome_yet(path: Path) -> None:
    rows = [{"SKU": "A-1", "Title": "A", "Retail price (USD)": "$1,200.00", "Status": "Available"}]
    (work,) = table(path, as_csv(*rows))
    (price,) = work.prices
    assert (work.source_id, price.kind, price.amount, price.currency, price.outcome) == (
        *("A-1", "asking", Decimal(1200), "USD", ""),
    )


def test_money_without_an_iso_code_is_kept_as_written(path: Path) -> None:
    row = {"id": "1", "title": "A", "price kind": "hammer", "price": "120", "currency": "scudi", "estimate": ""}
    first, second = table(path, as_csv(row, row | {"id": "2", "price": "", "estimate": "20 livres", "currency": ""}))
    assert [
        (offer.kind, offer.amount, offer.currency, offer.amount_text) for offer in (*first.prices, *second.prices)
    ] == [
        ("hammer", None, "", "120 scudi"),
        ("estimate", None, "", "20 livres"),
    ]


def test_credit_line_and_page(path: Path) -> None:
    row = {"id": "1", "title": "A", "Credit Line": "Gift of Me", "URL": "https://example.org/1", "image": "a.jpg"}
    (work,) = table(path, as_csv(row))
    assert (work.credit_line, work.url, work.images[0].credit) == ("Gift of Me", "https://example.org/1", "Gift of Me")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"id": " "}, "id_missing"),
        ({"price": "dear", "price kind": "asking"}, "amount_invalid"),
        ({"price": "12", "price kind": "asking"}, "currency_missing"),
        ({"price": "12 EUR"}, "price_kind_unknown"),
        ({"price": "12 EUR", "price kind": "asking", "sale date": "05/06/2017"}, "date_invalid"),
        ({"sold": "perhaps", "price kind": "hammer"}, "outcome_unknown"),
        ({"estimate": "20 EUR", "high estimate": "10 EUR"}, "estimate_reversed"),
        ({"image": "../secret.png"}, "image_outside"),
        ({"image": "a\x00b"}, "image_path_invalid"),
        ({"image url": "ftp://example.org/a.jpg"}, "image_url_invalid"),
    ],
)
def test_rows_that_cannot_be_used(path: Path, change: dict[str, str], reason: str) -> None:
    row = dict.fromkeys(("id", "title", "price", "price kind", "sale date", "sold", "estimate", "high estimate"), "")
    row |= {"image": "", "image url": "", "id": "1", "title": "A"} | change
    assert reasons(read("table", path, as_csv(row))) == [reason]


def test_pictures_of_three_kinds(path: Path) -> None:
    row = {"id": "1", "title": "A", "image": "a/b.jpg", "image url": "https://example.org/1", "credit": "Me"}
    (work,) = table(path, as_csv(row | {"iiif": "https://example.org/iiif/9/info.json"}))
    assert [image.origin for image in work.images] == [
        path.parent / "images" / "a" / "b.jpg",
        ImageUrl("https://example.org/1"),
        IiifImage("https://example.org/iiif/9"),
    ]
    assert {image.credit for image in work.images} == {"Me"}


def test_sides_in_columns_of_their_own(path: Path) -> None:
    rows = [
        {
            "id": "1",
            "title": "A",
            "height_cm": "54.5",
            "width_cm": "20",
            "ulan": "http://vocab.getty.edu/ulan/500012345",
        }
    ]
    (work,) = table(path, as_csv(rows[0] | {"artist": "Ada Ink", "wikidata": "https://www.wikidata.org/wiki/Q296"}))
    assert (work.height_mm, work.width_mm, work.wikidata_id) == (545, 200, "Q296")
    assert work.artists[0].ulan_id == "500012345"
    (other,) = table(path, "id,title,height,width\n1,A,10 in,5 in\n")
    assert (other.height_mm, other.width_mm) == (254, 127)


def test_what_is_said_of_one_artist_is_not_said_of_two(path: Path) -> None:
    (work,) = table(path, "id,title,artist,birth year\n1,A,Ada Ink; Bo Oil,1840\n")
    assert [(artist.name, artist.birth_year) for artist in work.artists] == [("Ada Ink", None), ("Bo Oil", None)]


def test_json_lines_by_path(path: Path) -> None:
    lines = [
        {
            "id": 7,
            "title": None,
            "artist": {"name": "Ada Ink", "born": 1840},
            "tags": ["a", "b"],
            "deep": {"a": {"b": 1}},
        },
        {"id": 8, "title": "B"},
        [1],
    ]
    file = path.with_suffix(".jsonl")
    mapping = "columns: {source_id: id, title: title, artist: artist.name, style: tags}"
    rows = read("table", file, "\n".join(json.dumps(line) for line in lines) + "\n{", mapping=mapping)
    assert [(row.line, row.problem.reason if row.problem else "") for row in rows] == [
        *((1, ""), (2, ""), (3, "json_not_object"), (4, "json_malformed")),
    ]
    first, second = artworks(rows[:2])
    assert (first.source_id, first.title, first.style) == ("7", "", "a; b")
    assert (first.artists[0].name, second.title, second.artists) == ("Ada Ink", "B", ())


@pytest.mark.parametrize("name", ["list.json", "list.csv", "list.txt"])
def test_records_in_an_answer_whatever_its_name(path: Path, name: str) -> None:
    answer = {
        "info": {"page": 1},
        "records": [
            {
                "id": 7,
                "title": {"en": "The Sea", "fr": "La Mer"},
                "people": [{"name": "Ada Ink"}, {"name": "Bo Oil"}],
                "dated": "1865",
                "images": [{"url": "https://example.org/a"}, {"url": "https://example.org/b"}],
            }
        ],
    }
    (work,) = table(path.with_name(name), json.dumps(answer, indent=1))
    assert (work.source_id, work.title, work.year_from) == ("7", "The Sea", 1865)
    assert [artist.name for artist in work.artists] == ["Ada Ink", "Bo Oil"]
    assert [image.origin for image in work.images] == [
        ImageUrl("https://example.org/a"),
        ImageUrl("https://example.org/b"),
    ]


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman", "utf-8", "utf-16"])
def test_a_spreadsheet_of_any_encoding(path: Path, encoding: str) -> None:
    (work,) = artworks(read("table", path, as_csv(GERMAN, delimiter=";").encode(encoding)))
    assert (work.title, work.artists[0].name, work.medium) == ("=Blüten", "Ada Ink", "Öl auf Leinwand")


@pytest.mark.parametrize(
    ("name", "is_there"), [("a.jpg", True), ("b.jpg", False), ("../list.csv", False), ("https://example.org/b", True)]
)
def test_a_guess_says_of_pictures_that_they_are_not_there(path: Path, name: str, *, is_there: bool) -> None:
    (path.parent / "images").mkdir()
    (path.parent / "images" / "a.jpg").write_bytes(b"x")
    path.write_text(f"id,title,image\n1,A,{name}\n")
    assert ("not there" not in Table(path, options(path)).mapping.reasons["image"]) == is_there


def test_a_day_and_time_is_of_its_year(path: Path) -> None:
    (work,) = table(path, "id,title,date,image url\n1,A,1903-02-01 00:00:00,https://a.org/1|https://a.org/2\n")
    assert (work.date_text, work.year_from, work.year_to) == ("1903-02-01 00:00:00", 1903, 1903)
    assert len(work.images) == 2


def test_parquet_with_columns_in_columns(path: Path) -> None:
    columns = {
        "object_id": [7],
        "title": ["The Sea"],
        "artist": [{"name": "Ada Ink", "birth_year": 1840, "portrait": b"x"}],
        "tags": [[{"label": "sea", "more": [1]}, {"label": "sky", "more": []}]],
        "image": [{"bytes": b"x", "path": "a.jpg"}],
    }
    pq.write_table(pa.table(columns), path)  # called .csv
    opened = Table(path, options(path))
    assert opened.columns == (
        *("object_id", "title", "artist.name", "artist.birth_year", "tags.label", "tags.more", "image.path"),
    )
    (row,) = opened.raw_rows()
    assert row.cells == ("7", "The Sea", "Ada Ink", "1840", "sea; sky", "1", "a.jpg")
    work = opened.record(row.cells)
    assert (work.artists[0].name, work.artists[0].birth_year) == ("Ada Ink", 1840)


def test_parquet(path: Path) -> None:
    columns = {
        "Id": [7, 8],
        "Title": ["Café", None],
        "Date": [datetime.date(1870, 1, 1), None],
        "Price": [Decimal("12.50"), None],
        "Currency": ["EUR", ""],
        "price_kind": ["asking", ""],
        "Artist": [["Ada Ink", "Bo Oil"], []],
        "height_cm": [54.0, None],
        "width_cm": [20.5, None],
        "sold": [True, None],
        "thumbnail": [b"\x00", None],
    }
    file = path.with_suffix(".parquet")
    pq.write_table(pa.table(columns), file)
    opened = Table(file, options(file))
    assert (opened.row_count, "thumbnail" in opened.columns) == (2, False)
    first, second = artworks(read("table", file, file.read_bytes()))
    assert (first.source_id, first.title, first.date_text, first.height_mm, first.width_mm) == (
        *("7", "Café", "1870-01-01", 540, 205),
    )
    assert [artist.name for artist in first.artists] == ["Ada Ink", "Bo Oil"]
    assert [(offer.kind, offer.outcome, offer.amount) for offer in first.prices] == [
        ("asking", "sold", Decimal("12.5"))
    ]
    assert second == ArtworkRecord(source="mine", source_id="8", title="")


def test_files_that_are_no_tables(path: Path) -> None:
    with pytest.raises(UnreadableFeed, match="not a whole Parquet file"):
        read("table", path.with_suffix(".parquet"), "id,title\n")
    with pytest.raises(UnreadableFeed, match="not a whole Parquet file"):
        read("table", path.with_suffix(".parquet"), "PAR1" + "\0" * 50 + "PAR1")
    with pytest.raises(UnreadableFeed, match="none of the first 200 lines"):
        read("table", path.with_suffix(".jsonl"), "[]\n")
    with pytest.raises(UnreadableFeed, match="no column is known to be the source_id"):
        read("table", path, "a,b\n1,2\n")
    with pytest.raises(UnreadableFeed, match="encoding “klingon” is not known"):
        read("table", path, "id,title\n", mapping="columns: {}\nencoding: klingon")


def test_a_broken_parquet_file_says_where(path: Path) -> None:
    file = path.with_suffix(".parquet")
    pq.write_table(pa.table({"id": [str(number) for number in range(3000)], "title": ["x" * 50] * 3000}), file)
    whole = file.read_bytes()
    broken = whole[:4] + b"\xff" * 2000 + whole[2004:]
    with pytest.raises(UnreadableFeed, match="broken after row"):
        read("table", file, broken)
