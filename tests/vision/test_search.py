"""The vector index: what was put is found, what was removed is not, and a generation's file is whole or refused."""

import hashlib
import os
from pathlib import Path

import faiss
import numpy as np
import pytest

from vision.search import (
    BrokenGeneration,
    FaissVectorIndex,
    build_generation,
    read_generation,
    recall_at_10,
    write_generation,
)
from vision.structures import Vectors

DIMENSION = 16
COUNT = 600
FACTORIES = ("Flat", "SQfp16", "HNSW16", "IVF8,Flat")


def unit_vectors(count: int, seed: int = 0) -> Vectors:
    vectors = np.random.default_rng(seed).normal(size=(count, DIMENSION)).astype(np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


VECTORS = unit_vectors(COUNT)
IDS = np.arange(COUNT, dtype=np.int64) * 7 + 3


def found(index: FaissVectorIndex, row: int, k: int = 1) -> list[int]:
    return [neighbour.reference_image_id for neighbour in index.search(VECTORS[row : row + 1], k)[0]]


def over_generation(factory: str = "Flat", count: int = COUNT) -> FaissVectorIndex:
    return FaissVectorIndex(DIMENSION, build_generation(IDS[:count], VECTORS[:count], factory=factory))


def test_an_empty_index_finds_nothing() -> None:
    index = FaissVectorIndex(DIMENSION)
    assert index.search(VECTORS[:3], 5) == [[], [], []]
    assert len(index) == 0
    assert index.ids == set()


def test_no_queries_have_no_answers() -> None:
    assert over_generation().search(np.zeros((0, DIMENSION), np.float32), 5) == []


def test_neighbours_are_exact_best_first_with_their_cosine() -> None:
    similarities = VECTORS @ VECTORS[5]
    best = np.argsort(-similarities)[:10]
    neighbours = over_generation().search(VECTORS[5:6], 10)[0]
    assert [neighbour.reference_image_id for neighbour in neighbours] == IDS[best].tolist()
    assert [neighbour.similarity for neighbour in neighbours] == pytest.approx(similarities[best].tolist(), abs=1e-5)
    assert neighbours[0].similarity <= 1


def test_fewer_vectors_than_asked_for() -> None:
    assert len(over_generation(count=4).search(VECTORS[:1], 10)[0]) == 4


def test_what_is_put_is_found_beside_the_generation() -> None:
    index = over_generation(count=300)
    index.put([int(i) for i in IDS[300:310]], list(VECTORS[300:310]))
    assert len(index) == 310
    assert index.ids == set(IDS[:310].tolist())
    assert found(index, 305) == [IDS[305]]
    assert found(index, 5) == [IDS[5]]


def test_putting_nothing_changes_nothing() -> None:
    index = over_generation(count=3)
    index.put([], [])
    assert len(index) == 3


def test_putting_again_replaces() -> None:
    index = over_generation(count=10)
    image_id = int(IDS[2])
    for row in (400, 401):  # of the generation first, then of the changes since
        index.put([image_id], [VECTORS[row]])
        assert len(index) == 10
        assert found(index, row) == [image_id]
        assert found(index, 2) != [image_id]


def test_what_is_removed_is_not_found_and_can_come_back() -> None:
    index = over_generation(count=10)
    old, new = int(IDS[2]), int(IDS[50])
    index.put([new], [VECTORS[50]])
    index.remove([old, new, 999_999])
    assert index.ids == set(IDS[:10].tolist()) - {old}
    assert len(index) == 9
    assert old not in found(index, 2, k=20)
    assert new not in found(index, 50, k=20)
    index.put([old, new], [VECTORS[2], VECTORS[50]])
    assert len(index) == 11
    assert found(index, 2) == [old]
    assert found(index, 50) == [new]


def test_removing_does_not_shorten_the_list_of_neighbours() -> None:
    index = over_generation()
    nearest = found(index, 7, k=30)
    index.remove(nearest[:20])
    assert found(index, 7, k=10) == nearest[20:30]


def test_equal_neighbours_come_in_the_order_of_their_ids() -> None:
    index = FaissVectorIndex(DIMENSION, build_generation(np.array([9, 4]), VECTORS[[0, 0]], factory="Flat"))
    index.put([1], [VECTORS[0]])
    assert found(index, 0, k=3) == [1, 4, 9]


@pytest.mark.parametrize("factory", FACTORIES)
def test_every_kind_of_generation_hides_its_tombstones(factory: str) -> None:
    index = over_generation(factory)
    index.remove(IDS[: COUNT // 2].tolist())
    rows = range(0, COUNT, 10)
    results = index.search(VECTORS[list(rows)], 5)
    assert all(n.reference_image_id in index.ids for neighbours in results for n in neighbours)
    kept = [neighbours[0].reference_image_id == IDS[row] for row, neighbours in zip(rows, results, strict=True)]
    assert kept[: len(kept) // 2] == [False] * 30
    assert sum(kept[30:]) >= 29


def test_an_inverted_file_keeps_its_probes_when_it_has_tombstones() -> None:
    generation = build_generation(IDS, VECTORS, factory="IVF8,Flat")
    faiss.extract_index_ivf(generation).nprobe = 8
    index = FaissVectorIndex(DIMENSION, generation)
    index.remove([int(IDS[0])])
    expected = np.argsort(-(VECTORS @ VECTORS[0]))[1:11]
    assert found(index, 0, k=10) == IDS[expected].tolist()


@pytest.mark.parametrize("factory", FACTORIES)
def test_as_many_as_there_are_among_a_few(factory: str) -> None:
    """Far from the query, some gone, some added since, some that were never there."""
    index = over_generation(factory, count=COUNT - 20)
    index.put(IDS[-20:].tolist(), list(VECTORS[-20:]))
    farthest = np.argsort(VECTORS @ VECTORS[0])
    rows = [int(row) for row in farthest[:40]]
    among = [*IDS[rows].tolist(), 5, 10_000_000]
    gone = int(IDS[rows[0]])
    index.remove([gone])
    expected = [int(IDS[row]) for row in reversed(rows) if int(IDS[row]) != gone]
    nearest = index.search(VECTORS[:1], 10, among=among)[0]
    all_there_are = index.search(VECTORS[:1], 1000, among=among)[0]
    assert {neighbour.reference_image_id for neighbour in all_there_are} == set(expected)
    if factory != "SQfp16":  # which rounds
        assert [neighbour.reference_image_id for neighbour in nearest] == expected[:10]
    assert index.search(VECTORS[:2], 3, among=[]) == [[], []]


def test_a_generation_of_other_dimensions_is_refused() -> None:
    with pytest.raises(BrokenGeneration, match="has 16 dimensions, the embedder 8"):
        FaissVectorIndex(8, build_generation(IDS, VECTORS, factory="Flat"))


def test_recall_is_measured_not_assumed() -> None:
    assert recall_at_10(build_generation(IDS, VECTORS, factory="Flat"), VECTORS) == 1
    inverted = build_generation(IDS, VECTORS, factory="IVF8,Flat")
    with_one_probe = recall_at_10(inverted, VECTORS)
    faiss.extract_index_ivf(inverted).nprobe = 8
    assert with_one_probe < 0.9
    assert recall_at_10(inverted, VECTORS) == 1


def test_recall_counts_any_of_several_equals() -> None:
    copies = np.repeat(VECTORS[:5], 40, axis=0)
    assert recall_at_10(build_generation(IDS[:200], copies, factory="Flat"), copies) == 1


def test_recall_of_fewer_than_ten_and_of_none() -> None:
    assert recall_at_10(build_generation(IDS[:3], VECTORS[:3], factory="Flat"), VECTORS[:3]) == 1
    empty = np.zeros((0, DIMENSION), np.float32)
    assert recall_at_10(build_generation(IDS[:0], empty, factory="Flat"), empty) == 1


@pytest.mark.parametrize("factory", FACTORIES)
def test_a_written_generation_reads_back_the_same(factory: str, tmp_path: Path) -> None:
    generation = build_generation(IDS, VECTORS, factory=factory)
    path = tmp_path / "index" / "vectors-1.faiss"
    digest = write_generation(generation, path)
    assert [file.name for file in path.parent.iterdir()] == ["vectors-1.faiss"]
    restored = FaissVectorIndex(DIMENSION, read_generation(path, sha256=digest))
    assert restored.ids == set(IDS.tolist())
    assert restored.search(VECTORS[:20], 5) == FaissVectorIndex(DIMENSION, generation).search(VECTORS[:20], 5)


def test_a_generation_is_never_written_to(tmp_path: Path) -> None:
    path = tmp_path / "vectors.faiss"
    digest = write_generation(build_generation(IDS, VECTORS, factory="Flat"), path)
    index = FaissVectorIndex(DIMENSION, read_generation(path, sha256=digest))
    index.put([1], [VECTORS[0]])
    index.remove([int(IDS[3])])
    assert read_generation(path, sha256=digest).ntotal == COUNT


def test_a_missing_or_other_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "vectors.faiss"
    with pytest.raises(BrokenGeneration, match=r"cannot read vectors\.faiss: No such file"):
        read_generation(path, sha256="0" * 64)
    digest = write_generation(build_generation(IDS, VECTORS, factory="Flat"), path)
    whole = path.read_bytes()
    path.write_bytes(whole[:-100])
    with pytest.raises(BrokenGeneration, match="not the file that was published"):
        read_generation(path, sha256=digest)
    flipped = bytearray(whole)
    flipped[len(whole) // 2] ^= 1
    path.write_bytes(flipped)
    with pytest.raises(BrokenGeneration, match="not the file that was published"):
        read_generation(path, sha256=digest)
    path.write_bytes(whole)
    assert read_generation(path, sha256=digest).ntotal == COUNT


def test_a_file_that_this_faiss_cannot_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "vectors.faiss"
    data = b"of another age"
    path.write_bytes(data)
    with pytest.raises(BrokenGeneration, match=r"FAISS .* cannot read vectors\.faiss"):
        read_generation(path, sha256=hashlib.sha256(data).hexdigest())


def test_a_failed_write_leaves_the_published_file_and_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "vectors.faiss"
    digest = write_generation(build_generation(IDS, VECTORS, factory="Flat"), path)

    def no_space(_file: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", no_space)
    with pytest.raises(OSError, match="No space left"):
        write_generation(build_generation(IDS[:5], VECTORS[:5], factory="Flat"), path)
    assert [file.name for file in tmp_path.iterdir()] == ["vectors.faiss"]
    assert read_generation(path, sha256=digest).ntotal == COUNT
