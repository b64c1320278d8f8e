"""Uploading reference images on the page of their artwork, through the same checks as an import."""

from dataclasses import asdict
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.forms import BaseInlineFormSet

from catalog.services.images import StoredPicture, UnusableImage, store_picture


class ReferenceImageForm(forms.ModelForm):
    """A new image needs an upload; the picture of an existing one never changes, because embeddings hang on it."""

    class Meta:
        labels = {"is_aspect_true": "true shape", "is_taken_down": "taken down"}

    upload = forms.FileField(required=False, help_text="JPEG, PNG, WebP, AVIF, HEIC, TIFF or GIF")

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - passed on
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["upload"].disabled = True
            self.fields["upload"].widget.attrs["hidden"] = True  # a hidden input would shift the table's columns

    def clean_upload(self) -> StoredPicture | None:
        """Stores the picture; without its row, should another field be wrong, the file is never served."""
        if self.instance.pk:
            return None
        upload: UploadedFile | None = self.cleaned_data["upload"]
        if upload is None:
            raise forms.ValidationError("Choose a picture file.", code="required")
        try:
            picture = store_picture(upload.read(settings.ARTREC["PHOTO_MAX_BYTES"] + 1))
        except UnusableImage as unusable:
            raise forms.ValidationError(str(unusable), code=unusable.reason) from unusable
        for field, value in asdict(picture).items():
            setattr(self.instance, field, value)
        return picture


class ReferenceImageFormSet(BaseInlineFormSet):
    """The images of one artwork, each picture once."""

    def clean(self) -> None:
        super().clean()
        seen = set(self.get_queryset().values_list("sha256", flat=True))
        for form in self.extra_forms:
            picture = form.cleaned_data.get("upload") if form.is_valid() else None
            if picture is None:
                continue
            if picture.sha256 in seen:
                form.add_error("upload", "The artwork already has this picture.")
            seen.add(picture.sha256)
