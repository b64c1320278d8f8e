"""Works that look like one: as many as are asked for, each once, and only those that are wanted and published."""

import json
from collections.abc import Callable

import numpy as np
import pytest
from celery import current_app
from numpy.typing import NDArray

from catalog.models import Artwork, ReferenceImage
from catalog.selectors.artwork_filters import ArtworkFilters
from catalog.services import similarity
from catalog.services.embeddings import save_embeddings
from catalog.services.photos import photo_store
from tests.factories import make_artwork, make_reference_image
from tests.publishing import take_down_artwork, take_down_image
from vision.engine import Networks
from workers.engine import pack_vector
from workers.index import publish_vectors
from workers.similarity import find_similar, similar_works

pytestmark = pytest.mark.django_db

MakeSeen = Callable[..., ReferenceImage]


@pytest.fixture
def seen(networks: Networks) -> MakeSeen:
    """A picture whose vector lies ``degrees`` from that of the work that is asked about."""

    def make(degrees: float, artwork: Artwork | None = None) -> ReferenceImage:
        image = make_reference_image(artwork)
        save_embeddings(networks.embedder.fingerprint, {image.pk: pack_vector(at(degrees, networks))})
        return image

    return make


def at(degrees: float, networks: Networks) -> NDArray[np.float32]:
    vector = np.zeros(networks.embedder.dimension, np.float32)
    vector[:2] = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return vector


def nearest(artwork: Artwork, limit: int = 10, **wanted: object) -> list[int]:
    return [pk for pk, _ in similar_works(artwork.pk, ArtworkFilters(**wanted), limit)]  # type: ignore[arg-type]


def test_ten_works_each_once_and_never_itself(seen: MakeSeen) -> None:
    asked = make_artwork()
    for degrees in (0, 1, 2):
        seen(degrees, asked)
    crowded = make_artwork()
    for degrees in range(3, 83):
        seen(degrees * 0.5, crowded)  # more of one work than a first look sees
    others = [seen(45 + degrees).artwork_id for degrees in range(12)]
    publish_vectors()
    assert nearest(asked) == [crowded.pk, *others[:9]]
    assert nearest(asked, limit=50) == [crowded.pk, *others]
    [(first, cosine)] = similar_works(asked.pk, ArtworkFilters(), 1)
    assert first == crowded.pk
    assert cosine == pytest.approx(1, abs=1e-3)


def test_filters_are_applied_inside_the_search(seen: MakeSeen) -> None:
    asked = make_artwork(style="wanted")
    seen(0, asked)
    for degrees in range(1, 60):
        seen(degrees)
    wanted = [seen(70 + degrees, make_artwork(style="wanted")).artwork_id for degrees in range(11)]
    publish_vectors()
    wanted.append(seen(85, make_artwork(style="wanted")).artwork_id)
    assert nearest(asked, style="WANTED") == wanted[:10]
    assert nearest(asked, limit=20, style="wanted") == wanted
    assert nearest(asked, style="nobody's") == []


def test_what_is_hidden_is_not_found(seen: MakeSeen) -> None:
    asked = make_artwork()
    seen(0, asked)
    down, pictureless, drafted, kept = (seen(degrees) for degrees in (1, 2, 3, 4))
    assert len(nearest(asked)) == 4
    take_down_artwork(down.artwork)
    take_down_image(pictureless)
    Artwork.objects.filter(pk=drafted.artwork_id).update(status="draft")  # behind the index's back
    assert nearest(asked) == nearest(asked, has_image=True) == [kept.artwork_id]


def test_a_work_that_is_not_in_the_index_is_like_none(seen: MakeSeen) -> None:
    seen(0)
    assert nearest(make_reference_image().artwork) == nearest(make_artwork()) == []


def test_the_task_answers_who_waits(seen: MakeSeen, monkeypatch: pytest.MonkeyPatch) -> None:
    """Through the real Redis, with the worker in the place of the broker."""
    asked = make_artwork()
    seen(0, asked)
    like = seen(60, make_artwork(year_from=1900, year_to=1900))
    seen(30)
    asked_of_workers: list[str] = []
    with photo_store() as store:
        for kept in store.scan_iter("similar:*"):  # by another test, whose rows had the same ids
            store.delete(kept)

    def work(search_id: str, **kwargs: object) -> None:
        asked_of_workers.append(search_id)
        find_similar(search_id=search_id, **json.loads(json.dumps(kwargs)))

    monkeypatch.setattr("catalog.dispatch.find_similar", work)
    for _ in range(2):
        [(found, cosine)] = similarity.similar_works(asked.pk, ArtworkFilters(year_from=1890, year_to=1900), 10)
        assert found == like.artwork_id
        assert cosine == pytest.approx(0.5, abs=1e-3)
    assert len(asked_of_workers) == 1  # the second was kept
    take_down_artwork(like.artwork)
    assert similarity.similar_works(asked.pk, ArtworkFilters(year_from=1890, year_to=1900), 10) == []
    assert len(asked_of_workers) == 2


def test_it_is_worked_off_by_the_workers_of_photos() -> None:
    current_app.loader.import_default_modules()
    name = "workers.similarity.find_similar"
    assert name in current_app.tasks
    assert current_app.amqp.router.route({}, name)["queue"].name == "recognition"
