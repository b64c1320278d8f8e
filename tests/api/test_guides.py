"""Guides: in the language that is liked best, with sound in parts, gone when taken down."""

from typing import Any

import pytest
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import settings as bounded
from hypothesis import strategies as st

from catalog.api.place_examples import GUIDES
from catalog.models import Artwork, Guide
from catalog.services.audio import store_audio
from tests.api.test_artworks import problem_of
from tests.api.test_images import get
from tests.api.test_openapi import shape
from tests.factories import make_artwork, make_guide, make_venue

pytestmark = pytest.mark.django_db

MP3 = b"ID3\x04" + bytes(range(256)) * 4


def languages(client: Client, accept: str | None, artwork: Model, **query: str) -> list[str]:
    headers = {} if accept is None else {"Accept-Language": accept}
    response = client.get(f"/api/v1/artworks/{artwork.pk}/guides/", query, headers=headers)
    told = [each["language"] for each in response.json()["results"]]
    assert response["Content-Language"] == ", ".join(dict.fromkeys(told))
    assert "Accept-Language" in response["Vary"]
    return told


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        ("pt-PT", "pt-PT"),
        ("PT-pt", "pt-PT"),
        ("pt-BR, fr", "fr"),
        ("pt-BR, it", "pt-PT"),
        ("pt", "pt-PT"),
        ("fr;q=0.2, de;q=0.9", "de"),
        ("fr-CA-x-private", "fr"),
        ("zh-Hant-x-y-TW", "zh-Hant"),
        ("de;q=0, fr;q=0.1", "fr"),
        ("it, *", "en-GB"),
        ("it", "en-GB"),
        ("en-US", "en-GB"),
        ("", "en-GB"),
        (None, "en-GB"),
        ("not a language!", "en-GB"),
    ],
)
def test_the_language_that_is_liked_best(client: Client, accept: str | None, chosen: str) -> None:
    artwork, venue = make_artwork(), make_venue()
    for language in ("de", "fr", "pt-PT", "zh-Hant", "en-GB"):
        make_guide(artwork, venue, language=language)
    make_guide(artwork, venue, language="it", is_published=False)
    make_guide(artwork, language="nl")
    assert languages(client, accept, artwork) == [chosen, "nl"]
    assert len(languages(client, accept, artwork, all_languages="true")) == 6


def test_the_guides_of_a_venue(client: Client) -> None:
    venue = make_venue()
    first, second = make_artwork(), make_artwork()
    for artwork in (first, second):
        for language in ("en", "pt"):
            make_guide(artwork, venue, language=language)
    make_guide(make_artwork(status="taken_down"), venue)
    make_guide(first)
    url = f"/api/v1/venues/{venue.pk}/guides/"
    page = client.get(url, {"page_size": 1}, headers={"Accept-Language": "pt"}).json()
    told = [*page["results"], *client.get(page["next"], headers={"Accept-Language": "pt"}).json()["results"]]
    assert [(each["artwork"]["id"], each["language"]) for each in told] == [(first.pk, "pt"), (second.pk, "pt")]
    (only,) = client.get(url, {"artwork": second.pk}).json()["results"]
    assert (only["artwork"]["id"], only["language"], only["audio"]) == (second.pk, "en", None)


@pytest.mark.parametrize("hidden", ["guide", "artwork", "no sound"])
def test_what_is_not_published_is_not_found(client: Client, hidden: str) -> None:
    guide = make_sounding()
    url = f"/api/v1/guides/{guide.pk}/"
    assert client.get(url).status_code == get(client, f"{url}audio")[0].status_code == 200
    if hidden == "guide":
        Guide.objects.update(is_published=False)
    elif hidden == "artwork":
        Artwork.objects.update(status="taken_down")
        assert client.get(f"/api/v1/artworks/{guide.artwork_id}/guides/").status_code == 404
    else:
        Guide.objects.update(audio="", audio_media_type="", audio_size_bytes=None)
    assert problem_of(client.get(f"{url}audio")) == "not-found"
    assert client.get(url).status_code == (200 if hidden == "no sound" else 404)


