"""A partner's server on this machine, which checks what it receives with a library of others."""

import datetime
import json
import socket
from collections.abc import Callable
from typing import Any

from standardwebhooks import Webhook

from catalog.models import WebhookDelivery, WebhookEndpoint
from catalog.services.fetching.addresses import parse_networks
from catalog.services.fetching.fetcher import Fetcher, Limits
from catalog.services.webhooks.visits import visit_endpoint
from tests.factories import make_endpoint
from tests.web_servers import Asked, Script, WebServer, answer

HASTY = Limits(max_bytes=1024, connect_s=2.0, read_s=0.2, total_s=0.5)

Serve = Callable[[Script], WebServer]


def script(*statuses: str, body: bytes = b"", **headers: object) -> Script:
    """Answers with these statuses, the last one for ever."""
    left = list(statuses)

    def said(_: Asked, connection: socket.socket) -> None:
        answer(connection, body, left.pop(0) if len(left) > 1 else left[0], **headers)

    return said


def endpoint_at(server: WebServer, **fields: object) -> WebhookEndpoint:
    return make_endpoint(url=server.url("/hook", host="partner.example"), **fields)


def fetcher_to(server: WebServer, *, address: str = "127.0.0.1") -> Fetcher:
    networks = parse_networks(["127.0.0.0/8"])
    return Fetcher("tests", frozenset({server.port}), networks, resolver=lambda *_: [address])


def visit(server: WebServer, endpoint: WebhookEndpoint, *, address: str = "127.0.0.1") -> int:
    return visit_endpoint(endpoint.pk, fetcher_to(server, address=address), HASTY)


def verified(asked: Asked, secret: str) -> dict[str, Any]:
    """The message, if its signature is right."""
    Webhook(secret).verify(asked.body, asked.headers)
    told: dict[str, Any] = json.loads(asked.body)
    return told


def pass_time(seconds: float) -> None:
    """As if so much time had passed."""
    for row in (*WebhookEndpoint.objects.all(), *WebhookDelivery.objects.all()):
        for name in ("not_before", "leased_until", "asked_at", "failing_since", "next_attempt_at"):
            value = getattr(row, name, None)
            if value is not None:
                setattr(row, name, value - datetime.timedelta(seconds=seconds))
        row.save()
