"""Rows of different sources that may be about one thing: what waits for a person, and what people have decided."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from catalog.models.art import Artist, Artwork
from catalog.models.places import Venue


class JoinCandidate(models.Model):
    """Two rows, the one with the lower number at the left; once decided, no load decides otherwise."""

    class Reason(models.TextChoices):
        SAME_ULAN = "same_ulan", "Same ULAN"
        SAME_WIKIDATA = "same_wikidata", "Same Wikidata"
        SAME_NAME_AND_YEARS = "same_name_and_years", "Same name and years"
        SAME_NAME_AND_A_YEAR = "same_name_and_a_year", "Same name, one year known to both"
        SAME_NAME = "same_name", "Same name"
        SAME_NAME_AND_CITY = "same_name_and_city", "Same name and city"
        BY_HAND = "by_hand", "Decided by hand"

    class State(models.TextChoices):
        OPEN = "open", "To be decided"
        JOINED = "joined", "One and the same"
        APART = "apart", "Two"

    reason = models.CharField(max_length=20, choices=Reason)
    state = models.CharField(max_length=6, choices=State, default=State.OPEN)
    created_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        abstract = True
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("left", "right"), name="%(class)s_pair_unique"),
            models.CheckConstraint(condition=Q(left__lt=F("right")), name="%(class)s_pair_in_order"),
            models.CheckConstraint(
                condition=Q(state="open", decided_at__isnull=True)
                | Q(state__in=("joined", "apart"), decided_at__isnull=False),
                name="%(class)s_decided_whole",
            ),
        )
        indexes = (models.Index(fields=("state", "reason"), name="%(class)s_by_state"),)


class ArtistJoinCandidate(JoinCandidate):
    """Two artists of different sources."""

    left = models.ForeignKey(Artist, on_delete=models.CASCADE, related_name="+")
    right = models.ForeignKey(Artist, on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return f"{self.left} and {self.right}"


class VenueJoinCandidate(JoinCandidate):
    """Two venues of different sources."""

    left = models.ForeignKey(Venue, on_delete=models.CASCADE, related_name="+")
    right = models.ForeignKey(Venue, on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return f"{self.left} and {self.right}"


class ArtworkJoinCandidate(JoinCandidate):
    """Two artworks with one Wikidata identifier. They are never joined by themselves; the decision is remembered."""

    left = models.ForeignKey(Artwork, on_delete=models.CASCADE, related_name="+")
    right = models.ForeignKey(Artwork, on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return f"{self.left} and {self.right}"
