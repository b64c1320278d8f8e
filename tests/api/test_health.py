"""Whether the service is ready: the supervisor and the operator ask."""

import time
from typing import Any

import pytest
from celery import current_app
from django.db import OperationalError
from django.test import Client
from pytest_django import Settings

from catalog.models import IndexGeneration
from catalog.services import photos
from tests.factories import make_artwork
from tests.servers import free_port

pytestmark = pytest.mark.django_db

HEALTH = "/api/v1/health/"


@pytest.fixture
def workers(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What workers answer: their queues by name."""
    queues: dict[str, Any] = {}

    class Inspect:
        def __init__(self, **_: object) -> None: ...

        def active_queues(self) -> dict[str, Any] | None:
            return queues or None

    monkeypatch.setattr(current_app.control, "inspect", Inspect)
    return queues


def test_all_is_well(client: Client, workers: dict[str, Any]) -> None:
    workers |= {"a@x": [{"name": "recognition"}, {"name": "indexing"}], "b@x": [{"name": "indexing"}]}
    make_artwork()
    make_artwork(status="draft")
    generation = IndexGeneration.objects.create(
        fingerprint="f",
        sequence=1,
        factory="Flat",
        vectors=1,
        dimension=2,
        file_name="x",
        sha256="0" * 64,
        recall_at_10=1.0,
        state="active",
    )
    response = client.get(HEALTH)
    assert (response.status_code, response["Cache-Control"]) == (200, "no-store")
    assert response.json() == {
        "status": "ok",
        "database": True,
        "redis": True,
        "recognition_workers": 1,
        "index_generation": generation.pk,
        "published_works": 1,
    }


def test_without_workers_photos_are_taken_but_nobody_answers(client: Client, workers: dict[str, Any]) -> None:
    workers |= {"b@x": [{"name": "indexing"}]}
    response = client.get(HEALTH)
    assert (response.status_code, response.json()["status"]) == (200, "degraded")
    assert response.json()["index_generation"] is None


def test_without_redis(client: Client, settings: Settings) -> None:
    settings.REDIS_URL = f"redis://127.0.0.1:{free_port()}/0"
    photos._client.cache_clear()
    response = client.get(HEALTH)
    photos._client.cache_clear()
    assert response.status_code == 503
    told = response.json()
    assert (told["status"], told["redis"], told["database"], told["recognition_workers"]) == ("down", False, True, 0)


def test_without_a_database(client: Client, workers: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise OperationalError

    workers |= {"a@x": [{"name": "recognition"}]}
    monkeypatch.setattr("catalog.api.views.health.read_catalogue_state", refuse)
    response = client.get(HEALTH)
    assert response.status_code == 503
    told = response.json()
    assert (told["status"], told["database"], told["published_works"]) == ("down", False, None)


def test_time_without_workers_is_bounded(client: Client) -> None:
    started = time.monotonic()
    assert client.get(HEALTH).json()["recognition_workers"] == 0
    assert time.monotonic() - started < 2
