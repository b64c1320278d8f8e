"""A forgotten password."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalog.api.problems import Problem
from catalog.api.schema import BODY_PROBLEMS, problems
from catalog.api.serializers.accounts import PasswordByCodeSerializer, PasswordResetSerializer
from catalog.api.throttles import AddressThrottle, EmailThrottle
from catalog.services.accounts.membership import AccountRefused
from catalog.services.accounts.recovery import MailUnavailable, request_reset, reset_password

_PROBLEMS = (*BODY_PROBLEMS, "not-acceptable", "throttled", "database-unavailable")


class PasswordResetView(APIView):
    """Asking for a code."""

    authentication_classes = ()
    throttle_classes = (AddressThrottle, EmailThrottle)
    throttle_scope = "sign-in"

    @extend_schema(
        operation_id="request_password_reset",
        summary="Have a code mailed, to set another password",
        description="Answered alike whether or not an account has this address. The code is good once, for an hour.",
        tags=["accounts"],
        request=PasswordResetSerializer,
        responses={202: None, **problems("mail-unavailable", *_PROBLEMS)},
    )
    def post(self, request: Request) -> Response:
        """Sends it by and by, so that the time it takes tells nothing either."""
        wanted = PasswordResetSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        try:
            request_reset(wanted.validated_data["email"])
        except MailUnavailable as error:
            raise Problem("mail-unavailable", "Ask those who run it for another password.") from error
        return Response(status=202)


class PasswordByCodeView(APIView):
    """Using the code."""

    authentication_classes = ()
    throttle_classes = (AddressThrottle,)
    throttle_scope = "sign-in"

    @extend_schema(
        operation_id="reset_password",
        summary="Set another password with a mailed code",
        description="All devices of the account are signed out: sign in with the new password.",
        tags=["accounts"],
        request=PasswordByCodeSerializer,
        responses={204: None, **problems(*_PROBLEMS)},
    )
    def post(self, request: Request) -> Response:
        """Replaces it."""
        wanted = PasswordByCodeSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        try:
            reset_password(wanted.validated_data["code"], wanted.validated_data["new_password"])
        except AccountRefused as refused:
            errors = {str(refused.field): refused.messages}
            raise Problem("invalid-request", "See “errors” for each field.", errors=errors) from refused
        return Response(status=204)
