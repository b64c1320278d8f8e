"""Reads for the search of works that look like one."""

from collections.abc import Collection

from catalog.models import Artwork
from catalog.selectors.artwork_filters import ArtworkFilters, filter_artworks
from catalog.selectors.images import published_reference_images


def images_of(artwork_id: int) -> list[int]:
    """The published reference images of an artwork."""
    return list(published_reference_images().filter(artwork=artwork_id).values_list("pk", flat=True))


def permitted_images(wanted: ArtworkFilters) -> list[int] | None:
    """The published reference images of the wanted artworks; None where all are wanted."""
    if wanted == ArtworkFilters():
        return None
    artworks = filter_artworks(Artwork.objects.all(), wanted, is_read_whole=True).order_by()
    return list(published_reference_images().filter(artwork__in=artworks).values_list("pk", flat=True))


def works_of(reference_image_ids: Collection[int]) -> dict[int, int]:
    """The artwork of each reference image that is published right now."""
    images = published_reference_images().filter(pk__in=reference_image_ids)
    return dict(images.values_list("pk", "artwork_id"))
