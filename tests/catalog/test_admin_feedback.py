"""Which works are confused, as staff see it."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from catalog.models import Artwork, Recognition, RecognitionFeedback, ReferenceImage
from catalog.selectors.feedback import confusions
from tests.evidence import candidate, evidence, finding
from tests.factories import make_artwork, make_reference_image

pytestmark = pytest.mark.django_db

PAGE = reverse("admin:catalog_recognitionfeedback_confusions")


def said(image: ReferenceImage | None, verdict: str, work: Artwork | None = None) -> None:
    found = finding("unknown") if image is None else finding("match", [candidate(image)])
    answer = {"outcome": found["outcome"], "evidence": evidence(found), "answered_at": timezone.now()}
    recognition = Recognition.objects.create(state="done", **answer)
    author = User.objects.get_or_create(username="ana")[0]
    RecognitionFeedback.objects.create(recognition=recognition, author=author, verdict=verdict, artwork=work)


def test_works_that_are_confused_are_counted_the_most_frequent_first(admin_client: Client) -> None:
    image, other = make_reference_image(make_artwork(title="Ridge")), make_artwork(title="Ridge in snow")
    for _ in range(2):
        said(image, "is_work", other)
    said(None, "is_work", other)
    said(image, "not_in_catalogue")
    said(image, "is_work", image.artwork)
    said(image, "right")
    told = [(each.count, str(each.told), each.verdict, str(each.said)) for each in confusions()]
    assert told[0] == (2, "Ridge", "It is this work", "Ridge in snow")
    assert set(told[1:]) == {
        (1, "None", "It is this work", "Ridge in snow"),
        (1, "Ridge", "The work is not in the catalogue", "None"),
    }
    page = admin_client.get(PAGE).content.decode()
    assert "Ridge in snow" in page
    assert "No work" in page
    assert PAGE in admin_client.get(reverse("admin:catalog_recognitionfeedback_changelist")).content.decode()


def test_it_needs_the_right_to_look(client: Client, admin_client: Client) -> None:
    assert "Nothing yet." in admin_client.get(PAGE).content.decode()
    client.force_login(User.objects.create(username="clerk", is_staff=True))
    assert client.get(PAGE).status_code == 403
