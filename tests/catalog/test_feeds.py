"""Feeds: rows as they stand, what they are read as, and the registry of adapters."""

import datetime
import gzip
from pathlib import Path

import pytest

from catalog.ingest.csv_file import CsvFile
from catalog.ingest.feeds import FeedOptions, UnreadableFeed, read_row, read_rows
from catalog.ingest.records import ArtworkRecord
from catalog.ingest.rows import RawRow
from catalog.ingest.sources import ADAPTERS


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "list.csv"


@pytest.fixture
def options(tmp_path: Path) -> FeedOptions:
    return FeedOptions(source="mine", as_of=datetime.date(2026, 11, 1), images_dir=tmp_path)


@pytest.mark.parametrize("name", sorted(ADAPTERS))
def test_adapters_say_what_they_are(name: str) -> None:
    adapter = ADAPTERS[name]
    assert adapter.name == name == name.casefold()
    assert adapter.title
    assert adapter.description.endswith(".")
    assert all(suffix.startswith(".") and suffix == suffix.casefold() for suffix in adapter.suffixes)


def test_a_rejected_row_can_be_read_again_alone(path: Path, options: FeedOptions) -> None:
    path.write_text("title,id\nA,\nB,2\n")
    feed = ADAPTERS["artworks-csv"].open(path, options)
    rejected, accepted = read_rows(feed)
    assert feed.row_count == 2
    assert (rejected.line, rejected.cells, rejected.record) == (2, ("A", ""), None)
    assert rejected.problem is not None
    assert accepted.record == ArtworkRecord(source="mine", source_id="2", title="B")
    mended = read_row(feed, RawRow(2, ("A", "1")))
    assert mended.record == ArtworkRecord(source="mine", source_id="1", title="A")


def test_a_file_can_be_read_twice(path: Path, options: FeedOptions) -> None:
    path.write_text("title,id\nA,1\n")
    feed = ADAPTERS["artworks-csv"].open(path, options)
    assert list(feed.raw_rows()) == list(feed.raw_rows()) == [RawRow(2, ("A", "1"))]


@pytest.mark.parametrize("text", ["a;b\n1;2\n", "a,b\n1,2\n", "a\tb\n1\t2\n"])
@pytest.mark.parametrize("is_gzipped", [True, False])
def test_separators_and_gzip(tmp_path: Path, text: str, *, is_gzipped: bool) -> None:
    path = tmp_path / ("list.csv.gz" if is_gzipped else "list.csv")
    path.write_bytes(gzip.compress(text.encode()) if is_gzipped else text.encode())
    file = CsvFile(path)
    assert file.columns == ("a", "b")
    assert [row.cells for row in file.raw_rows()] == [("1", "2")]


def test_another_encoding(path: Path) -> None:
    path.write_bytes("título,b\nOlá,2\n".encode("utf-16"))
    assert [row.cells for row in CsvFile(path, encoding="utf-16").raw_rows()] == [("Olá", "2")]


def test_a_file_that_breaks_off_says_where(tmp_path: Path) -> None:
    path = tmp_path / "list.csv.gz"
    path.write_bytes(gzip.compress(b"a,b\n" + bytes(range(48, 58)) * 20_000)[:-9])
    with pytest.raises(UnreadableFeed, match="broken after line"):
        list(CsvFile(path).raw_rows())


@pytest.mark.parametrize(
    ("data", "encoding"),
    [(b"\x1f\x8b nothing", "utf-8"), (b"a,b\n" + b"\xff" * 3, "utf-16"), (b'"' + b"a" * 200_000, "utf-8")],
)
def test_what_is_no_csv_says_so(tmp_path: Path, data: bytes, encoding: str) -> None:
    path = tmp_path / ("list.csv.gz" if data.startswith(b"\x1f") else "list.csv")
    path.write_bytes(data)
    with pytest.raises(UnreadableFeed, match=r"not a CSV file|broken: Unknown compression"):
        CsvFile(path, encoding=encoding)
