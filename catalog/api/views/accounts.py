"""Accounts: becoming one, signing in and out, another password, and who I am."""

from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalog.api.account_examples import ME_EXAMPLE, TOKEN_EXAMPLE
from catalog.api.authentication import BearerAuthentication
from catalog.api.negotiation import AnyAccept
from catalog.api.permissions import PersonalView, asking_device, person
from catalog.api.problems import Problem
from catalog.api.schema import BODY_PROBLEMS, PERSONAL_PROBLEMS, problems, response_header
from catalog.api.serializers.accounts import (
    CredentialsSerializer,
    IssuedTokenSerializer,
    MeSerializer,
    NewPasswordSerializer,
    SignInSerializer,
)
from catalog.api.throttles import AddressThrottle, EmailThrottle
from catalog.api.views.devices import token_response
from catalog.selectors.accounts import is_guest
from catalog.selectors.personal_data import export_of
from catalog.services.accounts.devices import revoke_device
from catalog.services.accounts.leaving import delete_person
from catalog.services.accounts.membership import (
    AccountRefused,
    WrongCredentials,
    become_account,
    change_password,
    sign_in,
)

_TAGS = ["accounts"]
_ME = OpenApiResponse(MeSerializer, examples=[ME_EXAMPLE])


class AccountsView(PersonalView):
    """Accounts to be."""

    throttle_classes = (AddressThrottle,)
    throttle_scope = "sign-in"

    @extend_schema(
        operation_id="become_account",
        summary="Turn this device's guest into an account",
        description="All that the guest has kept stays. From then on other devices can sign in.",
        tags=_TAGS,
        request=CredentialsSerializer,
        responses={201: _ME, **problems("conflict", "throttled", *BODY_PROBLEMS, *PERSONAL_PROBLEMS)},
    )
    def post(self, request: Request) -> Response:
        """Sets address and password."""
        wanted = CredentialsSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        try:
            account = become_account(person(request), **wanted.validated_data)
        except AccountRefused as refused:
            raise _as_problem(refused) from refused
        return Response(MeSerializer(account).data, status=201)


class SessionsView(APIView):
    """Signing in."""

    authentication_classes = (BearerAuthentication,)
    throttle_classes = (AddressThrottle, EmailThrottle)
    throttle_scope = "sign-in"

    @extend_schema(
        operation_id="sign_in",
        summary="Sign in on this device",
        description="Without a token, a device is added to the account. With a guest's token, the guest is merged into"
        " the account: favourites, collections and history move, and the device gets another token; the one it had is"
        " worth nothing from then on.",
        tags=_TAGS,
        parameters=[response_header("Location", "Address of the device.", [201])],
        request=SignInSerializer,
        responses={
            201: OpenApiResponse(IssuedTokenSerializer, description="Signed in.", examples=[TOKEN_EXAMPLE]),
            **problems("wrong-credentials", "conflict", "throttled", *BODY_PROBLEMS, *PERSONAL_PROBLEMS),
        },
    )
    def post(self, request: Request) -> Response:
        """Issues a token."""
        wanted = SignInSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        try:
            issued = sign_in(device=asking_device(request), **wanted.validated_data)
        except WrongCredentials as wrong:
            raise Problem("wrong-credentials", "No account has this e-mail address and this password.") from wrong
        except AccountRefused as refused:
            raise _as_problem(refused) from refused
        return token_response(request, issued, status=201)


class CurrentSessionView(PersonalView):
    """Signing out."""

    authentication_classes = (BearerAuthentication,)

    @extend_schema(
        operation_id="sign_out",
        summary="Sign out on this device",
        description="The device is revoked. A guest has nothing to come back by, so it is refused to them.",
        tags=_TAGS,
        responses={204: None, **problems("conflict", *PERSONAL_PROBLEMS)},
    )
    def delete(self, request: Request) -> Response:
        """Revokes the token of the request."""
        if is_guest(request.user):
            detail = "A guest could never come back. To have all of it deleted, delete the device or /me/."
            raise Problem("conflict", detail)
        if device := asking_device(request):
            revoke_device(device)
        return Response(status=204)


class MeView(PersonalView):
    """Whoever asks."""

    @extend_schema(
        operation_id="me",
        summary="Read who I am",
        tags=_TAGS,
        responses={200: _ME, **problems(*PERSONAL_PROBLEMS)},
    )
    def get(self, request: Request) -> Response:
        """What is known of a person."""
        return Response(MeSerializer(person(request)).data)

    @extend_schema(
        operation_id="delete_me",
        summary="Delete me and all that is mine",
        description="Devices and tokens, favourites, collections, history, feedback: at once and for good. Take your"
        " data along first (`GET /me/export/`). Staff are deleted in the admin.",
        tags=_TAGS,
        responses={204: None, **problems("conflict", *PERSONAL_PROBLEMS)},
    )
    def delete(self, request: Request) -> Response:
        """For good."""
        try:
            delete_person(person(request))
        except AccountRefused as refused:
            raise _as_problem(refused) from refused
        return Response(status=204)


class ExportView(PersonalView):
    """All that is kept of whoever asks."""

    content_negotiation_class = AnyAccept

    @extend_schema(
        operation_id="export_me",
        summary="Download all that is mine",
        description="One JSON file: who I am, and a list for each of devices, recognitions (with the evidence of their"
        " answers), feedback, favourites, collections and the works in them. Tokens and passwords are not kept in a"
        " form that could be told, photos not at all.",
        tags=_TAGS,
        responses={
            200: OpenApiTypes.OBJECT,
            **problems("not-authenticated", "permission-denied", "database-unavailable"),
        },
    )
    def get(self, request: Request) -> StreamingHttpResponse:
        """As a file, streamed."""
        headers = {"Content-Disposition": 'attachment; filename="my-art.json"', "Cache-Control": "no-store"}
        return StreamingHttpResponse(export_of(person(request)), content_type="application/json", headers=headers)


class PasswordView(PersonalView):
    """A person's password."""

    throttle_scope = "sign-in"

    @extend_schema(
        operation_id="change_password",
        summary="Change my password",
        description="Other devices are signed out unless `revoke_other_devices` is false.",
        tags=_TAGS,
        request=NewPasswordSerializer,
        responses={204: None, **problems("conflict", "throttled", *BODY_PROBLEMS, *PERSONAL_PROBLEMS)},
    )
    def put(self, request: Request) -> Response:
        """Replaces it."""
        wanted = NewPasswordSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        given = wanted.validated_data
        try:
            change_password(
                person(request),
                current=given["current_password"],
                new=given["new_password"],
                this_device=asking_device(request),
                revoke_other_devices=given["revoke_other_devices"],
            )
        except AccountRefused as refused:
            raise _as_problem(refused) from refused
        return Response(status=204)


def _as_problem(refused: AccountRefused) -> Problem:
    if refused.field is None:
        return Problem("conflict", " ".join(refused.messages))
    return Problem("invalid-request", "See “errors” for each field.", errors={refused.field: refused.messages})
