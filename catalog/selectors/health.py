"""What an operator asks first: is everything there, and how much is in it."""

from dataclasses import dataclass

from celery import current_app

from catalog.models import Artwork, IndexGeneration

RECOGNITION_QUEUE = "recognition"
PING_S = 0.5


@dataclass(frozen=True, slots=True)
class CatalogueState:
    """How many works are published, and the index generation in use (None before the first)."""

    published_works: int
    index_generation: int | None


def read_catalogue_state() -> CatalogueState:
    """Raises what the database raises when it is not there."""
    active = IndexGeneration.objects.filter(state=IndexGeneration.State.ACTIVE)
    return CatalogueState(
        published_works=Artwork.objects.filter(status=Artwork.Status.PUBLISHED).count(),
        index_generation=active.order_by("-pk").values_list("pk", flat=True).first(),
    )


def count_recognition_workers() -> int:
    """How many workers of the recognition queue answer within ``PING_S``; one at work may be too busy to."""
    queues_by_worker = current_app.control.inspect(timeout=PING_S).active_queues() or {}
    return sum(any(queue["name"] == RECOGNITION_QUEUE for queue in queues) for queues in queues_by_worker.values())
