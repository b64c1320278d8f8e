"""Records classification vectors and the heads that were fitted to them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from catalog.models import ClassificationVector, ClassifierVersion
from catalog.services.embeddings import hold_present

# The newest and one to fall back to.
KEPT = 2


@dataclass(frozen=True, slots=True)
class TrainedClassifier:
    """The facts of written heads (fields as ``catalog.models.ClassifierVersion``)."""

    fingerprint: str
    images: int
    file_name: str
    sha256: str
    figures: dict[str, Any]


@transaction.atomic
def save_classification_vectors(fingerprint: str, vectors: Mapping[int, bytes]) -> None:
    """Stores float16 vectors by reference image id. Images deleted meanwhile, or already done, are passed over."""
    ClassificationVector.objects.bulk_create(
        (
            ClassificationVector(reference_image_id=pk, fingerprint=fingerprint, vector=vectors[pk])
            for pk in hold_present(vectors)
        ),
        ignore_conflicts=True,
    )


@transaction.atomic
def record_classifier(trained: TrainedClassifier) -> list[str]:
    """Makes the heads the newest of their fingerprint; returns the files of those forgotten, to be deleted."""
    ClassifierVersion.objects.create(
        fingerprint=trained.fingerprint,
        images=trained.images,
        file_name=trained.file_name,
        sha256=trained.sha256,
        figures=trained.figures,
    )
    own = ClassifierVersion.objects.filter(fingerprint=trained.fingerprint)
    old = own.exclude(pk__in=list(own.values_list("pk", flat=True)[:KEPT]))
    files = list(old.values_list("file_name", flat=True))
    old.delete()
    return files
