"""Reads a bundle as an app should: nothing in it is believed before the signature and the hashes have been checked.

Nothing is unpacked to a place that the archive names, and nothing is read further than it says it goes.
"""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from catalog.services.archives import Member, UnusableArchive, UnusableMember
from catalog.services.archives.zip_file import read_member, read_members
from catalog.services.bundles import FORMAT, MANIFEST, SIGNATURE, VERSION
from catalog.services.bundles.keys import WrongSignature, key_id, verify

MOST_MEMBERS = 50_000
MOST_BYTES = 2 * 1024**3
MOST_MANIFEST_BYTES = 16 * 1024**2
_SIGNATURE_BYTES = 64


class RefusedBundle(ValueError):
    """The file is no bundle that may be used; the text says why."""


@dataclass(frozen=True, slots=True)
class OpenBundle:
    """A bundle whose signature and hashes are right. Valid as long as its file is open."""

    manifest: dict[str, Any]
    _file: BinaryIO
    _members: dict[str, Member]

    def read(self, name: str) -> bytes:
        """The bytes of a member that the manifest names."""
        return b"".join(read_member(self._file.fileno(), self._members[name]))

    def lines(self, name: str) -> list[dict[str, Any]]:
        """The objects of a member in JSON Lines."""
        return [json.loads(line) for line in self.read(name).splitlines()]


@contextmanager
def open_bundle(path: Path, key: bytes) -> Iterator[OpenBundle]:
    """Opens a bundle and checks all of it.

    Args:
        path: the file.
        key: the 32 bytes of the public key that must have signed it.

    Raises:
        RefusedBundle: it is none, is signed by another, or differs from what was signed.
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        try:
            members = _members(file, path.name)
            manifest = _manifest(file, members, key)
            _check(file, members, manifest["members"])
        except (UnusableArchive, UnusableMember, WrongSignature) as error:
            raise RefusedBundle(str(error)) from error
        yield OpenBundle(manifest, file, members)


def _members(file: BinaryIO, name: str) -> dict[str, Member]:
    found: dict[str, Member] = {}
    for member in read_members(file, name):
        if member is None:
            raise RefusedBundle("It has a folder in it, or a name that leads elsewhere: no bundle has those.")
        if member.problem or member.name in found:
            raise RefusedBundle(f"“{member.name}” {member.problem or 'is in it twice'}.")
        found[member.name] = member
        if len(found) > MOST_MEMBERS:
            raise RefusedBundle(f"It has more than {MOST_MEMBERS:,} members.")
    if sum(member.size_bytes for member in found.values()) > MOST_BYTES:
        raise RefusedBundle(f"It would unpack to more than {MOST_BYTES // 1024**3} GiB.")
    return found


def _manifest(file: BinaryIO, members: dict[str, Member], key: bytes) -> dict[str, Any]:
    """The manifest, once it is known who wrote it."""
    if MANIFEST not in members or SIGNATURE not in members:
        raise RefusedBundle(f"It has no {MANIFEST}, or no {SIGNATURE}: it is no bundle.")
    if members[SIGNATURE].size_bytes != _SIGNATURE_BYTES or members[MANIFEST].size_bytes > MOST_MANIFEST_BYTES:
        raise RefusedBundle("Its manifest or its signature does not have the size of one.")
    signed, signature = (b"".join(read_member(file.fileno(), members[name])) for name in (MANIFEST, SIGNATURE))
    verify(signed, signature, key)
    manifest: dict[str, Any] = json.loads(signed)
    if (manifest["format"], manifest["version"]) != (FORMAT, VERSION):
        raise RefusedBundle(f"It is {manifest['format']} {manifest['version']}; {FORMAT} {VERSION} is read here.")
    if manifest["key_id"] != key_id(key):
        raise RefusedBundle(f"It names the key {manifest['key_id']}, and is signed by {key_id(key)}.")
    return manifest


def _check(file: BinaryIO, members: dict[str, Member], stated: dict[str, dict[str, Any]]) -> None:
    if odd := sorted(set(members) ^ {*stated, MANIFEST, SIGNATURE}):
        raise RefusedBundle(f"What is in it is not what its manifest lists: {', '.join(odd[:3])}")
    for name, facts in stated.items():
        digest = hashlib.sha256()
        for piece in read_member(file.fileno(), members[name]):
            digest.update(piece)
        if (members[name].size_bytes, digest.hexdigest()) != (facts["size_bytes"], facts["sha256"]):
            raise RefusedBundle(f"“{name}” is not what was signed.")
