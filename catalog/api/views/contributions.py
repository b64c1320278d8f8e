"""Proposals: made, read and withdrawn by their authors, decided by staff."""

from typing import Any

from django.conf import settings
from django.http import QueryDict
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle

from catalog.api.contribution_examples import CONTRIBUTION_EXAMPLE, CONTRIBUTIONS_EXAMPLE, NEW_CONTRIBUTION_EXAMPLES
from catalog.api.pagination import read_page
from catalog.api.parsers import StrictJSONParser, read_json
from catalog.api.permissions import PersonalView, StaffView, person
from catalog.api.problems import Problem
from catalog.api.schema import BODY_PROBLEMS, PERSONAL_PROBLEMS, problems, response_header
from catalog.api.serializers.contributions import (
    AcceptanceSerializer,
    ContributionFormSerializer,
    ContributionPageSerializer,
    ContributionQuerySerializer,
    ContributionSerializer,
    NewContributionSerializer,
    RefusalSerializer,
)
from catalog.api.throttles import AddressThrottle
from catalog.api.uploads import ENVELOPE_BYTES
from catalog.models import Contribution
from catalog.selectors.contributions import contributions_of, visible_contributions
from catalog.services.contributions import (
    AlreadyDecided,
    DailyLimit,
    Duplicate,
    InvalidProposal,
    NotAcceptable,
    RecordChanged,
    TooManyWaiting,
    accept,
    decline,
    propose,
    withdraw,
)
from catalog.services.contributions.photos import MOST_PHOTOS
from catalog.services.photo_header import check_byte_count

_TAGS = ["contributions"]
_CONTRIBUTION = OpenApiResponse(ContributionSerializer, examples=[CONTRIBUTION_EXAMPLE])
_PHOTO_PROBLEMS = (
    *("empty-photo", "photo-too-large", "unsupported-photo-type", "too-many-pixels", "undecodable-photo"),
)


class PhotosParser(MultiPartParser):
    """A form that has no more than the photos may have."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:  # noqa: ANN401
        """Looks at the length first."""
        length = int(parser_context["request"].META.get("CONTENT_LENGTH") or 0)
        most = MOST_PHOTOS * settings.ARTREC["PHOTO_MAX_BYTES"] + ENVELOPE_BYTES
        if length > most:
            raise Problem("photo-too-large", f"The form has {length:,} bytes; at most {most:,} are taken.")
        return super().parse(stream, media_type, parser_context)


class ContributionsView(PersonalView):
    """A person's own, and new ones."""

    parser_classes = (StrictJSONParser, PhotosParser)

    @property
    def throttle_scope(self) -> str | None:
        """Proposals keep people busy."""
        return "contributions" if self._is_proposal else None

    def get_throttles(self) -> list[BaseThrottle]:
        """Proposals are counted by address: another guest is registered in no time."""
        return [AddressThrottle()] if self._is_proposal else list(super().get_throttles())

    @property
    def _is_proposal(self) -> bool:
        # The API's description is made from a view without a request.
        return bool(self.request) and self.request.method == "POST"

    @extend_schema(
        operation_id="contributions",
        summary="List my contributions",
        description="The newest first, with what became of them.",
        tags=_TAGS,
        parameters=[ContributionQuerySerializer],
        responses={
            200: OpenApiResponse(ContributionPageSerializer, examples=[CONTRIBUTIONS_EXAMPLE]),
            **problems("invalid-request", *PERSONAL_PROBLEMS),
        },
    )
    def get(self, request: Request) -> Response:
        """A page of them."""
        query = ContributionQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        found = contributions_of(person(request))
        if state := query.validated_data.get("state"):
            found = found.filter(state=state)
        page = read_page(found, request, query.validated_data, ordering=("-pk",))
        return Response(page.body(ContributionSerializer(page.rows, many=True, context={"request": request}).data))

    @extend_schema(
        operation_id="contribute",
        summary="Propose a correction, a price, a place, or a new work",
        description="`kind` says what, `artwork` (or of a correction `artist` or `venue`) about what, and one more"
        " member what it is: `artwork_changes`, `artist_changes`, `venue_changes`, `price`, `place` or `work`. A new"
        " work comes as a form: the proposal as JSON in `contribution`, and one to five `photos` (JPEG, PNG, WebP, HEIC"
        " or AVIF), of which only the pixels are kept. It waits until staff have accepted or declined it. How many may"
        " wait, and be made within 24 hours, grows with those that were accepted and shrinks with those declined.",
        tags=_TAGS,
        parameters=[
            response_header(
                "Location", "Address of the contribution; of a duplicate, of the one that waits.", [201, 409]
            )
        ],
        request={"application/json": NewContributionSerializer, "multipart/form-data": ContributionFormSerializer},
        examples=NEW_CONTRIBUTION_EXAMPLES,
        responses={
            201: _CONTRIBUTION,
            **problems(
                *("duplicate-contribution", "too-many-contributions", "throttled"),
                *_PHOTO_PROBLEMS,
                *BODY_PROBLEMS,
                *PERSONAL_PROBLEMS,
            ),
        },
    )
    def post(self, request: Request) -> Response:
        """Takes it."""
        body, photos = _received(request)
        wanted = NewContributionSerializer(data=body)
        wanted.is_valid(raise_exception=True)
        is_work = wanted.member == "work"
        if is_work != bool(photos):
            why = "Send one to five photos of the work, in a form." if is_work else "Only a new work comes with photos."
            raise ValidationError({"photos": [why]})
        try:
            contribution = propose(person(request), wanted.proposal(photos))
        except InvalidProposal as invalid:
            raise ValidationError({wanted.member: invalid.errors}) from invalid
        except TooManyWaiting as many:
            raise Problem("too-many-contributions", str(many)) from many
        except DailyLimit as limit:
            raise Problem("throttled", str(limit), retry_after_s=limit.wait_s) from limit
        except Duplicate as duplicate:
            problem = Problem("duplicate-contribution", str(duplicate))
            problem.headers["Location"] = _told(request, duplicate.contribution)["url"]
            raise problem from duplicate
        told = _told(request, contribution)
        return Response(told, status=201, headers={"Location": told["url"]})


