"""Venues' guides: written and recorded here."""

from dataclasses import asdict
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.files.uploadedfile import UploadedFile

from catalog.admin.sources import SourcedAdmin
from catalog.models import Guide
from catalog.services.audio import FORMATS, UnusableAudio, store_audio


class GuideForm(forms.ModelForm):
    """A guide with its sound, which is checked before it is stored."""

    upload = forms.FileField(required=False, label="sound", help_text=f"{FORMATS}; takes the place of an earlier one.")
    is_silent = forms.BooleanField(required=False, label="without sound")

    class Meta:
        widgets = {"text": forms.Textarea(attrs={"rows": 16, "cols": 100})}

    def clean_upload(self) -> UploadedFile | None:
        """Stores the sound; without its row, should another field be wrong, the file is never served."""
        upload: UploadedFile | None = self.cleaned_data["upload"]
        if upload is not None:
            try:
                stored = store_audio(upload.read(settings.ARTREC["GUIDE_AUDIO_MAX_BYTES"] + 1))
            except UnusableAudio as unusable:
                raise forms.ValidationError(str(unusable)) from unusable
            self._set(asdict(stored))
        return upload

    def clean(self) -> dict[str, Any] | None:
        """Takes the sound away where that is wanted; something has to be left to tell."""
        cleaned = super().clean()
        if self.cleaned_data.get("is_silent"):
            if self.cleaned_data.get("upload"):
                self.add_error("is_silent", "Either upload a sound or leave it out.")
            self._set({"audio": "", "audio_media_type": "", "audio_size_bytes": None})
        if not self.cleaned_data.get("text") and not self.instance.audio:
            self.add_error("text", "A guide needs a text or a sound.")
        return cleaned

    def _set(self, facts: dict[str, Any]) -> None:
        for field, value in facts.items():
            setattr(self.instance, field, value)


@admin.register(Guide)
class GuideAdmin(SourcedAdmin):
    """Stories about works, by venue and language."""

    form = GuideForm
    list_display = ("title", "venue", "artwork", "language", "has_sound", "is_published", "updated_at")
    list_select_related = ("venue", "artwork")
    list_filter = ("is_published", "language", "source")
    search_fields = ("title", "venue__name", "artwork__title", "author")
    search_help_text = "Title, venue, artwork, author"
    autocomplete_fields = ("venue", "artwork")
    readonly_fields = ("sound", *SourcedAdmin.readonly_fields)
    fields = (
        *(("venue", "artwork", "language"), "title", "text", "author", ("upload", "sound", "is_silent")),
        *("is_published", ("source", "source_id")),
    )

    @admin.display(description="sound", boolean=True)
    def has_sound(self, guide: Guide) -> bool:
        return bool(guide.audio)

    @admin.display(description="now")
    def sound(self, guide: Guide) -> str:
        if guide.audio_size_bytes is None:
            return "none"
        return f"{guide.audio_media_type}, {guide.audio_size_bytes / 1024**2:.1f} MB"
