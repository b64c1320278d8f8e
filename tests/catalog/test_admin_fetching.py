"""Wanted pictures in the admin: seen with their reasons, and asked for again."""

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from catalog.models import ImageHost, PictureFetch
from tests.factories import make_artwork, make_reference_image

pytestmark = pytest.mark.django_db

LIST = reverse("admin:catalog_picturefetch_changelist")


def make_fetch(number: int, **facts: object) -> PictureFetch:
    host, _ = ImageHost.objects.get_or_create(name="museum.example")
    values = {"artwork": make_artwork(), "url": f"http://museum.example/{number}.jpg", "host": host, **facts}
    return PictureFetch.objects.create(**values)


def test_failed_ones_are_shown_with_the_reason_and_tried_again(admin_client: Client) -> None:
    failed = make_fetch(1, state="failed", reason="http_500", problem="Given up after 8 attempts.", attempts=8)
    make_fetch(2)
    page = admin_client.get(LIST, {"state": "failed"}).content.decode()
    assert "Given up after 8 attempts." in page
    assert "2.jpg" not in page
    said = admin_client.post(LIST, {"action": "fetch_again", "_selected_action": [failed.pk]}, follow=True)
    assert "To be fetched again: 1." in said.content.decode()
    failed.refresh_from_db()
    assert (failed.state, failed.attempts, failed.problem) == ("waiting", 0, "")


def test_who_may_only_look_is_offered_no_action(admin_client: Client) -> None:
    make_fetch(1)
    assert "fetch_again" in admin_client.get(LIST).content.decode()
    looker = User.objects.get()
    looker.is_superuser = False
    looker.save()
    looker.user_permissions.set(Permission.objects.filter(codename="view_picturefetch"))
    assert "fetch_again" not in admin_client.get(LIST).content.decode()


def test_queries_do_not_grow_with_the_list(admin_client: Client) -> None:
    counts = []
    for start in (0, 10):
        for number in range(start, start + 5 + start):
            image = make_reference_image()
            facts = {"state": "fetched", "fetched_at": timezone.now()}
            make_fetch(number, artwork=image.artwork, image=image, **facts)
        with CaptureQueriesContext(connection) as queries:
            assert admin_client.get(LIST).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_hosts_are_listed(admin_client: Client) -> None:
    make_fetch(1)
    assert "museum.example" in admin_client.get(reverse("admin:catalog_imagehost_changelist")).content.decode()
