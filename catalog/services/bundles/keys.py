"""The Ed25519 key that signs bundles (RFC 8032), and its public half as a JSON Web Key (RFC 8037).

A key is named by its thumbprint (RFC 7638), so that a new one has a new name without anybody having to give it one.
"""

import base64
import hashlib
import json

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings


class WrongSignature(ValueError):
    """The bytes were not signed with the key."""


def sign(data: bytes) -> bytes:
    """64 bytes; the same for the same data."""
    return _private_key().sign(data)


def public_key() -> bytes:
    """32 bytes, of the key in use."""
    return _private_key().public_key().public_bytes_raw()


def verify(data: bytes, signature: bytes, key: bytes) -> None:
    """Makes sure that whoever has the private half of ``key`` (32 bytes) signed ``data``.

    Raises:
        WrongSignature: they did not.
    """
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, data)
    except (InvalidSignature, ValueError) as error:
        raise WrongSignature(f"The signature is not of the key {key_id(key)}.") from error


def json_web_key(key: bytes) -> dict[str, str]:
    """A public key as apps read it."""
    return {**_named(key), "use": "sig", "alg": "EdDSA", "kid": key_id(key)}


def key_id(key: bytes) -> str:
    """The SHA-256 thumbprint of a public key, base64url without padding: 43 characters."""
    return as_base64url(hashlib.sha256(json.dumps(_named(key), separators=(",", ":")).encode()).digest())


def as_base64url(data: bytes) -> str:
    """Without padding, as in JSON Web Keys."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def _named(key: bytes) -> dict[str, str]:
    return {"crv": "Ed25519", "kty": "OKP", "x": as_base64url(key)}  # in the order that the thumbprint wants


def _private_key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(settings.ARTREC["BUNDLE_KEY"])
