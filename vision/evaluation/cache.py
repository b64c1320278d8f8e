"""What was computed about pictures, on disk: a rerun reads it instead of computing it again."""

import hashlib
import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path

# SQLite takes up to 999 values in a query everywhere.
_CHUNK = 900


def digest_of(data: bytes) -> bytes:
    """The name of a picture in the cache: its contents."""
    return hashlib.sha256(data).digest()


class PictureCache:
    """One value per picture, in a file named by the fingerprint of what makes the values.

    Written in small transactions, so that a run that is stopped loses seconds, and no value is ever half there.
    """

    def __init__(self, folder: Path, fingerprint: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(folder / f"{fingerprint}.sqlite3", timeout=60)
        with self._connection:
            self._connection.execute("CREATE TABLE IF NOT EXISTS pictures (digest BLOB PRIMARY KEY, value BLOB)")

    def known(self) -> set[bytes]:
        """The digests of all pictures that have a value."""
        return {digest for (digest,) in self._connection.execute("SELECT digest FROM pictures")}

    def read(self, digests: Sequence[bytes]) -> dict[bytes, bytes]:
        """The values there are."""
        found: dict[bytes, bytes] = {}
        distinct = list(dict.fromkeys(digests))
        for start in range(0, len(distinct), _CHUNK):
            chunk = distinct[start : start + _CHUNK]
            marks = ",".join("?" * len(chunk))
            query = f"SELECT digest, value FROM pictures WHERE digest IN ({marks})"  # noqa: S608  # only question marks
            found.update(self._connection.execute(query, chunk).fetchall())
        return found

    def write(self, values: Mapping[bytes, bytes]) -> None:
        """Keeps values: all of them, or none if this is interrupted."""
        with self._connection:
            self._connection.executemany("INSERT OR REPLACE INTO pictures VALUES (?, ?)", values.items())
