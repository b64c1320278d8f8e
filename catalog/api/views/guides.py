"""Guides: venues' stories about works, to read and to listen to."""

import logging
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalog.api.conditional import ConditionalView
from catalog.api.negotiation import AnyAccept
from catalog.api.pagination import read_page
from catalog.api.place_examples import GUIDE_EXAMPLE, GUIDES_EXAMPLE
from catalog.api.ranges import file_response
from catalog.api.schema import problems, response_header
from catalog.api.serializers.guides import (
    GuidePageSerializer,
    GuideSerializer,
    GuidesQuerySerializer,
    VenueGuidesQuerySerializer,
)
from catalog.models import Guide, Venue
from catalog.selectors.artworks import published_artworks
from catalog.selectors.guides import in_best_language, published_guides
from catalog.selectors.joins import joined_ids

logger = logging.getLogger(__name__)

_LANGUAGE_HEADERS = [
    OpenApiParameter(
        "Accept-Language",
        OpenApiTypes.STR,
        OpenApiParameter.HEADER,
        description="Languages in the order of liking (RFC 9110): `pt-BR, pt;q=0.8, en;q=0.5`. The best one there is of"
        " each guide is told (RFC 4647, lookup); English where nothing fits, and any language rather than none.",
    ),
    response_header("Content-Language", "The languages that are told.", [200]),
]
_PAGE = {
    200: OpenApiResponse(GuidePageSerializer, examples=[GUIDES_EXAMPLE]),
    **problems("invalid-request", "not-found", "not-acceptable", "database-unavailable"),
}


class ArtworkGuidesView(ConditionalView):
    """The guides to one work."""

    @extend_schema(
        operation_id="artwork_guides",
        summary="List the guides to an artwork",
        description="One from each venue that has one, in the language that you like best.",
        tags=["guides"],
        parameters=[GuidesQuerySerializer, *_LANGUAGE_HEADERS],
        responses=_PAGE,
    )
    def get(self, request: Request, pk: int) -> Response:
        """A page of them."""
        query = GuidesQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        artwork = get_object_or_404(published_artworks(()), pk=pk)
        return _page(request, published_guides().filter(artwork=artwork), query.validated_data)


class VenueGuidesView(ConditionalView):
    """The guides of one venue."""

    @extend_schema(
        operation_id="venue_guides",
        summary="List the guides of a venue",
        description="One to each artwork, in the language that you like best.",
        tags=["guides"],
        parameters=[VenueGuidesQuerySerializer, *_LANGUAGE_HEADERS],
        responses=_PAGE,
    )
    def get(self, request: Request, pk: int) -> Response:
        """A page of them."""
        query = VenueGuidesQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        venue = get_object_or_404(Venue.objects.only("pk"), pk=pk)
        guides = published_guides().filter(venue__in=joined_ids(Venue, venue.pk))
        if "artwork" in asked:
            guides = guides.filter(artwork=asked["artwork"])
        return _page(request, guides, asked)


class GuideView(ConditionalView):
    """One guide."""

    @extend_schema(
        operation_id="guide",
        summary="Read a guide",
        tags=["guides"],
        responses={
            200: OpenApiResponse(GuideSerializer, examples=[GUIDE_EXAMPLE]),
            **problems("not-found", "not-acceptable", "database-unavailable"),
        },
    )
    def get(self, request: Request, pk: int) -> Response:
        """The whole story, in its own language."""
        guide = get_object_or_404(published_guides(), pk=pk)
        told = GuideSerializer(guide, context={"request": request})
        return Response(told.data, headers={"Content-Language": guide.language})


class GuideAudioView(APIView):
    """The sound of one guide."""

    content_negotiation_class = AnyAccept

    @extend_schema(
        operation_id="guide_audio",
        summary="Listen to a guide",
        description="Players ask for parts with `Range`; one range at a time is served.",
        tags=["guides"],
        parameters=[
            OpenApiParameter("Range", OpenApiTypes.STR, OpenApiParameter.HEADER, description="`bytes=0-1023`"),
            response_header("Content-Range", "Which bytes these are, of how many.", [206, 416]),
        ],
        responses={
            **{(status, "audio/*"): OpenApiTypes.BINARY for status in (200, 206)},
            304: None,
            **problems("not-found", "range-not-satisfiable", "database-unavailable"),
        },
    )
    def get(self, request: Request, pk: int) -> HttpResponseBase:
        """The file as it is stored."""
        guide = get_object_or_404(published_guides().exclude(audio=""), pk=pk)
        try:
            file = guide.audio.open("rb")
        except FileNotFoundError as error:
            logger.exception("The sound of guide %s is missing: %s", guide.pk, guide.audio.name)
            raise Http404 from error
        return file_response(
            request,
            file,
            size=guide.audio_size_bytes or 0,
            media_type=guide.audio_media_type,
            etag=f'"{guide.audio.name}"',
        )


def _page(request: Request, guides: QuerySet[Guide], asked: dict[str, Any]) -> Response:
    if not asked["all_languages"]:
        guides = in_best_language(guides, request.headers.get("Accept-Language", ""))
    page = read_page(guides, request, asked)
    told = GuideSerializer(page.rows, many=True, context={"request": request})
    languages = ", ".join(dict.fromkeys(guide.language for guide in page.rows))
    return Response(page.body(told.data), headers={"Content-Language": languages} if languages else None)
