"""A catalogue in memory, indexed and searched by the production stages, without a database."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import faiss
import numpy as np
from numpy.typing import NDArray

from vision.describe import unpack
from vision.engine import Networks, build_engine
from vision.pipeline import Engine, Indexes
from vision.search import FaissVectorIndex
from vision.structures import Keypoints
from vision.vote import DescriptorIndex

# Unpacked descriptors of a whole catalogue would take gigabytes.
_CHUNK = 256


class Described(Protocol):
    """What the indexes need of one reference image."""

    @property
    def vector(self) -> NDArray[np.float32]:
        """(dimension,), of unit length."""

    @property
    def packed_keypoints(self) -> bytes:
        """As ``vision.describe.pack`` writes them."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A reference image whose keypoints are in memory."""

    vector: NDArray[np.float32]
    packed_keypoints: bytes


@dataclass(slots=True)
class MemoryCatalogue:
    """Reference images by number, and the production indexes over them. Implements ``vision.pipeline.References``."""

    networks: Networks
    indexed: DescriptorIndex | None = None
    """An index that holds the keypoints of works that will be added already."""
    _vectors: FaissVectorIndex = field(init=False)
    _descriptors: DescriptorIndex = field(init=False)
    _entries: dict[int, Described] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._vectors = self.networks.new_vector_index()
        self._descriptors = self.networks.new_descriptor_index() if self.indexed is None else self.indexed

    def add(self, entries: Mapping[int, Described]) -> None:
        """Adds reference images under their numbers."""
        # Stored vectors have float16 precision, in memory as in the database.
        vectors = [entry.vector.astype(np.float16).astype(np.float32) for entry in entries.values()]
        self._vectors.put(list(entries), vectors)
        put_keypoints(self._descriptors, entries)
        self._entries.update(entries)

    def hide(self, ids: Iterable[int]) -> None:
        """Takes reference images out of the search."""
        gone = list(ids)
        self._vectors.remove(gone)
        self._descriptors.remove(gone)

    def show(self, ids: Iterable[int]) -> None:
        """Takes hidden reference images back into the search."""
        self.add({number: self._entries[number] for number in ids if number in self._entries})

    def keypoints_index_bytes(self) -> int:
        """What the index of keypoints takes beyond the empty one. Its lists are padded, so only a whole one tells."""
        full, empty = (
            faiss.serialize_index(index.entries).nbytes
            for index in (self._descriptors, self.networks.new_descriptor_index())
        )
        return int(full - empty)

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


def put_keypoints(
    index: DescriptorIndex, entries: Mapping[int, Described], progress: Callable[[int], None] = lambda _: None
) -> None:
    """Puts the keypoints that ``index`` does not hold into it, a few works at a time."""
    held = index.ids
    missing = [number for number in entries if number not in held]
    for start in range(0, len(missing), _CHUNK):
        chunk = missing[start : start + _CHUNK]
        index.put(chunk, [unpack(entries[number].packed_keypoints) for number in chunk])
        progress(len(chunk))
