"""Which IP addresses may be connected to: those of the public internet, and networks that the operator names."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# IANA's registries of special-purpose addresses, closed lists on purpose: what ``ipaddress`` takes for global differs
# between versions of Python, and it holds 6to4 and Teredo for global, whatever they carry.
_REFUSED_V4 = tuple(
    map(
        IPv4Network,
        (
            "0.0.0.0/8",  # this network
            "10.0.0.0/8",
            "100.64.0.0/10",  # shared by a provider's customers; a cloud keeps its metadata at 100.100.100.200
            "127.0.0.0/8",
            "168.63.129.16/32",  # public by its number, a cloud's metadata by its use
            "169.254.0.0/16",  # link-local, the metadata at 169.254.169.254 among them
            "172.16.0.0/12",
            "192.0.0.0/24",  # protocol assignments
            "192.0.2.0/24",  # documentation
            "192.31.196.0/24",  # AS112
            "192.52.193.0/24",  # AMT
            "192.88.99.0/24",  # 6to4 relays
            "192.168.0.0/16",
            "192.175.48.0/24",  # AS112
            "198.18.0.0/15",  # benchmarks
            "198.51.100.0/24",  # documentation
            "203.0.113.0/24",  # documentation
            "224.0.0.0/4",  # multicast
            "240.0.0.0/4",  # reserved, broadcast among it
        ),
    )
)
# Of IPv6 only global unicast is public. That leaves out loopback, mapped and compatible IPv4, NAT64, unique local,
# link-local, multicast, and all that has not been given out yet.
_GLOBAL_V6 = IPv6Network("2000::/3")
_REFUSED_V6 = tuple(
    map(
        IPv6Network,
        (
            "2001::/23",  # protocol assignments: Teredo, benchmarks, ORCHID
            "2001:db8::/32",  # documentation
            "2002::/16",  # 6to4: any IPv4 address in disguise
            "2620:4f:8000::/48",  # AS112
            "3ffe::/16",  # the testbed of old
            "3fff::/20",  # documentation
        ),
    )
)


def is_public(address: Address) -> bool:
    """Whether it is an address of the public internet."""
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _REFUSED_V4)
    if address.scope_id is not None or _is_isatap(address):
        return False
    return address in _GLOBAL_V6 and not any(address in network for network in _REFUSED_V6)


def may_connect(text: str, networks: Sequence[Network]) -> bool:
    """Whether an address, as a resolver gives it, is public or in one of the operator's ``networks``.

    Those are compared as they are written: 127.0.0.0/8 lets in no ::ffff:127.0.0.1.
    """
    try:
        address = ip_address(text)
    except ValueError:
        return False
    return is_public(address) or any(address in network for network in networks)


def parse_networks(texts: Sequence[str]) -> tuple[Network, ...]:
    """The networks as objects. Raises ``ValueError`` for one that is none."""
    return tuple(ip_network(text) for text in texts)


def _is_isatap(address: IPv6Address) -> bool:
    """RFC 5214: an interface identifier that names an IPv4 address to tunnel to."""
    return (int(address) >> 32) & 0xFDFF_FFFF == 0x0000_5EFE
