"""The admin's page "Explain a recognition": a form, a wait, a story."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import redis
from django.conf import settings as django_settings
from django.contrib.auth.models import User
from django.contrib.staticfiles import finders
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from catalog.services import photos
from catalog.services.explanations import DrawnPicture, record_explanation, record_explanation_problem
from tests.factories import make_artwork, make_reference_image, tiny_picture
from tests.servers import free_port

pytestmark = pytest.mark.django_db

ASK = "/admin/catalog/recognition/explain/"


@pytest.fixture(autouse=True)
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The explanations a worker was asked for; none of them stays."""
    sent: list[str] = []
    monkeypatch.setattr("catalog.dispatch.explain_photo", sent.append)
    with redis.Redis.from_url(django_settings.REDIS_URL) as client:
        yield sent
        for pattern in ("explanation*", "recognition:*"):
            for key in client.scan_iter(pattern):
                client.delete(key)


def send(client: Client, photo: bytes) -> Any:  # noqa: ANN401 - the test client's response has no type of its own
    return client.post(ASK, {"photo": SimpleUploadedFile("photo.jpg", photo)})


def story(reference_image_id: int) -> dict[str, Any]:
    shown = {
        "name": "regions.jpg",
        "shows": "<The> photo",
        "media_type": "image/jpeg",
        "width_px": 1000,
        "height_px": 9,
    }
    candidate = {"is_match": True, "confidence": 0.99, "inliers": 44, "coverage": 0.5, "picture_similarity": None}
    candidate |= {"reference_image_id": reference_image_id, "similarity": 0.7, "votes": 31.25}
    return {
        "headline": f"Match: #{reference_image_id}.",
        "photo_size_wh": [96, 64],
        "decision": {"candidates": [candidate]},
        "stages": [{"name": "regions", "title": "Where to look", "told": "Here & there.", "pictures": [shown]}],
        "reference_image_ids": [reference_image_id],
        "fingerprint": "test-embedder",
        "index_generation": 3,
        "index_sequence": 17,
    }


def test_the_list_of_recognitions_leads_to_it(admin_client: Client) -> None:
    assert f'href="{ASK}"' in admin_client.get("/admin/catalog/recognition/").text


def test_a_photo_leads_to_a_page_that_waits_and_then_tells(admin_client: Client, asked: list[str]) -> None:
    image = make_reference_image(make_artwork(title="Ridge <at> Low Tide"))
    assert 'enctype="multipart/form-data"' in admin_client.get(ASK).text
    response = send(admin_client, tiny_picture())
    address = f"{ASK}{asked[0]}/"
    assert (response.status_code, response["Location"]) == (302, address)
    assert photos.read_photo(asked[0]) == tiny_picture()
    waiting = admin_client.get(address)
    assert '<meta http-equiv="refresh"' in waiting.text
    assert {"private", "no-store"} <= set(waiting["Cache-Control"].split(", "))

    record_explanation(asked[0], story=story(image.pk), pictures={"regions.jpg": DrawnPicture("image/jpeg", b"jpeg")})
    page = admin_client.get(address).text
    assert 'http-equiv="refresh"' not in page
    assert f"Match: #{image.pk}." in page
    assert "Here &amp; there." in page
    assert "&lt;The&gt; photo" in page
    assert "Ridge &lt;at&gt; Low Tide" in page
    assert f'href="/admin/catalog/referenceimage/{image.pk}/change/"' in page
    picture = f"/api/v1/explanations/{asked[0]}/pictures/regions.jpg"
    assert f'<img src="{picture}" alt="&lt;The&gt; photo" width="720">' in page
    assert admin_client.get(picture).content == b"jpeg"


def test_its_pages_hold_to_a_strict_content_security_policy(admin_client: Client, asked: list[str]) -> None:
    send(admin_client, tiny_picture())
    record_explanation(asked[0], story=story(1), pictures={})
    for address in (ASK, f"{ASK}{asked[0]}/"):
        content = admin_client.get(address).text.partition('<div id="content"')[2]
        assert content
        assert not re.search(r"<script|<style|style=|\son\w+=|(src|href)=.?(https?:)?//", content)
    assert finders.find("catalog/explanation.css")


@pytest.mark.parametrize(
    ("photo", "said"), [(b"no picture", "This is not a JPEG"), (b"", "empty"), (b"\xff\xd8\xff\xe0", "ends within")]
)
def test_what_is_no_photo_is_said_at_the_field(admin_client: Client, asked: list[str], photo: bytes, said: str) -> None:
    response = send(admin_client, photo)
    assert response.status_code == 200
    assert said in response.text.partition('class="errorlist"')[2]
    assert asked == []


def test_a_photo_that_is_too_large_is_said(admin_client: Client, settings: Settings) -> None:
    settings.ARTREC = settings.ARTREC | {"PHOTO_MAX_BYTES": 100}
    assert "Send a smaller one" in send(admin_client, tiny_picture()).text


def test_no_photo_at_all_is_said(admin_client: Client) -> None:
    assert "This field is required" in admin_client.post(ASK, {}).text


def test_a_workers_problem_leads_back_to_the_form(admin_client: Client, asked: list[str]) -> None:
    send(admin_client, tiny_picture())
    record_explanation_problem(asked[0], problem="undecodable-photo", detail="The photo is broken.")
    page = admin_client.get(f"{ASK}{asked[0]}/", follow=True)
    assert page.redirect_chain == [(ASK, 302)]
    assert "The photo is broken." in page.text


def test_one_that_is_not_kept_leads_back_to_the_form(admin_client: Client) -> None:
    page = admin_client.get(f"{ASK}6f1c9f0e-58a5-4c9b-9d0c-2f6f0f3c7a11/", follow=True)
    assert page.redirect_chain == [(ASK, 302)]
    assert "not kept any longer" in page.text


def test_without_redis_it_is_said(admin_client: Client, settings: Settings) -> None:
    settings.REDIS_URL = f"redis://127.0.0.1:{free_port()}/0"
    photos._client.cache_clear()
    try:
        sent = send(admin_client, tiny_picture())
        read = admin_client.get(f"{ASK}6f1c9f0e-58a5-4c9b-9d0c-2f6f0f3c7a11/", follow=True)
    finally:
        photos._client.cache_clear()
    assert "Try again in a few seconds" in sent.text
    assert "Redis does not answer" in read.text


@pytest.mark.parametrize("address", [ASK, f"{ASK}6f1c9f0e-58a5-4c9b-9d0c-2f6f0f3c7a11/"])
def test_it_is_for_staff_only(client: Client, address: str) -> None:
    assert client.get(address).status_code == 302
    client.force_login(User.objects.create(username="visitor"))
    response = client.get(address)
    assert (response.status_code, response["Location"].startswith("/admin/login/")) == (302, True)
