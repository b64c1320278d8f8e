"""Bundles as they are handed out: built first, never with anything taken down in it, in parts if need be."""

import base64
import datetime
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from catalog.models import Bundle, IndexChange, ReferenceImage, Venue
from catalog.selectors.index import last_sequence
from catalog.services.bundles.keys import json_web_key, verify
from catalog.services.bundles.packing import Contents, PackedImage
from catalog.services.bundles.shelf import folder, shelve
from catalog.services.publishing import delete_images, restore_images
from tests.factories import make_display, make_reference_image, make_venue
from tests.publishing import take_down_artwork, take_down_image

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture(autouse=True)
def asked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The venues whose bundle a worker was asked for."""
    cache.clear()
    venue_ids: list[int] = []
    monkeypatch.setattr("catalog.dispatch.build_bundle", venue_ids.append)
    return venue_ids


@pytest.fixture
def venue() -> Venue:
    venue = make_venue()
    for _number in range(2):
        make_display(make_reference_image().artwork, venue)
    return venue


def images_of(venue: Venue) -> list[ReferenceImage]:
    return list(ReferenceImage.objects.filter(artwork__displays__venue=venue).order_by("pk"))


def pack(venue: Venue, images: list[ReferenceImage] | None = None) -> Bundle:
    """What a worker does, with made-up numbers."""
    images = images_of(venue) if images is None else images
    packed = [PackedImage({"id": image.pk, "artwork_id": image.artwork_id}, bytes(8), None) for image in images]
    works = [{"artwork": {"id": image.artwork_id}} for image in images]
    contents = Contents({}, works, [], packed, [(image.pk, bytes(6)) for image in images], 4)
    return shelve(venue, contents, fingerprint="a network", sequence=last_sequence())


def download(client: Client, venue: Venue, **headers: str) -> Any:  # noqa: ANN401
    response: Any = client.get(f"/api/v1/venues/{venue.pk}/bundle/", headers=headers)
    response.body = b"".join(response)  # which closes the file
    return response


def revoked(client: Client, venue: Venue, since: int | None = None) -> dict[str, Any]:
    asked = "" if since is None else f"?since={since}"
    told: dict[str, Any] = client.get(f"/api/v1/venues/{venue.pk}/bundle/revocations/{asked}").json()
    return told


def test_one_that_is_not_there_is_built(client: Client, venue: Venue, asked: list[int]) -> None:
    responses = [download(client, venue) for _ in range(3)]
    assert [response.status_code for response in responses] == [202, 202, 202]
    assert responses[0].json() == {"state": "building"}
    assert responses[0]["Location"] == f"http://testserver/api/v1/venues/{venue.pk}/bundle/"
    assert int(responses[0]["Retry-After"]) > 0
    assert asked == [venue.pk]


def test_one_that_is_there_is_handed_out(
    client: Client, venue: Venue, asked: list[int], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    bundle = pack(venue)
    with django_assert_num_queries(4):
        response = download(client, venue)
    data = response.body
    assert (response.status_code, response["Content-Type"]) == (200, "application/zip")
    assert data == (folder() / bundle.file_name).read_bytes()
    assert response["ETag"] == f'"{bundle.sha256}"'
    assert response["Content-Disposition"] == f'attachment; filename="venue-{venue.pk}.zip"'
    assert asked == []
    assert download(client, venue, If_None_Match=response["ETag"]).status_code == 304
    part = download(client, venue, Range="bytes=10-", If_Range=response["ETag"])
    assert (part.status_code, part.body) == (206, data[10:])


def test_a_venue_where_nothing_hangs_has_none(client: Client, asked: list[int]) -> None:
    venue = make_venue()
    make_display(make_reference_image().artwork, venue, is_on_display=False)
    response = download(client, venue)
    assert (response.status_code, response.json()["type"]) == (404, "/api/v1/problems/not-found")
    assert asked == []
    for pk in (999, 10**20):
        assert client.get(f"/api/v1/venues/{pk}/bundle/").status_code == 404
        assert client.get(f"/api/v1/venues/{pk}/bundle/revocations/").status_code == 404


def test_what_was_taken_down_is_not_handed_out_again(client: Client, venue: Venue, asked: list[int]) -> None:
    pack(venue)
    image = images_of(venue)[0]
    take_down_image(image)
    assert download(client, venue).status_code == 202
    restore_images([image.pk])
    assert download(client, venue).status_code == 200
    take_down_artwork(image.artwork)
    assert download(client, venue).status_code == 202
    delete_images([image.pk])
    assert download(client, venue).status_code == 202
    assert asked == [venue.pk]
    pack(venue, images_of(venue)[-1:])
    assert download(client, venue).status_code == 200


def test_what_may_have_changed_is_checked_meanwhile(client: Client, venue: Venue, asked: list[int]) -> None:
    pack(venue)
    take_down_image(make_reference_image())  # of no concern here, but it is logged
    assert download(client, venue).status_code == 200
    assert asked == [venue.pk]
    asked.clear()
    cache.clear()
    pack(venue)
    Bundle.objects.update(checked_at=timezone.now() - datetime.timedelta(hours=2))
    assert download(client, venue).status_code == 200
    assert asked == [venue.pk]


def test_one_whose_file_is_gone_is_built_again(client: Client, venue: Venue, asked: list[int]) -> None:
    (folder() / pack(venue).file_name).unlink()
    assert download(client, venue).status_code == 202
    assert asked == [venue.pk]


def test_another_key_makes_another_one(client: Client, venue: Venue, settings: Settings) -> None:
    before = pack(venue)
    settings.ARTREC = {**settings.ARTREC, "BUNDLE_KEY": bytes(range(32))}
    assert download(client, venue).status_code == 202
    after = pack(venue)
    assert download(client, venue).status_code == 200
    assert after.sha256 != before.sha256


def test_the_published_key_verifies_what_is_handed_out(client: Client, venue: Venue) -> None:
    bundle = pack(venue)
    (key,) = client.get("/api/v1/bundle-keys/").json()["keys"]
    assert (key["kty"], key["crv"], key["alg"]) == ("OKP", "Ed25519", "EdDSA")
    with zipfile.ZipFile(folder() / bundle.file_name) as archive:
        manifest = archive.read("manifest.json")
        verify(manifest, archive.read("manifest.json.sig"), base64.urlsafe_b64decode(key["x"] + "="))
    assert json.loads(manifest)["key_id"] == key["kid"] == bundle.key_id


def test_a_key_is_named_by_its_thumbprint() -> None:
    # RFC 8037, appendix A.3.
    key = base64.urlsafe_b64decode("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo=")
    assert json_web_key(key)["kid"] == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"


def test_what_left_is_revoked_on_phones(client: Client, venue: Venue) -> None:
    first, second = images_of(venue)
    since = pack(venue).sequence
    assert revoked(client, venue, since) == {"sequence": since, "artworks": [], "reference_images": []}
    take_down_artwork(first.artwork)
    pack(venue, [second])
    told = revoked(client, venue, since)
    assert (told["artworks"], told["reference_images"]) == ([first.artwork_id], [first.pk])
    assert told["sequence"] > since
    delete_images([second.pk])
    told = revoked(client, venue, told["sequence"])
    assert (told["artworks"], told["reference_images"]) == ([], [second.pk])
    assert revoked(client, venue, told["sequence"])["reference_images"] == []
    assert revoked(client, venue)["reference_images"] == [first.pk, second.pk]


def test_what_was_published_again_is_not_revoked(client: Client, venue: Venue) -> None:
    since = pack(venue).sequence
    image = images_of(venue)[0]
    take_down_image(image)
    restore_images([image.pk])
    assert revoked(client, venue, since)["reference_images"] == []


def test_where_the_log_does_not_reach_all_that_ever_left_is_revoked(client: Client, venue: Venue) -> None:
    since = pack(venue).sequence
    image = images_of(venue)[0]
    take_down_image(image)
    for _number in range(2):
        take_down_image(make_reference_image())
    IndexChange.objects.filter(sequence__lte=since + 1).delete()
    assert revoked(client, venue, since)["reference_images"] == [image.pk]
    assert revoked(client, venue, 10**9)["reference_images"] == [image.pk]  # of a database that was set back


def test_since_is_a_number(client: Client, venue: Venue) -> None:
    response = client.get(f"/api/v1/venues/{venue.pk}/bundle/revocations/?since=yesterday")
    assert (response.status_code, list(response.json()["errors"])) == (400, ["since"])


def test_a_joined_venue_has_the_bundle_of_the_one_it_is_shown_as(client: Client, venue: Venue) -> None:
    alias = make_venue(joined_to=venue)
    bundle = pack(venue)
    assert download(client, alias)["ETag"] == f'"{bundle.sha256}"'
