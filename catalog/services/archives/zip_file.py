"""ZIP archives: their directory, and the bytes of one member (APPNOTE.TXT 6.3.10; zip64, stored and deflated).

Read here, not by ``zipfile``, which holds an object for every member in memory before the first can be looked at.
"""

import os
import stat
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from catalog.services.archives.members import (
    FREE_RATIO_BYTES,
    MOST_RATIO,
    Member,
    UnusableArchive,
    UnusableMember,
    plain_name,
)

_END = struct.Struct("<4s4H2LH")
_END_64_PLACE = struct.Struct("<4sLQL")
_END_64 = struct.Struct("<4sQ2H2L4Q")
_ENTRY = struct.Struct("<4s4B4HL2L5H2L")
_LOCAL = struct.Struct("<4s5HL2L2H")
_LONGEST_COMMENT = 65_535
_PIECE = 1 << 16
_IN_EXTRA = 0xFFFFFFFF
_UTF_8, _ENCRYPTED = 0x800, 0x1 | 0x40 | 0x2000
_STORED, _DEFLATED = 0, 8
_UNIX = 3
_ZIP64_EXTRA, _NAME_EXTRA = 0x0001, 0x7075


@dataclass(frozen=True, slots=True)
class _Directory:
    start: int
    size: int
    shift: int
    """What all places are off by: the length of something before the archive."""


def read_members(file: BinaryIO, archive: str) -> Iterator[Member | None]:
    """The entries in the order of the directory; None for a folder, and for a name that leads elsewhere.

    Raises:
        UnusableArchive: it is broken, in parts, or its members lie over each other.
    """
    try:
        yield from _members(file, archive)
    except (struct.error, IndexError, OverflowError) as error:
        raise UnusableArchive(f"{archive} is broken: its directory makes no sense. Make or upload it again.") from error


def read_member(file_number: int, member: Member) -> Iterator[bytes]:
    """The bytes of a member, piece by piece, counted and checked.

    Raises:
        UnusableMember: it is compressed in an unknown way or far too much, or is not what the directory says.
        OSError: the archive cannot be read.
    """
    if member.method not in (_STORED, _DEFLATED):
        raise UnusableMember("unreadable", f"“{member.name}” is not stored or deflated, as it must be to be read here.")
    if member.size_bytes > max(FREE_RATIO_BYTES, MOST_RATIO * member.packed_bytes):
        raise UnusableMember("unreadable", f"“{member.name}” would unpack to more than {MOST_RATIO} times its size.")
    inflate = zlib.decompressobj(-zlib.MAX_WBITS) if member.method == _DEFLATED else None
    count, checksum = 0, 0
    try:
        for piece in _unpacked(_packed(file_number, member), inflate):
            count += len(piece)
            checksum = zlib.crc32(piece, checksum)
            if count > member.size_bytes:
                break
            yield piece
    except (zlib.error, struct.error) as error:
        raise UnusableMember("unreadable", f"“{member.name}” is damaged in its archive: {error}") from error
    if (count, checksum) != (member.size_bytes, member.mark):
        raise UnusableMember("unreadable", f"“{member.name}” is damaged in its archive: other bytes than it had.")


def _members(file: BinaryIO, archive: str) -> Iterator[Member | None]:
    end = file.seek(0, os.SEEK_END)
    directory = _find_directory(file, end, archive)
    file.seek(directory.start)
    place = directory.start
    packed = files = encrypted = 0
    while place < directory.start + directory.size:
        fields = _ENTRY.unpack(file.read(_ENTRY.size))
        if fields[0] != b"PK\x01\x02":
            raise UnusableArchive(f"{archive} is broken: its directory ends early. Make or upload it again.")
        name_length, extra_length, comment_length = fields[12:15]
        name, extra = file.read(name_length), file.read(extra_length)
        place = file.seek(comment_length, os.SEEK_CUR)
        member = _member(fields, name, extra, directory.shift)
        packed += 0 if member is None else member.packed_bytes
        if packed > end or not (member is None or 0 <= member.offset < end):
            raise UnusableArchive(f"{archive} is broken, or a trap: its members lie over each other or outside of it.")
        encrypted += member is not None and bool(fields[5] & _ENCRYPTED)
        files += member is not None
        yield member
    if files and encrypted == files:
        raise UnusableArchive(f"{archive} is encrypted; make it anew without a password.")


