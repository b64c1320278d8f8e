"""Prefer: wait (RFC 7240)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.api.preferences import preferred_wait_s


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("", None),
        ("wait=10", 10),
        ("wait=0", 0),
        ("Wait = 7", 7),
        ('wait="12"', 12),
        ("respond-async, wait=3", 3),
        ("return=minimal; foo, wait=3; bar=4", 3),
        ("wait=3, wait=9", 3),
        ("wait", None),
        ("wait=", None),
        ("wait=ten", None),
        ("wait=-1", None),
        ("wait=1.5", None),
        ("wait=1e3", None),
        ("wait=٣", None),
        ("wait=99999999999999999999", None),
        ("await=3", None),
        ("wait=x, wait=3", None),
    ],
)
def test_examples(header: str, seconds: int | None) -> None:
    assert preferred_wait_s(header) == seconds


@given(st.text(max_size=60))
def test_no_header_is_an_error(header: str) -> None:
    seconds = preferred_wait_s(header)
    assert seconds is None or seconds >= 0
