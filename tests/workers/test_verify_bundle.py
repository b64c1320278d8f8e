"""`manage.py verify_bundle`: a bundle, the network and a photo are enough to find the work."""

import json
from io import BytesIO, StringIO
from pathlib import Path

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from PIL import Image
from pytest_django import Settings

from catalog.models import Artwork, Bundle, Venue
from catalog.services.bundles.shelf import folder
from tests.factories import make_artist, make_artwork, make_display, make_reference_image, make_venue
from vision.simulate import CLOSE_UP, photograph
from vision.structures import RgbImage
from vision.studios import STUDIOS
from workers.bundles import build_bundle
from workers.embeddings import describe_pending, embed_pending
from workers.engine import networks

pytestmark = pytest.mark.django_db
PAINTERS = [studio for studio in STUDIOS if studio.slug in ("currents", "marbling", "glass", "dabs", "packing")]


def painted(number: int) -> RgbImage:
    return PAINTERS[number % len(PAINTERS)].paint(number, (420, 320))


def jpeg(pixels: RgbImage) -> bytes:
    buffer = BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", quality=92)
    return buffer.getvalue()


def photo_of(number: int, path: Path) -> Path:
    rng = np.random.default_rng(number)
    path.write_bytes(jpeg(photograph([painted(number)], rng=rng, scene=CLOSE_UP, size_wh=(1024, 768)).image))
    return path


@pytest.fixture
def bundle(settings: Settings, tmp_path: Path) -> Path:
    """Of a venue where five works hang."""
    settings.MEDIA_ROOT = tmp_path / "media"
    venue = make_venue(name="Museum of Blue")
    for number in range(5):
        artwork = make_artwork(title=f"Composition {number}", artists=(make_artist(name="Ana Reis"),))
        make_reference_image(artwork, jpeg(painted(number)))
        make_display(artwork, venue, room=f"Hall {number}")
    embed_pending(limit=10)
    describe_pending(limit=10)
    build_bundle(venue_id=venue.pk)
    return folder() / Bundle.objects.get().file_name


def call(*arguments: object) -> str:
    out = StringIO()
    call_command("verify_bundle", *map(str, arguments), stdout=out)
    return out.getvalue()


def test_a_photo_is_recognized_with_nothing_but_the_bundle(bundle: Path, tmp_path: Path, client: Client) -> None:
    (tmp_path / "keys.json").write_bytes(client.get("/api/v1/bundle-keys/").content)
    Venue.objects.all().delete()
    Artwork.objects.all().delete()  # a basement
    photo = photo_of(3, tmp_path / "photo.jpg")
    said = call(bundle, "--public-key", tmp_path / "keys.json", "--photo", photo).splitlines()
    assert said[0].startswith(f"{bundle} is whole, and signed by ")
    assert "Museum of Blue" in said[1]
    assert "5 works, 5 pictures, 0 guides" in said[1]
    assert said[2].startswith("match: Composition 3 by Ana Reis (")
    assert ", room Hall 3; confidence 0.9" in said[2]
    assert len(said) == 3


def test_what_does_not_hang_there_is_not_found(bundle: Path, tmp_path: Path) -> None:
    said = call(bundle, "--photo", photo_of(9, tmp_path / "photo.jpg"))
    assert said.splitlines()[2:] == ["unknown: none of its works is in the photo."]


def test_another_network_is_refused(bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(networks().embedder, "fingerprint", "another")
    with pytest.raises(CommandError, match="configure the network with these weights"):
        call(bundle, "--photo", photo_of(3, tmp_path / "photo.jpg"))


def test_wrong_keys_and_files_are_told(bundle: Path, tmp_path: Path) -> None:
    empty = tmp_path / "keys.json"
    empty.write_text(json.dumps({}))
    for key, why in (
        ("A" * 43, "is refused: The signature is not of the key"),
        ("short", "is no key"),
        (empty, "no set of one key"),
    ):
        with pytest.raises(CommandError, match=why):
            call(bundle, "--public-key", key)
    with pytest.raises(CommandError, match=r"Cannot read .*nothing\.zip: No such file"):
        call(tmp_path / "nothing.zip")
    with pytest.raises(CommandError, match="not a JPEG"):
        call(bundle, "--photo", bundle)