def _find_directory(file: BinaryIO, end: int, archive: str) -> _Directory:
    tail_start = max(0, end - _END.size - _LONGEST_COMMENT)
    file.seek(tail_start)
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or at + _END.size > len(tail):
        raise UnusableArchive(f"{archive} is broken off: the directory at its end is missing. Upload it again, whole.")
    _, disk, directory_disk, _, _, size, offset, _ = _END.unpack_from(tail, at)
    before = tail_start + at
    file.seek(max(0, before - _END_64_PLACE.size))
    if (place := file.read(_END_64_PLACE.size)).startswith(b"PK\x06\x07"):
        before, disk, directory_disk, size, offset = _end_of_zip64(file, before, place, archive)
    if disk or directory_disk:
        raise UnusableArchive(f"{archive} is one part of several; put them together to one file.")
    start = before - size
    if start < offset:
        raise UnusableArchive(f"{archive} is broken: its directory makes no sense. Make or upload it again.")
    return _Directory(start, size, start - offset)


def _end_of_zip64(file: BinaryIO, before: int, place: bytes, archive: str) -> tuple[int, int, int, int, int]:
    """(where it begins, disk, disk of the directory, its size, its place) by the end record of zip64."""
    stated = _END_64_PLACE.unpack(place)[2]
    found = before - _END_64_PLACE.size - _END_64.size  # whatever was put before the archive, it lies here
    file.seek(max(0, found))
    fields = _END_64.unpack(file.read(_END_64.size))
    if fields[0] != b"PK\x06\x06" or found < stated:
        raise UnusableArchive(f"{archive} is broken: its directory makes no sense. Make or upload it again.")
    return found, fields[4], fields[5], fields[8], fields[9]


def _member(fields: tuple[int, ...], name: bytes, extra: bytes, shift: int) -> Member | None:
    _, _, system, _, _, flags, method, _, _, checksum, packed, size, *_, attributes, offset = fields
    if name.endswith((b"/", b"\\")):
        return None
    text = _name(name, extra, is_utf_8=bool(flags & _UTF_8))
    plain = plain_name(text)
    if plain is None:
        return None
    size, packed, offset = _wide(extra, (size, packed, offset))
    problem = "is encrypted; make the archive anew without a password" if flags & _ENCRYPTED else ""
    kind = stat.S_IFMT(attributes >> 16) if system == _UNIX else 0
    if kind not in (0, stat.S_IFREG):
        problem = "is a link or a device, no file"
    return Member(plain, size, packed, offset + shift, method, checksum, problem)


def _name(name: bytes, extra: bytes, *, is_utf_8: bool) -> str:
    """By flag, by Info-ZIP's extra field, else UTF-8 where it is, for many write it unsaid, else code page 437."""
    stated = _extra(extra, _NAME_EXTRA)
    if stated is not None and len(stated) > 5 and struct.unpack_from("<BL", stated) == (1, zlib.crc32(name)):
        name, is_utf_8 = stated[5:], True
    try:
        return name.decode()
    except UnicodeDecodeError:
        return name.decode(errors="replace") if is_utf_8 else name.decode("cp437")


def _wide(extra: bytes, sizes: tuple[int, int, int]) -> tuple[int, int, int]:
    """(size, packed size, offset), those that need more than 32 bits from the extra field of zip64."""
    places = [place for place, value in enumerate(sizes) if value == _IN_EXTRA]
    wide = _extra(extra, _ZIP64_EXTRA)
    if not places or wide is None:
        return sizes
    stated = list(sizes)
    for place, value in zip(places, struct.unpack_from(f"<{len(places)}Q", wide), strict=True):
        stated[place] = value
    return stated[0], stated[1], stated[2]


def _extra(extra: bytes, wanted: int) -> bytes | None:
    place = 0
    while place + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, place)
        if kind == wanted:
            return extra[place + 4 : place + 4 + length]
        place += 4 + length
    return None


def _packed(file_number: int, member: Member) -> Iterator[bytes]:
    header = os.pread(file_number, _LOCAL.size, member.offset)
    sign, *_, name_length, extra_length = _LOCAL.unpack(header)
    if sign != b"PK\x03\x04":
        raise struct.error("there is no file where the directory says")
    place, left = member.offset + _LOCAL.size + name_length + extra_length, member.packed_bytes
    while left and (piece := os.pread(file_number, min(left, _PIECE), place)):
        yield piece
        place, left = place + len(piece), left - len(piece)


def _unpacked(pieces: Iterator[bytes], inflate: "zlib._Decompress | None") -> Iterator[bytes]:
    for piece in pieces:
        if inflate is None:
            yield piece
            continue
        waiting = piece
        while waiting and not inflate.eof:
            yield inflate.decompress(waiting, _PIECE)
            waiting = inflate.unconsumed_tail
    if inflate is not None:
        yield inflate.flush()
