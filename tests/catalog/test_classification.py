"""Vectors for the classifier are stored once, heads are kept two deep, and only what is published teaches."""

from typing import Any

import pytest

from catalog.models import Attribution, ClassificationVector, ClassifierVersion, IndexChange
from catalog.selectors.classification import (
    classification_vectors,
    images_without_classification_vector,
    labelled_images,
    newest_classifier,
)
from catalog.services.classification import TrainedClassifier, record_classifier, save_classification_vectors
from tests.factories import make_artist, make_artwork, make_reference_image
from tests.publishing import take_down_image

pytestmark = pytest.mark.django_db
NET, OTHER = "net-a", "net-b"


def trained(number: int, fingerprint: str = NET) -> TrainedClassifier:
    return TrainedClassifier(fingerprint, number, f"{fingerprint}-{number}.safetensors", "0" * 64, {})


def test_an_image_waits_until_it_has_a_vector_of_the_network() -> None:
    done, waiting, other = (make_reference_image() for _ in range(3))
    make_reference_image(make_artwork(status="draft"))
    make_reference_image(embedding_error="Truncated")
    save_classification_vectors(NET, {done.pk: b"12"})
    save_classification_vectors(OTHER, {other.pk: b"12"})
    assert list(images_without_classification_vector(NET)) == [waiting, other]


def test_vectors_are_stored_once_and_are_of_no_index() -> None:
    image = make_reference_image()
    changes = IndexChange.objects.count()
    save_classification_vectors(NET, {image.pk: b"12", image.pk + 999: b"34"})
    save_classification_vectors(NET, {image.pk: b"56"})
    assert dict(classification_vectors(NET, [image.pk, 1, 2])) == {image.pk: b"12"}
    assert ClassificationVector.objects.count() == 1
    assert IndexChange.objects.count() == changes


@pytest.mark.parametrize("fact", [{"style": "Cubism"}, {"genre": "Still life"}, {"medium": "Oil"}, {"year_to": 1900}])
def test_any_label_teaches(fact: dict[str, Any]) -> None:
    image = make_reference_image(make_artwork(**fact))
    save_classification_vectors(NET, {image.pk: b"12"})
    assert list(labelled_images(NET)) == [image]


def test_makers_teach_and_followers_do_not() -> None:
    made = make_reference_image(make_artwork(artists=(make_artist(),)))
    after, bare, hidden = (make_reference_image() for _ in range(3))
    Attribution.objects.create(artwork=after.artwork, artist=make_artist(), qualifier=Attribution.Qualifier.AFTER)
    Attribution.objects.create(artwork=hidden.artwork, artist=make_artist())
    take_down_image(hidden)
    save_classification_vectors(NET, {image.pk: b"12" for image in (made, after, bare, hidden)})
    assert list(labelled_images(NET)) == [made]
    assert list(labelled_images(OTHER)) == []


def test_the_newest_heads_of_a_network_count_and_older_ones_are_forgotten() -> None:
    assert newest_classifier(NET) is None
    record_classifier(trained(1, OTHER))
    assert [record_classifier(trained(number)) for number in (1, 2, 3)] == [[], [], [f"{NET}-1.safetensors"]]
    newest = newest_classifier(NET)
    assert newest is not None
    assert (newest.images, newest.file_name) == (3, f"{NET}-3.safetensors")
    assert ClassifierVersion.objects.filter(fingerprint=OTHER).count() == 1
