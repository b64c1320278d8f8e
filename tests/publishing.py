"""Publishing, taking down and deleting one row, which is then as the database has it."""

from catalog.models import Artwork, ReferenceImage
from catalog.services import publishing


def publish_artwork(artwork: Artwork) -> None:
    publishing.publish_artworks([artwork.pk])
    artwork.refresh_from_db(fields=["status", "updated_at"])


def take_down_artwork(artwork: Artwork) -> None:
    publishing.take_down_artworks([artwork.pk])
    artwork.refresh_from_db(fields=["status", "updated_at"])


def delete_artwork(artwork: Artwork) -> None:
    publishing.delete_artworks([artwork.pk])


def take_down_image(image: ReferenceImage) -> None:
    publishing.take_down_images([image.pk])
    image.refresh_from_db(fields=["is_taken_down"])


def restore_image(image: ReferenceImage) -> None:
    publishing.restore_images([image.pk])
    image.refresh_from_db(fields=["is_taken_down"])
