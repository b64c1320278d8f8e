"""What browsers are told: whose scripts may run, and which other sites may use the API."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from catalog.api.problems import PROBLEM_TYPES

pytestmark = pytest.mark.django_db

ARTWORKS = "/api/v1/artworks/"
APP = "https://app.example"


def directives(response: Any) -> dict[str, str]:  # noqa: ANN401
    policy = response["Content-Security-Policy"].split("; ")
    return dict(each.split(" ", 1) for each in policy)


@pytest.mark.parametrize("path", ["/api/docs/", "/api/v1/problems/expired", "/admin/login/", "/nowhere", ARTWORKS])
def test_nothing_of_others_runs_in_our_pages(client: Client, path: str) -> None:
    told = client.get(path)
    said = directives(told)
    assert said["default-src"] == "'self'"
    assert "script-src" not in said
    assert "style-src" not in said
    assert (said["frame-ancestors"], said["base-uri"], said["object-src"]) == ("'none'",) * 3
    assert (told["Referrer-Policy"], told["X-Content-Type-Options"]) == ("same-origin", "nosniff")


@pytest.mark.parametrize("path", ["/api/docs/", f"/api/v1/problems/{next(iter(PROBLEM_TYPES))}", "/admin/"])
def test_our_pages_need_no_more_than_that(client: Client, path: str) -> None:
    client.force_login(User.objects.create_superuser("keeper"))
    page = client.get(path).content.decode()
    assert re.findall(r"<script(?![^>]*\ssrc=)[^>]*>|<style|\son[a-z]+=|javascript:", page) == []
    assert all(url.startswith("/") for url in re.findall(r'(?:src|rel="stylesheet" href)="([^"]*)"', page))


def test_the_documentation_has_its_script_beside_it(client: Client) -> None:
    page = client.get("/api/docs/").content.decode()
    (address,) = re.findall(r'src="(/api/docs/[^"]*)"', page)
    script = client.get(address)
    assert script["Content-Type"] == "application/javascript"
    assert "SwaggerUIBundle" in script.content.decode()


def test_another_site_may_use_the_api_only_if_it_is_named(client: Client, settings: Settings) -> None:
    settings.CORS_ALLOWED_ORIGINS = [APP]
    told = client.get(ARTWORKS, headers={"Origin": APP})
    assert told["Access-Control-Allow-Origin"] == APP
    assert "Access-Control-Allow-Credentials" not in told.headers
    exposed = told["Access-Control-Expose-Headers"]
    assert all(name in exposed for name in ("etag", "ratelimit", "retry-after", "location"))
    known = client.get(ARTWORKS, headers={"Origin": APP, "If-None-Match": told["ETag"]})
    assert (known.status_code, known["Access-Control-Allow-Origin"]) == (304, APP)
    for headers, path in (({"Origin": "https://other.example"}, ARTWORKS), ({"Origin": APP}, "/admin/login/")):
        assert "Access-Control-Allow-Origin" not in client.get(path, headers=headers).headers


def test_asking_beforehand_is_not_counted(client: Client, settings: Settings) -> None:
    settings.CORS_ALLOWED_ORIGINS = [APP]
    wanted = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,prefer"}
    told = client.options("/api/v1/recognitions/", headers={"Origin": APP, **wanted})
    allowed = told["Access-Control-Allow-Headers"]
    assert all(name in allowed for name in ("authorization", "prefer", "idempotency-key", "if-none-match"))
    assert "RateLimit" not in told.headers


def test_no_site_is_named_unless_somebody_does(client: Client) -> None:
    assert "Access-Control-Allow-Origin" not in client.get(ARTWORKS, headers={"Origin": APP}).headers
