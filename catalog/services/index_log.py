"""The change log that every vector index follows."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import F

from catalog.models import IndexChange, IndexSequence


def log_index_changes(reference_image_ids: Iterable[int]) -> None:
    """Appends one change per reference image, numbered in the order in which transactions become visible.

    Call it in the transaction that makes the change: the row lock taken here is held until that commits.
    """
    ids = sorted(set(reference_image_ids))
    if not ids:
        return
    with transaction.atomic():
        IndexSequence.objects.get_or_create(pk=1)
        IndexSequence.objects.filter(pk=1).update(last=F("last") + len(ids))
        last = IndexSequence.objects.values_list("last", flat=True).get(pk=1)
        IndexChange.objects.bulk_create(
            (
                IndexChange(sequence=last - len(ids) + place, reference_image_id=image_id)
                for place, image_id in enumerate(ids, start=1)
            ),
            batch_size=1000,
        )
