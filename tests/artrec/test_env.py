"""What stands in the environment is understood, or refused with a word on how to write it."""

import base64
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from artrec import env as environment
from artrec.env import bundle_key, env, rate, secret_key, var_dir

NAME = "ARTREC_THROTTLE_TRIED_HERE"


@pytest.mark.parametrize(
    ("given", "understood"), [("5/s", (5, 1)), ("120/min", (120, 60)), ("1/hour", (1, 3600)), ("70/day", (70, 86_400))]
)
def test_rates(monkeypatch: pytest.MonkeyPatch, given: str, understood: tuple[int, int]) -> None:
    monkeypatch.setenv(NAME, given)
    assert rate(NAME, "1/s") == understood


@pytest.mark.parametrize("given", ["5", "0/min", "-1/min", "5/week", "5/m", "many/min", "٣/min"])
def test_what_is_no_rate(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv(NAME, given)
    with pytest.raises(ImproperlyConfigured, match=f"{NAME} is “.*”; write it as 120/min"):
        rate(NAME, "1/s")


def test_the_usual_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(NAME, raising=False)
    assert rate(NAME, "3/min") == (3, 60)
    monkeypatch.setenv(NAME, "")
    assert rate(NAME, "3/min") == (3, 60)


@pytest.mark.parametrize(
    ("reader", "given", "understood"),
    [
        (env.bool, "1", True),
        (env.bool, "Yes", True),
        (env.bool, "off", False),
        (env.bool, "", "the usual"),
        (env.int, " 7 ", 7),
        (env.float, "0.5", 0.5),
        (env.str, "$ecret", "$ecret"),  # no reference to another variable
        (env.str, "", "the usual"),
        (env.list, "a.example, b.example,", ["a.example", "b.example"]),
        (env.list, "", []),
    ],
)
def test_values(monkeypatch: pytest.MonkeyPatch, reader: Callable[..., object], given: str, understood: object) -> None:
    monkeypatch.setenv(NAME, given)
    assert reader(NAME, default="the usual") == understood


@pytest.mark.parametrize(
    ("reader", "given", "words"),
    [
        (env.bool, "maybe", "1 or 0"),
        (env.int, "1.5", "a whole number"),
        (env.float, "fast", "a number"),
    ],
)
def test_what_is_no_value(
    monkeypatch: pytest.MonkeyPatch, reader: Callable[..., object], given: str, words: str
) -> None:
    monkeypatch.setenv(NAME, given)
    with pytest.raises(ImproperlyConfigured, match=f"{NAME} is “{given}”, and should be {words}"):
        reader(NAME, default=None)


def test_a_folder_that_cannot_be_made_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("ARTREC_VAR_DIR", str(tmp_path / "file" / "var"))
    with pytest.raises(ImproperlyConfigured, match=r"ARTREC_VAR_DIR must be a folder .*file/var"):
        var_dir()


def test_a_relative_folder_is_beside_the_code(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(environment, "BASE_DIR", tmp_path)
    monkeypatch.setenv("ARTREC_VAR_DIR", "elsewhere/var")
    assert var_dir() == tmp_path / "elsewhere" / "var"
    assert var_dir().is_dir()


def test_a_signing_key_is_made_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("ARTREC_SECRET_KEY", raising=False)
    monkeypatch.setattr(environment, "VAR_DIR", tmp_path)
    made = secret_key()
    assert (len(made) >= 50, secret_key()) == (True, made)
    assert [(path.name, path.stat().st_mode & 0o777) for path in tmp_path.iterdir()] == [("secret_key", 0o600)]


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
