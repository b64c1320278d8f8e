"""Offline packs of venues, what has left them, and the key that signs them."""

import logging
from typing import Any

from django.conf import settings
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalog.api.conditional import ConditionalView
from catalog.api.negotiation import AnyAccept
from catalog.api.problems import Problem
from catalog.api.ranges import file_response
from catalog.api.schema import problems, response_header
from catalog.api.serializers.bundles import (
    BundleStateSerializer,
    JsonWebKeysSerializer,
    RevocationsQuerySerializer,
    RevocationsSerializer,
)
from catalog.models import Bundle, Venue
from catalog.selectors.bundles import can_be_handed_out, images_to_bundle, is_to_be_checked, revocations
from catalog.services.bundles.keys import json_web_key, key_id, public_key
from catalog.services.bundles.shelf import ask_for_bundle, folder

logger = logging.getLogger(__name__)

MEDIA_TYPE = "application/zip"
RETRY_AFTER_S = 3


class VenueBundleView(APIView):
    """The offline pack of one venue."""

    content_negotiation_class = AnyAccept
    throttle_scope = "bundles"

    @extend_schema(
        operation_id="venue_bundle",
        summary="Download a venue's offline pack",
        description="A signed ZIP of the works on display, with all it takes to recognize them without a network;"
        " docs/bundles.md describes the format. Until it has been built the answer is 202: ask again after"
        " `Retry-After` seconds. A venue where no work is known to hang today has none. Ask again with"
        " `If-None-Match`, and go on with a broken download by `Range` and `If-Range`.",
        tags=["bundles"],
        parameters=[
            OpenApiParameter("Range", OpenApiTypes.STR, OpenApiParameter.HEADER, description="`bytes=1048576-`"),
            response_header("Content-Range", "Which bytes these are, of how many.", [206, 416]),
            response_header("Location", "This address.", [202]),
            response_header("Retry-After", "Seconds to wait before asking again.", [202, 429, 503]),
        ],
        responses={
            **{(status, MEDIA_TYPE): OpenApiTypes.BINARY for status in (200, 206)},
            (202, "application/json"): OpenApiResponse(BundleStateSerializer, description="It is being built."),
            304: None,
            **problems("not-found", "range-not-satisfiable", "database-unavailable"),
        },
    )
    def get(self, request: Request, pk: int) -> HttpResponseBase:
        """The file, or word that it is being built."""
        venue = get_object_or_404(Venue.objects.select_related("joined_to"), pk=pk).shown
        bundle = Bundle.objects.filter(venue=venue).first()
        if bundle is None and not images_to_bundle(venue.pk, of_work=1).exists():
            raise Problem("not-found", "No work with a picture is known to hang there today, so there is no bundle.")
        if bundle is None or bundle.key_id != key_id(public_key()) or not can_be_handed_out(bundle):
            return _building(request, venue)
        if is_to_be_checked(bundle, every_s=settings.ARTREC["BUNDLE_CHECKED_EVERY_S"]):
            ask_for_bundle(venue.pk)
        try:
            file = (folder() / bundle.file_name).open("rb")
        except FileNotFoundError:
            logger.warning("The file of %s is missing, and is built again: %s", bundle, bundle.file_name)
            return _building(request, venue)
        response = file_response(
            request, file, size=bundle.size_bytes, media_type=MEDIA_TYPE, etag=f'"{bundle.sha256}"'
        )
        response["Content-Disposition"] = f'attachment; filename="venue-{venue.pk}.zip"'
        return response


def _building(request: Request, venue: Venue) -> Response:
    ask_for_bundle(venue.pk)
    address = request.build_absolute_uri(reverse("venue-bundle", args=[venue.pk]))
    headers = {"Location": address, "Retry-After": str(RETRY_AFTER_S), "Cache-Control": "no-store"}
    return Response({"state": "building"}, status=202, headers=headers)


class BundleRevocationsView(ConditionalView):
    """What must leave the packs of a venue that are on phones already."""

    @extend_schema(
        operation_id="bundle_revocations",
        summary="Ask what has left a venue's offline pack",
        description="Ask whenever there is a network, and drop what is named from every pack of the venue. More may be"
        " named than yours has.",
        tags=["bundles"],
        parameters=[RevocationsQuerySerializer],
        responses={
            200: RevocationsSerializer,
            **problems("invalid-request", "not-found", "not-acceptable", "database-unavailable"),
        },
    )
    def get(self, request: Request, pk: int) -> Response:
        """Ids of works and pictures."""
        query = RevocationsQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        venue = get_object_or_404(Venue.objects.select_related("joined_to"), pk=pk).shown
        return Response(RevocationsSerializer(revocations(venue.pk, query.validated_data["since"])).data)


class BundleKeysView(ConditionalView):
    """The key that signs bundles."""

    @extend_schema(
        operation_id="bundle_keys",
        summary="Read the public key of offline packs",
        description="A JSON Web Key Set (RFC 7517, RFC 8037). Where a pack names a `key_id` that you do not know, read"
        " it again: only packs signed by it are handed out.",
        tags=["bundles"],
        responses={200: JsonWebKeysSerializer, **problems("not-acceptable", "database-unavailable")},
    )
    def get(self, request: Request) -> Response:  # noqa: ARG002 - REST framework's signature
        """One key."""
        told: dict[str, Any] = {"keys": [json_web_key(public_key())]}
        return Response(told)
