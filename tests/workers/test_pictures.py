"""Reference images from disk: in order, decoded ahead, the broken ones set aside with the reason."""

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from catalog.models import ReferenceImage
from tests.factories import make_reference_image, tiny_picture
from vision.config import RecognitionConfig
from workers.pictures import Read, Readable, Unreadable, read_ahead

pytestmark = pytest.mark.django_db


def path_of(image: ReferenceImage) -> Path:
    return Path(image.file.path)


def read(*images: ReferenceImage) -> list[Read]:
    return [each for batch in read_ahead(images, RecognitionConfig(), batch_size=2) for each in batch]


def broken_avif() -> bytes:
    """A whole AVIF file whose pixels cannot be decoded."""
    buffer = BytesIO()
    Image.effect_noise((64, 64), 80).convert("RGB").save(buffer, "AVIF")
    data = bytearray(buffer.getvalue())
    start = data.index(b"mdat") + 4
    data[start : start + 200] = bytes(200)
    return bytes(data)


def test_batches_keep_the_order_and_the_pixels() -> None:
    pictures = [tiny_picture(seed) for seed in range(5)]
    images = [make_reference_image(picture=picture) for picture in pictures]
    batches = list(read_ahead(images, RecognitionConfig(), batch_size=2))
    assert [len(batch) for batch in batches] == [2, 2, 1]
    for image, picture, done in zip(images, pictures, [r for batch in batches for r in batch], strict=True):
        assert isinstance(done, Readable)
        assert done.reference_image_id == image.pk
        assert np.array_equal(done.pixels, np.asarray(Image.open(BytesIO(picture)).convert("RGB")))


def test_thumbnails_are_read_in_place_of_pictures() -> None:
    image = make_reference_image(picture=tiny_picture(1, (800, 600), "JPEG"))
    path_of(image).unlink()
    [[done]] = read_ahead([image], RecognitionConfig(), batch_size=2, size="thumbnail")
    assert isinstance(done, Readable)
    assert done.pixels.shape == (300, 400, 3)


def test_nothing_to_read() -> None:
    assert read() == []


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"no picture at all", id="text"),
        pytest.param(tiny_picture(1, kind="PNG")[:200], id="cut PNG"),
        pytest.param(tiny_picture(1, kind="JPEG")[:-400], id="cut JPEG"),
        pytest.param(broken_avif(), id="broken AVIF"),
    ],
)
def test_a_broken_file_is_set_aside_and_the_others_are_read(data: bytes) -> None:
    images = [make_reference_image() for _ in range(3)]
    path_of(images[1]).write_bytes(data)
    done = read(*images)
    assert [type(each) for each in done] == [Readable, Unreadable, Readable]
    assert isinstance(done[1], Unreadable)
    assert done[1].reference_image_id == images[1].pk
    assert done[1].reason.startswith("The photo is")


def test_a_missing_file_is_named() -> None:
    image = make_reference_image()
    path_of(image).unlink()
    assert read(image) == [Unreadable(image.pk, f"The file {image.file.name} is missing.")]


def test_a_file_that_the_system_does_not_give_out_is_set_aside() -> None:
    image = make_reference_image()
    path_of(image).unlink()
    path_of(image).mkdir()
    [done] = read(image)
    path_of(image).rmdir()
    assert isinstance(done, Unreadable)
    assert "Is a directory" in done.reason
