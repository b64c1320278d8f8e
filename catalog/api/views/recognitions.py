"""A photo in, the artwork out."""

from collections.abc import Iterator
from contextlib import contextmanager
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

from catalog.api.authentication import BearerAuthentication
from catalog.api.examples import ANSWER_EXAMPLE, FEEDBACK_EXAMPLE, HISTORY_EXAMPLE, PENDING_EXAMPLE
from catalog.api.idempotency import HEADER, KEY_SCHEMA, attempt_of, being_made
from catalog.api.pagination import read_page
from catalog.api.permissions import PersonalView, person
from catalog.api.preferences import preferred_wait_s
from catalog.api.problems import Problem
from catalog.api.schema import (
    BODY_PROBLEMS,
    PERSONAL_PROBLEMS,
    PHOTO_PROBLEMS,
    SESSION,
    TOKEN,
    photo_body,
    problems,
    response_header,
)
from catalog.api.serializers.pages import PageQuerySerializer
from catalog.api.serializers.recognitions import (
    FeedbackSerializer,
    HintSerializer,
    ListedRecognitionSerializer,
    NewFeedbackSerializer,
    RecognitionPageSerializer,
    RecognitionSerializer,
)
from catalog.api.uploads import received_photo
from catalog.models import Recognition
from catalog.selectors.answers import read_answer, read_answers
from catalog.selectors.recognitions import history_of, visible_recognitions
from catalog.services.feedback import NotAnswered, give_feedback
from catalog.services.idempotency import Attempt, StillBeingMade, forget_attempt, keep_attempt, made_before
from catalog.services.recognition import (
    EXPIRED,
    EXPIRED_DETAIL,
    discard_recognition,
    has_expired,
    request_recognition,
    wait_beside,
    wait_for_answer,
)

POLL_AFTER_S = 1
NOT_CACHED = {"Cache-Control": "no-store"}


_TAGS = ["recognitions"]
_BODY = photo_body(
    near={
        "type": "string",
        "examples": ["38.7139,-9.1394"],
        "description": "Where the photo was taken: latitude,longitude. Of candidates that are equally likely, those on"
        " display within 300 m come first; nothing else is made of it. It is forgotten with the photo.",
    },
    venue={"type": "integer", "description": "The same by the id of a venue."},
)


