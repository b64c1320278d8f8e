"""Venues."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.api.conditional import ConditionalView
from catalog.api.schema import problems
from catalog.api.serializers.places import VenueDetailSerializer, VenueQuerySerializer
from catalog.models import Venue


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
        """All that is known of it."""
        query = VenueQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        venue = get_object_or_404(Venue, pk=pk)
        return Response(VenueDetailSerializer(venue, only=query.names, context={"request": request}).data)
