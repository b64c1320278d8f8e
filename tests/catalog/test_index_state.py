"""How far a reference image is on its way into the index."""

import pytest

from catalog.models import Embedding, IndexGeneration, ReferenceImage
from catalog.selectors.images import IndexState, index_state, with_index_state
from tests.factories import make_artwork, make_reference_image

pytestmark = pytest.mark.django_db


def state_of(image: ReferenceImage) -> IndexState:
    return index_state(with_index_state(ReferenceImage.objects.all()).get(pk=image.pk))


def embed(image: ReferenceImage, fingerprint: str) -> None:
    Embedding.objects.create(reference_image=image, fingerprint=fingerprint, vector=b"12")


def activate(fingerprint: str) -> None:
    IndexGeneration.objects.create(
        fingerprint=fingerprint,
        sequence=1,
        factory="Flat",
        vectors=1,
        dimension=1,
        file_name="x",
        sha256="0" * 64,
        recall_at_10=1,
        state="active",
    )


def test_a_new_image_is_pending() -> None:
    assert state_of(make_reference_image()) == IndexState.PENDING


def test_a_failed_image_says_so() -> None:
    assert state_of(make_reference_image(embedding_error="Truncated")) == IndexState.FAILED


@pytest.mark.parametrize("status", ["draft", "taken_down"])
def test_an_image_of_a_hidden_artwork_is_hidden(status: str) -> None:
    assert state_of(make_reference_image(make_artwork(status=status))) == IndexState.HIDDEN


def test_a_taken_down_image_is_hidden_even_if_embedded() -> None:
    image = make_reference_image(is_taken_down=True)
    embed(image, "f")
    assert state_of(image) == IndexState.HIDDEN


def test_before_the_first_generation_the_newest_embedder_counts() -> None:
    old, new = make_reference_image(), make_reference_image()
    embed(old, "old")
    embed(new, "new")
    assert state_of(old) == IndexState.PENDING
    assert state_of(new) == IndexState.EMBEDDED


def test_the_embedder_of_the_active_generation_counts() -> None:
    old, new = make_reference_image(), make_reference_image()
    embed(old, "old")
    embed(new, "new")
    activate("old")
    assert state_of(old) == IndexState.EMBEDDED
    assert state_of(new) == IndexState.PENDING
