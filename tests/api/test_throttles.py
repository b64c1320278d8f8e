"""How often one may ask: by whom it is counted, what the answers tell of it, and what happens without a counter."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from catalog.api import throttles
from catalog.services import rate_limits
from catalog.services.accounts.devices import add_device
from tests.api.conftest import Rates
from tests.api.people import Person, make_guest, send
from tests.factories import make_venue
from tests.servers import free_port

pytestmark = pytest.mark.django_db

ARTWORKS = "/api/v1/artworks/"
TOGETHER, APART = [2, 1], [2, 2]


class Clock:
    """What time it is, for the counters."""

    now = 1_800_000_000.0

    def time(self) -> float:
        return self.now


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch, rates: Rates) -> Iterator[Clock]:
    """Begins with all counts at zero, and few requests for everybody."""
    counters = rate_limits._counters()
    for key in counters.scan_iter("requests:*"):
        counters.delete(key)
    clock = Clock()
    monkeypatch.setattr(rate_limits, "time", clock)
    rates |= {"anonymous": (3, 60), "device": (4, 60), "account": (5, 60), "staff": (6, 3600)}
    yield clock
    rate_limits._counters.cache_clear()


@pytest.fixture
def without_redis(settings: Settings) -> None:
    settings.REDIS_URL = f"redis://127.0.0.1:{free_port()}/0"
    rate_limits._counters.cache_clear()


def limits(response: Any) -> list[tuple[str, int]]:  # noqa: ANN401
    """(policy, requests left), after a look at the grammar of both headers."""
    policies, lefts = response["RateLimit-Policy"].split(", "), response["RateLimit"].split(", ")
    found = []
    for policy, left in zip(policies, lefts, strict=True):
        said = re.fullmatch(r'"([a-z-]+)";q=(\d+);w=(\d+)', policy)
        now = re.fullmatch(r'"([a-z-]+)";r=(\d+);t=(\d+)', left)
        assert said is not None
        assert now is not None
        assert said[1] == now[1]
        assert 0 < int(now[3]) <= int(said[3])
        found.append((now[1], int(now[2])))
    return found


def test_everybody_has_their_own_limit(client: Client) -> None:
    account, keeper = make_guest(), make_guest()
    User.objects.filter(pk=account.user.pk).update(password="usable")
    User.objects.filter(pk=keeper.user.pk).update(is_staff=True, is_superuser=True)
    for who, expected in (
        (client, ("anonymous", 2)),
        (make_guest().client, ("device", 3)),
        (make_guest().client, ("device", 3)),
        (account.client, ("account", 4)),
        (keeper.client, ("staff", 5)),
    ):
        assert limits(who.get(ARTWORKS)) == [expected]


def test_all_devices_of_a_person_count_together() -> None:
    guest = make_guest()
    other = Person(add_device(guest.user, "Another phone"))
    assert [limits(each.client.get(ARTWORKS)) for each in (guest, other)] == [[("device", 3)], [("device", 2)]]


def test_who_asks_too_often_is_told_when_to_come_back(client: Client, clock: Clock) -> None:
    assert [client.get(ARTWORKS).status_code for _ in range(4)] == [200, 200, 200, 429]
    refused = client.get(ARTWORKS)
    assert (refused.status_code, refused["Content-Type"]) == (429, "application/problem+json")
    assert refused.json()["type"] == "/api/v1/problems/throttled"
    wait_s = int(refused["Retry-After"])
    assert 0 < wait_s <= 60
    assert refused["RateLimit"] == f'"anonymous";r=0;t={wait_s}'
    assert Client(REMOTE_ADDR="192.0.2.7").get(ARTWORKS).status_code == 200
    clock.now += wait_s - 1
    assert client.get(ARTWORKS).status_code == 429
    clock.now += 1
    assert limits(client.get(ARTWORKS)) == [("anonymous", 2)]


def test_some_things_are_counted_apart(client: Client, rates: Rates) -> None:
    rates |= {"recognition": (2, 60), "pictures": (50, 60), "devices": (9, 3600)}
    assert limits(client.get("/api/v1/images/4711/thumbnail")) == [("pictures", 49)]
    assert limits(client.post("/api/v1/recognitions/", b"", content_type="image/jpeg")) == [("recognition", 1)]
    assert limits(send(client, "POST", "devices/", {})) == [("devices", 8)]
    assert limits(client.get(ARTWORKS)) == [("anonymous", 2)]


def test_two_limits_on_one_answer(client: Client, rates: Rates) -> None:
    rates |= {"sign-in": (9, 60), "sign-in-email": (3, 60)}
    response = send(client, "POST", "sessions/", {"email": "no@art.example", "password": "?"})
    assert limits(response) == [("sign-in", 8), ("sign-in-email", 2)]


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("GET", ARTWORKS, {}, 200),
        ("GET", ARTWORKS + "?page_size=x", {}, 400),
        ("GET", ARTWORKS, {"Authorization": "Bearer nobody"}, 401),
        ("GET", "/api/v1/me/", {}, 401),
        ("GET", "/api/v1/nowhere/", {}, 404),
        ("GET", "/api/v1/artworks/4711/", {}, 404),
        ("PATCH", ARTWORKS, {}, 405),
        ("GET", ARTWORKS, {"Accept": "text/csv"}, 406),
        ("GET", ARTWORKS, {"Host": "elsewhere.example"}, 400),
        ("GET", "/api/v1/problems/throttled", {}, 200),
        ("GET", "/api/docs/", {}, 200),
    ],
)
def test_every_answer_tells(client: Client, method: str, path: str, headers: dict[str, str], status: int) -> None:
    responses = [client.generic(method, path, headers=headers) for _ in range(4)]
    assert [each.status_code for each in responses] == [status, status, status, 429]
    assert limits(responses[0]) == [("anonymous", 2)]
    assert limits(responses[3]) == [("anonymous", 0)]
    assert "Retry-After" in responses[3].headers


def test_an_answer_without_a_body_tells_too(client: Client) -> None:
    address = f"/api/v1/venues/{make_venue().pk}/"
    etag = client.get(address)["ETag"]
    response = client.get(address, headers={"If-None-Match": etag})
    assert (response.status_code, limits(response)) == (304, [("anonymous", 1)])


def test_what_is_not_the_api_is_not_counted(client: Client) -> None:
    for path in ("/admin/login/", "/nowhere", "/api/v1/health/"):
        assert "RateLimit" not in client.get(path).headers
    assert limits(client.get(ARTWORKS)) == [("anonymous", 2)]


@pytest.mark.parametrize(
    ("proxies", "forwarded_for", "lefts"),
    [
        # No proxy: whatever the client says of itself is not looked at.
        (0, ("198.51.100.1", "198.51.100.2"), TOGETHER),
        # What it invents stands before the proxy's own word.
        (1, ("198.51.100.1, 203.0.113.9", "198.51.100.2, 203.0.113.9"), TOGETHER),
        (1, ("203.0.113.8", "203.0.113.9"), APART),
        (2, ("198.51.100.1, 203.0.113.9, 10.0.0.1", "198.51.100.2, 203.0.113.9, 10.0.0.2"), TOGETHER),
        (2, ("203.0.113.8, 10.0.0.1", "203.0.113.9, 10.0.0.1"), APART),
        (1, ("2001:db8:1:2::3", "2001:db8:1:2:ffff::4"), TOGETHER),  # one client has all of a /64
        (1, ("2001:db8:1:2::3", "2001:db8:1:3::3"), APART),
        (1, ("::ffff:203.0.113.9", "203.0.113.9"), TOGETHER),
        (1, ("unknown", "_hidden"), TOGETHER),
    ],
)
def test_the_address_is_the_one_that_trusted_proxies_tell(
    settings: Settings, proxies: int, forwarded_for: tuple[str, str], lefts: list[int]
) -> None:
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "NUM_PROXIES": proxies}
    client = Client(REMOTE_ADDR="192.0.2.1")
    left = [limits(client.get(ARTWORKS, headers={"X-Forwarded-For": each}))[0][1] for each in forwarded_for]
    assert left == lefts


def test_without_proxies_the_peer_counts(client: Client) -> None:
    other = Client(REMOTE_ADDR="192.0.2.2")
    assert [limits(each.get(ARTWORKS))[0][1] for each in (client, other)] == [2, 2]


def test_without_a_peer_all_count_together() -> None:
    assert [limits(Client(REMOTE_ADDR=None).get(ARTWORKS))[0][1] for _ in range(2)] == TOGETHER


@pytest.mark.usefixtures("without_redis")
def test_without_a_counter_reads_go_on(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    for _ in range(5):
        response = client.get(ARTWORKS)
        assert response.status_code == 200
        assert "RateLimit" not in response.headers
    assert "could not be counted" in caplog.text
    assert client.get("/api/v1/nowhere/").status_code == 404
    assert make_guest().client.get("/api/v1/me/").status_code == 200


@pytest.mark.usefixtures("without_redis")
@pytest.mark.parametrize("path", ["devices/", "sessions/", "recognitions/", "me/", "nowhere/"])
def test_without_a_counter_writes_wait(client: Client, path: str) -> None:
    response = send(client, "POST", path, {})
    assert (response.status_code, response["Retry-After"]) == (503, str(throttles.RETRY_AFTER_S))
    assert response.json()["type"] == "/api/v1/problems/limits-unavailable"


def test_a_counter_is_not_kept_for_ever(client: Client) -> None:
    client.get(ARTWORKS)
    counters = rate_limits._counters()
    assert [0 < counters.ttl(key) <= 60 for key in counters.scan_iter("requests:*")] == [True]
