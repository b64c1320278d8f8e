"""Reads for finding and deciding on duplicates."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from catalog.models import DuplicateFlag, Embedding, LocalDescriptors, ReferenceImage
from catalog.selectors.images import published_reference_images

_COMPARISON = 2
"""Another number has all images compared again; since 2, with what is mirrored, too."""


def examination(fingerprint: str, descriptor_fingerprint: str) -> str:
    """Names what images are compared by: of another, all are examined again."""
    return f"{fingerprint} {descriptor_fingerprint} {_COMPARISON}"


def images_to_examine(fingerprint: str, descriptor_fingerprint: str) -> QuerySet[ReferenceImage]:
    """Published reference images, embedded and described, that were not yet compared with all others by these."""
    embedded = Embedding.objects.filter(fingerprint=fingerprint, reference_image=OuterRef("pk"))
    described = LocalDescriptors.objects.filter(fingerprint=descriptor_fingerprint, reference_image=OuterRef("pk"))
    waiting = published_reference_images().exclude(examined_for=examination(fingerprint, descriptor_fingerprint))
    return waiting.filter(Exists(embedded), Exists(described)).order_by("pk")


@dataclass(frozen=True, slots=True)
class Picture:
    """What a reference image shows."""

    artwork_id: int
    sha256: str


def pictures_of(reference_image_ids: Collection[int]) -> dict[int, Picture]:
    """The pictures of those reference images that are published."""
    images = published_reference_images().filter(pk__in=reference_image_ids)
    rows = images.values_list("pk", "artwork_id", "sha256")
    return {pk: Picture(artwork_id, sha256) for pk, artwork_id, sha256 in rows}


def duplicate_flags() -> QuerySet[DuplicateFlag]:
    """All flags with their works and pictures."""
    return DuplicateFlag.objects.select_related("first", "second", "first_image", "second_image", "decided_by")
