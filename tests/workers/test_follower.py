"""A worker's indexes follow the database: from the table or a generation, then change by change."""

import logging
import threading
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.conf import settings
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from catalog.models import Embedding, IndexChange, IndexGeneration, IndexSequence, LocalDescriptors
from catalog.selectors.index import changes_since
from catalog.services.embeddings import save_embeddings, save_local_descriptors
from catalog.services.publishing import delete_images
from tests.factories import make_reference_image
from tests.publishing import delete_artwork, publish_artwork, restore_image, take_down_artwork, take_down_image
from tests.workers.conftest import MakeIndexed, keypoints, vector
from vision.describe import pack
from vision.engine import Networks
from workers import engine
from workers.follower import IndexFollower, IndexKind
from workers.index import publish_generation

pytestmark = pytest.mark.django_db
KINDS = ("vectors", "descriptors")


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest, networks: Networks) -> IndexKind[Any, Any]:  # noqa: ARG001 - keeps them warm
    return engine.vector_kind() if request.param == "vectors" else engine.descriptor_kind()


def started(kind: IndexKind[Any, Any]) -> IndexFollower[Any, Any]:
    follower = IndexFollower(kind)
    follower.refresh()
    return follower


def test_an_empty_catalogue_is_an_empty_index(kind: IndexKind[Any, Any]) -> None:
    follower = started(kind)
    assert (follower.index.ids, follower.generation, follower.sequence) == (set(), 0, 0)


def test_first_load_from_the_table(kind: IndexKind[Any, Any], make_indexed: MakeIndexed) -> None:
    shown = [make_indexed(), make_indexed()]
    hidden = make_indexed()
    take_down_image(hidden)
    make_reference_image()  # not embedded yet
    follower = started(kind)
    assert follower.index.ids == {image.pk for image in shown}
    assert follower.sequence == IndexSequence.objects.get().last


