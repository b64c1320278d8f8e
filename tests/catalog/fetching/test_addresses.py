"""What counts as the public internet, in every disguise an address can wear."""

import pytest

from catalog.services.fetching.addresses import may_connect, parse_networks

PRIVATE = """
0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.100.100.200 100.127.255.255 127.0.0.1 127.8.9.10 169.254.169.254
168.63.129.16 172.16.0.1 172.31.255.255 192.0.0.192 192.0.2.1 192.88.99.1 192.168.0.1 198.18.0.1 198.19.255.255
198.51.100.7 203.0.113.9 224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255
:: ::1 ::127.0.0.1 ::7f00:1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:8.8.8.8 ::ffff:0:127.0.0.1 64:ff9b::7f00:1
64:ff9b::8.8.8.8 64:ff9b:1::a00:1 100::1 2001::1 2001:0:53aa:64c:0:fbff:80ff:fffe 2001:10::1 2001:20::1 2001:db8::1
2002:7f00:1:: 2002:a9fe:a9fe:: 3ffe::1 3fff::1 5f00::1 fc00::1 fd00:ec2::254 fd12:3456::1 fe80::1 fe80::1%eth0
2606:4700::1%eth0 fec0::1 ff02::1 ff0e::1 4000::1 2606:4700::5efe:a00:1 2606:4700::200:5efe:a00:1
"""
PUBLIC = (
    "8.8.8.8 1.1.1.1 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.1 172.15.0.1 172.32.0.1 192.167.1.1 223.255.1.1"
)
PUBLIC_V6 = "2606:4700:4700::1111 2a00:1450:4001::1 2001:4860:4860::8888 2001:200::1"


@pytest.mark.parametrize("address", PRIVATE.split())
def test_what_is_not_the_internet_is_refused(address: str) -> None:
    assert not may_connect(address, ())


@pytest.mark.parametrize("address", f"{PUBLIC} {PUBLIC_V6}".split())
def test_the_internet_is_not(address: str) -> None:
    assert may_connect(address, ())


@pytest.mark.parametrize("text", ["", "localhost", "127.1", "0x7f000001", "2130706433", "1.2.3.4/8", "017700000001"])
def test_what_is_no_address_is_refused(text: str) -> None:
    assert not may_connect(text, ())


def test_the_operators_networks_let_in_themselves_only() -> None:
    networks = parse_networks(["192.168.7.0/24", "fd00:1::/64"])
    assert may_connect("192.168.7.9", networks)
    assert may_connect("fd00:1::9", networks)
    assert not may_connect("192.168.8.9", networks)
    assert not may_connect("::ffff:192.168.7.9", networks)
    assert not may_connect("127.0.0.1", networks)
    assert may_connect("8.8.8.8", networks)


def test_a_network_with_host_bits_is_a_slip() -> None:
    with pytest.raises(ValueError, match="host bits"):
        parse_networks(["192.168.7.9/24"])
