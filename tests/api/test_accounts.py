"""A device's guest becomes an account, signs in elsewhere, and changes the password."""

import uuid
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from catalog.models import Device
from catalog.services.accounts.devices import revoke_device
from catalog.services.accounts.membership import AccountRefused, sign_in
from tests.api.conftest import Rates
from tests.api.people import PASSWORD, client_with, make_account, make_guest, send

pytestmark = pytest.mark.django_db


def credentials(email: str = "ana@art.example", password: str = PASSWORD, **more: object) -> dict[str, object]:
    return {"email": email, "password": password, **more}


def slug(response: Any) -> tuple[int, str]:  # noqa: ANN401
    assert response["Content-Type"] == "application/problem+json"
    return response.status_code, response.json()["type"].rpartition("/")[2]


def test_a_guest_becomes_an_account(client: Client) -> None:
    guest = make_guest()
    assert send(guest.client, "GET", "me/").json()["kind"] == "guest"
    response = send(guest.client, "POST", "accounts/", credentials("Ana@Art.example"))
    assert (response.status_code, response.json()["kind"], response.json()["email"]) == (
        201,
        "account",
        "Ana@Art.example",
    )
    assert send(guest.client, "GET", "me/").json() == response.json()
    assert User.objects.count() == 1
    signed_in = send(client, "POST", "sessions/", credentials("aNA@art.example", device_name="Tablet"))
    assert signed_in.status_code == 201
    assert signed_in["Cache-Control"] == "no-store"
    assert signed_in["Location"] == signed_in.json()["device"]["url"]
    tablet = client_with(signed_in.json()["token"])
    names = [(each["name"], each["is_current"]) for each in send(tablet, "GET", "devices/").json()["results"]]
    assert names == [("Tablet", True), ("A guest's phone", False)]


@pytest.mark.parametrize(
    ("given", "field", "says"),
    [
        (credentials("ANA@art.example"), "email", "sign in instead"),
        (credentials("ana"), "email", "valid email"),
        (credentials("b@art.example", "12345678"), "password", "too common"),
        (credentials("heron@art.example", "heron@art.example"), "password", "too similar"),
        (credentials("b@art.example", "x" * 129), "password", "no more than 128"),
        (credentials("b@art.example", "\ud800" * 9), "password", "Surrogate"),
        ({"email": "b@art.example"}, "password", "required"),
    ],
)
def test_what_is_wrong_with_a_new_account_is_named(given: dict[str, object], field: str, says: str) -> None:
    make_account()
    guest = make_guest()
    response = send(guest.client, "POST", "accounts/", given)
    assert slug(response) == (400, "invalid-request")
    assert says in response.json()["errors"][field][0]
    assert send(guest.client, "GET", "me/").json()["kind"] == "guest"


def test_only_a_guest_becomes_an_account(client: Client) -> None:
    assert slug(send(make_account().client, "POST", "accounts/", credentials("b@art.example"))) == (409, "conflict")
    response = send(client, "POST", "accounts/", credentials("b@art.example"))
    assert slug(response) == (401, "not-authenticated")
    assert response["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(
    "given", [credentials(password="another one"), credentials("nobody@art.example"), credentials("guest@art.example")]
)
def test_what_was_wrong_in_signing_in_is_not_told(client: Client, given: dict[str, object]) -> None:
    account = make_account()
    make_account("guest@art.example", is_active=False)
    for asker in (client, make_guest().client):
        response = send(asker, "POST", "sessions/", given)
        assert slug(response) == (403, "wrong-credentials")
        assert response.json()["detail"] == "No account has this e-mail address and this password."
    assert list(Device.objects.filter(user=account.user)) == [account.device]


def test_a_guest_who_signs_in_is_merged() -> None:
    account, guest = make_account(), make_guest()
    guest_user = guest.user
    response = send(guest.client, "POST", "sessions/", credentials())
    assert response.status_code == 201
    assert response.json()["device"]["id"] == guest.device.pk
    assert send(client_with(response.json()["token"]), "GET", "me/").json()["email"] == "ana@art.example"
    assert slug(send(guest.client, "GET", "me/")) == (401, "not-authenticated")
    assert not User.objects.filter(pk=guest_user.pk).exists()
    assert set(Device.objects.filter(user=account.user)) == {account.device, guest.device}


