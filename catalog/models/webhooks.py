"""Whom partners' servers are told of changes: where, what happened, and each attempt to say so."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class WebhookEndpoint(models.Model):
    """A partner's server that is told of changes, and how well it listens."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="webhooks",
        help_text="Who registered it.",
    )
    url = models.CharField("URL", max_length=2000)
    note = models.CharField(max_length=200, blank=True, help_text="Whose it is, and whom to call.")
    event_types = models.JSONField(help_text="A list of WebhookEvent.Type.")
    source = models.CharField(
        max_length=60, blank=True, help_text="Only works of this source are told of; empty = of all."
    )
    is_active = models.BooleanField(default=True)
    disabled_reason = models.CharField(max_length=300, blank=True, help_text="Why it was made inactive by itself.")

    sealed_secret = models.CharField(max_length=300, editable=False, help_text="Encrypted with the SECRET_KEY.")
    sealed_former_secret = models.CharField(max_length=300, blank=True, editable=False)
    former_secret_until = models.DateTimeField(null=True, blank=True, editable=False, help_text="It signs as well.")

    last_sequence = models.PositiveBigIntegerField(default=0, help_text="Of its deliveries, which have no gaps.")
    failures = models.PositiveSmallIntegerField(default=0, help_text="In a row.")
    failing_since = models.DateTimeField(null=True, blank=True, help_text="The first of these failures.")
    not_before = models.DateTimeField(default=timezone.now, help_text="Nothing is sent earlier: it had trouble.")
    leased_until = models.DateTimeField(null=True, blank=True, help_text="Until then a worker is at it.")
    asked_at = models.DateTimeField(null=True, blank=True, help_text="When a worker was last asked to go there.")
    created_at = models.DateTimeField(default=timezone.now, help_text="It is told of what happens from then on.")

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(sealed_former_secret="", former_secret_until__isnull=True)
                | (~Q(sealed_former_secret="") & Q(former_secret_until__isnull=False)),
                name="webhook_former_secret_whole",
            ),
            models.CheckConstraint(
                condition=Q(failures=0, failing_since__isnull=True) | Q(failures__gt=0, failing_since__isnull=False),
                name="webhook_failures_whole",
            ),
        )

    def __str__(self) -> str:
        return self.url


class WebhookEvent(models.Model):
    """Something that happened to one work, or a test."""

    class Type(models.TextChoices):
        PUBLISHED = "work.published", "Work published"
        UPDATED = "work.updated", "Work updated"
        TAKEN_DOWN = "work.taken_down", "Work taken down"
        PRICE_ADDED = "price.added", "Price added"
        PING = "ping", "Test"

    type = models.CharField(max_length=20, choices=Type)
    artwork_id = models.PositiveBigIntegerField(
        null=True, blank=True, help_text="No foreign key: a deleted work is told of, too. Null in a test."
    )
    source = models.CharField(max_length=60, blank=True)
    source_id = models.CharField(max_length=300, blank=True)
    price_ids = models.JSONField(default=list, blank=True)
    occurred_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=(Q(type="ping") & Q(artwork_id__isnull=True))
                | (~Q(type="ping") & Q(artwork_id__isnull=False)),
                name="webhook_event_names_its_work",
            ),
        )
        indexes = (models.Index(fields=("occurred_at",), name="webhook_event_by_age"),)

    def __str__(self) -> str:
        return f"{self.type} {self.artwork_id or ''}".rstrip()

    @property
    def message_id(self) -> str:
        """The same for every attempt and every endpoint."""
        return f"evt_{self.pk}"


class WebhookChange(models.Model):
    """What a transaction did to works, written by itself; gone when there are events of it.

    One row for all works: a load of many writes little more than one of a few.
    """

    type = models.CharField(max_length=20, choices=WebhookEvent.Type)
    works = models.JSONField(help_text="A list of (id, source, source id, ids of new prices).")
    occurred_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.type}: {len(self.works)}"


class WebhookDelivery(models.Model):
    """An event on its way to an endpoint, and what became of it."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        DELIVERED = "delivered", "Delivered"
        FAILED = "failed", "Failed"

    endpoint = models.ForeignKey(WebhookEndpoint, on_delete=models.CASCADE, related_name="deliveries", db_index=False)
    event = models.ForeignKey(WebhookEvent, on_delete=models.CASCADE, related_name="deliveries")
    sequence = models.PositiveBigIntegerField(help_text="Counts the endpoint's deliveries, without gaps.")
    is_urgent = models.BooleanField(default=False, help_text="Overtakes the others: a takedown, or a test.")
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(default=timezone.now)
    attempted_at = models.DateTimeField(null=True, blank=True)
    status_code = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Of the last answer.")
    duration_ms = models.PositiveIntegerField(null=True, blank=True, help_text="Of the last attempt.")
    response_excerpt = models.CharField(max_length=1024, blank=True)
    problem = models.CharField(max_length=500, blank=True, help_text="Of the last attempt.")

    class Meta:
        verbose_name_plural = "webhook deliveries"
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(fields=("endpoint", "event"), name="webhook_delivery_unique"),
            models.UniqueConstraint(fields=("endpoint", "sequence"), name="webhook_delivery_sequence_unique"),
            models.CheckConstraint(
                condition=Q(state="waiting") | Q(state="delivered", problem="") | (Q(state="failed") & ~Q(problem="")),
                name="webhook_delivery_state_whole",
            ),
        )
        indexes = (
            models.Index(
                fields=("endpoint", "-is_urgent", "next_attempt_at", "id"),
                condition=Q(state="waiting"),
                name="webhook_delivery_due",
            ),
            models.Index(fields=("endpoint", "state", "-id"), name="webhook_delivery_log"),
        )

    def __str__(self) -> str:
        return f"{self.event} to {self.endpoint_id} ({self.state})"
