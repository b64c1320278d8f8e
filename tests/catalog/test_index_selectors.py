"""What the index should hold, what is pending, and what has changed since a number."""

import pytest

from catalog.models import Embedding, IndexChange, LocalDescriptors, ReferenceImage
from catalog.selectors.images import index_state, with_index_state
from catalog.selectors.index import (
    LogGap,
    changes_since,
    images_to_describe,
    images_to_embed,
    last_sequence,
    published_descriptors,
    published_vectors,
)
from catalog.services.embeddings import mark_unreadable, save_embeddings, save_local_descriptors
from catalog.services.generations import BuiltGeneration, record_generation
from catalog.services.index_log import log_index_changes
from tests.factories import make_artwork, make_reference_image

pytestmark = pytest.mark.django_db
ACTIVE, OTHER = "embedder-a", "embedder-b"


@pytest.fixture
def images() -> dict[str, ReferenceImage]:
    """One image in each state; all but the pending ones embedded and described for ``ACTIVE``."""
    made = {
        "done": make_reference_image(),
        "draft": make_reference_image(make_artwork(status="draft")),
        "work down": make_reference_image(make_artwork(status="taken_down")),
        "image down": make_reference_image(is_taken_down=True),
        "pending": make_reference_image(),
        "other only": make_reference_image(),
        "failed": make_reference_image(embedding_error="The file is missing."),
    }
    embedded = [made[name].pk for name in ("done", "draft", "work down", "image down")]
    save_embeddings(ACTIVE, dict.fromkeys(embedded, b"a"))
    save_local_descriptors(ACTIVE, dict.fromkeys(embedded, b"A"))
    save_embeddings(OTHER, {made["other only"].pk: b"b"})
    save_local_descriptors(OTHER, {made["other only"].pk: b"B"})
    return made


def test_the_index_holds_published_images_of_its_own_fingerprint(images: dict[str, ReferenceImage]) -> None:
    done = images["done"].pk
    assert list(published_vectors(ACTIVE)) == [(done, b"a")]
    assert list(published_descriptors(ACTIVE)) == [(done, b"A")]
    assert list(published_vectors(OTHER)) == [(images["other only"].pk, b"b")]
    assert list(published_descriptors(OTHER)) == [(images["other only"].pk, b"B")]


def test_rows_of_given_images(images: dict[str, ReferenceImage]) -> None:
    everything = [image.pk for image in images.values()]
    assert list(published_vectors(ACTIVE, everything)) == [(images["done"].pk, b"a")]
    assert list(published_descriptors(ACTIVE, everything)) == [(images["done"].pk, b"A")]
    for rows in (published_vectors, published_descriptors):
        assert list(rows(ACTIVE, [])) == []
        assert list(rows(ACTIVE, [images["image down"].pk, 10**9])) == []


def test_pending_is_published_without_its_own_and_not_failed(images: dict[str, ReferenceImage]) -> None:
    expected = [images["pending"], images["other only"]]
    assert list(images_to_embed(ACTIVE)) == expected
    assert list(images_to_describe(ACTIVE)) == expected


def test_the_state_shown_is_that_of_the_vectors_whatever_else_is_published(images: dict[str, ReferenceImage]) -> None:
    for fingerprint in (ACTIVE, "local descriptors"):
        built = BuiltGeneration(fingerprint, 1, "Flat", 1, 8, f"{fingerprint}.faiss", "0" * 64, 1.0)
        record_generation(built, recall_floor=0.95)
    states = {image.pk: index_state(image) for image in with_index_state(ReferenceImage.objects.all())}
    assert {name: states[image.pk].value for name, image in images.items()} == {
        "done": "embedded",
        "draft": "hidden",
        "work down": "hidden",
        "image down": "hidden",
        "pending": "pending",
        "other only": "pending",
        "failed": "failed",
    }


def test_the_log_is_read_in_pages() -> None:
    assert last_sequence() == 0
    assert changes_since(0).reference_image_ids == frozenset()
    log_index_changes([7, 8])
    log_index_changes([8, 9])
    assert last_sequence() == 4
    first = changes_since(0, limit=3)
    assert (set(first.reference_image_ids), first.up_to) == ({7, 8}, 3)
    second = changes_since(first.up_to, limit=3)
    assert (set(second.reference_image_ids), second.up_to) == ({9}, 4)
    last = changes_since(second.up_to)
    assert (last.reference_image_ids, last.up_to) == (frozenset(), 4)


@pytest.mark.parametrize(("kept_from", "asked", "has_gap"), [(3, 1, True), (3, 2, False), (5, 3, True), (5, 4, False)])
def test_a_pruned_log_says_so(kept_from: int, asked: int, has_gap: bool) -> None:  # noqa: FBT001
    log_index_changes([1, 2, 3, 4])
    IndexChange.objects.filter(sequence__lt=kept_from).delete()
    if has_gap:
        with pytest.raises(LogGap):
            changes_since(asked)
    else:
        assert changes_since(asked).up_to == 4


def test_a_log_that_was_set_back_says_so() -> None:
    log_index_changes([1, 2])
    with pytest.raises(LogGap, match="ends at 2"):
        changes_since(3)


def test_saving_logs_what_it_saved_and_passes_over_what_is_gone() -> None:
    kept, gone = make_reference_image(), make_reference_image()
    gone_pk = gone.pk
    gone.delete()
    save_embeddings(ACTIVE, {kept.pk: b"a", gone_pk: b"a"})
    save_local_descriptors(ACTIVE, {kept.pk: b"A", gone_pk: b"A"})
    assert Embedding.objects.get().reference_image == LocalDescriptors.objects.get().reference_image == kept
    assert set(IndexChange.objects.values_list("reference_image_id", flat=True)) == {kept.pk}


def test_saved_again_the_first_stays() -> None:
    image = make_reference_image()
    save_embeddings(ACTIVE, {image.pk: b"first"})
    save_embeddings(ACTIVE, {image.pk: b"second"})
    assert list(published_vectors(ACTIVE)) == [(image.pk, b"first")]


def test_a_long_reason_is_cut_to_fit() -> None:
    image = make_reference_image()
    mark_unreadable(image.pk, "x" * 600)
    image.refresh_from_db()
    assert image.embedding_error == "x" * 500
    mark_unreadable(10**9, "of an image that was deleted")
