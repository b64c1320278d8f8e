"""Pending reference images are embedded and described, whatever happens to some of them."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from catalog.models import Embedding, IndexChange, LocalDescriptors, ReferenceImage
from catalog.selectors.index import images_to_embed
from catalog.services.publishing import retry_embedding
from tests.factories import make_artwork, make_reference_image, tiny_picture
from tests.publishing import take_down_image
from vision.decode import decode
from vision.describe import unpack
from vision.embed import TimmEmbedder
from vision.engine import Networks
from vision.structures import Embeddings, Photo, RgbImage
from workers import embeddings, engine

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embeddings, "_BATCH", 2)


def embedded() -> set[int]:
    return set(Embedding.objects.values_list("reference_image_id", flat=True))


def described() -> set[int]:
    return set(LocalDescriptors.objects.values_list("reference_image_id", flat=True))


def path_of(image: ReferenceImage) -> Path:
    return Path(image.file.path)


def test_what_is_pending_gets_a_unit_vector_and_keypoints(networks: Networks) -> None:
    images = [make_reference_image(picture=tiny_picture(seed, (384, 256))) for seed in range(3)]
    make_reference_image(make_artwork(status="draft"))
    taken_down = make_reference_image()
    take_down_image(taken_down)
    before = IndexChange.objects.count()
    assert embeddings.embed_pending(limit=10) == 3
    assert embeddings.describe_pending(limit=10) == 3
    assert embedded() == described() == {image.pk for image in images}
    assert IndexChange.objects.count() == before + 6
    row = Embedding.objects.get(reference_image=images[0])
    assert row.fingerprint == networks.embedder.fingerprint
    assert len(row.vector) == 512
    assert np.linalg.norm(engine.unpack_vector(bytes(row.vector))) == pytest.approx(1, abs=2e-3)
    packed = LocalDescriptors.objects.get(reference_image=images[0])
    assert packed.fingerprint == networks.descriptor_fingerprint
    assert len(unpack(bytes(packed.packed))) > 20


def test_a_stored_vector_is_that_of_its_own_picture(networks: Networks) -> None:
    images = [make_reference_image(picture=tiny_picture(seed, (200, 200))) for seed in range(5)]
    embeddings.embed_pending(limit=10)
    for seed, image in enumerate(images):
        pixels = decode(Photo(tiny_picture(seed, (200, 200))), networks.config).pixels
        expected = networks.embedder.embed([pixels]).vectors[0]
        stored = engine.unpack_vector(bytes(Embedding.objects.get(reference_image=image).vector))
        assert float(expected @ stored) > 0.99


def test_running_twice_changes_nothing() -> None:
    make_reference_image()
    embeddings.embed_pending(limit=10)
    embeddings.describe_pending(limit=10)
    before = (Embedding.objects.get().pk, LocalDescriptors.objects.get().pk, IndexChange.objects.count())
    assert embeddings.embed_pending(limit=10) == 0
    assert embeddings.describe_pending(limit=10) == 0
    assert (Embedding.objects.get().pk, LocalDescriptors.objects.get().pk, IndexChange.objects.count()) == before


def test_two_workers_at_the_same_images_do_no_harm(monkeypatch: pytest.MonkeyPatch) -> None:
    images = [make_reference_image() for _ in range(2)]
    both = list(images)
    monkeypatch.setattr(embeddings, "images_to_embed", lambda _: both)
    assert embeddings.embed_pending(limit=10) == 2
    assert embeddings.embed_pending(limit=10) == 2
    assert Embedding.objects.count() == 2


def test_one_bad_image_is_marked_and_never_the_batch() -> None:
    images = [make_reference_image() for _ in range(6)]
    Path(images[2].thumbnail.path).write_bytes(b"\x89PNG\r\n\x1a\n broken")
    Path(images[3].thumbnail.path).unlink()
    assert embeddings.embed_pending(limit=10) == 6
    good = {image.pk for image in images} - {images[2].pk, images[3].pk}
    assert embedded() == good
    for image in images:
        image.refresh_from_db()
    assert [bool(image.embedding_error) for image in images] == [False, False, True, True, False, False]
    assert images[3].embedding_error == f"The file {images[3].thumbnail.name} is missing."
    # It waits for somebody, and is not tried again by itself, neither here nor for its descriptors.
    assert embeddings.embed_pending(limit=10) == 0
    assert embeddings.describe_pending(limit=10) == 4
    Path(images[3].thumbnail.path).write_bytes(tiny_picture(77, kind="JPEG"))
    retry_embedding([images[3].pk])
    assert embeddings.embed_pending(limit=10) == 1
    assert images[3].pk in embedded()


def test_a_picture_of_one_pixel_is_no_trouble() -> None:
    image = make_reference_image(picture=tiny_picture(3, (1, 1)))
    assert embeddings.embed_pending(limit=10) == 1
    assert embeddings.describe_pending(limit=10) == 1
    assert embedded() == described() == {image.pk}


def test_an_image_deleted_while_it_is_embedded_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    images = [make_reference_image() for _ in range(3)]
    embed = TimmEmbedder.embed

    def embed_while_somebody_deletes(self: TimmEmbedder, crops: Sequence[RgbImage]) -> Embeddings:
        ReferenceImage.objects.filter(pk=images[0].pk).delete()
        return embed(self, crops)

    monkeypatch.setattr(TimmEmbedder, "embed", embed_while_somebody_deletes)
    embeddings.embed_pending(limit=10)
    assert embedded() == {images[1].pk, images[2].pk}
    assert not IndexChange.objects.filter(reference_image_id=images[0].pk).exists()


def test_a_share_at_a_time_with_its_progress() -> None:
    images = [make_reference_image() for _ in range(5)]
    seen: list[int] = []
    assert embeddings.embed_pending(limit=3, progress=seen.append) == 3
    assert seen == [2, 1]
    assert embedded() == {image.pk for image in images[:3]}
    assert embeddings.embed_pending(limit=3, progress=seen.append) == 2


@pytest.mark.parametrize("what", ["embed", "describe"])
def test_the_task_asks_again_while_there_is_more(monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    asked: list[str] = []
    monkeypatch.setattr(embeddings, "_SHARE", 2)
    monkeypatch.setattr(f"catalog.dispatch.{what}_pending_images", lambda: asked.append(what))
    for _ in range(3):
        make_reference_image()
    task = getattr(embeddings, f"{what}_pending_images")
    task()
    assert asked == [what]
    task()
    assert asked == [what]
    assert len(embedded() | described()) == 3


def test_what_was_embedded_by_another_embedder_is_pending_for_this_one(networks: Networks) -> None:
    image = make_reference_image()
    Embedding.objects.create(reference_image=image, fingerprint="another", vector=b"\0\0")
    assert list(images_to_embed(networks.embedder.fingerprint)) == [image]
    embeddings.embed_pending(limit=10)
    assert Embedding.objects.count() == 2
