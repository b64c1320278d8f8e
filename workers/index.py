"""Tasks that publish generations of the indexes."""

import logging
import uuid
from pathlib import Path

import numpy as np
from celery import shared_task
from django.conf import settings

from catalog.selectors.index import last_sequence, newest_generation
from catalog.services.generations import BuiltGeneration, forget_old_generations, record_generation
from vision.search import build_generation, recall_at_10, write_generation
from vision.weights import VOCABULARY_FACTORY
from workers.engine import descriptor_kind, networks, unpack_vector, vector_kind
from workers.follower import batched_rows
from workers.locks import only_worker

logger = logging.getLogger(__name__)

# Exact up to some hundred thousand vectors on two cores (docs/benchmarks.md).
_FACTORY = "Flat"
_RECALL_FLOOR = 0.95
# A generation is due when following the log from it costs as much as a tenth of reading it anew.
_DUE_SHARE = 0.1
_DUE_AT_LEAST = 500


@shared_task(name="workers.index.publish_generation")
def publish_generation() -> None:
    """Publishes new generations now, unless another worker is at it."""
    with only_worker("publish-generation") as is_ours:
        if is_ours:
            publish_vectors()
            publish_descriptors()


@shared_task(name="workers.index.publish_generation_if_due")
def publish_generation_if_due() -> None:
    """Publishes new generations when the log since the active ones has grown long."""
    if is_due(vector_kind().fingerprint):
        publish_generation()


def is_due(fingerprint: str) -> bool:
    """Whether enough has changed since the newest generation, an active one or one that was rejected."""
    newest = newest_generation(fingerprint)
    published_at, vectors = (0, 0) if newest is None else (newest.sequence, newest.vectors)
    return last_sequence() - published_at > max(_DUE_AT_LEAST, _DUE_SHARE * vectors)


def publish_vectors() -> None:
    """Writes, measures and activates a generation of all published vectors."""
    kind = vector_kind()
    sequence = last_sequence()  # read first: later changes are applied again, which is harmless
    rows = list(kind.rows(None))
    ids = np.array([image_id for image_id, _ in rows], np.int64)
    vectors = np.zeros((len(rows), networks().embedder.dimension), np.float32)
    for place, (_, packed) in enumerate(rows):
        vectors[place] = unpack_vector(packed)
    index = build_generation(ids, vectors, factory=_FACTORY)
    file_name = _new_file_name("vectors", sequence)
    built = BuiltGeneration(
        fingerprint=kind.fingerprint,
        sequence=sequence,
        factory=_FACTORY,
        vectors=len(ids),
        dimension=index.d,
        file_name=file_name,
        sha256=write_generation(index, Path(settings.INDEX_DIR) / file_name),
        recall_at_10=recall_at_10(index, vectors),
    )
    _publish(built)


def publish_descriptors() -> None:
    """Writes, measures and activates a generation of all published local descriptors."""
    kind = descriptor_kind()
    sequence = last_sequence()
    index = kind.new()
    sample = []
    for rows in batched_rows(kind.rows(None)):
        described = [(image_id, kind.unpack(packed)) for image_id, packed in rows]
        index.put([image_id for image_id, _ in described], [keypoints for _, keypoints in described])
        sample.extend(described[:: max(1, len(described) // 8)])
    file_name = _new_file_name("descriptors", sequence)
    built = BuiltGeneration(
        fingerprint=kind.fingerprint,
        sequence=sequence,
        factory=VOCABULARY_FACTORY,
        vectors=index.entries.ntotal,
        dimension=index.entries.d,
        file_name=file_name,
        sha256=write_generation(index.entries, Path(settings.INDEX_DIR) / file_name),
        recall_at_10=index.recall_at_10(sample),
    )
    _publish(built)


def _new_file_name(kind: str, sequence: int) -> str:
    """A name that no other generation has: a file in use is never written over, whoever publishes it again."""
    return f"{kind}-{sequence:012d}-{uuid.uuid4().hex[:8]}.faiss"


def _publish(built: BuiltGeneration) -> None:
    generation = record_generation(built, recall_floor=_RECALL_FLOOR)
    logger.info("Generation %s: %s entries, recall@10 %.3f", generation, built.vectors, built.recall_at_10)
    for file_name in forget_old_generations(built.fingerprint):
        (Path(settings.INDEX_DIR) / file_name).unlink(missing_ok=True)
