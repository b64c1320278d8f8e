"""Picture files → entries of a catalogue. What was computed before is read from the cache."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from vision.config import RecognitionConfig
from vision.decode import UndecodablePhoto, decode
from vision.describe import pack
from vision.engine import Networks
from vision.evaluation.cache import PictureCache, digest_of
from vision.evaluation.catalogue import Described, put_keypoints
from vision.search import write_generation
from vision.structures import Photo, RgbImage
from vision.vote import DescriptorIndex

_BATCH = 64

Compute = Callable[[Sequence[RgbImage]], list[bytes]]
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Kind:
    """What is computed of a picture: the fingerprint of what computes it, and the size pictures are decoded to."""

    fingerprint: str
    compute: Compute
    config: RecognitionConfig

    @property
    def name(self) -> str:
        """Names everything a value depends on but the picture."""
        return f"{self.fingerprint}-of-{self.config.photo_long_side_px}px"


@dataclass(slots=True)
class PictureStore:
    """Values computed from picture files, kept in a folder: one cache per kind."""

    folder: Path
    unreadable: dict[Path, str] = field(default_factory=dict)
    """Files that turned out to be missing or no pictures, and why."""
    _digests: dict[Path, bytes] = field(default_factory=dict)

    def values(self, kind: Kind, paths: Sequence[Path], progress: Progress) -> dict[Path, bytes]:
        """The value of every readable file, computed where it is not known; ``progress`` counts every file once."""
        cache = self.fill(kind, paths, progress)
        found = cache.read([self._digests[path] for path in paths if path in self._digests])
        return {path: found[self._digests[path]] for path in paths if self._digests.get(path) in found}

    def fill(self, kind: Kind, paths: Sequence[Path], progress: Progress) -> PictureCache:
        """Computes the values that are not known yet, batch by batch."""
        cache = PictureCache(self.folder, kind.name)
        known = cache.known()
        missing = {digest: path for path in paths if (digest := self.digest(path)) is not None and digest not in known}
        progress(len(paths) - len(missing))
        listed = list(missing.items())
        for start in range(0, len(listed), _BATCH):
            batch = listed[start : start + _BATCH]
            pictures = {d: picture for d, path in batch if (picture := self._picture(path, kind.config)) is not None}
            if pictures:
                cache.write(dict(zip(pictures, kind.compute(list(pictures.values())), strict=True)))
            progress(len(batch))
        return cache

    def digest(self, path: Path) -> bytes | None:
        """The name of a file's contents, or None where it cannot be read."""
        if path not in self._digests and path not in self.unreadable:
            try:
                self._digests[path] = digest_of(path.read_bytes())
            except OSError as error:
                self.unreadable[path] = error.strerror or str(error)
        return self._digests.get(path)

    def _picture(self, path: Path, config: RecognitionConfig) -> RgbImage | None:
        try:
            return decode(Photo(path.read_bytes()), config).pixels
        except (UndecodablePhoto, OSError) as error:
            self.unreadable[path] = str(error)
            return None


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """A reference image whose keypoints stay on disk until they are asked for, as a worker's stay in its database."""

    vector: NDArray[np.float32]
    digest: bytes
    keypoints_cache: PictureCache

    @property
    def packed_keypoints(self) -> bytes:
        """The stored bytes."""
        return self.keypoints_cache.read([self.digest])[self.digest]


def compute_entries(
    paths: Sequence[Path], networks: Networks, *, store: PictureStore, progress: Progress
) -> dict[int, StoredEntry]:
    """Embeds and describes picture files; the entries of those that can be read, by their place in ``paths``.

    Vectors and keypoints are kept apart, under the fingerprint of what made them: new weights leave the keypoints.
    ``progress`` counts every file twice.
    """
    vectors = store.values(_vectors(networks), paths, progress)
    keypoints = store.fill(_keypoints(networks), paths, progress)
    return {
        place: StoredEntry(np.frombuffer(vectors[path], "<f2").astype(np.float32), digest, keypoints)
        for place, path in enumerate(paths)
        if path in vectors and (digest := store.digest(path)) is not None
    }


def _vectors(networks: Networks) -> Kind:
    def embed(pictures: Sequence[RgbImage]) -> list[bytes]:
        # As the database keeps them.
        return [vector.astype("<f2").tobytes() for vector in networks.embedder.embed(pictures).vectors]

    return Kind(networks.embedder.fingerprint, embed, embedding_config(networks))


def embedding_config(networks: Networks) -> RecognitionConfig:
    """How references are decoded for embedding, as the indexing worker does it."""
    return replace(networks.config, photo_long_side_px=networks.config.embedded_long_side_px)


def _keypoints(networks: Networks) -> Kind:
    def describe(pictures: Sequence[RgbImage]) -> list[bytes]:
        return [pack(networks.reference_describer.describe(picture)) for picture in pictures]

    return Kind(networks.descriptor_fingerprint, describe, networks.config)


def index_of(
    entries: Mapping[int, StoredEntry], networks: Networks, *, folder: Path, progress: Progress
) -> DescriptorIndex:
    """An index of the keypoints of ``entries`` under their numbers, read from ``folder`` where one was written."""
    contents = hashlib.sha256()
    for number, entry in entries.items():
        contents.update(number.to_bytes(8, "little") + entry.digest)
    path = folder / f"{networks.vocabulary_fingerprint}-{contents.hexdigest()[:16]}.faiss"
    if path.is_file():
        progress(len(entries))
        return DescriptorIndex(faiss.read_index(str(path)))
    index = networks.new_descriptor_index()
    described: Mapping[int, Described] = entries
    put_keypoints(index, described, progress)
    if entries:
        write_generation(index.entries, path)
    return index
