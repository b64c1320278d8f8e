"""Venues."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalog.api.schema import problems
from catalog.api.serializers.places import VenueDetailSerializer
from catalog.models import Venue


class VenueView(APIView):
    """One venue."""

    @extend_schema(
        operation_id="venue",
        summary="Read a venue",
        tags=["venues"],
        responses={200: VenueDetailSerializer, **problems("not-found", "not-acceptable", "database-unavailable")},
    )
    def get(self, request: Request, pk: int) -> Response:
        """All that is known of it."""
        return Response(VenueDetailSerializer(get_object_or_404(Venue, pk=pk), context={"request": request}).data)
