"""Venues and exhibitions in the admin."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest

from catalog.admin.joins import JoinedAdmin
from catalog.admin.lines import DaysField
from catalog.admin.searching import WordSearchAdmin
from catalog.admin.sources import SourcedAdmin
from catalog.models import Exhibition, Venue, VenueStaff
from catalog.selectors.search import search_venues
from catalog.services.venues import fill_time_zone, write_openings


class VenueStaffInline(admin.TabularInline):
    """Who may read the venue's statistics."""

    model = VenueStaff
    raw_id_fields = ("user",)
    extra = 0


class VenueForm(ModelForm):
    """A venue with its hours, a day a line."""

    opening_hours = DaysField(
        required=False,
        help_text="A day a line, in English: “Monday: closed”, “Tuesday: 10:00–12:30, 14:00–18:00”. So written, it is"
        " known whether the venue is open; any other words are shown as they are.",
    )


@admin.register(Venue)
class VenueAdmin(WordSearchAdmin, JoinedAdmin):
    """Museums, galleries and auction houses."""

    form = VenueForm
    list_display = ("name", "kind", "city", "country", "location", "shown_as", "source")
    list_filter = (
        "kind",
        ("joined_to", admin.EmptyFieldListFilter),
        ("latitude", admin.EmptyFieldListFilter),
        "source",
    )
    search_fields = ("=wikidata_id", "=source_id")
    search_help_text = "Words of name, city and country, also misspelt; or Wikidata, source id in full"
    list_per_page = 50
    show_full_result_count = False
    inlines = (VenueStaffInline,)
    fields = (
        *(("name", "kind"), "address", ("city", "country"), ("latitude", "longitude", "time_zone")),
        *("url", "opening_hours", "wikidata_id", ("source", "source_id"), "joined_to"),
    )

    def found_by_words(self, rows: QuerySet[Venue], text: str) -> QuerySet[Venue]:
        """Also those that are shown as another."""
        places = search_venues(Venue.objects.all(), text).order_by().values("pk")
        return rows.filter(Q(pk__in=places) | Q(joined_to__in=places))

    def told_apart(self, row: Venue) -> str:
        """Such as "Tate Modern, London, venues"."""
        return f"{row}, {row.source}"

    @admin.display(description="location", ordering="latitude")
    def location(self, venue: Venue) -> str:
        """To a metre, the latitude first."""
        return "–" if venue.latitude is None else f"{venue.latitude:.5f}, {venue.longitude:.5f}"

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm, change: bool) -> None:  # noqa: ANN401
        fill_time_zone(obj)
        super().save_model(request, obj, form, change)
        write_openings([obj.pk])


@admin.register(Exhibition)
class ExhibitionAdmin(SourcedAdmin):
    """What is shown where, from when to when."""

    list_display = ("title", "venue", "starts_on", "ends_on", "source")
    list_select_related = ("venue",)
    list_filter = ("starts_on", "source")
    search_fields = ("title", "venue__name", "venue__city")
    search_help_text = "Title, venue, city"
    autocomplete_fields = ("venue",)
    fields = ("title", "venue", ("starts_on", "ends_on"), "url", ("source", "source_id"))
