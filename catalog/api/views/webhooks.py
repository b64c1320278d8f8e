"""Webhooks of partners: for the staff."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.api.examples import page_example
from catalog.api.pagination import read_page
from catalog.api.permissions import StaffView, person
from catalog.api.problems import Problem
from catalog.api.schema import BODY_PROBLEMS, PERSONAL_PROBLEMS, problems, response_header
from catalog.api.serializers.pages import PageQuerySerializer
from catalog.api.serializers.webhooks import (
    NewWebhookSerializer,
    WebhookDeliveryPageSerializer,
    WebhookDeliveryQuerySerializer,
    WebhookDeliverySerializer,
    WebhookPageSerializer,
    WebhookSerializer,
    WebhookWithSecretSerializer,
)
from catalog.api.webhook_examples import (
    DELIVERY,
    DELIVERY_EXAMPLE,
    WEBHOOK,
    WEBHOOK_EXAMPLE,
    WEBHOOK_WITH_SECRET_EXAMPLE,
)
from catalog.models import WebhookEndpoint
from catalog.selectors.webhooks import deliveries_of, webhook_endpoints
from catalog.services.webhooks import endpoints
from catalog.services.webhooks.endpoints import NothingToSend

_TAGS = ["webhooks"]
_WEBHOOK = OpenApiResponse(WebhookSerializer, examples=[WEBHOOK_EXAMPLE])
_WITH_SECRET = OpenApiResponse(WebhookWithSecretSerializer, examples=[WEBHOOK_WITH_SECRET_EXAMPLE])
_QUEUED = OpenApiResponse(WebhookDeliverySerializer, description="Queued.", examples=[DELIVERY_EXAMPLE])


class WebhooksView(StaffView):
    """All endpoints, and new ones."""

    rows = "webhookendpoint"

    @extend_schema(
        operation_id="webhooks",
        summary="List webhooks",
        description="For staff. The newest first.",
        tags=_TAGS,
        parameters=[PageQuerySerializer],
        responses={
            200: OpenApiResponse(WebhookPageSerializer, examples=[page_example("webhooks", WEBHOOK)]),
            **problems("invalid-request", *PERSONAL_PROBLEMS),
        },
    )
    def get(self, request: Request) -> Response:
        """A page of them."""
        query = PageQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        page = read_page(webhook_endpoints(), request, query.validated_data, ordering=("-pk",))
        return Response(page.body(WebhookSerializer(page.rows, many=True, context={"request": request}).data))

    @extend_schema(
        operation_id="create_webhook",
        summary="Register a webhook",
        description="For staff. The answer has the secret that signs what is sent, and no other ever has. It is told of"
        " what happens from now on; the messages are described under `webhooks`.",
        tags=_TAGS,
        parameters=[response_header("Location", "Address of the webhook.", [201])],
        request=NewWebhookSerializer,
        responses={201: _WITH_SECRET, **problems(*BODY_PROBLEMS, *PERSONAL_PROBLEMS)},
    )
    def post(self, request: Request) -> Response:
        """One more."""
        wanted = NewWebhookSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        endpoint, secret = endpoints.register_endpoint(owner_id=person(request).pk, **wanted.validated_data)
        body = WebhookWithSecretSerializer(endpoint, context={"request": request, "secret": secret}).data
        return Response(body, status=201, headers={"Location": body["url"], "Cache-Control": "no-store"})


class WebhookView(StaffView):
    """One endpoint."""

    rows = "webhookendpoint"

    @extend_schema(
        operation_id="webhook",
        summary="Read a webhook",
        description="For staff. Its secret is not told.",
        tags=_TAGS,
        responses={200: _WEBHOOK, **problems("not-found", *PERSONAL_PROBLEMS)},
    )
    def get(self, request: Request, pk: int) -> Response:
        """And how well it listens."""
        return Response(WebhookSerializer(_endpoint(pk), context={"request": request}).data)

    @extend_schema(
        operation_id="change_webhook",
        summary="Change a webhook",
        description="For staff. What is not sent stays. `is_active` set to true enables one that was disabled; what"
        " still waits for it is sent then.",
        tags=_TAGS,
        request=NewWebhookSerializer,
        responses={200: _WEBHOOK, **problems("not-found", *BODY_PROBLEMS, *PERSONAL_PROBLEMS)},
    )
    def patch(self, request: Request, pk: int) -> Response:
        """What is given."""
        endpoint = _endpoint(pk)
        wanted = NewWebhookSerializer(data=request.data, partial=True)
        wanted.is_valid(raise_exception=True)
        endpoints.change_endpoint(endpoint.pk, wanted.validated_data)
        return Response(WebhookSerializer(_endpoint(pk), context={"request": request}).data)

    @extend_schema(
        operation_id="delete_webhook",
        summary="Delete a webhook",
        description="For staff. With its log, and what waits for it.",
        tags=_TAGS,
        responses={204: None, **problems("not-found", *PERSONAL_PROBLEMS)},
    )
    def delete(self, request: Request, pk: int) -> Response:  # noqa: ARG002 - REST framework's signature
        """And its deliveries."""
        _endpoint(pk).delete()
        return Response(status=204)


class TestWebhookView(StaffView):
    """Tests one endpoint."""

    rows = "webhookendpoint"
    does = "change"

    __test__ = False  # for pytest: it is none

    @extend_schema(
        operation_id="test_webhook",
        summary="Send a test to a webhook",
        description="For staff. A message of the type `ping` is sent at once; the log tells how it went.",
        tags=_TAGS,
        request=None,
        responses={202: _QUEUED, **problems("not-found", "conflict", *PERSONAL_PROBLEMS)},
    )
    def post(self, request: Request, pk: int) -> Response:  # noqa: ARG002 - REST framework's signature
        """A ping."""
        endpoint = _endpoint(pk)
        try:
            delivery = endpoints.send_ping(endpoint.pk)
        except NothingToSend as refused:
            raise Problem("conflict", str(refused)) from refused
        return Response(WebhookDeliverySerializer(delivery).data, status=202)


class RotateWebhookSecretView(StaffView):
    """Another secret."""

    rows = "webhookendpoint"
    does = "change"

    @extend_schema(
        operation_id="rotate_webhook_secret",
        summary="Replace the secret of a webhook",
        description="For staff. The answer has the new one. For 24 hours messages have two signatures, so that the"
        " receiver has time to change; the secret before the former one signs no more.",
        tags=_TAGS,
        request=None,
        responses={200: _WITH_SECRET, **problems("not-found", *PERSONAL_PROBLEMS)},
    )
    def post(self, request: Request, pk: int) -> Response:
        """Told once."""
        endpoint, secret = endpoints.rotate_secret(_endpoint(pk).pk)
        body = WebhookWithSecretSerializer(endpoint, context={"request": request, "secret": secret}).data
        return Response(body, headers={"Cache-Control": "no-store"})


class WebhookDeliveriesView(StaffView):
    """The log of one endpoint."""

    rows = "webhookdelivery"

    @extend_schema(
        operation_id="webhook_deliveries",
        summary="List what was sent to a webhook",
        description="For staff. The newest first; kept for 30 days.",
        tags=_TAGS,
        parameters=[WebhookDeliveryQuerySerializer],
        responses={
            200: OpenApiResponse(WebhookDeliveryPageSerializer, examples=[page_example("deliveries", DELIVERY)]),
            **problems("invalid-request", "not-found", *PERSONAL_PROBLEMS),
        },
    )
    def get(self, request: Request, pk: int) -> Response:
        """A page of it."""
        query = WebhookDeliveryQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        found = deliveries_of(_endpoint(pk))
        if state := query.validated_data.get("state"):
            found = found.filter(state=state)
        page = read_page(found, request, query.validated_data, ordering=("-pk",))
        return Response(page.body(WebhookDeliverySerializer(page.rows, many=True).data))


class RedeliverWebhookView(StaffView):
    """Sends something again."""

    rows = "webhookdelivery"
    does = "change"

    @extend_schema(
        operation_id="redeliver_webhook",
        summary="Send something to a webhook again",
        description="For staff. At once, under the same id and sequence, whatever became of it before.",
        tags=_TAGS,
        request=None,
        responses={202: _QUEUED, **problems("not-found", "conflict", *PERSONAL_PROBLEMS)},
    )
    def post(self, request: Request, pk: int, delivery_id: int) -> Response:  # noqa: ARG002
        """One delivery."""
        delivery = get_object_or_404(deliveries_of(_endpoint(pk)), pk=delivery_id)
        try:
            again = endpoints.redeliver(delivery.pk)
        except NothingToSend as refused:
            raise Problem("conflict", str(refused)) from refused
        return Response(WebhookDeliverySerializer(again).data, status=202)


def _endpoint(pk: int) -> WebhookEndpoint:
    return get_object_or_404(webhook_endpoints(), pk=pk)
