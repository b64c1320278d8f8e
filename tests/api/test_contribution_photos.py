"""New works with their photos: what is kept of a photo, for how long, and that the work is found afterwards."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from catalog.models import Artwork, Contribution, ContributionPhoto, FieldCorrection, IndexChange, PriceRecord
from tests.api.people import Person, make_account, make_guest, send
from tests.factories import make_artist, make_artwork, tiny_picture

pytestmark = pytest.mark.django_db(transaction=True)

WORK = {"title": "Ridge", "year_from": 1901, "artist_name": "Ana Reis", "photo_rights": "CC BY 4.0"}


@pytest.fixture
def guest() -> Person:
    return make_guest()


@pytest.fixture
def staff() -> Person:
    return make_account("mo@art.example", is_staff=True, is_superuser=True)


def phone_photo(seed: int = 0) -> bytes:
    """Lying on its side, with a place in it."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "A phone of Ana"
    exif.get_ifd(0x8825)[1] = "N"
    buffer = BytesIO()
    with Image.open(BytesIO(tiny_picture(seed))) as picture:
        picture.save(buffer, "JPEG", exif=exif, comment=b"A phone of Ana")
    return buffer.getvalue()


def form(person: Person, *photos: bytes, **fields: object) -> Any:  # noqa: ANN401
    told = json.dumps({"kind": "new_work", "work": WORK, "public_name": "Ana", **fields})
    files = [SimpleUploadedFile(f"{number}.jpg", data) for number, data in enumerate(photos)]
    return person.client.post("/api/v1/contributions/", {"contribution": told, "photos": files})


def kept_files() -> list[Path]:
    return sorted((Path(settings.MEDIA_ROOT) / "contributions").glob("*"))


def test_a_new_work_is_shown_with_its_photos(guest: Person, staff: Person) -> None:
    told = form(guest, phone_photo(1), phone_photo(2), phone_photo(1)).json()
    assert (told["photos_kept"], told["artwork"], told["work"]["artist_name"]) == (2, None, "Ana Reis")
    kept = [path.read_bytes() for path in kept_files()]
    assert all(b"Ana" not in data and b"Exif" not in data for data in kept)
    with Image.open(BytesIO(kept[0])) as picture:
        assert picture.size == (64, 96)
    for _ in range(2):
        accepted = send(staff.client, "POST", f"{told['url']}accept/", {}).json()
    work = Artwork.objects.get()
    assert (accepted["artwork"], accepted["photos_kept"]) == (work.pk, 0)
    assert (work.title, work.year_from, work.source, work.source_id) == (
        *("Ridge", 1901, "contribution", str(told["id"])),
    )
    assert work.artists.get().name == "Ana Reis"
    assert set(work.reference_images.values_list("credit", "rights")) == {("Ana", "CC BY 4.0")}
    assert IndexChange.objects.count() == work.reference_images.count() == 2
    assert kept_files() == []
    shown = send(guest.client, "GET", accepted["result_url"]).json()
    assert shown["image"]["width_px"] == 64


def test_by_an_artist_of_the_catalogue(guest: Person, staff: Person) -> None:
    artist = make_artist()
    told = form(guest, phone_photo(), work={"title": "Ridge", "artist": artist.pk}).json()
    make_artwork(title="Ridge")
    conflicts = send(staff.client, "POST", f"{told['url']}accept/", {}).json()["errors"]["confirmed"]
    assert send(staff.client, "POST", f"{told['url']}accept/", {"confirmed": conflicts}).status_code == 200
    assert artist.artworks.get().source == "contribution"


@pytest.mark.parametrize("end", ["withdraw", "decline", "leave"])
def test_photos_go_with_the_decision(guest: Person, staff: Person, end: str) -> None:
    told = form(guest, phone_photo()).json()
    assert len(kept_files()) == 1
    if end == "withdraw":
        send(guest.client, "DELETE", told["url"])
    elif end == "decline":
        send(staff.client, "POST", f"{told['url']}decline/", {"reason": "No"})
    else:
        send(guest.client, "DELETE", "me/")
    assert kept_files() == []
    assert not ContributionPhoto.objects.exists()


def test_who_leaves_takes_the_name_along(guest: Person, staff: Person) -> None:
    other = make_artwork()
    price = {"kind": "hammer", "outcome": "bought_in"}
    bodies = (
        {"kind": "price", "artwork": other.pk, "price": price, "evidence": "A list", "public_name": "Ana"},
        {"kind": "correction", "artwork": other.pk, "artwork_changes": {"title": "Sea"}, "public_name": "Ana"},
    )
    told = [send(guest.client, "POST", "contributions/", body).json() for body in bodies]
    for each in (*told, form(guest, phone_photo()).json()):
        assert send(staff.client, "POST", f"{each['url']}accept/", {}).status_code == 200
    send(guest.client, "DELETE", "me/")
    assert not Contribution.objects.exists()
    assert PriceRecord.objects.get().stated_by == FieldCorrection.objects.get().stated_by == "a visitor"
    assert Artwork.objects.get(source="contribution").reference_images.get().credit == "a visitor"


def test_photos_are_refused_with_words(guest: Person, settings: Any) -> None:  # noqa: ANN401
    assert form(guest).json()["errors"] == {"photos": ["Send one to five photos of the work, in a form."]}
    assert "photos" in form(guest, *(phone_photo(seed) for seed in range(6))).json()["errors"]
    statuses = [form(guest, data).status_code for data in (b"", b"GIF89a", phone_photo()[:400])]
    assert statuses == [400, 415, 422]
    price = {"kind": "price", "artwork": make_artwork().pk, "price": {"kind": "hammer"}, "evidence": "x"}
    assert "photos" in form(guest, phone_photo(), **price, work=None).json()["errors"]
    broken = guest.client.post("/api/v1/contributions/", {"contribution": "{", "photos": []})
    assert list(broken.json()["errors"]) == ["contribution"]
    settings.ARTREC = {**settings.ARTREC, "PHOTO_MAX_BYTES": 300}
    assert form(guest, phone_photo()).status_code == 413
    assert form(guest, b"x" * 80_000).json()["detail"].startswith("The form has")
    assert kept_files() == []
    assert not Contribution.objects.exists()
