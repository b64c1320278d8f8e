"""URLs of the API."""

from django.urls import URLPattern, URLResolver, path

from catalog.api.problems import problem_page
from catalog.api.views.accounts import AccountsView, CurrentSessionView, ExportView, MeView, PasswordView, SessionsView
from catalog.api.views.artists import ArtistsView, ArtistView
from catalog.api.views.artworks import ArtworksView, ArtworkView
from catalog.api.views.auctions import AuctionsView, LotsView
from catalog.api.views.bundles import BundleKeysView, BundleRevocationsView, VenueBundleView
from catalog.api.views.collections import CollectionItemsView, CollectionItemView, CollectionsView, CollectionView
from catalog.api.views.comparables import ComparablesView
from catalog.api.views.contributions import (
    AcceptContributionView,
    ContributionsView,
    ContributionView,
    DeclineContributionView,
)
from catalog.api.views.devices import DevicesView, DeviceView, RotateTokenView
from catalog.api.views.exhibitions import ExhibitionsView, ExhibitionView
from catalog.api.views.explanations import ExplanationPictureView, ExplanationsView, ExplanationView
from catalog.api.views.favorites import FavoritesView, FavoriteView
from catalog.api.views.guides import ArtworkGuidesView, GuideAudioView, GuideView, VenueGuidesView
from catalog.api.views.health import HealthView
from catalog.api.views.images import ImageFileView, ImageThumbnailView
from catalog.api.views.ingestion import (
    CancelIngestionJobView,
    IngestionJobsView,
    IngestionJobView,
    IngestionRejectsView,
    PauseIngestionJobView,
    ResumeIngestionJobView,
)
from catalog.api.views.password_reset import PasswordByCodeView, PasswordResetView
from catalog.api.views.places import VenueArtworksView, VenuesGeoJsonView, VenuesView, VenueView
from catalog.api.views.price_charts import (
    ArtistPriceChartPngView,
    ArtistPriceChartSvgView,
    ArtworkPriceChartPngView,
    ArtworkPriceChartSvgView,
)
from catalog.api.views.prices import (
    ArtistPriceSummaryView,
    ArtistPricesView,
    ArtworkPriceSummaryView,
    ArtworkPricesView,
)
from catalog.api.views.recognitions import FeedbackView, RecognitionsView, RecognitionView
from catalog.api.views.similar import SimilarArtworksView
from catalog.api.views.visits import VenueStatisticsView
from catalog.api.views.webhooks import (
    RedeliverWebhookView,
    RotateWebhookSecretView,
    TestWebhookView,
    WebhookDeliveriesView,
    WebhooksView,
    WebhookView,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("recognitions/", RecognitionsView.as_view(), name="recognitions"),
    path("recognitions/<uuid:pk>/", RecognitionView.as_view(), name="recognition"),
    path("recognitions/<uuid:pk>/feedback/", FeedbackView.as_view(), name="feedback"),
    path("explanations/", ExplanationsView.as_view(), name="explanations"),
    path("explanations/<uuid:pk>/", ExplanationView.as_view(), name="explanation"),
    path("explanations/<uuid:pk>/pictures/<str:name>", ExplanationPictureView.as_view(), name="explanation-picture"),
    path("artworks/", ArtworksView.as_view(), name="artworks"),
    path("artworks/<int:pk>/", ArtworkView.as_view(), name="artwork"),
    path("artworks/<int:pk>/similar/", SimilarArtworksView.as_view(), name="similar-artworks"),
    path("artworks/<int:pk>/prices/", ArtworkPricesView.as_view(), name="artwork-prices"),
    path("artworks/<int:pk>/prices/summary/", ArtworkPriceSummaryView.as_view(), name="artwork-price-summary"),
    path("artworks/<int:pk>/prices/chart.svg", ArtworkPriceChartSvgView.as_view(), name="artwork-price-chart-svg"),
    path("artworks/<int:pk>/prices/chart.png", ArtworkPriceChartPngView.as_view(), name="artwork-price-chart-png"),
    path("artworks/<int:pk>/comparables/", ComparablesView.as_view(), name="comparables"),
    path("artists/", ArtistsView.as_view(), name="artists"),
    path("artists/<int:pk>/", ArtistView.as_view(), name="artist"),
    path("artists/<int:pk>/prices/", ArtistPricesView.as_view(), name="artist-prices"),
    path("artists/<int:pk>/prices/summary/", ArtistPriceSummaryView.as_view(), name="artist-price-summary"),
    path("artists/<int:pk>/prices/chart.svg", ArtistPriceChartSvgView.as_view(), name="artist-price-chart-svg"),
    path("artists/<int:pk>/prices/chart.png", ArtistPriceChartPngView.as_view(), name="artist-price-chart-png"),
    path("exhibitions/", ExhibitionsView.as_view(), name="exhibitions"),
    path("exhibitions/<int:pk>/", ExhibitionView.as_view(), name="exhibition"),
    path("venues/", VenuesView.as_view(), name="venues"),
    path("venues.geojson", VenuesGeoJsonView.as_view(), name="venues-geojson"),
    path("venues/<int:pk>/", VenueView.as_view(), name="venue"),
    path("venues/<int:pk>/artworks/", VenueArtworksView.as_view(), name="venue-artworks"),
    path("venues/<int:pk>/statistics/", VenueStatisticsView.as_view(), name="venue-statistics"),
    path("venues/<int:pk>/guides/", VenueGuidesView.as_view(), name="venue-guides"),
    path("venues/<int:pk>/bundle/", VenueBundleView.as_view(), name="venue-bundle"),
    path("venues/<int:pk>/bundle/revocations/", BundleRevocationsView.as_view(), name="bundle-revocations"),
    path("bundle-keys/", BundleKeysView.as_view(), name="bundle-keys"),
    path("artworks/<int:pk>/guides/", ArtworkGuidesView.as_view(), name="artwork-guides"),
    path("guides/<int:pk>/", GuideView.as_view(), name="guide"),
    path("guides/<int:pk>/audio", GuideAudioView.as_view(), name="guide-audio"),
    path("auctions/", AuctionsView.as_view(), name="auctions"),
    path("lots/", LotsView.as_view(), name="lots"),
    path("images/<int:pk>/file", ImageFileView.as_view(), name="image-file"),
    path("images/<int:pk>/thumbnail", ImageThumbnailView.as_view(), name="image-thumbnail"),
    path("ingestion-jobs/", IngestionJobsView.as_view(), name="ingestion-jobs"),
    path("ingestion-jobs/<int:pk>/", IngestionJobView.as_view(), name="ingestion-job"),
    path("ingestion-jobs/<int:pk>/rejects.csv", IngestionRejectsView.as_view(), name="ingestion-rejects"),
    path("ingestion-jobs/<int:pk>/pause/", PauseIngestionJobView.as_view(), name="ingestion-pause"),
    path("ingestion-jobs/<int:pk>/resume/", ResumeIngestionJobView.as_view(), name="ingestion-resume"),
    path("ingestion-jobs/<int:pk>/cancel/", CancelIngestionJobView.as_view(), name="ingestion-cancel"),
    path("devices/", DevicesView.as_view(), name="devices"),
    path("devices/<int:pk>/", DeviceView.as_view(), name="device"),
    path("devices/<int:pk>/rotate/", RotateTokenView.as_view(), name="rotate-token"),
    path("accounts/", AccountsView.as_view(), name="accounts"),
    path("accounts/password-reset/", PasswordResetView.as_view(), name="password-reset"),
    path("accounts/password-reset/confirm/", PasswordByCodeView.as_view(), name="password-by-code"),
    path("sessions/", SessionsView.as_view(), name="sessions"),
    path("sessions/current/", CurrentSessionView.as_view(), name="current-session"),
    path("favorites/", FavoritesView.as_view(), name="favorites"),
    path("favorites/<int:artwork_id>/", FavoriteView.as_view(), name="favorite"),
    path("collections/", CollectionsView.as_view(), name="collections"),
    path("collections/<int:pk>/", CollectionView.as_view(), name="collection"),
    path("collections/<int:pk>/items/", CollectionItemsView.as_view(), name="collection-items"),
    path("collections/<int:pk>/items/<int:item_id>/", CollectionItemView.as_view(), name="collection-item"),
    path("contributions/", ContributionsView.as_view(), name="contributions"),
    path("contributions/<int:pk>/", ContributionView.as_view(), name="contribution"),
    path("contributions/<int:pk>/accept/", AcceptContributionView.as_view(), name="accept-contribution"),
    path("contributions/<int:pk>/decline/", DeclineContributionView.as_view(), name="decline-contribution"),
    path("webhooks/", WebhooksView.as_view(), name="webhooks"),
    path("webhooks/<int:pk>/", WebhookView.as_view(), name="webhook"),
    path("webhooks/<int:pk>/test/", TestWebhookView.as_view(), name="webhook-test"),
    path("webhooks/<int:pk>/rotate-secret/", RotateWebhookSecretView.as_view(), name="webhook-rotate-secret"),
    path("webhooks/<int:pk>/deliveries/", WebhookDeliveriesView.as_view(), name="webhook-deliveries"),
    path(
        "webhooks/<int:pk>/deliveries/<int:delivery_id>/redeliver/",
        RedeliverWebhookView.as_view(),
        name="webhook-redeliver",
    ),
    path("me/", MeView.as_view(), name="me"),
    path("me/export/", ExportView.as_view(), name="export"),
    path("me/password/", PasswordView.as_view(), name="password"),
    path("health/", HealthView.as_view(), name="health"),
    path("problems/<slug:slug>", problem_page, name="problem"),
]
