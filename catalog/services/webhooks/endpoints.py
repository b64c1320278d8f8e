"""Registering endpoints, changing them, and sending to them by hand."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from catalog import dispatch
from catalog.models import WebhookDelivery, WebhookEndpoint, WebhookEvent
from catalog.services.fetching.addresses import may_connect, parse_networks
from catalog.services.fetching.problems import FetchProblem
from catalog.services.fetching.urls import parse_url
from catalog.services.webhooks.giving_out import enqueue
from catalog.services.webhooks.secrets import new_secret, seal

FORMER_SECRET_LASTS = datetime.timedelta(hours=24)


class UrlRefused(ValueError):
    """Nothing can be sent to such an address; the text says why."""


class NothingToSend(ValueError):
    """The endpoint is not active; the text says what to do."""


def checked_url(text: str) -> str:
    """The URL in ASCII. What its host's name leads to is looked at each time something is sent.

    Raises:
        UrlRefused: it is none, or names an address or a port that may not be connected to.
    """
    try:
        target = parse_url(text, frozenset(map(int, settings.ARTREC["FETCH_PORTS"])))
    except FetchProblem as refused:
        raise UrlRefused(str(refused)) from refused
    is_address = ":" in target.host or target.host.rpartition(".")[2].isdigit()
    if is_address and not may_connect(target.host, parse_networks(settings.ARTREC["FETCH_NETWORKS"])):
        raise UrlRefused(f"{target.host} is not on the public internet.")
    return target.url


def register_endpoint(*, owner_id: int | None, **fields: Any) -> tuple[WebhookEndpoint, str]:  # noqa: ANN401 - the model's fields
    """A new endpoint, and its secret, which is told only now."""
    secret = new_secret()
    return WebhookEndpoint.objects.create(owner_id=owner_id, sealed_secret=seal(secret), **fields), secret


@transaction.atomic
def change_endpoint(endpoint_id: int, fields: Mapping[str, Any]) -> WebhookEndpoint:
    """Changes what is given. One that is made active again starts anew: what waits for it is sent."""
    endpoint = WebhookEndpoint.objects.select_for_update().get(pk=endpoint_id)
    given = dict(fields)
    if given.get("is_active") and not endpoint.is_active:
        given |= {"failures": 0, "failing_since": None, "not_before": timezone.now(), "disabled_reason": ""}
    for name, value in given.items():
        setattr(endpoint, name, value)
    endpoint.save(update_fields=list(given))
    dispatch.deliver_webhooks(endpoint.pk)
    return endpoint


@transaction.atomic
def rotate_secret(endpoint_id: int) -> tuple[WebhookEndpoint, str]:
    """Another secret, told only now. The one before signs as well for a day, beside it."""
    endpoint = WebhookEndpoint.objects.select_for_update().get(pk=endpoint_id)
    secret = new_secret()
    endpoint.sealed_former_secret, endpoint.sealed_secret = endpoint.sealed_secret, seal(secret)
    endpoint.former_secret_until = timezone.now() + FORMER_SECRET_LASTS
    endpoint.save(update_fields=["sealed_secret", "sealed_former_secret", "former_secret_until"])
    return endpoint, secret


@transaction.atomic
def send_ping(endpoint_id: int) -> WebhookDelivery:
    """Sends a test, at once, whatever types the endpoint wants.

    Raises:
        NothingToSend: it is not active.
    """
    endpoint = _rested(endpoint_id)
    event = WebhookEvent.objects.create(type=WebhookEvent.Type.PING)
    [delivery] = enqueue(endpoint, [event])
    dispatch.deliver_webhooks(endpoint.pk)
    return delivery


@transaction.atomic
def redeliver(delivery_id: int) -> WebhookDelivery:
    """Sends something again, at once, under the same id, whatever became of it.

    Raises:
        NothingToSend: its endpoint is not active.
    """
    delivery = WebhookDelivery.objects.select_related("event").get(pk=delivery_id)
    endpoint = _rested(delivery.endpoint_id)
    delivery.state, delivery.attempts, delivery.problem = WebhookDelivery.State.WAITING, 0, ""
    delivery.next_attempt_at = timezone.now()
    delivery.save(update_fields=["state", "attempts", "problem", "next_attempt_at"])
    dispatch.deliver_webhooks(endpoint.pk)
    return delivery


def _rested(endpoint_id: int) -> WebhookEndpoint:
    """The locked endpoint, which may be sent to now."""
    endpoint = WebhookEndpoint.objects.select_for_update().get(pk=endpoint_id)
    if not endpoint.is_active:
        raise NothingToSend("The endpoint is not active: make it active first.")
    endpoint.not_before = timezone.now()
    endpoint.save(update_fields=["not_before"])
    return endpoint