class ContributionView(PersonalView):
    """One of them."""

    @extend_schema(
        operation_id="contribution",
        summary="Read a contribution",
        description="Mine; staff read all.",
        tags=_TAGS,
        responses={200: _CONTRIBUTION, **problems("not-found", *PERSONAL_PROBLEMS)},
    )
    def get(self, request: Request, pk: int) -> Response:
        """What was proposed, and what became of it."""
        return Response(_told(request, get_object_or_404(visible_contributions(person(request)), pk=pk)))

    @extend_schema(
        operation_id="withdraw_contribution",
        summary="Withdraw a contribution of mine",
        description="While it waits. It stays in the list, its photos are deleted.",
        tags=_TAGS,
        responses={204: None, **problems("not-found", "conflict", *PERSONAL_PROBLEMS)},
    )
    def delete(self, request: Request, pk: int) -> Response:
        """Takes it back."""
        try:
            withdraw(get_object_or_404(contributions_of(person(request)), pk=pk))
        except AlreadyDecided as decided:
            raise Problem("conflict", str(decided)) from decided
        return Response(status=204)


class AcceptContributionView(StaffView):
    """Makes a fact of it."""

    rows = "contribution"
    does = "change"

    @extend_schema(
        operation_id="accept_contribution",
        summary="Accept a contribution",
        description="For staff. What was proposed is written, with its author as its source; again is harmless. Where"
        " the record has changed since, or has the same already, the problem `record-changed` says so: send what it"
        " says as `confirmed` to accept all the same.",
        tags=_TAGS,
        request=AcceptanceSerializer,
        responses={
            200: _CONTRIBUTION,
            **problems("not-found", "conflict", "record-changed", *BODY_PROBLEMS, *PERSONAL_PROBLEMS),
        },
    )
    def post(self, request: Request, pk: int) -> Response:
        """Once, however often it is asked for."""
        get_object_or_404(Contribution, pk=pk)
        said = AcceptanceSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        try:
            accept(pk, by=person(request), **said.validated_data)
        except RecordChanged as changed:
            errors = {"confirmed": changed.conflicts}
            raise Problem("record-changed", "See “errors” for what there is to know.", errors=errors) from changed
        except (AlreadyDecided, NotAcceptable) as refused:
            raise Problem("conflict", str(refused)) from refused
        return Response(_told(request, get_object_or_404(visible_contributions(person(request)), pk=pk)))


class DeclineContributionView(StaffView):
    """Turns it down."""

    rows = "contribution"
    does = "change"

    @extend_schema(
        operation_id="decline_contribution",
        summary="Decline a contribution",
        description="For staff. Its author reads the reason; its photos are deleted. Again is harmless.",
        tags=_TAGS,
        request=RefusalSerializer,
        responses={200: _CONTRIBUTION, **problems("not-found", "conflict", *BODY_PROBLEMS, *PERSONAL_PROBLEMS)},
    )
    def post(self, request: Request, pk: int) -> Response:
        """With a reason."""
        get_object_or_404(Contribution, pk=pk)
        said = RefusalSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        try:
            decline(pk, by=person(request), reason=said.validated_data["reason"])
        except (AlreadyDecided, NotAcceptable) as refused:
            raise Problem("conflict", str(refused)) from refused
        return Response(_told(request, get_object_or_404(visible_contributions(person(request)), pk=pk)))


def _received(request: Request) -> tuple[Any, list[bytes]]:
    """The proposal, and the photos that came with it."""
    if not isinstance(request.data, QueryDict):
        return request.data, []
    try:
        body = read_json(request.data.get("contribution", ""))
    except ValueError as error:
        raise ValidationError({"contribution": [f"This is no JSON: {error}"]}) from error
    uploads = request.FILES.getlist("photos")
    if len(uploads) > MOST_PHOTOS:
        raise ValidationError({"photos": [f"Send {MOST_PHOTOS} photos at most."]})
    for upload in uploads:
        check_byte_count(upload.size or 0)
    return body, [upload.read() for upload in uploads]


def _told(request: Request, contribution: Contribution) -> dict[str, Any]:
    return dict(ContributionSerializer(contribution, context={"request": request}).data)
