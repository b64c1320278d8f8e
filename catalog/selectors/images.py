"""Reads of reference images: which are public, and how far each is on its way into the index."""

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Subquery, TextChoices, Value, When
from django.db.models.functions import Coalesce

from catalog.models import Artwork, Embedding, IndexGeneration, ReferenceImage

_PUBLISHED = Q(is_taken_down=False, artwork__status=Artwork.Status.PUBLISHED)


class IndexState(TextChoices):
    """How far a reference image is on its way into the index."""

    EMBEDDED = "embedded", "Embedded"
    PENDING = "pending", "Pending"
    FAILED = "failed", "Failed"
    HIDDEN = "hidden", "Not published"


def published_reference_images() -> QuerySet[ReferenceImage]:
    """The reference images that may be searched, shown and exported."""
    return ReferenceImage.objects.filter(_PUBLISHED)


def embedder_in_use() -> Coalesce:
    """The fingerprint of the active generation or, before there is one, of the newest embedding; for use in a query."""
    of_vectors = Exists(Embedding.objects.filter(fingerprint=OuterRef("fingerprint")))  # not of local descriptors
    active = IndexGeneration.objects.filter(of_vectors, state=IndexGeneration.State.ACTIVE).order_by("-pk")
    newest = Embedding.objects.order_by("-pk")
    return Coalesce(Subquery(active.values("fingerprint")[:1]), Subquery(newest.values("fingerprint")[:1]))


def with_index_state(images: QuerySet[ReferenceImage]) -> QuerySet[ReferenceImage]:
    """Adds an ``index_state`` to filter by and for ``index_state`` to read, in the same query."""
    embedded = Embedding.objects.filter(reference_image=OuterRef("pk"), fingerprint=embedder_in_use())
    state = Case(
        When(~_PUBLISHED, then=Value(IndexState.HIDDEN.value)),
        When(~Q(embedding_error=""), then=Value(IndexState.FAILED.value)),
        When(Exists(embedded), then=Value(IndexState.EMBEDDED.value)),
        default=Value(IndexState.PENDING.value),
    )
    return images.annotate(index_state=state)


def count_by_index_state() -> dict[str, int]:
    """How many reference images are in each state."""
    counts = {state.value: Count("pk", filter=Q(index_state=state.value)) for state in IndexState}
    return with_index_state(ReferenceImage.objects.all()).aggregate(**counts)


def index_state(image: ReferenceImage) -> IndexState:
    """The state of an image that was selected by ``with_index_state``."""
    return IndexState(vars(image)["index_state"])
