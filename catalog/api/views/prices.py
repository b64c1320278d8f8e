"""What was asked, estimated and paid for artworks, and what it adds up to."""

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.api.conditional import ConditionalView
from catalog.api.pagination import read_page
from catalog.api.price_examples import PAGE_EXAMPLE, SUMMARY_EXAMPLE
from catalog.api.schema import problems
from catalog.api.serializers.prices import (
    PeriodQuerySerializer,
    PricePageSerializer,
    PricesQuerySerializer,
    PriceStatementSerializer,
    PriceSummarySerializer,
)
from catalog.models import Artist, Artwork, PriceRecord
from catalog.selectors.artworks import published_artworks
from catalog.selectors.exchange import exchange_for
from catalog.selectors.prices import (
    filter_price_records,
    price_records_of_artist,
    price_records_of_artwork,
    summarize_prices,
)

_PROBLEMS = problems("invalid-request", "not-found", "not-acceptable", "database-unavailable")
_PAGE = {200: OpenApiResponse(PricePageSerializer, examples=[PAGE_EXAMPLE]), **_PROBLEMS}
_SUMMARY = {200: OpenApiResponse(PriceSummarySerializer, examples=[SUMMARY_EXAMPLE]), **_PROBLEMS}
_OF_ARTIST = "Of published works by the artist, not of those that are only attributed to them or made after them. "
_RECORDS = (
    "The newest first, undated ones last. Amounts are in the original currency and, with `currency`, in `converted` as"
    " well: at the European Central Bank's reference rate of the day, or the last one in the six days before; for a"
    " price dated to a month or a year at the mean of its days' rates. Both ends of a rate that goes through the euro"
    " are of one day. Where there is no rate, nothing is converted and `not_converted` says why."
)
_SUMMED_UP = (
    "Hammer prices, prices with premium and private sales are never mixed in one median; estimates, asking prices and"
    " bids for lots that were bought in are in none. Without `currency` there is a median for each currency. A sale"
    " that several sources state alike counts once."
)


class ArtworkPricesView(ConditionalView):
    """The price records of one artwork."""

    @extend_schema(
        operation_id="artwork_prices",
        summary="List what is stated about an artwork's price",
        description=_RECORDS,
        tags=["prices"],
        parameters=[PricesQuerySerializer],
        responses=_PAGE,
    )
    def get(self, request: Request, pk: int) -> Response:
        """A page of them."""
        return _page(request, price_records_of_artwork(artwork_of(pk).pk))


class ArtistPricesView(ConditionalView):
    """The price records of an artist's works."""

    @extend_schema(
        operation_id="artist_prices",
        summary="List what is stated about the prices of an artist's works",
        description=_OF_ARTIST + _RECORDS,
        tags=["prices"],
        parameters=[PricesQuerySerializer],
        responses=_PAGE,
    )
    def get(self, request: Request, pk: int) -> Response:
        """A page of them."""
        return _page(request, price_records_of_artist(artist_of(pk).pk))


class ArtworkPriceSummaryView(ConditionalView):
    """What the price records of one artwork add up to."""

    @extend_schema(
        operation_id="artwork_price_summary",
        summary="Sum up an artwork's prices",
        description=_SUMMED_UP,
        tags=["prices"],
        parameters=[PeriodQuerySerializer],
        responses=_SUMMARY,
    )
    def get(self, request: Request, pk: int) -> Response:
        """Last sale, medians, sell-through."""
        return _summary(request, price_records_of_artwork(artwork_of(pk).pk))


class ArtistPriceSummaryView(ConditionalView):
    """What the price records of an artist's works add up to."""

    @extend_schema(
        operation_id="artist_price_summary",
        summary="Sum up the prices of an artist's works",
        description=_OF_ARTIST + _SUMMED_UP,
        tags=["prices"],
        parameters=[PeriodQuerySerializer],
        responses=_SUMMARY,
    )
    def get(self, request: Request, pk: int) -> Response:
        """Last sale, medians, sell-through."""
        return _summary(request, price_records_of_artist(artist_of(pk).pk))


def artwork_of(pk: int) -> Artwork:
    """Raises ``Http404`` where no such artwork is published."""
    return get_object_or_404(published_artworks(relations=()), pk=pk)


def artist_of(pk: int) -> Artist:
    """Raises ``Http404`` where there is no such artist."""
    return get_object_or_404(Artist, pk=pk)


def _page(request: Request, records: QuerySet[PriceRecord]) -> Response:
    query = PricesQuerySerializer(data=request.query_params)
    query.is_valid(raise_exception=True)
    found = filter_price_records(records, **query.filters)
    page = read_page(found, request, query.validated_data, ordering=("-date", "-pk"))
    currency = query.validated_data.get("currency")
    exchange = None if currency is None else exchange_for(page.rows, currency)
    told = PriceStatementSerializer(page.rows, many=True, context={"request": request, "exchange": exchange})
    return Response(page.body(told.data))


def _summary(request: Request, records: QuerySet[PriceRecord]) -> Response:
    query = PeriodQuerySerializer(data=request.query_params)
    query.is_valid(raise_exception=True)
    summary = summarize_prices(filter_price_records(records, **query.filters), query.validated_data.get("currency"))
    return Response(PriceSummarySerializer(summary, context={"request": request}).data)
