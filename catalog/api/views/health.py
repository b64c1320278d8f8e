"""Whether the service is ready."""

from django.db import InterfaceError, OperationalError
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalog.api.throttles import Unlimited
from catalog.selectors.health import CatalogueState, count_recognition_workers, read_catalogue_state
from catalog.services.photos import is_reachable


class HealthSerializer(serializers.Serializer[dict[str, object]]):
    """How the parts are."""

    status = serializers.ChoiceField(
        choices=["ok", "degraded", "down"],
        help_text="`degraded`: photos are taken, but no recognition worker answered; `down`: they cannot be.",
    )
    database = serializers.BooleanField()
    redis = serializers.BooleanField()
    recognition_workers = serializers.IntegerField(
        help_text="Those that answered within half a second; a busy one may not."
    )
    index_generation = serializers.IntegerField(allow_null=True)
    published_works = serializers.IntegerField(allow_null=True)


class HealthView(APIView):
    """Asks the database, Redis and the workers."""

    authentication_classes = ()
    throttle_classes = (Unlimited,)

    @extend_schema(
        operation_id="health",
        summary="Tell whether the service is ready",
        tags=["health"],
        responses={200: HealthSerializer, 503: OpenApiResponse(HealthSerializer, description="The service is down.")},
    )
    def get(self, request: Request) -> Response:  # noqa: ARG002 - REST framework's signature
        """200 if photos can be taken, else 503."""
        catalogue = _catalogue_state()
        has_redis = is_reachable()
        workers = count_recognition_workers() if has_redis else 0
        is_up = catalogue is not None and has_redis
        body = {
            "status": ("ok" if workers else "degraded") if is_up else "down",
            "database": catalogue is not None,
            "redis": has_redis,
            "recognition_workers": workers,
            "index_generation": catalogue and catalogue.index_generation,
            "published_works": catalogue and catalogue.published_works,
        }
        return Response(body, status=200 if is_up else 503, headers={"Cache-Control": "no-store"})


def _catalogue_state() -> CatalogueState | None:
    try:
        return read_catalogue_state()
    except (OperationalError, InterfaceError):
        return None
