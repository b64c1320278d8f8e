"""Artworks in the admin, with everything that hangs on them."""

from typing import Any

from django.contrib import admin
from django.db.models import CharField, DateField, DecimalField, Field, Model, Prefetch, QuerySet, URLField
from django.forms import BaseInlineFormSet, DateInput, ModelForm, NumberInput, TextInput, URLInput
from django.http import HttpRequest, HttpResponse
from django.template.defaultfilters import truncatechars
from django.urls import reverse
from django.utils.html import format_html

from catalog import dispatch
from catalog.admin.confirming import ask_first, is_confirmed
from catalog.admin.images import AnyImageStateFilter, state_text
from catalog.admin.prices import PriceForm, tell_prices
from catalog.admin.searching import WordSearchAdmin
from catalog.admin.sources import HTTPS_URLS, SourcedAdmin, claim
from catalog.admin.thumbnails import thumbnail
from catalog.admin.uploads import ReferenceImageForm, ReferenceImageFormSet
from catalog.models import Artwork, Attribution, Display, PriceRecord, ReferenceImage
from catalog.selectors.images import index_state, with_index_state
from catalog.selectors.search import search_artworks
from catalog.services import publishing

_TAKE_DOWN = (
    "They leave search, pages, exports and recognition within seconds, and no load of their source brings them back."
    " Nothing is deleted: “Publish” does bring them back."
)

# Inputs that let a row of many facts fit on a screen.
_NARROW: dict[type[Field], dict[str, Any]] = {
    CharField: {"widget": TextInput(attrs={"size": 12})},
    URLField: {"widget": URLInput(attrs={"size": 12}), **HTTPS_URLS[URLField]},
    DateField: {"widget": DateInput(format="%Y-%m-%d", attrs={"type": "date"})},
    DecimalField: {"widget": NumberInput(attrs={"style": "width:7em"})},
}


class AttributionInline(admin.TabularInline):
    """Who made it."""

    model = Attribution
    fields = ("position", "qualifier", "artist")
    autocomplete_fields = ("artist",)
    extra = 0


class ReferenceImageInline(admin.TabularInline):
    """Its pictures, with their index state and an upload for new ones."""

    model = ReferenceImage
    formfield_overrides = _NARROW
    form = ReferenceImageForm
    formset = ReferenceImageFormSet
    fields = (
        *("picture", "state", "upload", "position", "is_aspect_true"),
        *("rights", "credit", "source_url", "is_taken_down"),
    )
    readonly_fields = ("picture", "state")
    extra = 0
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[ReferenceImage]:
        return with_index_state(super().get_queryset(request))

    @admin.display(description="picture")
    def picture(self, image: ReferenceImage) -> str:
        return thumbnail(image if image.pk else None, height_px=96)

    @admin.display(description="index state")
    def state(self, image: ReferenceImage) -> str:
        return state_text(image) if image.pk else "–"


class PriceRecordInline(admin.TabularInline):
    """What is known about its price; the rest of a record is on its own page."""

    model = PriceRecord
    form = PriceForm
    formfield_overrides = _NARROW
    fields = (
        *("kind", "outcome", "amount", "amount_high", "currency", "date", "date_precision"),
        *("house", "lot"),
    )
    show_change_link = True
    extra = 0


class DisplayInline(admin.TabularInline):
    """Where it is held or shown."""

    model = Display
    formfield_overrides = _NARROW
    fields = ("venue", "exhibition", "is_on_display", "room", "from_date", "to_date", "as_of", "source")
    readonly_fields = ("source",)
    autocomplete_fields = ("venue", "exhibition")
    extra = 0


