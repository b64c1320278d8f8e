"""Deliveries to real servers on this machine: what is sent, and what becomes of each."""

import datetime
import socket
import time

import pytest
from django.utils import timezone
from pytest_django import Settings
from standardwebhooks import Webhook, WebhookVerificationError

from catalog.models import WebhookDelivery, WebhookEndpoint, WebhookEvent
from catalog.services.fetching.fetcher import Receipt
from catalog.services.webhooks import endpoints, outcomes
from catalog.services.webhooks.events import Changes, record_changes
from catalog.services.webhooks.giving_out import ask_for_due_endpoints, give_out_changes
from catalog.services.webhooks.leases import LEASE_S, take_lease
from catalog.services.webhooks.pruning import KEPT, forget_events
from catalog.services.webhooks.secrets import opened
from catalog.services.webhooks.visits import VISIT_S, visit_endpoint
from tests.catalog.webhooks.receivers import HASTY, Serve, endpoint_at, fetcher_to, pass_time, script, verified, visit
from tests.factories import make_artwork, make_price
from tests.publishing import take_down_artwork
from tests.web_servers import Asked, Script, answer

pytestmark = pytest.mark.django_db


def only() -> WebhookDelivery:
    return WebhookDelivery.objects.get()


def tell(count: int = 1) -> None:
    for _number in range(count):
        record_changes(Changes(updated=[make_artwork().pk]))
    give_out_changes()


# --- What is sent ---------------------------------------------------------------------------------------------------


def test_messages_are_signed_and_say_ids_and_addresses(serve: Serve, settings: Settings) -> None:
    settings.ARTREC = settings.ARTREC | {"PUBLIC_URL": "https://art.example/"}
    server = serve(script("204 Taken"))
    endpoint = endpoint_at(server)
    price = make_price()
    work = price.artwork
    record_changes(Changes(updated=[work.pk], prices={work.pk: [price.pk]}))
    take_down_artwork(work)
    give_out_changes()
    assert visit(server, endpoint) == 3
    messages = [verified(asked, opened(endpoint.sealed_secret)) for asked in server.asked]
    ids = {"artwork_id": work.pk, "source": "test", "source_id": work.source_id}
    url = f"https://art.example/api/v1/artworks/{work.pk}/"
    assert [(each["type"], each["data"]) for each in messages] == [
        ("work.taken_down", {"sequence": 3, **ids}),
        ("work.updated", {"sequence": 1, **ids, "url": url}),
        ("price.added", {"sequence": 2, **ids, "url": url, "price_ids": [price.pk], "prices_url": f"{url}prices/"}),
    ], "a takedown overtakes"
    assert {asked.method for asked in server.asked} == {"POST"}
    assert server.asked[0].headers["content-type"] == "application/json"
    assert len({asked.headers["webhook-id"] for asked in server.asked}) == 3
    with pytest.raises(WebhookVerificationError):
        Webhook(opened(endpoint.sealed_secret)).verify(server.asked[0].body + b" ", server.asked[0].headers)
    assert set(WebhookDelivery.objects.values_list("state", "status_code", "problem")) == {("delivered", 204, "")}


def test_for_a_day_after_a_rotation_both_secrets_sign(serve: Serve) -> None:
    server = serve(script("200 OK"))
    endpoint = endpoint_at(server)
    former = opened(endpoint.sealed_secret)
    _, secret = endpoints.rotate_secret(endpoint.pk)
    endpoints.send_ping(endpoint.pk)
    visit(server, endpoint)
    assert verified(server.asked[0], former) == verified(server.asked[0], secret)
    WebhookEndpoint.objects.update(former_secret_until=timezone.now())
    endpoints.send_ping(endpoint.pk)
    visit(server, endpoint)
    assert verified(server.asked[1], secret)["type"] == "ping"
    with pytest.raises(WebhookVerificationError):
        verified(server.asked[1], former)


def test_secrets_are_sealed_and_open_under_a_former_key_of_the_house(serve: Serve, settings: Settings) -> None:
    server = serve(script("200 OK"))
    endpoint = endpoint_at(server)
    assert "whsec_" not in endpoint.sealed_secret
    secret, key = opened(endpoint.sealed_secret), settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [key]
    assert opened(endpoint.sealed_secret) == secret
    settings.SECRET_KEY_FALLBACKS = []
    endpoints.send_ping(endpoint.pk)
    assert visit(server, endpoint) == 0
    assert "rotate the secret" in only().problem
    assert server.asked == []


