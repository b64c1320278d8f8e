"""Decoding: every format and orientation comes out upright and of bounded size; what is broken is refused in words."""

import io
import os
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import ExifTags, Image

from vision.config import RecognitionConfig
from vision.decode import UndecodablePhoto, decode
from vision.structures import Photo, RgbImage, UprightImage

CONFIG = RecognitionConfig()
FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "HEIF")
SHARED_DATA = Path(os.environ.get("ARTREC_SHARED_DATA", Path(__file__).parents[3] / "shared" / "data"))

RED, GREEN, BLUE, YELLOW = (220, 30, 30), (30, 180, 40), (40, 50, 210), (230, 220, 40)


def quarters(width: int = 96, height: int = 64) -> Image.Image:
    """Red, green / blue, yellow: every way of turning it looks different."""
    pixels = np.zeros((height, width, 3), np.uint8)
    pixels[: height // 2, : width // 2], pixels[: height // 2, width // 2 :] = RED, GREEN
    pixels[height // 2 :, : width // 2], pixels[height // 2 :, width // 2 :] = BLUE, YELLOW
    return Image.fromarray(pixels)


def encoded(image: Image.Image, format_name: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, format_name, **options)
    return buffer.getvalue()


def decoded(data: bytes) -> UprightImage:
    return decode(Photo(data), CONFIG)


def corners(pixels: RgbImage) -> NDArray[np.int64]:
    """The mean colours of the four quarters, (4, 3): top left, top right, bottom left, bottom right."""
    height, width = pixels.shape[0] // 2, pixels.shape[1] // 2
    parts = (pixels[:height, :width], pixels[:height, width:], pixels[height:, :width], pixels[height:, width:])
    return np.array([np.median(part.reshape(-1, 3), axis=0) for part in parts]).astype(np.int64)


def assert_quarters(image: UprightImage) -> None:
    assert np.abs(corners(image.pixels) - np.array([RED, GREEN, BLUE, YELLOW])).max() < 25


@pytest.mark.parametrize("format_name", FORMATS)
def test_every_format_comes_out_as_rgb(format_name: str) -> None:
    image = decoded(encoded(quarters(), format_name))
    assert image.pixels.dtype == np.uint8
    assert image.pixels.shape == (64, 96, 3)
    assert image.full_size_wh == (96, 64)
    assert image.scale == 1
    assert_quarters(image)


# What turns an upright picture into the one that is stored, by orientation.
STORED = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


@pytest.mark.parametrize("format_name", ["JPEG", "PNG", "WEBP", "AVIF"])
@pytest.mark.parametrize("orientation", STORED)
def test_exif_orientation_is_applied_and_the_full_size_is_the_upright_one(orientation: int, format_name: str) -> None:
    way = STORED[orientation]
    stored = quarters() if way is None else quarters().transpose(way)
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    image = decoded(encoded(stored, format_name, exif=exif))
    assert image.full_size_wh == (96, 64)
    assert image.pixels.shape == (64, 96, 3)
    assert_quarters(image)


def test_the_full_size_is_swapped_even_where_the_reduced_picture_is_square() -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    # Drafted to half its size, this JPEG is 1025 × 1025.
    image = decoded(encoded(quarters(2050, 2049), "JPEG", exif=exif))
    assert image.full_size_wh == (2049, 2050)


@pytest.mark.parametrize(("width", "height"), [(4000, 3000), (3001, 4003), (5000, 700), (1025, 1024)])
def test_large_jpegs_are_reduced_and_the_scale_leads_back_to_the_full_size(width: int, height: int) -> None:
    image = decoded(encoded(quarters(width, height), "JPEG"))
    assert max(image.pixels.shape[:2]) == CONFIG.photo_long_side_px
    assert image.full_size_wh == (width, height)
    assert image.scale * image.pixels.shape[1] == pytest.approx(width, rel=0.005)
    assert image.scale * image.pixels.shape[0] == pytest.approx(height, rel=0.005)
    assert_quarters(image)


@pytest.mark.parametrize(("width", "height"), [(1, 1), (1, 5000), (5000, 1), (3000, 7)])
@pytest.mark.parametrize("format_name", ["PNG", "JPEG"])
def test_slivers_keep_a_pixel_and_a_true_scale(width: int, height: int, format_name: str) -> None:
    image = decoded(encoded(quarters(4, 4).resize((width, height)), format_name))
    assert min(image.pixels.shape[:2]) >= 1
    assert max(image.pixels.shape[:2]) * image.scale == pytest.approx(max(width, height))


@pytest.mark.parametrize(
    ("mode", "format_name"),
    [("P", "PNG"), ("RGBA", "PNG"), ("RGBA", "WEBP"), ("CMYK", "JPEG"), ("RGBA", "AVIF"), ("RGBA", "HEIF")],
)
def test_colour_survives_every_mode(mode: str, format_name: str) -> None:
    assert_quarters(decoded(encoded(quarters().convert(mode), format_name)))


@pytest.mark.parametrize(("mode", "format_name"), [("1", "PNG"), ("L", "PNG"), ("L", "JPEG"), ("LA", "WEBP")])
def test_grey_becomes_three_equal_channels(mode: str, format_name: str) -> None:
    ramp = np.tile(np.linspace(0, 255, 96).astype(np.uint8), (64, 1))
    pixels = decoded(encoded(Image.fromarray(ramp).convert(mode), format_name)).pixels.astype(int)
    assert pixels.shape == (64, 96, 3)
    assert np.ptp(pixels, axis=2).max() <= 3
    assert pixels[:, :20].mean() < 60
    assert pixels[:, -20:].mean() > 200


def test_sixteen_bits_of_grey_keep_their_tones() -> None:
    ramp = np.tile(np.linspace(0, 65535, 96).astype(np.uint16), (64, 1))
    pixels = decoded(encoded(Image.fromarray(ramp), "PNG")).pixels
    assert np.abs(pixels[0, :, 1].astype(int) - ramp[0] // 256).max() <= 1


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_transparency_shows_white_not_what_lies_hidden_under_it(mode: str) -> None:
    image = Image.new("RGBA", (32, 32), (0, 0, 0, 0))
    image.paste((0, 0, 0, 255), (0, 0, 16, 32))
    pixels = decoded(encoded(image.convert(mode), "PNG")).pixels
    assert pixels[:, :16].max() == 0
    assert pixels[:, 16:].min() == 255


@pytest.mark.parametrize("format_name", ["WEBP", "PNG", "MPO", "AVIF"])
def test_of_several_frames_the_first_counts(format_name: str) -> None:
    second = Image.new("RGB", (96, 64), "white")
    assert_quarters(decoded(encoded(quarters(), format_name, save_all=True, append_images=[second])))


@pytest.mark.parametrize("format_name", FORMATS)
@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_truncated_files_are_refused(format_name: str, share: float) -> None:
    noise = Image.fromarray(np.random.default_rng(0).integers(0, 256, (64, 96, 3)).astype(np.uint8))
    data = encoded(noise, format_name)
    with pytest.raises(UndecodablePhoto, match=r"broken or incomplete|not a JPEG"):
        decoded(data[: int(len(data) * share)])


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow tells of damaged EXIF
@pytest.mark.parametrize("format_name", FORMATS)
def test_damaged_files_are_decoded_or_refused_but_never_crash(format_name: str) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    exif[ExifTags.Base.Make] = "A phone"
    whole = encoded(quarters(48, 32), format_name, exif=exif)
    random = np.random.default_rng(7)
    refused = 0
    for _ in range(150):
        damaged = bytearray(whole)
        for place in random.integers(0, min(len(whole), 400), size=3):
            damaged[place] = random.integers(256)
        try:
            assert decoded(bytes(damaged)).pixels.ndim == 3
        except UndecodablePhoto:
            refused += 1
    assert refused > 0


@pytest.mark.parametrize("data", [b"", b"\xff\xd8\xff", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"\0" * 4096])
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(UndecodablePhoto, match="not a JPEG, PNG, WebP, HEIC or AVIF picture"):
        decoded(data)


@pytest.mark.parametrize("format_name", ["GIF", "TIFF", "BMP"])
def test_other_formats_are_refused(format_name: str) -> None:
    with pytest.raises(UndecodablePhoto, match="not a JPEG"):
        decoded(encoded(quarters(), format_name))


def png_that_declares(width: int, height: int) -> bytes:
    """A few bytes of PNG that promise a picture of this size."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 99)) + chunk(b"IEND", b"")
    )


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize(("width", "height"), [(8000, 6251), (12_000, 10_000), (60_000, 60_000)])
def test_bombs_are_refused_by_their_declared_size(width: int, height: int) -> None:
    with pytest.raises(UndecodablePhoto, match="more than 50 megapixels; please send a smaller one"):
        decoded(png_that_declares(width, height))


def test_compressed_metadata_cannot_blow_up() -> None:
    text = zlib.compress(b"a" * 50_000_000, 9)
    body = b"Comment\0\0" + text
    chunk = struct.pack(">I", len(body)) + b"zTXt" + body + struct.pack(">I", zlib.crc32(b"zTXt" + body))
    whole = encoded(quarters(), "PNG")
    with pytest.raises(UndecodablePhoto, match="broken"):
        decoded(whole[:33] + chunk + whole[33:])


def shared(*parts: str) -> Path:
    path = SHARED_DATA.joinpath("formats", *parts)
    if not path.exists():
        pytest.skip(f"no real pictures at {path} (ARTREC_SHARED_DATA)")
    return path


@pytest.mark.parametrize("kind", ["landscape", "portrait"])
def test_real_photos_of_all_orientations_show_the_same(kind: str) -> None:
    folder = shared("exif_orientation")
    images = [decoded((folder / f"{kind}_{n}.jpg").read_bytes()) for n in range(1, 9)]
    upright_wh = (600, 450) if kind == "landscape" else (450, 600)
    assert {image.full_size_wh for image in images} == {upright_wh}
    small = [np.asarray(Image.fromarray(i.pixels).convert("L").resize((32, 32)), float).ravel() for i in images]
    # The number painted on each differs; the scene behind it does not.
    assert min(np.corrcoef(small[0], other)[0, 1] for other in small[1:]) > 0.9


@pytest.mark.parametrize(
    ("parts", "full_size_wh"),
    [
        (("57a2134e6f7f4.avif",), (900, 900)),
        (("van-gogh-champ-de-ble.webp",), (816, 557)),
        (("heic", "IMG_5195.HEIC"), (2566, 3313)),
        (("heic", "iphone_13_pro_max.HEIC"), (3024, 4032)),
    ],
)
def test_real_pictures_of_the_newer_formats(parts: tuple[str, ...], full_size_wh: tuple[int, int]) -> None:
    image = decoded(shared(*parts).read_bytes())
    assert image.full_size_wh == full_size_wh
    height, width = image.pixels.shape[:2]
    assert max(width, height) == min(1024, max(full_size_wh))
    assert width / height == pytest.approx(full_size_wh[0] / full_size_wh[1], rel=0.01)
    assert image.pixels.std() > 20
