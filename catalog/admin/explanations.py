"""A page of the admin that explains how a photo is recognized, stage by stage."""

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from catalog.selectors.labels import names_of
from catalog.services.explanations import Explanation, read_explanation, request_explanation
from catalog.services.photo_header import PhotoRefused
from catalog.services.photos import PhotoStoreUnavailable

TITLE = "Explain a recognition"


class PhotoForm(forms.Form):
    """A photo; whether it is one is the service's to say."""

    photo = forms.FileField(help_text="JPEG, PNG, WebP, HEIC or AVIF, at most 12 MiB and 50 megapixels")

    def clean_photo(self) -> bytes:
        """Its bytes, one more than allowed at most."""
        upload: UploadedFile = self.cleaned_data["photo"]
        return bytes(upload.read(settings.ARTREC["PHOTO_MAX_BYTES"] + 1))


def explanation_urls() -> list[URLPattern]:
    """For ``ModelAdmin.get_urls``, before its own; the admin lets nothing be cached."""
    may_view = permission_required("catalog.view_recognition", raise_exception=True)
    return [
        path("explain/", admin.site.admin_view(may_view(ask)), name="catalog_recognition_explain"),
        path("explain/<uuid:pk>/", admin.site.admin_view(may_view(show)), name="catalog_recognition_explanation"),
    ]


def ask(request: HttpRequest) -> HttpResponse:
    """A form for a photo, which leads to its explanation."""
    form = PhotoForm(request.POST, request.FILES) if request.method == "POST" else PhotoForm()
    if form.is_valid():
        try:
            explanation = request_explanation(form.cleaned_data["photo"])
        except PhotoRefused as refused:
            form.add_error("photo", str(refused))
        except PhotoStoreUnavailable as unavailable:
            form.add_error(None, str(unavailable))
        else:
            return redirect("admin:catalog_recognition_explanation", explanation.id)
    return _page(request, "explain.html", {"form": form, "title": TITLE})


def show(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The explanation: not yet, never, or its whole story."""
    try:
        explanation = read_explanation(str(pk))
    except PhotoStoreUnavailable:
        return _back(request, "Redis does not answer. Try again in a few seconds.")
    if explanation is None:
        return _back(request, "That explanation is not kept any longer. Send the photo again.")
    if explanation.state == "failed":
        return _back(request, explanation.problem_detail)
    told = {"explanation": explanation, "title": TITLE, **_story(explanation)}
    return _page(request, "explanation.html", told)


def _back(request: HttpRequest, why: str) -> HttpResponseRedirect:
    messages.error(request, why)
    return redirect("admin:catalog_recognition_explain")


def _story(explanation: Explanation) -> dict[str, Any]:
    if explanation.story is None:
        return {}
    story = explanation.story
    names = names_of(story["reference_image_ids"])
    return {
        "story": story,
        "stages": [_stage(explanation, stage) for stage in story["stages"]],
        "candidates": [
            {**candidate, "name": names.get(candidate["reference_image_id"])}
            for candidate in story["decision"]["candidates"]
        ],
        "references": [(image_id, names[image_id]) for image_id in story["reference_image_ids"] if image_id in names],
    }


def _stage(explanation: Explanation, stage: dict[str, Any]) -> dict[str, Any]:
    pictures = [
        {**picture, "url": reverse("explanation-picture", args=[explanation.id, picture["name"]])}
        for picture in stage["pictures"]
    ]
    return {**stage, "pictures": pictures}


def _page(request: HttpRequest, template: str, told: dict[str, Any]) -> TemplateResponse:
    context = {**admin.site.each_context(request), **told}
    return TemplateResponse(request, f"admin/catalog/recognition/{template}", context)
