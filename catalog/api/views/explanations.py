"""Why a photo is answered as it is: for the staff."""

from io import BufferedIOBase
from typing import Any

from django.http import Http404, HttpResponse, QueryDict
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.api.examples import EXPLANATION_EXAMPLE, PENDING_EXPLANATION_EXAMPLE
from catalog.api.negotiation import AnyAccept
from catalog.api.permissions import StaffView
from catalog.api.problems import Problem
from catalog.api.schema import PHOTO_BODY, PHOTO_PROBLEMS, problems, response_header
from catalog.api.serializers.explanations import ExplanationSerializer
from catalog.api.uploads import received_photo
from catalog.selectors.labels import names_of
from catalog.services.explanations import Explanation, read_explanation, read_picture, request_explanation

POLL_AFTER_S = 1
_PRIVATE = {"Cache-Control": "private, no-store"}
_STAFF_PROBLEMS = ("not-authenticated", "permission-denied", "photo-store-unavailable", "database-unavailable")


class _UnreadParser(BaseParser):
    """Leaves the body for ``received_photo``: a session's CSRF token is looked for in its header alone."""

    media_type = "*/*"

    def parse(
        self,
        stream: BufferedIOBase,  # type: ignore[override]  # noqa: ARG002 - REST framework's signature
        media_type: str | None = None,  # noqa: ARG002
        parser_context: Any = None,  # noqa: ANN401, ARG002
    ) -> QueryDict:
        return QueryDict()


class _ExplanationView(StaffView):
    rows = "recognition"
    does = "view"


class ExplanationsView(_ExplanationView):
    """Takes photos to explain, whose bodies it reads itself (see ``uploads``)."""

    parser_classes = (_UnreadParser,)

    @extend_schema(
        operation_id="explain",
        summary="Explain how a photo is recognized",
        description="For staff. Send a photo as for a recognition; a worker recognizes it and draws each stage:"
        " regions, crops, votes, correspondences, decision, timings. Poll the address in `Location`. The photo is"
        " deleted when it is explained, and the explanation at `kept_until`; the oldest give way to new ones. Sign in"
        " by HTTP Basic, or by a session of the admin with its CSRF token in the header `X-CSRFToken`.",
        tags=["explanations"],
        parameters=[
            response_header("Location", "Address of the explanation.", [202]),
            response_header("Retry-After", "Seconds to wait before asking for the explanation.", [202, 503]),
        ],
        request=PHOTO_BODY,
        responses={
            202: OpenApiResponse(
                ExplanationSerializer, description="Asked for.", examples=[PENDING_EXPLANATION_EXAMPLE]
            ),
            **problems(
                *PHOTO_PROBLEMS,
                *_STAFF_PROBLEMS,
            ),
        },
    )
    def post(self, request: Request) -> Response:
        """Accepts a photo."""
        response = _represent(request, request_explanation(received_photo(request).data), status=202)
        response["Location"] = response.data["url"]
        return response


class ExplanationView(_ExplanationView):
    """Tells how an explanation stands."""

    @extend_schema(
        operation_id="explanation",
        summary="Read an explanation",
        description="For staff. While the state is `pending`, ask again after `Retry-After` seconds.",
        tags=["explanations"],
        parameters=[response_header("Retry-After", "Seconds to wait before asking again; only while pending.", [200])],
        responses={
            200: OpenApiResponse(ExplanationSerializer, examples=[EXPLANATION_EXAMPLE, PENDING_EXPLANATION_EXAMPLE]),
            **problems(
                "not-found", "not-acceptable", "expired", "undecodable-photo", "recognition-failed", *_STAFF_PROBLEMS
            ),
        },
    )
    def get(self, request: Request, pk: str) -> Response:
        """The stages, as far as they are drawn."""
        explanation = read_explanation(str(pk))
        if explanation is None:
            raise Http404
        if explanation.state == "failed":
            raise Problem(explanation.problem, explanation.problem_detail)
        return _represent(request, explanation, status=200)


class ExplanationPictureView(_ExplanationView):
    """A picture of a stage."""

    content_negotiation_class = AnyAccept

    @extend_schema(
        operation_id="explanation_picture",
        summary="Download a picture of an explanation",
        description="For staff. The explanation names its pictures.",
        tags=["explanations"],
        responses={
            (200, "image/jpeg"): OpenApiTypes.BINARY,
            (200, "image/png"): OpenApiTypes.BINARY,
            **problems("not-found", *_STAFF_PROBLEMS),
        },
    )
    def get(self, request: Request, pk: str, name: str) -> HttpResponse:  # noqa: ARG002 - REST framework's signature
        """The picture as it was drawn."""
        picture = read_picture(str(pk), name)
        if picture is None:
            raise Http404
        return HttpResponse(picture.data, content_type=picture.media_type, headers=_PRIVATE)


def _represent(request: Request, explanation: Explanation, *, status: int) -> Response:
    story = explanation.story
    ids = story["reference_image_ids"] if story else []
    names = names_of(ids)
    told = {
        "explanation": explanation,
        "story": story,
        "stages": story["stages"] if story else [],
        "reference_images": [{"id": image_id, "name": names[image_id]} for image_id in ids if image_id in names],
    }
    context = {"request": request, "explanation_id": explanation.id}
    body = ExplanationSerializer(told, context=context).data
    headers = dict(_PRIVATE)
    if explanation.state == "pending":
        headers["Retry-After"] = str(POLL_AFTER_S)
    return Response(body, status=status, headers=headers)
