"""Takes URLs apart, strictly: whoever connects later must understand a URL exactly as whoever checked it."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from typing import Never
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from catalog.services.fetching.problems import FetchProblem

DEFAULT_PORTS = {"http": 80, "https": 443}
ANY_PORT = range(1, 65_536)
LONGEST_URL = 2000
_CONTROLS = re.compile(r"[\x00-\x20\x7f\\]")
_NAME = re.compile(r"(?=.{1,253}\Z)[a-z0-9_]([a-z0-9_-]{0,62})(\.[a-z0-9_]([a-z0-9_-]{0,62}))*", re.ASCII)
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*", re.ASCII)
_KEPT = "/%:@!$&'()*+,;=~?"


@dataclass(frozen=True, slots=True)
class Target:
    """A URL taken apart; all of it is ASCII. ``host`` is a name or an address, without brackets."""

    scheme: str
    host: str
    port: int
    path: str
    """With the query."""

    @property
    def authority(self) -> str:
        """Host and port, as the ``Host`` header has them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        """Put together again."""
        return f"{self.scheme}://{self.authority}{self.path}"

    def at(self, location: str, ports: Collection[int]) -> "Target":
        """Where a redirect from here leads. Raises as ``parse_url``."""
        try:
            joined = urljoin(self.url, location)
        except ValueError:
            _refuse("A redirect leads to what is no URL.")
        return parse_url(joined, ports)


def parse_url(text: str, ports: Collection[int]) -> Target:
    """An http or https URL at one of the ``ports``, in ASCII.

    Raises:
        FetchProblem: it is none, has credentials, or spells its host in a way that programs read differently.
    """
    text = text.strip(" \t\r\n").replace(" ", "%20")
    if len(text) > LONGEST_URL or _CONTROLS.search(text):
        _refuse("The URL is too long, or has characters that no URL has.")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        _refuse("The URL cannot be taken apart.")
    if parts.scheme not in DEFAULT_PORTS:
        _refuse(f"Only http and https are fetched, not “{parts.scheme[:20]}”.")
    if "@" in parts.netloc:
        _refuse("The URL has a name or a password in it.")
    port = DEFAULT_PORTS[parts.scheme] if port is None else port
    if port not in ports:
        _refuse(f"Port {port} is not one that is fetched from.")
    path = quote(parts.path or "/", safe=_KEPT) + (f"?{quote(parts.query, safe=_KEPT)}" if parts.query else "")
    target = Target(parts.scheme, _host(parts), port, path)
    if len(target.url) > LONGEST_URL:
        _refuse("The URL is too long.")
    return target


def _host(parts: SplitResult) -> str:
    host = parts.hostname or ""
    if "[" in parts.netloc:
        if "%" in host:
            _refuse("The URL names an interface of this machine (an IPv6 zone).")
        try:
            return str(IPv6Address(host))
        except AddressValueError:
            _refuse("The URL's host is no IPv6 address.")
    try:
        name = host.encode("idna").decode("ascii").lower().removesuffix(".")
    except UnicodeError:
        _refuse("The URL's host is no name.")
    if not _NAME.fullmatch(name):
        _refuse("The URL's host is no name.")
    if _NUMBER.fullmatch(name.rpartition(".")[2]):
        return _dotted(name)
    return name


def _dotted(name: str) -> str:
    """An IPv4 address in four decimal numbers; other spellings of one (0x7f.1, 0177.0.0.1, 2130706433) are refused."""
    try:
        return str(IPv4Address(name))
    except AddressValueError:
        _refuse("The URL's host is an IPv4 address in an odd spelling.")


def _refuse(message: str) -> Never:
    raise FetchProblem("url_refused", message, is_lasting=True)
