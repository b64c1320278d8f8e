"""How the queue of pictures treats the servers it asks."""

import datetime
import itertools
import socket
import time

import pytest
from django.utils import timezone
from pytest_django import Settings

from catalog.ingest.records import ArtworkRecord, IiifImage, ImageRecord
from catalog.models import ImageHost, PictureFetch
from catalog.services.loading import load_records
from catalog.services.picture_queue import hosts, outcomes
from tests.catalog.picture_queue.visiting import Serve, only, pass_time, pictures, visit, want
from tests.web_servers import Asked, Script, answer

pytestmark = pytest.mark.django_db


def test_between_two_requests_is_a_pause(serve: Serve, settings: Settings) -> None:
    times: list[float] = []

    def timed(asked: Asked, connection: socket.socket) -> None:
        times.append(time.monotonic())
        pictures(asked, connection)

    settings.ARTREC = settings.ARTREC | {"PICTURES_INTERVAL_S": 0.05}
    server = serve(timed)
    want(server, "/a", "/b", "/c")
    visit(server)
    assert all(later - sooner >= 0.05 for sooner, later in itertools.pairwise(times))
    assert server.most_at_once == 1


def test_a_host_is_visited_by_one_worker_at_a_time(serve: Serve) -> None:
    server = serve(pictures)
    want(server, "/a")
    lease = hosts.take_lease(f"museum.example:{server.port}")
    assert lease is not None
    assert (visit(server), hosts.ask_for_due_hosts(), server.asked) == (0, 0, [])
    lease.returned(timezone.now())
    assert visit(server) == 1


def test_who_was_thought_dead_finds_the_lease_gone(serve: Serve) -> None:
    server = serve(pictures)
    want(server, "/a")
    late = hosts.take_lease(f"museum.example:{server.port}")
    assert late is not None
    pass_time(hosts.LEASE_S + 1)
    other = hosts.take_lease(late.host)
    assert other is not None
    assert late.renewed() is None
    late.returned(timezone.now())
    assert other.renewed() is not None


def test_a_server_in_trouble_is_left_alone_longer_and_longer(serve: Serve) -> None:
    server = serve(lambda _, to: answer(to, b"", "503 Later"))
    want(server, *(f"/{number}" for number in range(12)))
    pauses = []
    for _ in range(12):
        assert visit(server) == 0
        pauses.append((ImageHost.objects.get().not_before - timezone.now()).total_seconds())
        assert visit(server) == 0, "not yet"
        pass_time(pauses[-1] + 0.1)
    assert len(server.asked) == 12, "one request a visit"
    assert all(0.74 * 4 * 2**n < pause < 1.26 * 4 * 2**n for n, pause in enumerate(pauses[:9]))
    assert max(pauses) < 1.26 * 3600


def test_a_server_that_says_when_is_asked_then(serve: Serve, asked_for: list[str]) -> None:
    server = serve(lambda _, to: answer(to, b"", "429 Slow down", Retry_After=500))
    want(server, "/a", "/b")
    visit(server)
    pass_time(490)
    assert (hosts.ask_for_due_hosts(), visit(server)) == (0, 0)
    pass_time(11)
    assert hosts.ask_for_due_hosts() == 1
    assert asked_for == [f"museum.example:{server.port}"]
    assert len(server.asked) == 1


def test_no_server_keeps_us_waiting_for_ever(serve: Serve) -> None:
    server = serve(lambda _, to: answer(to, b"", "429 Never", Retry_After=999_999_999))
    want(server, "/a")
    visit(server)
    assert only().next_attempt_at < timezone.now() + datetime.timedelta(days=1.01)
    assert ImageHost.objects.get().not_before < timezone.now() + datetime.timedelta(days=1.01)


