"""The first bytes decide: formats by content, sizes from headers, and no file that could keep anyone busy."""

import struct
import time
import zlib
from io import BytesIO
from typing import Any

import pillow_heif
import pytest
from hypothesis import given
from hypothesis import settings as bounded
from hypothesis import strategies as st
from PIL import Image
from pytest_django import Settings

from catalog.services.photo_header import (
    EmptyPhoto,
    PhotoRefused,
    PhotoTooLarge,
    TooManyPixels,
    UndecodablePhoto,
    UnsupportedPhotoType,
    check_photo,
    read_size,
)
from tests.factories import tiny_picture

pillow_heif.register_heif_opener()

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
EXIF = b"Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08\x00\x00\x00\x00\x00\x00"
ENCODINGS: list[tuple[str, dict[str, Any]]] = [
    ("JPEG", {}),
    ("JPEG", {"progressive": True, "exif": EXIF}),
    ("PNG", {}),
    ("WEBP", {}),
    ("WEBP", {"lossless": True}),
    ("WEBP", {"exif": EXIF}),
    ("HEIF", {}),
    ("AVIF", {}),
]


def encoded(kind: str, size_wh: tuple[int, int], **options: Any) -> bytes:  # noqa: ANN401
    buffer = BytesIO()
    Image.new("RGB", size_wh, "teal").save(buffer, kind, **options)
    return buffer.getvalue()


def png_chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png_header(width: int, height: int) -> bytes:
    return PNG_SIGNATURE + png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))


@pytest.mark.parametrize("size_wh", [(64, 64), (130, 70), (640, 1024)])
@pytest.mark.parametrize(("kind", "options"), ENCODINGS)
def test_the_size_is_the_one_that_was_encoded(kind: str, options: dict[str, Any], size_wh: tuple[int, int]) -> None:
    photo = encoded(kind, size_wh, **options)

    check_photo(photo)
    width, height = read_size(photo)

    # HEIC states the coded size, of whole blocks; the crop to the picture's own is another property.
    assert 0 <= width - size_wh[0] < (64 if kind == "HEIF" else 1)
    assert 0 <= height - size_wh[1] < (64 if kind == "HEIF" else 1)


@given(st.sampled_from(["JPEG", "PNG", "WEBP", "AVIF"]), st.integers(1, 300), st.integers(1, 300))
@bounded(max_examples=40, deadline=None)
def test_every_small_size_is_read(kind: str, width: int, height: int) -> None:
    assert read_size(encoded(kind, (width, height))) == (width, height)


def test_no_bytes_are_no_photo() -> None:
    with pytest.raises(EmptyPhoto, match="empty"):
        check_photo(b"")


def test_the_byte_limit_is_exact(settings: Settings) -> None:
    photo = tiny_picture()
    settings.ARTREC = settings.ARTREC | {"PHOTO_MAX_BYTES": len(photo)}
    check_photo(photo)
    with pytest.raises(PhotoTooLarge):
        check_photo(photo + b"\0")


def test_the_pixel_limit_is_exact(settings: Settings) -> None:
    settings.ARTREC = settings.ARTREC | {"PHOTO_MAX_PIXELS": 96 * 64}
    check_photo(tiny_picture(size_wh=(96, 64)))
    with pytest.raises(TooManyPixels, match="97 × 64"):
        check_photo(tiny_picture(size_wh=(97, 64)))


@pytest.mark.parametrize("size_wh", [(50_001, 50_001), (50_000_001, 1), (2**31 - 1, 2**31 - 1)])
def test_a_bomb_is_refused_by_its_header(size_wh: tuple[int, int]) -> None:
    with pytest.raises(TooManyPixels):
        check_photo(png_header(*size_wh) + png_chunk(b"IDAT", b""))


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF", "PPM", "ICO"])
def test_other_pictures_are_not_taken(kind: str) -> None:
    with pytest.raises(UnsupportedPhotoType, match="Convert"):
        check_photo(encoded(kind, (32, 32)))


@pytest.mark.parametrize(
    "data",
    [
        b"I am a text file called photo.jpg",
        b"%PDF-1.7\n",
        b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>",
        b"\xff\xd8",
        b"RIFF\x00\x00\x00\x00WAVE",
        b"\x00\x00\x00\x18ftypisom\x00\x00\x00\x00mp42avc1",
        b"\x00",
    ],
)
def test_what_is_no_picture_is_not_taken(data: bytes) -> None:
    with pytest.raises(UnsupportedPhotoType):
        check_photo(data)


