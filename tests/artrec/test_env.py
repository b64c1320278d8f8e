"""A rate or a key in the environment is understood, or refused with a word on how to write it."""

import base64

import pytest
from django.core.exceptions import ImproperlyConfigured

from artrec.env import bundle_key, rate

NAME = "ARTREC_THROTTLE_TRIED_HERE"


@pytest.mark.parametrize(
    ("given", "understood"), [("5/s", (5, 1)), ("120/min", (120, 60)), ("1/hour", (1, 3600)), ("70/day", (70, 86_400))]
)
def test_rates(monkeypatch: pytest.MonkeyPatch, given: str, understood: tuple[int, int]) -> None:
    monkeypatch.setenv(NAME, given)
    assert rate(NAME, "1/s") == understood


@pytest.mark.parametrize("given", ["", "5", "0/min", "-1/min", "5/week", "5/m", "many/min", "٣/min"])
def test_what_is_no_rate(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv(NAME, given)
    with pytest.raises(ImproperlyConfigured, match=f"{NAME} is “.*”; write it as 120/min"):
        rate(NAME, "1/s")


def test_the_usual_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(NAME, raising=False)
    assert rate(NAME, "3/min") == (3, 60)


def test_the_key_of_bundles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARTREC_BUNDLE_KEY", base64.b64encode(bytes(range(32))).decode())
    assert bundle_key("a secret") == bytes(range(32))
    monkeypatch.delenv("ARTREC_BUNDLE_KEY")
    made = bundle_key("a secret")
    assert (len(made), made) == (32, bundle_key("a secret"))
    assert made != bundle_key("another secret")


@pytest.mark.parametrize("given", ["A" * 20, "no base64, surely", "é"])
def test_what_is_no_key(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("ARTREC_BUNDLE_KEY", given)
    with pytest.raises(ImproperlyConfigured, match="openssl rand -base64 32"):
        bundle_key("a secret")
