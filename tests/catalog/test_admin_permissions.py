"""What staff with few permissions may do: no more than their lists say."""

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from catalog.models import IngestionJob

pytestmark = pytest.mark.django_db

JOBS = "/admin/catalog/ingestionjob/"
RECOGNITIONS = "/admin/catalog/recognition/"


def staff(client: Client, *permissions: str) -> Client:
    person = User.objects.create(username="limited", is_staff=True)
    person.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client.force_login(person)
    return client


@pytest.fixture
def job() -> IngestionJob:
    return IngestionJob.objects.create(format="table", source="s", path="/x")


@pytest.mark.parametrize("path", ["start/", "{}/progress/", "{}/change/", ""])
def test_jobs_are_hidden_from_those_who_may_not_see_them(client: Client, job: IngestionJob, path: str) -> None:
    assert staff(client, "view_artwork").get(JOBS + path.format(job.pk)).status_code == 403


def test_who_may_see_jobs_neither_starts_nor_stops_them(client: Client, job: IngestionJob) -> None:
    staff(client, "view_ingestionjob")
    assert client.get(f"{JOBS}{job.pk}/progress/").status_code == 200
    assert "start/" not in client.get(JOBS).text
    assert "/now/" not in client.get(f"{JOBS}{job.pk}/change/").text
    assert client.get(f"{JOBS}start/").status_code == 403
    assert client.post(f"{JOBS}start/", {"format": "table", "path": "x"}).status_code == 403
    assert client.post(f"{JOBS}{job.pk}/cancel/now/").status_code == 403
    job.refresh_from_db()
    assert job.state == "queued"


def test_who_may_change_jobs_is_offered_to(client: Client, job: IngestionJob) -> None:
    staff(client, "view_ingestionjob", "change_ingestionjob")
    assert f"{JOBS}{job.pk}/pause/now/" in client.get(f"{JOBS}{job.pk}/change/").text
    client.post(f"{JOBS}{job.pk}/pause/now/")
    job.refresh_from_db()
    assert job.state == "paused"


@pytest.mark.parametrize("path", ["explain/", "explain/1b671a64-40d5-491e-99b0-da01ff1f3341/", ""])
def test_recognitions_are_hidden_from_those_who_may_not_see_them(client: Client, path: str) -> None:
    assert staff(client, "view_artwork").get(RECOGNITIONS + path).status_code == 403
