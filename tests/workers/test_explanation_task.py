"""The task that explains a photo: pictures, a reason, or a failure that is told; never silence."""

import io
from collections.abc import Callable, Iterator

import pytest
import redis
from celery import current_app
from django.conf import settings as django_settings
from django.db import OperationalError
from PIL import Image

from catalog.services import photos
from catalog.services.explanations import Explanation, read_explanation, read_picture, request_explanation
from tests.factories import make_artwork, make_reference_image
from tests.workers.test_recognition_task import painting
from vision.engine import Networks
from workers import embeddings, explanation, photo_tasks
from workers.pictures import CataloguePictures

pytestmark = pytest.mark.django_db

Run = Callable[[str], Explanation | None]


@pytest.fixture(autouse=True)
def in_flight(monkeypatch: pytest.MonkeyPatch) -> Iterator[redis.Redis]:
    monkeypatch.setattr("catalog.dispatch.explain_photo", lambda _: None)
    with redis.Redis.from_url(django_settings.REDIS_URL) as client:
        yield client
        for pattern in ("explanation*", "recognition:*"):
            for key in client.scan_iter(pattern):
                client.delete(key)


@pytest.fixture
def run(networks: Networks) -> Run:  # noqa: ARG001 - keeps them warm
    """Runs the task as a worker does, failures included."""

    def run_task(explanation_id: str) -> Explanation | None:
        explanation.explain_photo.apply(kwargs={"photo_id": explanation_id}, throw=False)
        return read_explanation(explanation_id)

    return run_task


@pytest.fixture
def catalogue(networks: Networks) -> list[int]:  # noqa: ARG001 - keeps them warm
    """Two embedded works; the first is what the photos show."""
    images = [make_reference_image(make_artwork(), painting(seed)) for seed in (5, 6)]
    embeddings.embed_pending(limit=10)
    embeddings.describe_pending(limit=10)
    return [image.pk for image in images]


def test_a_photo_is_explained_with_pictures(catalogue: list[int], run: Run) -> None:
    asked = request_explanation(painting(5))
    done = run(asked.id)
    assert done is not None
    assert done.state == "done"
    story = done.story
    assert story is not None
    assert story["decision"]["candidates"][0]["reference_image_id"] == catalogue[0]
    names = [picture["name"] for stage in story["stages"] for picture in stage["pictures"]]
    assert len(names) >= 7
    for name in names:
        drawn = read_picture(asked.id, name)
        assert drawn is not None
        assert Image.open(io.BytesIO(drawn.data)).get_format_mimetype() == drawn.media_type
    assert photos.read_photo(asked.id) is None


def test_an_undecodable_photo_is_told(run: Run) -> None:
    failed = run(request_explanation(painting()[:3000]).id)
    assert failed is not None
    assert (failed.state, failed.problem) == ("failed", "undecodable-photo")
    assert "send it again" in failed.problem_detail


def test_a_photo_that_has_expired_is_told(run: Run) -> None:
    asked = request_explanation(painting())
    photos.forget_photo(asked.id)
    failed = run(asked.id)
    assert failed is not None
    assert (failed.state, failed.problem) == ("failed", "expired")


def test_a_defect_is_told_at_once_and_says_nothing_of_its_inside(monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("secret path /etc")

    monkeypatch.setattr(explanation, "explain", broken)
    asked = request_explanation(painting())
    failed = run(asked.id)
    assert failed is not None
    assert (failed.state, failed.problem) == ("failed", "recognition-failed")
    assert "secret" not in failed.problem_detail
    assert photos.read_photo(asked.id) is None


@pytest.mark.parametrize(
    "error", [OperationalError("database is locked"), photos.PhotoStoreUnavailable("no")], ids=["database", "Redis"]
)
def test_what_passes_by_itself_is_tried_again(error: Exception, monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
    calls: list[str] = []

    def read(explanation_id: str) -> bytes | None:
        calls.append(explanation_id)
        if len(calls) < 3:
            raise error
        return photos.read_photo(explanation_id)

    monkeypatch.setattr(photo_tasks, "read_photo", read)
    done = run(request_explanation(painting()).id)
    assert done is not None
    assert (done.state, len(calls)) == ("done", 3)


def test_it_is_worked_off_by_the_workers_of_photos() -> None:
    current_app.loader.import_default_modules()
    name = "workers.explanation.explain_photo"
    assert name in current_app.tasks
    assert current_app.amqp.router.route({}, name)["queue"].name == "recognition"


def test_the_catalogues_pictures_are_those_that_are_published(
    networks: Networks, caplog: pytest.LogCaptureFixture
) -> None:
    pictures = CataloguePictures(networks.config)
    image = make_reference_image(picture=painting(5, (120, 90)))
    shown = pictures.picture(image.pk)
    assert shown is not None
    assert shown.shape == (90, 120, 3)
    assert pictures.picture(image.pk + 1000) is None
    image.file.storage.delete(str(image.file))
    assert pictures.picture(image.pk) is None
    assert f"Reference image {image.pk} cannot be shown" in caplog.text
    image.is_taken_down = True
    image.save()
    assert pictures.picture(image.pk) is None
