"""What is shown: artists, artworks, who made them, and their reference images."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from catalog.models.words import Names, Words


class Artist(models.Model):
    """A person or workshop that artworks are attributed to."""

    name = models.CharField(max_length=300)
    birth_year = models.SmallIntegerField(null=True, blank=True)
    death_year = models.SmallIntegerField(null=True, blank=True)
    nationality = models.CharField(max_length=100, blank=True)
    ulan_id = models.CharField("ULAN", max_length=20, blank=True)
    wikidata_id = models.CharField("Wikidata", max_length=20, blank=True)
    aliases = models.JSONField("other names", default=list, blank=True, help_text="A list of names.")
    name_words = models.GeneratedField(
        expression=Names("name", "aliases"), output_field=models.TextField(), db_persist=True
    )
    source = models.CharField(max_length=60)
    source_id = models.CharField(max_length=300)
    joined_to = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="joined",
        db_index=False,  # few rows have one: see the index below
        help_text="Whom the artist is shown as: another source's row, which is itself joined to none.",
    )

    class Meta:
        ordering = ("name", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("source", "source_id"),
                name="artist_source_unique",
                violation_error_message="This source already has an artist with this source id.",
            ),
            models.CheckConstraint(
                condition=Q(joined_to__isnull=True) | ~Q(joined_to=F("id")),
                name="artist_joined_to_another",
                violation_error_message="An artist cannot be joined to themselves.",
            ),
            models.CheckConstraint(
                condition=~Q(name=""), name="artist_has_name", violation_error_message="An artist needs a name."
            ),
            models.CheckConstraint(
                condition=Q(birth_year__isnull=True) | Q(death_year__isnull=True) | Q(birth_year__lte=F("death_year")),
                name="artist_born_before_death",
                violation_error_message="The birth year is after the death year.",
            ),
        )
        indexes = (
            models.Index(fields=("ulan_id",), condition=~Q(ulan_id=""), name="artist_ulan"),
            models.Index(fields=("wikidata_id",), condition=~Q(wikidata_id=""), name="artist_wikidata"),
            models.Index(fields=("joined_to",), condition=Q(joined_to__isnull=False), name="artist_joined_to"),
            models.Index(fields=("name", "id"), condition=Q(joined_to__isnull=True), name="artist_by_name"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def shown(self) -> "Artist":
        """The row that the artist is shown by: its own, or the one it is joined to."""
        return self.joined_to or self


class Artwork(models.Model):
    """One work of art. Only a published one is ever searched, shown or exported."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        PUBLISHED = "published", "Published"
        TAKEN_DOWN = "taken_down", "Taken down"

    source = models.CharField(max_length=60)
    source_id = models.CharField(max_length=300)
    title = models.CharField(max_length=500, blank=True)
    title_words = models.GeneratedField(
        expression=Words("title"), output_field=models.TextField(), db_persist=True, null=True
    )
    artists = models.ManyToManyField(Artist, through="Attribution", related_name="artworks")
    date_text = models.CharField("date as written", max_length=300, blank=True)
    year_from = models.SmallIntegerField(
        null=True, blank=True, help_text="Earliest year, negative before our era; empty = open or not known."
    )
    year_to = models.SmallIntegerField(null=True, blank=True, help_text="Latest year, likewise.")
    style = models.CharField(max_length=100, blank=True)
    genre = models.CharField(max_length=200, blank=True)
    medium = models.CharField(max_length=2000, blank=True)
    dimensions_text = models.CharField("dimensions as written", max_length=500, blank=True)
    height_mm = models.PositiveIntegerField(null=True, blank=True)
    width_mm = models.PositiveIntegerField(null=True, blank=True)
    accession_number = models.CharField(max_length=100, blank=True)
    wikidata_id = models.CharField("Wikidata", max_length=20, blank=True)
    rights = models.CharField("rights of the record", max_length=100, blank=True)
    credit_line = models.CharField(max_length=1000, blank=True, help_text="As the holder wants it shown.")
    url = models.URLField("page of the source", max_length=1000, blank=True)
    status = models.CharField(max_length=12, choices=Status, default=Status.PUBLISHED)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("source", "source_id"),
                name="artwork_source_unique",
                violation_error_message="This source already has an artwork with this source id.",
            ),
            models.CheckConstraint(
                condition=Q(status__in=("draft", "published", "taken_down")),
                name="artwork_status_known",
                violation_error_message="The status is not one of draft, published, taken_down.",
            ),
            models.CheckConstraint(
                condition=Q(year_from__isnull=True) | Q(year_to__isnull=True) | Q(year_from__lte=F("year_to")),
                name="artwork_years_in_order",
                violation_error_message="The first year is after the last.",
            ),
            models.CheckConstraint(
                condition=(Q(year_from__isnull=True) | Q(year_from__range=(-32_000, 2_200)))
                & (Q(year_to__isnull=True) | Q(year_to__range=(-32_000, 2_200))),
                name="artwork_years_plausible",
                violation_error_message="A year lies between -32000 and 2200.",
            ),
            models.CheckConstraint(
                condition=(Q(height_mm__isnull=True) | Q(height_mm__gt=0))
                & (Q(width_mm__isnull=True) | Q(width_mm__gt=0)),
                name="artwork_size_positive",
                violation_error_message="A height or width of zero is no size; leave it empty where it is not known.",
            ),
        )
        indexes = (
            models.Index(fields=("status", "id"), name="artwork_status"),
            models.Index(fields=("status", "title_words", "id"), name="artwork_by_title"),
            # The last column is there to be looked at, so that most works of other years need not be.
            models.Index(fields=("status", "year_from", "id", "year_to"), name="artwork_by_year"),
            models.Index(fields=("status", "updated_at", "id"), name="artwork_by_update"),
            models.Index(Lower("style"), "id", name="artwork_by_style"),
            models.Index(Lower("genre"), "id", name="artwork_by_genre"),
        )

    def __str__(self) -> str:
        return self.title or "Untitled"


