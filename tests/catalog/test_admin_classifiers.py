"""The admin shows what was trained, and how well it guesses."""

import pytest
from django.test import Client
from django.urls import reverse

from catalog.models import ClassifierVersion

pytestmark = pytest.mark.django_db


def test_the_list_shows_how_much_of_what_is_answered_is_right(admin_client: Client) -> None:
    said = {"style": 0.871, "artist": None}
    figures = {name: {"abstention": {"precision": {"value": value}}} for name, value in said.items()}
    ClassifierVersion.objects.create(
        fingerprint="net", images=1234, file_name="heads.safetensors", sha256="0" * 64, figures=figures
    )
    page = admin_client.get(reverse("admin:catalog_classifierversion_changelist")).text
    assert "artist –, style 87%" in page
    assert "1234" in page


def test_nobody_adds_or_deletes_a_classifier_by_hand(admin_client: Client) -> None:
    assert admin_client.get(reverse("admin:catalog_classifierversion_add")).status_code == 403
