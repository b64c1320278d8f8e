"""Trained classifiers in the admin."""

from django.contrib import admin

from catalog.admin.readonly import ReadOnlyAdmin
from catalog.models import ClassifierVersion


@admin.register(ClassifierVersion)
class ClassifierVersionAdmin(ReadOnlyAdmin):
    """What was trained when, on how many pictures, and how well it guesses."""

    list_display = ("id", "images", "trained_at", "attributes", "fingerprint")
    list_filter = ("fingerprint",)

    @admin.display(description="right of what it answers")
    def attributes(self, version: ClassifierVersion) -> str:
        """Per attribute, by cross-validation."""
        shares = ((name, facts["abstention"]["precision"]["value"]) for name, facts in sorted(version.figures.items()))
        return ", ".join(f"{name} {share:.0%}" if share is not None else f"{name} –" for name, share in shares)
