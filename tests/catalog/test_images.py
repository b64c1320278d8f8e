"""Pictures are checked, upright, stored once and never half."""

import hashlib
import shutil
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from pytest_django import Settings

from catalog.services.images import THUMBNAIL_MAX_PX, StoredPicture, UnusableImage, store_picture
from catalog.services.media_files import is_stored
from tests.factories import tiny_picture


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    buffer = BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def read(media: Path, name: str) -> Image.Image:
    with Image.open(media / name) as image:
        image.load()
        return image


def corner(image: Image.Image) -> tuple[int, ...]:
    pixel = image.convert("RGB").getpixel((3, 3))
    assert isinstance(pixel, tuple)
    return pixel


def red_corner(size_wh: tuple[int, int]) -> Image.Image:
    """Blue, with a red top left quarter."""
    image = Image.new("RGB", size_wh, "blue")
    image.paste("red", (0, 0, size_wh[0] // 2, size_wh[1] // 2))
    return image


def test_a_picture_is_kept_as_it_came_under_its_own_hash(media: Path) -> None:
    data = tiny_picture(1, (800, 600), "JPEG")
    stored = store_picture(data)
    digest = hashlib.sha256(data).hexdigest()
    assert stored == StoredPicture(
        file=f"images/{digest[:2]}/{digest}.jpg",
        thumbnail=f"thumbnails/{digest[:2]}/{digest}.jpg",
        sha256=digest,
        source_sha256=digest,
        width_px=800,
        height_px=600,
        size_bytes=len(data),
    )
    assert (media / stored.file).read_bytes() == data
    thumbnail = read(media, stored.thumbnail)
    assert (thumbnail.format, thumbnail.size) == ("JPEG", (THUMBNAIL_MAX_PX, 300))


def test_a_thumbnail_is_never_larger_than_its_picture(media: Path) -> None:
    assert read(media, store_picture(tiny_picture(1, (60, 40))).thumbnail).size == (60, 40)


@pytest.mark.parametrize("kind", ["WEBP", "JPEG"])
def test_a_small_photograph_is_its_own_thumbnail_and_a_large_one_is_not(kind: str) -> None:
    small = store_picture(tiny_picture(1, (400, 300), kind))
    large = store_picture(tiny_picture(1, (401, 300), kind))
    assert small.thumbnail == small.file
    assert large.thumbnail != large.file


@pytest.mark.parametrize("orientation", range(2, 9))
def test_a_turned_picture_is_stored_upright_without_its_exif(media: Path, orientation: int) -> None:
    upright = red_corner((200, 100))
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = encoded(upright.transpose(undo[orientation]), "JPEG", quality=95, exif=exif)
    stored = store_picture(data)
    assert (stored.width_px, stored.height_px) == (200, 100)
    assert stored.source_sha256 == hashlib.sha256(data).hexdigest() != stored.sha256
    for name in (stored.file, stored.thumbnail):
        picture = read(media, name)
        red, _, blue = corner(picture)
        assert picture.size == (200, 100)
        assert not picture.getexif()
        assert red > 200
        assert blue < 60


def test_a_format_that_browsers_do_not_show_is_converted(media: Path) -> None:
    tiff = store_picture(encoded(red_corner((64, 64)), "TIFF"))
    layered = store_picture(encoded(Image.new("RGBA", (64, 64), (255, 0, 0, 0)), "TIFF"))
    assert tiff.file.endswith(".jpg")
    assert layered.file.endswith(".png")
    assert read(media, layered.file).mode == "RGBA"
    assert corner(read(media, layered.thumbnail)) == (255, 255, 255), "transparent parts are white in a thumbnail"


@pytest.mark.parametrize("kind", ["HEIF", "AVIF", "GIF"])
def test_other_formats_are_read(kind: str) -> None:
    assert store_picture(tiny_picture(2, (64, 64), kind)).width_px == 64


def test_storing_twice_writes_once(media: Path) -> None:
    stored = store_picture(tiny_picture(3))
    written_at = (media / stored.file).stat().st_mtime_ns
    assert store_picture(tiny_picture(3)) == stored
    assert (media / stored.file).stat().st_mtime_ns == written_at
    assert is_stored(stored.file)
    assert is_stored(stored.thumbnail)


def test_nothing_is_left_behind_when_the_disk_is_full(media: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Path, data: bytes) -> int:
        with self.open("wb") as file:
            file.write(data[:10])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space left"):
        store_picture(tiny_picture(4))
    assert [path for path in media.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not a picture",
        tiny_picture(5, (300, 200), "JPEG")[:-200],
        tiny_picture(5, (300, 200))[:-40],
        tiny_picture(5, (300, 200), "WEBP")[:-100],
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    ],
)
def test_what_is_no_whole_picture_is_refused(media: Path, data: bytes) -> None:
    with pytest.raises(UnusableImage) as refused:
        store_picture(data)
    assert refused.value.reason == "image_undecodable"
    assert not any(media.rglob("*.*"))


def test_a_bomb_is_refused_by_its_header(settings: Settings) -> None:
    settings.ARTREC = settings.ARTREC | {"PHOTO_MAX_PIXELS": 64 * 64 - 1}
    with pytest.raises(UnusableImage, match="64 × 64 pixels") as refused:
        store_picture(tiny_picture(6, (64, 64)))
    assert refused.value.reason == "image_too_large"


def test_a_picture_beyond_pillows_own_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 100)
    with pytest.raises(UnusableImage):
        store_picture(tiny_picture(6, (64, 64)))


def test_too_many_bytes_are_refused(settings: Settings) -> None:
    settings.ARTREC = settings.ARTREC | {"PHOTO_MAX_BYTES": 1024}
    with pytest.raises(UnusableImage, match="bytes") as refused:
        store_picture(tiny_picture(7) + bytes(1024))
    assert refused.value.reason == "image_too_large"


def test_a_lost_file_is_written_again(media: Path) -> None:
    stored = store_picture(tiny_picture(8))
    shutil.rmtree(media / "thumbnails")
    store_picture(tiny_picture(8))
    assert is_stored(stored.thumbnail)
