"""Artworks and artists."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalog.api.pagination import ArtworkPages
from catalog.api.schema import PAGE_PARAMETERS, problems
from catalog.api.serializers.artworks import (
    ArtistSerializer,
    ArtworkDetailSerializer,
    ArtworkPageSerializer,
    ArtworkQuerySerializer,
    ArtworkSerializer,
)
from catalog.models import Artist
from catalog.selectors.artworks import published_artworks_with_facts, search_artworks


class ArtworksView(APIView):
    """The published artworks."""

    @extend_schema(
        operation_id="artworks",
        summary="List or search artworks",
        tags=["artworks"],
        parameters=[
            ArtworkQuerySerializer,
            *PAGE_PARAMETERS,
        ],
        responses={
            200: ArtworkPageSerializer,
            **problems("invalid-request", "not-found", "not-acceptable", "database-unavailable"),
        },
    )
    def get(self, request: Request) -> Response:
        """A page of them."""
        query = ArtworkQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        pages = ArtworkPages()
        found = search_artworks(query.validated_data.get("search", ""))
        page = ArtworkSerializer(
            pages.paginate_queryset(found, request, view=self), many=True, context={"request": request}
        )
        return pages.get_paginated_response(page.data)


class ArtworkView(APIView):
    """One published artwork."""

    @extend_schema(
        operation_id="artwork",
        summary="Read an artwork with its pictures, prices and places",
        tags=["artworks"],
        responses={200: ArtworkDetailSerializer, **problems("not-found", "not-acceptable", "database-unavailable")},
    )
    def get(self, request: Request, pk: int) -> Response:
        """All that is known of it."""
        artwork = get_object_or_404(published_artworks_with_facts(), pk=pk)
        return Response(ArtworkDetailSerializer(artwork, context={"request": request}).data)


class ArtistView(APIView):
    """One artist."""

    @extend_schema(
        operation_id="artist",
        summary="Read an artist",
        tags=["artists"],
        responses={200: ArtistSerializer, **problems("not-found", "not-acceptable", "database-unavailable")},
    )
    def get(self, request: Request, pk: int) -> Response:
        """All that is known of them."""
        return Response(ArtistSerializer(get_object_or_404(Artist, pk=pk), context={"request": request}).data)
