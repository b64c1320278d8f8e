"""Bearer tokens (RFC 6750) of devices. Staff may also sign in with Django's session, as in the admin."""

from django.contrib.auth.models import User
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from catalog.models import Device
from catalog.selectors.accounts import device_by_token
from catalog.services.accounts.devices import note_use

SCHEME = "Bearer"
_NOT_KNOWN = "This token is not known, or not any longer. Register the device again, or sign in."


class BearerAuthentication(BaseAuthentication):
    """``request.user`` is who the device speaks for, ``request.auth`` the device."""

    def authenticate(self, request: Request) -> tuple[User, Device] | None:
        """None without a bearer token; raises ``AuthenticationFailed`` for one that is not known."""
        scheme, _, token = get_authorization_header(request).decode("latin-1").partition(" ")
        if scheme.lower() != SCHEME.lower():
            return None
        device = device_by_token(token.strip())
        if device is None:
            raise AuthenticationFailed(_NOT_KNOWN)
        note_use(device)
        return device.user, device

    def authenticate_header(self, request: Request) -> str:  # noqa: ARG002 - REST framework's signature
        """The challenge of a 401."""
        return SCHEME


class _BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the API's description tells of it."""

    target_class = BearerAuthentication
    name = "bearerAuth"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:  # noqa: ARG002 - spectacular's signature
        return {"type": "http", "scheme": "bearer", "description": "The token of a device: see `POST /devices/`."}
