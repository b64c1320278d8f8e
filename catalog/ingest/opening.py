"""Text files as they come: packed or not, whatever their names say; what is no text is told what it is."""

import bz2
import codecs
import gzip
import lzma
import re
import zlib
from collections.abc import Callable
from contextlib import ExitStack
from io import BufferedReader, TextIOWrapper
from pathlib import Path
from typing import TextIO, cast

from catalog.ingest.feeds import UnreadableFeed

UTF_8 = "utf-8-sig"
BROKEN = (EOFError, OSError, UnicodeError, zlib.error, lzma.LZMAError)
"""What reading a broken file raises: to be given to ``broken``."""

PARQUET = b"PAR1"
_LOOKED_AT = 512
_SURVEYED = 1 << 18
_UNPACK: dict[bytes, Callable[..., object]] = {b"\x1f\x8b": gzip.open, b"BZh": bz2.open, b"\xfd7zXZ\x00": lzma.open}
_IS_JSON = re.compile(rb"\s*(?:\[\s*)?\{")
_SAVE_SHEET = "save its sheet as CSV (UTF-8), and load that"
_NO_TEXT = {
    b"PK\x03\x04": f"a ZIP archive, or a spreadsheet: {_SAVE_SHEET}",
    b"\xd0\xcf\x11\xe0": f"an old spreadsheet: {_SAVE_SHEET}",
    b"%PDF": "a PDF: ask whoever made it for the table",
    b"SQLite format 3": "a SQLite database: export its table as CSV",
    PARQUET: "Parquet: load it as “table”",
    b"version https://git-lfs": "only a pointer to a file in Git LFS: fetch the file itself (“git lfs pull”)",
    b"<": "a web page or XML, perhaps an error message in place of the file: get the file itself, as CSV or JSON",
}


def open_text(path: Path, *, encoding: str = UTF_8, errors: str = "strict", newline: str | None = None) -> TextIO:
    """The file as text: unpacked where it begins as a gzip, bzip2 or xz file does, UTF-16 where its mark says so.

    Raises:
        UnreadableFeed: it is broken, or something else than text.
        LookupError: there is no such encoding.
        OSError: it cannot be read.
    """
    with ExitStack() as on_error:
        file = on_error.enter_context(_open_binary(path))
        begin = _begin(path, lambda: file.peek(_LOOKED_AT)[:_LOOKED_AT])
        for mark, what in _NO_TEXT.items():
            if begin.lstrip(codecs.BOM_UTF8 + b" \t\r\n").startswith(mark):
                raise UnreadableFeed(f"{path}: {what}.")
        if begin.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            encoding, errors = "utf-16", "strict"
        text = TextIOWrapper(file, encoding=encoding, errors=errors, newline=newline)
        on_error.pop_all()
    return text


def first_bytes(path: Path, count: int = _LOOKED_AT) -> bytes:
    """What the file begins with, unpacked.

    Raises:
        UnreadableFeed: it is broken.
        OSError: it cannot be read.
    """
    with _open_binary(path) as file:
        return _begin(path, lambda: file.read(count))


def is_json(path: Path) -> bool:
    """Whether the file begins as objects of JSON do, or an array of them. Raises as ``first_bytes``."""
    return _IS_JSON.match(first_bytes(path).removeprefix(codecs.BOM_UTF8)) is not None


def is_older_than_unicode(path: Path) -> bool:
    """Whether the file begins as a text that is no UTF-8, and no UTF-16. Raises as ``first_bytes``."""
    begin = first_bytes(path, _SURVEYED)
    try:
        codecs.getincrementaldecoder("utf-8")().decode(begin)
    except UnicodeDecodeError:
        return b"\0" not in begin
    return False


def broken(error: Exception, said: str) -> UnreadableFeed:
    """What to raise for an error of ``BROKEN``. Raises the error itself where it is the file system's own."""
    if isinstance(error, OSError) and error.errno is not None:
        raise error
    return UnreadableFeed(said)


def _open_binary(path: Path) -> BufferedReader:
    """The file, unpacked while it is read where it begins as one that is packed."""
    file = path.open("rb")
    begin = file.peek(_LOOKED_AT)
    unpack = next((unpack for mark, unpack in _UNPACK.items() if begin.startswith(mark)), None)
    if unpack is None:
        return file
    file.close()
    return cast("BufferedReader", unpack(path, "rb"))


def _begin(path: Path, read: Callable[[], bytes]) -> bytes:
    try:
        return read()
    except BROKEN as error:
        raise broken(error, f"{path}: broken: {error}. Get the file again, whole.") from error
