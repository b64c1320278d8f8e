"""Artworks."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.api.conditional import ConditionalView
from catalog.api.examples import ARTWORK, page_example
from catalog.api.pagination import read_page
from catalog.api.schema import problems
from catalog.api.serializers.artworks import (
    ArtworkDetailSerializer,
    ArtworkPageSerializer,
)
from catalog.api.serializers.queries import ArtworkDetailQuerySerializer, ArtworkQuerySerializer
from catalog.selectors.artwork_filters import filter_artworks
from catalog.selectors.artworks import published_artworks
from catalog.selectors.search import search_artworks


class ArtworksView(ConditionalView):
    """The published artworks."""

    @extend_schema(
        operation_id="artworks",
        summary="List, filter or search artworks",
        description="What is given must all be true of an artwork.",
        tags=["artworks"],
        parameters=[ArtworkQuerySerializer],
        responses={
            200: OpenApiResponse(ArtworkPageSerializer, examples=[page_example("artworks", ARTWORK)]),
            **problems("invalid-request", "not-acceptable", "database-unavailable"),
        },
    )
    def get(self, request: Request) -> Response:
        """A page of them."""
        query = ArtworkQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        found = filter_artworks(published_artworks(ArtworkDetailSerializer.relations_of(query.names)), query.filters)
        if (text := query.validated_data.get("search")) is not None:
            found = search_artworks(found, text)
        page = read_page(found, request, query.validated_data, ordering=query.ordering)
        told = ArtworkDetailSerializer(page.rows, many=True, only=query.names, context={"request": request})
        return Response(page.body(told.data))


class ArtworkView(ConditionalView):
    """One published artwork."""

    @extend_schema(
        operation_id="artwork",
        summary="Read an artwork with its pictures, prices and places",
        tags=["artworks"],
        parameters=[ArtworkDetailQuerySerializer],
        responses={
            200: ArtworkDetailSerializer,
            **problems("invalid-request", "not-found", "not-acceptable", "database-unavailable"),
        },
    )
    def get(self, request: Request, pk: int) -> Response:
        """All that is known of it."""
        query = ArtworkDetailQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        artwork = get_object_or_404(published_artworks(ArtworkDetailSerializer.relations_of(query.names)), pk=pk)
        return Response(ArtworkDetailSerializer(artwork, only=query.names, context={"request": request}).data)
