"""The documents that a job fetches before its first row, in a file of their own: what has come, and what is left."""

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from catalog.ingest.feeds import Pointer
from catalog.ingest.generic.linked import stand_in
from catalog.ingest.json_file import JsonFile, json_object
from catalog.ingest.rows import UnusableRow
from catalog.services.fetching.problems import FetchProblem
from catalog.services.fetching.urls import ANY_PORT, parse_url
from catalog.services.ingestion.files import FileRefused

MOST_DOCUMENTS = 20_000
"""Of one job: six hours, at a second each."""
MOST_DEPTH = 6
"""Of collections in collections; the pages of one are as deep as itself."""
_TABLES = """
CREATE TABLE IF NOT EXISTS document (
    number INTEGER PRIMARY KEY, url TEXT UNIQUE, host TEXT, depth INT, attempts INT DEFAULT 0, state TEXT
);
CREATE INDEX IF NOT EXISTS waiting ON document (state, host, number);
CREATE TABLE IF NOT EXISTS object (number INTEGER PRIMARY KEY, document INT, json TEXT);
"""
_FILE = 0
"""The number of the job's own file among the documents."""

Json = Mapping[str, Any]
Parts = Callable[[Json], Iterator[Json | Pointer]]


@dataclass(frozen=True, slots=True)
class Document:
    """One that is to be fetched."""

    number: int
    url: str
    depth: int
    attempts: int
    """Those begun, this one among them."""


class Documents:
    """Each document stands once, however often it is pointed to; what it holds is written with what it points to."""

    def __init__(self, path: Path, parts: Parts) -> None:
        """Opens the file, or begins it. Raises ``sqlite3.Error``."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._parts = parts
        self._rows = sqlite3.connect(path, isolation_level=None)
        self._rows.executescript(_TABLES)
        (self._size,) = self._rows.execute("SELECT coalesce(sum(length(json)), 0) FROM object").fetchone()

    def close(self) -> None:
        """Lets go of the file."""
        self._rows.close()

    def seed(self, file: JsonFile, url: str) -> None:
        """Takes the job's own file, unless that was done before; ``url`` is where it came from, empty = it was here.

        Raises as ``settle`` and ``JsonFile.raw_rows``.
        """
        if self._rows.execute("SELECT 1 FROM document WHERE number = ?", (_FILE,)).fetchone():
            return
        with self._rows:
            self._rows.execute("BEGIN")
            self._rows.execute("INSERT INTO document (number, url, state) VALUES (?, ?, 'file')", (_FILE, url or None))
            for raw in file.raw_rows():
                if raw.problem is None:
                    self._take(_FILE, 0, raw.cells[0])
                else:
                    self._keep(_FILE, stand_in(Pointer(""), str(raw.problem)))

    def hosts(self) -> list[str]:
        """The servers of which something is left."""
        found = self._rows.execute("SELECT DISTINCT host FROM document WHERE state = 'waiting' ORDER BY host")
        return [host for (host,) in found]

    def next_of(self, host: str) -> Document | None:
        """The next one of a server. The attempt counts from now on, also if it kills whoever makes it."""
        found = self._rows.execute(
            "UPDATE document SET attempts = attempts + 1 WHERE number ="
            " (SELECT min(number) FROM document WHERE state = 'waiting' AND host = ?)"
            " RETURNING number, url, depth, attempts",
            (host,),
        ).fetchone()
        return None if found is None else Document(*found)

    def settle(self, document: Document, data: bytes) -> None:
        """Takes what came. What is no JSON has failed.

        Raises:
            FileRefused: all that came is more than a file may have.
        """
        try:
            text = data.decode("utf-8-sig")
            json_object((text,))
        except (UnicodeDecodeError, UnusableRow) as unusable:
            self.fail(document, f"What came is no JSON object: {unusable}")
            return
        with self._rows:
            self._rows.execute("BEGIN")
            self._take(document.number, document.depth, text)
            self._end(document.number, "fetched")

    def fail(self, document: Document, why: str) -> None:
        """Gives a document up."""
        with self._rows:
            self._rows.execute("BEGIN")
            self._give_up(document.number, document.url, why)

    def fail_host(self, host: str, why: str) -> None:
        """Gives all that is left of a server up."""
        left = "SELECT number, url FROM document WHERE state = 'waiting' AND host = ?"
        with self._rows:
            self._rows.execute("BEGIN")
            for number, url in self._rows.execute(left, (host,)).fetchall():
                self._give_up(number, url, why)

    def counts(self) -> dict[str, int]:
        """How many were fetched, given up, and are left, under the names that a job's report has for them."""
        found = dict(self._rows.execute("SELECT state, count(*) FROM document GROUP BY state"))
        return {f"linked_documents_{state}": found.get(state, 0) for state in ("fetched", "failed", "waiting")}

    def lines(self) -> Iterator[bytes]:
        """All objects, and what stands in for the documents that were given up, as JSON Lines."""
        for (text,) in self._rows.execute("SELECT json FROM object ORDER BY document, number"):
            yield f"{text}\n".encode()

    def _take(self, number: int, depth: int, text: str) -> None:
        try:
            value = json_object((text,))
        except UnusableRow:  # a row of the job's file, which is rejected for that
            self._rows.execute("INSERT INTO object (document, json) VALUES (?, ?)", (number, " ".join(text.split())))
            return
        for part in self._parts(value):
            if isinstance(part, Pointer):
                self._point(number, depth if part.is_page else depth + 1, part)
            else:
                self._keep(number, part)

    def _keep(self, number: int, value: Json) -> None:
        text = json.dumps(value)
        self._size += len(text)
        limit = settings.ARTREC["INGESTION_UPLOAD_MAX_BYTES"]
        if self._size > limit:
            raise FileRefused(f"What the file points to has more than {limit // 1024**2:,} MiB; load parts of it.")
        self._rows.execute("INSERT INTO object (document, json) VALUES (?, ?)", (number, text))

    def _point(self, number: int, depth: int, pointer: Pointer) -> None:
        try:
            target = parse_url(pointer.url, ANY_PORT)
        except FetchProblem as refused:
            self._keep(number, stand_in(pointer, f"{refused}"))
            return
        if self._rows.execute("SELECT 1 FROM document WHERE url = ?", (target.url,)).fetchone():
            return
        (last,) = self._rows.execute("SELECT max(number) FROM document").fetchone()
        if depth > MOST_DEPTH or last >= MOST_DOCUMENTS:
            why = f"At most {MOST_DOCUMENTS:,} are, none behind more than {MOST_DEPTH} others. Load it by itself."
            self._keep(number, stand_in(pointer, why))
            return
        self._rows.execute(
            "INSERT INTO document (url, host, depth, state) VALUES (?, ?, ?, 'waiting')",
            (target.url, target.authority, depth),
        )

    def _give_up(self, number: int, url: str, why: str) -> None:
        self._keep(number, stand_in(Pointer(url), why))
        self._end(number, "failed")

    def _end(self, number: int, state: str) -> None:
        self._rows.execute("UPDATE document SET state = ? WHERE number = ?", (state, number))
