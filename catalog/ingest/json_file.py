"""JSON objects as they come: JSON Lines, an array, one object, or a folder with a file for each."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TextIO

from catalog.ingest.feeds import UnreadableFeed
from catalog.ingest.opening import BROKEN, broken, open_text
from catalog.ingest.rows import RawRow, UnusableRow

COLUMNS = ("json",)
_BLOCK = 1 << 20
LARGEST_OBJECT = 1 << 27  # a whole collection in one answer
"""Characters."""
_LINES = (".jsonl", ".ndjson")
_DECODER = json.JSONDecoder()


class JsonFile:
    """A file or folder of JSON objects, streamed; a raw row has one cell, the text of an object."""

    columns = COLUMNS

    def __init__(self, path: Path) -> None:
        """Takes a folder (every ``*.json`` in it and below, by name), a file of lines (``.jsonl``), or any other file.

        That one holds an array of objects, or objects one after the other, be it one or one a line.
        """
        self._path = path

    def raw_rows(self) -> Iterator[RawRow]:
        """The text of every object.

        Raises:
            UnreadableFeed: the rest of the file cannot be read.
            OSError: it cannot be read.
        """
        if self._path.is_dir():
            paths = sorted(path for path in self._path.rglob("*.json") if not path.name.startswith("._"))  # a Mac's
            return (_row_of_file(number, path) for number, path in enumerate(paths, 1))
        if any(suffix.lower() in _LINES for suffix in self._path.suffixes):
            return self._lines()
        return (_row(number, text) for number, text in enumerate(self._stream(), 1))

    def _lines(self) -> Iterator[RawRow]:
        with open_text(self._path) as file:
            number = 0
            try:
                for number, line in enumerate(file, 1):
                    if line.strip():
                        yield _row(number, line.strip())
            except BROKEN as error:
                said = f"{self._path}: broken after line {number}: {error}. Get the file again, whole."
                raise broken(error, said) from error

    def _stream(self) -> Iterator[str]:
        """The objects of an array, or those that follow one another, holding no more than one of them and a block."""
        count = 0
        try:
            with open_text(self._path) as file:
                window = _Window(file)
                _require_json(self._path, window)
                end = "]" if window.peek() == "[" else ""
                if end:
                    window.skip()
                while window.peek() != end:
                    yield window.value()
                    count += 1
                    if window.peek() == ",":
                        window.skip()
        except UnreadableFeed:
            raise
        except (*BROKEN, ValueError, RecursionError) as error:
            said = f"{self._path}: broken JSON after object {count:,}: {error}. Get the file again, whole."
            raise broken(error, said) from error


class JsonAnswers:
    """The records that each object of a file wraps, such as a page of an API; a raw row has the text of a record."""

    columns = COLUMNS

    def __init__(self, file: JsonFile, is_record: Callable[[Mapping[str, Any]], bool]) -> None:
        self._file = file
        self._is_record = is_record

    def raw_rows(self) -> Iterator[RawRow]:
        """The text of every record; an object without any stays as it is. Raises as that of the file."""
        number = 0
        for row in self._file.raw_rows():
            found = records_in(object_of(row), self._is_record)
            for text in (json.dumps(record, ensure_ascii=False) for record in found) if found else row.cells:
                number += 1
                yield RawRow(number, (text,), row.problem)


class _Window:
    """A part of a text file that grows until it holds a whole JSON value."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._text = ""
        self._at = 0

    def peek(self) -> str:
        """The next character that is not white space; empty at the end."""
        while True:
            while self._at < len(self._text):
                if not self._text[self._at].isspace():
                    return self._text[self._at]
                self._at += 1
            if not self._grow():
                return ""

    def show(self) -> str:
        """What follows, in short."""
        return " ".join(self._text[self._at :][:60].split())

    def skip(self) -> None:
        """Passes over the character that ``peek`` saw."""
        self._at += 1

    def value(self) -> str:
        """The text of the next value. The window doubles at each try, so that the time is linear in the text."""
        while True:
            try:
                _, end = _DECODER.raw_decode(self._text, self._at)
            except json.JSONDecodeError:
                if len(self._text) - self._at > LARGEST_OBJECT or not self._grow():
                    raise
                continue
            text = self._text[self._at : end]
            self._at = end
            return text

    def _grow(self) -> bool:
        self._text = self._text[self._at :]
        self._at = 0
        block = self._file.read(max(_BLOCK, len(self._text)))
        self._text += block
        return bool(block)


def _require_json(path: Path, window: _Window) -> None:
    if window.peek() not in ("[", "{", ""):
        raise UnreadableFeed(f"{path}: no JSON: it begins with “{window.show()}”. Is it of another format?")


def json_object(cells: Sequence[str]) -> dict[str, Any]:
    """The object of a raw row.

    Raises:
        UnusableRow: the text is no JSON object.
    """
    try:
        value = json.loads(cells[0])
    except (ValueError, RecursionError) as error:
        raise UnusableRow("json_malformed", f"The record is no JSON: {error}. Mend its text.") from error
    if not isinstance(value, dict):
        raise UnusableRow("json_not_object", "The record is JSON, but no object: write {…}.")
    return value


def object_of(row: RawRow) -> dict[str, Any]:
    """The object of a row; an empty one where it is none, which is told when the row is read."""
    if row.problem is not None:
        return {}
    try:
        return json_object(row.cells)
    except UnusableRow:
        return {}


def records_in(answer: Mapping[str, Any], is_record: Callable[[Mapping[str, Any]], bool]) -> list[Any]:
    """The records that an API's answer wraps, under a key or two: the first array with one in it, or one alone."""
    values = list(answer.values())
    values += [inner for value in values if isinstance(value, dict) for inner in value.values()]
    for value in values:
        items = value if isinstance(value, list) else [value]
        if any(isinstance(item, dict) and is_record(item) for item in items):
            return items
    return []


def _row(number: int, text: str) -> RawRow:
    return RawRow(number, (text,))


def _row_of_file(number: int, path: Path) -> RawRow:
    try:
        return _row(number, _text(path))
    except (UnreadableFeed, OSError) as error:
        return RawRow(number, ("",), UnusableRow("file_unreadable", str(error)))


def _text(path: Path) -> str:
    try:
        with open_text(path) as file:
            return file.read()
    except BROKEN as error:
        raise broken(error, f"{path}: broken: {error}") from error