def test_first_load_from_a_generation_plus_the_changes_since(
    kind: IndexKind[Any, Any], make_indexed: MakeIndexed, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, gone = make_indexed(), make_indexed()
    publish_generation()
    take_down_image(gone)
    added = make_indexed()
    # The file has what it has: the table is asked for the changes alone.
    asked: list[object] = []

    def rows(ids: Collection[int] | None) -> Iterable[tuple[int, bytes]]:
        asked.append(ids)
        return kind.rows(ids)

    watched = replace(kind, rows=rows)
    monkeypatch.setattr(IndexFollower, "_load_table", lambda *_: pytest.fail("read the whole table"))
    follower = started(watched)
    assert follower.index.ids == {kept.pk, added.pk}
    assert follower.generation == IndexGeneration.objects.get(fingerprint=kind.fingerprint).pk
    assert asked == [{gone.pk, added.pk}]


def test_found_by_its_own_vector_and_its_own_descriptors(networks: Networks, make_indexed: MakeIndexed) -> None:
    images = [make_indexed() for _ in range(3)]
    publish_generation()
    images += [make_indexed() for _ in range(3)]
    vectors, descriptors = started(engine.vector_kind()).index, started(engine.descriptor_kind()).index
    for image in images:
        [[nearest, second, *_]] = vectors.search(vector(image.pk, networks.embedder.dimension)[None], 3)
        assert nearest.reference_image_id == image.pk
        assert nearest.similarity == pytest.approx(1, abs=1e-3)
        assert second.similarity < 0.6
        assert descriptors.vote(keypoints(image.pk), 3)[0].reference_image_id == image.pk


@pytest.mark.parametrize("damage", [Path.unlink, lambda path: path.write_bytes(path.read_bytes()[:-7])])
def test_a_missing_or_broken_generation_is_said_and_the_table_read_instead(
    kind: IndexKind[Any, Any],
    make_indexed: MakeIndexed,
    damage: Callable[[Path], object],
    caplog: pytest.LogCaptureFixture,
) -> None:
    image = make_indexed()
    publish_generation()
    generation = IndexGeneration.objects.get(fingerprint=kind.fingerprint)
    damage(Path(settings.INDEX_DIR) / generation.file_name)
    with caplog.at_level(logging.ERROR, "workers.follower"):
        follower = started(kind)
    assert follower.index.ids == {image.pk}
    assert generation.file_name in caplog.text
    # It is not tried again each second.
    caplog.clear()
    follower.refresh(now=True)
    assert caplog.text == ""


def test_a_generation_of_another_dimension_is_not_used(
    make_indexed: MakeIndexed, caplog: pytest.LogCaptureFixture
) -> None:
    image = make_indexed()
    publish_generation()
    descriptors = IndexGeneration.objects.get(fingerprint=engine.descriptor_kind().fingerprint)
    IndexGeneration.objects.filter(fingerprint=engine.vector_kind().fingerprint).update(
        file_name=descriptors.file_name, sha256=descriptors.sha256
    )
    follower = started(engine.vector_kind())
    assert follower.index.ids == {image.pk}
    assert "dimensions" in caplog.text


def test_a_running_worker_picks_up_a_new_generation(kind: IndexKind[Any, Any], make_indexed: MakeIndexed) -> None:
    first = make_indexed()
    follower = started(kind)
    assert follower.generation == 0
    second = make_indexed()
    publish_generation()
    third = make_indexed()
    follower.refresh(now=True)
    assert follower.generation == IndexGeneration.objects.get(fingerprint=kind.fingerprint).pk
    assert follower.index.ids == {first.pk, second.pk, third.pk}


@pytest.mark.parametrize("in_generation", [True, False], ids=["in the generation", "in the changes since"])
def test_hidden_and_shown_again(kind: IndexKind[Any, Any], make_indexed: MakeIndexed, in_generation: bool) -> None:  # noqa: FBT001
    image, other = make_indexed(), make_indexed()
    if in_generation:
        publish_generation()
    follower = started(kind)

    def ids() -> set[int]:
        follower.refresh(now=True)
        return set(follower.index.ids)

    for hide, show in (
        (partial(take_down_artwork, image.artwork), partial(publish_artwork, image.artwork)),
        (partial(take_down_image, image), partial(restore_image, image)),
    ):
        hide()
        assert ids() == {other.pk}
        assert image.pk not in answers(kind, follower, image.pk)
        show()
        assert ids() == {image.pk, other.pk}
        assert image.pk in answers(kind, follower, image.pk)


def answers(kind: IndexKind[Any, Any], follower: IndexFollower[Any, Any], seed: int) -> set[int]:
    """The reference images that a search finds which looks for exactly one of them."""
    if kind.fingerprint == engine.descriptor_kind().fingerprint:
        return {vote.reference_image_id for vote in follower.index.vote(keypoints(seed), 5)}
    query = vector(seed, engine.networks().embedder.dimension)[None]
    return {neighbour.reference_image_id for neighbour in follower.index.search(query, 5)[0]}


def test_deleted_is_a_tombstone(kind: IndexKind[Any, Any], make_indexed: MakeIndexed) -> None:
    by_itself, with_its_work, kept = make_indexed(), make_indexed(), make_indexed()
    follower = started(kind)
    delete_images([by_itself.pk])
    delete_artwork(with_its_work.artwork)
    follower.refresh(now=True)
    assert follower.index.ids == {kept.pk}
    assert answers(kind, follower, by_itself.pk) <= {kept.pk}


def test_embedded_anew_is_replaced_not_doubled(networks: Networks, make_indexed: MakeIndexed) -> None:
    image = make_indexed()
    follower = started(engine.vector_kind())
    Embedding.objects.all().delete()
    embedder = networks.embedder
    other = vector(-image.pk % 1000 + 5000, embedder.dimension)
    save_embeddings(embedder.fingerprint, {image.pk: engine.pack_vector(other)})
    follower.refresh(now=True)
    assert len(follower.index) == 1
    [[found]] = follower.index.search(other[None], 5)
    assert (found.reference_image_id, found.similarity) == (image.pk, pytest.approx(1, abs=1e-3))


def test_a_gap_in_the_log_means_reading_the_table(kind: IndexKind[Any, Any], make_indexed: MakeIndexed) -> None:
    gone = make_indexed()
    publish_generation()
    follower = started(kind)
    delete_images([gone.pk])
    added = make_indexed()
    newest = IndexChange.objects.latest("sequence").sequence
    IndexChange.objects.filter(sequence__lt=newest).delete()
    follower.refresh(now=True)
    assert follower.index.ids == {added.pk}
    # Nor is the generation of any use, which ends before the log begins.
    assert started(kind).index.ids == {added.pk}


def test_a_database_that_was_set_back_is_read_anew(kind: IndexKind[Any, Any], make_indexed: MakeIndexed) -> None:
    make_indexed()
    follower = started(kind)
    Embedding.objects.all().delete()
    LocalDescriptors.objects.all().delete()
    IndexChange.objects.all().delete()
    IndexSequence.objects.update(last=0)
    follower.refresh(now=True)
    assert follower.index.ids == set()


def test_refreshing_costs_nothing_within_a_second_and_two_queries_after(
    kind: IndexKind[Any, Any], make_indexed: MakeIndexed, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_indexed()
    follower = started(kind)
    with django_assert_num_queries(0):
        follower.refresh()
    with django_assert_num_queries(3):  # the generation, the newest number, the changes
        follower.refresh(now=True)


def test_more_changes_than_one_page(
    kind: IndexKind[Any, Any], make_indexed: MakeIndexed, monkeypatch: pytest.MonkeyPatch
) -> None:
    follower = started(kind)
    images = [make_indexed() for _ in range(4)]
    monkeypatch.setattr("workers.follower.changes_since", lambda after: changes_since(after, limit=3))
    follower.refresh(now=True)
    assert follower.index.ids == {image.pk for image in images}


@pytest.mark.django_db(transaction=True)
def test_two_threads_may_refresh_at_once(kind: IndexKind[Any, Any], make_indexed: MakeIndexed) -> None:
    images = [make_indexed() for _ in range(3)]
    follower = IndexFollower(kind)

    def refresh() -> None:
        follower.refresh(now=True)
        connection.close()

    threads = [threading.Thread(target=refresh) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert follower.index.ids == {image.pk for image in images}


def test_a_plain_picture_has_no_descriptors_and_is_no_drift(networks: Networks) -> None:
    image = make_reference_image()
    plain = networks.reference_describer.describe(np.full((64, 64, 3), 127, np.uint8))
    save_local_descriptors(networks.descriptor_fingerprint, {image.pk: pack(plain)})
    assert len(plain) == 0
    assert started(engine.descriptor_kind()).index.ids == set()
