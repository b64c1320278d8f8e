"""Tokens: got by anybody, kept as digests, rotated, revoked, and of no use to others."""

import datetime
import uuid

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from catalog.models import Device
from catalog.services.accounts.devices import add_device, revoke_device
from tests.api.conftest import Rates
from tests.api.people import client_with, make_account, make_guest, send
from tests.factories import make_artwork

pytestmark = pytest.mark.django_db


def test_registering_gives_a_token_once(client: Client) -> None:
    response = send(client, "POST", "devices/", {"name": "Ana's phone"})
    told = response.json()
    assert (response.status_code, response["Cache-Control"]) == (201, "no-store")
    assert response["Location"] == told["device"]["url"] == f"http://testserver/api/v1/devices/{told['device']['id']}/"
    assert told["token"].startswith("artrec_")
    assert len(told["token"]) == 7 + 43
    device = Device.objects.get()
    assert told["token"] not in [str(value) for value in vars(device).values()]
    mine = client_with(told["token"])
    assert send(mine, "GET", told["device"]["url"]).json() == told["device"] | {
        "is_current": True,
        "last_used_on": timezone.now().date().isoformat(),
    }
    assert not device.user.has_usable_password()


def test_registering_needs_nothing_and_takes_no_notice_of_a_dead_token(client: Client) -> None:
    assert send(client_with("artrec_gone"), "POST", "devices/", {}).json()["device"]["name"] is None
    too_long = send(client, "POST", "devices/", {"name": "x" * 81})
    assert (too_long.status_code, list(too_long.json()["errors"])) == (400, ["name"])
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    "header",
    ["Bearer artrec_gone", "bearer", "Bearer ", "Bearer a b", "Bearer \xff\xfe", "Bearer \x00", "Bearer " + "x" * 5000],
)
def test_an_unknown_token_is_refused_even_where_none_is_needed(client: Client, header: str) -> None:
    for path in ("devices/", f"artworks/{make_artwork().pk}/"):
        response = client.get(f"/api/v1/{path}", headers={"Authorization": header})
        assert (response.status_code, response["WWW-Authenticate"]) == (401, "Bearer")
        assert response.json()["type"] == "/api/v1/problems/not-authenticated"


def test_a_token_of_somebody_deactivated_is_refused() -> None:
    account = make_account()
    User.objects.filter(pk=account.user.pk).update(is_active=False)
    assert send(account.client, "GET", "devices/").status_code == 401


def test_a_rotated_token_replaces_the_old_one() -> None:
    guest = make_guest()
    response = send(guest.client, "POST", f"devices/{guest.device.pk}/rotate/")
    assert response.status_code == 200
    assert "Location" not in response
    assert send(guest.client, "GET", "devices/").status_code == 401
    assert send(client_with(response.json()["token"]), "GET", "devices/").status_code == 200


def test_a_revoked_device_is_one_of_several() -> None:
    account = make_account()
    other = add_device(account.user, "")
    assert send(account.client, "DELETE", f"devices/{other.device.pk}/").status_code == 204
    assert send(client_with(other.token), "GET", "devices/").status_code == 401
    assert send(account.client, "DELETE", f"devices/{account.device.pk}/").status_code == 204
    assert User.objects.filter(username="ana@art.example").exists()


def test_a_guest_goes_with_the_last_device() -> None:
    guest = make_guest()
    assert send(guest.client, "DELETE", f"devices/{guest.device.pk}/").status_code == 204
    assert not User.objects.exists()


def test_what_a_request_beside_has_revoked_is_revoked() -> None:
    guest = make_guest()
    again = Device.objects.get()
    revoke_device(guest.device)
    revoke_device(again)
    assert not User.objects.exists()


@pytest.mark.parametrize(("method", "suffix"), [("GET", ""), ("DELETE", ""), ("POST", "rotate/")])
def test_the_devices_of_others_do_not_exist(client: Client, method: str, suffix: str) -> None:
    theirs = make_account()
    path = f"devices/{theirs.device.pk}/{suffix}"
    assert send(make_guest().client, method, path).status_code == 404
    assert send(client, method, path).status_code == 401
    assert send(theirs.client, "GET", "devices/").status_code == 200


def test_the_list_costs_the_same_however_long(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    account = make_account()
    for _ in range(2):
        with django_assert_num_queries(3):  # the token, the day of its use, the page
            assert send(account.client, "GET", "devices/").status_code == 200
        Device.objects.update(last_used_on=timezone.now().date() - datetime.timedelta(days=1))
        for _ in range(5):
            add_device(account.user, "")
    first = send(account.client, "GET", "devices/?page_size=4").json()
    assert len(first["results"]) == 4
    assert len(send(account.client, "GET", first["next"]).json()["results"]) == 4


def test_registering_is_limited_by_address(rates: Rates) -> None:
    rates["devices"] = (1, 3600)
    client = Client(REMOTE_ADDR=f"10.{uuid.uuid4().int % 250}.4.1")
    assert [send(client, "POST", "devices/", {}).status_code for _ in range(2)] == [201, 429]


def test_staff_may_use_a_token_as_well() -> None:
    keeper = make_account("keeper@art.example", is_staff=True, is_superuser=True)
    assert send(keeper.client, "GET", "ingestion-jobs/").status_code == 200
    response = send(make_guest().client, "GET", "ingestion-jobs/")
    assert (response.status_code, response.json()["type"]) == (403, "/api/v1/problems/permission-denied")


def test_the_admin_revokes_and_shows_no_digest(admin_client: Client) -> None:
    guest = make_guest()
    digest = Device.objects.get().token_digest
    pages = [reverse("admin:catalog_device_changelist"), reverse("admin:catalog_device_change", args=[guest.device.pk])]
    for page in pages:
        response = admin_client.get(page)
        assert response.status_code == 200
        assert "A guest&#x27;s phone" in response.content.decode()
        assert digest not in response.content.decode()
    assert (
        admin_client.post(
            pages[0], {"action": "delete_selected", "_selected_action": guest.device.pk, "post": "yes"}
        ).status_code
        == 302
    )
    assert not User.objects.filter(username__startswith="guest-").exists()
    other = make_guest()
    delete = reverse("admin:catalog_device_delete", args=[other.device.pk])
    assert admin_client.post(delete, {"post": "yes"}).status_code == 302
    assert not Device.objects.exists()
