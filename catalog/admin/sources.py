"""Where a row made by hand says it comes from. An import never touches rows of another source than its own."""

import uuid
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Field, URLField
from django.forms import ModelForm
from django.http import HttpRequest

from catalog.models import Artist, Artwork, Display, Exhibition, Guide, PriceRecord, Venue

BY_HAND = "admin"

Sourced = Artist | Artwork | Display | Exhibition | Guide | PriceRecord | Venue


# A web address typed without its scheme; Django's own default is on its way from http to https, and warns.
HTTPS_URLS: dict[type[Field], dict[str, Any]] = {URLField: {"assume_scheme": "https"}}


def claim(row: Sourced) -> None:
    """Gives a row without a source the admin as its source, and an id of its own."""
    if not row.source:
        row.source, row.source_id = BY_HAND, uuid.uuid4().hex


class SourcedAdmin(admin.ModelAdmin):
    """Shows the source, and claims new rows."""

    readonly_fields: ClassVar[tuple[str, ...]] = ("source", "source_id")
    formfield_overrides = HTTPS_URLS

    def save_model(self, request: HttpRequest, obj: Sourced, form: ModelForm, change: bool) -> None:
        claim(obj)
        super().save_model(request, obj, form, change)
