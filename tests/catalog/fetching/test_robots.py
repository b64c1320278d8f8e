"""What a server's robots.txt lets us do, read from real servers."""

import socket
import time

import pytest
from django.core.cache import cache
from pytest_django import Settings

from catalog.services.fetching import robots
from catalog.services.fetching.fetcher import Fetcher
from catalog.services.fetching.problems import FetchProblem
from catalog.services.fetching.robots import Robots
from catalog.services.fetching.urls import parse_url
from tests.catalog.fetching.asking import fetcher, raw, script
from tests.catalog.fetching.conftest import Serve
from tests.web_servers import Asked, Script, WebServer, answer

RULES = b"""\xef\xbb\xbf# the museum's
User-agent: *
Disallow: /
User-agent: otherbot
User-agent: artrec
Allow: /public/
Disallow: /*.tif$
Disallow: /private
Crawl-delay: 7
"""


@pytest.fixture(autouse=True)
def nothing_known() -> None:
    cache.clear()


def ask(server: WebServer, path: str, by: Fetcher | None = None) -> str:
    """The reason why the path may not be asked for, or nothing."""
    asker = by or fetcher(server)
    try:
        Robots(asker).require(parse_url(server.url(path), asker.ports))
    except FetchProblem as problem:
        return problem.reason
    return ""


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/", ""),
        ("/public/1.jpg", ""),
        ("/private/1.jpg", "robots_refused"),
        ("/private", "robots_refused"),
        ("/a/1.tif", "robots_refused"),
        ("/a/1.tiff", ""),
        ("/public/private/1.tif", ""),  # the longer rule counts
        ("/robots.txt", ""),
    ],
)
def test_our_own_group_counts_and_in_it_the_longest_rule(serve: Serve, path: str, reason: str) -> None:
    server = serve(script(RULES))
    assert ask(server, path) == reason
    assert server.asked[0].headers["user-agent"].startswith("Artrec/")


def test_where_we_are_not_named_all_are_meant(serve: Serve) -> None:
    server = serve(script(b"User-agent: *\nDisallow: /a\n\nUser-agent: Bing\nDisallow: /\n"))
    assert [ask(server, path) for path in ("/a/1", "/b/1")] == ["robots_refused", ""]


def test_a_refusal_says_what_to_do(serve: Serve) -> None:
    server = serve(script(RULES))
    with pytest.raises(FetchProblem, match=r"museum.example:\d+ asks Artrec not to fetch /private. Ask") as raised:
        Robots(fetcher(server)).require(parse_url(server.url("/private"), [server.port]))
    assert raised.value.is_lasting


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (script(b"", "404 Not Found"), ""),
        (script(b"Disallow: /", "401 Unauthorized"), ""),
        (script(b"", "403 No"), ""),
        (script(b"", "302 There", Location="/robots.txt"), ""),  # too many redirects
        (script(b"<html>We have no such page</html>"), ""),
        (script(b""), ""),
        (script(bytes(range(256))), ""),
        (script(b"", "429 Slow down"), "robots_unreachable"),
        (script(b"", "500 Oh"), "robots_unreachable"),
        (script(b"", "503 Later", Retry_After=9), "robots_unreachable"),
        (raw(b"nonsense"), "robots_unreachable"),
        (raw(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nUser"), "robots_unreachable"),
        (script(b"", "302 There", Location="http://169.254.169.254/robots.txt"), "url_refused"),
    ],
)
def test_no_rules_allow_all_and_no_answer_allows_nothing(serve: Serve, said: Script, reason: str) -> None:
    server = serve(said)
    assert ask(server, "/1.jpg") == reason


def test_when_to_ask_again_is_passed_on(serve: Serve) -> None:
    server = serve(script(b"", "503 Later", Retry_After=9))
    with pytest.raises(FetchProblem) as raised:
        Robots(fetcher(server)).require(parse_url(server.url(), [server.port]))
    assert (raised.value.is_lasting, raised.value.retry_after_s) == (False, 9)


def test_rules_elsewhere_count_here(serve: Serve) -> None:
    """RFC 9309, 2.3.1.2."""

    def send_on(asked: Asked, to: socket.socket) -> None:
        if asked.path == "/robots.txt":
            answer(to, b"", "301 There", Location="/rules/of/all.txt")
        else:
            answer(to, RULES)

    server = serve(send_on)
    assert ask(server, "/private") == "robots_refused"


def test_it_is_read_once_a_day_and_what_it_said_outlives_its_server(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    says: list[tuple[bytes, str]] = [(RULES, "200 OK")]
    server = serve(lambda _, to: answer(to, *says[-1]))
    assert [ask(server, "/private") for _ in range(3)] == ["robots_refused"] * 3
    assert len(server.asked) == 1
    monkeypatch.setattr(robots, "FRESH_S", -1)
    says.append((b"", "500 Oh"))
    assert (ask(server, "/private"), ask(server, "/public")) == ("robots_refused", "")
    says.append((b"", "404 Not Found"))
    assert ask(server, "/private") == ""
    assert len(server.asked) == 4


def test_each_port_and_scheme_has_rules_of_its_own(serve: Serve) -> None:
    strict, free = serve(script(RULES)), serve(script(b""))
    both = fetcher(strict, free)
    assert (ask(strict, "/private", both), ask(free, "/private", both)) == ("robots_refused", "")


def test_the_delay_is_ours(serve: Serve) -> None:
    server = serve(script(RULES))
    rules, target = Robots(fetcher(server)), parse_url(server.url(), [server.port])
    assert rules.delay_s(target) == 7
    robots.remember(server.url(""), "User-agent: *\nCrawl-delay: soon\n")
    assert rules.delay_s(target) == 7, "one visit, one set of rules"
    assert Robots(fetcher(server)).delay_s(target) == 0


LONG = b"User-agent: artrec\nDisallow: /first\n" + b"# padding\n" * 60_000 + b"Disallow: /last\n"
TRAP = b"".join(b"User-agent: a%d\n" % number for number in range(2_000)) + b"Disallow: /a\n" * 2_000


@pytest.mark.parametrize(
    ("text", "path", "reason"),
    [
        (LONG, "/first", "robots_refused"),
        (LONG, "/last", ""),  # beyond what is read
        (b"User-agent: *\nDisallow: /" + b"*a" * 5_000 + b"$\n", "/" + "a" * 1_800, ""),
        (TRAP, "/a", "robots_unreachable"),
    ],
)
def test_a_file_made_to_harm_takes_no_time(serve: Serve, text: bytes, path: str, reason: str) -> None:
    server = serve(script(text))
    begun = time.process_time()
    assert ask(server, path) == reason
    assert time.process_time() - begun < 5


def test_without_a_cache_it_is_read_each_time(serve: Serve, settings: Settings) -> None:
    server = serve(script(RULES))
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}}
    assert [ask(server, "/private") for _ in range(2)] == ["robots_refused"] * 2
    assert len(server.asked) == 2
