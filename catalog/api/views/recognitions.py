"""A photo in, the artwork out."""

from typing import Any

from django.conf import settings
from django.shortcuts import get_object_or_404
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalog.api.examples import ANSWER_EXAMPLE, PENDING_EXAMPLE
from catalog.api.preferences import preferred_wait_s
from catalog.api.problems import Problem
from catalog.api.schema import PHOTO_BODY, PHOTO_PROBLEMS, problems, response_header
from catalog.api.serializers.recognitions import RecognitionSerializer
from catalog.api.uploads import received_photo
from catalog.models import Recognition
from catalog.selectors.answers import read_answer
from catalog.services.recognition import (
    EXPIRED,
    EXPIRED_DETAIL,
    discard_recognition,
    has_expired,
    request_recognition,
    wait_for_answer,
)

POLL_AFTER_S = 1
NOT_CACHED = {"Cache-Control": "no-store"}


class RecognitionsView(APIView):
    """Takes photos, whose bodies it reads itself (see ``uploads``).

    Nobody needs to sign in, so no cookie is looked at and no CSRF token asked for.
    """

    authentication_classes = ()
    parser_classes = ()
    throttle_scope = "recognition"

    @extend_schema(
        operation_id="recognize",
        summary="Recognize the artworks in a photo",
        description="Send a JPEG, PNG, WebP, HEIC or AVIF picture of at most 12 MiB and 50 megapixels: as the multipart"
        " field `photo`, or as the body itself. The format is judged by content. The answer comes at once where it can;"
        " otherwise poll the address in `Location`. The photo is deleted when it is answered, its EXIF never stored.",
        tags=["recognitions"],
        parameters=[
            OpenApiParameter(
                "Prefer",
                OpenApiTypes.STR,
                OpenApiParameter.HEADER,
                description="`wait=N`: wait at most N seconds for the answer (RFC 7240). 10 unless given, at most 60;"
                " with `wait=0` the answer is always 202.",
            ),
            response_header("Location", "Address of the recognition.", [201, 202]),
            response_header("Retry-After", "Seconds to wait before asking for the answer.", [202, 429, 503]),
            response_header("Preference-Applied", "The `wait` that was granted, where one was asked for.", [201, 202]),
        ],
        request=PHOTO_BODY,
        responses={
            201: OpenApiResponse(RecognitionSerializer, description="The answer.", examples=[ANSWER_EXAMPLE]),
            202: OpenApiResponse(RecognitionSerializer, description="Not yet.", examples=[PENDING_EXAMPLE]),
            **problems(
                *PHOTO_PROBLEMS,
                "throttled",
                "recognition-failed",
                "photo-store-unavailable",
                "database-unavailable",
            ),
        },
    )
    def post(self, request: Request) -> Response:
        """Accepts a photo and waits for its answer as long as the client likes to."""
        asked_s = preferred_wait_s(request.headers.get("Prefer", ""))
        wait_s = min(settings.ARTREC["WAIT_DEFAULT_S"] if asked_s is None else asked_s, settings.ARTREC["WAIT_MAX_S"])
        recognition = _wait(request_recognition(received_photo(request)), wait_s)
        is_pending = recognition.state == Recognition.State.PENDING
        response = _represent(request, recognition, status=202 if is_pending else 201)
        response["Location"] = request.build_absolute_uri(reverse("recognition", args=[recognition.pk]))
        if asked_s is not None:
            response["Preference-Applied"] = f"wait={wait_s}"
        return response


class RecognitionView(APIView):
    """Tells how a recognition stands."""

    authentication_classes = ()

    @extend_schema(
        operation_id="recognition",
        summary="Read a recognition",
        description="While the state is `pending`, ask again after `Retry-After` seconds. What was taken down since the"
        " photo was recognized is not shown any more.",
        tags=["recognitions"],
        parameters=[response_header("Retry-After", "Seconds to wait before asking again; only while pending.", [200])],
        responses={
            200: OpenApiResponse(RecognitionSerializer, examples=[ANSWER_EXAMPLE, PENDING_EXAMPLE]),
            **problems(
                "not-found",
                "not-acceptable",
                "expired",
                "undecodable-photo",
                "recognition-failed",
                "database-unavailable",
            ),
        },
    )
    def get(self, request: Request, pk: str) -> Response:
        """The answer, as far as it is known."""
        recognition = get_object_or_404(Recognition, pk=pk)
        if has_expired(recognition):
            raise Problem(EXPIRED, EXPIRED_DETAIL)
        if recognition.state == Recognition.State.FAILED:
            raise Problem(recognition.problem, recognition.problem_detail)
        return _represent(request, recognition, status=200)


def _wait(recognition: Recognition, wait_s: float) -> Recognition:
    """The recognition, answered or still pending. One that failed is told at once, so nothing of it is kept."""
    if wait_s == 0:
        return recognition
    try:
        recognition = wait_for_answer(recognition, wait_s)
    except Recognition.DoesNotExist as error:
        raise NotFound("The recognition was deleted before it was answered.") from error
    if recognition.state == Recognition.State.FAILED:
        discard_recognition(recognition)
        raise Problem(recognition.problem, recognition.problem_detail)
    return recognition


def _represent(request: Request, recognition: Recognition, *, status: int) -> Response:
    body = RecognitionSerializer(read_answer(recognition), context={"request": request}).data
    headers: dict[str, Any] = dict(NOT_CACHED)
    if recognition.state == Recognition.State.PENDING:
        headers["Retry-After"] = str(POLL_AFTER_S)
    return Response(body, status=status, headers=headers)
