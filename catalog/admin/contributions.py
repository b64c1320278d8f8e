"""The queue of what people propose: each beside the record as it is now, to be accepted or declined with a reason."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.db.models.expressions import Combinable
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html

from catalog.admin.joins import WaitingFilter
from catalog.admin.people import person_text
from catalog.admin.readonly import ReadOnlyAdmin
from catalog.models import Artist, Contribution, ContributionPhoto, FieldCorrection, Venue
from catalog.selectors.contributions import Difference, conflicts, differences, with_standing
from catalog.services.contributions import AlreadyDecided, NotAcceptable, RecordChanged, accept, decline

_TEMPLATES = "admin/catalog/contribution"
_CHANGELIST = "admin:catalog_contribution_changelist"
_CHANGE = "admin:catalog_contribution_change"


class StateFilter(WaitingFilter):
    """What waits, unless something else is asked for."""

    title = "state"
    states = Contribution.State


class DecisionForm(forms.Form):
    """What the buttons say; ``confirmed`` are the conflicts that were ticked."""

    decision = forms.ChoiceField(choices=[("accept", "Accept"), ("decline", "Decline")])
    reason = forms.CharField(
        required=False, max_length=1000, strip=True, widget=forms.Textarea(attrs={"rows": 3, "cols": 80})
    )


class RefusalForm(forms.Form):
    """One reason for several."""

    reason = forms.CharField(max_length=1000, widget=forms.Textarea(attrs={"rows": 3, "cols": 80}))


@admin.register(Contribution)
class ContributionAdmin(ReadOnlyAdmin):
    """Trusted authors first, and among equals the oldest. The page of one shows the differences and decides."""

    list_display = ("id", "kind", "about", "told", "author_text", "record_text", "state", "created_at")
    list_filter = (StateFilter, "kind", "created_at")
    search_fields = ("author__username", "public_name", "artwork__title", "artist__name", "venue__name")
    search_help_text = "Author, artwork, artist, venue"
    list_select_related = ("author", "artwork", "artist", "venue")
    list_per_page = 50
    show_full_result_count = False
    actions = ("decline_all",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Contribution]:
        return with_standing(Contribution.objects.all()).order_by(*self.get_ordering(request))

    def get_ordering(self, request: HttpRequest) -> tuple[str | Combinable, ...]:
        return ("-place_in_queue", "created_at", "pk")

    def has_decide_permission(self, request: HttpRequest) -> bool:
        """Whoever may change contributions decides; nobody edits them otherwise."""
        return request.user.has_perm("catalog.change_contribution")

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        photo = path("photos/<int:pk>/", wrap(self.photo_view), name="catalog_contribution_photo")
        return [photo, *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            return super().change_view(request, object_id, form_url, extra_context)
        rows = self.get_queryset(request).select_related("author", "artwork", "artist", "venue", "moderator")
        contribution = get_object_or_404(rows, pk=object_id if object_id.isdecimal() else None)
        form = DecisionForm(request.POST) if request.method == "POST" else DecisionForm()
        if form.is_bound:
            if not self.has_decide_permission(request):
                raise PermissionDenied
            if form.is_valid() and _decided(request, contribution, form):
                return self._following(request)
        context = {**self.admin_site.each_context(request), "title": str(contribution), "form": form}
        context |= _told(contribution) | {"may_decide": self.has_decide_permission(request)}
        return TemplateResponse(request, f"{_TEMPLATES}/contribution.html", context)

    def photo_view(self, request: HttpRequest, pk: int) -> FileResponse:
        """A photo of a proposed work."""
        photo = get_object_or_404(ContributionPhoto, pk=pk)
        if not self.has_view_permission(request):
            raise Http404
        try:
            response = FileResponse(photo.file.open("rb"), content_type="image/jpeg")
        except FileNotFoundError as error:
            raise Http404(f"{photo.file.name} is missing") from error
        response.headers["Cache-Control"] = "private, no-store"
        return response

    @admin.display(description="about")
    def about(self, contribution: Contribution) -> str:
        return _link(contribution.target)

    @admin.display(description="proposal")
    def told(self, contribution: Contribution) -> str:
        """In short."""
        return "; ".join(f"{field.replace('_', ' ')}: {_text(value)}" for field, value in _known(contribution))[:200]

    @admin.display(description="author")
    def author_text(self, contribution: Contribution) -> str:
        return contribution.public_name or person_text(contribution.author)

    @admin.display(description="author's record")
    def record_text(self, contribution: Contribution) -> str:
        return _record(contribution)

    @admin.action(description="Decline, with one reason for all", permissions=("decide",))
    def decline_all(self, request: HttpRequest, queryset: QuerySet[Contribution]) -> HttpResponse | None:
        """Asks for the reason first. Nothing is accepted in bulk: each is to be looked at."""
        form = RefusalForm(request.POST if "reason" in request.POST else None)
        if form.is_valid():
            count = sum(_is_declined(pk, request, form) for pk in queryset.values_list("pk", flat=True))
            self.message_user(request, f"Declined: {count}.")
            return None
        context = {**self.admin_site.each_context(request), "title": "Decline contributions", "form": form}
        return TemplateResponse(request, f"{_TEMPLATES}/decline.html", context | {"contributions": queryset})

    def _following(self, request: HttpRequest) -> HttpResponse:
        """Leads to the next in the queue."""
        waiting = self.get_queryset(request).filter(state=Contribution.State.WAITING)
        following = waiting.first()
        if following is None:
            messages.success(request, "Nothing waits any more.")
            return redirect(_CHANGELIST)
        return redirect(_CHANGE, following.pk)


@admin.register(FieldCorrection)
class FieldCorrectionAdmin(ReadOnlyAdmin):
    """Fields that no load writes, because they were corrected. Deleting one lets the next load write it again."""

    list_display = ("about", "field", "value", "stated_by", "contribution", "accepted_at")
    list_display_links = None
    list_filter = ("field", "accepted_at")
    list_select_related = ("artwork", "artist", "venue", "contribution")
    search_fields = ("artwork__title", "artist__name", "venue__name", "stated_by")
    list_per_page = 50
    show_full_result_count = False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return request.user.has_perm("catalog.delete_fieldcorrection")

    @admin.display(description="of")
    def about(self, correction: FieldCorrection) -> str:
        return _link(correction.artwork or correction.artist or correction.venue)


def _decided(request: HttpRequest, contribution: Contribution, form: DecisionForm) -> bool:
    """Whether the decision stands; if not, the form or a message says why."""
    said = form.cleaned_data
    try:
        if said["decision"] == "decline":
            decline(contribution.pk, by=_moderator(request), reason=said["reason"])
        else:
            confirmed = request.POST.getlist("confirmed")
            accept(contribution.pk, by=_moderator(request), reason=said["reason"], confirmed=confirmed)
    except RecordChanged:
        form.add_error(None, "Tick what there is to know, if you accept this all the same.")
    except (AlreadyDecided, NotAcceptable) as refused:
        form.add_error(None, str(refused))
    else:
        messages.success(request, f"{contribution}: {'declined' if said['decision'] == 'decline' else 'accepted'}.")
        return True
    return False


def _moderator(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def _is_declined(pk: int, request: HttpRequest, form: RefusalForm) -> bool:
    try:
        decline(pk, by=_moderator(request), reason=form.cleaned_data["reason"])
    except AlreadyDecided as decided:
        messages.warning(request, f"{pk}: {decided}")
        return False
    return True


def _told(contribution: Contribution) -> dict[str, Any]:
    is_waiting = contribution.state == Contribution.State.WAITING
    is_correction = contribution.kind == Contribution.Kind.CORRECTION
    photos = contribution.photos.all()
    return {
        "contribution": contribution,
        "about": _link(contribution.target),
        "record": _record(contribution),
        "is_waiting": is_waiting,
        "is_correction": is_correction,
        "rows": [_row(each) for each in differences(contribution) if is_correction or each.proposed not in (None, "")],
        "conflicts": conflicts(contribution) if is_waiting else [],
        "beside": _beside(contribution),
        "photos": [reverse("admin:catalog_contribution_photo", args=[photo.pk]) for photo in photos],
    }


def _row(each: Difference) -> dict[str, Any]:
    proposed = each.proposed
    if each.field == "venue":
        proposed = Venue.objects.filter(pk=proposed).first() or f"venue {proposed}, which is gone"
    elif each.field == "artist":
        proposed = Artist.objects.filter(pk=proposed).first() or f"artist {proposed}, who is gone"
    return {
        "label": each.field.replace("_", " "),
        "before": _text(each.before),
        "present": _text(each.present),
        "proposed": _text(proposed),
        "has_changed": each.has_changed,
    }


def _beside(contribution: Contribution) -> list[str]:
    """What the record has of the same kind."""
    if contribution.artwork is None:
        return []
    if contribution.kind == Contribution.Kind.PRICE:
        return [
            ", ".join(filter(None, (str(each), str(each.date or ""), each.house, f"source {each.source}")))
            for each in contribution.artwork.price_records.all()
        ]
    if contribution.kind == Contribution.Kind.PLACE:
        displays = contribution.artwork.displays.select_related("venue")
        return [f"{each.venue} as of {each.as_of}, source {each.source}" for each in displays]
    return []


def _known(contribution: Contribution) -> list[tuple[str, object]]:
    return [(field, value) for field, value in contribution.proposal.items() if value not in (None, "")]


def _text(value: object) -> str:
    if value in (None, ""):
        return "–"
    if isinstance(value, dict):
        return ", ".join(str(each) for each in value.values() if each not in (None, ""))
    return str(value)


def _record(contribution: Contribution) -> str:
    """How the author's other proposals fared; the row comes from ``with_standing``."""
    facts = vars(contribution)
    return f"{facts['accepted']} accepted, {facts['declined']} declined"


def _link(row: Any) -> str:  # noqa: ANN401 - of any model that the admin has
    if row is None:
        return "–"
    url = reverse(f"admin:catalog_{row._meta.model_name}_change", args=[row.pk])  # noqa: SLF001 - documented by Django
    return format_html('<a href="{}">{}</a>', url, row)
