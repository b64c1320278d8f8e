"""Possible duplicates in the admin: both pictures side by side, and what to make of them."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST

from catalog.admin.joins import WaitingFilter
from catalog.admin.readonly import ReadOnlyAdmin
from catalog.admin.thumbnails import thumbnail
from catalog.models import Artwork, DuplicateFlag, ReferenceImage
from catalog.selectors.duplicates import duplicate_flags
from catalog.services.duplicates import NoSuchDecision, decide_duplicate

_PAGE = "admin/catalog/duplicateflag/duplicate.html"


class DecisionForm(forms.Form):
    """What the buttons say."""

    decision = forms.ChoiceField(choices=[("same", "Same work"), ("different", "Different works")])
    hide = forms.IntegerField(required=False)


class OpenFilter(WaitingFilter):
    """What is open, unless something else is asked for."""

    states = DuplicateFlag.State


@admin.register(DuplicateFlag)
class DuplicateFlagAdmin(ReadOnlyAdmin):
    """The page of a pair shows both records and asks for a decision, and leads on to the next open pair."""

    list_display = (
        *("id", "first_picture", "first", "second_picture", "second", "evidence", "state", "decided_by", "created_at"),
    )
    list_display_links = ("id", "first", "second")
    list_filter = (OpenFilter, "kind", "first__source")
    search_fields = ("first__title", "second__title", "first__source_id", "second__source_id")
    list_per_page = 50
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[DuplicateFlag]:
        return duplicate_flags()

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_POST(self.decide_view))
        return [path("<int:pk>/decide/", view, name="catalog_duplicateflag_decide"), *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            return super().change_view(request, object_id, form_url, extra_context)
        flag = get_object_or_404(duplicate_flags(), pk=object_id if object_id.isdecimal() else None)
        context = {**admin.site.each_context(request), "title": f"Possible duplicate {flag.pk}", **_told(flag)}
        context["may_decide"] = _may_decide(request)
        return TemplateResponse(request, _PAGE, context)

    def decide_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Records the decision of the button that was pressed, and shows the next open pair."""
        if not _may_decide(request):
            raise PermissionDenied
        get_object_or_404(DuplicateFlag, pk=pk)
        form = DecisionForm(request.POST)
        if not form.is_valid():
            return HttpResponseBadRequest("Use one of the buttons.")
        try:
            decide_duplicate(pk, **form.cleaned_data, decided_by=request.user)
        except NoSuchDecision as refused:
            messages.error(request, str(refused))
            return redirect("admin:catalog_duplicateflag_change", pk)
        following = duplicate_flags().filter(state=DuplicateFlag.State.OPEN).first()
        if following is None:
            messages.success(request, "No more open pairs.")
            return redirect("admin:catalog_duplicateflag_changelist")
        return redirect("admin:catalog_duplicateflag_change", following.pk)

    @admin.display(description="")
    def first_picture(self, flag: DuplicateFlag) -> str:
        return thumbnail(flag.first_image)

    @admin.display(description="")
    def second_picture(self, flag: DuplicateFlag) -> str:
        return thumbnail(flag.second_image)

    @admin.display(description="evidence", ordering="similarity")
    def evidence(self, flag: DuplicateFlag) -> str:
        """Such as "Same picture: 0.97 alike, 212 places found"."""
        told = flag.get_kind_display()
        return told if flag.similarity is None else f"{told}: {flag.similarity:.2f} alike, {flag.inliers} places found"


def _may_decide(request: HttpRequest) -> bool:
    return request.user.has_perm("catalog.change_duplicateflag")


def _told(flag: DuplicateFlag) -> dict[str, Any]:
    sides = ((flag.first, flag.first_image), (flag.second, flag.second_image))
    return {
        "flag": flag,
        "sides": [
            {"work": work, "picture": thumbnail(image, height_px=400), "facts": _facts(work, image)}
            for work, image in sides
        ],
    }


def _facts(work: Artwork, image: ReferenceImage | None) -> list[tuple[str, object]]:
    artists = ", ".join(artist.name for artist in work.artists.all())
    size = "" if image is None else f"{image.width_px} × {image.height_px} px"
    facts = (
        *(("Artists", artists), ("Date", work.date_text), ("Medium", work.medium), ("Size", work.dimensions_text)),
        *(("Source", f"{work.source} {work.source_id}"), ("Accession number", work.accession_number)),
        *(("Picture", size), ("Status", work.get_status_display())),
    )
    return [(name, value) for name, value in facts if value]
