"""Artworks of two records that may be one: flagged by their pictures, decided by people, never merged silently."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from catalog.models.art import Artwork, ReferenceImage


class DuplicateFlag(models.Model):
    """Two artworks with the same picture, and the evidence for it. Once decided, they are not flagged again."""

    class Kind(models.TextChoices):
        SAME_FILE = "same_file", "Same file"
        SAME_PICTURE = "same_picture", "Same picture"
        MIRRORED = "mirrored", "Same picture, mirrored"

    class State(models.TextChoices):
        OPEN = "open", "Open"
        SAME = "same", "Same work"
        DIFFERENT = "different", "Different works"

    first = models.ForeignKey(Artwork, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Artwork, on_delete=models.CASCADE, related_name="+", help_text="The later record.")
    first_image = models.ForeignKey(ReferenceImage, on_delete=models.SET_NULL, null=True, related_name="+")
    second_image = models.ForeignKey(ReferenceImage, on_delete=models.SET_NULL, null=True, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind)
    similarity = models.FloatField(null=True, help_text="Cosine of the embeddings; null for the same file.")
    inliers = models.PositiveIntegerField(
        null=True, help_text="Places of one picture that a homography finds in the other; null for the same file."
    )
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-pk",)
        verbose_name = "possible duplicate"
        constraints = (
            models.UniqueConstraint(fields=("first", "second"), name="duplicate_flag_unique"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="duplicate_flag_in_order"),
            models.CheckConstraint(
                condition=Q(kind="same_file", similarity__isnull=True, inliers__isnull=True)
                | Q(kind__in=("same_picture", "mirrored"), similarity__isnull=False, inliers__isnull=False),
                name="duplicate_flag_has_evidence",
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_at__isnull=True)
                | Q(state__in=("same", "different"), decided_at__isnull=False),
                name="duplicate_flag_decided",
            ),
        )
        indexes = (models.Index(fields=("state", "-id"), name="duplicate_flag_by_state"),)

    def __str__(self) -> str:
        return f"{self.first} / {self.second}"
