"""Comparable sales of an artwork."""

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.api.conditional import ConditionalView
from catalog.api.price_examples import COMPARABLES_EXAMPLE
from catalog.api.schema import problems
from catalog.api.serializers.comparables import ComparablesQuerySerializer, ComparablesSerializer
from catalog.api.views.prices import artwork_of
from catalog.selectors.comparables import MOST_SALES, comparable_sales

_DESCRIPTION = (
    f"What other works by the artist sold for last, out of the newest {MOST_SALES} sales; the most comparable first: by"
    " size, medium and date, then by how much the pictures look alike. The range is that of the sales that agree with"
    " the work in size, medium and date; where those are fewer than four, in size and medium; then in size; then of"
    " all. It is an indication and no valuation: half of real prices lie outside it, and half miss its median by a"
    " factor of about two or more. Nothing is corrected for inflation."
)


class ComparablesView(ConditionalView):
    """What other works by the artist sold for."""

    @extend_schema(
        operation_id="comparables",
        summary="Find comparable sales of an artwork",
        description=_DESCRIPTION,
        tags=["prices"],
        parameters=[ComparablesQuerySerializer],
        responses={
            200: OpenApiResponse(ComparablesSerializer, examples=[COMPARABLES_EXAMPLE]),
            **problems("invalid-request", "not-found", "not-acceptable", "database-unavailable"),
        },
    )
    def get(self, request: Request, pk: int) -> Response:
        """The sales, and the range that they indicate."""
        artwork = artwork_of(pk)
        query = ComparablesQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        asked = dict(query.validated_data)
        limit = asked.pop("limit")
        comparables = comparable_sales(artwork, **asked)
        return Response(ComparablesSerializer(comparables, context={"request": request, "limit": limit}).data)