class Attribution(models.Model):
    """Who is said to have made an artwork, and how surely."""

    class Qualifier(models.TextChoices):
        BY = "by", "by"
        ATTRIBUTED_TO = "attributed_to", "attributed to"
        WORKSHOP_OF = "workshop_of", "workshop of"
        CIRCLE_OF = "circle_of", "circle of"
        FOLLOWER_OF = "follower_of", "follower of"
        AFTER = "after", "after"

    artwork = models.ForeignKey(Artwork, on_delete=models.CASCADE, related_name="attributions")
    artist = models.ForeignKey(Artist, on_delete=models.PROTECT, related_name="attributions")
    qualifier = models.CharField(max_length=15, choices=Qualifier, default=Qualifier.BY)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("artwork", "artist"),
                name="attribution_unique",
                violation_error_message="The artwork is attributed to this artist twice.",
            ),
            models.CheckConstraint(
                condition=Q(qualifier__in=("by", "attributed_to", "workshop_of", "circle_of", "follower_of", "after")),
                name="attribution_qualifier_known",
                violation_error_message="The qualifier of the attribution is not a known one.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_qualifier_display()} {self.artist}"


class ReferenceImage(models.Model):
    """A catalogue picture of an artwork; files are named by their content, so equal files are stored once."""

    artwork = models.ForeignKey(Artwork, on_delete=models.CASCADE, related_name="reference_images")
    position = models.PositiveSmallIntegerField(default=0, help_text="The lowest is shown first.")
    file = models.FileField(max_length=200, help_text="The upright picture, under MEDIA_ROOT.")
    thumbnail = models.FileField(max_length=200)
    sha256 = models.CharField(max_length=64, help_text="Of the file's bytes.")
    source_sha256 = models.CharField(
        max_length=64, help_text="Of the bytes as delivered; another where the picture had to be turned or converted."
    )
    width_px = models.PositiveIntegerField()
    height_px = models.PositiveIntegerField()
    size_bytes = models.PositiveIntegerField()
    is_aspect_true = models.BooleanField(default=True, help_text="False where the picture was squashed to a square.")
    rights = models.CharField(max_length=100, blank=True)
    credit = models.CharField(max_length=300, blank=True)
    source_url = models.URLField(max_length=1000, blank=True)
    is_taken_down = models.BooleanField(default=False)
    embedding_error = models.CharField(
        max_length=500, blank=True, help_text="Why no embedding could be computed; empty lets the next run try again."
    )
    examined_for = models.CharField(
        max_length=150, blank=True, help_text="What it was compared with all others by, in search of duplicates."
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("position", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("artwork", "sha256"),
                name="reference_image_unique",
                violation_error_message="The artwork already has this picture.",
            ),
            models.CheckConstraint(
                condition=Q(width_px__gt=0, height_px__gt=0, size_bytes__gt=0),
                name="reference_image_not_empty",
                violation_error_message="A picture has a width, a height and bytes.",
            ),
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$", source_sha256__regex=r"^[0-9a-f]{64}$"),
                name="reference_image_sha256_hex",
                violation_error_message="A sha256 is 64 lowercase hexadecimal digits.",
            ),
        )
        indexes = (models.Index(fields=("sha256",), name="reference_image_sha256"),)

    def __str__(self) -> str:
        return f"{self.artwork} ({self.width_px} × {self.height_px})"
