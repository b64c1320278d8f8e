"""URLs are taken apart in one way only, and what programs read differently is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.services.fetching.problems import FetchProblem
from catalog.services.fetching.urls import parse_url

PORTS = (80, 443, 8443)


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("http://museum.example", "http://museum.example/"),
        ("  HTTPS://Museum.Example./a?b=c#d \n", "https://museum.example/a?b=c"),
        ("https://museum.example:8443/a", "https://museum.example:8443/a"),
        ("http://museum.example:80/", "http://museum.example/"),
        ("http://münchen.example/Mädchen mit Hut.jpg", "http://xn--mnchen-3ya.example/M%C3%A4dchen%20mit%20Hut.jpg"),
        ("http://a_b.example/%20?x=1&y=%2F", "http://a_b.example/%20?x=1&y=%2F"),
        ("http://8.8.8.8/a", "http://8.8.8.8/a"),
        ("http://a.example#@b.example:8080", "http://a.example/"),
        ("http://[2606:4700:0::1111]/a", "http://[2606:4700::1111]/a"),
        ("https://iiif.example/2/abc/full/!843,843/0/default.jpg", None),
    ],
)
def test_what_is_fetched(text: str, url: str | None) -> None:
    assert parse_url(text, PORTS).url == (url or text)


@pytest.mark.parametrize(
    "text",
    [
        *("", "/a", "museum.example/a", "ftp://museum.example/a", "file:///etc/passwd", "gopher://museum.example:80/"),
        *("javascript:alert(1)", "data:image/png;base64,AA==", "http:museum.example", "http:///a", "http://"),
        *("http://name:secret@museum.example/", "http://name@museum.example/", "http://@museum.example/"),
        *("http://museum.example:22/", "http://museum.example:0/", "http://museum.example:99999/", "http://m.ex:a/"),
        # One host to one program, another to the next.
        *("http://a.example\\@b.example/", "http://a.example\t.b.example/"),
        *("http://a.example\r\nHost: b.example/", "http://a.exa%6dple/", "http://a.example%00.b.example/"),
        *("http://a..example/", "http://.example/", "http://*.example/", "http://a.example,b.example/"),
        # IPv4 in disguise.
        *("http://2130706433/", "http://0x7f000001/", "http://0x7f.1/", "http://0177.0.0.1/", "http://127.1/"),
        *("http://127.0.0.01/", "http://①②⑦.0.1/", "http://a.0x1/", "http://1.2.3.4.5/", "http://0x/"),
        # IPv6.
        *("http://[fe80::1%25eth0]/", "http://[fe80::1%eth0]/", "http://[::1/", "http://[v1.a]/", "http://[1.2.3.4]/"),
        *("http://::1/", "http://" + "a" * 64 + ".example/", "http://" + "a." * 130 + "example/"),
        *("http://museum.example/" + "a" * 2000, "http://museum.example/" + "ä" * 400),
    ],
)
def test_what_is_not(text: str) -> None:
    with pytest.raises(FetchProblem) as refused:
        parse_url(text, PORTS)
    assert (refused.value.reason, refused.value.is_lasting) == ("url_refused", True)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    ("location", "url"),
    [
        ("/b", "https://museum.example:8443/b"),
        ("b?c", "https://museum.example:8443/a/b?c"),
        ("//other.example/b", "https://other.example/b"),
        ("http://other.example/b", "http://other.example/b"),
    ],
)
def test_redirects_are_read_from_where_they_stand(location: str, url: str) -> None:
    assert parse_url("https://museum.example:8443/a/x", PORTS).at(location, PORTS).url == url


@pytest.mark.parametrize("location", ["file:///etc/passwd", "//[", "http://museum.example:22/", "//a@museum.example/"])
def test_redirects_are_looked_at_like_any_url(location: str) -> None:
    with pytest.raises(FetchProblem):
        parse_url("https://museum.example/", PORTS).at(location, PORTS)


@given(st.one_of(st.text(max_size=60), st.text(max_size=60).map("http://{}".format)))
def test_no_text_breaks_it(text: str) -> None:
    try:
        target = parse_url(text, PORTS)
    except FetchProblem:
        return
    assert target.url.isascii()
    assert parse_url(target.url, PORTS) == target
