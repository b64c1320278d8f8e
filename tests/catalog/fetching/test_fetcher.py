"""How the fetcher asks, where it goes, and whom it believes; the servers are real."""

import socket
import ssl
import time
from dataclasses import replace
from email.utils import formatdate

import pytest
import trustme

from catalog.services.fetching.fetcher import Fetcher, Validators, configured_fetcher
from catalog.services.fetching.problems import StatusRefused
from tests.catalog.fetching.asking import HASTY, SMALL, body, fetcher, problem, script
from tests.catalog.fetching.conftest import Serve
from tests.web_servers import Asked, WebServer, answer, web_server


def test_it_asks_politely_and_reads_what_comes(serve: Serve) -> None:
    server = serve(script(b"a picture", ETag='"1"', Last_Modified="Sat, 21 Nov 2026 08:00:00 GMT"))
    with fetcher(server).open(server.url("/a b?c=d"), SMALL) as found:
        assert (found.length, found.read()) == (9, b"a picture")
        assert found.validators == Validators('"1"', "Sat, 21 Nov 2026 08:00:00 GMT")
        assert found.url == server.url("/a%20b?c=d")
    (asked,) = server.asked
    assert asked.path == "/a%20b?c=d"
    assert asked.headers["host"] == f"museum.example:{server.port}"
    assert asked.headers["user-agent"] == "Artrec/1.0 (+tests)"
    assert asked.headers["accept-encoding"] == "identity"


def test_what_has_not_changed_is_not_sent_again(serve: Serve) -> None:
    server = serve(script(status="304 Not Modified", Content_Length=None))
    with fetcher(server).open(server.url(), SMALL, Validators('"1"', "yesterday")) as found:
        assert found.is_unmodified
    assert (server.asked[0].headers["if-none-match"], server.asked[0].headers["if-modified-since"]) == (
        '"1"',
        "yesterday",
    )


def test_a_304_that_nobody_asked_for_is_no_answer(serve: Serve) -> None:
    server = serve(script(status="304 Not Modified"))
    assert problem(fetcher(server), server.url()).reason == "http_304"


@pytest.mark.parametrize(
    ("status", "is_lasting"), [("404 Gone", True), ("403 No", False), ("429 Slow", False), ("500 Oh", False)]
)
def test_another_status_is_a_problem_with_a_code(serve: Serve, status: str, is_lasting: bool) -> None:  # noqa: FBT001
    server = serve(script(b"<html>", status))
    refused = problem(fetcher(server), server.url())
    assert (refused.reason, refused.is_lasting) == (f"http_{status[:3]}", is_lasting)


@pytest.mark.parametrize(
    ("text", "at_least", "at_most"),
    [("7", 7, 7), (formatdate(time.time() + 86_400, usegmt=True), 80_000, 86_401), (formatdate(0, usegmt=True), 0, 0)],
)
def test_it_hears_when_to_come_again(serve: Serve, text: str, at_least: float, at_most: float) -> None:
    server = serve(script(b"", "503 Later", Retry_After=text))
    refused = problem(fetcher(server), server.url())
    assert isinstance(refused, StatusRefused)
    assert refused.retry_after_s is not None
    assert at_least <= refused.retry_after_s <= at_most


@pytest.mark.parametrize("text", ["soon", "-1", "", "１"])
def test_a_senseless_time_is_none(serve: Serve, text: str) -> None:
    server = serve(lambda _, to: to.sendall(f"HTTP/1.1 503 Later\r\nRetry-After: {text}\r\n\r\n".encode()))
    refused = problem(fetcher(server), server.url())
    assert isinstance(refused, StatusRefused)
    assert refused.retry_after_s is None


def test_the_settings_make_one() -> None:
    made = configured_fetcher()
    assert (made.ports, made.networks) == (frozenset({80, 443}), ())
    assert "Artrec/" in made.user_agent


@pytest.mark.parametrize(
    "addresses",
    [
        ["10.0.0.1"],
        ["169.254.169.254"],
        ["::1"],
        ["::ffff:127.0.0.1"],
        ["8.8.8.8", "10.0.0.1"],  # every address must be public, not only the first
        ["fe80::1%eth0"],
        ["not an address"],
        [],
    ],
)
def test_a_name_that_leads_elsewhere_is_not_followed(serve: Serve, addresses: list[str]) -> None:
    server = serve(script(b"secret"))
    refused = problem(fetcher(server, metadata=addresses), server.url(host="metadata.example"))
    assert (refused.reason, refused.is_lasting, server.asked) == ("address_refused", True, [])


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "localhost"])
def test_without_a_network_of_the_operators_this_machine_is_not_asked(serve: Serve, host: str) -> None:
    server = serve(script(b"secret"))
    careful = Fetcher("tests", frozenset({server.port}))
    assert problem(careful, server.url(host=host)).reason == "address_refused"
    assert not server.asked


def test_a_name_without_an_address_may_have_one_later(serve: Serve) -> None:
    def unknown(*_: object) -> list[str]:
        raise socket.gaierror("Name or service not known")

    server = serve(script())
    refused = problem(replace(fetcher(server), resolver=unknown), server.url())
    assert (refused.reason, refused.is_lasting) == ("unreachable", False)


