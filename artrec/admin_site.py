"""The admin's index: by what people come to do, first what waits for a decision."""

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse

_SECTIONS = {
    "To decide": (
        *("Contribution", "DuplicateFlag", "ArtworkJoinCandidate", "ArtistJoinCandidate", "VenueJoinCandidate"),
        "RecognitionFeedback",
    ),
    "Catalogue": (
        *("Artwork", "Artist", "ReferenceImage", "PriceRecord", "ExchangeRate"),
        *("Venue", "Exhibition", "Guide", "FieldCorrection"),
    ),
    "Loading": ("IngestionJob", "PictureFetch", "ImageHost"),
    "Recognition": ("Recognition", "IndexGeneration", "ClassifierVersion"),
    "Apps and partners": ("Device", "WebhookEndpoint", "WebhookDelivery"),
}
"""Models by section, in order; what is in none follows under “More”."""


class CatalogAdminSite(AdminSite):
    """Django's own, with the catalogue's models in sections instead of one long list."""

    site_title = "Artrec"
    site_header = "Artrec catalogue"
    index_title = "The catalogue"

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """Says first what waits for somebody."""
        from catalog.admin.waiting import waiting  # noqa: PLC0415 - models are there once this site is

        return super().index(request, {**(extra_context or {}), "waiting": waiting(request)})

    def app_index(  # type: ignore[override]  # as Django's views may, it leads elsewhere
        self, request: HttpRequest, app_label: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The catalogue's is the site's own, in sections."""
        if app_label == "catalog":
            return redirect("admin:index")
        return super().app_index(request, app_label, extra_context)

    def autocomplete_view(self, request: HttpRequest) -> HttpResponseBase:  # type: ignore[override]  # as Django's own
        """Tells apart who shares a name."""
        from catalog.admin.searching import Completions  # noqa: PLC0415 - models are there once this site is

        return Completions.as_view(admin_site=self)(request)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """The catalogue's sections, then other applications."""
        apps = super().get_app_list(request, app_label)
        if app_label is not None:
            return apps
        ours = [app for app in apps if app["app_label"] == "catalog"]
        return [*(section for app in ours for section in _sections(app)), *(app for app in apps if app not in ours)]


def _sections(app: dict[str, Any]) -> list[dict[str, Any]]:
    models = {model["object_name"]: model for model in app["models"]}
    chosen = [(title, [models.pop(name) for name in names if name in models]) for title, names in _SECTIONS.items()]
    return [
        {**app, "name": title, "models": shown} for title, shown in (*chosen, ("More", [*models.values()])) if shown
    ]
