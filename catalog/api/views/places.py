"""Venues."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.api.conditional import ConditionalView
from catalog.api.negotiation import AnyAccept, GeoJsonRenderer
from catalog.api.pagination import Page, read_page
from catalog.api.place_examples import VENUE_ARTWORKS_EXAMPLE, VENUE_FEATURES_EXAMPLE, VENUES_EXAMPLE
from catalog.api.schema import problems
from catalog.api.serializers.displays import (
    VenueArtworkPageSerializer,
    VenueArtworkSerializer,
    VenueArtworksQuerySerializer,
)
from catalog.api.serializers.geojson import VenueFeaturesSerializer
from catalog.api.serializers.places import (
    ListedVenueSerializer,
    VenueDetailSerializer,
    VenuePageSerializer,
    VenueQuerySerializer,
    VenuesQuerySerializer,
)
from catalog.models import Venue
from catalog.selectors.artworks import sighting
from catalog.selectors.displays import displays_at
from catalog.selectors.places import find_venues

_FILTERS = ("near", "box", "kind", "search", "open_now")
_GEOJSON = {
    (200, GeoJsonRenderer.media_type): OpenApiResponse(VenueFeaturesSerializer, examples=[VENUE_FEATURES_EXAMPLE])
}


class VenuesView(ConditionalView):
    """All venues, as JSON or GeoJSON."""

    renderer_classes = (JSONRenderer, GeoJsonRenderer)

    @extend_schema(
        operation_id="venues",
        summary="List venues: near a point, in a box, open now, by kind or name",
        description="With `near`, the nearest first and with their distance; else with `search`, what begins with the"
        " words first; else in the order they were added. Ask for `application/geo+json` (or at `/venues.geojson`) and"
        " the same venues come as GeoJSON.",
        tags=["venues"],
        parameters=[VenuesQuerySerializer],
        responses={
            (200, "application/json"): OpenApiResponse(VenuePageSerializer, examples=[VENUES_EXAMPLE]),
            **_GEOJSON,
            **problems("invalid-request", "not-acceptable", "database-unavailable"),
        },
    )
    def get(self, request: Request) -> Response:
        """A page of them."""
        page, context = _read(request)
        if isinstance(request.accepted_renderer, GeoJsonRenderer):
            return _as_geojson(page, context)
        told = ListedVenueSerializer(page.rows, many=True, only=context["only"], context=context)
        return Response(page.body(told.data))


class VenuesGeoJsonView(ConditionalView):
    """All venues as GeoJSON, whatever the Accept header says: maps ask for `application/json` and mean this."""

    renderer_classes = (GeoJsonRenderer,)
    content_negotiation_class = AnyAccept

    @extend_schema(
        operation_id="venues_geojson",
        summary="List venues as GeoJSON",
        description="As `/venues/`, with the same parameters.",
        tags=["venues"],
        parameters=[VenuesQuerySerializer],
        responses={**_GEOJSON, **problems("invalid-request", "database-unavailable")},
    )
    def get(self, request: Request) -> Response:
        """A page of them."""
        return _as_geojson(*_read(request))


def _read(request: Request) -> tuple[Page[Venue], dict[str, Any]]:
    """The page that is asked for, and the context to serialize it in."""
    query = VenuesQuerySerializer(data=request.query_params)
    query.is_valid(raise_exception=True)
    asked: dict[str, Any] = query.validated_data
    venues = find_venues(**{name: asked[name] for name in _FILTERS if name in asked})
    venues = venues.prefetch_related(*ListedVenueSerializer.relations_of(query.names))
    order = "haversine" if "near" in asked else "rank" if "search" in asked else "pk"
    page = read_page(venues, request, asked, ordering=(order,))
    return page, {"request": request, "only": query.names}


def _as_geojson(page: Page[Venue], context: dict[str, Any]) -> Response:
    told = {"next": page.next, "previous": page.previous, "features": page.rows}
    return Response(VenueFeaturesSerializer(told, context=context).data)


class VenueView(ConditionalView):
    """One venue."""

    @extend_schema(
        operation_id="venue",
        summary="Read a venue",
        tags=["venues"],
        parameters=[VenueQuerySerializer],
        responses={
            200: VenueDetailSerializer,
            **problems("invalid-request", "not-found", "not-acceptable", "database-unavailable"),
        },
    )
    def get(self, request: Request, pk: int) -> Response:
        """All that is known of it; a source's own venue is told as the one it is joined with."""
        query = VenueQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        venue = get_object_or_404(Venue.objects.select_related("joined_to"), pk=pk).shown
        return Response(VenueDetailSerializer(venue, only=query.names, context={"request": request}).data)


class VenueArtworksView(ConditionalView):
    """The artworks at one venue."""

    @extend_schema(
        operation_id="venue_artworks",
        summary="List what hangs at a venue, and until when",
        description="Each is what a source said on the day `as_of`; `is_on_display` is what that means for today.",
        tags=["venues"],
        parameters=[VenueArtworksQuerySerializer],
        responses={
            200: OpenApiResponse(VenueArtworkPageSerializer, examples=[VENUE_ARTWORKS_EXAMPLE]),
            **problems("invalid-request", "not-found", "not-acceptable", "database-unavailable"),
        },
    )
    def get(self, request: Request, pk: int) -> Response:
        """A page of them."""
        query = VenueArtworksQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        venue = get_object_or_404(Venue.objects.only("pk"), pk=pk)
        displays = displays_at(venue.pk, query.validated_data.get("on_display", ""))
        page = read_page(displays, request, query.validated_data, ordering=query.ordering)
        today = timezone.now().date()
        said = [sighting(display, today) for display in page.rows]
        return Response(page.body(VenueArtworkSerializer(said, many=True, context={"request": request}).data))