@pytest.mark.parametrize(("kind", "options"), ENCODINGS)
def test_a_header_cut_anywhere_is_refused(kind: str, options: dict[str, Any]) -> None:
    photo = encoded(kind, (130, 70), **options)
    shortest = next(end for end in range(len(photo) + 1) if _is_taken(photo[:end]))
    assert shortest > 20
    for end in range(shortest):
        with pytest.raises(PhotoRefused):
            check_photo(photo[:end])


def _is_taken(data: bytes) -> bool:
    try:
        check_photo(data)
    except PhotoRefused:
        return False
    return True


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xd8\xff\xe0\x00\x00" + b"\0" * 40,  # a segment shorter than its own length field
        b"\xff\xd8\xff\xe0\x00\x04ab" + b"no marker here, only text",
        b"\xff\xd8\xff\xda\x00\x04ab" + b"\0" * 40,  # pixels before any frame
        PNG_SIGNATURE + png_chunk(b"IDAT", b"\0" * 40),
        png_header(0, 9) + png_chunk(b"IDAT", b""),
        b"RIFF\x40\x00\x00\x00WEBPABCD" + b"\0" * 60,
        b"RIFF\x40\x00\x00\x00WEBPVP8 " + b"\0" * 60,
        b"RIFF\x40\x00\x00\x00WEBPVP8L" + b"\0" * 60,
        b"\x00\x00\x00\x14ftypheic\x00\x00\x00\x00mif1" + b"\x00\x00\x00\x08free",
        b"\x00\x00\x00\x14ftypavif\x00\x00\x00\x00mif1" + b"\x00\x00\x00\x02meta" + b"\0" * 40,
    ],
)
def test_a_broken_header_is_refused(data: bytes) -> None:
    with pytest.raises(UndecodablePhoto):
        check_photo(data)


def test_fill_bytes_before_a_marker_are_allowed() -> None:
    photo = tiny_picture(kind="JPEG")
    assert read_size(photo[:2] + b"\xff\xff" + photo[2:]) == (96, 64)


def test_boxes_of_64_bit_size_and_to_the_end_are_read() -> None:
    ispe = struct.pack(">I4sIII", 20, b"ispe", 0, 640, 480)
    ipco = struct.pack(">I4sQ", 1, b"ipco", 16 + len(ispe)) + ispe
    iprp = struct.pack(">I4s", 8 + len(ipco), b"iprp") + ipco
    meta = struct.pack(">I4sI", 0, b"meta", 0) + iprp
    assert read_size(b"\x00\x00\x00\x10ftypheic\x00\x00\x00\x00" + meta) == (640, 480)


MIB_12 = 12 * 1024**2 - 200
TIRING = {
    "JPEG of fill bytes": b"\xff\xd8\xff" + b"\xff" * MIB_12,
    "JPEG of comments": b"\xff\xd8" + b"\xff\xfe\x00\x02" * (MIB_12 // 4),
    "PNG of notes": png_header(9, 9) + png_chunk(b"tEXt", b"a\0b") * (MIB_12 // 15),
    "PNG of color profiles": png_header(9, 9)
    + png_chunk(b"iCCP", b"a\0\0" + zlib.compress(bytes(1_000_000))) * (MIB_12 // 1100),
    "HEIC of empty boxes": b"\x00\x00\x00\x10ftypheic\x00\x00\x00\x00" + b"\x00\x00\x00\x08free" * (MIB_12 // 8),
    "HEIC of brands": struct.pack(">I", MIB_12) + b"ftypheic" + b"heic" * (MIB_12 // 4),
}


@pytest.mark.parametrize("name", TIRING)
def test_no_header_takes_long(name: str) -> None:
    """An imaging library needs between one second and half a minute for these."""
    started = time.process_time()
    with pytest.raises(UndecodablePhoto):
        check_photo(TIRING[name])
    assert time.process_time() - started < 0.2


@given(
    st.sampled_from([encoded(kind, (130, 70), **options) for kind, options in ENCODINGS]),
    st.lists(st.tuples(st.integers(0, 600), st.integers(0, 255)), max_size=12),
    st.integers(0, 3000),
)
@bounded(max_examples=300, deadline=None)
def test_a_damaged_photo_is_taken_or_refused_but_never_an_error(
    photo: bytes, damages: list[tuple[int, int]], length: int
) -> None:
    damaged = bytearray(photo)
    for place, value in damages:
        damaged[place % len(damaged)] = value
    _is_taken(bytes(damaged[:length]))


@given(
    st.binary(max_size=200),
    st.sampled_from([b"\xff\xd8\xff", PNG_SIGNATURE, b"RIFF\0\0\0\0WEBP", b"\0\0\0\x18ftypheic"]),
)
@bounded(max_examples=300, deadline=None)
def test_noise_behind_a_signature_is_no_error(noise: bytes, signature: bytes) -> None:
    _is_taken(signature + noise)
