"""Devices: how an app gets its token, and how a token ends."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.authentication import BaseAuthentication
from rest_framework.permissions import BasePermission, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle

from catalog.api.account_examples import DEVICE, DEVICE_EXAMPLE, TOKEN_EXAMPLE
from catalog.api.examples import page_example
from catalog.api.pagination import read_page
from catalog.api.permissions import PersonalView, person
from catalog.api.schema import BODY_PROBLEMS, PERSONAL_PROBLEMS, problems, response_header
from catalog.api.serializers.accounts import (
    DevicePageSerializer,
    DeviceSerializer,
    IssuedTokenSerializer,
    NewDeviceSerializer,
)
from catalog.api.serializers.pages import PageQuerySerializer
from catalog.api.throttles import RegistrationThrottle
from catalog.models import Device
from catalog.selectors.accounts import devices_of
from catalog.services.accounts.devices import IssuedToken, register_device, revoke_device, rotate_token

_TAGS = ["devices"]
NOT_CACHED = {"Cache-Control": "no-store"}


class DevicesView(PersonalView):
    """A person's devices; and new ones, of nobody known."""

    def get_authenticators(self) -> list[BaseAuthentication]:
        """An app whose token has died must get another one."""
        return [] if self._is_registration else super().get_authenticators()

    def get_permissions(self) -> list[BasePermission]:
        """Registering is for everybody."""
        return [] if self._is_registration else [IsAuthenticated()]

    def get_throttles(self) -> list[BaseThrottle]:
        """Only registering costs anything."""
        return [RegistrationThrottle()] if self._is_registration else list(super().get_throttles())

    @property
    def _is_registration(self) -> bool:
        # The API's description is made from a view without a request.
        return bool(self.request) and self.request.method == "POST"

    @extend_schema(
        operation_id="devices",
        summary="List my devices",
        tags=_TAGS,
        parameters=[PageQuerySerializer],
        responses={
            200: OpenApiResponse(DevicePageSerializer, examples=[page_example("devices", DEVICE)]),
            **problems("invalid-request", *PERSONAL_PROBLEMS),
        },
    )
    def get(self, request: Request) -> Response:
        """A page of them."""
        query = PageQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        page = read_page(devices_of(person(request)), request, query.validated_data, ordering=("-pk",))
        return Response(page.body(DeviceSerializer(page.rows, many=True, context={"request": request}).data))

    @extend_schema(
        operation_id="register_device",
        summary="Register this device",
        description="Once after installing. No name, no e-mail address: the answer has a token that speaks for a guest,"
        " who may keep favourites, collections and a history, and become an account later. Keep the token where the"
        " system keeps secrets; it is shown this once. Credentials sent along are not looked at.",
        tags=_TAGS,
        auth=[],
        parameters=[response_header("Location", "Address of the device.", [201])],
        request=NewDeviceSerializer,
        responses={
            201: OpenApiResponse(IssuedTokenSerializer, description="Registered.", examples=[TOKEN_EXAMPLE]),
            **problems(*BODY_PROBLEMS, "not-acceptable", "throttled", "database-unavailable"),
        },
    )
    def post(self, request: Request) -> Response:
        """Issues a token."""
        wanted = NewDeviceSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        return token_response(request, register_device(wanted.validated_data["name"]), status=201)


class DeviceView(PersonalView):
    """One device."""

    @extend_schema(
        operation_id="device",
        summary="Read a device of mine",
        tags=_TAGS,
        responses={
            200: OpenApiResponse(DeviceSerializer, examples=[DEVICE_EXAMPLE]),
            **problems("not-found", *PERSONAL_PROBLEMS),
        },
    )
    def get(self, request: Request, pk: int) -> Response:
        """All but its token."""
        return Response(DeviceSerializer(_own_device(request, pk), context={"request": request}).data)

    @extend_schema(
        operation_id="revoke_device",
        summary="Revoke a device of mine",
        description="Its token is worth nothing from now on. A guest's last device takes the guest along, with all that"
        " was kept: nobody could reach it any more.",
        tags=_TAGS,
        responses={204: None, **problems("not-found", *PERSONAL_PROBLEMS)},
    )
    def delete(self, request: Request, pk: int) -> Response:
        """Ends it."""
        revoke_device(_own_device(request, pk))
        return Response(status=204)


class RotateTokenView(PersonalView):
    """Another token for a device."""

    @extend_schema(
        operation_id="rotate_token",
        summary="Get another token for a device of mine",
        description="The old one is worth nothing from now on.",
        tags=_TAGS,
        request=None,
        responses={
            200: OpenApiResponse(IssuedTokenSerializer, examples=[TOKEN_EXAMPLE]),
            **problems("not-found", *PERSONAL_PROBLEMS),
        },
    )
    def post(self, request: Request, pk: int) -> Response:
        """Replaces it."""
        return token_response(request, rotate_token(_own_device(request, pk)), status=200)


def token_response(request: Request, issued: IssuedToken, *, status: int) -> Response:
    """The only answer that has a token in it."""
    body = IssuedTokenSerializer(issued, context={"request": request}).data
    headers = NOT_CACHED | ({"Location": body["device"]["url"]} if status == 201 else {})
    return Response(body, status=status, headers=headers)


def _own_device(request: Request, pk: int) -> Device:
    return get_object_or_404(devices_of(person(request)), pk=pk)
