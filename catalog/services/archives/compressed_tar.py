"""Compressed TAR archives: the plain TAR that is in them. Nothing else can be read from the middle of one."""

import bz2
import gzip
import lzma
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from catalog.services.archives.members import UnusableArchive

MOST_BYTES = 32 * 1024**3
"""Sixteen times the largest upload."""
MOST_RATIO = 100
"""Of a whole archive. Photographs hardly shrink, flat scans to a thirtieth, an empty disk to a thousandth."""
FREE_RATIO_BYTES = 64 * 1024**2
_XZ_MEMORY_BYTES = 128 * 1024**2
"""``xz -9`` asks for half of it."""
_PIECE = 1 << 20
_GZIP, _BZIP2, _XZ = b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00"


def is_compressed(head: bytes) -> bool:
    """Whether a file that begins so is compressed in a way that is read here."""
    return head.startswith((_GZIP, _BZIP2, _XZ))


def first_bytes(path: Path, count: int) -> bytes:
    """The first bytes that it unpacks to; fewer where it ends or is broken. Raises ``OSError``."""
    unpacked = b""
    try:
        for piece in _pieces(path, count):
            unpacked += piece
            if len(unpacked) >= count:
                break
    except UnusableArchive:
        return b""
    return unpacked


def plain_tar(path: Path) -> Iterator[bytes]:
    """The archive unpacked, piece by piece.

    Raises:
        UnusableArchive: it is broken, or unpacks to too much.
        OSError: it cannot be read.
    """
    count, most = 0, most_bytes(path)
    for piece in _pieces(path, _PIECE):
        count += len(piece)
        if count > most:
            raise UnusableArchive(f"{path.name} unpacks to more than {most // 1024**2:,} MiB; split it.")
        yield piece


def most_bytes(path: Path) -> int:
    """What an archive, as a whole, may unpack to. Raises ``OSError``."""
    return min(MOST_BYTES, max(FREE_RATIO_BYTES, MOST_RATIO * path.stat().st_size))


def _pieces(path: Path, size: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        try:
            yield from _unpacked(file, size)
        except (EOFError, zlib.error, lzma.LZMAError, OSError) as error:
            if isinstance(error, OSError) and error.errno is not None:
                raise  # the disk's, not the decoder's
            raise UnusableArchive(f"{path.name} is broken, or broken off: {error}. Upload it again, whole.") from error


def _unpacked(file: BinaryIO, size: int) -> Iterator[bytes]:
    head = file.read(len(_XZ))
    file.seek(0)
    if head == _XZ:
        yield from _unpacked_xz(file, size)
        return
    with gzip.open(file) if head.startswith(_GZIP) else bz2.open(file) as reader:
        while piece := reader.read(size):
            yield piece


def _unpacked_xz(file: BinaryIO, size: int) -> Iterator[bytes]:
    """As ``lzma.open``, which would take whatever memory the file asks for."""
    data = file.read(_PIECE)
    while data:
        decoder = lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_XZ_MEMORY_BYTES)
        while not decoder.eof:
            yield decoder.decompress(data, size)
            data = file.read(_PIECE) if decoder.needs_input else b""
            if decoder.needs_input and not data and not decoder.eof:
                raise EOFError("it ends before its end mark")
        data = decoder.unused_data or file.read(_PIECE)
