"""What is scanned where, as counters that know nobody; and who may read them."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from catalog.models.art import Artwork
from catalog.models.places import Venue


class VenueStaff(models.Model):
    """Somebody who works for a venue, and may read its statistics."""

    venue = models.ForeignKey(Venue, on_delete=models.CASCADE, related_name="staff")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="venues_served")

    class Meta:
        verbose_name = "member of the staff"
        verbose_name_plural = "staff"
        constraints = (
            models.UniqueConstraint(
                fields=("venue", "user"),
                name="venue_staff_unique",
                violation_error_message="This person belongs to the staff already.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} at {self.venue}"


class VisitCount(models.Model):
    """How often an artwork, or (null) something unknown, was scanned at a venue within an hour of its own clock.

    A row is a number. It holds no user, device, place, photo or minute, and cannot be led back to the recognitions that
    it counts. Written by ``catalog.services.visits``, shown only as ``catalog.selectors.visits`` rounds it.
    """

    venue = models.ForeignKey(Venue, on_delete=models.CASCADE, related_name="visit_counts", db_index=False)
    artwork = models.ForeignKey(Artwork, on_delete=models.CASCADE, null=True, related_name="visit_counts")
    day = models.DateField()
    hour = models.PositiveSmallIntegerField()
    scans = models.PositiveIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("venue", "day", "hour", "artwork"), name="visit_count_unique"),
            models.UniqueConstraint(
                fields=("venue", "day", "hour"), condition=Q(artwork__isnull=True), name="visit_count_unknown_unique"
            ),
            models.CheckConstraint(condition=Q(hour__lt=24, scans__gt=0), name="visit_count_counts"),
        )

    def __str__(self) -> str:
        return f"{self.venue}, {self.day}"
