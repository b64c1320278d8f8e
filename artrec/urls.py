"""URL map: the versioned API, its documentation, the admin."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="api-docs"), name="home"),
    path("admin/", admin.site.urls),
    path("api/v1/", include("catalog.api.urls")),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    # Split: its script has an address of its own, so that none need be allowed inside pages.
    path("api/docs/", SpectacularSwaggerSplitView.as_view(template_name="catalog/swagger.html"), name="api-docs"),
]

handler400 = "catalog.api.errors.bad_request"
handler404 = "catalog.api.errors.page_not_found"
handler500 = "catalog.api.errors.server_error"
