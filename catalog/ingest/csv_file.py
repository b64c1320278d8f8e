"""CSV files as they come: plain or gzipped, of several encodings and separators, with the odd broken row."""

import csv
import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from catalog.ingest.feeds import UnreadableFeed
from catalog.ingest.rows import RawRow, UnusableRow


class CsvFile:
    """A CSV file with a header, read row by row. ``columns`` are the names in the header, folded to lower case."""

    def __init__(self, path: Path, *, delimiters: str = ",;\t", encoding: str = "utf-8-sig") -> None:
        """Reads the header; of ``delimiters``, the one that it has most of separates the cells.

        Raises:
            UnreadableFeed: a gzipped file is broken.
            OSError: it cannot be read.
        """
        self._path = path
        self._encoding = encoding
        try:
            with self._open() as file:
                first_line = file.readline()
            self._delimiter = max(delimiters, key=first_line.count)
            with self._open() as file:
                header = next(csv.reader(file, delimiter=self._delimiter), [])
        except (EOFError, gzip.BadGzipFile, csv.Error, UnicodeError) as error:
            raise UnreadableFeed(f"{path}: not a CSV file: {error}") from error
        self.columns = tuple(cell.strip().casefold() for cell in header)

    def raw_rows(self) -> Iterator[RawRow]:
        """Every row but empty lines, with what is wrong with it as such."""
        with self._open() as file:
            reader = csv.reader(file, delimiter=self._delimiter)
            next(reader, None)
            while True:
                line = reader.line_num + 1
                try:
                    cells = next(reader)
                except StopIteration:
                    return
                except csv.Error as error:
                    problem = UnusableRow("row_malformed", f"The row is no CSV: {error}. Is a quote left open?")
                    yield RawRow(line, (), problem)
                    continue
                except (EOFError, gzip.BadGzipFile, UnicodeError) as error:
                    raise UnreadableFeed(f"{self._path}: broken after line {line - 1}: {error}") from error
                if cells:
                    yield RawRow(line, tuple(cells), self._problem_of(cells))

    def _open(self) -> TextIO:
        # Bytes that are not UTF-8 become lone surrogates: their row is rejected, and written to the rejects as it came.
        errors = "surrogateescape" if self._encoding.startswith("utf-8") else "strict"
        if self._path.suffix == ".gz":
            return gzip.open(self._path, "rt", encoding=self._encoding, errors=errors, newline="")
        return self._path.open(encoding=self._encoding, errors=errors, newline="")

    def _problem_of(self, cells: list[str]) -> UnusableRow | None:
        if len(cells) != len(self.columns):
            return UnusableRow("row_length", f"The row has {len(cells)} cells, the header {len(self.columns)}.")
        try:
            "".join(cells).encode()
        except UnicodeEncodeError:
            return UnusableRow("not_utf8", "The row is not UTF-8 text; save the file as UTF-8.")
        return None
