"""The only place that names worker tasks. Each is sent once the surrounding transaction has committed."""

import logging

from celery import current_app
from django.conf import settings
from django.db import transaction
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)


def _send_on_commit(name: str, *, expires_s: float | None = None, **kwargs: str | int) -> None:
    signature = current_app.signature(name, kwargs=kwargs, options={"expires": expires_s})
    transaction.on_commit(signature.apply_async)


def _nudge_on_commit(name: str, **kwargs: int | str) -> None:
    """Asks for work that a query finds anyway: without a broker it waits for the next nudge, and nothing fails."""

    def send() -> None:
        try:
            current_app.signature(name, kwargs=kwargs).apply_async()
        except OperationalError as error:
            logger.warning("%s was not asked for now, because Redis does not answer: %s", name, error)

    transaction.on_commit(send)


def recognize_photo(recognition_id: str) -> None:
    """Asks a recognition worker to answer; pointless once its photo has left Redis, so it expires with it."""
    _send_on_commit(
        "workers.recognition.recognize_photo", expires_s=settings.ARTREC["PHOTO_TTL_S"], photo_id=recognition_id
    )


def explain_photo(explanation_id: str) -> None:
    """Asks a recognition worker to draw how a photo is recognized."""
    _send_on_commit(
        "workers.explanation.explain_photo", expires_s=settings.ARTREC["PHOTO_TTL_S"], photo_id=explanation_id
    )


def find_similar(search_id: str, *, artwork_id: int, filters: str, limit: int, key: str) -> None:
    """Asks a recognition worker for works that look like one; pointless once nobody waits any more."""
    _send_on_commit(
        "workers.similarity.find_similar",
        expires_s=settings.ARTREC["SIMILAR_WAIT_S"],
        search_id=search_id,
        artwork_id=artwork_id,
        filters=filters,
        limit=limit,
        key=key,
    )


def embed_pending_images() -> None:
    """Nudges the indexing worker; the work itself is a query, so a lost nudge loses nothing."""
    _nudge_on_commit("workers.embeddings.embed_pending_images")


def describe_pending_images() -> None:
    """Nudges the indexing worker to compute local descriptors."""
    _nudge_on_commit("workers.embeddings.describe_pending_images")


def embed_pending_for_classification() -> None:
    """Nudges the indexing worker to compute classification vectors."""
    _nudge_on_commit("workers.embeddings.embed_pending_for_classification")


def find_duplicates() -> None:
    """Nudges the indexing worker to compare new pictures with all others."""
    _nudge_on_commit("workers.duplicates.find_duplicates")


def index_pending_images() -> None:
    """Nudges the indexing worker to do all that new reference images need."""
    embed_pending_images()
    describe_pending_images()
    embed_pending_for_classification()


def build_bundle(venue_id: int) -> None:
    """Asks the indexing worker for a venue's offline pack; one that nobody builds is asked for again."""
    _nudge_on_commit("workers.bundles.build_bundle", venue_id=venue_id)


def fetch_due_pictures() -> None:
    """Nudges the workers that fetch pictures from the web; what is due is a query."""
    _nudge_on_commit("workers.fetching.ask_for_due_hosts")


def fetch_from_host(host: str) -> None:
    """Asks a worker to fetch what is due from one server; a host that somebody is at is left alone."""
    _nudge_on_commit("workers.fetching.fetch_from_host", host=host)


def give_out_webhooks() -> None:
    """Nudges the workers that tell partners of changes; what is to be told is a query."""
    _nudge_on_commit("workers.webhooks.give_out_changes")


def deliver_webhooks(endpoint_id: int) -> None:
    """Asks a worker to send what is due to one endpoint; one that somebody is at is left alone."""
    _nudge_on_commit("workers.webhooks.deliver_to_endpoint", endpoint_id=endpoint_id)


def mail_reset_code(user_id: int) -> None:
    """Has a code mailed that sets another password."""
    _send_on_commit("workers.accounts.mail_reset_code", expires_s=settings.PASSWORD_RESET_TIMEOUT, user_id=user_id)


def publish_generation() -> None:
    """Asks for a new generation of the vector index."""
    _nudge_on_commit("workers.index.publish_generation")


def ingest_chunk(job_id: int, rows_read: int) -> None:
    """Asks an ingestion worker for the chunk of a job after its first ``rows_read`` rows.

    A job has one chunk in flight. A message that is lost is sent again (``revive_jobs``), one that comes twice or late
    finds its chunk loaded.
    """
    _nudge_on_commit("workers.ingestion.ingest_chunk", job_id=job_id, rows_read=rows_read)
