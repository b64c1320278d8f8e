"""Artists."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.api.conditional import ConditionalView
from catalog.api.examples import ARTIST, page_example
from catalog.api.pagination import read_page
from catalog.api.schema import problems
from catalog.api.serializers.artworks import ArtistPageSerializer, ArtistSerializer
from catalog.api.serializers.queries import ArtistDetailQuerySerializer, ArtistQuerySerializer
from catalog.models import Artist
from catalog.selectors.search import search_artists


class ArtistsView(ConditionalView):
    """All artists."""

    @extend_schema(
        operation_id="artists",
        summary="List or search artists",
        tags=["artists"],
        parameters=[ArtistQuerySerializer],
        responses={
            200: OpenApiResponse(ArtistPageSerializer, examples=[page_example("artists", ARTIST)]),
            **problems("invalid-request", "not-acceptable", "database-unavailable"),
        },
    )
    def get(self, request: Request) -> Response:
        """A page of them."""
        query = ArtistQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        text = query.validated_data.get("search")
        found = Artist.objects.filter(joined_to=None) if text is None else search_artists(text)
        found = found.prefetch_related(*ArtistSerializer.relations_of(query.names))
        page = read_page(found, request, query.validated_data, ordering=query.ordering)
        told = ArtistSerializer(page.rows, many=True, only=query.names, context={"request": request})
        return Response(page.body(told.data))


class ArtistView(ConditionalView):
    """One artist."""

    @extend_schema(
        operation_id="artist",
        summary="Read an artist",
        tags=["artists"],
        parameters=[ArtistDetailQuerySerializer],
        responses={
            200: ArtistSerializer,
            **problems("invalid-request", "not-found", "not-acceptable", "database-unavailable"),
        },
    )
    def get(self, request: Request, pk: int) -> Response:
        """All that is known of them; a source's own artist is told as the one they are joined with."""
        query = ArtistDetailQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        artist = get_object_or_404(Artist.objects.select_related("joined_to"), pk=pk).shown
        return Response(ArtistSerializer(artist, only=query.names, context={"request": request}).data)
