"""Tasks that compute embeddings and local descriptors of reference images that have none yet.

Which those are is a query, so a lost, doubled or killed task loses nothing: the next run goes on.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

from celery import shared_task

from catalog import dispatch
from catalog.models import ReferenceImage
from catalog.selectors.classification import images_without_classification_vector
from catalog.selectors.index import images_to_describe, images_to_embed
from catalog.services.classification import save_classification_vectors
from catalog.services.embeddings import mark_unreadable, save_embeddings, save_local_descriptors
from vision.describe import pack
from vision.engine import Networks
from workers.engine import networks, pack_vector
from workers.pictures import Read, Readable, Unreadable, read_ahead

# A task's share: far below its time limit, so that other work in the queue gets its turn.
_SHARE = 1024
_BATCH = 64

Progress = Callable[[int], None]


def _ignore(_count: int) -> None: ...


@shared_task(name="workers.embeddings.embed_pending_images")
def embed_pending_images() -> None:
    """Embeds a share of the published reference images that wait for it, and asks again while there are more."""
    if embed_pending(limit=_SHARE) == _SHARE:
        dispatch.embed_pending_images()


@shared_task(name="workers.embeddings.describe_pending_images")
def describe_pending_images() -> None:
    """Describes a share of the published reference images that wait for it, and asks again while there are more."""
    if describe_pending(limit=_SHARE) == _SHARE:
        dispatch.describe_pending_images()


@shared_task(name="workers.embeddings.embed_pending_for_classification")
def embed_pending_for_classification() -> None:
    """Computes a share of the classification vectors that are wanting, and asks again while there are more."""
    if embed_for_classification(limit=_SHARE) == _SHARE:
        dispatch.embed_pending_for_classification()


def embed_pending(*, limit: int, progress: Progress = _ignore) -> int:
    """Embeds up to ``limit`` pending images; returns how many it took up, the unreadable ones included."""
    loaded = networks()
    pending = images_to_embed(loaded.embedder.fingerprint)[:limit]
    return _work_off(_thumbnails(pending, loaded), partial(_embed, loaded=loaded), progress)


def embed_for_classification(*, limit: int, progress: Progress = _ignore) -> int:
    """Computes up to ``limit`` classification vectors; returns how many images it took up, the unreadable included."""
    loaded = networks()
    pending = images_without_classification_vector(loaded.classification_embedder.fingerprint)[:limit]
    return _work_off(_thumbnails(pending, loaded), partial(_embed_for_classification, loaded=loaded), progress)


def describe_pending(*, limit: int, progress: Progress = _ignore) -> int:
    """Describes up to ``limit`` pending images; returns how many it took up, the unreadable ones included."""
    loaded = networks()
    pending = images_to_describe(loaded.descriptor_fingerprint)[:limit]
    batches = read_ahead(list(pending), loaded.config, batch_size=_BATCH)
    return _work_off(batches, partial(_describe, loaded=loaded), progress)


def _thumbnails(images: Iterable[ReferenceImage], loaded: Networks) -> Iterator[Sequence[Read]]:
    """What the networks take is smaller still, and decoding the whole picture would take longer than they do."""
    return read_ahead(list(images), loaded.config, batch_size=_BATCH, size="thumbnail")


def _work_off(batches: Iterable[Sequence[Read]], save: Callable[[list[Readable]], None], progress: Progress) -> int:
    count = 0
    for batch in batches:
        for read in batch:
            if isinstance(read, Unreadable):
                mark_unreadable(read.reference_image_id, read.reason)
        if readable := [read for read in batch if isinstance(read, Readable)]:
            save(readable)
        count += len(batch)
        progress(len(batch))
    return count


def _embed(readable: list[Readable], loaded: Networks) -> None:
    embeddings = loaded.embedder.embed([read.pixels for read in readable])
    packed = {
        read.reference_image_id: pack_vector(vector) for read, vector in zip(readable, embeddings.vectors, strict=True)
    }
    save_embeddings(embeddings.fingerprint, packed)


def _embed_for_classification(readable: list[Readable], loaded: Networks) -> None:
    embeddings = loaded.classification_embedder.embed([read.pixels for read in readable])
    packed = {
        read.reference_image_id: pack_vector(vector) for read, vector in zip(readable, embeddings.vectors, strict=True)
    }
    save_classification_vectors(embeddings.fingerprint, packed)


def _describe(readable: list[Readable], loaded: Networks) -> None:
    describer = loaded.reference_describer
    packed = {read.reference_image_id: pack(describer.describe(read.pixels)) for read in readable}
    save_local_descriptors(describer.fingerprint, packed)
