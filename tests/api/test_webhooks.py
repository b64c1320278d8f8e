"""Staff register webhooks, look at what was sent, and send it again."""

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from catalog.models import WebhookDelivery, WebhookEndpoint
from catalog.services.webhooks.endpoints import send_ping
from catalog.services.webhooks.secrets import opened
from tests.api.people import send
from tests.factories import make_endpoint

pytestmark = pytest.mark.django_db

WANTED = {"target_url": "https://partner.example/hook", "event_types": ["work.updated", "price.added", "work.updated"]}


@pytest.fixture
def staff() -> Client:
    client = Client()
    client.force_login(User.objects.create(username="keeper", is_staff=True, is_superuser=True))
    return client


def test_the_secret_is_told_once(staff: Client) -> None:
    made = send(staff, "POST", "webhooks/", WANTED)
    told = made.json()
    assert made.status_code == 201
    assert made["Location"] == told["url"]
    assert made["Cache-Control"] == "no-store"
    assert told["event_types"] == ["work.updated", "price.added"]
    assert (told["owner"], told["source"], told["is_active"]) == ("keeper", None, True)
    endpoint = WebhookEndpoint.objects.get()
    assert told["secret"] == opened(endpoint.sealed_secret)
    read = send(staff, "GET", told["url"]).json()
    assert read == {name: value for name, value in told.items() if name != "secret"}
    assert send(staff, "GET", "webhooks/").json()["results"] == [read]
    again = send(staff, "POST", f"webhooks/{endpoint.pk}/rotate-secret/").json()
    assert again["secret"] != told["secret"]
    assert again["former_secret_until"] is not None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"target_url": "ftp://partner.example/"}, "target_url"),
        ({"target_url": "https://partner.example:22/"}, "target_url"),
        ({"target_url": "https://10.0.0.7/"}, "target_url"),
        ({"target_url": "https://[::1]/"}, "target_url"),
        ({"target_url": "https://name:password@partner.example/"}, "target_url"),
        ({"event_types": []}, "event_types"),
        ({"event_types": ["ping"]}, "event_types.0"),
        ({"source": 61 * "a"}, "source"),
    ],
)
def test_what_cannot_be_is_refused_by_name(staff: Client, changes: dict[str, object], field: str) -> None:
    refused = send(staff, "POST", "webhooks/", WANTED | changes)
    assert (refused.status_code, list(refused.json()["errors"])) == (400, [field])
    assert not WebhookEndpoint.objects.exists()


def test_an_address_of_a_network_that_the_operator_names_is_taken(staff: Client, settings: Settings) -> None:
    settings.ARTREC = django_settings.ARTREC | {"FETCH_NETWORKS": ["10.0.0.0/8"]}
    assert send(staff, "POST", "webhooks/", WANTED | {"target_url": "https://10.0.0.7/"}).status_code == 201


def test_changes_leave_the_rest_and_make_it_active_again(staff: Client) -> None:
    endpoint = make_endpoint(source="s", is_active=False, disabled_reason="The server answered with status 410 (Gone).")
    told = send(staff, "PATCH", f"webhooks/{endpoint.pk}/", {"is_active": True, "source": None}).json()
    assert (told["is_active"], told["disabled_reason"], told["source"]) == (True, None, None)
    assert told["target_url"] == endpoint.url
    assert send(staff, "DELETE", f"webhooks/{endpoint.pk}/").status_code == 204
    assert send(staff, "GET", f"webhooks/{endpoint.pk}/").status_code == 404


def test_the_log_tells_what_became_of_each_and_it_is_sent_again(staff: Client) -> None:
    endpoint, other = make_endpoint(), make_endpoint()
    ping = send(staff, "POST", f"webhooks/{endpoint.pk}/test/")
    assert ping.status_code == 202
    assert (ping.json()["event_type"], ping.json()["state"], ping.json()["sequence"]) == ("ping", "waiting", 1)
    failed = send_ping(endpoint.pk)
    WebhookDelivery.objects.filter(pk=failed.pk).update(
        state="failed", attempts=10, problem="The server takes too long to answer."
    )
    log = f"webhooks/{endpoint.pk}/deliveries/"
    assert [each["sequence"] for each in send(staff, "GET", log).json()["results"]] == [2, 1]
    [told] = send(staff, "GET", f"{log}?state=failed").json()["results"]
    assert (told["problem"], told["next_attempt_at"], told["status_code"], told["response_excerpt"]) == (
        "The server takes too long to answer.",
        None,
        None,
        None,
    )
    assert send(staff, "GET", f"{log}?state=lost").status_code == 400
    again = send(staff, "POST", f"{log}{failed.pk}/redeliver/").json()
    assert (again["event_id"], again["state"], again["attempts"]) == (told["event_id"], "waiting", 0)
    assert send(staff, "POST", f"webhooks/{other.pk}/deliveries/{failed.pk}/redeliver/").status_code == 404


@pytest.mark.parametrize("path", ["test/", "deliveries/{delivery}/redeliver/"])
def test_nothing_is_sent_to_one_that_is_not_active(staff: Client, path: str) -> None:
    endpoint = make_endpoint()
    delivery = send_ping(endpoint.pk)
    WebhookEndpoint.objects.update(is_active=False)
    refused = send(staff, "POST", f"webhooks/{endpoint.pk}/{path.format(delivery=delivery.pk)}")
    assert (refused.status_code, refused.json()["type"]) == (409, "/api/v1/problems/conflict")
