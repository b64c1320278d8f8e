"""Reads for the classifier: which pictures wait for a vector, which can be learned from, which heads are newest."""

from collections.abc import Collection, Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from catalog.models import Attribution, ClassificationVector, ClassifierVersion, ReferenceImage
from catalog.selectors.images import published_reference_images


def images_without_classification_vector(fingerprint: str) -> QuerySet[ReferenceImage]:
    """Published reference images without a vector of ``fingerprint`` that can be read."""
    made = ClassificationVector.objects.filter(fingerprint=fingerprint, reference_image=OuterRef("pk"))
    return published_reference_images().filter(~Exists(made), embedding_error="").order_by("pk")


def labelled_images(fingerprint: str) -> QuerySet[ReferenceImage]:
    """Published reference images with a vector of ``fingerprint`` whose work has any label to learn."""
    made = ClassificationVector.objects.filter(fingerprint=fingerprint, reference_image=OuterRef("pk"))
    by_somebody = Attribution.objects.filter(artwork=OuterRef("artwork_id"), qualifier=Attribution.Qualifier.BY)
    described = ~Q(artwork__style="") | ~Q(artwork__genre="") | ~Q(artwork__medium="")
    dated = Q(artwork__year_from__isnull=False) | Q(artwork__year_to__isnull=False)
    return published_reference_images().filter(described | dated | Exists(by_somebody), Exists(made)).order_by("pk")


def classification_vectors(fingerprint: str, reference_image_ids: Collection[int]) -> Iterable[tuple[int, bytes]]:
    """(reference image id, float16 bytes) of the given images, as far as there are any."""
    rows = ClassificationVector.objects.filter(fingerprint=fingerprint, reference_image_id__in=reference_image_ids)
    return ((image_id, bytes(vector)) for image_id, vector in rows.values_list("reference_image_id", "vector"))


def newest_classifier(fingerprint: str) -> ClassifierVersion | None:
    """The heads to use for vectors of ``fingerprint``, if any were trained."""
    return ClassifierVersion.objects.filter(fingerprint=fingerprint).first()
