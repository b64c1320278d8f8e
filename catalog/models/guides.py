"""What a venue tells about a work: stories to read and to listen to."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from catalog.models.art import Artwork
from catalog.models.places import Venue

# Language, script, region and variants of RFC 5646, in the letter case of its section 2.1.1, so that equal is equal.
LANGUAGE = r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?(-([a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*\Z"


class Guide(models.Model):
    """A venue's story about an artwork in one language, with or without its sound. Told only when published."""

    venue = models.ForeignKey(Venue, on_delete=models.CASCADE, related_name="guides")
    artwork = models.ForeignKey(Artwork, on_delete=models.CASCADE, related_name="guides")
    language = models.CharField(
        max_length=35,
        validators=[RegexValidator(LANGUAGE, "Write the language as BCP 47 has it: en, pt-BR, zh-Hant-TW.")],
        help_text="BCP 47: en, pt-BR, zh-Hant-TW.",
    )
    title = models.CharField(max_length=300)
    text = models.TextField(max_length=20_000, blank=True, help_text="Plain; an empty line parts paragraphs.")
    audio = models.FileField(max_length=200, blank=True)
    audio_media_type = models.CharField(max_length=20, blank=True)
    audio_size_bytes = models.PositiveIntegerField(null=True, blank=True)
    author = models.CharField(max_length=200, blank=True)
    is_published = models.BooleanField("published", default=False)
    source = models.CharField(max_length=60)
    source_id = models.CharField(max_length=300)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("venue", "artwork", "language")
        constraints = (
            models.UniqueConstraint(
                fields=("venue", "artwork", "language"),
                name="guide_unique",
                violation_error_message="This venue has a guide to this artwork in this language.",
            ),
            models.UniqueConstraint(
                fields=("source", "source_id"),
                name="guide_source_unique",
                violation_error_message="This source already has a guide with this source id.",
            ),
            models.CheckConstraint(
                condition=Q(language__regex=LANGUAGE),
                name="guide_language_bcp47",
                violation_error_message="Write the language as BCP 47 has it: en, pt-BR, zh-Hant-TW.",
            ),
            models.CheckConstraint(
                condition=Q(audio="", audio_media_type="", audio_size_bytes__isnull=True)
                | (~Q(audio="") & ~Q(audio_media_type="") & Q(audio_size_bytes__gt=0)),
                name="guide_audio_whole",
            ),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(text="", audio=""),
                name="guide_tells_something",
                violation_error_message="A guide needs a title, and a text or a sound file.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.title} ({self.language})"
