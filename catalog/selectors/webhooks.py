"""Endpoints of partners, and the log of what was sent to each."""

from django.db.models import QuerySet

from catalog.models import WebhookDelivery, WebhookEndpoint


def webhook_endpoints() -> QuerySet[WebhookEndpoint]:
    """All, with who registered them."""
    return WebhookEndpoint.objects.select_related("owner")


def deliveries_of(endpoint: WebhookEndpoint) -> QuerySet[WebhookDelivery]:
    """Its log, with the events."""
    return endpoint.deliveries.select_related("event")
