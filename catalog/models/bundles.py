"""Offline packs of venues, and all that was ever in one: what may have to be called back from phones."""

from django.db import models

from catalog.models.places import Venue


class Bundle(models.Model):
    """A venue's current pack: a file under MEDIA_ROOT, built by a worker. The file is no truth, and is made again."""

    venue = models.OneToOneField(Venue, on_delete=models.CASCADE, related_name="bundle")
    fingerprint = models.CharField(max_length=150, help_text="Of the embedder and the describer.")
    sequence = models.PositiveBigIntegerField(help_text="The index's number when the contents were read.")
    checked_sequence = models.PositiveBigIntegerField(help_text="The index's number when they were last the same.")
    contents_sha256 = models.CharField(max_length=64, help_text="Of all that is in it, save the two above and below.")
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64, help_text="Of the file's bytes.")
    size_bytes = models.PositiveBigIntegerField()
    key_id = models.CharField(max_length=64, help_text="Names the key that signed it.")
    works = models.PositiveIntegerField()
    created_at = models.DateTimeField()
    checked_at = models.DateTimeField()

    class Meta:
        ordering = ("venue",)

    def __str__(self) -> str:
        return f"bundle of {self.venue} at {self.sequence}"


class BundledImage(models.Model):
    """A reference image that is, or once was, in a venue's bundle.

    It may be deleted while phones still hold it, so it and its artwork are kept by number, without a foreign key.
    """

    venue = models.ForeignKey(Venue, on_delete=models.CASCADE, related_name="bundled_images")
    reference_image_id = models.PositiveBigIntegerField()
    artwork_id = models.PositiveBigIntegerField()
    is_current = models.BooleanField(help_text="Whether it is in the bundle that is there now.")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("venue", "reference_image_id"), name="bundled_image_unique"),)

    def __str__(self) -> str:
        return f"reference image {self.reference_image_id} for {self.venue}"
