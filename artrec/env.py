"""Reads the environment once; every setting that a deployment may change is named here and in .env.example."""

import secrets
from pathlib import Path

import environ

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
env.read_env(str(BASE_DIR / ".env"))

VAR_DIR = Path(env.str("ARTREC_VAR_DIR", default=str(BASE_DIR / "var")))
VAR_DIR.mkdir(parents=True, exist_ok=True)


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
