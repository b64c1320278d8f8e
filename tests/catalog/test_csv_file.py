"""CSV files as they come: quotes that do not match, headers that are none."""

import bz2
import codecs
import gzip
from pathlib import Path

import pytest

from catalog.ingest.csv_file import CsvFile
from catalog.ingest.feeds import UnreadableFeed

Told = list[tuple[int, tuple[str, ...], str]]


def read(tmp_path: Path, text: str) -> Told:
    path = tmp_path / "list.csv"
    path.write_text(text, newline="")
    rows = CsvFile(path).raw_rows()
    return [(row.line, row.cells, row.problem.reason if row.problem else "") for row in rows]


def test_a_quote_left_open_takes_no_further_row_along(tmp_path: Path) -> None:
    assert read(tmp_path, 'id,title\n1,"open\n2,two\n3,"th""ree"\n4,"four\nlines"\n5,five\n') == [
        (2, ('1,"open',), "row_malformed"),
        (3, ("2", "two"), ""),
        (4, ("3", 'th"ree'), ""),
        (5, ("4", "four\nlines"), ""),
        (7, ("5", "five"), ""),
    ]


def test_nor_does_one_that_no_other_closes(tmp_path: Path) -> None:
    many = "".join(f"{number},{'x' * 100}\n" for number in range(3, 3000))
    told = read(tmp_path, f'id,title\n1,one\n2,"open\n{many}')
    assert [(line, reason) for line, _, reason in told if reason] == [(3, "row_malformed")]
    assert len(told) == 2999


def test_quotes_within_a_line_are_part_of_its_text(tmp_path: Path) -> None:
    told = read(tmp_path, 'id,title\n1,"The "Blue" Boat"\n2,5" nail\n3,"open')
    assert [(cells, reason) for _, cells, reason in told] == [
        (("1", 'The Blue" Boat"'), ""),
        (("2", '5" nail'), ""),
        (("3", "open"), ""),
    ]


def test_a_cell_that_is_too_long_is_kept_whole(tmp_path: Path) -> None:
    text = "x" * 1_000_000
    told = read(tmp_path, f"id,title\n1,{text}\n2,two\n")
    assert told == [(2, (f"1,{text}",), "row_malformed"), (3, ("2", "two"), "")]


@pytest.mark.parametrize(
    ("content", "advice"),
    [
        (b"", "must name the columns"),
        (b"\n\n1,2\n", "must name the columns"),
        (b"%PDF-1.7\n", "a PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "an old spreadsheet"),
        ("id,title\n".encode("utf-16-le"), "Save it as one"),
        ("id,título\n".encode("cp1252"), "name its encoding in a mapping"),
        (codecs.BOM_UTF16_LE + b"\x00", "truncated data"),
    ],
)
def test_a_header_that_is_none_is_refused_with_advice(tmp_path: Path, content: bytes, advice: str) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(content)
    with pytest.raises(UnreadableFeed, match=advice):
        CsvFile(path)


@pytest.mark.parametrize(
    ("content", "columns", "rows"),
    [
        (b"sep=;\r\nid;title\r\n1;A, B\r\n", ("id", "title"), [(3, ("1", "A, B"))]),
        (b"id|title\n1|A, B\n", ("id", "title"), [(2, ("1", "A, B"))]),
        (b"id,title\n1,A\n,\n , \n", ("id", "title"), [(2, ("1", "A"))]),
        (gzip.compress(b"id,title\n1,A\n"), ("id", "title"), [(2, ("1", "A"))]),
        (bz2.compress(b"id,title\n1,A\n"), ("id", "title"), [(2, ("1", "A"))]),
        ("id\ttítulo\n1\tCéu\n".encode("utf-16"), ("id", "título"), [(2, ("1", "Céu"))]),
    ],
)
def test_what_spreadsheets_and_people_save(
    tmp_path: Path, content: bytes, columns: tuple[str, ...], rows: list[tuple[int, tuple[str, ...]]]
) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(content)
    file = CsvFile(path)
    assert file.columns == columns
    assert [(row.line, row.cells) for row in file.raw_rows()] == rows
