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
from vision.structures import Keypoints, Photo, RgbImage
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
    paths: Sequence[Path], networks: Networks, *, cache: Path, progress: Callable[[int], None]
) -> list[Entry]:
    """Embeds and describes picture files, in order. What was computed before is read from the ``cache`` folder.

    Vectors and keypoints are cached apart, under the fingerprint of what made them: new weights leave the keypoints.

    Raises:
        UndecodablePhoto: a file is no picture.
    """
    contents = hashlib.sha256(b"".join(hashlib.sha256(path.read_bytes()).digest() for path in paths)).hexdigest()
    vectors_file = cache / f"{networks.embedder.fingerprint}-{contents[:16]}.npy"
    keypoints_file = cache / f"{networks.descriptor_fingerprint}-{contents[:16]}.npz"
    done = vectors_file.exists() + keypoints_file.exists()
    progress(done * len(paths))
    if not vectors_file.exists():
        _write_vectors(vectors_file, _embed(paths, networks, progress))
    if not keypoints_file.exists():
        write_keypoints(keypoints_file, _describe(paths, networks, progress))
    return [
        Entry(vector, packed)
        for vector, packed in zip(np.load(vectors_file), read_keypoints(keypoints_file), strict=True)
    ]


def _embed(paths: Sequence[Path], networks: Networks, progress: Callable[[int], None]) -> NDArray[np.float32]:
    batches = [np.zeros((0, networks.embedder.dimension), np.float32)]
    for start in range(0, len(paths), _BATCH):
        pictures = [_picture(path, networks) for path in paths[start : start + _BATCH]]
        batches.append(networks.embedder.embed(pictures).vectors)
        progress(len(pictures))
    return np.concatenate(batches)


def _describe(paths: Sequence[Path], networks: Networks, progress: Callable[[int], None]) -> list[bytes]:
    described = []
    for path in paths:
        described.append(pack(networks.reference_describer.describe(_picture(path, networks))))
        progress(1)
    return described


def _picture(path: Path, networks: Networks) -> RgbImage:
    return decode(Photo(path.read_bytes()), networks.config).pixels


def _write_vectors(path: Path, vectors: NDArray[np.float32]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_suffix(".partial.npy")
    np.save(aside, vectors)
    aside.replace(path)


def write_keypoints(path: Path, packed: Sequence[bytes]) -> None:
    """Writes packed keypoints aside and renames them into place."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_suffix(".partial.npz")
    lengths = np.array([len(keypoints) for keypoints in packed], np.int64)
    np.savez(aside, packed=np.frombuffer(b"".join(packed), np.uint8), lengths=lengths)
    aside.replace(path)


def read_keypoints(path: Path) -> list[bytes]:
    """The packed keypoints that ``write_keypoints`` wrote, in order."""
    with np.load(path) as stored:
        packed, lengths = stored["packed"].tobytes(), stored["lengths"]
    ends = np.cumsum(lengths)
    return [packed[end - length : end] for length, end in zip(lengths, ends, strict=True)]
