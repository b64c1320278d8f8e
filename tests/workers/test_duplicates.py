"""New pictures are compared with all others, once, and what shows the same is flagged."""

from io import BytesIO

import pytest
from celery import current_app
from PIL import Image

from catalog.models import DuplicateFlag, ReferenceImage
from catalog.selectors.duplicates import images_to_examine
from catalog.services.duplicates import decide_duplicate
from tests.factories import make_artwork, make_reference_image, tiny_picture
from tests.publishing import publish_artwork, take_down_artwork
from vision.engine import Networks
from workers import duplicates, embeddings

pytestmark = pytest.mark.django_db

SIZE = (480, 320)


def picture(seed: int) -> bytes:
    return tiny_picture(seed, SIZE)


def copied(data: bytes) -> bytes:
    """A smaller, recompressed crop of a picture."""
    image = Image.open(BytesIO(data))
    buffer = BytesIO()
    image.crop((30, 20, 450, 310)).resize((315, 218)).save(buffer, "JPEG", quality=60)
    return buffer.getvalue()


def examine() -> list[tuple[str, set[int | None]]]:
    """Embeds, describes and examines all that is pending; the flags, with the images that gave rise to them."""
    embeddings.embed_pending(limit=100)
    embeddings.describe_pending(limit=100)
    duplicates.find_duplicates.apply()
    return [(flag.kind, {flag.first_image_id, flag.second_image_id}) for flag in DuplicateFlag.objects.all()]


def test_a_copy_is_flagged_with_its_evidence_and_nothing_else_is(networks: Networks) -> None:
    original, copy = make_reference_image(picture=picture(1)), make_reference_image(picture=copied(picture(1)))
    make_reference_image(picture=picture(2))
    assert examine() == [("same_picture", {original.pk, copy.pk})]
    flag = DuplicateFlag.objects.get()
    assert (flag.first_id, flag.second_id, flag.state) == (original.artwork_id, copy.artwork_id, "open")
    assert (flag.similarity or 0) > 0.5
    assert (flag.inliers or 0) >= networks.config.duplicate_inliers


def test_a_mirrored_copy_is_flagged_as_such() -> None:
    data = BytesIO()
    Image.open(BytesIO(copied(picture(1)))).transpose(Image.Transpose.FLIP_LEFT_RIGHT).save(data, "JPEG")
    original, copy = make_reference_image(picture=picture(1)), make_reference_image(picture=data.getvalue())
    assert examine() == [("mirrored", {original.pk, copy.pk})]


def test_the_same_file_is_flagged_as_such_and_once() -> None:
    one, other = make_reference_image(picture=picture(1)), make_reference_image(picture=picture(1))
    assert examine() == [("same_file", {one.pk, other.pk})]


def test_pictures_of_one_artwork_are_no_duplicates() -> None:
    work = make_artwork()
    make_reference_image(work, picture(1))
    make_reference_image(work, copied(picture(1)))
    assert examine() == []


def test_what_is_examined_is_not_examined_again_and_meets_what_comes_later(networks: Networks) -> None:
    make_reference_image(picture=picture(1))
    assert examine() == []
    assert not images_to_examine(networks.embedder.fingerprint, networks.descriptor_fingerprint).exists()
    assert duplicates.examine_pending(limit=9) == 0
    make_reference_image(picture=copied(picture(1)))
    assert len(examine()) == 1
    ReferenceImage.objects.update(examined_for="another network")
    decide_duplicate(DuplicateFlag.objects.get().pk, "different", decided_by=None)
    assert len(examine()) == 1, "what is decided is not flagged again"
    assert DuplicateFlag.objects.get().state == "different"


def test_what_was_not_published_is_examined_when_it_is() -> None:
    first = make_reference_image(picture=picture(1))
    assert examine() == []
    take_down_artwork(first.artwork)
    make_reference_image(picture=copied(picture(1)))
    assert examine() == []
    publish_artwork(first.artwork)
    assert len(examine()) == 1


def test_a_full_share_asks_for_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []
    monkeypatch.setattr("catalog.dispatch.find_duplicates", lambda: asked.append(True))
    monkeypatch.setattr(duplicates, "_SHARE", 2)
    for seed in range(3):
        make_reference_image(picture=picture(seed))
    examine()
    assert asked == [True]
    duplicates.find_duplicates.apply()
    assert asked == [True]


def test_the_settings_know_the_task() -> None:
    assert duplicates.find_duplicates.name in {each["task"] for each in current_app.conf.beat_schedule.values()}
    assert current_app.amqp.router.route({}, duplicates.find_duplicates.name)["queue"].name == "indexing"
