"""URLs of the API."""

from django.urls import URLPattern, URLResolver, path

from catalog.api.problems import problem_page
from catalog.api.views.artworks import ArtistView, ArtworksView, ArtworkView
from catalog.api.views.explanations import ExplanationPictureView, ExplanationsView, ExplanationView
from catalog.api.views.health import HealthView
from catalog.api.views.images import ImageFileView, ImageThumbnailView
from catalog.api.views.places import VenueView
from catalog.api.views.recognitions import RecognitionsView, RecognitionView

urlpatterns: list[URLPattern | URLResolver] = [
    path("recognitions/", RecognitionsView.as_view(), name="recognitions"),
    path("recognitions/<uuid:pk>/", RecognitionView.as_view(), name="recognition"),
    path("explanations/", ExplanationsView.as_view(), name="explanations"),
    path("explanations/<uuid:pk>/", ExplanationView.as_view(), name="explanation"),
    path("explanations/<uuid:pk>/pictures/<str:name>", ExplanationPictureView.as_view(), name="explanation-picture"),
    path("artworks/", ArtworksView.as_view(), name="artworks"),
    path("artworks/<int:pk>/", ArtworkView.as_view(), name="artwork"),
    path("artists/<int:pk>/", ArtistView.as_view(), name="artist"),
    path("venues/<int:pk>/", VenueView.as_view(), name="venue"),
    path("images/<int:pk>/file", ImageFileView.as_view(), name="image-file"),
    path("images/<int:pk>/thumbnail", ImageThumbnailView.as_view(), name="image-thumbnail"),
    path("health/", HealthView.as_view(), name="health"),
    path("problems/<slug:slug>", problem_page, name="problem"),
]
