"""What people see in a browser when something is wrong: what it is, and where to go on."""

import pytest
from django.contrib.auth.models import User
from django.template.loader import render_to_string
from django.test import Client

pytestmark = pytest.mark.django_db


def test_what_is_not_there(client: Client) -> None:
    page = client.get("/nowhere/")
    assert page.status_code == 404
    assert "Nothing is here" in page.text
    assert 'href="/admin/"' in page.text


def test_what_one_may_not_do(client: Client) -> None:
    client.force_login(User.objects.create(username="limited", is_staff=True))
    page = client.get("/admin/catalog/artwork/")
    assert page.status_code == 403
    assert "no permission for this page" in page.text


def test_a_form_that_was_open_for_too_long() -> None:
    page = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "x"})
    assert page.status_code == 403
    assert "load the page again" in page.text


def test_a_host_that_is_none_of_ours(client: Client) -> None:
    page = client.get("/admin/", headers={"Host": "elsewhere.example"})
    assert page.status_code == 400
    assert "ARTREC_ALLOWED_HOSTS" in page.text


def test_our_own_mistake_needs_nothing_to_be_told() -> None:
    assert "This is our mistake" in render_to_string("500.html")
