"""Where art can be seen: venues, their exhibitions, and which artwork hangs where, as of when."""

import zoneinfo

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat

from catalog.models.art import Artwork
from catalog.models.words import Words


def validate_time_zone(name: str) -> None:
    """Raises ``ValidationError`` for what is not the name of a time zone."""
    try:
        zoneinfo.ZoneInfo(name)
    except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError) as error:
        raise ValidationError(
            "“%(name)s” is no time zone: write it as Europe/Lisbon.", params={"name": name}
        ) from error


class Venue(models.Model):
    """A museum, gallery or auction house. Coordinates are WGS 84 degrees, both or neither."""

    class Kind(models.TextChoices):
        MUSEUM = "museum", "Museum"
        GALLERY = "gallery", "Gallery"
        AUCTION_HOUSE = "auction_house", "Auction house"

    name = models.CharField(max_length=300)
    kind = models.CharField(max_length=13, choices=Kind)
    address = models.CharField(max_length=300, blank=True)
    city = models.CharField(max_length=100, blank=True)
    country = models.CharField(max_length=100, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    url = models.URLField(max_length=500, blank=True)
    opening_hours = models.JSONField(default=dict, blank=True, help_text="As the source states them.")
    time_zone = models.CharField(
        max_length=64, blank=True, validators=[validate_time_zone], help_text="IANA name, such as Europe/Lisbon."
    )
    wikidata_id = models.CharField("Wikidata", max_length=20, blank=True)
    source = models.CharField(max_length=60)
    source_id = models.CharField(max_length=300)
    joined_to = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="joined",
        db_index=False,  # few rows have one: see the index below
        help_text="Which venue it is shown as: another source's row, which is itself joined to none.",
    )
    # What it is searched by.
    place_words = models.GeneratedField(
        expression=Words(Concat("name", Value(" "), "city", Value(" "), "country")),
        output_field=models.TextField(),
        null=True,
        db_persist=True,
    )

    class Meta:
        ordering = ("name", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("source", "source_id"),
                name="venue_source_unique",
                violation_error_message="This source already has a venue with this source id.",
            ),
            models.CheckConstraint(
                condition=~Q(name=""), name="venue_has_name", violation_error_message="A venue needs a name."
            ),
            models.CheckConstraint(
                condition=Q(kind__in=("museum", "gallery", "auction_house")),
                name="venue_kind_known",
                violation_error_message="The kind of the venue is not one of museum, gallery, auction_house.",
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(
                    # Said outright: a comparison with null is not false, and a check refuses only what is false.
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                ),
                name="venue_coordinates_whole",
                violation_error_message="Give latitude (-90 to 90) and longitude (-180 to 180), or neither.",
            ),
            models.CheckConstraint(
                condition=Q(joined_to__isnull=True) | ~Q(joined_to=F("id")),
                name="venue_joined_to_another",
                violation_error_message="A venue cannot be joined to itself.",
            ),
        )
        indexes = (
            models.Index(fields=("latitude", "longitude"), name="venue_coordinates"),
            models.Index(fields=("joined_to",), condition=Q(joined_to__isnull=False), name="venue_joined_to"),
        )

    def __str__(self) -> str:
        return f"{self.name}, {self.city}" if self.city else self.name

    @property
    def shown(self) -> "Venue":
        """The row that the venue is shown by: its own, or the one it is joined to."""
        return self.joined_to or self


class OpeningSpan(models.Model):
    """A part of the week in which a venue is open, or closed, as far as its opening hours are understood.

    Minutes of the venue's own local time; 0 begins Monday, 10,080 ends Sunday. What no span covers is not known.
    Written by ``catalog.services.venues`` only, whenever the opening hours change.
    """

    venue = models.ForeignKey(Venue, on_delete=models.CASCADE, related_name="opening_spans")
    from_minute = models.PositiveSmallIntegerField()
    to_minute = models.PositiveSmallIntegerField()
    is_open = models.BooleanField()

    class Meta:
        ordering = ("venue", "from_minute")
        constraints = (
            models.UniqueConstraint(fields=("venue", "from_minute"), name="opening_span_unique"),
            models.CheckConstraint(
                condition=Q(from_minute__lt=F("to_minute"), to_minute__lte=7 * 24 * 60),
                name="opening_span_within_week",
            ),
        )

    def __str__(self) -> str:
        return f"{self.venue}: {self.from_minute}–{self.to_minute} {'open' if self.is_open else 'closed'}"


class Exhibition(models.Model):
    """Something shown at a venue for a while."""

    venue = models.ForeignKey(Venue, on_delete=models.CASCADE, related_name="exhibitions")
    title = models.CharField(max_length=300)
    title_words = models.GeneratedField(
        expression=Words("title"), output_field=models.TextField(), db_persist=True, null=True
    )
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    url = models.URLField(max_length=500, blank=True)
    source = models.CharField(max_length=60)
    source_id = models.CharField(max_length=300)

    class Meta:
        ordering = ("-starts_on", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("source", "source_id"),
                name="exhibition_source_unique",
                violation_error_message="This source already has an exhibition with this source id.",
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(starts_on__lte=F("ends_on")),
                name="exhibition_dates_in_order",
                violation_error_message="The exhibition ends before it starts.",
            ),
        )
        indexes = (models.Index(fields=("starts_on", "id"), name="exhibition_by_start"),)

    def __str__(self) -> str:
        return self.title


class Display(models.Model):
    """A source's word that a venue holds an artwork, and whether it hung on the wall on the day it said so."""

    artwork = models.ForeignKey(Artwork, on_delete=models.CASCADE, related_name="displays")
    venue = models.ForeignKey(Venue, on_delete=models.CASCADE, related_name="displays")
    exhibition = models.ForeignKey(
        Exhibition,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="displays",
        db_index=False,  # few rows have one: see the index below
    )
    is_on_display = models.BooleanField(null=True, blank=True, help_text="Unknown where the source does not say.")
    room = models.CharField(max_length=100, blank=True)
    from_date = models.DateField(null=True, blank=True)
    to_date = models.DateField(null=True, blank=True)
    as_of = models.DateField(help_text="The day the source said so.")
    source = models.CharField(max_length=60)
    source_id = models.CharField(max_length=620, help_text="Names the artwork, the venue and the first day.")

    class Meta:
        ordering = ("-as_of", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("source", "source_id"),
                name="display_source_unique",
                violation_error_message="This source already has a display with this source id.",
            ),
            models.CheckConstraint(
                condition=Q(from_date__isnull=True) | Q(to_date__isnull=True) | Q(from_date__lte=F("to_date")),
                name="display_dates_in_order",
                violation_error_message="The display ends before it starts.",
            ),
        )
        indexes = (
            models.Index(fields=("venue", "-as_of"), name="display_by_venue"),
            models.Index(
                fields=("exhibition", "-as_of"), condition=Q(exhibition__isnull=False), name="display_by_exhibition"
            ),
        )

    def __str__(self) -> str:
        return f"{self.artwork} at {self.venue}"
