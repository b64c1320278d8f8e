"""Servers that send too much, too little, nonsense, or next to nothing for ever."""

import gzip
import socket
import time
import zlib

import pytest

from tests.catalog.fetching.asking import HASTY, body, fetcher, problem, raw, script
from tests.catalog.fetching.conftest import Serve
from tests.web_servers import Asked, Script, WebServer, answer


def endless(head: bytes, piece: bytes) -> Script:
    def send(_: Asked, connection: socket.socket) -> None:
        connection.sendall(head)
        while True:
            connection.sendall(piece)

    return send


CHUNK = b"2000\r\n" + bytes(0x2000) + b"\r\n"


@pytest.mark.parametrize(
    "unfair",
    [
        script(bytes(100_001)),
        raw(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999\r\n\r\n"),
        endless(b"HTTP/1.1 200 OK\r\n\r\n", bytes(8192)),
        endless(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", CHUNK),
        endless(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1;" + b"x" * 50_000 + b"\r\na\r\n"),
        endless(b"", b"HTTP/1.1 103 Early\r\nX: " + b"y" * 8000 + b"\r\n\r\n"),
        script(gzip.compress(bytes(10_000_000)), Content_Encoding="gzip"),
        script(gzip.compress(bytes(100_001)), Content_Encoding="x-gzip"),
    ],
    ids=["large", "says so", "endless", "chunked", "chunk extensions", "early hints", "bomb", "just too large"],
)
def test_too_much_is_not_read_to_its_end(serve: Serve, unfair: Script) -> None:
    server = serve(unfair)
    refused = problem(fetcher(server), server.url())
    assert (refused.reason, refused.is_lasting) == ("too_large", True)


def test_a_bomb_is_never_unpacked_as_a_whole(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    pieces: list[int] = []
    unpacker = zlib.decompressobj

    class Watched:
        def __init__(self, bits: int) -> None:
            self._real = unpacker(bits)

        def decompress(self, data: bytes, most: int) -> bytes:
            piece = self._real.decompress(data, most)
            pieces.append(len(piece))
            return piece

        def __getattr__(self, name: str) -> object:
            return getattr(self._real, name)

    monkeypatch.setattr("catalog.services.fetching.fetcher.zlib.decompressobj", Watched)
    server = serve(script(gzip.compress(bytes(50_000_000)), Content_Encoding="gzip"))
    assert problem(fetcher(server), server.url()).reason == "too_large"
    assert max(pieces) <= 1 << 16
    assert sum(pieces) < 300_000


@pytest.mark.parametrize("size", [0, 1, 65_535, 65_536, 65_537, 100_000])
def test_what_is_packed_is_unpacked_to_the_last_byte(serve: Serve, size: int) -> None:
    server = serve(script(gzip.compress(bytes(size)), Content_Encoding="gzip"))
    assert body(fetcher(server), server.url()) == bytes(size)


def test_exactly_as_much_as_is_taken_is_taken(serve: Serve) -> None:
    server = serve(script(bytes(100_000)))
    assert len(body(fetcher(server), server.url())) == 100_000


@pytest.mark.parametrize(
    "broken",
    [
        raw(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort"),
        raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nshort\r\n"),
        raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnot a number\r\n"),
        raw(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello"),
        raw(b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n"),
        raw(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 300_000 + b"\r\n\r\n"),
        raw(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 50_000 + b"\r\n"),
        raw(b"SSH-2.0-OpenSSH_9.9\r\n"),
        raw(b""),
        script(b"not packed at all", Content_Encoding="gzip"),
        script(gzip.compress(b"hello")[:-6], Content_Encoding="gzip"),
        script(b"hello", Content_Encoding="br"),
    ],
    ids=[
        *("short", "chunks end", "no chunk", "two lengths", "negative", "long header", "many headers"),
        *("another protocol", "nothing", "not gzip", "half a gzip", "another packing"),
    ],
)
def test_a_broken_answer_is_no_body(serve: Serve, broken: Script) -> None:
    server = serve(broken)
    assert problem(fetcher(server), server.url()).reason == "answer_broken"


def test_more_than_was_announced_is_left(serve: Serve) -> None:
    server = serve(script(b"hello and more", Content_Length=5))
    assert body(fetcher(server), server.url()) == b"hello"


def drops(pause_s: float, *pieces: bytes) -> Script:
    return raw(*pieces, *[b"x"] * 40, pause_s=pause_s)


@pytest.mark.parametrize(
    "slow",
    [
        drops(0.02, b"HTTP/1.1 200 OK\r\nX-Slow: "),
        drops(0.02, b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n"),
        drops(0.02, b"HTTP/1.1 200 OK\r\n\r\n"),
        drops(1, b""),
        drops(1, b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n"),
    ],
    ids=["headers in drops", "body in drops", "body of no length in drops", "silence", "silence after the headers"],
)
def test_slow_servers_are_left_alone(serve: Serve, slow: Script) -> None:
    server = serve(slow)
    began = time.monotonic()
    refused = problem(fetcher(server), server.url(), HASTY)
    assert (refused.reason, refused.is_lasting) == ("timed_out", False)
    assert time.monotonic() - began < 5


def test_redirects_share_one_time(serve: Serve) -> None:
    def slowly_away(_: Asked, to: socket.socket) -> None:
        time.sleep(0.08)
        answer(to, b"", "302 Found", Location="/on")

    server = serve(slowly_away)
    assert problem(fetcher(server), server.url(), HASTY).reason == "timed_out"


def test_who_takes_no_connection_is_left_alone() -> None:
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        port = full.getsockname()[1]
        held = [socket.socket() for _ in range(3)]
        for each in held:
            each.settimeout(0)
            each.connect_ex(("127.0.0.1", port))
        refused = problem(fetcher(WebServer(port)), f"http://a.example:{port}/", HASTY)
        for each in held:
            each.close()
    assert refused.reason == "timed_out"
