"""Statistics for a venue's staff."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.api.permissions import PersonalView, person
from catalog.api.place_examples import STATISTICS_EXAMPLE
from catalog.api.schema import PERSONAL_PROBLEMS, problems
from catalog.api.serializers.visits import StatisticsQuerySerializer, StatisticsSerializer
from catalog.models import Venue, VenueStaff
from catalog.selectors.joins import joined_ids
from catalog.selectors.visits import NothingOver, statistics_of, weeks_of


class VenueStatisticsView(PersonalView):
    """What is scanned at a venue, for those who work there."""

    @extend_schema(
        operation_id="venue_statistics",
        summary="Read what is scanned at a venue",
        description="For the venue's staff, as the admin lists them. Counted are answers to photos whose sender named"
        " the venue, or whose work hangs there and nowhere else; without a person, a device or a place. Whole weeks"
        " that are over are told; every figure is rounded down to a multiple of `step`, and null below it, so that no"
        " small number can be had by subtraction.",
        tags=["venues"],
        parameters=[StatisticsQuerySerializer],
        responses={
            200: OpenApiResponse(StatisticsSerializer, examples=[STATISTICS_EXAMPLE]),
            **problems("invalid-request", "not-found", *PERSONAL_PROBLEMS),
        },
    )
    def get(self, request: Request, pk: int) -> Response:
        """The figures of a period."""
        venue = get_object_or_404(Venue.objects.select_related("joined_to"), pk=pk).shown
        user = person(request)
        if not user.is_superuser and not VenueStaff.objects.filter(venue__in=joined_ids(Venue, pk), user=user).exists():
            raise PermissionDenied("Only the staff of this venue may read its statistics.")
        query = StatisticsQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        try:
            weeks = weeks_of(venue, query.validated_data.get("from"), query.validated_data.get("to"))
        except NothingOver as error:
            raise ValidationError({"from": str(error)}) from error
        told = StatisticsSerializer(statistics_of(venue, weeks), context={"request": request})
        return Response(told.data, headers={"Cache-Control": "private, no-cache"})
