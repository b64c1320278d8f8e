"""Webhooks: the endpoints of partners, the log of deliveries, and what is sent."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.reverse import reverse

from catalog.api.serializers.bodies import BodySerializer
from catalog.api.serializers.fields import Choice, TextOrNull
from catalog.api.serializers.pages import PageQuerySerializer, PageSerializer
from catalog.api.serializers.rows import RowSerializer
from catalog.models import WebhookDelivery, WebhookEndpoint, WebhookEvent
from catalog.services.webhooks.endpoints import UrlRefused, checked_url

EVENT_TYPES = [choice for choice in WebhookEvent.Type.choices if choice[0] != WebhookEvent.Type.PING]
"""What may be subscribed to; a ping comes to whoever asks for it."""


class NewWebhookSerializer(BodySerializer):
    """An endpoint to be registered, or what is to be changed of one."""

    target_url = serializers.CharField(
        source="url",
        max_length=2000,
        help_text="Where events are sent, by http or https, on the public internet. Best is https.",
    )
    event_types = serializers.ListField(child=Choice(EVENT_TYPES), min_length=1, help_text="What it wants to hear of.")
    source = serializers.CharField(
        required=False,
        allow_null=True,
        max_length=60,
        help_text="Only works of this source. Null or left out: of all.",
    )
    note = serializers.CharField(
        required=False, allow_null=True, max_length=200, help_text="Whose it is, and whom to call."
    )
    is_active = serializers.BooleanField(
        required=False, help_text="What happens while it is false is not sent later. True also after it was disabled."
    )

    def validate_target_url(self, value: str) -> str:
        """Somewhere that may be sent to."""
        try:
            return checked_url(value)
        except UrlRefused as refused:
            raise serializers.ValidationError(str(refused)) from refused

    def validate_event_types(self, value: list[str]) -> list[str]:
        """Each once."""
        return list(dict.fromkeys(value))

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Null is kept as an empty text."""
        return {name: "" if value is None else value for name, value in attrs.items()}


class WebhookSerializer(RowSerializer[WebhookEndpoint]):
    """An endpoint, without its secret."""

    url = serializers.SerializerMethodField()
    target_url = serializers.CharField(source="url")
    event_types = serializers.ListField(child=serializers.ChoiceField(EVENT_TYPES))
    source = TextOrNull(help_text="Null: all sources.")
    note = TextOrNull()
    owner = serializers.CharField(source="owner.username", default=None, allow_null=True)
    disabled_reason = TextOrNull(help_text="Why it was disabled by itself: it said 410, or took nothing for 3 days.")
    last_sequence = serializers.IntegerField(help_text="Of its deliveries so far.")
    failures = serializers.IntegerField(help_text="In a row.")
    former_secret_until = serializers.DateTimeField(
        allow_null=True, help_text="Until then the secret before the last rotation signs as well."
    )

    class Meta:
        model = WebhookEndpoint
        fields = (
            *("id", "url", "target_url", "event_types", "source", "note", "owner", "is_active", "disabled_reason"),
            *("last_sequence", "failures", "failing_since", "former_secret_until", "created_at"),
        )

    def get_url(self, endpoint: WebhookEndpoint) -> str:
        """Address of the endpoint's entry here."""
        return reverse("webhook", args=(endpoint.pk,), request=self.context["request"])


class WebhookWithSecretSerializer(WebhookSerializer):
    """An endpoint with its secret, which is told only this once."""

    secret = serializers.SerializerMethodField()

    class Meta(WebhookSerializer.Meta):
        fields = (*WebhookSerializer.Meta.fields, "secret")

    def get_secret(self, _endpoint: WebhookEndpoint) -> str:
        """`whsec_` and the key in base64, as libraries for Standard Webhooks take it. Told only this once."""
        secret: str = self.context["secret"]
        return secret


class WebhookPageSerializer(PageSerializer):
    """A page of endpoints."""

    results = WebhookSerializer(many=True)


class WebhookDeliverySerializer(RowSerializer[WebhookDelivery]):
    """An event on its way to an endpoint, and what came of the last attempt."""

    event_id = serializers.CharField(source="event.message_id", help_text="The header `webhook-id` of every attempt.")
    event_type = serializers.ChoiceField(WebhookEvent.Type.choices, source="event.type")
    artwork_id = serializers.IntegerField(source="event.artwork_id", allow_null=True)
    occurred_at = serializers.DateTimeField(source="event.occurred_at")
    sequence = serializers.IntegerField(help_text="Counts the endpoint's deliveries, without gaps.")
    next_attempt_at = serializers.SerializerMethodField()
    status_code = serializers.IntegerField(allow_null=True, help_text="Of the last answer.")
    duration_ms = serializers.IntegerField(allow_null=True, help_text="Of the last attempt.")
    response_excerpt = TextOrNull(help_text="The beginning of the last answer's body, 1 KiB at most.")
    problem = TextOrNull(help_text="Why the last attempt failed.")

    class Meta:
        model = WebhookDelivery
        fields = (
            *("id", "event_id", "event_type", "artwork_id", "occurred_at", "sequence", "state", "attempts"),
            *("attempted_at", "next_attempt_at", "status_code", "duration_ms", "response_excerpt", "problem"),
        )

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_next_attempt_at(self, delivery: WebhookDelivery) -> str | None:
        """When it is tried again at the earliest; null when it is at an end."""
        if delivery.state != WebhookDelivery.State.WAITING:
            return None
        return serializers.DateTimeField().to_representation(delivery.next_attempt_at)


class WebhookDeliveryPageSerializer(PageSerializer):
    """A page of deliveries."""

    results = WebhookDeliverySerializer(many=True)


class WebhookDeliveryQuerySerializer(PageQuerySerializer):
    """Which deliveries."""

    state = Choice(WebhookDelivery.State.choices, required=False)


class _MessageSerializer(serializers.Serializer[Any]):
    type = serializers.CharField()
    timestamp = serializers.DateTimeField(help_text="When it happened; `webhook-timestamp` is when it was sent.")


class PingDataSerializer(serializers.Serializer[Any]):
    """What a test says."""

    sequence = serializers.IntegerField(
        help_text="Counts what is sent to this endpoint, in the order in which it happened, without gaps. Messages may"
        " arrive in another order, and twice."
    )


class HiddenWorkSerializer(PingDataSerializer):
    """Ids alone: the work is not shown any more."""

    artwork_id = serializers.IntegerField()
    source = serializers.CharField()
    source_id = serializers.CharField()


class ToldWorkSerializer(HiddenWorkSerializer):
    """A work, to be read at its address."""

    url = serializers.CharField(help_text="Where the work is read now. A path, unless the installation has a name.")


class PricedWorkSerializer(ToldWorkSerializer):
    """A work with new prices."""

    price_ids = serializers.ListField(child=serializers.IntegerField())
    prices_url = serializers.CharField(help_text="Where its prices are read.")


class PingMessageSerializer(_MessageSerializer):
    """A test."""

    data = PingDataSerializer()


class HiddenWorkMessageSerializer(_MessageSerializer):
    """A takedown."""

    data = HiddenWorkSerializer()


class ToldWorkMessageSerializer(_MessageSerializer):
    """A work was published, or changed."""

    data = ToldWorkSerializer()


class PricedWorkMessageSerializer(_MessageSerializer):
    """A work has new prices."""

    data = PricedWorkSerializer()
