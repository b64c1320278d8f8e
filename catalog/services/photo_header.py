"""Decides by its first bytes whether a photo may come in. Pixels, colours and EXIF are the worker's business.

The headers are read here, not by an imaging library: a crafted file can keep one busy for half a minute before it knows
the size (thousands of color profiles in a PNG, megabytes of padding in a JPEG), and no native code meets a stranger's
bytes in the web process, but for the few photos of proposed works (``contributions.photos``). Every walk below is
bounded; a file that passes here opens quickly in the worker too.
"""

import struct
from collections.abc import Iterator

from django.conf import settings

MAX_SEGMENTS = 1000
"""Of a header. The busiest real ones (extended XMP with a depth map) have about two hundred."""

JPEG_FRAME_MARKERS = frozenset(range(0xFFC0, 0xFFD0)) - {0xFFC4, 0xFFC8, 0xFFCC}
JPEG_SCAN_MARKER = 0xFFDA
JPEG_FILL_MARKER = 0xFFFF
STILL_PICTURE_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"avif", b"avis"})


class PhotoRefused(ValueError):
    """A photo that cannot be recognized. The message tells its sender what to do; ``problem`` is the stable name."""

    problem: str


class EmptyPhoto(PhotoRefused):
    """No bytes at all."""

    problem = "empty-photo"


class PhotoTooLarge(PhotoRefused):
    """More bytes than allowed."""

    problem = "photo-too-large"


class TooManyPixels(PhotoRefused):
    """More pixels than allowed, by its own header."""

    problem = "too-many-pixels"


class UnsupportedPhotoType(PhotoRefused):
    """Not one of the formats that are read here."""

    problem = "unsupported-photo-type"


class UndecodablePhoto(PhotoRefused):
    """The right format, but broken."""

    problem = "undecodable-photo"


def check_photo(data: bytes) -> None:
    """Raises the kind of ``PhotoRefused`` that applies; returns for a photo worth a worker's time."""
    if not data:
        raise EmptyPhoto("The photo is empty. Send the bytes of a JPEG, PNG, WebP, HEIC or AVIF picture.")
    check_byte_count(len(data))
    try:
        width, height = read_size(data)
    except (struct.error, IndexError) as error:
        raise UndecodablePhoto("The photo ends within its header. Send the whole file.") from error
    if width == 0 or height == 0:
        raise UndecodablePhoto("The photo's header gives no size. Send the original file.")
    limit: int = settings.ARTREC["PHOTO_MAX_PIXELS"]
    if width * height > limit:
        raise TooManyPixels(
            f"The photo has {width} × {height} pixels, more than {limit // 1_000_000} megapixels. Send a smaller one."
        )


def check_byte_count(count: int) -> None:
    """Raises ``PhotoTooLarge`` for more bytes than a photo may have."""
    limit: int = settings.ARTREC["PHOTO_MAX_BYTES"]
    if count > limit:
        raise PhotoTooLarge(f"The photo has more than {limit // 1024**2} MiB. Send a smaller one.")


def read_size(data: bytes) -> tuple[int, int]:
    """The (width, height) in pixels that the header states, before any rotation.

    Raises:
        UnsupportedPhotoType: the first bytes are those of no supported format.
        UndecodablePhoto: they are, but what follows is broken.
        struct.error, IndexError: the data ends within the header.
    """
    if data.startswith(b"\xff\xd8\xff"):
        return _jpeg_size(data)
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return _png_size(data)
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return _webp_size(data)
    if data[4:8] == b"ftyp" and _brands(data) & STILL_PICTURE_BRANDS:
        return _heif_size(data)
    raise UnsupportedPhotoType("This is not a JPEG, PNG, WebP, HEIC or AVIF picture. Convert it to one of these.")


def _jpeg_size(data: bytes) -> tuple[int, int]:
    size = (0, 0)
    place = 2
    for _ in range(MAX_SEGMENTS):
        marker, length = struct.unpack_from(">HH", data, place)
        if marker == JPEG_SCAN_MARKER:
            return size
        if marker == JPEG_FILL_MARKER:
            place += 1
            continue
        if marker < 0xFFC0 or length < 2:
            break
        if marker in JPEG_FRAME_MARKERS:
            height, width = struct.unpack_from(">HH", data, place + 5)
            size = (width, height)
        place += 2 + length
    raise UndecodablePhoto("The JPEG's header is broken. Send the original file.")


def _png_size(data: bytes) -> tuple[int, int]:
    first_kind, width, height = struct.unpack_from(">4sII", data, 12)
    if first_kind != b"IHDR":
        raise UndecodablePhoto("The PNG's header is broken. Send the original file.")
    place = 8
    for _ in range(MAX_SEGMENTS):
        length, kind = struct.unpack_from(">I4s", data, place)
        if kind == b"IDAT":
            return width, height
        place += 12 + length
    raise UndecodablePhoto("The PNG holds more notes than picture. Save it again without metadata.")


def _webp_size(data: bytes) -> tuple[int, int]:
    kind = data[12:16]
    if kind == b"VP8X":
        width_and_height = struct.unpack_from("<HBHB", data, 24)
        return (
            (width_and_height[0] | width_and_height[1] << 16) + 1,
            (width_and_height[2] | width_and_height[3] << 16) + 1,
        )
    if kind == b"VP8L":
        signature, bits = struct.unpack_from("<BI", data, 20)
        if signature == 0x2F:
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 ":
        start_code, width, height = struct.unpack_from("<3sHH", data, 23)
        if start_code == b"\x9d\x01\x2a":
            return width & 0x3FFF, height & 0x3FFF
    raise UndecodablePhoto("The WebP's header is broken. Send the original file.")


def _brands(data: bytes) -> set[bytes]:
    """What the file says it is compatible with, its major brand included."""
    end = min(int.from_bytes(data[:4], "big"), len(data), 16 + 4 * MAX_SEGMENTS)
    return {data[8:12], *(data[place : place + 4] for place in range(16, end, 4))}


def _heif_size(data: bytes) -> tuple[int, int]:
    """The largest picture in the file, uncropped: tiles and thumbnails state their sizes too, in no order."""
    sizes = [
        struct.unpack_from(">II", data, start + 4)
        for meta, meta_end in _boxes(data, 0, len(data), b"meta")
        for properties, properties_end in _boxes(data, meta + 4, meta_end, b"iprp")
        for container, container_end in _boxes(data, properties, properties_end, b"ipco")
        for start, _ in _boxes(data, container, container_end, b"ispe")
    ]
    if not sizes:
        raise UndecodablePhoto("The file holds no still picture of a known size. Send a JPEG, or the original file.")
    width, height = max(sizes, key=lambda size: size[0] * size[1])
    return width, height


def _boxes(data: bytes, start: int, end: int, kind: bytes) -> Iterator[tuple[int, int]]:
    """Start and end of the contents of every box of one kind between two places (ISO/IEC 14496-12)."""
    for _ in range(MAX_SEGMENTS):
        if start >= end:
            return
        size, found = struct.unpack_from(">I4s", data, start)
        header = 8
        if size == 1:
            (size,) = struct.unpack_from(">Q", data, start + 8)
            header = 16
        if size == 0:
            size = end - start
        if size < header or start + size > end:
            # The pixels may be cut off here; the worker will notice, and say so.
            return
        if found == kind:
            yield start + header, start + size
        start += size
