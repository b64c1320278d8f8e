"""Where a row made by hand says it comes from. An import never touches rows of another source than its own."""

import uuid

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest

from catalog.models import Artist, Artwork, Display, Exhibition, PriceRecord, Venue

BY_HAND = "admin"

Sourced = Artist | Artwork | Display | Exhibition | PriceRecord | Venue


def claim(row: Sourced) -> None:
    """Gives a row without a source the admin as its source, and an id of its own."""
    if not row.source:
        row.source, row.source_id = BY_HAND, uuid.uuid4().hex


class SourcedAdmin(admin.ModelAdmin):
    """Shows the source, and claims new rows."""

    readonly_fields = ("source", "source_id")

    def save_model(self, request: HttpRequest, obj: Sourced, form: ModelForm, change: bool) -> None:
        claim(obj)
        super().save_model(request, obj, form, change)
