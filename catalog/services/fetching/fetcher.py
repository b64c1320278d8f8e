"""The one door to the internet: GET, redirects looked at one by one, the body streamed within its limits; and POST."""

import ssl
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from functools import cache

import httpcore2
from django.conf import settings
from django.utils.http import parse_http_date_safe

from catalog.services.fetching.addresses import Network, parse_networks
from catalog.services.fetching.network import Budget, CheckedBackend, Resolver, system_addresses
from catalog.services.fetching.problems import FetchProblem, StatusRefused
from catalog.services.fetching.urls import Target, parse_url

PRODUCT = "Artrec"
"""What we are called in the User-Agent, and by robots.txt."""
MOST_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PIECE = 1 << 16
_ROOM_FOR_HEADERS = 1 << 20
_Headers = list[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class Limits:
    """What one fetch may cost, redirects included."""

    max_bytes: int
    """Of the body, unpacked."""
    connect_s: float = 10.0
    read_s: float = 20.0
    """Without a single byte."""
    total_s: float = 60.0


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server said of what it sent before; empty = nothing."""

    etag: str = ""
    last_modified: str = ""

    def headers(self) -> _Headers:
        """Asks to send only what has changed."""
        told = ((b"If-None-Match", self.etag), (b"If-Modified-Since", self.last_modified))
        return [(name, value.encode("latin-1")) for name, value in told if value]


class Answer:
    """What a server sent: the facts, and the body to be read once."""

    def __init__(self, url: str, response: httpcore2.Response, limits: Limits) -> None:
        self.url = url
        """Where it was found, behind all redirects."""
        self.is_unmodified = response.status == 304
        """What the asker has is still right; there is no body."""
        self._headers = _headers(response)
        self.validators = Validators(self._headers.get("etag", "")[:300], self._headers.get("last-modified", "")[:100])
        self.length = self._stated_length()
        """Bytes that are on the way; None where the server does not say."""
        self._response = response
        self._limits = limits
        if self.length is not None and self.length > limits.max_bytes:
            raise _too_large(limits)

    def chunks(self, *, keep_packed: bool = False) -> Iterator[bytes]:
        """The body, unpacked where it is packed; ``keep_packed`` is for files that are packed themselves.

        Many servers say of a .gz file that its packing is only for the way.

        Raises:
            FetchProblem: it has more bytes than are taken, comes too slowly, or breaks off.
        """
        count = 0
        with _told_as_problems():
            for chunk in self._response.iter_stream() if keep_packed else self._unpacked():
                count += len(chunk)
                if count > self._limits.max_bytes:
                    raise _too_large(self._limits)
                yield chunk

    def read(self) -> bytes:
        """The whole body. Raises as ``chunks``."""
        return b"".join(self.chunks())

    def _unpacked(self) -> Iterator[bytes]:
        packing = self._headers.get("content-encoding", "identity").strip().lower()
        if packing in ("identity", ""):
            return self._response.iter_stream()
        if packing in ("gzip", "x-gzip"):
            return _gunzipped(self._response.iter_stream())
        raise FetchProblem("answer_broken", "The body is packed in a way that was not asked for.", is_lasting=True)

    def _stated_length(self) -> int | None:
        text = self._headers.get("content-length", "")
        return int(text) if text.isascii() and text.isdigit() else None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a server said to what was sent."""

    status: int
    retry_after_s: float | None
    excerpt: bytes
    """How its body begins, as far as it came."""


@dataclass(frozen=True, slots=True)
class Fetcher:
    """Asks servers of the public internet, and of the operator's ``networks``, under one name.

    Proxies named in the environment are not used: a proxy would resolve names again, unchecked.
    """

    user_agent: str
    ports: frozenset[int] = frozenset({80, 443})
    networks: tuple[Network, ...] = ()
    resolver: Resolver = system_addresses
    ssl_context: ssl.SSLContext | None = None
    """Whose certificates are trusted; None = those that this machine trusts."""

    @contextmanager
    def open(
        self,
        url: str,
        limits: Limits,
        validators: Validators | None = None,
        *,
        permit: Callable[[Target], None] = lambda _: None,
    ) -> Iterator[Answer]:
        """Asks for ``url``; the body is read within the ``with`` block, or not at all.

        ``permit`` is called before each request, those of redirects too; what it raises ends the fetch.

        Raises:
            FetchProblem: it may not be asked for, cannot be reached, or costs more than ``limits``.
            StatusRefused: the server answers with another status than 200, or 304 where ``validators`` are given.
        """
        budget = Budget(limits.total_s, 2 * limits.max_bytes + _ROOM_FOR_HEADERS)
        target = parse_url(url, self.ports)
        conditions = [] if validators is None else validators.headers()
        for _ in range(MOST_REDIRECTS + 1):
            permit(target)
            with self._asked(b"GET", target, conditions, limits=limits, budget=budget) as response:
                if response.status == 200 or (response.status == 304 and conditions):
                    yield Answer(target.url, response, limits)
                    return
                target = target.at(_location(response), self.ports)
        raise FetchProblem("too_many_redirects", f"More than {MOST_REDIRECTS} redirects.", is_lasting=True)

    def post(self, url: str, body: bytes, headers: Mapping[str, str], limits: Limits) -> Receipt:
        """Sends ``body``. A redirect is an answer like others: it is not followed.

        ``limits.max_bytes`` is how much of the answer is read.

        Raises:
            FetchProblem: it may not be sent there, or no status comes back in time.
        """
        target = parse_url(url, self.ports)
        budget = Budget(limits.total_s, limits.max_bytes + _ROOM_FOR_HEADERS)
        told = [(b"Content-Length", str(len(body)).encode())]
        told += [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
        with self._asked(b"POST", target, told, body, limits=limits, budget=budget) as response:
            wish_s = _retry_after_s(_headers(response).get("retry-after", ""))
            return Receipt(response.status, wish_s, _beginning(response, limits.max_bytes))

    @contextmanager
    def _asked(  # noqa: PLR0913 - what a request is made of
        self,
        method: bytes,
        target: Target,
        headers: _Headers,
        body: bytes | None = None,
        *,
        limits: Limits,
        budget: Budget,
    ) -> Iterator[httpcore2.Response]:
        """One request on a connection of its own."""
        port, scheme, host = target.port, target.scheme.encode(), target.host.encode()
        request = httpcore2.Request(
            method,
            httpcore2.URL(scheme=scheme, host=host, port=port, target=target.path.encode()),
            headers=[
                (b"Host", target.authority.encode()),
                (b"User-Agent", self.user_agent.encode("latin-1", "replace")),
                (b"Accept", b"*/*"),
                (b"Accept-Encoding", b"identity"),
                (b"Connection", b"close"),
                *headers,
            ],
            content=body,
            extensions={
                "timeout": {"connect": limits.connect_s, "read": limits.read_s, "write": limits.read_s},
            },
        )
        connection = httpcore2.HTTPConnection(
            httpcore2.Origin(scheme, host, port),
            ssl_context=self.ssl_context or _trusted(),
            network_backend=CheckedBackend(self.resolver, self.networks, budget),
        )
        with closing(connection):
            with _told_as_problems():
                response = connection.handle_request(request)
            yield response


def configured_fetcher() -> Fetcher:
    """As the settings say."""
    contact = settings.ARTREC["FETCH_CONTACT"]
    return Fetcher(
        user_agent=f"{PRODUCT}/1.0 (+{contact})" if contact else f"{PRODUCT}/1.0 (art catalogue; no contact given)",
        ports=frozenset(map(int, settings.ARTREC["FETCH_PORTS"])),
        networks=parse_networks(settings.ARTREC["FETCH_NETWORKS"]),
    )


@cache
def _trusted() -> ssl.SSLContext:
    return httpcore2.default_ssl_context()


@contextmanager
def _told_as_problems() -> Iterator[None]:
    try:
        yield
    except httpcore2.TimeoutException as error:
        raise FetchProblem("timed_out", "The server takes too long to answer.", is_lasting=False) from error
    except httpcore2.NetworkError as error:
        raise FetchProblem("unreachable", f"The server cannot be reached: {error}", is_lasting=False) from error
    except httpcore2.ProtocolError as error:
        raise FetchProblem("answer_broken", f"The server's answer is broken: {error}", is_lasting=False) from error


def _beginning(response: httpcore2.Response, most: int) -> bytes:
    """At most so many bytes of the body. The status has come, so a body that breaks off is no problem any more."""
    read = b""
    with suppress(FetchProblem), _told_as_problems():
        for chunk in response.iter_stream():
            read += chunk
            if len(read) >= most:
                break
    return read[:most]


def _location(response: httpcore2.Response) -> str:
    """Where a redirect leads. Raises ``StatusRefused`` for what is none."""
    headers = _headers(response)
    if response.status in _REDIRECTS and (location := headers.get("location")):
        return location
    raise StatusRefused(response.status, _retry_after_s(headers.get("retry-after", "")))


def _headers(response: httpcore2.Response) -> Mapping[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}


def _retry_after_s(text: str) -> float | None:
    """Seconds, from a number of them or a date (RFC 9110, 10.2.3); None where it says nothing of the kind."""
    if text.isascii() and text.isdigit():
        return float(text[:9])
    moment = parse_http_date_safe(text)
    return None if moment is None else max(0.0, moment - time.time())


def _gunzipped(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """In small pieces, so that no bomb goes off before its bytes are counted."""
    unpacker = zlib.decompressobj(16 + zlib.MAX_WBITS)
    try:
        for chunk in chunks:
            packed = chunk
            while True:
                piece = unpacker.decompress(packed, _PIECE)
                yield piece
                packed = unpacker.unconsumed_tail
                if unpacker.eof or not (packed or len(piece) == _PIECE):
                    break
    except zlib.error as error:
        raise FetchProblem("answer_broken", f"The body is not packed as it says: {error}", is_lasting=False) from error
    if not unpacker.eof:
        raise FetchProblem("answer_broken", "The body breaks off.", is_lasting=False)


def _too_large(limits: Limits) -> FetchProblem:
    return FetchProblem("too_large", f"It has more than {limits.max_bytes:,} bytes.", is_lasting=True)
