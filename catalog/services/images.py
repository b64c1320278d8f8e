"""Catalogue pictures on disk: checked, turned upright, named by their content, never half-written."""

import hashlib
import struct
import zlib
from dataclasses import dataclass
from io import BytesIO

from django.conf import settings
from PIL import Image, ImageOps, UnidentifiedImageError
from pillow_heif import register_heif_opener

from catalog.services.media_files import store_file

register_heif_opener()

THUMBNAIL_MAX_PX = 400
BARE_MAX_PX = 4096

_FORMATS = ("JPEG", "PNG", "WEBP", "TIFF", "HEIF", "AVIF", "GIF")
# The formats every browser shows; a picture in another one is stored as JPEG, or PNG where it has transparency.
_SUFFIXES = {"JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp"}
_ORIENTATION_TAG = 0x0112
# What Pillow's decoders raise on damaged files; the bomb warning only where warnings are errors.
_DECODING_ERRORS = (
    OSError,
    SyntaxError,
    ValueError,
    IndexError,
    EOFError,
    RuntimeError,
    TypeError,
    struct.error,
    zlib.error,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)


class UnusableImage(ValueError):
    """A picture that cannot join the catalogue. ``reason`` is a stable code, the text says what is wrong."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class StoredPicture:
    """A picture in place under MEDIA_ROOT; the fields are those of ``catalog.models.ReferenceImage``."""

    file: str
    thumbnail: str
    sha256: str
    source_sha256: str
    width_px: int
    height_px: int
    size_bytes: int


def store_picture(data: bytes) -> StoredPicture:
    """Checks a picture by decoding it whole, and stores it upright together with its thumbnail.

    The bytes are kept as they came unless the picture had to be turned or is in a format browsers do not show.

    Raises:
        UnusableImage: The bytes are no picture, a damaged one, or above the upload limits.
        OSError: The files cannot be written, for example because the disk is full.
    """
    picture, upright, kept = _prepare(data)
    store_file(picture.file, kept)
    if picture.thumbnail != picture.file:
        store_file(picture.thumbnail, _encode_thumbnail(upright))
    return picture


def examine_picture(data: bytes) -> StoredPicture:
    """What ``store_picture`` would return, with nothing written.

    Raises:
        UnusableImage: as there.
    """
    return _prepare(data)[0]


def bare_picture(data: bytes) -> bytes:
    """The picture as a JPEG of its pixels and their colour profile alone, upright: without place, time, or comments.

    No side is above BARE_MAX_PX, transparent parts become white.

    Raises:
        UnusableImage: as for ``store_picture``.
    """
    upright = ImageOps.exif_transpose(_decode(data)[0])
    profile = upright.info.get("icc_profile") if upright.mode == "RGB" else None
    opaque = _opaque(upright)
    opaque.thumbnail((BARE_MAX_PX, BARE_MAX_PX), Image.Resampling.LANCZOS)
    opaque.info = {}
    buffer = BytesIO()
    opaque.save(buffer, "JPEG", quality=92, icc_profile=profile)
    return buffer.getvalue()


def _prepare(data: bytes) -> tuple[StoredPicture, Image.Image, bytes]:
    """What is to be stored: its facts, the upright picture, and the bytes to keep."""
    upright, kind = _decode(data)
    source_sha256 = hashlib.sha256(data).hexdigest()
    is_turned = upright.getexif().get(_ORIENTATION_TAG, 1) != 1
    if is_turned:
        upright = ImageOps.exif_transpose(upright)
    if kind not in _SUFFIXES or is_turned:
        kind = "PNG" if upright.has_transparency_data else "JPEG"
        data = _encode(upright, kind)
    sha256 = hashlib.sha256(data).hexdigest()
    file = thumbnail = f"images/{sha256[:2]}/{sha256}{_SUFFIXES[kind]}"
    # A small photograph is its own thumbnail: encoding it again would only cost quality and time.
    if kind == "PNG" or max(upright.size) > THUMBNAIL_MAX_PX:
        thumbnail = f"thumbnails/{sha256[:2]}/{sha256}.jpg"
    return StoredPicture(file, thumbnail, sha256, source_sha256, *upright.size, len(data)), upright, data


def _decode(data: bytes) -> tuple[Image.Image, str]:
    """The decoded picture and the name of its format."""
    limits = settings.ARTREC
    if len(data) > limits["PHOTO_MAX_BYTES"]:
        limit_mb = limits["PHOTO_MAX_BYTES"] // 1024**2
        raise UnusableImage(
            "image_too_large", f"The picture has {len(data):,} bytes; at most {limit_mb} MB are allowed."
        )
    try:
        image = Image.open(BytesIO(data), formats=_FORMATS)
        kind = image.format or ""
        _check_size(image)
        image.load()
    except UnusableImage:
        raise
    except UnidentifiedImageError as error:
        raise UnusableImage("image_undecodable", "The file is not a whole picture of a known format.") from error
    except _DECODING_ERRORS as error:
        raise UnusableImage(
            "image_undecodable", f"The file is not a whole picture of a known format: {error}"
        ) from error
    return image, kind


def _check_size(image: Image.Image) -> None:
    """Refuses a picture by the size its header claims, before any pixel is decoded."""
    width, height = image.size
    limit = settings.ARTREC["PHOTO_MAX_PIXELS"]
    if width * height > limit:
        raise UnusableImage(
            "image_too_large",
            f"The picture has {width} × {height} pixels; at most {limit // 10**6} megapixels are allowed.",
        )


def _encode(upright: Image.Image, kind: str) -> bytes:
    buffer = BytesIO()
    if kind == "JPEG":
        upright.convert("RGB").save(buffer, "JPEG", quality=95, subsampling=0)
    else:
        upright.convert("RGBA").save(buffer, "PNG")
    return buffer.getvalue()


def _encode_thumbnail(upright: Image.Image) -> bytes:
    """JPEG, RGB, no side above THUMBNAIL_MAX_PX, never enlarged; transparent parts become white.

    A WebP would be a third smaller, but encoding it takes longer than decoding the picture and making it small.
    """
    small = _opaque(upright)
    small.thumbnail((THUMBNAIL_MAX_PX, THUMBNAIL_MAX_PX), Image.Resampling.LANCZOS)
    buffer = BytesIO()
    small.save(buffer, "JPEG", quality=82)
    return buffer.getvalue()


def _opaque(upright: Image.Image) -> Image.Image:
    """In RGB, on white."""
    if not upright.has_transparency_data:
        return upright.convert("RGB")
    layer = upright.convert("RGBA")
    opaque = Image.new("RGB", layer.size, "white")
    opaque.paste(layer, mask=layer.getchannel("A"))
    return opaque
