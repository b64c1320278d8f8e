"""Reads the environment once; every setting that a deployment may change is named here and in .env.example."""

import base64
import hmac
import secrets
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
env.read_env(str(BASE_DIR / ".env"))

VAR_DIR = Path(env.str("ARTREC_VAR_DIR", default=str(BASE_DIR / "var")))
VAR_DIR.mkdir(parents=True, exist_ok=True)


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
    try:
        with path.open("x", encoding="ascii") as file:
            path.chmod(0o600)
            file.write(secrets.token_urlsafe(64))
    except FileExistsError:
        pass
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
