"""What is sent: a body of ids and addresses, and the headers that sign it (Standard Webhooks 1.0)."""

import base64
import hashlib
import hmac
import json
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from catalog.models import WebhookDelivery, WebhookEndpoint, WebhookEvent
from catalog.services.webhooks.secrets import PREFIX, opened


def body_of(delivery: WebhookDelivery) -> bytes:
    """The JSON of a delivery, the same at every attempt. No fact of a work is in it: those are read, if it is shown."""
    event = delivery.event
    told = {"type": event.type, "timestamp": event.occurred_at.isoformat(), "data": _data(event, delivery.sequence)}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def headers_of(delivery: WebhookDelivery, body: bytes) -> dict[str, str]:
    """Id, time and signatures.

    Raises:
        SecretUnreadable: the SECRET_KEY has changed since the secret was made.
    """
    now = timezone.now()
    timestamp = str(int(now.timestamp()))
    signed = f"{delivery.event.message_id}.{timestamp}.".encode() + body
    sealed = [delivery.endpoint.sealed_secret]
    if _has_former_secret(delivery.endpoint):
        sealed.append(delivery.endpoint.sealed_former_secret)
    return {
        "Content-Type": "application/json",
        "webhook-id": delivery.event.message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(_signature(opened(each), signed) for each in sealed),
    }


def _has_former_secret(endpoint: WebhookEndpoint) -> bool:
    until = endpoint.former_secret_until
    return until is not None and until > timezone.now()


def _signature(secret: str, signed: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    return f"v1,{base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()}"


def _data(event: WebhookEvent, sequence: int) -> dict[str, Any]:
    if event.type == WebhookEvent.Type.PING:
        return {"sequence": sequence}
    work = {
        "sequence": sequence,
        "artwork_id": event.artwork_id,
        "source": event.source,
        "source_id": event.source_id,
    }
    if event.type == WebhookEvent.Type.TAKEN_DOWN:
        return work
    work["url"] = _address("artwork", event.artwork_id)
    if event.type == WebhookEvent.Type.PRICE_ADDED:
        work |= {"price_ids": event.price_ids, "prices_url": _address("artwork-prices", event.artwork_id)}
    return work


def _address(name: str, artwork_id: int | None) -> str:
    base: str = settings.ARTREC["PUBLIC_URL"]
    return base.rstrip("/") + reverse(name, args=(artwork_id,))
