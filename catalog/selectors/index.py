"""Reads for the index: what is published, what is pending, what has changed."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from catalog.models import Embedding, IndexChange, IndexGeneration, IndexSequence, LocalDescriptors, ReferenceImage
from catalog.selectors.images import published_reference_images


def last_sequence() -> int:
    """The number of the newest visible change; 0 before the first."""
    return IndexSequence.objects.values_list("last", flat=True).filter(pk=1).first() or 0


class LogGap(LookupError):
    """The log no longer reaches back to the asked number; read the whole table instead."""


@dataclass(frozen=True, slots=True)
class Changes:
    """The reference images touched after one change number, up to another."""

    reference_image_ids: frozenset[int]
    up_to: int


def changes_since(sequence: int, *, limit: int = 10_000) -> Changes:
    """What changed after ``sequence``: at most ``limit`` changes, oldest first.

    Raises:
        LogGap: changes after ``sequence`` have been dropped from the log (numbers have no gaps of their own), or the
            log ends before it: the database was set back.
    """
    last = last_sequence()  # read first: a change logged between the two queries is no gap
    if last < sequence:
        raise LogGap(f"the log ends at {last}, before {sequence}")
    rows = list(
        IndexChange.objects.filter(sequence__gt=sequence)
        .order_by("sequence")
        .values_list("sequence", "reference_image_id")[:limit]
    )
    oldest = rows[0][0] if rows else last + 1
    if oldest > sequence + 1:
        raise LogGap(f"the log starts at {oldest}, after {sequence + 1}")
    return Changes(frozenset(image_id for _, image_id in rows), up_to=rows[-1][0] if rows else sequence)


def published_vectors(
    fingerprint: str, reference_image_ids: Collection[int] | None = None
) -> Iterable[tuple[int, bytes]]:
    """(reference image id, float16 bytes) of what the index should hold: all of it, or of the given images."""
    embeddings = Embedding.objects.filter(_of_published(reference_image_ids), fingerprint=fingerprint)
    embeddings = embeddings.order_by("reference_image_id")
    rows = embeddings.values_list("reference_image_id", "vector")
    return ((image_id, bytes(vector)) for image_id, vector in rows.iterator(chunk_size=2000))


def _of_published(reference_image_ids: Collection[int] | None) -> Q:
    """Rows of published reference images: all, or the given ones, which SQLite would else look for among all."""
    images = published_reference_images()
    if reference_image_ids is not None:
        images = images.filter(pk__in=reference_image_ids)
    return Q(reference_image__in=images)


def published_descriptors(
    fingerprint: str, reference_image_ids: Collection[int] | None = None
) -> Iterable[tuple[int, bytes]]:
    """(reference image id, packed keypoints) of published reference images: all, or the given ones."""
    described = LocalDescriptors.objects.filter(_of_published(reference_image_ids), fingerprint=fingerprint)
    described = described.order_by("reference_image_id")
    rows = described.values_list("reference_image_id", "packed")
    return ((image_id, bytes(packed)) for image_id, packed in rows.iterator(chunk_size=500))


def images_to_embed(fingerprint: str) -> QuerySet[ReferenceImage]:
    """Published reference images without an embedding for ``fingerprint`` that have not failed."""
    made = Embedding.objects.filter(fingerprint=fingerprint, reference_image=OuterRef("pk"))
    return published_reference_images().filter(~Exists(made), embedding_error="").order_by("pk")


def images_to_describe(fingerprint: str) -> QuerySet[ReferenceImage]:
    """Published reference images without local descriptors for ``fingerprint`` that have not failed."""
    made = LocalDescriptors.objects.filter(fingerprint=fingerprint, reference_image=OuterRef("pk"))
    return published_reference_images().filter(~Exists(made), embedding_error="").order_by("pk")


def active_generation(fingerprint: str) -> IndexGeneration | None:
    """The published version of the index for an embedder, if there is one."""
    return IndexGeneration.objects.filter(fingerprint=fingerprint, state=IndexGeneration.State.ACTIVE).first()


def newest_generation(fingerprint: str) -> IndexGeneration | None:
    """The last generation built for an embedder, whatever became of it."""
    return IndexGeneration.objects.filter(fingerprint=fingerprint).first()
