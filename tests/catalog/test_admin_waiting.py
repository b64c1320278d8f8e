"""The first page of the admin: what waits for somebody, and what of it they may see."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import timezone

from catalog.models import (
    ArtistJoinCandidate,
    Contribution,
    DuplicateFlag,
    IngestionJob,
    PictureFetch,
    Recognition,
    WebhookEndpoint,
)
from tests.factories import make_artist, make_artwork, make_endpoint, make_reference_image

pytestmark = pytest.mark.django_db

LISTS = "/admin/catalog/"


def told(client: Client) -> dict[str, int]:
    return {each["url"].removeprefix(LISTS): each["count"] for each in client.get("/admin/").context["waiting"]}


def make_job(**facts: object) -> IngestionJob:
    now = timezone.now()
    return IngestionJob.objects.create(
        **{
            "format": "table",
            "source": "s",
            "path": "/x",
            "state": "done",
            "started_at": now,
            "finished_at": now,
            **facts,
        }
    )


def make_contribution() -> None:
    author = User.objects.create(username="anna")
    Contribution.objects.create(author=author, kind="correction", artwork=make_artwork(), proposal={})


def make_pair() -> None:
    left, right = make_artist(), make_artist()
    ArtistJoinCandidate.objects.create(left=left, right=right, reason="same_name")


@pytest.mark.parametrize(
    ("make", "url"),
    [
        (make_contribution, "contribution/"),
        (make_pair, "artistjoincandidate/"),
        (
            lambda: DuplicateFlag.objects.create(first=make_artwork(), second=make_artwork(), kind="same_file"),
            "duplicateflag/",
        ),
        (lambda: make_job(state="failed", problem="Broken."), "ingestionjob/?state__exact=failed"),
        (lambda: make_job(rows_read=1, rejected=1), "ingestionjob/?rows=rejected"),
        (
            lambda: PictureFetch.objects.create(
                artwork=make_artwork(), url="https://x.example/1", state="failed", reason="x", problem="No."
            ),
            "picturefetch/?state__exact=failed",
        ),
        (lambda: make_reference_image(embedding_error="Truncated"), "referenceimage/?index_state=failed"),
        (
            lambda: Recognition.objects.create(state="failed", problem="expired", answered_at=timezone.now()),
            "recognition/?state__exact=failed",
        ),
        (
            lambda: make_endpoint(is_active=False, disabled_reason="It does not answer."),
            "webhookendpoint/?is_active__exact=0",
        ),
    ],
)
def test_what_waits_is_counted_and_found_in_its_list(
    admin_client: Client, make: Callable[[], object], url: str
) -> None:
    assert told(admin_client) == {}
    assert "Nothing waits for you." in admin_client.get("/admin/").text
    make()
    assert told(admin_client) == {url: 1}
    assert admin_client.get(LISTS + url).context["cl"].result_count == 1


def test_rows_that_were_loaded_again_wait_no_more(admin_client: Client) -> None:
    job = make_job(rows_read=1, rejected=1)
    make_job(retry_of=job, state="cancelled")
    assert told(admin_client) == {"ingestionjob/?rows=rejected": 1}, "that one came to nothing"
    make_job(retry_of=job)
    assert told(admin_client) == {}


def test_each_is_told_what_they_may_see(client: Client) -> None:
    make_contribution()
    make_pair()
    keeper = User.objects.create(username="joins", is_staff=True)
    keeper.user_permissions.add(Permission.objects.get(codename="view_artistjoincandidate"))
    client.force_login(keeper)
    assert told(client) == {"artistjoincandidate/": 1}
    page = client.get("/admin/").text
    assert "/admin/catalog/contribution/" not in page


def test_endpoints_that_somebody_made_inactive_wait_for_nobody(admin_client: Client) -> None:
    make_endpoint(is_active=False)
    assert WebhookEndpoint.objects.count() == 1
    assert told(admin_client) == {}


def test_the_applications_own_page_is_the_index(admin_client: Client) -> None:
    assert admin_client.get("/admin/catalog/")["Location"] == "/admin/"
    assert admin_client.get("/admin/auth/").status_code == 200
