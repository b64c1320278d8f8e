"""Picture files: revalidated on every use, gone at once when taken down."""

import hashlib
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from PIL import Image

from catalog.models import Artwork, ReferenceImage
from tests.factories import make_reference_image, tiny_picture

pytestmark = pytest.mark.django_db


def get(client: Client, address: str, **headers: str) -> tuple[Any, bytes]:
    """The response and its body, read to the end, which closes the file."""
    response: Any = client.get(address, headers=headers)
    return response, b"".join(response.streaming_content) if response.streaming else response.content


@pytest.mark.parametrize(("kind", "media_type"), [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("WEBP", "image/webp")])
def test_the_file_as_it_is(client: Client, kind: str, media_type: str) -> None:
    picture = tiny_picture(kind=kind)
    image = make_reference_image(picture=picture)
    response, content = get(client, f"/api/v1/images/{image.pk}/file", Accept="image/*")
    assert (response.status_code, response["Content-Type"]) == (200, media_type)
    assert content == picture
    assert response["ETag"] == f'"{hashlib.sha256(picture).hexdigest()}"'
    assert (response["Cache-Control"], response["X-Content-Type-Options"]) == ("no-cache", "nosniff")
    assert int(response["Content-Length"]) == len(picture)


def test_a_thumbnail(client: Client) -> None:
    image = make_reference_image(picture=tiny_picture(size_wh=(1200, 800)))
    response, content = get(client, f"/api/v1/images/{image.pk}/thumbnail")
    assert Image.open(BytesIO(content)).size == (400, 267)
    assert response["ETag"] != get(client, f"/api/v1/images/{image.pk}/file")[0]["ETag"]


@pytest.mark.parametrize("size", ["file", "thumbnail"])
def test_what_a_client_has_is_not_sent_again(client: Client, size: str) -> None:
    address = f"/api/v1/images/{make_reference_image().pk}/{size}"
    etag = get(client, address)[0]["ETag"]
    response, content = get(client, address, **{"If-None-Match": etag})
    assert (response.status_code, content, response["ETag"]) == (304, b"", etag)
    assert response["Cache-Control"] == "no-cache"
    assert get(client, address, **{"If-None-Match": '"other"'})[0].status_code == 200


@pytest.mark.parametrize("size", ["file", "thumbnail"])
@pytest.mark.parametrize("what", ["image", "artwork", "draft"])
def test_a_takedown_counts_even_for_who_has_it(client: Client, admin_client: Client, what: str, size: str) -> None:
    image = make_reference_image()
    address = f"/api/v1/images/{image.pk}/{size}"
    etag = get(client, address)[0]["ETag"]
    if what == "image":
        ReferenceImage.objects.update(is_taken_down=True)
    else:
        Artwork.objects.update(status="draft" if what == "draft" else "taken_down")

    response = client.get(address, headers={"If-None-Match": etag, "Accept": "image/avif,image/webp"})
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")

    seen_by_staff, content = get(admin_client, address)
    assert (seen_by_staff.status_code, seen_by_staff["Cache-Control"]) == (200, "private, no-cache")
    assert len(content) > 0


def test_a_file_that_is_missing_is_told_to_the_operator(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    image = make_reference_image()
    (Path(settings.MEDIA_ROOT) / str(image.file.name)).unlink()
    assert client.get(f"/api/v1/images/{image.pk}/file").status_code == 404
    assert f"The file of reference image {image.pk} is missing" in caplog.text
