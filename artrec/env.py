"""Reads the environment once; every setting that a deployment may change is named here and in .env.example."""

import base64
import hmac
import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent

_FLAGS = {"1": True, "true": True, "on": True, "yes": True, "0": False, "false": False, "off": False, "no": False}
_READERS: dict[type | None, Callable[[str], Any]] = {
    None: str,
    str: str,
    int: int,
    float: float,
    bool: lambda given: _FLAGS[given.lower()],
    list: lambda given: [each.strip() for each in given.split(",") if each.strip()],
}
_KINDS: dict[type | None, str] = {int: "a whole number", float: "a number", bool: "1 or 0"}


class Environment(environ.Env):  # type: ignore[misc] # its bases are not typed
    """Refuses by name what it cannot read; takes a text as it stands, also one that begins with “$”."""

    def get_value(
        self,
        var: str,
        cast: type | None = None,
        default: Any = environ.Env.NOTSET,  # noqa: ANN401 - of the type of the setting
        parse_default: bool = False,  # noqa: ARG002, FBT001, FBT002 - as the base has it
    ) -> Any:  # noqa: ANN401
        """The value, or ``default`` where there is none; an empty one counts for lists only, where it is no member."""
        given = self.ENVIRON.get(var, "").strip()
        if not given and (cast is not list or var not in self.ENVIRON):
            return default
        try:
            return _READERS[cast](given)
        except (ValueError, KeyError) as error:
            raise ImproperlyConfigured(f"{var} is “{given}”, and should be {_KINDS[cast]}.") from error


env = Environment()
env.read_env(str(BASE_DIR / ".env"))


def var_dir() -> Path:
    """The folder of all that is kept, which is made where it is absent; a relative one is beside ``manage.py``."""
    folder: Path = BASE_DIR / env.str("ARTREC_VAR_DIR", default="var")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(f"ARTREC_VAR_DIR must be a folder that can be written: {error}") from error
    return folder


VAR_DIR = var_dir()

_PERIODS_S = {"s": 1, "min": 60, "hour": 3600, "day": 86_400}


def rate(name: str, default: str) -> tuple[int, int]:
    """(requests, seconds) of a variable like ``120/min``."""
    given: str = env.str(name, default=default)
    count, _, period = given.partition("/")
    if not (count.isascii() and count.isdigit() and int(count) and period in _PERIODS_S):
        raise ImproperlyConfigured(f"{name} is “{given}”; write it as 120/min, with one of {', '.join(_PERIODS_S)}.")
    return int(count), _PERIODS_S[period]


def secret_key() -> str:
    """The signing key: ``ARTREC_SECRET_KEY``, else one made on first use and kept in ``var/secret_key``."""
    given: str = env.str("ARTREC_SECRET_KEY", default="")
    if given:
        return given
    path = VAR_DIR / "secret_key"
    if not path.exists():
        # Written aside and linked, so that a process that starts beside this one never reads half a key.
        aside = path.with_name(f"secret_key.{os.getpid()}")
        aside.touch(mode=0o600)
        aside.write_text(secrets.token_urlsafe(64), encoding="ascii")
        with suppress(FileExistsError):
            path.hardlink_to(aside)
        aside.unlink()
    return path.read_text(encoding="ascii")


def bundle_key(secret: str) -> bytes:
    """The 32 bytes of the Ed25519 key that signs bundles: ``ARTREC_BUNDLE_KEY`` in base64, else made of ``secret``.

    So every process of an installation has the same one, and nothing more has to be kept.
    """
    given: str = env.str("ARTREC_BUNDLE_KEY", default="")
    if not given:
        return hmac.digest(secret.encode(), b"artrec: the key that signs bundles, 1", "sha256")
    try:
        key = base64.b64decode(given, validate=True)
    except ValueError:
        key = b""
    if len(key) != 32:
        raise ImproperlyConfigured("ARTREC_BUNDLE_KEY must be 32 random bytes in base64: openssl rand -base64 32")
    return key
