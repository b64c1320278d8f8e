"""JSON objects as they come: JSON Lines, an array, an array inside an answer, or a folder with a file for each."""

import gzip
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TextIO

from catalog.ingest.feeds import UnreadableFeed
from catalog.ingest.rows import RawRow, UnusableRow

COLUMNS = ("json",)
_BLOCK = 1 << 20
LARGEST_OBJECT = 1 << 25
"""Characters."""
_BROKEN = (EOFError, gzip.BadGzipFile, UnicodeError)
_DECODER = json.JSONDecoder()


class JsonFile:
    """A file or folder of JSON objects, streamed; a raw row has one cell, the text of an object."""

    columns = COLUMNS

    def __init__(self, path: Path, *, at: Sequence[str] = ()) -> None:
        """Takes a folder (every ``*.json`` in it and below, by name), a ``.jsonl`` file or a ``.json`` file.

        A ``.json`` file is one object or an array of them; with ``at``, the array lies under these keys of an object,
        which is then read whole. Any file may be gzipped.
        """
        self._path = path
        self._at = tuple(at)

    def raw_rows(self) -> Iterator[RawRow]:
        """The text of every object.

        Raises:
            UnreadableFeed: the rest of the file cannot be read.
            OSError: it cannot be read.
        """
        if self._path.is_dir():
            paths = sorted(path for path in self._path.rglob("*.json") if not path.name.startswith("._"))  # a Mac's
            return (_row_of_file(number, path) for number, path in enumerate(paths, 1))
        if ".jsonl" in self._path.suffixes:
            return self._lines()
        texts = self._under_keys() if self._at else self._stream()
        return (_row(number, text) for number, text in enumerate(texts, 1))

    def _lines(self) -> Iterator[RawRow]:
        with _open(self._path) as file:
            number = 0
            try:
                for number, line in enumerate(file, 1):
                    if line.strip():
                        yield _row(number, line.strip())
            except _BROKEN as error:
                raise UnreadableFeed(
                    f"{self._path}: broken after line {number}: {error}. Get the file again, whole."
                ) from error

    def _under_keys(self) -> Iterator[str]:
        try:
            value = json.loads(_text(self._path))
            for key in self._at:
                value = value[key]
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise UnreadableFeed(f"{self._path}: no JSON with {'.'.join(self._at)} in it.") from error
        if not isinstance(value, list):
            raise UnreadableFeed(f"{self._path}: what is under {'.'.join(self._at)} is no array.")
        return (json.dumps(item, ensure_ascii=False) for item in value)

    def _stream(self) -> Iterator[str]:
        """The objects of an array, or the one object, holding no more than one of them and a block."""
        count = 0
        try:
            with _open(self._path) as file:
                window = _Window(file)
                if window.peek() != "[":
                    yield window.value()
                    return
                window.skip()
                while window.peek() != "]":
                    yield window.value()
                    count += 1
                    if window.peek() == ",":
                        window.skip()
        except (*_BROKEN, ValueError, RecursionError) as error:
            raise UnreadableFeed(
                f"{self._path}: broken JSON after object {count:,}: {error}. Get the file again, whole."
            ) from error


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


def _row(number: int, text: str) -> RawRow:
    return RawRow(number, (text,))


def _row_of_file(number: int, path: Path) -> RawRow:
    try:
        return _row(number, _text(path))
    except (UnreadableFeed, OSError) as error:
        return RawRow(number, ("",), UnusableRow("file_unreadable", str(error)))


def _text(path: Path) -> str:
    with _open(path) as file:
        try:
            return file.read()
        except _BROKEN as error:
            raise UnreadableFeed(f"{path}: broken: {error}") from error


def _open(path: Path) -> TextIO:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8-sig")
    return path.open(encoding="utf-8-sig")
