"""Connections to addresses that were looked at, within a budget of time and bytes.

The resolving, the look at every address and the connecting are one step, so a name that resolves to something else a
moment later (DNS rebinding) changes nothing. TLS is spoken under the URL's own host name.
"""

import socket
import ssl
from collections.abc import Callable, Iterable, Sequence
from ipaddress import ip_address
from time import monotonic

import httpcore2

from catalog.services.fetching.addresses import Network, may_connect
from catalog.services.fetching.problems import FetchProblem

Resolver = Callable[[str, int], Sequence[str]]
"""Host and port → addresses. Raises ``OSError`` where there are none."""

_SocketOption = tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]


def system_addresses(host: str, port: int) -> list[str]:
    """What this machine's own resolver says; it has its own time limits (resolv.conf)."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class Budget:
    """What is left of a fetch, redirects included: seconds, and bytes on the wire."""

    def __init__(self, total_s: float, wire_bytes: int) -> None:
        self._ends_at = monotonic() + total_s
        self._total_s = total_s
        self._wire_bytes = wire_bytes

    def seconds(self, at_most: float | None) -> float:
        """For the next step. Raises ``FetchProblem`` where none are left."""
        left = self._ends_at - monotonic()
        if left <= 0:
            raise FetchProblem("timed_out", f"It took longer than {self._total_s:g} s.", is_lasting=False)
        return left if at_most is None else min(left, at_most)

    def spend(self, count: int) -> None:
        """Counts received bytes. Raises ``FetchProblem`` where they are too many."""
        self._wire_bytes -= count
        if self._wire_bytes < 0:
            raise FetchProblem("too_large", "The server sends more bytes than are taken.", is_lasting=True)


class CheckedBackend(httpcore2.NetworkBackend):
    """Resolves, looks at every address, and connects to the first that answers."""

    def __init__(self, resolver: Resolver, networks: Sequence[Network], budget: Budget) -> None:
        self._resolver = resolver
        self._networks = networks
        self._budget = budget
        self._inner = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[_SocketOption] | None = None,
    ) -> httpcore2.NetworkStream:
        """A connection to ``host``.

        Raises:
            FetchProblem: one of its addresses may not be connected to, or it has none.
            httpcore2.ConnectError, httpcore2.ConnectTimeout: none of them answers.
        """
        refusals: list[Exception] = []
        for address in self._checked(host, port):
            try:
                stream = self._inner.connect_tcp(
                    address, port, self._budget.seconds(timeout), local_address, socket_options
                )
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as refusal:
                refusals.append(refusal)
            else:
                return MeteredStream(stream, self._budget)
        raise refusals[0]

    def _checked(self, host: str, port: int) -> Sequence[str]:
        try:
            addresses = [host] if _is_address(host) else self._resolver(host, port)
        except (OSError, UnicodeError) as error:
            raise FetchProblem("unreachable", f"{host} has no address: {error}.", is_lasting=False) from error
        # One bad address refuses all: an honest name has none.
        refused = [address for address in addresses if not may_connect(address, self._networks)]
        if refused or not addresses:
            what = f"{host} is" if [host] == refused else f"{host} leads to {', '.join(refused) or 'nowhere'}, which is"
            raise FetchProblem("address_refused", f"{what} not on the public internet.", is_lasting=True)
        return addresses


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


class MeteredStream(httpcore2.NetworkStream):
    """A connection whose every read and write is paid from the budget."""

    def __init__(self, inner: httpcore2.NetworkStream, budget: Budget) -> None:
        self._inner = inner
        self._budget = budget

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """As the connection below."""
        data = self._inner.read(max_bytes, self._budget.seconds(timeout))
        self._budget.spend(len(data))
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """As the connection below."""
        self._inner.write(buffer, self._budget.seconds(timeout))

    def close(self) -> None:
        """As the connection below."""
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        """As the connection below; a handshake's time limit is one for all of it."""
        inner = self._inner.start_tls(ssl_context, server_hostname, self._budget.seconds(timeout))
        return MeteredStream(inner, self._budget)

    def get_extra_info(self, info: str) -> object:
        """As the connection below."""
        return self._inner.get_extra_info(info)
