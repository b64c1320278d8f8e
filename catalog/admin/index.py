"""Generations of the vector index in the admin."""

from django.contrib import admin

from catalog.admin.readonly import ReadOnlyAdmin
from catalog.models import IndexGeneration


@admin.register(IndexGeneration)
class IndexGenerationAdmin(ReadOnlyAdmin):
    """What was built when, and how well it finds."""

    list_display = (
        *("id", "state", "vectors", "dimension", "factory", "recall_at_10", "sequence", "built_at", "fingerprint"),
    )
    list_filter = ("state", "fingerprint")
