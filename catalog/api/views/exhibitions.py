"""Exhibitions."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.api.conditional import ConditionalView
from catalog.api.examples import EXHIBITION, page_example
from catalog.api.pagination import read_page
from catalog.api.schema import problems
from catalog.api.serializers.places import ExhibitionDetailSerializer, ExhibitionPageSerializer
from catalog.api.serializers.queries import ExhibitionDetailQuerySerializer, ExhibitionQuerySerializer
from catalog.selectors.exhibitions import exhibitions, find_exhibitions


class ExhibitionsView(ConditionalView):
    """All exhibitions."""

    @extend_schema(
        operation_id="exhibitions",
        summary="List exhibitions",
        description="The works of one are `/artworks/?exhibition=…`.",
        tags=["exhibitions"],
        parameters=[ExhibitionQuerySerializer],
        responses={
            200: OpenApiResponse(ExhibitionPageSerializer, examples=[page_example("exhibitions", EXHIBITION)]),
            **problems("invalid-request", "not-acceptable", "database-unavailable"),
        },
    )
    def get(self, request: Request) -> Response:
        """A page of them."""
        query = ExhibitionQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        page = read_page(find_exhibitions(query.filters), request, query.validated_data, ordering=query.ordering)
        told = ExhibitionDetailSerializer(page.rows, many=True, only=query.names, context={"request": request})
        return Response(page.body(told.data))


class ExhibitionView(ConditionalView):
    """One exhibition."""

    @extend_schema(
        operation_id="exhibition",
        summary="Read an exhibition",
        tags=["exhibitions"],
        parameters=[ExhibitionDetailQuerySerializer],
        responses={
            200: ExhibitionDetailSerializer,
            **problems("invalid-request", "not-found", "not-acceptable", "database-unavailable"),
        },
    )
    def get(self, request: Request, pk: int) -> Response:
        """All that is known of it."""
        query = ExhibitionDetailQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        exhibition = get_object_or_404(exhibitions(), pk=pk)
        return Response(ExhibitionDetailSerializer(exhibition, only=query.names, context={"request": request}).data)
