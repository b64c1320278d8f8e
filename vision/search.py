"""Vectors → the most similar reference images, by FAISS."""

import hashlib
import os
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from vision.structures import Neighbour, Vectors

Ids = NDArray[np.int64]


class BrokenGeneration(ValueError):
    """A generation's file is missing, incomplete, or not the one that was published."""


class FaissVectorIndex:
    """A published generation, plus what has changed since: additions in a small flat index, removals as tombstones.

    The generation itself is never written to, so it may be one that cannot forget (HNSW).
    Similarity is the inner product of unit vectors: the cosine.
    """

    def __init__(self, dimension: int, generation: faiss.Index | None = None) -> None:
        self._dimension = dimension
        self._generation = faiss.IndexIDMap2(faiss.IndexFlatIP(dimension)) if generation is None else generation
        if self._generation.d != dimension:
            raise BrokenGeneration(f"the generation has {self._generation.d} dimensions, the embedder {dimension}")
        self._generation_ids = set(faiss.vector_to_array(self._generation.id_map).tolist())
        self._tombstones: set[int] = set()
        self._since: set[int] = set()
        self._delta = faiss.IndexIDMap2(faiss.IndexFlatIP(dimension))

    def __len__(self) -> int:
        return len(self._generation_ids) - len(self._tombstones) + len(self._since)

    @property
    def ids(self) -> set[int]:
        """The reference images that a search can find."""
        return (self._generation_ids - self._tombstones) | self._since

    def put(self, ids: Sequence[int], vectors: Sequence[NDArray[np.float32]]) -> None:
        """Adds or replaces the vectors, each (dimension,), of reference images."""
        if not ids:
            return
        self.remove(ids)
        self._since |= set(ids)
        self._delta.add_with_ids(np.stack(vectors), np.asarray(ids, np.int64))

    def remove(self, ids: Iterable[int]) -> None:
        """Forgets reference images; those it does not hold are ignored."""
        gone = set(ids)
        self._tombstones |= gone & self._generation_ids
        if held := gone & self._since:
            self._delta.remove_ids(np.fromiter(held, np.int64))
            self._since -= held

    def search(self, vectors: Vectors, k: int, *, among: Collection[int] | None = None) -> list[list[Neighbour]]:
        """The up to ``k`` most similar reference images of each query vector, best first.

        With ``among``, of these reference images alone: ``k`` are found wherever there are ``k``, however few of the
        whole they are, for then an approximate index is searched from end to end.
        """
        if among is None:
            of_generation = faiss.IDSelectorNot(_selector(self._tombstones)) if self._tombstones else None
            of_delta = None
        else:
            of_generation, of_delta = _selector(set(among) - self._tombstones), _selector(among)
        found_by_part = [
            _search(index, vectors, k, selector, is_thorough=among is not None)
            for index, selector in ((self._generation, of_generation), (self._delta, of_delta))
        ]
        return [
            sorted(
                (neighbour for part in found_by_part for neighbour in part[row]),
                key=lambda neighbour: (-neighbour.similarity, neighbour.reference_image_id),
            )[:k]
            for row in range(len(vectors))
        ]


def _search(
    index: faiss.Index, vectors: Vectors, k: int, selector: faiss.IDSelector | None, *, is_thorough: bool
) -> list[list[Neighbour]]:
    if not index.ntotal:
        return [[] for _ in vectors]
    parameters = None if selector is None else _parameters(index, selector, is_thorough=is_thorough)
    similarities, ids = index.search(np.ascontiguousarray(vectors), min(k, index.ntotal), params=parameters)
    return [
        [Neighbour(int(i), min(float(s), 1.0)) for i, s in zip(row_ids, row_similarities, strict=True) if i >= 0]
        for row_ids, row_similarities in zip(ids, similarities, strict=True)
    ]


def _selector(ids: Collection[int]) -> faiss.IDSelector:
    """Lets these ids through: a bit for each, which is asked in no time however many they are."""
    chosen = np.fromiter(ids, np.int64)
    bits = np.zeros(int(chosen.max(initial=0)) + 1, bool)
    bits[chosen] = True
    return faiss.IDSelectorBitmap(np.packbits(bits, bitorder="little"))


def _parameters(index: faiss.Index, selector: faiss.IDSelector, *, is_thorough: bool) -> faiss.SearchParameters:
    """What FAISS takes for this kind of index, which starts from one probe, not from the index's own."""
    inner = faiss.downcast_index(index.index)
    if isinstance(inner, faiss.IndexIVF):
        return faiss.SearchParametersIVF(sel=selector, nprobe=inner.nlist if is_thorough else inner.nprobe)
    if isinstance(inner, faiss.IndexHNSW):
        width = index.ntotal if is_thorough else inner.hnsw.efSearch
        return faiss.SearchParametersHNSW(sel=selector, efSearch=width)
    return faiss.SearchParameters(sel=selector)


def build_generation(ids: Ids, vectors: Vectors, *, factory: str) -> faiss.Index:
    """An index of ``vectors`` (count, dimension) under ``ids``, by a FAISS factory string: flat, HNSW or IVF."""
    index = faiss.IndexIDMap2(faiss.index_factory(vectors.shape[1], factory, faiss.METRIC_INNER_PRODUCT))
    if not index.is_trained:
        index.train(vectors)
    index.add_with_ids(vectors, ids)
    return index


def recall_at_10(index: faiss.Index, vectors: Vectors, *, sample: int = 256, seed: int = 0) -> float:
    """The share of the ten exact nearest neighbours that ``index`` finds, over a sample of the indexed vectors.

    Compared by similarity, not by id: where several vectors are equally near, any of them is right.
    """
    if not len(vectors):
        return 1.0
    queries = vectors[np.random.default_rng(seed).permutation(len(vectors))[:sample]]
    exact = faiss.IndexFlatIP(vectors.shape[1])
    exact.add(vectors)
    k = min(10, len(vectors))
    tenth_best = exact.search(queries, k)[0][:, -1:]
    _, found_ids = index.search(queries, k)
    position = {int(i): row for row, i in enumerate(faiss.vector_to_array(index.id_map))}
    hits = 0
    for query, ids, floor in zip(queries, found_ids, tenth_best[:, 0], strict=True):
        rows = [position[int(i)] for i in ids if i >= 0]
        hits += int(np.count_nonzero(vectors[rows] @ query >= floor - 1e-5))
    return hits / (k * len(queries))


def write_generation(index: faiss.Index, path: Path) -> str:
    """Writes the index aside, flushes it to the disk, renames it into place, and returns its sha256."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_suffix(f".{os.getpid()}.partial")
    try:
        faiss.write_index(index, str(aside))
        with aside.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            os.fsync(file.fileno())
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
    return digest


def read_generation(path: Path, *, sha256: str) -> faiss.Index:
    """Reads a published file.

    Raises:
        BrokenGeneration: it is missing, its checksum is not the published one, or this FAISS cannot read it.
    """
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise BrokenGeneration(f"cannot read {path.name}: {error.strerror}") from error
    if digest != sha256:
        raise BrokenGeneration(f"{path.name} is not the file that was published (checksum {digest[:12]}…)")
    try:
        return faiss.read_index(str(path))
    except RuntimeError as error:
        raise BrokenGeneration(f"FAISS {faiss.__version__} cannot read {path.name}") from error
