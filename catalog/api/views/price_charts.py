"""Histories of prices as pictures."""

from collections.abc import Callable
from typing import Any

from django.db.models import F, QuerySet
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from catalog.api.charts.drawing import draw_png, draw_svg
from catalog.api.charts.points import history_of
from catalog.api.conditional import ConditionalView
from catalog.api.negotiation import AnyAccept
from catalog.api.schema import problems
from catalog.api.serializers.prices import ChartQuerySerializer
from catalog.api.views.prices import artist_of, artwork_of
from catalog.models import PriceRecord
from catalog.selectors.exchange import exchange_for
from catalog.selectors.prices import (
    SUMMED_UP,
    filter_price_records,
    price_records_of_artist,
    price_records_of_artwork,
)

SVG = "image/svg+xml"
PNG = "image/png"
MOST_RECORDS = 1000
"""Of an artist's thousands of records the newest: a picture has not much more room for marks."""
# The picture is shown as a page of its own, too: whatever may be in it, nothing of it runs or loads anything.
_POLICY = "default-src 'none'; sandbox"

_DESCRIPTION = (
    "Prices by kind, estimates as ranges; unsold and withdrawn lots and sales for unknown amounts below the axis. In"
    " `currency`, or else in the one that most of the amounts are in. What is not drawn is counted below the picture."
    f" At most the newest {MOST_RECORDS:,} records. The ground is transparent: the picture lies on light and on dark."
)

Endpoint = Callable[[Any, Request, int], HttpResponse]


def _chart(name: str, of: str, media_type: str) -> Callable[[Endpoint], Endpoint]:
    return extend_schema(
        operation_id=f"{name}_price_chart_{media_type.partition('/')[2].partition('+')[0]}",
        summary=f"Draw the prices of {of}",
        description=_DESCRIPTION,
        tags=["prices"],
        parameters=[ChartQuerySerializer],
        responses={
            (200, media_type): OpenApiTypes.STR if media_type == SVG else OpenApiTypes.BINARY,
            **problems("invalid-request", "not-found", "database-unavailable"),
        },
    )


class _ChartView(ConditionalView):
    content_negotiation_class = AnyAccept


class ArtworkPriceChartSvgView(_ChartView):
    """The prices of one artwork, drawn."""

    @_chart("artwork", "an artwork", SVG)
    def get(self, request: Request, pk: int) -> HttpResponse:
        """An SVG."""
        return _answer(_of_artwork(request, pk), SVG)


class ArtworkPriceChartPngView(_ChartView):
    """The same for who cannot show SVG."""

    @_chart("artwork", "an artwork", PNG)
    def get(self, request: Request, pk: int) -> HttpResponse:
        """A PNG."""
        return _answer(draw_png(_of_artwork(request, pk)), PNG)


class ArtistPriceChartSvgView(_ChartView):
    """The prices of an artist's works, drawn."""

    @_chart("artist", "works by an artist", SVG)
    def get(self, request: Request, pk: int) -> HttpResponse:
        """An SVG."""
        return _answer(_of_artist(request, pk), SVG)


class ArtistPriceChartPngView(_ChartView):
    """The same for who cannot show SVG."""

    @_chart("artist", "works by an artist", PNG)
    def get(self, request: Request, pk: int) -> HttpResponse:
        """A PNG."""
        return _answer(draw_png(_of_artist(request, pk)), PNG)


def _of_artwork(request: Request, pk: int) -> str:
    artwork = artwork_of(pk)
    return _drawn(request, price_records_of_artwork(artwork.pk), f"“{artwork}”")


def _of_artist(request: Request, pk: int) -> str:
    artist = artist_of(pk)
    return _drawn(request, price_records_of_artist(artist.pk), f"works by {artist}")


def _drawn(request: Request, records: QuerySet[PriceRecord], name: str) -> str:
    query = ChartQuerySerializer(data=request.query_params)
    query.is_valid(raise_exception=True)
    asked = query.validated_data
    newest = filter_price_records(records, **query.filters).order_by(F("date").desc(nulls_last=True), "-pk")
    found = list(newest.select_related(None).only(*SUMMED_UP)[: MOST_RECORDS + 1])
    note = f"Only the newest {MOST_RECORDS:,} records are looked at." if len(found) > MOST_RECORDS else ""
    currency = asked.get("currency")
    exchange = None if currency is None else exchange_for(found, currency)
    history = history_of(found[:MOST_RECORDS], exchange)
    if currency is not None and history.points:
        note = f"Converted at the euro reference rates of the days. {note}"
    return draw_svg(history, name=name, note=note.strip(), width=asked["width"], height=asked["height"])


def _answer(picture: str | bytes, media_type: str) -> HttpResponse:
    headers = {"Content-Security-Policy": _POLICY, "X-Content-Type-Options": "nosniff"}
    return HttpResponse(picture, content_type=media_type, headers=headers)
