"""The API's description is complete, checked in, and true."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.test.client import RequestFactory
from django.utils import timezone

from catalog.api.examples import ANSWER, PENDING
from catalog.api.problems import PROBLEM_TYPES
from catalog.api.serializers.recognitions import RecognitionSerializer
from catalog.models import Recognition
from catalog.selectors.answers import read_answer
from tests.api.operations import DESCRIPTION, described
from tests.evidence import candidate, evidence, finding, neighbour
from tests.factories import make_artist, make_artwork, make_display, make_price, make_reference_image


def test_the_description_is_in_step() -> None:
    """Otherwise: ``manage.py spectacular --validate --fail-on-warn --file docs/openapi.yaml``."""
    said = StringIO()
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=said)
    assert said.getvalue() == DESCRIPTION.read_text(encoding="utf-8")


def test_it_is_openapi_3_1() -> None:
    assert described()["openapi"].startswith("3.1")


def test_every_operation_has_a_summary_a_tag_and_problems() -> None:
    operations = {
        (path, method): operation
        for path, methods in described()["paths"].items()
        for method, operation in methods.items()
    }
    assert len(operations) >= 29
    for (path, _), operation in operations.items():
        assert operation["summary"]
        assert operation["tags"]
        if not path.endswith("health/"):
            failures = [response for status, response in operation["responses"].items() if status >= "400"]
            assert all("application/problem+json" in failure["content"] for failure in failures)
            assert any("503" in status for status in operation["responses"])


def test_every_subject_every_id_and_every_way_to_sign_in_is_described() -> None:
    operations = [operation for methods in described()["paths"].values() for operation in methods.values()]
    tags = [tag["name"] for tag in described()["tags"] if tag["description"]]
    assert set(tags) == {tag for operation in operations for tag in operation["tags"]}
    ids = [each for operation in operations for each in operation.get("parameters", ()) if each["name"].endswith("id")]
    assert all(each["description"].startswith("Id of ") for each in ids if each["in"] == "path")
    assert all(scheme["description"] for scheme in described()["components"]["securitySchemes"].values())


def test_a_photo_may_come_as_a_form_or_raw() -> None:
    operation = described()["paths"]["/api/v1/recognitions/"]["post"]
    assert set(operation["requestBody"]["content"]) == {
        "multipart/form-data",
        "application/octet-stream",
        *(f"image/{kind}" for kind in ("jpeg", "png", "webp", "heic", "heif", "avif")),
    }
    assert {"201", "202", "400", "413", "415", "422", "429", "503"} <= set(operation["responses"])
    assert {"Location", "Retry-After"} <= set(operation["responses"]["202"]["headers"])


def test_every_problem_shown_is_one() -> None:
    text = json.dumps(described())
    shown = {slug for slug in PROBLEM_TYPES if f"/api/v1/problems/{slug}" in text}
    generic = {"method-not-allowed", "internal-error"}
    assert shown == set(PROBLEM_TYPES) - generic


def shape(value: object) -> object:
    """Only the names of a JSON value's members, all the way down."""
    if isinstance(value, dict):
        return {name: shape(each) for name, each in value.items()}
    if isinstance(value, list):
        return [shape(each) for each in value[:1]]
    return None


@pytest.mark.django_db
def test_the_examples_look_like_real_answers() -> None:
    artwork = make_artwork(artists=(make_artist(),))
    make_price(artwork)
    make_display(artwork)
    image, other = make_reference_image(artwork), make_reference_image(artwork=None)
    make_price(other.artwork)
    make_display(other.artwork)
    other.artwork.attributions.create(artist=make_artist())
    found = evidence(finding("match", [candidate(image)], [neighbour(other)]))
    real = shape(_represent(Recognition(state="done", evidence=found, answered_at=timezone.now())))
    example = shape(ANSWER)
    for answer in (real, example):
        assert isinstance(answer, dict)
        answer["timings_ms"] = answer["regions"][0]["attributes"] = None
    assert example == real
    assert shape(PENDING) == shape(_represent(Recognition()))


def _represent(recognition: Recognition) -> dict[str, Any]:
    recognition.created_at = timezone.now()
    context = {"request": RequestFactory().get("/")}
    told: dict[str, Any] = json.loads(
        json.dumps(RecognitionSerializer(read_answer(recognition), context=context).data, default=str)
    )
    return told


def test_the_documentation_page_needs_no_other_server(client: Client) -> None:
    page = client.get("/api/docs/").content.decode()
    assert "swagger-ui" in page
    assert "//cdn" not in page
    assert client.get("/api/schema/").status_code == 200
