"""The only place that names worker tasks. Each is sent once the surrounding transaction has committed."""

from celery import current_app
from django.conf import settings
from django.db import transaction


def _send_on_commit(name: str, *, expires_s: float | None = None, **kwargs: str | int) -> None:
    signature = current_app.signature(name, kwargs=kwargs)
    transaction.on_commit(lambda: signature.apply_async(expires=expires_s))


def recognize_photo(recognition_id: str) -> None:
    """Asks a recognition worker to answer; pointless once its photo has left Redis, so it expires with it."""
    _send_on_commit(
        "workers.recognition.recognize_photo", expires_s=settings.ARTREC["PHOTO_TTL_S"], recognition_id=recognition_id
    )


def embed_pending_images() -> None:
    """Nudges the indexing worker; the work itself is a query, so a lost nudge loses nothing."""
    _send_on_commit("workers.embeddings.embed_pending_images")


def publish_generation() -> None:
    """Asks for a new generation of the vector index."""
    _send_on_commit("workers.index.publish_generation")
