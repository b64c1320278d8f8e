"""A rate in the environment is understood, or refused with a word on how to write it."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from artrec.env import rate

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