@admin.register(Artwork)
class ArtworkAdmin(WordSearchAdmin, SourcedAdmin):
    """The catalogue itself."""

    list_display = ("picture", "title_or_untitled", "made_by", "date_text", "made_of", "status", "images", "source")
    list_display_links = ("title_or_untitled",)
    list_filter = ("status", AnyImageStateFilter, "source", "created_at")
    search_fields = ("=source_id", "=accession_number", "=wikidata_id")
    search_help_text = "Words of title and artist, also misspelt; or source id, accession number, Wikidata in full"
    list_per_page = 50
    show_full_result_count = False
    actions = ("publish", "take_down")
    inlines = (AttributionInline, ReferenceImageInline, PriceRecordInline, DisplayInline)
    fieldsets = (
        (None, {"fields": (("title", "status"), ("date_text", "year_from", "year_to"), ("style", "genre"), "medium")}),
        ("Size", {"fields": (("dimensions_text", "height_mm", "width_mm"),)}),
        (
            "Identifiers and rights",
            {
                "fields": (
                    ("source", "source_id"),
                    ("accession_number", "wikidata_id"),
                    ("rights", "credit_line"),
                    "url",
                )
            },
        ),
        ("Price history", {"fields": ("price_chart",)}),
    )
    readonly_fields = (*SourcedAdmin.readonly_fields, "price_chart")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Artwork]:
        images = Prefetch("reference_images", with_index_state(ReferenceImage.objects.all()))
        return super().get_queryset(request).prefetch_related(images, "attributions__artist")

    def found_by_words(self, rows: QuerySet[Artwork], text: str) -> QuerySet[Artwork]:
        """As the API finds them, drafts too."""
        return search_artworks(rows, text)

    def told_apart(self, row: Artwork) -> str:
        """Such as "Water lilies, Claude Monet, 1906, moma"."""
        return ", ".join(filter(None, (str(row), self.made_by(row), row.date_text, row.source)))

    def get_fieldsets(self, request: HttpRequest, obj: Artwork | None = None) -> Any:  # noqa: ANN401 - Django's own
        """What is not saved yet has no history."""
        fieldsets = super().get_fieldsets(request, obj)
        return fieldsets if obj else fieldsets[:-1]

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Also by artist, to which the list of artists links; as a filter it would list them all."""
        return lookup == "attributions__artist" or super().lookup_allowed(lookup, value, request)

    @admin.display(description="drawn")
    def price_chart(self, artwork: Artwork) -> str:
        """The picture that everybody may see; there is none of what they may not."""
        if artwork.status != Artwork.Status.PUBLISHED or not artwork.price_records.exists():
            return "–"
        url = reverse("artwork-price-chart-svg", args=(artwork.pk,))
        return format_html('<img class="price-chart" src="{}" alt="Its prices over time, as listed below">', url)

    @admin.display(description="picture")
    def picture(self, artwork: Artwork) -> str:
        return thumbnail(next(iter(artwork.reference_images.all()), None))

    @admin.display(description="title", ordering="title")
    def title_or_untitled(self, artwork: Artwork) -> str:
        return str(artwork)

    @admin.display(description="artist")
    def made_by(self, artwork: Artwork) -> str:
        return ", ".join(_attributed(attribution) for attribution in artwork.attributions.all())

    @admin.display(description="medium", ordering="medium")
    def made_of(self, artwork: Artwork) -> str:
        return truncatechars(artwork.medium, 60) or "–"

    @admin.display(description="index state")
    def images(self, artwork: Artwork) -> str:
        """Such as "2 embedded, 1 failed"."""
        states = [str(index_state(image).label).lower() for image in artwork.reference_images.all()]
        return ", ".join(f"{states.count(state)} {state}" for state in dict.fromkeys(states)) or "no image"

    @admin.action(description="Publish, or bring back what was taken down", permissions=("change",))
    def publish(self, request: HttpRequest, queryset: QuerySet[Artwork]) -> None:
        count = publishing.publish_artworks(_ids(queryset))
        self.message_user(request, f"Published: {count}.")

    @admin.action(description="Take down", permissions=("change",))
    def take_down(self, request: HttpRequest, queryset: QuerySet[Artwork]) -> HttpResponse | None:
        if not is_confirmed(request):
            return ask_first(request, queryset, title="Take down", told=_TAKE_DOWN)
        count = publishing.take_down_artworks(_ids(queryset))
        self.message_user(request, f"Taken down: {count}. They leave search and pages within seconds.")
        return None

    def save_formset(self, request: HttpRequest, form: ModelForm, formset: BaseInlineFormSet, change: bool) -> None:
        rows = formset.save(commit=False)
        for row in rows:
            if isinstance(row, PriceRecord | Display):
                claim(row)
            row.save()
        gone = formset.deleted_objects
        if formset.model is ReferenceImage:
            publishing.delete_images([row.pk for row in gone])
        else:
            for row in gone:
                row.delete()
        formset.save_m2m()
        if formset.model is PriceRecord:
            tell_prices(formset.new_objects)

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool) -> None:  # noqa: ANN401
        """The last step of saving: whatever changed, the index and partners are told in the same transaction."""
        super().save_related(request, form, formsets, change)
        publishing.record_edit(form.instance, form.initial.get("status") if change else None)
        dispatch.index_pending_images()

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        publishing.delete_artworks([obj.pk])

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Artwork]) -> None:
        publishing.delete_artworks(_ids(queryset))


def _attributed(attribution: Attribution) -> str:
    by = attribution.qualifier == Attribution.Qualifier.BY
    return attribution.artist.name if by else str(attribution)


def _ids(queryset: QuerySet[Any]) -> list[int]:
    return list(queryset.values_list("pk", flat=True))
