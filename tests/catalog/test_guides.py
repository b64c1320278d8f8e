"""Guides as they are written: language, sound and the admin's form."""

import struct
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.test import Client
from pytest_django import Settings

from catalog.models import Guide
from catalog.services.audio import UnusableAudio, store_audio
from tests.factories import make_artwork, make_guide, make_venue

MPEG_FRAME = bytes([0xFF, 0xFB, 0x90, 0x64]) + bytes(60)
OPUS = b"OggS" + bytes(24) + b"OpusHead" + bytes(20)
M4A = struct.pack(">I", 24) + b"ftypM4A " + bytes(40)


@pytest.mark.parametrize(
    ("data", "media_type", "suffix"),
    [
        (b"ID3\x04" + bytes(9), "audio/mpeg", ".mp3"),
        (MPEG_FRAME, "audio/mpeg", ".mp3"),
        (M4A, "audio/mp4", ".m4a"),
        (OPUS, "audio/ogg", ".ogg"),
    ],
)
def test_sounds_are_told_by_their_content(data: bytes, media_type: str, suffix: str, settings: Settings) -> None:
    stored = store_audio(data)
    assert (stored.audio_media_type, stored.audio_size_bytes) == (media_type, len(data))
    assert stored.audio.endswith(suffix)
    assert (Path(settings.MEDIA_ROOT) / stored.audio).read_bytes() == data


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff",
        b"\xff\xd8\xff\xe0 a JPEG",
        b"\xff\xf1 AAC without a container",
        b"RIFF    WAVE",
        b"<html><script>",
        M4A[:8] + b"qt  " + bytes(40),
        M4A[:8] + b"isom" + b"moov vide",
        b"OggS" + bytes(24) + b"\x80theora",
    ],
)
def test_what_phones_do_not_play_is_refused(data: bytes) -> None:
    with pytest.raises(UnusableAudio, match="MP3"):
        store_audio(data)


def test_a_sound_has_a_largest_size(settings: Settings) -> None:
    settings.ARTREC = {**settings.ARTREC, "GUIDE_AUDIO_MAX_BYTES": 20}
    with pytest.raises(UnusableAudio, match="larger"):
        store_audio(MPEG_FRAME)


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "pt-BR", "zh-Hant-TW", "es-419", "de-1996", "sl-rozaj", "gsw"])
def test_languages_of_bcp_47(language: str) -> None:
    make_guide(language=language).full_clean()


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["", "EN", "pt_BR", "pt-br", "english", "en-", "e", "en\n", "x" * 36])
def test_what_is_no_language(language: str) -> None:
    artwork, venue = make_artwork(), make_venue()
    guide = Guide(artwork=artwork, venue=venue, language=language, title="T", text="T", source="test", source_id="1")
    with pytest.raises(ValidationError, match="language"):
        guide.full_clean()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fields", [{"title": ""}, {"text": ""}, {"audio": "a.mp3"}, {"audio_size_bytes": 5}, {"language": "pt_BR"}]
)
def test_the_database_refuses_half_a_guide(fields: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError):
        make_guide(**fields)


def form(**fields: object) -> dict[str, object]:
    given = {"language": "pt-PT", "title": "Maré", "text": "Uma serra.", "is_published": "on"}
    return {"artwork": make_artwork().pk, "venue": make_venue().pk, **given, **fields}


@pytest.mark.django_db
def test_a_guide_is_written_recorded_and_silenced_in_the_admin(admin_client: Client) -> None:
    sent = form(upload=SimpleUploadedFile("maré.wav.exe", MPEG_FRAME))
    assert admin_client.post("/admin/catalog/guide/add/", sent).status_code == 302
    guide = Guide.objects.get()
    assert (guide.source, guide.audio_media_type, guide.audio_size_bytes) == ("admin", "audio/mpeg", len(MPEG_FRAME))
    assert admin_client.get("/admin/catalog/guide/").status_code == 200

    address = f"/admin/catalog/guide/{guide.pk}/change/"
    kept = {"artwork": guide.artwork_id, "venue": guide.venue_id, "language": "pt-PT", "title": "Maré", "text": "x"}
    assert admin_client.post(address, kept).status_code == 302
    guide.refresh_from_db()
    assert guide.audio
    assert "0.0 MB" in admin_client.get(address).content.decode()
    both = {**kept, "is_silent": "on", "upload": SimpleUploadedFile("a.mp3", MPEG_FRAME)}
    assert "leave it out" in admin_client.post(address, both).content.decode()
    assert admin_client.post(address, {**kept, "is_silent": "on"}).status_code == 302
    guide.refresh_from_db()
    assert (guide.audio.name, guide.audio_size_bytes) == ("", None)


@pytest.mark.django_db
def test_the_admin_says_what_is_wrong(admin_client: Client) -> None:
    bad = form(language="pt_PT", upload=SimpleUploadedFile("a.mp3", b"MZ no sound"))
    page = admin_client.post("/admin/catalog/guide/add/", bad).content.decode()
    assert "This is no MP3" in page
    assert "as BCP 47 has it" in page
    untold = form(text="")
    assert "needs a text or a sound" in admin_client.post("/admin/catalog/guide/add/", untold).content.decode()
    assert not Guide.objects.exists()
