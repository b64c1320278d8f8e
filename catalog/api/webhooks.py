"""The messages that webhooks are sent, for the section ``webhooks`` of the API's description."""

from typing import Any

from drf_spectacular.utils import OpenApiResponse, OpenApiWebhook, extend_schema
from rest_framework import serializers

from catalog.api.serializers.webhooks import (
    HiddenWorkMessageSerializer,
    PingMessageSerializer,
    PricedWorkMessageSerializer,
    ToldWorkMessageSerializer,
)
from catalog.api.webhook_examples import MESSAGES

_HEADERS = {
    "webhook-id": "The same at every attempt: what comes twice is told by it.",
    "webhook-timestamp": "Seconds since 1970, when this attempt was made.",
    "webhook-signature": "`v1,` and the HMAC-SHA256 of `{webhook-id}.{webhook-timestamp}.{body}` in base64, by the"
    " secret behind `whsec_`. After a rotation there are two, with a space between.",
}
_RULES = (
    " Answer with 2xx within 15 s; anything else, a redirect too, is tried again after 5 s, 5 min, 30 min, 2 h, 5 h,"
    " 10 h, 14 h, 20 h and 24 h, give or take a quarter. `Retry-After` is obeyed up to a day. 410 ends it all. A"
    " takedown overtakes what waits."
)


def _message(
    kind: str, serializer: type[serializers.Serializer[Any]], summary: str, description: str
) -> OpenApiWebhook:
    described = extend_schema(
        summary=summary,
        description=description + _RULES,
        tags=["webhooks"],
        request=serializer,
        responses={"2XX": OpenApiResponse(description="Taken. The body is not read, but for the log.")},
    )
    return OpenApiWebhook(kind, described)


PUBLISHED = _message(
    "work.published", ToldWorkMessageSerializer, "A work is shown", "It is new, or shown again after a takedown."
)
UPDATED = _message(
    "work.updated",
    ToldWorkMessageSerializer,
    "A work has changed",
    "Anything told of it: the record, its pictures, places or prices. Read it again.",
)
TAKEN_DOWN = _message(
    "work.taken_down",
    HiddenWorkMessageSerializer,
    "A work is shown no more",
    "It was taken down, withdrawn by its source, or deleted. Stop showing it.",
)
PRICE_ADDED = _message("price.added", PricedWorkMessageSerializer, "A work has new prices", "Their ids are told.")
PING = _message("ping", PingMessageSerializer, "A test", "Sent when somebody asks for it.")


def add_headers_and_examples(result: dict[str, Any], **_: object) -> dict[str, Any]:
    """Spectacular's hook: what it leaves out of the messages."""
    for kind, methods in result["webhooks"].items():
        operation = methods["post"]
        operation["parameters"] = [
            {"in": "header", "name": name, "required": True, "description": said, "schema": {"type": "string"}}
            for name, said in _HEADERS.items()
        ]
        operation["requestBody"]["content"]["application/json"]["examples"] = {kind: {"value": MESSAGES[kind]}}
    return result
