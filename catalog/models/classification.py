"""What the guesses of style, artist, period, medium and genre rest on: vectors, and the heads fitted to them."""

from django.db import models
from django.db.models import Q

from catalog.models.art import ReferenceImage


class ClassificationVector(models.Model):
    """How one reference image looks, as little-endian float16 bytes. Of no index: only heads are fitted to it."""

    reference_image = models.ForeignKey(ReferenceImage, on_delete=models.CASCADE, related_name="classification_vectors")
    fingerprint = models.CharField(max_length=64, help_text="Names the network; vectors of two never meet.")
    vector = models.BinaryField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("reference_image", "fingerprint"), name="classification_vector_unique"),
        )
        indexes = (models.Index(fields=("fingerprint", "reference_image"), name="classification_by_fingerprint"),)

    def __str__(self) -> str:
        return f"classification vector of reference image {self.reference_image_id}"


class ClassifierVersion(models.Model):
    """Heads fitted to the catalogue's own labels: a file. Workers use the newest of their fingerprint."""

    fingerprint = models.CharField(max_length=64, help_text="Of the vectors that the heads read.")
    images = models.PositiveBigIntegerField(help_text="Labelled reference images when it was trained.")
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    figures = models.JSONField(help_text="What cross-validation says of each attribute.")
    trained_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="classifier_sha256_hex"),
        )
        indexes = (models.Index(fields=("fingerprint", "id"), name="classifier_by_fingerprint"),)

    def __str__(self) -> str:
        return f"classifier {self.pk}"