@pytest.mark.parametrize("meanwhile", ["revoked", "signed in"])
def test_a_device_that_is_no_guests_any_more(meanwhile: str) -> None:
    """Of two requests at once, one finds that the other was quicker."""
    make_account()
    guest = make_guest()
    if meanwhile == "revoked":
        revoke_device(Device.objects.get(pk=guest.device.pk))
    else:
        send(guest.client, "POST", "sessions/", credentials())
    with pytest.raises(AccountRefused):
        sign_in(email="ana@art.example", password=PASSWORD, device=guest.device, device_name="")
    assert User.objects.count() == 1


def test_an_account_signs_out_before_it_signs_in() -> None:
    account, other = make_account(), make_account("b@art.example")
    assert slug(send(other.client, "POST", "sessions/", credentials())) == (409, "conflict")
    assert User.objects.count() == 2
    assert send(account.client, "DELETE", "sessions/current/").status_code == 204
    assert slug(send(account.client, "GET", "me/")) == (401, "not-authenticated")
    assert User.objects.filter(username="ana@art.example").exists()


def test_a_guest_cannot_sign_out() -> None:
    guest = make_guest()
    assert slug(send(guest.client, "DELETE", "sessions/current/")) == (409, "conflict")
    assert send(guest.client, "GET", "me/").status_code == 200


@pytest.mark.parametrize("revokes", [True, False])
def test_another_password(client: Client, revokes: bool) -> None:  # noqa: FBT001
    account = make_account()
    elsewhere = client_with(send(client, "POST", "sessions/", credentials()).json()["token"])
    wanted = {"current_password": PASSWORD, "new_password": "two herons", "revoke_other_devices": revokes}
    assert send(account.client, "PUT", "me/password/", wanted).status_code == 204
    assert send(account.client, "GET", "me/").status_code == 200
    assert send(elsewhere, "GET", "me/").status_code == (401 if revokes else 200)
    assert slug(send(client, "POST", "sessions/", credentials())) == (403, "wrong-credentials")
    assert send(client, "POST", "sessions/", credentials(password="two herons")).status_code == 201


def test_a_password_is_changed_by_whoever_knows_it() -> None:
    account = make_account()
    wrong = send(account.client, "PUT", "me/password/", {"current_password": "?", "new_password": "two herons"})
    assert wrong.json()["errors"] == {"current_password": ["This is not your password."]}
    easy = send(account.client, "PUT", "me/password/", {"current_password": PASSWORD, "new_password": "password"})
    assert "too common" in easy.json()["errors"]["new_password"][0]
    none = send(make_guest().client, "PUT", "me/password/", {"current_password": "", "new_password": "two herons"})
    assert slug(none) == (400, "invalid-request")
    guest = send(make_guest().client, "PUT", "me/password/", {"current_password": "?", "new_password": "two herons"})
    assert slug(guest) == (409, "conflict")


def test_staff_in_their_session(admin_client: Client) -> None:
    assert send(admin_client, "GET", "me/").json()["kind"] == "staff"
    assert send(admin_client, "DELETE", "sessions/current/").status_code == 401


def test_guessing_is_slowed_down_by_address_and_by_account(rates: Rates) -> None:
    rates |= {"sign-in": (3, 60), "sign-in-email": (2, 60)}
    first, second = (Client(REMOTE_ADDR=f"10.{uuid.uuid4().int % 250}.3.{number}") for number in (1, 2))
    victim = f"{uuid.uuid4()}@art.example"
    statuses = [send(each, "POST", "sessions/", credentials(victim)).status_code for each in (first, second, first)]
    assert statuses == [403, 403, 429]
    others = [send(first, "POST", "sessions/", credentials(f"{uuid.uuid4()}@art.example")) for _ in range(2)]
    assert [each.status_code for each in others] == [403, 429]
    assert slug(send(second, "POST", "sessions/", {"email": 5})) == (400, "invalid-request")
    assert slug(send(second, "POST", "sessions/", ["?"])) == (400, "invalid-request")
