"""`manage.py photograph ARTWORK`: a believable phone photo of a catalogue's work, on a wall with neighbours."""

from argparse import ArgumentParser
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
from django.core.management.base import BaseCommand, CommandError

from catalog.models import Artwork, ReferenceImage
from catalog.selectors.images import published_reference_images
from vision.config import RecognitionConfig
from vision.decode import UndecodablePhoto, decode
from vision.simulate import SCENES, photograph
from vision.structures import Photo, RgbImage

SIZE_WH = (1600, 1200)
JPEG_QUALITY = 90
NEIGHBOURS = 3


class Command(BaseCommand):
    help = "Render a simulated phone photo of an artwork: on a gallery wall, framed, with other works around it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("artwork", help="the artwork's id, or SOURCE:SOURCE_ID")
        parser.add_argument("--out", type=Path, help="the JPEG to write (default: photo-ID-SEED.jpg, here)")
        parser.add_argument("--seed", type=int, default=1, help="another seed is another visit (default: 1)")
        parser.add_argument(
            "--scene", choices=SCENES, default="gallery-wall", help="how it is seen (default: %(default)s)"
        )

    def handle(self, *, artwork: str, out: Path | None, seed: int, scene: str, **_: object) -> None:
        if seed < 0:
            raise CommandError("--seed must not be negative.")
        work = _find(artwork)
        rng = np.random.default_rng((seed, work.pk))
        pictures = [read_pixels(_first_image(work)), *(read_pixels(image) for image in neighbours(work, rng))]
        photo = photograph(pictures, rng=rng, scene=SCENES[scene], size_wh=SIZE_WH)
        path = out or Path(f"photo-{work.pk}-{seed}.jpg")
        _write(photo.image, path)
        self.stdout.write(f"{path}: a simulated photo of “{work}” ({work.source}:{work.source_id})")


def _find(name: str) -> Artwork:
    source, colon, source_id = name.partition(":")
    if colon:
        found = Artwork.objects.filter(source=source, source_id=source_id).first()
    elif name.isascii() and name.isdigit() and len(name) < 19:
        found = Artwork.objects.filter(pk=int(name)).first()
    else:
        raise CommandError(f"“{name}” is neither an artwork's id nor SOURCE:SOURCE_ID.")
    if found is None:
        raise CommandError(f"There is no artwork {name} in the catalogue; the admin lists ids and sources.")
    return found


def _first_image(work: Artwork) -> ReferenceImage:
    image = work.reference_images.filter(is_taken_down=False).order_by("position", "pk").first()
    if image is None:
        raise CommandError(f"“{work}” has no reference image to photograph; add one in the admin or import it again.")
    return image


def neighbours(work: Artwork, rng: np.random.Generator) -> list[ReferenceImage]:
    """Reference images of a few other works, anywhere in the catalogue."""
    others = published_reference_images().exclude(artwork=work).select_related("artwork").order_by("pk")
    hung = others.count()
    places = rng.choice(hung, min(int(rng.integers(1, NEIGHBOURS + 1)), hung), replace=False)
    return [others[int(place)] for place in places]


def read_pixels(image: ReferenceImage) -> RgbImage:
    """The image's pixels; a squashed one regains the work's proportions where the catalogue knows them."""
    config = replace(RecognitionConfig(), photo_long_side_px=max(SIZE_WH))
    try:
        with image.file.open("rb") as file:
            pixels = decode(Photo(file.read()), config).pixels
    except FileNotFoundError as error:
        raise CommandError(
            f"The file of “{image.artwork}” is missing: {image.file.name}. Import the work again."
        ) from error
    except UndecodablePhoto as error:
        raise CommandError(f"The file of “{image.artwork}” cannot be read: {image.file.name}. {error}") from error
    work = image.artwork
    if image.is_aspect_true or not (work.width_mm and work.height_mm):
        return pixels
    height, width = pixels.shape[:2]
    stretch = (work.width_mm / work.height_mm / (width / height)) ** 0.5
    size_wh = (max(1, round(width * stretch)), max(1, round(height / stretch)))
    return np.asarray(cv2.resize(pixels, size_wh, interpolation=cv2.INTER_CUBIC), np.uint8)


def _write(photo: RgbImage, path: Path) -> None:
    bgr = cv2.cvtColor(photo, cv2.COLOR_RGB2BGR)
    data = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])[1].tobytes()
    try:
        path.write_bytes(data)
    except OSError as error:
        raise CommandError(f"Cannot write {path}: {error.strerror}.") from error
