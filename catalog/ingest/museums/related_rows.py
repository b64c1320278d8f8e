"""Rows of a CSV file by the value of one column, kept on disk: relations of a collection larger than the memory."""

import json
import sqlite3
from collections.abc import Callable, Mapping
from pathlib import Path

from catalog.ingest.csv_file import CsvFile


class RelatedRows:
    """The rows of a table that belong to something, in the order of the file.

    They lie in a temporary SQLite file that goes with the object; it is written at the first question.
    """

    def __init__(self, path: Path, key: str, *, keep: Callable[[Mapping[str, str]], bool] = lambda _: True) -> None:
        """Takes a CSV file that may be absent, and the column, lower case, that says what a row belongs to."""
        self._path = path
        self._key = key
        self._keep = keep
        self._rows: sqlite3.Connection | None = None

    def of(self, value: str) -> list[dict[str, str]]:
        """The rows that belong to a value; none where the file is absent.

        Raises:
            UnreadableFeed: the file is broken.
            OSError: it cannot be read.
        """
        if not value or not self._path.exists():
            return []
        if self._rows is None:
            self._rows = self._load()
        found = self._rows.execute("SELECT row FROM rows WHERE key = ? ORDER BY rowid", (value,))
        return [json.loads(row) for (row,) in found]

    def _load(self) -> sqlite3.Connection:
        file = CsvFile(self._path)
        # An empty name is a temporary file. One thread at a time reads a feed, not always the one that opened it.
        connection = sqlite3.connect("", check_same_thread=False)
        connection.execute("CREATE TABLE rows (key TEXT, row TEXT)")
        read = (dict(zip(file.columns, raw.cells, strict=True)) for raw in file.raw_rows() if raw.problem is None)
        connection.executemany(
            "INSERT INTO rows VALUES (?, ?)",
            ((row.get(self._key, ""), json.dumps(row)) for row in read if self._keep(row)),
        )
        connection.execute("CREATE INDEX by_key ON rows (key)")
        return connection