# --- What becomes of it ---------------------------------------------------------------------------------------------


def test_what_is_not_taken_is_sent_again_with_the_same_id(serve: Serve) -> None:
    server = serve(script("500 Oh", "200 OK", body=b"Thank you\x00"))
    endpoint = endpoint_at(server)
    tell(2)
    assert visit(server, endpoint) == 0
    first = WebhookDelivery.objects.order_by("pk")[0]
    assert (first.state, first.attempts, first.status_code) == ("waiting", 1, 500)
    assert first.problem == "The server answered with status 500."
    assert visit(server, endpoint) == 0, "it rests"
    assert len(server.asked) == 1
    pass_time(7)
    assert visit(server, endpoint) == 2
    assert [asked.headers["webhook-id"] for asked in server.asked].count(first.event.message_id) == 2
    assert {asked.body for asked in server.asked if asked.headers["webhook-id"] == first.event.message_id} == {
        server.asked[0].body
    }
    first.refresh_from_db()
    endpoint.refresh_from_db()
    assert (first.state, first.attempts, first.response_excerpt, first.problem) == ("delivered", 2, "Thank you", "")
    assert (endpoint.failures, endpoint.failing_since) == (0, None)


def test_410_ends_it_until_it_is_made_active_again(serve: Serve, asked_for: list[int]) -> None:
    server = serve(script("410 Gone", "200 OK"))
    endpoint = endpoint_at(server)
    tell()
    visit(server, endpoint)
    endpoint.refresh_from_db()
    assert (endpoint.is_active, endpoint.disabled_reason) == (False, "The server answered with status 410 (Gone).")
    pass_time(3600)
    assert (visit(server, endpoint), ask_for_due_endpoints()) == (0, 0)
    tell()
    assert WebhookEvent.objects.count() == 1, "what happens meanwhile is not kept"
    with pytest.raises(endpoints.NothingToSend):
        endpoints.send_ping(endpoint.pk)
    endpoints.change_endpoint(endpoint.pk, {"is_active": True})
    assert asked_for[-1] == endpoint.pk
    assert visit(server, endpoint) == 1


def slow(_: Asked, connection: socket.socket) -> None:
    time.sleep(0.6)
    answer(connection)


