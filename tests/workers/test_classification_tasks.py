"""The catalogue's own labels become heads, when it is due, by one worker at a time; every worker picks them up."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import redis
from django.conf import settings

from catalog import dispatch
from catalog.models import ClassifierVersion, ReferenceImage
from catalog.services.classification import save_classification_vectors
from tests.factories import make_artist, make_artwork, make_reference_image, tiny_picture
from tests.publishing import take_down_image
from tests.workers.conftest import vector
from vision.classify import HeadClassifier, NeighbourClassifier
from vision.engine import Networks
from workers import classification, embeddings, engine
from workers.heads import HeadsFollower

pytestmark = pytest.mark.django_db
LOCK = "artrec:train-classifier"
PICTURE = np.zeros((8, 8, 3), np.uint8)


@pytest.fixture(autouse=True)
def broker() -> Iterator[redis.Redis]:
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        client.delete(LOCK)
        yield client
        client.delete(LOCK)


@pytest.fixture
def fingerprint(networks: Networks) -> str:
    return networks.classification_embedder.fingerprint


def teach(
    fingerprint: str, per_style: int = 10, styles: tuple[str, ...] = ("Cubism", "Rococo")
) -> list[ReferenceImage]:
    """Labelled images of each style, with vectors that lie together; their files and makers are the same."""
    picture, artist = tiny_picture(), make_artist()
    images = []
    for number, style in enumerate(styles):
        centre = vector(number, 512)
        for n in range(per_style):
            image = make_reference_image(make_artwork(artists=(artist,), style=style), picture)
            near = centre + 0.3 * vector(1000 * number + n + 10, 512)
            stored = engine.pack_vector((near / np.linalg.norm(near)).astype(np.float32))
            save_classification_vectors(fingerprint, {image.pk: stored})
            images.append(image)
    return images


def files() -> set[str]:
    folder = Path(settings.INDEX_DIR)
    return {path.name for path in folder.iterdir()} if folder.exists() else set()


def test_heads_are_trained_published_and_picked_up(fingerprint: str) -> None:
    teach(fingerprint)
    classification.train_classifier()
    version = ClassifierVersion.objects.get()
    assert (version.fingerprint, version.images) == (fingerprint, 20)
    assert files() == {version.file_name}
    assert version.figures["style"]["top_1"]["hits"] == 20
    assert "artist" not in version.figures  # there is only one
    follower = HeadsFollower(fingerprint)
    follower.refresh()
    assert follower.heads is not None
    guesses = follower.heads.guess(vector(1, 512))
    assert next(guess.label for guess in guesses if guess.attribute == "style") == "Rococo"


def test_the_engine_votes_until_there_are_heads(fingerprint: str) -> None:
    assert isinstance(engine.fresh_engine().classifier, NeighbourClassifier)
    teach(fingerprint)
    classification.train_classifier()
    engine.heads_follower().refresh(now=True)
    built = engine.fresh_engine().classifier
    assert isinstance(built, HeadClassifier)
    assert built.classify(PICTURE, [], {}) is not None


def test_too_few_labels_make_no_heads_and_leave_the_votes(fingerprint: str) -> None:
    teach(fingerprint, per_style=3)
    classification.train_classifier_if_due()
    assert ClassifierVersion.objects.get().figures == {}
    assert isinstance(engine.fresh_engine().classifier, NeighbourClassifier)


def test_due_with_the_first_labels_and_then_with_a_tenth_more(fingerprint: str) -> None:
    assert not classification.is_due(fingerprint)
    teach(fingerprint)
    assert classification.is_due(fingerprint)
    classification.train_classifier_if_due()
    teach(fingerprint, per_style=1, styles=("Cubism",))
    assert not classification.is_due(fingerprint)
    classification.train_classifier_if_due()
    assert ClassifierVersion.objects.count() == 1
    teach(fingerprint, per_style=1, styles=("Cubism",))
    assert classification.is_due(fingerprint)
    classification.train_classifier_if_due()
    assert ClassifierVersion.objects.count() == 2


def test_due_when_the_file_is_lost(fingerprint: str) -> None:
    teach(fingerprint)
    classification.train_classifier()
    assert not classification.is_due(fingerprint)
    (Path(settings.INDEX_DIR) / files().pop()).unlink()
    assert classification.is_due(fingerprint)


def test_due_for_a_new_network_though_the_old_one_has_heads(fingerprint: str) -> None:
    images = teach(fingerprint)
    classification.train_classifier()
    save_classification_vectors("another", {images[0].pk: b"12"})
    assert classification.is_due("another")


def test_the_file_of_the_third_last_heads_goes(fingerprint: str) -> None:
    teach(fingerprint)
    for _ in range(3):
        classification.train_classifier()
    assert files() == set(ClassifierVersion.objects.values_list("file_name", flat=True))
    assert len(files()) == 2


def test_what_is_taken_down_teaches_no_more(fingerprint: str) -> None:
    for image in teach(fingerprint)[:5]:
        take_down_image(image)
    learned = classification.read_examples(fingerprint)
    assert (len(learned.examples), learned.labelled) == (15, 15)


def test_of_many_images_a_sample_teaches(fingerprint: str) -> None:
    teach(fingerprint)
    learned = classification.read_examples(fingerprint, most=7)
    assert (len(learned.examples), learned.labelled) == (7, 20)
    assert learned.examples.vectors.shape == (7, 512)


def test_pictures_that_the_network_was_trained_on_are_known(fingerprint: str, monkeypatch: pytest.MonkeyPatch) -> None:
    image = teach(fingerprint, per_style=1, styles=("Cubism",))[0]
    assert classification.read_examples(fingerprint).examples.is_seen == [False]
    monkeypatch.setattr(classification, "read_trained_on", lambda: frozenset({image.source_sha256[:16]}))
    assert classification.read_examples(fingerprint).examples.is_seen == [True]


def test_only_one_worker_trains(fingerprint: str, broker: redis.Redis) -> None:
    teach(fingerprint)
    other = broker.lock(LOCK, timeout=60)
    assert other.acquire(blocking=False)
    classification.train_classifier()
    assert not ClassifierVersion.objects.exists()
    other.release()
    classification.train_classifier()
    assert ClassifierVersion.objects.count() == 1
    assert broker.exists(LOCK) == 0


def test_a_broken_file_leaves_the_heads_before_it(fingerprint: str, caplog: pytest.LogCaptureFixture) -> None:
    teach(fingerprint)
    classification.train_classifier()
    follower = HeadsFollower(fingerprint)
    follower.refresh()
    before = follower.heads
    classification.train_classifier()
    newest = ClassifierVersion.objects.latest("pk")
    (Path(settings.INDEX_DIR) / newest.file_name).write_bytes(b"half")
    follower.refresh(now=True)
    assert follower.heads is before
    assert f"Classifier {newest.pk} is unusable" in caplog.text


def test_new_heads_are_looked_for_now_and_then(fingerprint: str) -> None:
    follower = HeadsFollower(fingerprint)
    follower.refresh()
    teach(fingerprint)
    classification.train_classifier()
    follower.refresh()
    assert follower.heads is None
    follower.refresh(now=True)
    assert follower.heads is not None


def test_pending_images_get_a_unit_vector(networks: Networks, fingerprint: str) -> None:
    image = make_reference_image(picture=tiny_picture(1, (300, 200)))
    broken = make_reference_image()
    Path(broken.thumbnail.path).write_bytes(b"no picture")
    assert embeddings.embed_for_classification(limit=10) == 2
    stored = engine.unpack_vector(bytes(image.classification_vectors.get(fingerprint=fingerprint).vector))
    assert stored.shape == (networks.classification_embedder.dimension,)
    assert np.linalg.norm(stored) == pytest.approx(1, abs=2e-3)
    broken.refresh_from_db()
    assert broken.embedding_error
    assert embeddings.embed_for_classification(limit=10) == 0


def test_a_full_share_asks_for_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(embeddings, "_SHARE", 1)
    monkeypatch.setattr(dispatch, "embed_pending_for_classification", lambda: asked.append(1))
    make_reference_image(picture=tiny_picture(1))
    embeddings.embed_pending_for_classification()
    assert asked == [1]
    embeddings.embed_pending_for_classification()
    assert asked == [1]
