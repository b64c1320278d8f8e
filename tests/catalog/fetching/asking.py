"""A fetcher that reaches the servers of the tests: they are a network that the operator lets in, by name."""

import socket
import time
from collections.abc import Callable, Sequence

import pytest

from catalog.services.fetching.addresses import parse_networks
from catalog.services.fetching.fetcher import Fetcher, Limits
from catalog.services.fetching.problems import FetchProblem
from tests.web_servers import Asked, Script, WebServer, answer

LOOPBACK = parse_networks(["127.0.0.0/8"])
SMALL = Limits(max_bytes=100_000, connect_s=2, read_s=2, total_s=5)
HASTY = Limits(max_bytes=100_000, connect_s=0.3, read_s=0.1, total_s=0.3)


def resolver(**names: Sequence[str]) -> Callable[[str, int], Sequence[str]]:
    """Everything is at 127.0.0.1 but the names given (``metadata`` for metadata.example)."""
    return lambda host, _: names.get(host.removesuffix(".example"), ["127.0.0.1"])


def fetcher(*servers: WebServer, **names: Sequence[str]) -> Fetcher:
    ports = frozenset(server.port for server in servers)
    return Fetcher("Artrec/1.0 (+tests)", ports, LOOPBACK, resolver(**names))


def body(fetcher: Fetcher, url: str, limits: Limits = SMALL) -> bytes:
    with fetcher.open(url, limits) as answer:
        return answer.read()


def problem(fetcher: Fetcher, url: str, limits: Limits = SMALL) -> FetchProblem:
    with pytest.raises(FetchProblem) as raised:
        body(fetcher, url, limits)
    return raised.value


def script(data: bytes = b"", status: str = "200 OK", **headers: object) -> Script:
    return lambda _, connection: answer(connection, data, status, **headers)


def raw(*pieces: bytes, pause_s: float = 0) -> Script:
    def send(_: Asked, connection: socket.socket) -> None:
        for piece in pieces:
            connection.sendall(piece)
            time.sleep(pause_s)

    return send
