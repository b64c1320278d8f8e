"""Bundles: what is in them, that the same catalogue gives the same bytes, and what changes them."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import numpy as np
import pytest
from django.core.cache import cache
from pytest_django import Settings
from redis.exceptions import RedisError

from catalog.models import Bundle, Display, Venue
from catalog.services.bundles.keys import public_key, verify
from catalog.services.bundles.opening import open_bundle
from catalog.services.bundles.shelf import ask_for_bundle, folder, note_done
from tests.factories import (
    make_artist,
    make_artwork,
    make_display,
    make_guide,
    make_price,
    make_reference_image,
    make_venue,
)
from tests.publishing import take_down_artwork
from tests.workers.conftest import MakeIndexed
from vision.describe import unpack
from vision.engine import Networks
from workers import engine
from workers.bundles import build_bundle

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def venue(make_indexed: MakeIndexed) -> Venue:
    """Two works hang there, one with a price and guides; a third one has been taken off the wall."""
    venue = make_venue()
    for number in range(3):
        artwork = make_artwork(artists=(make_artist(name="Ana Reis"),), title=f"Blue {number}")
        make_indexed(make_reference_image(artwork))
        make_display(artwork, venue, room="12", is_on_display=number < 2)
        if number == 0:
            make_price(artwork)
            for language in ("en", "pt"):
                make_guide(artwork, venue, language=language)
    return venue


def built(venue: Venue) -> zipfile.ZipFile:
    build_bundle(venue_id=venue.pk)
    return zipfile.ZipFile(io.BytesIO((folder() / Bundle.objects.get(venue=venue).file_name).read_bytes()))


def lines(archive: zipfile.ZipFile, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in archive.read(name).splitlines()]


def test_it_holds_what_hangs_there(venue: Venue, networks: Networks) -> None:
    archive = built(venue)
    manifest = json.loads(archive.read("manifest.json"))
    assert manifest["counts"] == {"works": 2, "images": 2, "guides": 2, "works_left_out": 0, "images_left_out": 0}
    assert (manifest["venue"]["id"], manifest["embedder"]["fingerprint"]) == (venue.pk, networks.embedder.fingerprint)
    assert manifest["embedder"]["weights_sha256"] == networks.embedder.weights.sha256
    priced, other = lines(archive, "works.jsonl")
    assert (priced["artwork"]["title"], priced["artwork"]["artists"][0]["name"]) == ("Blue 0", "Ana Reis")
    assert (priced["room"], priced["as_of"], priced["latest_price"]["amount"]) == ("12", "2026-11-01", "1200.00")
    assert other["latest_price"] is None
    assert priced["artwork"]["url"] == f"/api/v1/artworks/{priced['artwork']['id']}/"
    assert {guide["language"] for guide in lines(archive, "guides.jsonl")} == {"en", "pt"}


def test_its_numbers_are_those_of_the_catalogue(venue: Venue, networks: Networks) -> None:
    archive = built(venue)
    images = lines(archive, "images.jsonl")
    vectors = np.load(io.BytesIO(archive.read("vectors.npy")))
    assert (vectors.shape, vectors.dtype) == ((2, 256), np.dtype("<f2"))
    references = engine.StoredReferences(networks)
    ids = [image["id"] for image in images]
    np.testing.assert_array_equal(vectors[1].astype(np.float32), references.vectors(ids)[ids[1]])
    packed = archive.read("descriptors.bin")
    begin, length = images[1]["descriptors_offset"], images[1]["descriptors_bytes"]
    stored = references.keypoints(ids)[ids[1]]
    np.testing.assert_array_equal(unpack(packed[begin : begin + length]).descriptors, stored.descriptors)
    assert archive.read(images[0]["thumbnail"])[:2] == b"\xff\xd8"


def test_it_is_signed(venue: Venue) -> None:
    archive = built(venue)
    verify(archive.read("manifest.json"), archive.read("manifest.json.sig"), public_key())


def test_the_same_catalogue_gives_the_same_bytes(venue: Venue) -> None:
    before = built(venue)
    first = Bundle.objects.get()
    make_reference_image()  # elsewhere
    assert built(venue).fp.read() == before.fp.read()  # type: ignore[union-attr]
    second = Bundle.objects.get()
    assert (second.sha256, second.sequence) == (first.sha256, first.sequence)
    assert second.checked_at > first.checked_at
    (folder() / second.file_name).unlink()
    built(venue)
    assert Bundle.objects.get().sha256 == first.sha256


def test_another_catalogue_takes_its_place(venue: Venue) -> None:
    built(venue)
    before = Bundle.objects.get()
    take_down_artwork(venue.displays.order_by("pk")[0].artwork)
    assert json.loads(built(venue).read("manifest.json"))["counts"]["works"] == 1
    after = Bundle.objects.get()
    assert after.sequence > before.sequence
    assert [path.name for path in folder().iterdir()] == [after.file_name]


def test_where_nothing_hangs_any_more_it_is_empty_and_whole(venue: Venue) -> None:
    built(venue)
    Display.objects.update(is_on_display=False)
    archive = built(venue)
    assert archive.read("works.jsonl") == archive.read("descriptors.bin") == b""
    assert np.load(io.BytesIO(archive.read("vectors.npy"))).shape == (0, 256)
    with open_bundle(folder() / Bundle.objects.get().file_name, public_key()) as bundle:
        assert bundle.manifest["counts"]["works"] == 0


@pytest.mark.parametrize(("most", "of_work", "kept"), [(2, 3, [0, 2]), (9, 1, [0, 2]), (9, 3, [0, 1, 2])])
def test_every_work_has_its_first_picture_before_any_has_a_second(
    settings: Settings, make_indexed: MakeIndexed, most: int, of_work: int, kept: list[int]
) -> None:
    venue, first, second = make_venue(), make_artwork(), make_artwork()
    images = [make_indexed(make_reference_image(first, position=place)) for place in range(2)]
    images.append(make_indexed(make_reference_image(second)))
    for artwork in (first, second):
        make_display(artwork, venue)
    settings.ARTREC = {**settings.ARTREC, "BUNDLE_MAX_IMAGES": most, "BUNDLE_MAX_IMAGES_OF_WORK": of_work}
    assert [image["id"] for image in lines(built(venue), "images.jsonl")] == [images[place].pk for place in kept]


def test_what_is_not_embedded_yet_is_left_out_and_counted() -> None:
    venue = make_venue()
    make_display(make_reference_image().artwork, venue)
    counts = json.loads(built(venue).read("manifest.json"))["counts"]
    assert (counts["works"], counts["works_left_out"], counts["images_left_out"]) == (0, 1, 1)


def test_a_missing_thumbnail_is_said_to_be_missing(venue: Venue, caplog: pytest.LogCaptureFixture) -> None:
    image = venue.displays.order_by("pk")[0].artwork.reference_images.get()
    Path(image.thumbnail.path).unlink()
    assert lines(built(venue), "images.jsonl")[0]["thumbnail"] is None
    assert "is left out" in caplog.text


def test_once_built_it_may_be_asked_for_again(venue: Venue, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    asked: list[int] = []
    monkeypatch.setattr("catalog.dispatch.build_bundle", asked.append)
    for _number in range(2):
        ask_for_bundle(venue.pk)
    assert asked == [venue.pk]
    built(venue)
    ask_for_bundle(venue.pk)
    assert asked == [venue.pk, venue.pk]


def test_without_redis_nobody_is_asked_and_nothing_fails(
    venue: Venue, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for method in ("add", "delete"):
        monkeypatch.setattr(cache, method, Mock(side_effect=RedisError("gone")))
    ask_for_bundle(venue.pk)
    note_done(venue.pk)
    assert caplog.text.count("gone") == 2


def test_a_venue_that_is_gone_is_no_error() -> None:
    build_bundle(venue_id=404)
    assert not Bundle.objects.exists()
