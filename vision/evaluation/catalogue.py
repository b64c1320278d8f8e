"""A catalogue in memory, indexed and searched by the production stages, without a database."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vision.decode import decode
from vision.describe import pack, unpack
from vision.engine import Networks, build_engine
from vision.pipeline import Engine, Indexes
from vision.search import FaissVectorIndex
from vision.structures import Keypoints, Photo
from vision.vote import DescriptorIndex

_BATCH = 64


@dataclass(frozen=True, slots=True)
class Entry:
    """What the indexes need of one reference image."""

    vector: NDArray[np.float32]
    packed_keypoints: bytes


@dataclass(slots=True)
class MemoryCatalogue:
    """Reference images by number, and the production indexes over them. Implements ``vision.pipeline.References``."""

    networks: Networks
    _vectors: FaissVectorIndex = field(init=False)
    _descriptors: DescriptorIndex = field(init=False)
    _entries: dict[int, Entry] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._vectors = self.networks.new_vector_index()
        self._descriptors = self.networks.new_descriptor_index()

    def add(self, entries: Mapping[int, Entry]) -> None:
        """Adds reference images under their numbers."""
        ids = list(entries)
        # Stored vectors have float16 precision, in memory as in the database.
        vectors = [entries[number].vector.astype(np.float16).astype(np.float32) for number in ids]
        self._vectors.put(ids, vectors)
        self._descriptors.put(ids, [unpack(entries[number].packed_keypoints) for number in ids])
        self._entries.update(entries)

    def hide(self, ids: Iterable[int]) -> None:
        """Takes reference images out of the search."""
        gone = list(ids)
        self._vectors.remove(gone)
        self._descriptors.remove(gone)

    def show(self, ids: Iterable[int]) -> None:
        """Takes hidden reference images back into the search."""
        self.add({number: self._entries[number] for number in ids})

    def engine(self) -> Engine:
        """The production engine over this catalogue."""
        indexes = Indexes(self._vectors, self._descriptors, generation=0, sequence=len(self._entries))
        return build_engine(self.networks, indexes, self)

    def keypoints(self, reference_image_ids: Sequence[int]) -> dict[int, Keypoints]:
        """The stored keypoints."""
        return {number: unpack(self._entries[number].packed_keypoints) for number in reference_image_ids}

    def vectors(self, reference_image_ids: Sequence[int]) -> dict[int, NDArray[np.float32]]:
        """The stored vectors."""
        return {number: self._entries[number].vector for number in reference_image_ids}

    def labels(self, reference_image_ids: Sequence[int]) -> Mapping[int, Mapping[str, str]]:  # noqa: ARG002
        """No labels: recognition is measured here, not classification."""
        return {}


def compute_entries(
    paths: Sequence[Path], networks: Networks, *, cache: Path | None, progress: Callable[[int], None]
) -> list[Entry]:
    """Embeds and describes picture files, in order; with a ``cache`` folder, each file's content only once.

    Raises:
        UndecodablePhoto: a file is no picture.
    """
    key = _cache_key(paths, networks)
    cached = None if cache is None else cache / f"{key}.npz"
    if cached is not None and cached.exists():
        progress(len(paths))
        return _read(cached)
    entries: list[Entry] = []
    for start in range(0, len(paths), _BATCH):
        pictures = [decode(Photo(path.read_bytes()), networks.config).pixels for path in paths[start : start + _BATCH]]
        vectors = networks.embedder.embed(pictures).vectors
        packed = [pack(networks.reference_describer.describe(picture)) for picture in pictures]
        entries += [Entry(vector, keypoints) for vector, keypoints in zip(vectors, packed, strict=True)]
        progress(len(pictures))
    if cached is not None:
        _write(cached, entries)
    return entries


def _cache_key(paths: Sequence[Path], networks: Networks) -> str:
    digest = hashlib.sha256(f"{networks.embedder.fingerprint} {networks.descriptor_fingerprint}".encode())
    for path in paths:
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:24]


def _write(path: Path, entries: Sequence[Entry]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_suffix(".partial.npz")
    np.savez(
        aside,
        vectors=np.stack([entry.vector for entry in entries]) if entries else np.zeros((0, 0), np.float32),
        packed=np.frombuffer(b"".join(entry.packed_keypoints for entry in entries), np.uint8),
        lengths=np.array([len(entry.packed_keypoints) for entry in entries], np.int64),
    )
    aside.replace(path)


def _read(path: Path) -> list[Entry]:
    with np.load(path) as stored:
        vectors, packed, lengths = stored["vectors"], stored["packed"].tobytes(), stored["lengths"]
    ends = np.cumsum(lengths)
    return [
        Entry(vector, packed[end - length : end]) for vector, length, end in zip(vectors, lengths, ends, strict=True)
    ]
