"""Writes a bundle: the same contents give the same bytes.

A ZIP whose members have neither dates nor owners, in a fixed order; the manifest comes last but one, as it names the
hashes of all others, and its signature last.
"""

import hashlib
import json
import struct
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path, PurePath
from typing import Any

from catalog.services.bundles import (
    DESCRIPTORS,
    FORMAT,
    GUIDES,
    IMAGES,
    MANIFEST,
    SIGNATURE,
    VECTORS,
    VERSION,
    WORKS,
)
from catalog.services.bundles.keys import key_id, public_key, sign

_BEGINNING = (1980, 1, 1, 0, 0, 0)
_NPY_ALIGNMENT = 64

Facts = Mapping[str, Any]
"""What JSON can hold."""


@dataclass(frozen=True, slots=True)
class PackedImage:
    """A reference image as it goes into a bundle: its facts, its vector and the file of its thumbnail."""

    facts: Facts
    """Begins with its ``id`` and ``artwork_id``."""
    vector: bytes
    thumbnail: Path | None


@dataclass(frozen=True, slots=True)
class Contents:
    """All that goes into a bundle."""

    header: Facts
    """What the manifest tells besides the members: the venue, the counts, the networks, the decision."""
    works: Sequence[Facts]
    guides: Sequence[Facts]
    images: Sequence[PackedImage]
    descriptors: Iterable[tuple[int, bytes]]
    """(reference image id, packed keypoints) in the order of ``images``, of some or all of them."""
    dimension: int


@dataclass(frozen=True, slots=True)
class Packed:
    """What has been written so far: the size and SHA-256 of each member."""

    archive: zipfile.ZipFile
    members: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add(self, name: str, pieces: Iterable[bytes], *, shrink: bool) -> None:
        """Writes a member piece by piece."""
        digest, size = hashlib.sha256(), 0
        entry = zipfile.ZipInfo(name, _BEGINNING)
        entry.compress_type = zipfile.ZIP_DEFLATED if shrink else zipfile.ZIP_STORED
        entry.create_system, entry.external_attr = 3, 0o100644 << 16
        with self.archive.open(entry, "w") as member:
            for piece in pieces:
                member.write(piece)
                digest.update(piece)
                size += len(piece)
        self.members[name] = {"sha256": digest.hexdigest(), "size_bytes": size}


def pack_members(archive: zipfile.ZipFile, contents: Contents) -> Facts:
    """Writes all but the manifest and its signature; returns the manifest without its date and number.

    Raises:
        OSError: a thumbnail cannot be read, or the bundle not written.
    """
    packed = Packed(archive)
    packed.add(WORKS, _lines(contents.works), shrink=True)
    packed.add(GUIDES, _lines(contents.guides), shrink=True)
    packed.add(VECTORS, _as_npy([image.vector for image in contents.images], contents.dimension), shrink=False)
    places: dict[int, list[int]] = {}
    packed.add(DESCRIPTORS, _end_to_end(contents.descriptors, places), shrink=True)
    packed.add(IMAGES, _lines(_image_facts(contents.images, places)), shrink=True)
    for image in contents.images:
        if image.thumbnail is not None:
            packed.add(_thumbnail_name(image), [image.thumbnail.read_bytes()], shrink=False)
    return {
        **contents.header,
        "format": FORMAT,
        "version": VERSION,
        "key_id": key_id(public_key()),
        "members": packed.members,
    }


def pack_manifest(archive: zipfile.ZipFile, facts: Facts, *, created_at: datetime, sequence: int) -> None:
    """Writes the manifest and its signature, which ends the bundle."""
    told = {**facts, "created_at": created_at.isoformat().replace("+00:00", "Z"), "sequence": sequence}
    manifest = json.dumps(told, sort_keys=True, indent=1, ensure_ascii=False).encode()
    packed = Packed(archive)
    packed.add(MANIFEST, [manifest], shrink=True)
    packed.add(SIGNATURE, [sign(manifest)], shrink=False)


def contents_sha256(facts: Facts) -> str:
    """Of the manifest without date and number: two bundles with the same one are the same, whenever they were built."""
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def _lines(rows: Iterable[Facts]) -> Iterable[bytes]:
    return ((json.dumps(row, sort_keys=True, ensure_ascii=False) + "\n").encode() for row in rows)


def _image_facts(images: Iterable[PackedImage], places: Mapping[int, list[int]]) -> Iterable[Facts]:
    for row, image in enumerate(images):
        offset, length = places.get(image.facts["id"], (None, None))
        yield {
            **image.facts,
            "row": row,
            "thumbnail": None if image.thumbnail is None else _thumbnail_name(image),
            "descriptors_offset": offset,
            "descriptors_bytes": length,
        }


def _thumbnail_name(image: PackedImage) -> str:
    return f"thumbnails/{image.facts['id']}{PurePath(image.thumbnail or '').suffix}"


def _end_to_end(described: Iterable[tuple[int, bytes]], places: dict[int, list[int]]) -> Iterable[bytes]:
    """The packed keypoints, one after another; notes in ``places`` where each begins and how long it is."""
    offset = 0
    for image_id, packed in described:
        places[image_id] = [offset, len(packed)]
        offset += len(packed)
        yield packed


def _as_npy(vectors: Sequence[bytes], dimension: int) -> Iterable[bytes]:
    """NumPy's format, version 1.0, of a (count, dimension) matrix of little-endian float16."""
    header = f"{{'descr': '<f2', 'fortran_order': False, 'shape': ({len(vectors)}, {dimension}), }}"
    before = len(b"\x93NUMPY\x01\x00") + 2
    padded = header.ljust(-(before + len(header) + 1) % _NPY_ALIGNMENT + len(header)) + "\n"
    yield b"\x93NUMPY\x01\x00" + struct.pack("<H", len(padded)) + padded.encode("ascii")
    yield from vectors
