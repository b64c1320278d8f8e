"""Pairs that may be one, side by side with what speaks for and against it."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, IntegerField, Model, OuterRef, QuerySet, Subquery, TextChoices
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from catalog.admin.readonly import ReadOnlyAdmin
from catalog.admin.sources import SourcedAdmin
from catalog.models import (
    Artist,
    ArtistJoinCandidate,
    ArtworkJoinCandidate,
    Attribution,
    Display,
    JoinCandidate,
    Venue,
    VenueJoinCandidate,
)
from catalog.services import joining

_State = JoinCandidate.State


class WaitingFilter(admin.SimpleListFilter):
    """What waits is what is shown, unless something else is asked for."""

    title = "decision"
    parameter_name = "state"
    states: type[TextChoices] = _State
    """What waits comes first."""

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        return [*self.states.choices[1:], ("all", "All")]

    def choices(self, changelist: Any) -> Any:  # noqa: ANN401 - Django's own types
        first, *others = super().choices(changelist)
        return [{**first, "display": self.states.labels[0]}, *others]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "all":
            return queryset
        return queryset.filter(state=self.value() or self.states.values[0])


def count_of(model: type[Model], field: str, outer: str) -> Subquery:
    """How many rows have in ``field`` what ``outer`` is; None for none. For the rows of a page only, unlike a join."""
    rows = model._default_manager.filter(**{field: OuterRef(outer)}).order_by()  # noqa: SLF001 - documented by Django
    return Subquery(rows.values(field).annotate(count=Count("pk")).values("count"), output_field=IntegerField())


class JoinCandidateAdmin(ReadOnlyAdmin):
    """Decided by actions; every decision is remembered, and can be changed."""

    list_display = ("one", "other", "reason", "state", "decided_by", "decided_at")
    list_display_links = None
    list_filter = (WaitingFilter, "reason")
    list_per_page = 50
    show_full_result_count = False
    actions = ("join", "keep_apart")
    facts: tuple[tuple[str, str], ...] = ()
    """Label and field of what is shown of a row."""
    counted: tuple[type[Model], str] | None = None
    """The rows that belong to one, and the field by which."""

    def has_decide_permission(self, request: HttpRequest) -> bool:
        """Whoever may change candidates decides; nobody edits them otherwise."""
        return request.user.has_perm(f"catalog.change_{self.opts.model_name}")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        pairs: QuerySet[Any] = super().get_queryset(request).select_related("left", "right", "decided_by")
        if self.counted is None:
            return pairs
        model, field = self.counted
        counts = {f"{side}_works": count_of(model, field, side) for side in ("left", "right")}
        counted: QuerySet[Any] = pairs.annotate(**counts)
        return counted

    @admin.display(description="one")
    def one(self, pair: Any) -> SafeString:  # noqa: ANN401 - a candidate of any kind
        return self._told(pair, "left")

    @admin.display(description="the other")
    def other(self, pair: Any) -> SafeString:  # noqa: ANN401 - a candidate of any kind
        return self._told(pair, "right")

    def _told(self, pair: Any, side: str) -> SafeString:  # noqa: ANN401 - a candidate of any kind
        row = getattr(pair, side)
        url = reverse(f"admin:catalog_{row._meta.model_name}_change", args=[row.pk])  # noqa: SLF001
        facts = [(label, str(value)) for label, field in self.facts if (value := getattr(row, field)) not in (None, "")]
        if (works := vars(pair).get(f"{side}_works")) is not None:
            facts.append(("works", str(works)))
        told = format_html_join("", "<br>{} {}", facts)
        return format_html('<a href="{}">{}</a>{}', url, row, told)

    @admin.action(description="They are one: join", permissions=("decide",))
    def join(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        self._decide(request, queryset, _State.JOINED)

    @admin.action(description="They are two: keep apart", permissions=("decide",))
    def keep_apart(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        self._decide(request, queryset, _State.APART)

    def _decide(self, request: HttpRequest, queryset: QuerySet[Any], state: str) -> None:
        pairs = list(queryset)
        joining.decide_candidates(pairs, state, by=request.user if request.user.is_authenticated else None)
        self.message_user(request, f"Decided: {len(pairs)}.")


@admin.register(ArtistJoinCandidate)
class ArtistJoinCandidateAdmin(JoinCandidateAdmin):
    """Artists."""

    facts = (
        *(("born", "birth_year"), ("died", "death_year"), ("", "nationality")),
        *(("ULAN", "ulan_id"), ("Wikidata", "wikidata_id"), ("source", "source")),
    )
    counted = (Attribution, "artist")
    search_fields = ("left__name", "right__name")


@admin.register(VenueJoinCandidate)
class VenueJoinCandidateAdmin(JoinCandidateAdmin):
    """Venues."""

    facts = (
        *(("", "kind"), ("", "address"), ("", "country"), ("latitude", "latitude"), ("longitude", "longitude")),
        *(("Wikidata", "wikidata_id"), ("source", "source")),
    )
    counted = (Display, "venue")
    search_fields = ("left__name", "right__name", "left__city")


@admin.register(ArtworkJoinCandidate)
class ArtworkJoinCandidateAdmin(JoinCandidateAdmin):
    """Artworks: what is decided is remembered, and joins nothing."""

    facts = (
        *(("", "date_text"), ("", "medium"), ("", "dimensions_text"), ("accession number", "accession_number")),
        *(("Wikidata", "wikidata_id"), ("source", "source")),
    )
    search_fields = ("left__title", "right__title", "left__wikidata_id")


class JoinedAdmin(SourcedAdmin):
    """Rows that can be made one with others, and taken apart again."""

    list_select_related = ("joined_to",)
    actions = ("join", "take_apart")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:  # noqa: ANN401
        return (*super().get_readonly_fields(request, obj), "joined_to")

    @admin.display(description="shown as")
    def shown_as(self, row: Artist | Venue) -> str:
        """The row that it is shown as, where it is not itself."""
        return str(row.joined_to) if row.joined_to else "–"

    @admin.action(description="They are one: join", permissions=("change",))
    def join(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        self._answer(request, queryset, joining.join_rows, "Joined")

    @admin.action(description="Take apart from what it is joined with", permissions=("change",))
    def take_apart(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        self._answer(request, queryset, joining.take_apart, "Taken apart")

    def _answer(self, request: HttpRequest, queryset: QuerySet[Any], decide: Any, done: str) -> None:  # noqa: ANN401
        rows = list(queryset)
        try:
            decide(rows, by=request.user)
        except joining.NothingToDecide as nothing:
            self.message_user(request, str(nothing), messages.ERROR)
        else:
            self.message_user(request, f"{done}: {len(rows)}. No load undoes that.")
