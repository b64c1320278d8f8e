"""Pictures fetched from real servers on this machine: what becomes of each, and the manners on the way."""

import datetime
import itertools
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from django.utils import timezone
from pytest_django import Settings

from catalog.ingest.records import ArtworkRecord, IiifImage, ImageRecord, ImageUrl
from catalog.models import Artwork, ImageHost, IndexChange, PictureFetch, ReferenceImage
from catalog.services import publishing
from catalog.services.fetching.addresses import parse_networks
from catalog.services.fetching.fetcher import Fetcher
from catalog.services.loading import load_records
from catalog.services.media_files import is_stored
from catalog.services.picture_queue import hosts, outcomes, visits
from catalog.services.picture_queue.retries import retry_fetches
from catalog.services.picture_queue.visits import visit_host
from tests.factories import tiny_picture
from tests.web_servers import Asked, Script, WebServer, answer, web_server

pytestmark = pytest.mark.django_db

Serve = Callable[[Script], WebServer]


@pytest.fixture
def serve() -> Iterator[Serve]:
    with ExitStack() as stack:
        yield lambda script: stack.enter_context(web_server(script))


@pytest.fixture(autouse=True)
def asked_for(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> list[str]:
    """The hosts that workers were asked to visit; no pauses between requests."""
    visited: list[str] = []
    monkeypatch.setattr("catalog.dispatch.fetch_from_host", visited.append)
    settings.ARTREC = settings.ARTREC | {"PICTURES_INTERVAL_S": 0.0}
    return visited


def pictures(asked: Asked, connection: socket.socket) -> None:
    """A picture a path."""
    answer(connection, tiny_picture(sum(asked.path.encode())), ETag=f'"{asked.path}"')


def want(server: WebServer, *paths: str, host: str = "museum.example", **facts: object) -> Artwork:
    images = tuple(ImageRecord(ImageUrl(server.url(path, host)), **facts) for path in paths)  # type: ignore[arg-type]
    number = str(Artwork.objects.count())
    load_records([ArtworkRecord("s", number, "A work", images=images)], source="s")
    return Artwork.objects.get(source_id=number)


def visit(server: WebServer, host: str = "museum.example") -> int:
    fetcher = Fetcher(
        "tests", frozenset({server.port}), parse_networks(["127.0.0.0/8"]), resolver=lambda *_: ["127.0.0.1"]
    )
    return visit_host(f"{host}:{server.port}", fetcher)


def only() -> PictureFetch:
    return PictureFetch.objects.get()


def pass_time(seconds: float) -> None:
    """As if so much time had passed: everything that waits for a time waits for an earlier one."""
    for host in ImageHost.objects.all():
        for name in ("not_before", "leased_until", "asked_at"):
            value = getattr(host, name)
            setattr(host, name, None if value is None else value - datetime.timedelta(seconds=seconds))
        host.save()
    for fetch in PictureFetch.objects.all():
        fetch.next_attempt_at -= datetime.timedelta(seconds=seconds)
        fetch.save()


# --- What becomes of a picture --------------------------------------------------------------------------------------


def test_a_picture_becomes_a_reference_image(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    nudged: list[int] = []
    monkeypatch.setattr("catalog.dispatch.index_pending_images", lambda: nudged.append(1))
    server = serve(pictures)
    work = want(server, "/a", "/b", rights="CC0", credit="Me", is_aspect_true=False)
    assert visit(server) == 2
    first, second = work.reference_images.order_by("position")
    assert (first.position, first.rights, first.credit, first.is_aspect_true) == (0, "CC0", "Me", False)
    assert is_stored(str(first.file.name))
    assert is_stored(str(first.thumbnail.name))
    assert (second.position, second.sha256 != first.sha256) == (1, True)
    fetch = PictureFetch.objects.get(image=first)
    assert (fetch.state, fetch.attempts, fetch.etag, fetch.problem) == ("fetched", 1, '"/a"', "")
    assert set(IndexChange.objects.values_list("reference_image_id", flat=True)) >= {first.pk, second.pk}
    assert nudged == [1], "the embedding is asked for once a visit"
    assert visit(server) == 0
    assert server.paths == ["/a", "/b"]


def test_the_same_picture_at_two_addresses_is_one_image(serve: Serve) -> None:
    server = serve(lambda _, to: answer(to, tiny_picture(1)))
    work = want(server, "/a", "/b")
    assert visit(server) == 2
    assert work.reference_images.count() == 1
    assert set(PictureFetch.objects.values_list("state", "image")) == {("fetched", work.reference_images.get().pk)}


@pytest.mark.parametrize(
    ("script", "state", "reason"),
    [
        (lambda _, to: answer(to, b"", "404 Not Found"), "gone", "http_404"),
        (lambda _, to: answer(to, b"", "410 Gone"), "gone", "http_410"),
        (lambda _, to: answer(to, b"", "401 Unauthorized"), "failed", "http_401"),
        (lambda _, to: answer(to, b"<html>Sorry</html>", Content_Type="image/jpeg"), "failed", "image_undecodable"),
        (lambda _, to: answer(to, b"", Content_Length=10**9), "failed", "too_large"),
        (lambda _, to: answer(to, b"", "302 There", Location="http://169.254.169.254/"), "failed", "url_refused"),
        (lambda _, to: answer(to, b"", "500 Oh"), "waiting", "http_500"),
        (lambda _, to: answer(to, b"", "403 No"), "waiting", "http_403"),
        (lambda _, to: to.sendall(b"nonsense"), "waiting", "answer_broken"),
    ],
)
def test_every_end_has_its_reason(serve: Serve, script: Script, state: str, reason: str) -> None:
    server = serve(script)
    want(server, "/a")
    assert visit(server) == 0
    fetch = only()
    assert (fetch.state, fetch.reason) == (state, reason)
    assert fetch.problem
    assert not ReferenceImage.objects.exists()


def test_it_gives_up_after_some_attempts(serve: Serve) -> None:
    server = serve(lambda _, to: answer(to, b"", "500 Oh"))
    want(server, "/a")
    for _ in range(outcomes.MOST_ATTEMPTS + 2):
        visit(server)
        pass_time(7 * 3600)
    fetch = only()
    assert (fetch.state, fetch.attempts, len(server.asked)) == (
        "failed",
        outcomes.MOST_ATTEMPTS,
        outcomes.MOST_ATTEMPTS,
    )
    assert fetch.problem == "Given up after 8 attempts. The server answered with status 500."


def test_a_failed_one_can_be_tried_again_but_not_where_nobody_can_be_asked(serve: Serve) -> None:
    server = serve(pictures)
    want(server, "/a")
    load_records([ArtworkRecord("s", "x", "", images=(ImageRecord(ImageUrl("ftp://a.example/")),))], source="s")
    PictureFetch.objects.filter(host__isnull=False).update(state="failed", problem="It was.", attempts=8)
    assert retry_fetches(PictureFetch.objects.values_list("pk", flat=True)) == 1
    assert visit(server) == 1


def test_what_has_not_changed_is_not_sent_again(serve: Serve) -> None:
    def once(asked: Asked, connection: socket.socket) -> None:
        if asked.headers.get("if-none-match") == '"/a"':
            answer(connection, b"", "304 Not Modified", Content_Length=None)
        else:
            pictures(asked, connection)

    server = serve(once)
    work = want(server, "/a")
    visit(server)
    retry_fetches([only().pk])
    assert visit(server) == 1
    assert (only().state, only().image, work.reference_images.count()) == ("fetched", work.reference_images.get(), 1)
    publishing.delete_images([work.reference_images.get().pk])
    retry_fetches([only().pk])
    visit(server)
    assert work.reference_images.count() == 1, "what is no longer here is asked for without conditions"


def test_a_iiif_service_is_asked_for_a_size(serve: Serve) -> None:
    def service(asked: Asked, connection: socket.socket) -> None:
        info = b'{"@context": "http://iiif.io/api/image/3/context.json", "width": 4096, "height": 2048}'
        answer(connection, info if asked.path.endswith("info.json") else tiny_picture(1))

    server = serve(service)
    image = ImageRecord(IiifImage(server.url("/iiif/x")))
    load_records([ArtworkRecord("s", "1", "", images=(image,))], source="s")
    assert visit(server) == 1
    assert server.paths == ["/iiif/x/info.json", "/iiif/x/full/1024,/0/default.jpg"]


# --- Whose pictures are fetched -------------------------------------------------------------------------------------


def test_a_work_that_is_not_shown_is_not_fetched_until_it_is(serve: Serve) -> None:
    server = serve(pictures)
    work = want(server, "/a")
    publishing.take_down_artwork(work)
    assert (hosts.ask_for_due_hosts(), visit(server), server.asked) == (0, 0, [])
    publishing.publish_artwork(work)
    assert (hosts.ask_for_due_hosts(), visit(server)) == (1, 1)


def test_a_picture_withdrawn_while_it_is_on_the_way_is_left(serve: Serve) -> None:
    server = serve(pictures)
    work = want(server, "/a")
    fetch = only()
    PictureFetch.objects.all().delete()
    assert outcomes.record_picture(fetch, None, None) is False  # type: ignore[arg-type]
    assert not work.reference_images.exists()


# --- Manners --------------------------------------------------------------------------------------------------------


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


# --- Who is asked, and what a crash leaves --------------------------------------------------------------------------


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
