"""Pictures that sources name by a web address: each a wish, until it is fetched; and the servers that have them."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from catalog.models.art import Artwork, ReferenceImage
from catalog.models.ingestion import IngestionJob


class ImageHost(models.Model):
    """A server that pictures are fetched from. It is asked by one worker at a time, and not before it wants to be."""

    name = models.CharField(max_length=260, primary_key=True, help_text="With the port where it is not the usual one.")
    not_before = models.DateTimeField(
        default=timezone.now, help_text="It is not asked earlier: it said so itself, or it had trouble."
    )
    failures = models.PositiveSmallIntegerField(default=0, help_text="Troubles in a row, which make the pauses longer.")
    leased_until = models.DateTimeField(null=True, blank=True, help_text="Until then a worker is at it.")
    asked_at = models.DateTimeField(null=True, blank=True, help_text="When a worker was last asked to go there.")

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class PictureFetch(models.Model):
    """A picture of an artwork that its source names by address; what is said of it goes into the reference image."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        FETCHED = "fetched", "Fetched"
        FAILED = "failed", "Failed"
        GONE = "gone", "Gone"

    artwork = models.ForeignKey(Artwork, on_delete=models.CASCADE, related_name="picture_fetches")
    url = models.CharField(max_length=2000, help_text="In ASCII; of a IIIF service its base address.")
    is_iiif = models.BooleanField("IIIF", default=False, help_text="A IIIF Image API is asked for a size of it.")
    host = models.ForeignKey(
        ImageHost,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="fetches",
        help_text="Null = the address cannot be asked.",
    )
    position = models.PositiveSmallIntegerField(default=0)
    is_aspect_true = models.BooleanField(default=True)
    rights = models.CharField(max_length=100, blank=True)
    credit = models.CharField(max_length=300, blank=True)
    source_url = models.URLField(max_length=1000, blank=True)

    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    reason = models.CharField(max_length=60, blank=True, help_text="A stable code of the last problem.")
    problem = models.CharField(max_length=1000, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(default=timezone.now)
    fetched_at = models.DateTimeField(null=True, blank=True)
    etag = models.CharField(max_length=300, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)
    image = models.ForeignKey(
        ReferenceImage,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="fetches",
        help_text="What became of it; null where it was deleted since.",
    )
    job = models.ForeignKey(
        IngestionJob,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="picture_fetches",
        help_text="Named it first.",
    )

    class Meta:
        verbose_name = "wanted picture"
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("artwork", "url"),
                name="picture_fetch_unique",
                violation_error_message="The artwork names this address twice.",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", host__isnull=False)
                | Q(state="fetched", fetched_at__isnull=False, problem="")
                | (Q(state__in=("failed", "gone")) & ~Q(problem="")),
                name="picture_fetch_state_whole",
            ),
        )
        indexes = (
            # The next one of a host, and whether there is one.
            models.Index(
                fields=("host", "next_attempt_at", "id"), condition=Q(state="waiting"), name="picture_fetch_due"
            ),
        )

    def __str__(self) -> str:
        return f"{self.url} ({self.state})"