class RecognitionsView(APIView):
    """The history; and photos, whose bodies are read here (see ``uploads``).

    Nobody needs to sign in to send one. No cookie is looked at, so no CSRF token is asked for.
    """

    authentication_classes = (BearerAuthentication,)
    parser_classes = ()

    @property
    def throttle_scope(self) -> str | None:
        """Photos cost more than reading."""
        return "recognition" if self.request.method == "POST" else None

    @extend_schema(
        operation_id="recognitions",
        summary="List my recognitions",
        description="The newest first, without those that failed. Only photos that were sent with a token are listed.",
        tags=_TAGS,
        auth=TOKEN,
        parameters=[PageQuerySerializer],
        responses={
            200: OpenApiResponse(RecognitionPageSerializer, examples=[HISTORY_EXAMPLE]),
            **problems("invalid-request", *PERSONAL_PROBLEMS),
        },
    )
    def get(self, request: Request) -> Response:
        """A page of them."""
        query = PageQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        page = read_page(history_of(person(request)), request, query.validated_data, ordering=("-created_at", "pk"))
        told = ListedRecognitionSerializer(read_answers(page.rows), many=True, context={"request": request})
        return Response(page.body(told.data), headers=NOT_CACHED)

    @extend_schema(
        operation_id="recognize",
        summary="Recognize the artworks in a photo",
        description="Send a JPEG, PNG, WebP, HEIC or AVIF picture of at most 12 MiB and 50 megapixels: as the multipart"
        " field `photo`, or as the body itself. The format is judged by content. The answer comes at once where it can;"
        " otherwise poll the address in `Location`. The photo is deleted when it is answered, its EXIF never stored."
        " With a device's token the recognition goes into its owner's history, where nobody else can read it; without"
        " one, whoever knows its address can.",
        tags=_TAGS,
        parameters=[
            OpenApiParameter(
                HEADER,
                KEY_SCHEMA,
                OpenApiParameter.HEADER,
                description="Make a random one for every photo and keep it for retries: for 24 hours the same key with"
                " the same photo leads to the same recognition, so that nothing is recognized twice on a bad network."
                " Keys are a person's own, or without a token those of the network address. After a failure the key is"
                " free again.",
            ),
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
        request=_BODY,
        responses={
            201: OpenApiResponse(RecognitionSerializer, description="The answer.", examples=[ANSWER_EXAMPLE]),
            202: OpenApiResponse(RecognitionSerializer, description="Not yet.", examples=[PENDING_EXAMPLE]),
            **problems(
                *PHOTO_PROBLEMS,
                *("invalid-request", "not-authenticated", "not-found", "conflict", "idempotency-key-reused"),
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
        recognition = self._recognition(request, wait_s)
        is_pending = recognition.state == Recognition.State.PENDING
        response = _represent(request, recognition, status=202 if is_pending else 201)
        response["Location"] = request.build_absolute_uri(reverse("recognition", args=[recognition.pk]))
        if asked_s is not None:
            response["Preference-Applied"] = f"wait={wait_s}"
        return response

    def _recognition(self, request: Request, wait_s: float) -> Recognition:
        """A new one, or the one that the same key has led to before."""
        received = received_photo(request)
        hints = HintSerializer(data=received.fields)
        hints.is_valid(raise_exception=True)
        hint = hints.hint()
        attempt = attempt_of(request, received.data + (b"" if hint is None else hint.packed().encode()))
        if not attempt.is_first:
            return _made_before(attempt, wait_s)
        owner = person(request) if request.user.is_authenticated else None
        with _forgotten_if_it_fails(attempt):
            recognition = request_recognition(
                received.data, owner=owner, hint=hint, recognition_id=attempt.recognition_id
            )
            keep_attempt(attempt)
            return _wait(recognition, wait_s)


class RecognitionView(APIView):
    """One recognition."""

    @extend_schema(
        operation_id="recognition",
        summary="Read a recognition",
        description="While the state is `pending`, ask again after `Retry-After` seconds. What was taken down since the"
        " photo was recognized is not shown any more. One that was sent with a token is there for its owner only.",
        tags=_TAGS,
        parameters=[response_header("Retry-After", "Seconds to wait before asking again; only while pending.", [200])],
        responses={
            200: OpenApiResponse(RecognitionSerializer, examples=[ANSWER_EXAMPLE, PENDING_EXAMPLE]),
            **problems(
                *("not-authenticated", "not-found", "not-acceptable", "expired", "undecodable-photo"),
                *("recognition-failed", "database-unavailable"),
            ),
        },
    )
    def get(self, request: Request, pk: str) -> Response:
        """The answer, as far as it is known."""
        recognition = get_object_or_404(visible_recognitions(request.user), pk=pk)
        if has_expired(recognition):
            raise Problem(EXPIRED, EXPIRED_DETAIL)
        if recognition.state == Recognition.State.FAILED:
            raise Problem(recognition.problem, recognition.problem_detail)
        return _represent(request, recognition, status=200)

    @extend_schema(
        operation_id="delete_recognition",
        summary="Delete a recognition of mine",
        description="With all that was said of it, and the photo if it still waits for its answer.",
        tags=_TAGS,
        auth=[*TOKEN, *SESSION],
        responses={204: None, **problems("not-found", "photo-store-unavailable", *PERSONAL_PROBLEMS)},
    )
    def delete(self, request: Request, pk: str) -> Response:
        """Removes every trace."""
        discard_recognition(get_object_or_404(Recognition, pk=pk, owner=person(request)))
        return Response(status=204)


class FeedbackView(PersonalView):
    """What somebody says of an answer."""

    @extend_schema(
        operation_id="give_feedback",
        summary="Say whether an answer is right",
        description="One word a person; another one replaces it.",
        tags=_TAGS,
        request=NewFeedbackSerializer,
        responses={
            201: OpenApiResponse(FeedbackSerializer, description="Said.", examples=[FEEDBACK_EXAMPLE]),
            200: OpenApiResponse(FeedbackSerializer, description="Replaced.", examples=[FEEDBACK_EXAMPLE]),
            **problems("not-found", "conflict", *BODY_PROBLEMS, *PERSONAL_PROBLEMS),
        },
    )
    def post(self, request: Request, pk: str) -> Response:
        """Keeps it."""
        recognition = get_object_or_404(visible_recognitions(request.user), pk=pk)
        said = NewFeedbackSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        try:
            feedback, is_first = give_feedback(recognition, person(request), **said.validated_data)
        except NotAnswered as early:
            raise Problem("conflict", "This photo has no answer that anything could be said of.") from early
        return Response(FeedbackSerializer(feedback).data, status=201 if is_first else 200)


def _made_before(attempt: Attempt, wait_s: float) -> Recognition:
    try:
        recognition = wait_beside(made_before(attempt), wait_s)
    except StillBeingMade as early:
        raise being_made() from early
    except Recognition.DoesNotExist as error:
        raise NotFound("The recognition that this key led to was deleted.") from error
    if recognition.state == Recognition.State.FAILED:
        forget_attempt(attempt)
        raise Problem(recognition.problem, recognition.problem_detail)
    return recognition


@contextmanager
def _forgotten_if_it_fails(attempt: Attempt) -> Iterator[None]:
    try:
        yield
    except BaseException:
        forget_attempt(attempt)
        raise


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
