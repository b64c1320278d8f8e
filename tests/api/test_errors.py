"""Every error of the API is a problem document whose type leads somewhere."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings
from rest_framework import exceptions

from catalog.api import errors
from catalog.api.problems import PROBLEM_TYPES, Problem
from catalog.api.views.artworks import ArtworkView
from catalog.services import photo_header
from catalog.services.recognition import WORKER_PROBLEMS


def check(response: Any, status: int, slug: str) -> dict[str, Any]:  # noqa: ANN401
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")
    body: dict[str, Any] = response.json()
    assert (body["type"], body["status"]) == (f"/api/v1/problems/{slug}", status)
    assert body["title"]
    assert body["detail"]
    return body


def test_no_such_address(client: Client) -> None:
    for path in ("/api/v1/nothing/", "/api/", "/api/v2/artworks/", "/api/v1/artworks/one/"):
        check(client.get(path), 404, "not-found")


def test_a_missing_slash_loses_nothing_on_the_way(client: Client) -> None:
    response = client.post("/api/v1/devices?a=1", {}, content_type="application/json")
    assert (response.status_code, response["Location"]) == (308, "/api/v1/devices/?a=1")


def test_outside_the_api_errors_are_pages(client: Client) -> None:
    response = client.get("/nothing")
    assert (response.status_code, response["Content-Type"]) == (404, "text/html; charset=utf-8")


def test_another_method(client: Client) -> None:
    response = client.put("/api/v1/recognitions/")
    check(response, 405, "method-not-allowed")
    assert "POST" in response["Allow"]
    told = check(client.delete("/api/v1/artworks/1/"), 405, "method-not-allowed")
    assert told["detail"] == "At this address there are GET, HEAD, OPTIONS."
    check(Client(enforce_csrf_checks=True).post("/api/v1/problems/throttled"), 405, "method-not-allowed")


@pytest.mark.django_db
def test_another_format(client: Client) -> None:
    told = check(client.get("/api/v1/artworks/", headers={"Accept": "text/csv"}), 406, "not-acceptable")
    assert told["detail"].endswith("application/json.")
    told = check(client.post("/api/v1/devices/", "name=x", content_type="text/plain"), 415, "unsupported-media-type")
    assert told["detail"] == "The Content-Type is “text/plain”; it must be one of application/json."


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("[" * 100_000, "deep"),
        ('{"name": ' + "[" * 16 + "]" * 16 + "}", "deep"),
        ('{"name": "a", "name": "b"}', "twice"),
        ('{"name": NaN}', "NaN is no number"),
        ("{", "line 1 column 2"),
        (b"\xff\xfe", "UTF-8"),
        ('{"name": ' + "9" * 5000 + "}", "4300 digits"),
    ],
)
def test_what_is_no_json_is_told_why(client: Client, body: str, why: str) -> None:
    told = check(client.post("/api/v1/devices/", body, content_type="application/json"), 400, "malformed-request")
    assert why in told["detail"]


@pytest.mark.django_db
def test_too_much(client: Client, settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1024**2
    body = '{"name": "' + "a" * 1024**2 + '"}'
    told = check(client.post("/api/v1/devices/", body, content_type="application/json"), 413, "body-too-large")
    assert told["detail"] == "A body may have 1 MiB at most."
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 2
    assert "2 parameters" in check(client.get("/api/v1/artworks/?a&b&c"), 400, "malformed-request")["detail"]


def test_a_foreign_host_name(client: Client) -> None:
    check(client.get("/api/v1/artworks/", headers={"Host": "elsewhere.example"}), 400, "malformed-request")
    response = client.get("/admin/", headers={"Host": "elsewhere.example"})
    assert (response.status_code, response["Content-Type"]) == (400, "text/html; charset=utf-8")


def test_what_nobody_foresaw(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("a secret of the house")

    monkeypatch.setattr(ArtworkView, "get", fail)
    client.raise_request_exception = False
    response = client.get("/api/v1/artworks/1/")
    check(response, 500, "internal-error")
    assert "secret" not in response.content.decode()


def test_outside_the_api_what_nobody_foresaw_is_a_page() -> None:
    response: HttpResponse = errors.server_error(RequestFactory().get("/admin/"))
    assert (response.status_code, response["Content-Type"]) == (500, "text/html; charset=utf-8")


@pytest.mark.parametrize(
    ("raised", "status", "slug"),
    [
        (exceptions.ParseError("No JSON."), 400, "malformed-request"),
        (exceptions.PermissionDenied(), 403, "permission-denied"),
        (exceptions.NotAuthenticated(), 401, "not-authenticated"),
        (exceptions.UnsupportedMediaType("text/plain"), 415, "unsupported-media-type"),
        (exceptions.Throttled(wait=None), 429, "throttled"),
    ],
)
def test_what_rest_framework_raises(
    client: Client, monkeypatch: pytest.MonkeyPatch, raised: Exception, status: int, slug: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise raised

    monkeypatch.setattr(ArtworkView, "get", fail)
    check(client.get("/api/v1/artworks/1/"), status, slug)


def test_credentials_asked_for_are_named() -> None:
    asked = exceptions.NotAuthenticated()
    asked.auth_header = "Bearer"  # type: ignore[attr-defined]
    response = errors.problem_response(asked, {"view": None})
    assert response is not None
    assert (response.status_code, response["WWW-Authenticate"]) == (401, "Bearer")


def test_an_unknown_exception_of_rest_framework_is_left_to_django() -> None:
    assert errors.problem_response(exceptions.APIException(), {"view": None}) is None


def test_validation_names_the_fields_even_without_one() -> None:
    response = errors.problem_response(exceptions.ValidationError(["All of it."]), {"view": None})
    assert response is not None
    assert response.data["errors"] == {"non_field_errors": ["All of it."]}


@pytest.mark.parametrize("slug", PROBLEM_TYPES)
def test_every_type_leads_to_its_explanation(client: Client, slug: str) -> None:
    page = client.get(Problem(slug, "…").body()["type"])
    assert (page.status_code, page["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert PROBLEM_TYPES[slug].title.replace("'", "&#x27;") in page.content.decode()


def test_no_other_type_is_explained(client: Client) -> None:
    check(client.get("/api/v1/problems/nothing"), 404, "not-found")


def test_all_that_services_refuse_with_is_a_type() -> None:
    refusals = {kind.problem for kind in photo_header.PhotoRefused.__subclasses__()}
    assert refusals | WORKER_PROBLEMS <= set(PROBLEM_TYPES)


def test_a_slug_nobody_described_cannot_be_raised() -> None:
    with pytest.raises(KeyError):
        Problem("no-such-problem", "…")
