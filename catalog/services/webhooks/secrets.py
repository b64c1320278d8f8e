"""Secrets that sign what is sent. They must be read again to sign, so they are sealed, not hashed.

The key is derived from the SECRET_KEY by HKDF (RFC 5869), so a copy of the database alone signs nothing. Secrets sealed
under a key of SECRET_KEY_FALLBACKS are read, too.
"""

import base64
import secrets

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.encoding import force_bytes

PREFIX = "whsec_"
_BYTES = 32


class SecretUnreadable(Exception):
    """A secret was sealed under another SECRET_KEY."""


def new_secret() -> str:
    """256 random bits, as Standard Webhooks writes them."""
    return PREFIX + base64.b64encode(secrets.token_bytes(_BYTES)).decode()


def seal(secret: str) -> str:
    """The secret as it is kept."""
    return _keys().encrypt(secret.encode()).decode()


def opened(sealed: str) -> str:
    """What was sealed.

    Raises:
        SecretUnreadable: the SECRET_KEY has changed since.
    """
    try:
        return _keys().decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        message = "The secret cannot be read, because the SECRET_KEY has changed: rotate the secret."
        raise SecretUnreadable(message) from error


def _keys() -> MultiFernet:
    return MultiFernet([_key(text) for text in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _key(text: str | bytes) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"artrec webhook secrets").derive(force_bytes(text))
    return Fernet(base64.urlsafe_b64encode(derived))
