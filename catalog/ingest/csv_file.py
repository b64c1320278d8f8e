"""CSV files as they come: packed or not, of several encodings and separators, with the odd broken row."""

import csv
import re
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TextIO

from catalog.ingest.feeds import UnreadableFeed
from catalog.ingest.opening import BROKEN, UTF_8, broken, is_json, open_text
from catalog.ingest.rows import RawRow, UnusableRow

_DELIMITERS = ",;\t|"
_SEPARATOR_LINE = re.compile(r"sep=(.)\s*")  # Excel's, before the header


class CsvFile:
    """A CSV file with a header, read row by row. ``columns`` are the names in the header, folded to lower case."""

    def __init__(self, path: Path, *, delimiters: str = _DELIMITERS, encoding: str = UTF_8) -> None:
        """Reads the header; of ``delimiters``, the one that it has most of separates the cells.

        Raises:
            UnreadableFeed: the file is broken, something else than text, or the header is none.
            LookupError: there is no such encoding.
            OSError: it cannot be read.
        """
        self._path = path
        self._encoding = encoding
        if is_json(path):
            raise UnreadableFeed(f"{path}: JSON, no CSV file. Is it of another format?")
        try:
            with self._open() as file:
                first_line = file.readline()
            named = _SEPARATOR_LINE.fullmatch(first_line)
            self._lines_before_header = 1 if named else 0
            self._delimiter = named[1] if named else max(delimiters, key=first_line.count)
            with self._open() as file:
                header = next(self._reader(_Lines(file)), [])
        except (*BROKEN, csv.Error) as error:
            raise broken(error, f"{path}: not a CSV file: {error}") from error
        self.columns = tuple(cell.strip().casefold() for cell in header)
        _check_header(path, self.columns)

    def raw_rows(self) -> Iterator[RawRow]:
        """Every row but empty lines, with what is wrong with it as such."""
        with self._open() as file:
            lines = _Lines(file)
            next(self._reader(lines), None)
            reader = csv.reader(lines, delimiter=self._delimiter, strict=True)
            while True:
                line = lines.begin_row()
                try:
                    cells = next(reader)
                except StopIteration:
                    return
                except csv.Error as error:
                    yield self._malformed(line, lines, error)
                    continue
                except BROKEN as error:
                    said = f"{self._path}: broken after line {line - 1}: {error}. Get the file again, whole."
                    raise broken(error, said) from error
                if any(cell.strip() for cell in cells):  # spreadsheets save rows without anything in them
                    yield RawRow(line, tuple(cells), self._problem_of(cells))

    def _open(self) -> TextIO:
        # Bytes that are not UTF-8 become lone surrogates: their row is rejected, and written to the rejects as it came.
        errors = "surrogateescape" if self._encoding.startswith("utf-8") else "strict"
        return open_text(self._path, encoding=self._encoding, errors=errors, newline="")

    def _reader(self, lines: Iterator[str]) -> Iterator[list[str]]:
        """The rows from the header on."""
        for _ in range(self._lines_before_header):
            next(lines, None)
        return csv.reader(lines, delimiter=self._delimiter)

    def _malformed(self, line: int, lines: "_Lines", error: csv.Error) -> RawRow:
        """A row whose quotes do not match. Within one line, they are part of the text: "The "Blue" Boat".

        Of several lines, only the first is rejected, and the others are read anew: a quote left open takes no further
        row along.
        """
        first, is_alone = lines.keep_first()
        if is_alone:
            with suppress(csv.Error):
                cells = next(csv.reader([first], delimiter=self._delimiter))
                return RawRow(line, tuple(cells), self._problem_of(cells))
        message = f"The row is no CSV: {error}. Close the quote that is left open, and double the quotes within a cell."
        return RawRow(line, (first.rstrip("\r\n"),), UnusableRow("row_malformed", message))

    def _problem_of(self, cells: list[str]) -> UnusableRow | None:
        if len(cells) != len(self.columns):
            return UnusableRow(
                "row_length",
                f"The row has {len(cells)} cells, the header {len(self.columns)}. Put quotes around cells with a"
                f" “{self._delimiter}” in them, and give the row a cell a column.",
            )
        if not _is_text("".join(cells)):
            return UnusableRow("not_utf8", "The row is not UTF-8 text; save the file as UTF-8.")
        return None


class _Lines(Iterator[str]):
    """The lines of a file, of which those of the row at hand can be given back."""

    def __init__(self, file: Iterable[str]) -> None:
        self._file = iter(file)
        self._given_back: deque[str] = deque()
        self._taken: list[str] = []
        self._before = 0

    def __next__(self) -> str:
        line = self._given_back.popleft() if self._given_back else next(self._file)
        self._taken.append(line)
        return line

    def begin_row(self) -> int:
        """What was taken is read; returns the number of the next line, from 1."""
        self._before += len(self._taken)
        self._taken.clear()
        return self._before + 1

    def keep_first(self) -> tuple[str, bool]:
        """The first line of the row, and whether it is all of it; the others are given back."""
        first, *others = self._taken
        self._taken = [first]
        self._given_back.extendleft(reversed(others))
        return first, not others


def _check_header(path: Path, columns: tuple[str, ...]) -> None:
    if not any(columns):
        raise UnreadableFeed(f"{path}: the first line is empty; it must name the columns.")
    text = "".join(columns)
    if "\0" in text:
        raise UnreadableFeed(f"{path}: not a CSV file in UTF-8: its header has zero bytes. Save it as one.")
    if not _is_text(text):
        raise UnreadableFeed(
            f"{path}: not a CSV file in UTF-8: its header is not. Save it as one, or name its encoding in a mapping."
        )


def _is_text(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
