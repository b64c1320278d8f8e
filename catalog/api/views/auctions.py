"""Auctions to come, and their lots."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.api.conditional import ConditionalView
from catalog.api.pagination import read_page
from catalog.api.place_examples import AUCTIONS_EXAMPLE, LOTS_EXAMPLE
from catalog.api.schema import problems
from catalog.api.serializers.displays import (
    AuctionPageSerializer,
    AuctionQuerySerializer,
    AuctionSerializer,
    LotPageSerializer,
    LotQuerySerializer,
    LotSerializer,
)
from catalog.models import PriceRecord
from catalog.selectors.auctions import upcoming_auctions, upcoming_lots
from catalog.selectors.joins import venue_inside

_EQUAL = ("venue", "house", "sale", "date")
_PROBLEMS = problems("invalid-request", "not-acceptable", "database-unavailable")
_NOT_KNOWN = (
    " Known from estimates that sources state for days that are not over and whose outcome nobody has stated. Sources"
    " do not say when they announced a lot, nor mostly where it is sold: then the venue is null."
)


class AuctionsView(ConditionalView):
    """Auctions that are not over."""

    @extend_schema(
        operation_id="auctions",
        summary="List auctions to come",
        description="The next one first. An auction is the lots of one house, sale and day." + _NOT_KNOWN,
        tags=["auctions"],
        parameters=[AuctionQuerySerializer],
        responses={200: OpenApiResponse(AuctionPageSerializer, examples=[AUCTIONS_EXAMPLE]), **_PROBLEMS},
    )
    def get(self, request: Request) -> Response:
        """A page of them."""
        query = AuctionQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        auctions = upcoming_auctions(_lots(query.validated_data))
        page = read_page(auctions, request, query.validated_data, ordering=("date", "pk"))
        return Response(page.body(AuctionSerializer(page.rows, many=True, context={"request": request}).data))


class LotsView(ConditionalView):
    """Lots that are not sold yet."""

    @extend_schema(
        operation_id="lots",
        summary="List lots to come",
        description="By day." + _NOT_KNOWN,
        tags=["auctions"],
        parameters=[LotQuerySerializer],
        responses={200: OpenApiResponse(LotPageSerializer, examples=[LOTS_EXAMPLE]), **_PROBLEMS},
    )
    def get(self, request: Request) -> Response:
        """A page of them."""
        query = LotQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        page = read_page(_lots(query.validated_data), request, query.validated_data, ordering=("date", "pk"))
        return Response(page.body(LotSerializer(page.rows, many=True, context={"request": request}).data))


def _lots(asked: dict[str, Any]) -> QuerySet[PriceRecord]:
    lots = upcoming_lots(**{name: asked[name] for name in _EQUAL if name in asked})
    for name in ("near", "box"):
        if name in asked:
            lots = lots.filter(venue_inside(asked[name]))
    return lots
