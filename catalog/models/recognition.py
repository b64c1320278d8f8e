"""A photo somebody asked about, and the evidence that answered it. The photo itself is not kept."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from catalog.models.art import Artwork


class Recognition(models.Model):
    """One request to recognize a photo."""

    class State(models.TextChoices):
        PENDING = "pending", "Pending"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"

    class Outcome(models.TextChoices):
        MATCH = "match", "Match"
        CANDIDATES = "candidates", "Candidates"
        UNKNOWN = "unknown", "Unknown"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="recognitions",
        db_index=False,  # the index below begins with it
        help_text="Who sent the photo; empty where they did not say. Nobody else may read an owned one.",
    )
    state = models.CharField(max_length=7, choices=State, default=State.PENDING)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    evidence = models.JSONField(
        null=True, blank=True, help_text="What the worker found: ids and numbers only; facts are read when answering."
    )
    problem = models.CharField(max_length=50, blank=True, help_text="The problem type of a failed recognition.")
    problem_detail = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at",)
        constraints = (
            models.CheckConstraint(
                condition=Q(state="pending", outcome="", problem="", answered_at__isnull=True)
                | Q(state="done", outcome__in=("match", "candidates", "unknown"), problem="", answered_at__isnull=False)
                | (Q(state="failed", outcome="", answered_at__isnull=False) & ~Q(problem="")),
                name="recognition_state_whole",
            ),
        )
        indexes = (
            models.Index(fields=("state", "created_at"), name="recognition_by_state"),
            models.Index(fields=("owner", "-created_at", "id"), name="recognition_history"),
        )

    def __str__(self) -> str:
        return f"recognition {self.pk} ({self.outcome or self.state})"


class RecognitionFeedback(models.Model):
    """What somebody says of an answer: one word a person, which may be taken back for another."""

    class Verdict(models.TextChoices):
        RIGHT = "right", "Right"
        WRONG = "wrong", "Wrong"
        IS_WORK = "is_work", "It is this work"
        NOT_IN_CATALOGUE = "not_in_catalogue", "The work is not in the catalogue"

    recognition = models.ForeignKey(Recognition, on_delete=models.CASCADE, related_name="feedback")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    verdict = models.CharField(max_length=16, choices=Verdict)
    artwork = models.ForeignKey(
        Artwork, on_delete=models.CASCADE, null=True, blank=True, related_name="+", help_text="The work that it is."
    )
    note = models.CharField(max_length=1000, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name_plural = "recognition feedback"
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(fields=("recognition", "author"), name="feedback_once_a_person"),
            models.CheckConstraint(
                condition=Q(verdict="is_work", artwork__isnull=False)
                | Q(verdict__in=("right", "wrong", "not_in_catalogue"), artwork__isnull=True),
                name="feedback_names_work",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_verdict_display()} ({self.recognition_id})"
