"""Generations of the vector index in the admin."""

from django.contrib import admin

from catalog.admin.readonly import ReadOnlyAdmin
from catalog.models import IndexGeneration


@admin.register(IndexGeneration)
class IndexGenerationAdmin(ReadOnlyAdmin):
    """What was built when, and how well it finds."""

    list_display = (*("id", "state", "entries", "recall", "built_at", "up_to", "factory", "fingerprint"),)
    list_filter = ("state", "fingerprint")

    @admin.display(description="entries", ordering="vectors")
    def entries(self, generation: IndexGeneration) -> str:
        return f"{generation.vectors:,}"

    @admin.display(description="recall at 10", ordering="recall_at_10")
    def recall(self, generation: IndexGeneration) -> str:
        return f"{generation.recall_at_10:.3f}"

    @admin.display(description="up to change", ordering="sequence")
    def up_to(self, generation: IndexGeneration) -> str:
        return f"{generation.sequence:,}"
