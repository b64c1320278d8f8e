"""docs/api.md, the guide for app developers, says what the API does. (Its commands are run in tests/journeys.)"""

import json
import re
from typing import Any

import pytest
from django.test import Client

from artrec.env import BASE_DIR
from catalog.api.problems import PROBLEM_TYPES
from catalog.models import RecognitionFeedback
from tests.api.operations import described

GUIDE = (BASE_DIR / "docs" / "api.md").read_text(encoding="utf-8")


def operations_at(path: str) -> dict[str, Any]:
    for template, operations in described()["paths"].items():
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), path):
            found: dict[str, Any] = operations
            return found
    pytest.fail(f"There is nothing at {path}.")


@pytest.mark.parametrize("path", re.findall(r"`(?:[A-Z]+ )?(/[a-z{][\w{}/-]*/)`", GUIDE))
def test_every_address_in_the_text_is_there(path: str) -> None:
    if path not in {"/api/v1/", "/api/docs/", "/items/"}:
        operations_at(f"/api/v1{path}")


def test_every_problem_is_listed_as_it_is() -> None:
    listed = re.findall(r"^\| (\d+) \| `([\w-]+)` \| (.+) \|$", GUIDE, re.MULTILINE)
    there = sorted((str(each.status), each.slug, each.title) for each in PROBLEM_TYPES.values())
    assert listed == there


def test_the_verdicts_are_the_models() -> None:
    [told] = re.findall(r"/feedback/`.*?\n- ", GUIDE, re.DOTALL)
    assert {word for word in re.findall(r'"(\w+)"', told) if word not in {"verdict", "artwork"}} == set(
        RecognitionFeedback.Verdict.values
    )


@pytest.mark.django_db
def test_the_example_of_a_problem_is_one(client: Client) -> None:
    [example] = re.findall(r"```json\n(\{\"type\".*?\})\n```", GUIDE, re.DOTALL)
    assert client.get("/api/v1/artworks/?page_size=101").json() == json.loads(example)
