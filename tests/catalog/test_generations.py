"""Which generation is active, and what is forgotten with the old ones."""

from dataclasses import replace

import pytest

from catalog.models import IndexChange, IndexGeneration
from catalog.selectors.index import active_generation
from catalog.services.generations import BuiltGeneration, forget_old_generations, record_generation
from catalog.services.index_log import log_index_changes

pytestmark = pytest.mark.django_db
FLOOR = 0.95


def built(sequence: int, *, recall: float = 0.99, fingerprint: str = "embedder-a") -> BuiltGeneration:
    return BuiltGeneration(
        fingerprint=fingerprint,
        sequence=sequence,
        factory="Flat",
        vectors=sequence,
        dimension=8,
        file_name=f"{fingerprint}-{sequence}.faiss",
        sha256="0" * 64,
        recall_at_10=recall,
    )


def record(*generations: BuiltGeneration) -> None:
    for generation in generations:
        record_generation(generation, recall_floor=FLOOR)


def numbers_in_log() -> list[int]:
    return list(IndexChange.objects.order_by("sequence").values_list("sequence", flat=True))


def test_a_good_one_takes_the_place_of_the_one_before() -> None:
    first = record_generation(built(1), recall_floor=FLOOR)
    second = record_generation(built(2, recall=FLOOR), recall_floor=FLOOR)
    first.refresh_from_db()
    assert (first.state, second.state) == ("retired", "active")
    assert active_generation("embedder-a") == second
    assert (second.sequence, second.vectors, second.file_name) == (2, 2, "embedder-a-2.faiss")


def test_one_below_the_floor_changes_nothing() -> None:
    good = record_generation(built(1), recall_floor=FLOOR)
    bad = record_generation(built(2, recall=0.9499), recall_floor=FLOOR)
    assert bad.state == "rejected"
    assert active_generation("embedder-a") == good


def test_embedders_do_not_meet() -> None:
    record(built(1), built(2, fingerprint="embedder-b"))
    assert [active_generation(name) for name in ("embedder-a", "embedder-b", "embedder-c")] == [
        IndexGeneration.objects.get(sequence=1),
        IndexGeneration.objects.get(sequence=2),
        None,
    ]


def test_the_active_one_and_the_one_before_are_kept() -> None:
    record(built(1), built(2), built(3), built(4))
    assert sorted(forget_old_generations("embedder-a")) == ["embedder-a-1.faiss", "embedder-a-2.faiss"]
    assert list(IndexGeneration.objects.values_list("sequence", flat=True)) == [4, 3]
    assert forget_old_generations("embedder-a") == []


def test_the_active_one_is_kept_however_old() -> None:
    record(built(1), *(replace(built(number), recall_at_10=0.1) for number in (2, 3, 4)))
    assert forget_old_generations("embedder-a") == ["embedder-a-2.faiss"]
    assert list(IndexGeneration.objects.values_list("sequence", flat=True)) == [4, 3, 1]


def test_only_the_changes_that_no_generation_needs_are_forgotten() -> None:
    log_index_changes(range(1, 11))
    record(built(2), built(4), built(6))
    forget_old_generations("embedder-a")
    assert numbers_in_log() == [5, 6, 7, 8, 9, 10]


def test_another_embedders_generation_keeps_the_log_it_needs() -> None:
    log_index_changes(range(1, 11))
    record(built(3, fingerprint="embedder-b"), built(5), built(6), built(7))
    assert forget_old_generations("embedder-a") == ["embedder-a-5.faiss"]
    assert numbers_in_log() == [4, 5, 6, 7, 8, 9, 10]


def test_without_any_generation_the_whole_log_stays() -> None:
    log_index_changes([1, 2])
    assert forget_old_generations("embedder-a") == []
    assert numbers_in_log() == [1, 2]
