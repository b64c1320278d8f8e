"""Generations are built by one worker at a time, measured, and activated only when they are good."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from django.conf import settings

from catalog.models import IndexChange, IndexGeneration
from catalog.services.index_log import log_index_changes
from tests.publishing import take_down_image
from tests.workers.conftest import MakeIndexed
from vision.search import read_generation
from workers import engine, index
from workers.follower import IndexFollower

pytestmark = pytest.mark.django_db
LOCK = "artrec:publish-generation"
ACTIVE, RETIRED, REJECTED = IndexGeneration.State.ACTIVE, IndexGeneration.State.RETIRED, IndexGeneration.State.REJECTED


@pytest.fixture(autouse=True)
def broker() -> Iterator[redis.Redis]:
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        client.delete(LOCK)
        yield client
        client.delete(LOCK)


def vector_generations() -> list[tuple[int, str]]:
    generations = IndexGeneration.objects.filter(fingerprint=engine.vector_kind().fingerprint).order_by("pk")
    return list(generations.values_list("vectors", "state"))


def files() -> set[str]:
    return {path.name for path in Path(settings.INDEX_DIR).iterdir()}


def test_it_holds_what_is_published_and_says_what_it_is(make_indexed: MakeIndexed) -> None:
    shown, hidden = make_indexed(), make_indexed()
    take_down_image(hidden)
    index.publish_generation()
    vectors = IndexGeneration.objects.get(fingerprint=engine.vector_kind().fingerprint)
    descriptors = IndexGeneration.objects.get(fingerprint=engine.descriptor_kind().fingerprint)
    newest = IndexChange.objects.latest("sequence").sequence if IndexChange.objects.exists() else vectors.sequence
    assert (vectors.vectors, vectors.dimension, vectors.factory) == (1, 256, "Flat")
    assert (descriptors.vectors, descriptors.dimension) == (40, 128)
    assert vectors.sequence == descriptors.sequence == newest
    assert vectors.recall_at_10 == descriptors.recall_at_10 == 1
    assert {vectors.state, descriptors.state} == {ACTIVE}
    assert files() == {vectors.file_name, descriptors.file_name}
    read = read_generation(Path(settings.INDEX_DIR) / vectors.file_name, sha256=vectors.sha256)
    assert [read.id_map.at(0)] == [shown.pk]


def test_an_empty_catalogue_has_generations_too() -> None:
    index.publish_generation()
    assert vector_generations() == [(0, ACTIVE)]
    follower = IndexFollower(engine.vector_kind())
    follower.refresh()
    assert follower.index.ids == set()
    assert follower.generation > 0


def test_a_new_generation_retires_the_one_before_and_older_files_go(make_indexed: MakeIndexed) -> None:
    for _ in range(3):
        make_indexed()
        index.publish_generation()
    assert vector_generations() == [(2, RETIRED), (3, ACTIVE)]
    assert files() == set(IndexGeneration.objects.values_list("file_name", flat=True))
    # The log reaches back to the older of the two: its readers lack nothing.
    oldest = IndexGeneration.objects.order_by("sequence")[0].sequence
    assert IndexChange.objects.earliest("sequence").sequence == oldest + 1


def test_publishing_twice_without_a_change_keeps_every_file_whole(make_indexed: MakeIndexed) -> None:
    make_indexed()
    for _ in range(3):
        index.publish_generation()
    for generation in IndexGeneration.objects.all():
        read_generation(Path(settings.INDEX_DIR) / generation.file_name, sha256=generation.sha256)
    assert vector_generations() == [(1, RETIRED), (1, ACTIVE)]


def test_below_the_recall_floor_it_is_kept_aside(make_indexed: MakeIndexed, monkeypatch: pytest.MonkeyPatch) -> None:
    make_indexed()
    index.publish_generation()
    make_indexed()
    monkeypatch.setattr(index, "recall_at_10", lambda *_: 0.94)
    index.publish_generation()
    assert vector_generations() == [(1, ACTIVE), (2, REJECTED)]
    follower = IndexFollower(engine.vector_kind())
    follower.refresh()
    assert (
        follower.generation
        == IndexGeneration.objects.get(fingerprint=engine.vector_kind().fingerprint, state=ACTIVE).pk
    )
    assert len(follower.index) == 2  # the active one, and the change since


def test_the_active_generation_outlives_any_number_of_rejected_ones(
    make_indexed: MakeIndexed, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_indexed()
    index.publish_generation()
    monkeypatch.setattr(index, "recall_at_10", lambda *_: 0.5)
    for _ in range(4):
        make_indexed()
        index.publish_generation()
    active = IndexGeneration.objects.get(fingerprint=engine.vector_kind().fingerprint, state=ACTIVE)
    read_generation(Path(settings.INDEX_DIR) / active.file_name, sha256=active.sha256)
    follower = IndexFollower(engine.vector_kind())
    follower.refresh()
    assert (follower.generation, len(follower.index)) == (active.pk, 5)


def test_only_one_worker_publishes(make_indexed: MakeIndexed, broker: redis.Redis) -> None:
    make_indexed()
    other = broker.lock(LOCK, timeout=60)
    assert other.acquire(blocking=False)
    index.publish_generation()
    assert vector_generations() == []
    assert not Path(settings.INDEX_DIR).exists()
    other.release()
    index.publish_generation()
    assert vector_generations() == [(1, ACTIVE)]


def test_the_lock_is_free_again_after_a_failure(
    make_indexed: MakeIndexed, broker: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_indexed()

    def no_space(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr("vision.search.faiss.write_index", no_space)
        with pytest.raises(OSError, match="No space"):
            index.publish_generation()
    assert broker.exists(LOCK) == 0
    assert vector_generations() == []
    assert files() == set()
    index.publish_generation()
    assert vector_generations() == [(1, ACTIVE)]


def test_due_when_the_log_has_grown_long(make_indexed: MakeIndexed) -> None:
    image = make_indexed()
    index.publish_generation_if_due()
    assert vector_generations() == []
    for _ in range(501):
        log_index_changes([image.pk])
    index.publish_generation_if_due()
    assert vector_generations() == [(1, ACTIVE)]
    index.publish_generation_if_due()
    assert vector_generations() == [(1, ACTIVE)]


def test_a_rejected_generation_is_not_built_again_until_more_has_changed(
    make_indexed: MakeIndexed, monkeypatch: pytest.MonkeyPatch
) -> None:
    image = make_indexed()
    for _ in range(501):
        log_index_changes([image.pk])
    monkeypatch.setattr(index, "recall_at_10", lambda *_: 0.94)
    index.publish_generation_if_due()
    index.publish_generation_if_due()
    assert vector_generations() == [(1, REJECTED)]
