"""Tasks that fit the classifier to the catalogue's own labels."""

import logging
import uuid
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from celery import shared_task
from django.conf import settings
from numpy.typing import NDArray

from catalog.selectors.classification import classification_vectors, labelled_images, newest_classifier
from catalog.selectors.labels import labels_of
from catalog.services.classification import TrainedClassifier, record_classifier
from vision.classify.artefact import write_heads
from vision.classify.fitting import Examples, fit_heads
from vision.evaluation.classification import cross_validated, figures
from vision.weights import read_trained_on
from workers.engine import networks, unpack_vector
from workers.locks import only_worker

logger = logging.getLogger(__name__)

# Heads are fitted anew when a tenth more can be learned from.
_DUE_SHARE = 0.1
# Of a larger catalogue a sample: a task must end, and more pictures of the same labels teach little.
MOST_IMAGES = 20_000
_CHUNK = 1000


@shared_task(name="workers.classification.train_classifier")
def train_classifier() -> None:
    """Fits and publishes new heads now, unless another worker is at it."""
    with only_worker("train-classifier") as is_ours:
        if is_ours:
            publish_heads()


@shared_task(name="workers.classification.train_classifier_if_due")
def train_classifier_if_due() -> None:
    """Fits new heads when there are none for the network in use, or the labelled works have grown by a tenth."""
    if is_due(networks().classification_embedder.fingerprint):
        train_classifier()


def is_due(fingerprint: str) -> bool:
    """Whether the newest heads for vectors of ``fingerprint`` are lost, or enough labelled pictures have come since."""
    newest = newest_classifier(fingerprint)
    count = labelled_images(fingerprint).count()
    if newest is None or not (Path(settings.INDEX_DIR) / newest.file_name).exists():  # a restored backup has no files
        return count > 0
    return count >= (1 + _DUE_SHARE) * max(1, newest.images)


def publish_heads() -> None:
    """Fits heads to the published works' labels, writes their file, and makes them the newest."""
    fingerprint = networks().classification_embedder.fingerprint
    learned = read_examples(fingerprint)
    heads, fitted = fit_heads(fingerprint, learned.examples)
    file_name = f"heads-{uuid.uuid4().hex[:16]}.safetensors"
    trained = TrainedClassifier(
        fingerprint=fingerprint,
        images=learned.labelled,
        file_name=file_name,
        sha256=write_heads(heads, Path(settings.INDEX_DIR) / file_name),
        figures={fit.head.attribute: figures(cross_validated(fit)) for fit in fitted},
    )
    for old in record_classifier(trained):
        (Path(settings.INDEX_DIR) / old).unlink(missing_ok=True)
    logger.info("The classifier answers %s, fitted to %s images.", [h.attribute for h in heads.heads], learned.labelled)


@dataclass(frozen=True, slots=True)
class Learned:
    """What a catalogue teaches: its examples, and of how many labelled pictures they are a sample."""

    examples: Examples
    labelled: int


def read_examples(fingerprint: str, *, most: int = MOST_IMAGES) -> Learned:
    """The stored vectors and the labels of published reference images; of more than ``most`` a random sample."""
    found = list(labelled_images(fingerprint).values_list("pk", "artwork_id", "source_sha256"))
    rng = np.random.default_rng(0)
    chosen = {found[n][0]: found[n] for n in sorted(rng.permutation(len(found))[:most])}
    vectors: dict[int, NDArray[np.float32]] = {}
    labels: dict[int, dict[str, str]] = {}
    ids = list(chosen)
    for start in range(0, len(ids), _CHUNK):
        chunk = ids[start : start + _CHUNK]
        labels |= {pk: known for pk, known in labels_of(chunk).items() if known}
        vectors |= {pk: unpack_vector(packed) for pk, packed in classification_vectors(fingerprint, chunk)}
    ids = [pk for pk in ids if pk in vectors and pk in labels]
    trained_on = read_trained_on()
    examples = Examples(
        vectors=np.stack([vectors[pk] for pk in ids]) if ids else np.zeros((0, 1), np.float32),
        labels=[labels[pk] for pk in ids],
        works=[str(chosen[pk][1]) for pk in ids],
        is_seen=[chosen[pk][2][:16] in trained_on for pk in ids],
    )
    return Learned(examples, len(found))
