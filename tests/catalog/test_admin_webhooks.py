"""Webhooks in the admin: registered, tested, and their log."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog.models import WebhookDelivery, WebhookEndpoint
from catalog.services.webhooks.endpoints import send_ping
from catalog.services.webhooks.secrets import opened
from tests.factories import make_endpoint

pytestmark = pytest.mark.django_db

LIST = reverse("admin:catalog_webhookendpoint_changelist")
LOG = reverse("admin:catalog_webhookdelivery_changelist")
FORM = {"url": "https://partner.example/hook", "event_types": ["work.updated", "price.added"], "is_active": "on"}


def test_one_is_registered_and_its_secret_told_once(admin_client: Client) -> None:
    page = admin_client.post(reverse("admin:catalog_webhookendpoint_add"), FORM, follow=True).content.decode()
    endpoint = WebhookEndpoint.objects.get()
    assert opened(endpoint.sealed_secret) in page
    assert endpoint.event_types == ["work.updated", "price.added"]
    assert endpoint.owner is not None
    change = reverse("admin:catalog_webhookendpoint_change", args=(endpoint.pk,))
    assert "whsec_" not in admin_client.get(change).content.decode()
    admin_client.post(change, FORM | {"note": "The shop", "is_active": ""})
    endpoint.refresh_from_db()
    assert (endpoint.note, endpoint.is_active, WebhookEndpoint.objects.count()) == ("The shop", False, 1)


def test_an_address_inside_is_refused(admin_client: Client) -> None:
    page = admin_client.post(reverse("admin:catalog_webhookendpoint_add"), FORM | {"url": "http://127.0.0.1/"})
    assert "not on the public internet" in page.content.decode()
    assert not WebhookEndpoint.objects.exists()


@pytest.mark.parametrize(
    ("is_active", "action", "said"),
    [
        (True, "send_test", "the log of deliveries tells how it went"),
        (False, "send_test", "make it active first"),
        (True, "rotate_secret", "whsec_"),
    ],
)
def test_actions_on_endpoints(*, admin_client: Client, is_active: bool, action: str, said: str) -> None:
    endpoint = make_endpoint(is_active=is_active)
    page = admin_client.post(LIST, {"action": action, "_selected_action": [endpoint.pk]}, follow=True)
    assert said in page.content.decode()


def test_the_log_is_shown_and_sent_again(admin_client: Client) -> None:
    delivery = send_ping(make_endpoint().pk)
    WebhookDelivery.objects.update(state="failed", problem="The server answered with status 500.", attempts=10)
    assert "status 500" in admin_client.get(LOG).content.decode()
    for said in ("to be sent again", "make it active first"):
        page = admin_client.post(LOG, {"action": "send_again", "_selected_action": [delivery.pk]}, follow=True)
        assert said in page.content.decode()
        delivery.refresh_from_db()
        assert (delivery.state, delivery.attempts) == ("waiting", 0)
        WebhookEndpoint.objects.update(is_active=False)


def test_queries_do_not_grow_with_the_log(admin_client: Client) -> None:
    counts = []
    for count in (3, 9):
        for _number in range(count):
            send_ping(make_endpoint().pk)
        with CaptureQueriesContext(connection) as queries:
            assert admin_client.get(LOG).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