def make_sounding(data: bytes = MP3) -> Guide:
    stored = store_audio(data)
    return make_guide(
        audio=stored.audio, audio_media_type=stored.audio_media_type, audio_size_bytes=stored.audio_size_bytes
    )


def test_the_example_looks_like_a_real_answer(client: Client) -> None:
    guide = make_sounding()
    assert shape(client.get(f"/api/v1/artworks/{guide.artwork_id}/guides/").json()) == shape(GUIDES)
    response = client.get(f"/api/v1/guides/{guide.pk}/")
    assert response["Content-Language"] == response.json()["language"] == "en"


def test_the_number_of_queries_does_not_grow_with_the_page(client: Client) -> None:
    artwork = make_artwork()

    def queries(count: int) -> int:
        for _ in range(count):
            make_guide(artwork)
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/api/v1/artworks/{artwork.pk}/guides/")
        return len(captured)

    assert queries(1) == queries(5)


@pytest.fixture
def sound_url() -> str:
    return f"/api/v1/guides/{make_sounding().pk}/audio"


def part(client: Client, url: str, asked: str, **headers: str) -> tuple[Any, bytes]:
    return get(client, url, Range=asked, **headers)


def test_the_whole_sound(client: Client, sound_url: str) -> None:
    response, content = get(client, sound_url)
    assert (response.status_code, content, response["Content-Type"]) == (200, MP3, "audio/mpeg")
    assert (response["Accept-Ranges"], response["Content-Length"]) == ("bytes", str(len(MP3)))
    again, nothing = get(client, sound_url, **{"If-None-Match": response["ETag"]})
    assert (again.status_code, nothing) == (304, b"")


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=5-9", 5, 9),
        ("bytes=1020-", 1020, 1027),
        ("bytes=-3", 1025, 1027),
        ("bytes=1000-99999", 1000, 1027),
        ("bytes=-99999", 0, 1027),
    ],
)
def test_a_part_of_the_sound(client: Client, sound_url: str, asked: str, first: int, last: int) -> None:
    response, content = part(client, sound_url, asked)
    assert (response.status_code, content) == (206, MP3[first : last + 1])
    assert response["Content-Range"] == f"bytes {first}-{last}/{len(MP3)}"
    assert response["Content-Length"] == str(len(content))


@pytest.mark.parametrize("asked", ["bytes=9-5", "bytes=0-1,5-6", "items=0-1", "bytes=-", "bytes=a-b", "bytes", ""])
def test_what_is_no_range_gets_the_whole(client: Client, sound_url: str, asked: str) -> None:
    response, content = part(client, sound_url, asked)
    assert (response.status_code, content) == (200, MP3)


@pytest.mark.parametrize("asked", ["bytes=1028-", "bytes=99999-999999", "bytes=-0"])
def test_a_range_after_the_end(client: Client, sound_url: str, asked: str) -> None:
    response, _ = part(client, sound_url, asked)
    assert problem_of(response) == "range-not-satisfiable"
    assert (response.status_code, response["Content-Range"]) == (416, f"bytes */{len(MP3)}")


def test_a_part_of_another_sound_is_none(client: Client, sound_url: str) -> None:
    etag = get(client, sound_url)[0]["ETag"]
    assert part(client, sound_url, "bytes=0-3", **{"If-Range": etag})[0].status_code == 206
    assert part(client, sound_url, "bytes=0-3", **{"If-Range": '"other"'})[0].status_code == 200


@bounded(max_examples=30, deadline=None)
@given(st.text("bytes=0123456789-, ", max_size=30))
def test_no_range_is_an_error_of_ours(asked: str) -> None:
    guide = Guide.objects.first() or make_sounding()
    response, content = part(Client(), f"/api/v1/guides/{guide.pk}/audio", asked.strip())
    assert response.status_code in {200, 206, 416}
    assert response.status_code == 416 or content in MP3
