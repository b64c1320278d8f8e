"""Files and folders of JSON objects, whole and broken."""

import bz2
import gzip
import json
import lzma
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.ingest.feeds import UnreadableFeed
from catalog.ingest.json_file import JsonFile, json_object, records_in
from catalog.ingest.rows import UnusableRow


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "objects.json"


def objects(file: JsonFile) -> list[dict[str, object]]:
    return [json_object(row.cells) for row in file.raw_rows()]


def test_lines_keep_their_numbers(tmp_path: Path) -> None:
    path = tmp_path / "objects.jsonl"
    path.write_text('\ufeff{"a": 1}\n\n{"a": 2}\n')
    rows = list(JsonFile(path).raw_rows())
    assert [(row.line, row.cells) for row in rows] == [(1, ('{"a": 1}',)), (3, ('{"a": 2}',))]


def test_gzipped_lines(tmp_path: Path) -> None:
    path = tmp_path / "objects.jsonl.gz"
    path.write_bytes(gzip.compress(b'{"a": 1}\n'))
    assert objects(JsonFile(path)) == [{"a": 1}]


@pytest.mark.parametrize(
    ("text", "count"), [("[]", 0), ("", 0), (' [ {"a": 1} , {"b": [1, "]"]} ] ', 2), ('{"a": 1}', 1), ("[\n]", 0)]
)
def test_arrays_and_single_objects(path: Path, text: str, count: int) -> None:
    path.write_text(text)
    assert len(objects(JsonFile(path))) == count


def test_an_array_larger_than_a_block(path: Path) -> None:
    items: list[dict[str, object]] = [{"id": number, "text": "ä" * 3000} for number in range(1000)]
    items.append({"text": "x" * 3_000_000})
    path.write_text(json.dumps(items, ensure_ascii=False))
    assert objects(JsonFile(path)) == items


@pytest.mark.parametrize(
    ("answer", "count"),
    [
        ({"info": {"total": 2}, "data": [{"id": 1}, {"id": 2}]}, 2),
        ({"response": {"tags": ["a"], "rows": [{"id": 1}]}}, 1),
        ({"data": {"id": 1}, "config": {"url": "x"}}, 1),
        ({"facets": [{"name": "x"}], "records": [{"id": 1}]}, 1),
        ({"data": []}, 0),
        ({"a": {"b": {"rows": [{"id": 1}]}}}, 0),
    ],
)
def test_records_are_found_in_an_answer(answer: dict[str, object], count: int) -> None:
    assert len(records_in(answer, lambda item: "id" in item)) == count


@pytest.mark.parametrize("name", ["00.txt", "lines.json", "lines.ndjson", "lines.txt.bz2", "lines.xz"])
def test_objects_one_a_line_whatever_the_name(tmp_path: Path, name: str) -> None:
    text = b'{"a": 1}\n{"a": 2}\n'
    packed = {".bz2": bz2.compress(text), ".xz": lzma.compress(text)}
    (tmp_path / name).write_bytes(packed.get(Path(name).suffix, text))
    assert objects(JsonFile(tmp_path / name)) == [{"a": 1}, {"a": 2}]


def test_json_in_utf_16(path: Path) -> None:
    path.write_text('[{"a": "ä"}]', encoding="utf-16")
    assert objects(JsonFile(path)) == [{"a": "ä"}]


@pytest.mark.parametrize(
    ("begin", "what"),
    [
        (b"id,title\n1,A\n", "no JSON: it begins with “id,title 1,A”"),
        (b"\xef\xbb\xbf\r\n<!DOCTYPE html>", "a web page or XML"),
        (b"version https://git-lfs.github.com/spec/v1\n", "git lfs pull"),
        (b"PK\x03\x04", "a spreadsheet"),
        (b"PAR1", "Parquet"),
    ],
)
def test_what_is_something_else_is_told_what_it_is(path: Path, begin: bytes, what: str) -> None:
    path.write_bytes(begin)
    with pytest.raises(UnreadableFeed, match=what):
        list(JsonFile(path).raw_rows())


def test_a_folder_is_read_by_name_and_a_broken_file_stops_no_other(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "1.json").write_text('{"a": 2}')
    (tmp_path / "a.json").write_text('{"a": 1}')
    (tmp_path / "c.json").write_bytes(b"\xff{}")
    rows = list(JsonFile(tmp_path).raw_rows())
    assert [(row.line, row.problem.reason if row.problem else "") for row in rows] == [
        *((1, ""), (2, ""), (3, "file_unreadable")),
    ]


@pytest.mark.parametrize("text", ['[{"a": 1}', '{"a": 1} x', '[{"a": 1}, {"a"', "[" * 100_000, '[{"a": 1} x]'])
def test_a_broken_array_is_no_feed(path: Path, text: str) -> None:
    path.write_text(text)
    with pytest.raises(UnreadableFeed, match="broken JSON"):
        list(JsonFile(path).raw_rows())


def test_a_broken_archive_is_no_feed(tmp_path: Path) -> None:
    path = tmp_path / "objects.jsonl.gz"
    path.write_bytes(gzip.compress(b'{"a": 1}\n' * 100)[:-10])
    with pytest.raises(UnreadableFeed, match="broken after line"):
        list(JsonFile(path).raw_rows())


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        *(("{", "json_malformed"), ("", "json_malformed"), ("[" * 100_000, "json_malformed")),
        *(("1" * 5000, "json_malformed"), ("[]", "json_not_object"), ("null", "json_not_object")),
    ],
)
def test_what_is_no_object_says_so(text: str, reason: str) -> None:
    with pytest.raises(UnusableRow) as caught:
        json_object((text,))
    assert caught.value.reason == reason


@given(st.lists(st.dictionaries(st.text(max_size=5), st.text() | st.integers() | st.none(), max_size=4), max_size=5))
def test_what_was_written_is_read(tmp_path_factory: pytest.TempPathFactory, items: list[dict[str, object]]) -> None:
    path = tmp_path_factory.mktemp("json") / "objects.json"
    path.write_text(json.dumps(items, indent=1))
    assert objects(JsonFile(path)) == items
