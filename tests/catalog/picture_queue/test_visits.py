"""Who is asked to visit a server, and what a crash leaves."""

import pytest

from catalog.services.picture_queue import hosts, outcomes, visits
from tests.catalog.picture_queue.visiting import Serve, only, pass_time, pictures, visit, want

pytestmark = pytest.mark.django_db


def test_a_host_is_asked_for_once_and_again_when_the_message_must_be_lost(serve: Serve, asked_for: list[str]) -> None:
    server = serve(pictures)
    want(server, "/a")
    want(server, "/a", host="other.example")
    assert (hosts.ask_for_due_hosts(), hosts.ask_for_due_hosts()) == (2, 0)
    pass_time(hosts.LEASE_S + 1)
    assert hosts.ask_for_due_hosts() == 2
    assert sorted(set(asked_for)) == [f"museum.example:{server.port}", f"other.example:{server.port}"]


def test_only_so_many_are_asked_for_at_a_time(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hosts, "MOST_ASKED", 2)
    server = serve(pictures)
    for number in range(3):
        want(server, "/a", host=f"h{number}.example")
    assert [hosts.ask_for_due_hosts() for _ in range(3)] == [2, 1, 0]


def test_after_a_visit_the_next_one_is_asked_for(
    serve: Serve, asked_for: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visits, "VISIT_S", 0.0)
    server = serve(pictures)
    want(server, "/a")
    assert visit(server) == 0
    assert asked_for == [f"museum.example:{server.port}"]


def test_a_crash_costs_an_attempt_and_nothing_else(serve: Serve) -> None:
    server = serve(pictures)
    want(server, "/a")
    host = f"museum.example:{server.port}"
    assert hosts.take_lease(host) is not None
    assert visits._claimed(host) is not None  # and here the worker is killed
    assert (visit(server), visits._claimed(host)) == (0, None)
    pass_time(hosts.LEASE_S + 1)
    assert visit(server) == 1
    assert (only().state, only().attempts) == ("fetched", 2)


def test_a_picture_that_kills_its_workers_is_given_up(serve: Serve) -> None:
    server = serve(pictures)
    want(server, "/a")
    for _ in range(outcomes.MOST_ATTEMPTS):
        assert visits._claimed(f"museum.example:{server.port}") is not None
        pass_time(hosts.LEASE_S + 1)
    assert visit(server) == 0
    assert (only().state, only().reason, server.asked) == ("failed", "broke_off", [])


def test_a_full_disk_is_no_fault_of_the_picture(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: bytes) -> None:
        raise OSError("No space left on device")

    server = serve(pictures)
    want(server, "/a")
    with monkeypatch.context() as patched:
        patched.setattr(visits, "store_picture", full)
        with pytest.raises(OSError, match="No space"):
            visit(server)
    assert only().state == "waiting"
    assert visit(server) == 0, "the host is left alone for a while"
    pass_time(hosts.LEASE_S + 1)
    assert visit(server) == 1
