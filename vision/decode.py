"""Bytes → an upright RGB image of bounded size."""

import io
import struct
import zlib

import numpy as np
import pillow_heif
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from vision.config import RecognitionConfig
from vision.structures import Photo, UprightImage

pillow_heif.register_heif_opener()

FORMATS = ("JPEG", "PNG", "WEBP", "HEIF", "AVIF")

# The EXIF orientations that lay a picture on its side.
_ON_ITS_SIDE = (5, 6, 7, 8)

# What Pillow's decoders raise on broken files, by format: AVIF a RuntimeError, odd EXIF values a TypeError.
_BROKEN = (OSError, SyntaxError, ValueError, EOFError, RuntimeError, TypeError, IndexError, struct.error, zlib.error)


class UndecodablePhoto(ValueError):
    """The bytes are not a whole picture of a supported format and size. The message is fit for the sender."""


def decode(photo: Photo, config: RecognitionConfig) -> UprightImage:
    """Decodes, applies the EXIF orientation, and reduces to at most ``config.photo_long_side_px``.

    Raises:
        UndecodablePhoto: empty, truncated, of another format, or with more than ``config.photo_max_pixels``.
    """
    try:
        with Image.open(io.BytesIO(photo.data), formats=FORMATS) as image:
            return _upright(image, config)
    except UnidentifiedImageError as error:
        raise UndecodablePhoto("The photo is not a JPEG, PNG, WebP, HEIC or AVIF picture.") from error
    except Image.DecompressionBombError as error:
        raise UndecodablePhoto(_too_many_pixels(config)) from error
    except _BROKEN as error:
        if isinstance(error, UndecodablePhoto):
            raise
        raise UndecodablePhoto("The photo is broken or incomplete; please send it again.") from error


def _upright(image: Image.Image, config: RecognitionConfig) -> UprightImage:
    if image.width * image.height > config.photo_max_pixels:
        raise UndecodablePhoto(_too_many_pixels(config))
    side = config.photo_long_side_px
    full_size_wh = image.size
    if image.getexif().get(ExifTags.Base.Orientation) in _ON_ITS_SIDE:
        full_size_wh = (image.height, image.width)
    # JPEG can be decoded at 1/2, 1/4 or 1/8 of its size, which costs as much less.
    image.draft("RGB", (side, side))
    rgb = _without_transparency(_eight_bit(ImageOps.exif_transpose(image)))
    # reducing_gap trades nothing visible for a several times faster reduction of large photos.
    rgb.thumbnail((side, side), Image.Resampling.BICUBIC, reducing_gap=2.0)
    return UprightImage(pixels=np.asarray(rgb), full_size_wh=full_size_wh)


def _eight_bit(image: Image.Image) -> Image.Image:
    """Sixteen bits of grey reduced to eight, where Pillow would cut off all but the darkest."""
    if not image.mode.startswith("I;16"):
        return image
    return Image.fromarray((np.asarray(image) >> 8).astype(np.uint8))


def _without_transparency(image: Image.Image) -> Image.Image:
    if not image.has_transparency_data:
        return image.convert("RGB")
    rgba = image.convert("RGBA")
    on_white = Image.new("RGB", rgba.size, "white")
    on_white.paste(rgba, mask=rgba.getchannel("A"))
    return on_white


def _too_many_pixels(config: RecognitionConfig) -> str:
    return f"The photo has more than {config.photo_max_pixels // 1_000_000} megapixels; please send a smaller one."
