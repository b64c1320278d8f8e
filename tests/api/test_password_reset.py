"""A forgotten password: who gets a code, what it is good for, and that nobody learns who has an account."""

import re

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from pytest_django import Settings

from catalog.models import Device
from catalog.services.accounts.recovery import mail_reset_code
from tests.api.conftest import Rates
from tests.api.people import PASSWORD, make_account, make_guest, send
from tests.api.test_accounts import credentials, slug

pytestmark = pytest.mark.django_db

ASK, USE = "accounts/password-reset/", "accounts/password-reset/confirm/"
NEW = "an egret over the weir"


@pytest.fixture(autouse=True)
def asked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The accounts that a code is to be mailed to; the worker mails it at once."""
    found: list[int] = []

    def dispatch(user_id: int) -> None:
        found.append(user_id)
        mail_reset_code(user_id)

    monkeypatch.setattr("catalog.dispatch.mail_reset_code", dispatch)
    return found


def mailed_code() -> str:
    (found,) = re.findall(r"^\w+-\w+-\w+$", str(mail.outbox[-1].body), re.MULTILINE)
    return str(found)


def test_a_mailed_code_sets_another_password_once(client: Client) -> None:
    ana = make_account("ana@art.example")
    response = send(client, "POST", ASK, {"email": "ANA@art.example"})
    assert (response.status_code, response.content) == (202, b"")
    assert mail.outbox[0].to == ["ana@art.example"]
    assert "60 minutes" in mail.outbox[0].body

    used = send(client, "POST", USE, {"code": mailed_code(), "new_password": NEW})
    assert (used.status_code, used.content) == (204, b"")
    assert not Device.objects.exists()
    assert send(ana.client, "GET", "me/").status_code == 401
    assert send(client, "POST", "sessions/", credentials(password=NEW)).status_code == 201
    assert slug(send(client, "POST", "sessions/", credentials(password=PASSWORD))) == (403, "wrong-credentials")

    again = send(client, "POST", USE, {"code": mailed_code(), "new_password": PASSWORD})
    assert again.json()["errors"] == {"code": ["This code is wrong, used or too old. Ask for another one."]}


def test_nobody_learns_who_has_an_account(client: Client, asked: list[int]) -> None:
    make_guest()
    make_account("keeper@art.example", is_staff=True)
    make_account("gone@art.example", is_active=False)
    there = make_account("ana@art.example")
    answers = {
        (response.status_code, response.content)
        for email in ("ana@art.example", "nobody@art.example", "keeper@art.example", "gone@art.example")
        for response in [send(client, "POST", ASK, {"email": email})]
    }
    assert answers == {(202, b"")}
    assert asked == [there.user.pk]


@pytest.mark.parametrize("code", ["x", "-", "zzzzzzzzzzzzz-a-b", "z" * 50 + "-a-b", "1-cq3x5h-" + "0" * 32, "é-1-2"])
def test_a_code_that_nobody_was_sent(client: Client, code: str) -> None:
    make_account()
    response = send(client, "POST", USE, {"code": code, "new_password": NEW})
    assert (slug(response), list(response.json()["errors"])) == ((400, "invalid-request"), ["code"])


def test_a_code_ends(client: Client, settings: Settings) -> None:
    make_account()
    send(client, "POST", ASK, {"email": "ana@art.example"})
    weak = send(client, "POST", USE, {"code": mailed_code(), "new_password": "12345678"})
    assert list(weak.json()["errors"]) == ["new_password"]
    settings.PASSWORD_RESET_TIMEOUT = -1
    late = send(client, "POST", USE, {"code": mailed_code(), "new_password": NEW})
    assert list(late.json()["errors"]) == ["code"]


def test_the_mail_may_lead_to_the_app(client: Client, settings: Settings) -> None:
    make_account()
    settings.ARTREC = {**settings.ARTREC, "PASSWORD_RESET_URL": "https://app.example/password?code={code}"}
    send(client, "POST", ASK, {"email": "ana@art.example"})
    assert re.search(r"https://app\.example/password\?code=\w+-\w+-\w+\n", str(mail.outbox[0].body))


def test_without_mail_everybody_is_told_so(client: Client, settings: Settings) -> None:
    make_account()
    settings.ARTREC = {**settings.ARTREC, "SENDS_MAIL": False}
    for email in ("ana@art.example", "nobody@art.example"):
        assert slug(send(client, "POST", ASK, {"email": email})) == (503, "mail-unavailable")


def test_nobody_is_flooded(client: Client, rates: Rates) -> None:
    make_account()
    rates["sign-in-email"] = (1, 3600)
    answers = [send(client, "POST", ASK, {"email": "ana@art.example"}).status_code for _ in range(2)]
    assert (answers, len(mail.outbox)) == ([202, 429], 1)


def test_an_account_that_has_left_gets_no_mail() -> None:
    ana = make_account()
    User.objects.all().delete()
    mail_reset_code(ana.device.user_id)
    assert not mail.outbox
