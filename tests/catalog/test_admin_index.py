"""The state of the workers and of the index, in the admin."""

from collections.abc import Iterator

import pytest
import redis
from django.contrib.auth.models import Permission, User
from django.test import Client
from pytest_django import Settings

from catalog.models import IndexGeneration
from tests.factories import make_reference_image

pytestmark = pytest.mark.django_db

STATE = "/admin/catalog/indexgeneration/state/"
BUILD = "/admin/catalog/indexgeneration/build/"


@pytest.fixture
def waiting(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Two messages that wait, and one worker."""
    queues = {"w@1": [{"name": "indexing"}, {"name": "ingestion"}]}
    monkeypatch.setattr("celery.app.control.Inspect.active_queues", lambda _: queues)
    client = redis.Redis.from_url(settings.REDIS_URL)
    client.rpush("indexing", "a", "b")
    yield
    client.delete("indexing")


@pytest.mark.usefixtures("waiting")
def test_the_state_of_queues_pictures_and_index(admin_client: Client) -> None:
    make_reference_image(embedding_error="Truncated")
    make_reference_image()
    IndexGeneration.objects.create(
        fingerprint="abc", sequence=0, factory="Flat", vectors=12345, dimension=8, recall_at_10=1, state="active"
    )
    told = admin_client.get(STATE)
    queues = {queue.name: (queue.workers, queue.waiting) for queue, _ in told.context["queues"]}
    assert queues["indexing"] == (1, 2)
    assert queues["ingestion"] == (1, 0)
    assert queues["recognition"] == (0, 0)
    assert [count for *_, count in told.context["pictures"]] == [0, 1, 1, 0]
    assert "12,345" in told.text
    assert f'href="{STATE}"' in admin_client.get("/admin/catalog/indexgeneration/").text
    assert f'href="{STATE}"' in admin_client.get("/admin/").text


def test_a_lost_redis_is_said(admin_client: Client, settings: Settings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    page = admin_client.get(STATE)
    assert page.status_code == 200
    assert "Redis does not answer" in page.text


def test_the_index_is_built_anew_by_those_who_may(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []
    monkeypatch.setattr("catalog.dispatch.publish_generation", lambda: asked.append(True))
    monkeypatch.setattr("catalog.admin.index.read_queues", list)
    person = User.objects.create(username="limited", is_staff=True)
    client.force_login(person)
    assert client.get(STATE).status_code == 403
    person.user_permissions.add(Permission.objects.get(codename="view_indexgeneration"))
    assert BUILD not in client.get(STATE).text
    assert client.post(BUILD).status_code == 403
    person.user_permissions.add(Permission.objects.get(codename="change_indexgeneration"))
    assert BUILD in client.get(STATE).text
    assert client.get(BUILD).status_code == 405
    assert "Asked for." in client.post(BUILD, follow=True).text
    assert asked == [True]
