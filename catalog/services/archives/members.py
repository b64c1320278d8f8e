"""The members of an archive, indexed on disk: a million of them take no more memory than ten."""

import re
import sqlite3
import threading
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from operator import attrgetter

from catalog.ingest.feeds import UnreadableFeed

MOST_ENTRIES = 1_000_000
"""Files, folders and notes: eight times the works of the largest catalogue at hand."""
MOST_RATIO = 200
"""Of unpacked to packed bytes. Photographs shrink to a half, flat scans to a hundredth, a bomb to a thousandth."""
FREE_RATIO_BYTES = 1024**2
"""Up to here no ratio is looked at."""
_BATCH = 5_000
_DRIVE_OR_CONTROL = re.compile(r"^[A-Za-z]:|[\x00-\x1f\x7f]")


class UnusableArchive(UnreadableFeed):
    """The archive as a whole cannot be read, or must not be; the text says what to do about it."""


class UnusableMember(ValueError):
    """One member cannot be read. ``reason`` ends a stable code (``missing``), the text says what is wrong with it."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive, as its directory describes it."""

    name: str
    """Its path in the archive, see ``plain_name``."""
    size_bytes: int
    packed_bytes: int
    offset: int
    """Where it begins in the archive: a ZIP's local header, a TAR's data."""
    method: int = 0
    """How it is compressed, by ZIP's numbers; 0 = not at all."""
    mark: int = 0
    """Changes with its bytes: a CRC, or a time."""
    problem: str = ""
    """Why it cannot be read, whatever its bytes are."""


_FACTS = attrgetter(*Member.__slots__[1:])


def plain_name(name: str) -> str | None:
    """The name as a relative path with slashes, composed (NFC); None for one that would lead elsewhere.

    That is: absolute ones, those with a drive letter or “..” in them, also behind backslashes, and those with controls.
    What a Mac notes about its files beside them (``._7.jpg``, ``.DS_Store``) counts as elsewhere too.
    """
    path = unicodedata.normalize("NFC", name).replace("\\", "/")
    parts = [part for part in path.split("/") if part not in ("", ".")]
    if not parts or path.startswith("/") or ".." in parts or _DRIVE_OR_CONTROL.search(path):
        return None
    if "__MACOSX" in parts or parts[-1] == ".DS_Store" or parts[-1].startswith("._"):
        return None
    return "/".join(parts)


class MemberIndex:
    """Members by name, and by the end of their name. Safe to ask from several threads."""

    def __init__(self, entries: Iterable[Member | None], archive: str) -> None:
        """Reads the entries through, in batches; None stands for one that is no member.

        Raises:
            UnusableArchive: there are more than ``MOST_ENTRIES``, or no members.
        """
        self._archive = archive
        self._lock = threading.Lock()
        self._rows = sqlite3.connect("", check_same_thread=False, isolation_level=None)  # a file without a name
        self._rows.execute("PRAGMA journal_mode = OFF")
        self._rows.execute("PRAGMA cache_size = -32000")  # kB
        self._rows.execute(
            "CREATE TABLE member (backwards TEXT PRIMARY KEY, size INT, packed INT, offset INT, method INT, mark INT,"
            " problem TEXT, copies INT) WITHOUT ROWID"
        )
        try:
            self._fill(iter(entries))
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Forgets all."""
        self._rows.close()

    def find(self, name: str) -> Member:
        """The member of that path. Else the only one whose path ends with it, else the one that is the end of it.

        So a row may name ``7.jpg`` or ``pictures/7.jpg`` where the archive has ``export/pictures/7.jpg``.

        Raises:
            UnusableMember: there is none, or more than one.
        """
        path = plain_name(name)
        found = [] if path is None else self._select("backwards = ?", path[::-1])
        if path is not None and not found:
            found = self._select("backwards >= ? AND backwards < ?", f"{path[::-1]}/", f"{path[::-1]}0")
        while path is not None and not found and "/" in path:
            path = path.partition("/")[2]
            found = self._select("backwards = ?", path[::-1])
        if not found:
            raise UnusableMember("missing", f"There is no “{name}” in {self._archive}.")
        if len(found) > 1 or found[0][1] > 1:
            raise UnusableMember("ambiguous", f"There are several “{name}” in {self._archive}; give the whole path.")
        return found[0][0]

    def members(self) -> Iterator[Member]:
        """Every member once, in no order of use; one whose name comes again cannot be read."""
        last = ""
        while rows := self._select("backwards > ?", last, most=_BATCH):
            for member, copies in rows:
                yield member if copies == 1 else replace(member, problem="is there more than once")
            last = rows[-1][0].name[::-1]

    def ending_with(self, end: str) -> list[Member]:
        """Up to two members whose name ends like that, which is lower case."""
        return [member for member, _ in self._select("lower(substr(backwards, 1, ?)) = ?", len(end), end[::-1])]

    def _fill(self, entries: Iterator[Member | None]) -> None:
        count = members = 0
        while batch := list(islice(entries, _BATCH)):
            count += len(batch)
            if count > MOST_ENTRIES:
                raise UnusableArchive(f"{self._archive} has more than {MOST_ENTRIES:,} entries; split it.")
            rows = [(each.name[::-1], *_FACTS(each)) for each in batch if each is not None]
            members += len(rows)
            self._rows.execute("BEGIN")
            self._rows.executemany(
                "INSERT INTO member VALUES (?, ?, ?, ?, ?, ?, ?, 1) ON CONFLICT DO UPDATE SET copies = copies + 1",
                rows,
            )
            self._rows.execute("COMMIT")
        if not members:
            raise UnusableArchive(f"{self._archive} has no files in it.")

    def _select(self, condition: str, *values: object, most: int = 2) -> list[tuple[Member, int]]:
        """Up to so many members by their names read backwards, with how often each comes."""
        query = f"SELECT * FROM member WHERE {condition} ORDER BY backwards LIMIT {most}"  # noqa: S608 - one of ours
        with self._lock:
            rows = self._rows.execute(query, values).fetchall()
        return [(Member(backwards[::-1], *facts), copies) for backwards, *facts, copies in rows]
