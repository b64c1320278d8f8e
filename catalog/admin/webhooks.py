"""Webhooks in the admin: endpoints, and the log of what was sent to each."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest

from catalog.admin.readonly import ReadOnlyAdmin
from catalog.models import WebhookDelivery, WebhookEndpoint, WebhookEvent
from catalog.services.webhooks import endpoints
from catalog.services.webhooks.endpoints import NothingToSend, UrlRefused, checked_url

_TYPES = [choice for choice in WebhookEvent.Type.choices if choice[0] != WebhookEvent.Type.PING]


class WebhookEndpointForm(ModelForm):
    """What staff say of an endpoint."""

    event_types = forms.MultipleChoiceField(choices=_TYPES, widget=forms.CheckboxSelectMultiple)

    class Meta:
        model = WebhookEndpoint
        fields = ("url", "event_types", "source", "note", "is_active")

    def clean_url(self) -> str:
        """Somewhere that may be sent to."""
        try:
            return checked_url(self.cleaned_data["url"])
        except UrlRefused as refused:
            raise forms.ValidationError(str(refused)) from refused


@admin.register(WebhookEndpoint)
class WebhookEndpointAdmin(admin.ModelAdmin):
    """Partners' servers."""

    form: type[WebhookEndpointForm] = WebhookEndpointForm
    list_display = ("url", "note", "types", "source", "is_active", "failures", "failing_since", "disabled_reason")
    list_filter = ("is_active",)
    search_fields = ("url", "note")
    actions = ("send_test", "rotate_secret")
    fields = (
        *("url", "event_types", "source", "note", "is_active", "disabled_reason"),
        *("owner", "last_sequence", "failures", "failing_since", "not_before", "former_secret_until", "created_at"),
    )
    readonly_fields = (
        *("disabled_reason", "owner", "last_sequence", "failures", "failing_since", "not_before"),
        *("former_secret_until", "created_at"),
    )

    def get_fields(self, request: HttpRequest, obj: WebhookEndpoint | None = None) -> Any:  # noqa: ANN401 - Django's own
        """Of a new one, what is to be said; the rest follows."""
        return self.fields if obj else self.form.Meta.fields

    @admin.display(description="event types")
    def types(self, endpoint: WebhookEndpoint) -> str:
        return ", ".join(endpoint.event_types)

    def save_model(self, request: HttpRequest, obj: WebhookEndpoint, form: ModelForm, change: bool) -> None:
        if change:
            endpoints.change_endpoint(obj.pk, form.cleaned_data)
            return
        made, secret = endpoints.register_endpoint(owner_id=request.user.pk, **form.cleaned_data)
        obj.pk = made.pk
        self._tell(request, made, secret)

    @admin.action(description="Send a test", permissions=("change",))
    def send_test(self, request: HttpRequest, queryset: QuerySet[WebhookEndpoint]) -> None:
        for endpoint in queryset:
            try:
                endpoints.send_ping(endpoint.pk)
            except NothingToSend as refused:
                self.message_user(request, f"{endpoint}: {refused}", messages.ERROR)
            else:
                self.message_user(request, f"{endpoint}: sent; the log of deliveries tells how it went.")

    @admin.action(description="Replace the secret", permissions=("change",))
    def rotate_secret(self, request: HttpRequest, queryset: QuerySet[WebhookEndpoint]) -> None:
        for endpoint in queryset:
            self._tell(request, *endpoints.rotate_secret(endpoint.pk))

    def _tell(self, request: HttpRequest, endpoint: WebhookEndpoint, secret: str) -> None:
        self.message_user(
            request, f"The secret of {endpoint} is {secret}. It is told only this once.", messages.WARNING
        )


@admin.register(WebhookDelivery)
class WebhookDeliveryAdmin(ReadOnlyAdmin):
    """The log; what is in it can be sent again, and is changed by nobody."""

    list_display = (
        *("event", "endpoint", "sequence", "state", "attempts", "attempted_at", "next_attempt_at"),
        *("status_code", "duration_ms", "problem"),
    )
    list_filter = ("state", "event__type", "endpoint")
    list_select_related = ("event", "endpoint")
    search_fields = ("=event__artwork_id", "event__source_id")
    search_help_text = "Id of the artwork, here or at its source"
    list_per_page = 50
    show_full_result_count = False
    actions = ("send_again",)

    def has_resend_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("catalog.change_webhookdelivery")

    @admin.action(description="Send again", permissions=("resend",))
    def send_again(self, request: HttpRequest, queryset: QuerySet[WebhookDelivery]) -> None:
        for delivery in queryset:
            try:
                endpoints.redeliver(delivery.pk)
            except NothingToSend as refused:
                self.message_user(request, f"{delivery}: {refused}", messages.ERROR)
            else:
                self.message_user(request, f"{delivery}: to be sent again.")
