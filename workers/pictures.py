"""Reference images from disk, decoded ahead of the work that needs them, the broken ones set aside."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from catalog.models import ReferenceImage
from catalog.selectors.images import published_reference_images
from vision.config import RecognitionConfig
from vision.decode import UndecodablePhoto, decode
from vision.structures import Photo, RgbImage

logger = logging.getLogger(__name__)

# Pillow decodes outside the interpreter lock: one thread reads while another decodes.
_THREADS = 2


@dataclass(frozen=True, slots=True)
class Readable:
    """A reference image and its upright RGB pixels."""

    reference_image_id: int
    pixels: RgbImage


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A reference image that cannot be decoded, and why."""

    reference_image_id: int
    reason: str


Read = Readable | Unreadable


Size = Literal["file", "thumbnail"]
"""Which of an image's files is read: the picture itself, or its thumbnail, which decodes several times faster."""


def read_ahead(
    images: Iterable[ReferenceImage], config: RecognitionConfig, *, batch_size: int, size: Size = "file"
) -> Iterator[Sequence[Read]]:
    """Batches of decoded images, each decoded while the caller works on the one before."""
    remaining = iter(images)
    with ThreadPoolExecutor(_THREADS, thread_name_prefix="decode") as threads:

        def start() -> list[Future[Read]]:
            return [threads.submit(_read, image, config, size) for image in islice(remaining, batch_size)]

        upcoming = start()
        while upcoming:
            current, upcoming = upcoming, start()
            yield [future.result() for future in current]


def _read(image: ReferenceImage, config: RecognitionConfig, size: Size) -> Read:
    stored = image.file if size == "file" else image.thumbnail
    try:
        with stored.open("rb") as file:
            data = file.read()
        return Readable(image.pk, decode(Photo(data), config).pixels)
    except FileNotFoundError:
        return Unreadable(image.pk, f"The file {stored.name} is missing.")
    except OSError as error:
        return Unreadable(image.pk, f"The file {stored.name} cannot be read: {error.strerror}.")
    except UndecodablePhoto as error:
        return Unreadable(image.pk, str(error))


class CataloguePictures:
    """The published pictures of the catalogue, one at a time."""

    def __init__(self, config: RecognitionConfig) -> None:
        self._config = config

    def picture(self, reference_image_id: int) -> RgbImage | None:
        """The picture's upright pixels; None where it is not published any longer, or its file is broken."""
        image = published_reference_images().filter(pk=reference_image_id).first()
        if image is None:
            return None
        read = _read(image, self._config, "file")
        if isinstance(read, Unreadable):
            logger.warning("Reference image %s cannot be shown: %s", reference_image_id, read.reason)
            return None
        return read.pixels