def test_trouble_and_then_pictures_by_the_clock(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    """429 with a Retry-After of a second, then 500, then all is well: nothing is shifted here but time itself."""
    monkeypatch.setattr(hosts, "_FIRST_PAUSE_S", 0.05)
    monkeypatch.setattr(outcomes, "_FIRST_PAUSE_S", 0.05)
    refusals, times = [("429 Slow down", 1), ("500 Oh", None)], []

    def moody(asked: Asked, connection: socket.socket) -> None:
        times.append(time.monotonic())
        if refusals:
            status, retry_after = refusals.pop(0)
            answer(connection, b"", status, **({} if retry_after is None else {"Retry_After": retry_after}))
        else:
            pictures(asked, connection)

    server = serve(moody)
    want(server, "/a", "/b", "/c")
    deadline = time.monotonic() + 20
    while PictureFetch.objects.filter(state="waiting").exists():
        assert time.monotonic() < deadline, list(PictureFetch.objects.values())
        visit(server)
        time.sleep(0.01)
    assert PictureFetch.objects.filter(state="fetched").count() == 3
    assert times[1] - times[0] >= 1, "it waited as long as it was asked to"
    assert len(server.asked) == 5
    assert ImageHost.objects.get().failures == 0


def ruled(rules: bytes, script: Script) -> Script:
    """The script on a server with such a robots.txt."""
    return lambda asked, to: answer(to, rules) if asked.path == "/robots.txt" else script(asked, to)


def test_what_robots_txt_refuses_is_not_fetched(strict: Serve) -> None:
    server = strict(ruled(b"User-agent: artrec\nDisallow: /private\n", pictures))
    want(server, "/private/a", "/b")
    assert visit(server) == 1
    assert server.paths == ["/robots.txt", "/b"]
    refused = PictureFetch.objects.get(state="failed")
    assert (refused.reason, "asks Artrec not to fetch /private/a" in refused.problem) == ("robots_refused", True)


def test_a_redirect_leads_to_no_place_that_is_refused(strict: Serve) -> None:
    def send_on(_: Asked, connection: socket.socket) -> None:
        answer(connection, b"", "302 There", Location=server.url("/private", "other.example"))

    server = strict(ruled(b"User-agent: *\nDisallow: /private\n", send_on))
    want(server, "/a")
    assert visit(server) == 0
    assert (only().state, only().reason) == ("failed", "robots_refused")
    assert server.paths == ["/robots.txt", "/a", "/robots.txt"]


def test_a_iiif_service_is_under_the_rules_too(strict: Serve) -> None:
    server = strict(ruled(b"User-agent: *\nDisallow: /iiif/\n", pictures))
    load_records([ArtworkRecord("s", "1", "", images=(ImageRecord(IiifImage(server.url("/iiif/x"))),))], source="s")
    assert visit(server) == 0
    assert (only().reason, server.paths) == ("robots_refused", ["/robots.txt"])


def test_a_server_that_cannot_say_what_it_allows_is_left_alone_for_a_while(strict: Serve) -> None:
    says = [(b"", "503 Later")]
    server = strict(lambda asked, to: answer(to, *says[0]) if asked.path == "/robots.txt" else pictures(asked, to))
    want(server, "/a")
    assert visit(server) == 0
    assert (only().state, only().reason) == ("waiting", "robots_unreachable")
    assert "status 503" in only().problem
    says[0] = (b"", "404 None")
    pass_time(3600)
    assert visit(server) == 1
    assert server.paths == ["/robots.txt", "/robots.txt", "/a"]


@pytest.mark.parametrize(("delay", "pictures_a_visit"), [("0.05", 3), ("6", 1), ("999999999", 1)])
def test_a_server_has_the_pauses_it_asks_for(strict: Serve, delay: str, pictures_a_visit: int) -> None:
    times: list[float] = []

    def timed(asked: Asked, connection: socket.socket) -> None:
        times.append(time.monotonic())
        pictures(asked, connection)

    server = strict(ruled(f"User-agent: *\nCrawl-delay: {delay}\n".encode(), timed))
    want(server, "/a", "/b", "/c")
    assert visit(server) == pictures_a_visit
    assert all(later - sooner >= 0.05 for sooner, later in itertools.pairwise(times))
    if pictures_a_visit == 1:
        assert (visit(server), hosts.ask_for_due_hosts()) == (0, 0), "not yet"
        pause_s = (ImageHost.objects.get().not_before - timezone.now()).total_seconds()
        assert min(float(delay), 86_400) - 2 < pause_s <= 86_400
        pass_time(pause_s + 1)
        assert visit(server) == 1
