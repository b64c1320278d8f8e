"""Records and switches generations of the index."""

from dataclasses import dataclass

from django.db import transaction

from catalog.models import IndexChange, IndexGeneration

# The active generation and one to fall back to.
KEPT = 2


@dataclass(frozen=True, slots=True)
class BuiltGeneration:
    """The facts of a written generation (fields as ``catalog.models.IndexGeneration``)."""

    fingerprint: str
    sequence: int
    factory: str
    vectors: int
    dimension: int
    file_name: str
    sha256: str
    recall_at_10: float


@transaction.atomic
def record_generation(built: BuiltGeneration, *, recall_floor: float) -> IndexGeneration:
    """Activates a generation in place of the one before, or rejects it when its recall is below the floor."""
    accepted = built.recall_at_10 >= recall_floor
    state = IndexGeneration.State.ACTIVE if accepted else IndexGeneration.State.REJECTED
    if accepted:
        IndexGeneration.objects.filter(fingerprint=built.fingerprint, state=IndexGeneration.State.ACTIVE).update(
            state=IndexGeneration.State.RETIRED
        )
    return IndexGeneration.objects.create(
        fingerprint=built.fingerprint,
        sequence=built.sequence,
        factory=built.factory,
        vectors=built.vectors,
        dimension=built.dimension,
        file_name=built.file_name,
        sha256=built.sha256,
        recall_at_10=built.recall_at_10,
        state=state,
    )


@transaction.atomic
def forget_old_generations(fingerprint: str) -> list[str]:
    """Drops all but the newest generations, and the changes they alone needed; returns the files to delete."""
    numbers = IndexGeneration.objects.filter(fingerprint=fingerprint).values_list("pk", flat=True)
    old = IndexGeneration.objects.filter(fingerprint=fingerprint).exclude(pk__in=list(numbers[:KEPT]))
    old = old.exclude(state=IndexGeneration.State.ACTIVE)
    files = list(old.values_list("file_name", flat=True))
    old.delete()
    # Another embedder's generation may need the log further back.
    needed_from = IndexGeneration.objects.order_by("sequence").values_list("sequence", flat=True).first()
    if needed_from is not None:
        IndexChange.objects.filter(sequence__lte=needed_from).delete()
    return files
