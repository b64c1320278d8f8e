"""TAR archives: their headers, once through, and the bytes of one member (POSIX.1-2017 pax, ustar, GNU, old).

Read here, not by ``tarfile``, which keeps what headers say of all members, follows them as deep as they go, and ends
without a word at the first broken one.
"""

import os
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from catalog.services.archives.members import Member, UnusableArchive, UnusableMember, plain_name

BLOCK = 512
_LONGEST_HEADER = 1 << 16
_PIECE = 1 << 18
_EMPTY = bytes(BLOCK)
_FILES = b"0\x007"
_FOLDER = b"5"
_NO_FILES = b"123456S"
_PAX, _GNU_NAME = b"x", b"L"
_SPARSE = b"S"
_SPARSE_KEY = "sparse"
_KEYS = {b"path": "path", b"size": "size", b"GNU.sparse.map": _SPARSE_KEY, b"GNU.sparse.major": _SPARSE_KEY}


def is_header(block: bytes) -> bool:
    """Whether a block is the header of a member: its checksum fits."""
    if len(block) < BLOCK or block == _EMPTY:
        return False
    try:
        stated = _number(block[148:156])
    except ValueError:
        return False
    counted = block[:148] + b" " * 8 + block[156:BLOCK]
    return stated in (sum(counted), sum(byte - 256 if byte > 127 else byte for byte in counted))


def read_members(file: BinaryIO, archive: str) -> Iterator[Member | None]:
    """The entries in order; None for a folder, for a name that leads elsewhere, and for a note about other entries.

    Raises:
        UnusableArchive: it is broken, or broken off.
    """
    end = file.seek(0, os.SEEK_END)
    place, stated = 0, dict[str, str]()
    while True:
        file.seek(place)
        block = file.read(BLOCK)
        if block == _EMPTY:
            return
        if len(block) < BLOCK:
            raise UnusableArchive(f"{archive} is broken off: the mark of its end is missing. Upload it again, whole.")
        if not is_header(block):
            raise UnusableArchive(f"{archive} is broken at byte {place:,}. Make or upload it again.")
        kind = block[156:157]
        size = _size(block, stated if kind not in (_PAX, _GNU_NAME) else {}, archive)
        data = place + BLOCK + (_sparse_map_bytes(file, block) if kind == _SPARSE else 0)
        place = data + -(-size // BLOCK) * BLOCK
        if data + size > end:
            raise UnusableArchive(f"{archive} is broken off within a member. Upload it again, whole.")
        if kind in (_PAX, _GNU_NAME):
            stated |= _statements(file, data, size, kind, archive)
            yield None
        else:
            yield _member(block, stated, data, size)
            stated = {}


def read_member(file_number: int, member: Member) -> Iterator[bytes]:
    """The bytes of a member, piece by piece.

    Raises:
        UnusableMember: the archive ends before it does.
        OSError: the archive cannot be read.
    """
    place, left = member.offset, member.size_bytes
    while left:
        piece = os.pread(file_number, min(left, _PIECE), place)
        if not piece:
            raise UnusableMember("unreadable", f"The archive ends within “{member.name}”.")
        yield piece
        place, left = place + len(piece), left - len(piece)


def _member(block: bytes, stated: dict[str, str], data: int, size: int) -> Member | None:
    kind = block[156:157]
    name = stated.get("path") or _header_name(block)
    plain = plain_name(name)
    if plain is None or kind == _FOLDER or name.endswith("/"):
        return None
    if kind not in _FILES and kind not in _NO_FILES:
        return None  # a note about the archive
    problem = ""
    if kind == _SPARSE or _SPARSE_KEY in stated:
        problem = "is stored with holes; make the archive anew without --sparse"
    elif kind not in _FILES:
        problem = "is a link or a device, no file"
    return Member(plain, size, size, data, mark=zlib.crc32(block[136:148]), problem=problem)


def _header_name(block: bytes) -> str:
    name = _text(block[:100])
    prefix = _text(block[345:500]) if block[257:263] == b"ustar\x00" else ""
    return f"{prefix}/{name}" if prefix else name


def _size(block: bytes, stated: dict[str, str], archive: str) -> int:
    try:
        size = int(stated["size"]) if "size" in stated else _number(block[124:136])
    except ValueError:
        size = -1
    if size < 0:
        raise UnusableArchive(f"{archive} is broken: a member has no size. Make or upload it again.")
    # Folders, links and devices have no data, whatever they state.
    return 0 if block[156:157] in (b"1", b"2", b"3", b"4", b"5", b"6") else size


def _statements(file: BinaryIO, data: int, size: int, kind: bytes, archive: str) -> dict[str, str]:
    """What a header says about the next one, as far as it matters here."""
    if size > _LONGEST_HEADER:
        raise UnusableArchive(f"{archive} is broken, or a trap: it has a header of {size:,} bytes.")
    file.seek(data)
    body = file.read(size)
    if kind == _GNU_NAME:
        return {"path": _text(body)}
    stated = {}
    while body:
        length_text, _, _ = body[:20].partition(b" ")
        if not length_text.isdigit() or not len(length_text) < int(length_text) <= len(body):
            raise UnusableArchive(f"{archive} is broken: one of its headers makes no sense. Make or upload it again.")
        record, body = body[: int(length_text)], body[int(length_text) :]
        key, _, value = record[len(length_text) + 1 : -1].partition(b"=")
        if key in _KEYS:
            stated[_KEYS[key]] = _text(value)
    return stated


def _sparse_map_bytes(file: BinaryIO, block: bytes) -> int:
    count, goes_on = 0, block[482]
    while goes_on:
        more = file.read(BLOCK)
        count += len(more)
        goes_on = more[504] if len(more) == BLOCK else 0
    return count


def _number(field: bytes) -> int:
    """Octal digits, or GNU's binary. Raises ``ValueError``."""
    if field[:1] in (b"\x80", b"\xff"):
        return int.from_bytes(field[1:], "big", signed=field[:1] == b"\xff")
    return int(field.split(b"\x00")[0].strip() or b"0", 8)


def _text(field: bytes) -> str:
    """UTF-8 where it is, else Latin-1: no name is lost for its encoding."""
    plain = field.split(b"\x00")[0]
    try:
        return plain.decode()
    except UnicodeDecodeError:
        return plain.decode("latin-1")
