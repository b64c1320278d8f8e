"""What the worker computes from reference images, and the log by which every index follows the database."""

from django.db import models
from django.db.models import Q

from catalog.models.art import ReferenceImage


class Embedding(models.Model):
    """One unit vector of one reference image, as little-endian float16 bytes."""

    reference_image = models.ForeignKey(ReferenceImage, on_delete=models.CASCADE, related_name="embeddings")
    fingerprint = models.CharField(max_length=64, help_text="Names the embedder; vectors of two never meet.")
    vector = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("reference_image", "fingerprint"), name="embedding_unique"),)
        indexes = (models.Index(fields=("fingerprint", "reference_image"), name="embedding_by_fingerprint"),)

    def __str__(self) -> str:
        return f"embedding of reference image {self.reference_image_id}"


class LocalDescriptors(models.Model):
    """The keypoints of one reference image with their descriptors, packed by ``vision.describe``."""

    reference_image = models.ForeignKey(ReferenceImage, on_delete=models.CASCADE, related_name="local_descriptors")
    fingerprint = models.CharField(max_length=64, help_text="Names the describer and its settings.")
    packed = models.BinaryField()

    class Meta:
        verbose_name_plural = "local descriptors"
        constraints = (
            models.UniqueConstraint(fields=("reference_image", "fingerprint"), name="local_descriptors_unique"),
        )

    def __str__(self) -> str:
        return f"local descriptors of reference image {self.reference_image_id}"


class IndexSequence(models.Model):
    """The one row whose lock makes change numbers visible in the order they were given.

    A database sequence alone would not: a transaction that drew 5 may commit before the one that drew 4, and a
    reader that has seen 5 would never look for 4.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    last = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(id=1), name="index_sequence_single_row"),)

    def __str__(self) -> str:
        return str(self.last)


class IndexChange(models.Model):
    """Says that something about a reference image changed; what it is now, the reader looks up.

    The image may be gone (then the change is a tombstone), so its number is kept without a foreign key.
    """

    sequence = models.PositiveBigIntegerField(primary_key=True)
    reference_image_id = models.PositiveBigIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("sequence",)

    def __str__(self) -> str:
        return f"{self.sequence}: reference image {self.reference_image_id}"


class IndexGeneration(models.Model):
    """A published version of the vector index: a file, and the change number it is complete up to."""

    class State(models.TextChoices):
        ACTIVE = "active", "Active"
        RETIRED = "retired", "Retired"
        REJECTED = "rejected", "Rejected: recall below the floor"

    fingerprint = models.CharField(max_length=64)
    sequence = models.PositiveBigIntegerField(help_text="Every change up to this number is in the file.")
    factory = models.CharField(max_length=100, help_text="The FAISS factory string.")
    vectors = models.PositiveBigIntegerField()
    dimension = models.PositiveIntegerField()
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    recall_at_10 = models.FloatField(help_text="Against exact search, on a sample of the indexed vectors.")
    state = models.CharField(max_length=8, choices=State)
    built_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(fields=("fingerprint",), condition=Q(state="active"), name="generation_one_active"),
            models.CheckConstraint(
                condition=Q(recall_at_10__gte=0, recall_at_10__lte=1), name="generation_recall_is_share"
            ),
        )

    def __str__(self) -> str:
        return f"generation {self.pk} ({self.state})"
