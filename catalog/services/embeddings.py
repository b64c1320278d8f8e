"""Records what the worker computed from reference images, and tells the index."""

from collections.abc import Collection, Mapping

from django.db import transaction

from catalog.models import Embedding, LocalDescriptors, ReferenceImage
from catalog.services.index_log import log_index_changes


@transaction.atomic
def save_embeddings(fingerprint: str, vectors: Mapping[int, bytes]) -> None:
    """Stores float16 vectors by reference image id. Images deleted meanwhile, or already done, are passed over."""
    rows = [
        Embedding(reference_image_id=pk, fingerprint=fingerprint, vector=vectors[pk]) for pk in hold_present(vectors)
    ]
    Embedding.objects.bulk_create(rows, ignore_conflicts=True)
    log_index_changes(row.reference_image_id for row in rows)


@transaction.atomic
def save_local_descriptors(fingerprint: str, packed: Mapping[int, bytes]) -> None:
    """Stores packed keypoints by reference image id. Images deleted meanwhile, or already done, are passed over."""
    rows = [
        LocalDescriptors(reference_image_id=pk, fingerprint=fingerprint, packed=packed[pk])
        for pk in hold_present(packed)
    ]
    LocalDescriptors.objects.bulk_create(rows, ignore_conflicts=True)
    log_index_changes(row.reference_image_id for row in rows)


def hold_present(reference_image_ids: Collection[int]) -> list[int]:
    """Which of the reference images still exist; none of them can be deleted until the transaction ends."""
    images = ReferenceImage.objects.filter(pk__in=reference_image_ids).order_by("pk").select_for_update(no_key=True)
    return list(images.values_list("pk", flat=True))


def mark_unreadable(reference_image_id: int, reason: str) -> None:
    """Takes a broken reference image out of the queue, with the reason, until somebody clears it."""
    ReferenceImage.objects.filter(pk=reference_image_id).update(embedding_error=reason[:500])