def slow_body(_: Asked, connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nWell")
    time.sleep(0.6)


@pytest.mark.parametrize(
    ("said", "status", "problem"),
    [
        (slow, None, "takes too long"),
        (script("302 There", Location="http://169.254.169.254/"), 302, "Redirects are not followed"),
        (script("404 Not Found"), 404, "status 404"),
        (lambda _, to: to.sendall(b"nonsense"), None, "broken"),
    ],
)
def test_every_failure_has_its_reason_and_is_tried_again(
    serve: Serve, said: Script, status: int | None, problem: str
) -> None:
    server = serve(said)
    endpoint = endpoint_at(server)
    tell()
    assert visit(server, endpoint) == 0
    delivery = only()
    assert (delivery.state, delivery.status_code) == ("waiting", status)
    assert problem in delivery.problem
    assert delivery.next_attempt_at > timezone.now()
    assert len(server.asked) == 1


def test_a_body_that_does_not_end_changes_nothing(serve: Serve) -> None:
    server = serve(slow_body)
    tell_to = endpoint_at(server)
    tell()
    assert visit(server, tell_to) == 1
    assert only().response_excerpt == "Well"


@pytest.mark.parametrize("size", [1024, 3_000_000])
def test_no_more_of_an_answer_is_read_than_is_kept(serve: Serve, size: int) -> None:
    server = serve(script("200 OK", body=b"a" * size))
    endpoint = endpoint_at(server)
    tell()
    assert visit(server, endpoint) == 1
    assert only().response_excerpt == "a" * 1024


def test_a_name_that_leads_into_our_own_network_is_not_connected_to(serve: Serve) -> None:
    server = serve(script("200 OK"))
    endpoint = endpoint_at(server)
    tell()
    assert visit(server, endpoint, address="10.0.0.7") == 0
    assert "not on the public internet" in only().problem
    assert server.asked == []


def test_retry_after_is_obeyed_for_everything_that_goes_there(serve: Serve) -> None:
    server = serve(script("503 Later", Retry_After="3600"))
    endpoint = endpoint_at(server)
    tell(2)
    visit(server, endpoint)
    pass_time(3500)
    visit(server, endpoint)
    assert len(server.asked) == 1
    pass_time(101)
    visit(server, endpoint)
    assert len(server.asked) == 2


def test_the_schedule_takes_three_days_and_then_gives_up(serve: Serve) -> None:
    server = serve(script("500 Oh"))
    endpoint = endpoint_at(server)
    tell()
    waits = []
    for _number in range(outcomes.MOST_ATTEMPTS):
        WebhookEndpoint.objects.update(is_active=True, not_before=timezone.now(), failures=0, failing_since=None)
        WebhookDelivery.objects.update(next_attempt_at=timezone.now())
        visit(server, endpoint)
        waits.append((only().next_attempt_at - timezone.now()).total_seconds())
    assert (only().state, only().attempts) == ("failed", 10)
    for wait, pause in zip(waits, outcomes.PAUSES_S, strict=False):
        assert 0.7 * pause <= wait <= 1.25 * pause
    assert 3 * 86_400 <= sum(outcomes.PAUSES_S) <= 3.5 * 86_400


def test_an_endpoint_that_fails_for_days_is_disabled_with_the_reason(serve: Serve) -> None:
    server = serve(script("500 Oh"))
    endpoint = endpoint_at(server)
    tell(2)
    visit(server, endpoint)
    pass_time(2.9 * 86_400)
    visit(server, endpoint)
    assert WebhookEndpoint.objects.get().is_active
    pass_time(0.2 * 86_400)
    visit(server, endpoint)
    endpoint.refresh_from_db()
    assert (endpoint.is_active, endpoint.disabled_reason) == (
        False,
        "Nothing was taken for three days. The server answered with status 500.",
    )


# --- Whose turn it is -----------------------------------------------------------------------------------------------


def test_an_endpoint_is_visited_by_one_worker_at_a_time(serve: Serve) -> None:
    server = serve(script("200 OK"))
    endpoint = endpoint_at(server)
    tell()
    lease = take_lease(endpoint.pk)
    assert lease is not None
    assert visit(server, endpoint) == 0
    pass_time(LEASE_S + 1)
    assert visit(server, endpoint) == 1
    assert lease.renewed() is None, "somebody else came after it ran out"


def test_what_kills_every_worker_is_given_up(serve: Serve) -> None:
    server = serve(script("200 OK"))
    endpoint = endpoint_at(server)
    tell()
    WebhookDelivery.objects.update(attempts=outcomes.MOST_ATTEMPTS)
    assert visit(server, endpoint) == 0
    assert (only().state, server.asked) == ("failed", [])


def test_others_get_their_turn(serve: Serve, monkeypatch: pytest.MonkeyPatch, asked_for: list[int]) -> None:
    server = serve(script("200 OK"))
    endpoint = endpoint_at(server)
    tell(2)
    asked_for.clear()
    clock = iter([0.0, 0.0, 0.0, 0.0, VISIT_S + 1])
    monkeypatch.setattr("catalog.services.webhooks.visits.time.monotonic", lambda: next(clock))
    assert visit_endpoint(endpoint.pk, fetcher_to(server), HASTY) == 1
    assert asked_for == [endpoint.pk], "the rest is asked for again"


def test_an_endpoint_may_be_deleted_while_it_is_visited(serve: Serve) -> None:
    endpoint = endpoint_at(serve(script("200 OK")))
    tell()
    delivery = only()
    endpoint.delete()
    assert not outcomes.record_attempt(delivery, outcomes.Attempt(Receipt(200, None, b""), 5))


def test_what_was_delivered_is_sent_again_when_asked(serve: Serve) -> None:
    server = serve(script("200 OK"))
    endpoint = endpoint_at(server)
    tell()
    visit(server, endpoint)
    endpoints.redeliver(only().pk)
    assert visit(server, endpoint) == 1
    assert server.asked[0].headers["webhook-id"] == server.asked[1].headers["webhook-id"]


def test_old_events_are_forgotten_with_their_deliveries(serve: Serve) -> None:
    endpoint_at(serve(script("200 OK")))
    tell(2)
    first = WebhookEvent.objects.all()[0]
    first.occurred_at -= KEPT + datetime.timedelta(seconds=1)
    first.save()
    assert forget_events() == 1
    assert WebhookDelivery.objects.count() == WebhookEvent.objects.count() == 1
