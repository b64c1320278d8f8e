"""A photo somebody asked about, and the evidence that answered it. The photo itself is not kept."""

import uuid

from django.db import models
from django.db.models import Q


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
        indexes = (models.Index(fields=("state", "created_at"), name="recognition_by_state"),)

    def __str__(self) -> str:
        return f"recognition {self.pk} ({self.outcome or self.state})"