def test_a_rebinding_name_is_asked_for_once_and_that_answer_is_used(serve: Serve) -> None:
    """The first answer is public, all others private: whoever resolves twice is trapped."""
    answers, asked_for = iter([["127.0.0.1"], ["169.254.169.254"], ["169.254.169.254"]]), []

    def rebinding(host: str, _: int) -> list[str]:
        asked_for.append(host)
        return next(answers)

    server = serve(script(b"from the address that was looked at"))
    turning = replace(fetcher(server), resolver=rebinding)
    assert body(turning, server.url()) == b"from the address that was looked at"
    assert asked_for == ["museum.example"]
    assert problem(turning, server.url()).reason == "address_refused", "the next fetch looks again"
    assert len(server.asked) == 1


def test_it_connects_to_the_next_address_where_the_first_is_silent(serve: Serve) -> None:
    server = serve(script(b"here"))
    assert body(fetcher(server, museum=["127.0.0.2", "127.0.0.1"]), server.url()) == b"here"


def test_nobody_there_is_no_lasting_problem() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and does not listen
        refused = problem(fetcher(WebServer(taken.getsockname()[1])), f"http://a.example:{taken.getsockname()[1]}/")
    assert (refused.reason, refused.is_lasting) == ("unreachable", False)


def test_redirects_are_followed_under_their_own_names(serve: Serve) -> None:
    there = serve(script(b"there"))
    here = serve(lambda _, to: answer(to, b"", "302 Found", Location=there.url("/b", host="other.example")))
    with fetcher(here, there).open(here.url("/a"), SMALL) as found:
        assert (found.url, found.read()) == (there.url("/b", host="other.example"), b"there")
    assert there.asked[0].headers["host"] == f"other.example:{there.port}"


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("http://metadata.example:{port}/", "address_refused"),
        ("http://[::ffff:127.0.0.1]:{port}/", "address_refused"),
        ("http://[::1]:{port}/", "address_refused"),
        ("http://169.254.169.254:{port}/latest/meta-data/", "address_refused"),
        ("http://2130706433:{port}/", "url_refused"),
        ("http://name:secret@museum.example:{port}/", "url_refused"),
        ("http://museum.example:22/", "url_refused"),
        ("file:///etc/passwd", "url_refused"),
        ("gopher://museum.example/", "url_refused"),
        ("/again", "too_many_redirects"),
    ],
)
def test_a_redirect_is_looked_at_like_the_first_url(serve: Serve, location: str, reason: str) -> None:
    def send_away(_: Asked, to: socket.socket) -> None:
        answer(to, b"", "307 There", Location=location.format(port=server.port))

    server = serve(send_away)
    refused = problem(fetcher(server, metadata=["169.254.169.254"]), server.url())
    assert (refused.reason, refused.is_lasting) == (reason, True)
    assert len(server.asked) == (6 if reason == "too_many_redirects" else 1)


def test_a_redirect_to_nowhere_is_a_status(serve: Serve) -> None:
    server = serve(script(b"", "301 Moved"))
    assert problem(fetcher(server), server.url()).reason == "http_301"


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


def tls(authority: trustme.CA, *names: str) -> tuple[ssl.SSLContext, list[str | None]]:
    """A server's side, with a certificate for ``names``; and the names it is asked for."""
    context, asked_for = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), []
    authority.issue_cert(*names).configure_cert(context)

    def note(_: ssl.SSLObject, name: str | None, __: ssl.SSLContext) -> None:
        asked_for.append(name)

    context.sni_callback = note
    return context, asked_for


def trusting(authority: trustme.CA, server: WebServer) -> Fetcher:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return replace(fetcher(server), ssl_context=context)


def test_the_pinned_address_is_spoken_to_under_the_urls_name(authority: trustme.CA) -> None:
    context, asked_for = tls(authority, "museum.example")
    with web_server(script(b"a secret picture"), tls=context) as server:
        url = server.url("/a", scheme="https")
        assert body(trusting(authority, server), url) == b"a secret picture"
        assert server.asked[0].headers["host"] == f"museum.example:{server.port}"
    assert asked_for == ["museum.example"]


def test_a_certificate_of_another_name_is_refused(authority: trustme.CA) -> None:
    context, _ = tls(authority, "other.example", "127.0.0.1")
    with web_server(script(b"a picture"), tls=context) as server:
        refused = problem(trusting(authority, server), server.url(scheme="https"))
    assert refused.reason == "unreachable"
    assert "certificate" in str(refused)


def test_a_certificate_that_nobody_vouches_for_is_refused(authority: trustme.CA) -> None:
    context, _ = tls(authority, "museum.example")
    with web_server(script(b"a picture"), tls=context) as server:
        refused = problem(fetcher(server), server.url(scheme="https"))
    assert "certificate" in str(refused)


def test_a_silent_handshake_is_left_alone() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        refused = problem(fetcher(WebServer(port)), f"https://museum.example:{port}/", HASTY)
    assert refused.reason == "timed_out"
