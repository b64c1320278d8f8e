"""Recognitions in the admin: what was asked, what was found, and on what evidence."""

import json
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join

from catalog.admin.explanations import explanation_urls
from catalog.admin.people import person_text
from catalog.admin.readonly import ReadOnlyAdmin
from catalog.admin.thumbnails import thumbnail
from catalog.models import Recognition, RecognitionFeedback, ReferenceImage
from catalog.selectors.feedback import NEWEST, confusions
from catalog.selectors.labels import names_of


@admin.register(Recognition)
class RecognitionAdmin(ReadOnlyAdmin):
    """The photos themselves are not kept."""

    list_display = ("created_at", "who", "answer", "found", "confidence", "took")
    list_filter = ("state", "outcome", "problem", "created_at")
    list_select_related = ("owner",)
    search_fields = ("=id", "owner__username", "owner__email", "owner__devices__name")
    search_help_text = "Who asked (user name, e-mail address, name of the device), or the id"
    list_per_page = 50
    show_full_result_count = False
    fields = (*("created_at", "owner", "answer", "took", "candidates", "problem", "evidence_text", "id"),)

    def get_urls(self) -> list[URLPattern]:
        return [*explanation_urls(), *super().get_urls()]

    def get_readonly_fields(self, request: HttpRequest, obj: object = None) -> tuple[str, ...]:
        return self.fields

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """With the names of what was found, of all rows at once."""
        shown = super().get_changelist_instance(request)
        best = {row.pk: _candidates(row)[0]["reference_image_id"] for row in shown.result_list if _candidates(row)}
        names = names_of(list(best.values()))
        for row in shown.result_list:
            vars(row)["found"] = names.get(best.get(row.pk, 0))
        return shown

    @admin.display(description="asked by", ordering="owner")
    def who(self, recognition: Recognition) -> str:
        return person_text(recognition.owner) if recognition.owner else "nobody in particular"

    @admin.display(description="answer", ordering="outcome")
    def answer(self, recognition: Recognition) -> str:
        """The outcome, or why there is none."""
        return recognition.problem_detail or recognition.get_outcome_display() or recognition.get_state_display()

    @admin.display(description="best candidate")
    def found(self, recognition: Recognition) -> str | None:
        name: str | None = vars(recognition)["found"]
        return name

    @admin.display(description="took")
    def took(self, recognition: Recognition) -> str:
        if recognition.answered_at is None:
            return "–"
        return f"{(recognition.answered_at - recognition.created_at).total_seconds():.2f} s"

    @admin.display(description="confidence")
    def confidence(self, recognition: Recognition) -> str:
        """Of the best candidate."""
        candidates = _candidates(recognition)
        return f"{candidates[0]['confidence']:.2f}" if candidates else "–"

    @admin.display(description="candidates")
    def candidates(self, recognition: Recognition) -> str:
        candidates = _candidates(recognition)
        ids = [candidate["reference_image_id"] for candidate in candidates]
        images = ReferenceImage.objects.select_related("artwork").in_bulk(ids)
        shown = (
            (
                thumbnail(image),
                _artwork_url(image),
                image.artwork,
                f"{candidate['confidence']:.3f}",
                candidate["inliers"],
            )
            for candidate in candidates
            if (image := images.get(candidate["reference_image_id"]))
        )
        return format_html_join("", '<p>{} <a href="{}">{}</a>: confidence {}, {} inliers</p>', shown) or "–"

    @admin.display(description="evidence")
    def evidence_text(self, recognition: Recognition) -> str:
        told = json.dumps(recognition.evidence, indent=2)
        return format_html("<details><summary>As it was recorded</summary><pre>{}</pre></details>", told)


def _artwork_url(image: ReferenceImage) -> str:
    return reverse("admin:catalog_artwork_change", args=(image.artwork_id,))


def _candidates(recognition: Recognition) -> list[dict[str, Any]]:
    """Of all findings, best first."""
    findings = (recognition.evidence or {}).get("findings", [])
    return [candidate for finding in findings for candidate in finding["candidates"]]


@admin.register(RecognitionFeedback)
class RecognitionFeedbackAdmin(ReadOnlyAdmin):
    """What people say of answers."""

    list_display = ("id", "verdict", "recognition", "artwork", "author", "note", "changed_at")
    list_filter = ("verdict", "changed_at")
    list_select_related = ("recognition", "artwork", "author")
    list_per_page = 50
    show_full_result_count = False

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.confusions_view)
        return [path("confusions/", view, name="catalog_recognitionfeedback_confusions"), *super().get_urls()]

    def confusions_view(self, request: HttpRequest) -> HttpResponse:
        """Which works are taken for which, or are missing, with counts."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = {**self.admin_site.each_context(request), "title": "Works that are confused"}
        told = {"confusions": confusions(), "newest": NEWEST}
        return TemplateResponse(request, "admin/catalog/recognitionfeedback/confusions.html", context | told)
