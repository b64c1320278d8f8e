"""Publishing, taking down and deleting reach the index in the same transaction."""

from collections.abc import Callable

import pytest
from django.db import transaction

from catalog.models import Artwork, Embedding, IndexChange, PriceRecord, ReferenceImage
from catalog.selectors.images import published_reference_images
from catalog.services import publishing
from tests.factories import make_artwork, make_price, make_reference_image
from tests.publishing import delete_artwork, publish_artwork, restore_image, take_down_artwork, take_down_image

pytestmark = pytest.mark.django_db


def logged() -> list[int]:
    return list(IndexChange.objects.values_list("reference_image_id", flat=True))


def test_taking_an_artwork_down_hides_its_images_and_logs_them() -> None:
    artwork = make_artwork()
    images = [make_reference_image(artwork).pk, make_reference_image(artwork).pk]
    other = make_reference_image()
    take_down_artwork(artwork)
    assert artwork.status == Artwork.Status.TAKEN_DOWN
    assert list(published_reference_images()) == [other]
    assert logged() == images


def test_publishing_an_artwork_shows_its_images_save_those_taken_down_themselves() -> None:
    artwork = make_artwork(status="draft")
    shown, hidden = make_reference_image(artwork), make_reference_image(artwork, is_taken_down=True)
    publish_artwork(artwork)
    assert artwork.status == Artwork.Status.PUBLISHED
    assert list(published_reference_images()) == [shown]
    assert logged() == [shown.pk, hidden.pk]


def test_what_changes_nothing_logs_nothing() -> None:
    image = make_reference_image()
    assert publishing.publish_artworks([image.artwork.pk]) == 0
    assert publishing.restore_images([image.pk]) == 0
    assert logged() == []


def test_taking_an_image_down_and_back() -> None:
    image = make_reference_image()
    take_down_image(image)
    assert image.is_taken_down
    assert not published_reference_images().exists()
    restore_image(image)
    assert list(published_reference_images()) == [image]
    assert logged() == [image.pk, image.pk]


def test_deleting_an_artwork_takes_all_that_hangs_on_it_and_leaves_tombstones() -> None:
    artwork = make_artwork()
    image = make_reference_image(artwork)
    Embedding.objects.create(reference_image=image, fingerprint="f", vector=b"1")
    make_price(artwork)
    delete_artwork(artwork)
    assert not Artwork.objects.exists()
    assert not PriceRecord.objects.exists()
    assert not Embedding.objects.exists()
    assert logged() == [image.pk]


def test_deleting_an_image_leaves_a_tombstone_and_the_file_others_may_share() -> None:
    image = make_reference_image()
    twin = make_reference_image(sha256=image.sha256, file=image.file.name)
    publishing.delete_images([image.pk])
    assert logged() == [image.pk]
    with twin.file.open() as file:
        assert file.read(4) == b"\x89PNG"


def test_retrying_clears_the_error_and_nudges(monkeypatch: pytest.MonkeyPatch) -> None:
    nudges: list[bool] = []
    monkeypatch.setattr("catalog.dispatch.index_pending_images", lambda: nudges.append(True))
    failed, fine = make_reference_image(embedding_error="Truncated"), make_reference_image()
    assert publishing.retry_embedding([failed.pk, fine.pk]) == 1
    failed.refresh_from_db()
    assert failed.embedding_error == ""
    assert nudges == [True]


@pytest.mark.parametrize(
    "change",
    [
        lambda image: take_down_artwork(image.artwork),
        lambda image: delete_artwork(image.artwork),
        take_down_image,
        lambda image: publishing.delete_images([image.pk]),
    ],
)
def test_a_change_that_is_rolled_back_leaves_no_trace(change: Callable[[ReferenceImage], None]) -> None:
    image = make_reference_image()
    pk = image.pk
    with transaction.atomic():
        change(image)
        transaction.set_rollback(True)
    assert logged() == []
    assert published_reference_images().get().pk == pk
