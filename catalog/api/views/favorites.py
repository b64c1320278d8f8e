"""A person's favourites."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.api.account_examples import FAVORITES_EXAMPLE
from catalog.api.pagination import read_page
from catalog.api.permissions import PersonalView, person
from catalog.api.schema import PERSONAL_PROBLEMS, problems
from catalog.api.serializers.my_art import FavoritePageSerializer, FavoriteSerializer
from catalog.api.serializers.pages import PageQuerySerializer
from catalog.selectors.artworks import published_artworks
from catalog.selectors.my_art import favorites_of
from catalog.services.my_art import add_favorite, remove_favorite

_TAGS = ["my art"]


class FavoritesView(PersonalView):
    """All of them."""

    @extend_schema(
        operation_id="favorites",
        summary="List my favourites",
        description="The newest first, without works that are not published any more.",
        tags=_TAGS,
        parameters=[PageQuerySerializer],
        responses={
            200: OpenApiResponse(FavoritePageSerializer, examples=[FAVORITES_EXAMPLE]),
            **problems("invalid-request", *PERSONAL_PROBLEMS),
        },
    )
    def get(self, request: Request) -> Response:
        """A page of them."""
        query = PageQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        rows = favorites_of(person(request))
        page = read_page(rows, request, query.validated_data, ordering=("-added_at", "pk"))
        return Response(page.body(FavoriteSerializer(page.rows, many=True, context={"request": request}).data))


class FavoriteView(PersonalView):
    """One of them, by the id of its artwork."""

    @extend_schema(
        operation_id="add_favorite",
        summary="Keep an artwork as a favourite",
        description="Again is harmless.",
        tags=_TAGS,
        request=None,
        responses={
            201: OpenApiResponse(None, description="Kept."),
            204: OpenApiResponse(None, description="Kept already."),
            **problems("not-found", *PERSONAL_PROBLEMS),
        },
    )
    def put(self, request: Request, artwork_id: int) -> Response:
        """Keeps it."""
        artwork = get_object_or_404(published_artworks(()), pk=artwork_id)
        return Response(status=201 if add_favorite(person(request), artwork) else 204)

    @extend_schema(
        operation_id="remove_favorite",
        summary="Keep an artwork no longer",
        description="Again is harmless.",
        tags=_TAGS,
        responses={204: None, **problems(*PERSONAL_PROBLEMS)},
    )
    def delete(self, request: Request, artwork_id: int) -> Response:
        """Lets it go."""
        remove_favorite(person(request), artwork_id)
        return Response(status=204)
