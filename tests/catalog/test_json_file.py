"""Files and folders of JSON objects, whole and broken."""

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.ingest.feeds import UnreadableFeed
from catalog.ingest.json_file import JsonFile, json_object
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
    ("text", "count"), [("[]", 0), (' [ {"a": 1} , {"b": [1, "]"]} ] ', 2), ('{"a": 1}', 1), ("[\n]", 0)]
)
def test_arrays_and_single_objects(path: Path, text: str, count: int) -> None:
    path.write_text(text)
    assert len(objects(JsonFile(path))) == count


def test_an_array_larger_than_a_block(path: Path) -> None:
    items: list[dict[str, object]] = [{"id": number, "text": "ä" * 3000} for number in range(1000)]
    items.append({"text": "x" * 3_000_000})
    path.write_text(json.dumps(items, ensure_ascii=False))
    assert objects(JsonFile(path)) == items


def test_an_array_within_an_answer(path: Path) -> None:
    path.write_text('{"response": {"rows": [{"a": "ä"}]}}')
    assert objects(JsonFile(path, at=("response", "rows"))) == [{"a": "ä"}]


@pytest.mark.parametrize("text", ["{}", '{"rows": 1}', "[]", "{", "[" * 100_000])
def test_an_answer_without_that_array_says_so(path: Path, text: str) -> None:
    path.write_text(text)
    with pytest.raises(UnreadableFeed, match="rows"):
        list(JsonFile(path, at=("rows",)).raw_rows())


def test_a_folder_is_read_by_name_and_a_broken_file_stops_no_other(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "1.json").write_text('{"a": 2}')
    (tmp_path / "a.json").write_text('{"a": 1}')
    (tmp_path / "c.json").write_bytes(b"\xff\xfe{}")
    rows = list(JsonFile(tmp_path).raw_rows())
    assert [(row.line, row.problem.reason if row.problem else "") for row in rows] == [
        *((1, ""), (2, ""), (3, "file_unreadable")),
    ]


@pytest.mark.parametrize("text", ['[{"a": 1}', '[{"a": 1}, {"a"', "", "[" * 100_000, '[{"a": 1} x]'])
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
