"""What people propose: corrections, prices, places and new works. Nothing of it is a fact before staff accept it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from catalog.models.art import Artist, Artwork
from catalog.models.places import Venue


class Contribution(models.Model):
    """One proposal with its evidence. What comes of it has the source "contribution" and the proposal's id."""

    class Kind(models.TextChoices):
        CORRECTION = "correction", "Correction"
        PRICE = "price", "Price"
        PLACE = "place", "Place where it hangs"
        NEW_WORK = "new_work", "New work"

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"
        WITHDRAWN = "withdrawn", "Withdrawn"

    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="contributions", db_index=False
    )
    kind = models.CharField(max_length=10, choices=Kind)
    # What it is about, at most one: emptied where the record is deleted. Of a new work, what came of it.
    artwork = models.ForeignKey(Artwork, on_delete=models.SET_NULL, null=True, blank=True, related_name="contributions")
    artist = models.ForeignKey(Artist, on_delete=models.SET_NULL, null=True, blank=True, related_name="contributions")
    venue = models.ForeignKey(Venue, on_delete=models.SET_NULL, null=True, blank=True, related_name="contributions")
    proposal = models.JSONField(
        help_text="Fields of the row that would be written; see catalog.services.contributions."
    )
    before = models.JSONField(
        default=dict, blank=True, help_text="Of a correction: what the record had when it was proposed."
    )
    evidence = models.TextField(max_length=2000, blank=True, help_text="How the author knows.")
    evidence_url = models.URLField("evidence on the web", max_length=1000, blank=True)
    public_name = models.CharField(max_length=100, blank=True, help_text="As which the author wants to be credited.")
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    reason = models.CharField(max_length=1000, blank=True, help_text="Told to the author.")
    moderator = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    created_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=("price", "place", "new_work"), artist__isnull=True, venue__isnull=True)
                | Q(kind="correction", artist__isnull=True, venue__isnull=True)
                | Q(kind="correction", artwork__isnull=True, venue__isnull=True)
                | Q(kind="correction", artwork__isnull=True, artist__isnull=True),
                name="contribution_about_one",
            ),
            models.CheckConstraint(
                condition=~Q(kind="price") | ~Q(evidence="", evidence_url=""), name="contribution_price_has_evidence"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at__isnull=True, moderator__isnull=True, reason="")
                | Q(state="withdrawn", decided_at__isnull=False, moderator__isnull=True, reason="")
                | Q(state="accepted", decided_at__isnull=False)
                | (Q(state="declined", decided_at__isnull=False) & ~Q(reason="")),
                name="contribution_decided_whole",
            ),
        )
        indexes = (
            models.Index(fields=("author", "state", "id"), name="contribution_by_author"),
            models.Index(fields=("created_at", "id"), condition=Q(state="waiting"), name="contribution_queue"),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.pk})"

    @property
    def target(self) -> Artwork | Artist | Venue | None:
        """What it is about; None for a new work, and where the record was deleted."""
        return self.artwork or self.artist or self.venue


class ContributionPhoto(models.Model):
    """A photo of a proposed work, cleaned of what the camera wrote into it; deleted once the proposal is decided."""

    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="photos")
    position = models.PositiveSmallIntegerField()
    file = models.FileField(max_length=200)
    sha256 = models.CharField(max_length=64, help_text="Of the file's bytes.")

    class Meta:
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(fields=("contribution", "position"), name="contribution_photo_position"),
            models.UniqueConstraint(fields=("contribution", "sha256"), name="contribution_photo_once"),
        )

    def __str__(self) -> str:
        return f"photo {self.position + 1} of contribution {self.contribution_id}"


class FieldCorrection(models.Model):
    """A field whose value was corrected: no load of the record's source writes it any more."""

    artwork = models.ForeignKey(Artwork, on_delete=models.CASCADE, null=True, related_name="corrections")
    artist = models.ForeignKey(Artist, on_delete=models.CASCADE, null=True, related_name="corrections")
    venue = models.ForeignKey(Venue, on_delete=models.CASCADE, null=True, related_name="corrections")
    field = models.CharField(max_length=50)
    value = models.JSONField(null=True)
    stated_by = models.CharField("who said so", max_length=100)
    contribution = models.ForeignKey(Contribution, on_delete=models.SET_NULL, null=True, related_name="corrections")
    accepted_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(artwork__isnull=False, artist__isnull=True, venue__isnull=True)
                | Q(artwork__isnull=True, artist__isnull=False, venue__isnull=True)
                | Q(artwork__isnull=True, artist__isnull=True, venue__isnull=False),
                name="correction_of_one",
            ),
            *(
                models.UniqueConstraint(fields=(kind, "field"), name=f"correction_{kind}_field")
                for kind in ("artwork", "artist", "venue")
            ),
        )

    def __str__(self) -> str:
        return f"{self.field} of {self.artwork or self.artist or self.venue}"
