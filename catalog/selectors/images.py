"""Reads of reference images: which are public, and how far each is on its way into the index."""

from django.db.models import QuerySet

from catalog.models import Artwork, ReferenceImage


def published_reference_images() -> QuerySet[ReferenceImage]:
    """The reference images that may be searched, shown and exported."""
    return ReferenceImage.objects.filter(is_taken_down=False, artwork__status=Artwork.Status.PUBLISHED)
