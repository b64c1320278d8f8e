"""The forms of the admin: saving, uploads, deletions, and what they tell the index."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from catalog.models import (
    Artist,
    Artwork,
    Display,
    IndexChange,
    PriceRecord,
    ReferenceImage,
    Venue,
)
from tests.factories import (
    make_artist,
    make_artwork,
    make_display,
    make_price,
    make_reference_image,
    make_venue,
    tiny_picture,
)

pytestmark = pytest.mark.django_db

Page = Any
"""What the test client returns; its class is private."""

INLINES = ("attributions", "reference_images", "price_records", "displays")


def logged() -> list[int]:
    return list(IndexChange.objects.values_list("reference_image_id", flat=True))


def url(model: str, page: str, *args: object) -> str:
    return reverse(f"admin:catalog_{model}_{page}", args=args)


def artwork_form(artwork: Artwork | None = None, **changes: object) -> dict[str, Any]:
    """The fields of the artwork's page as a browser sends them; inline rows are given as ``attributions=[{…}]``."""
    form: dict[str, Any] = {"title": artwork.title if artwork else "", "status": "published"}
    for name in INLINES:
        rows = changes.pop(name, [])
        assert isinstance(rows, list)
        form[f"{name}-TOTAL_FORMS"] = len(rows)
        form[f"{name}-INITIAL_FORMS"] = sum("id" in row for row in rows)
        form |= {f"{name}-{place}-{field}": value for place, row in enumerate(rows) for field, value in row.items()}
    return form | changes


def upload(data: bytes, name: str = "a.png") -> dict[str, object]:
    return {"position": 0, "is_aspect_true": "on", "upload": SimpleUploadedFile(name, data)}


def existing(image: ReferenceImage, **changes: object) -> dict[str, object]:
    return {"id": image.pk, "artwork": image.artwork_id, "position": image.position, "is_aspect_true": "on", **changes}


def errors(response: Page) -> str:
    formsets = [formset.formset for formset in response.context["inline_admin_formsets"]]
    return str([response.context["adminform"].form.errors, *(formset.errors for formset in formsets)])


def test_adding_an_artwork_with_everything(admin_client: Client) -> None:
    artist, venue = make_artist(), make_venue()
    form = artwork_form(
        title="New",
        attributions=[{"artist": artist.pk, "qualifier": "by", "position": 0}],
        reference_images=[upload(tiny_picture(41))],
        price_records=[{"kind": "hammer", "outcome": "sold", "amount": "10", "currency": "EUR"}],
        displays=[{"venue": venue.pk, "is_on_display": "true", "as_of": "2026-01-02"}],
    )
    response = admin_client.post(url("artwork", "add"), form)
    assert response.status_code == 302, errors(response)
    artwork = Artwork.objects.get()
    image = artwork.reference_images.get()
    assert (artwork.title, artwork.source) == ("New", "admin")
    assert (artwork.attributions.get().artist, artwork.displays.get().venue) == (artist, venue)
    assert artwork.price_records.get().source == "admin"
    assert (image.width_px, image.height_px) == (96, 64)
    with image.file.open() as file:
        assert file.read() == tiny_picture(41)
    assert logged() == [image.pk]


@pytest.mark.parametrize(("said", "kept"), [("", "day"), ("year", "year")])
def test_a_date_is_known_to_the_day_unless_somebody_says_otherwise(admin_client: Client, said: str, kept: str) -> None:
    artwork = make_artwork()
    price = {"kind": "hammer", "amount": "10", "currency": "EUR", "date": "2020-05-04", "date_precision": said}
    response = admin_client.post(url("artwork", "change", artwork.pk), artwork_form(artwork, price_records=[price]))
    assert response.status_code == 302, errors(response)
    assert artwork.price_records.get().date_precision == kept


def test_an_upload_is_turned_upright(admin_client: Client) -> None:
    artwork = make_artwork()
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = BytesIO()
    Image.open(BytesIO(tiny_picture(42))).save(turned, "JPEG", exif=exif)
    form = artwork_form(artwork, reference_images=[upload(turned.getvalue())])
    response = admin_client.post(url("artwork", "change", artwork.pk), form)
    assert response.status_code == 302, errors(response)
    assert artwork.reference_images.values_list("width_px", "height_px").get() == (64, 96)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([{"position": 0, "rights": "mine"}], "Choose a picture file"),
        ([upload(b"text", "a.txt")], "not a whole picture"),
        ([upload(tiny_picture(43)), upload(tiny_picture(43))], "already has this picture"),
    ],
)
def test_a_bad_upload_is_explained_and_nothing_is_saved(
    admin_client: Client, rows: list[dict[str, object]], words: str
) -> None:
    artwork = make_artwork()
    form = artwork_form(artwork, title="Changed", reference_images=rows)
    response = admin_client.post(url("artwork", "change", artwork.pk), form)
    assert response.status_code == 200
    assert words in errors(response)
    assert not ReferenceImage.objects.exists()
    artwork.refresh_from_db()
    assert artwork.title != "Changed"
    assert logged() == []


def test_the_same_picture_twice_is_refused(admin_client: Client) -> None:
    image = make_reference_image(picture=tiny_picture(44))
    rows = [existing(image), upload(tiny_picture(44))]
    response = admin_client.post(
        url("artwork", "change", image.artwork_id), artwork_form(image.artwork, reference_images=rows)
    )
    assert "already has this picture" in errors(response)


def test_rules_of_the_database_are_explained_in_the_form(admin_client: Client) -> None:
    artwork = make_artwork()
    form = artwork_form(artwork, year_from="1900", year_to="1800", price_records=[{"kind": "hammer", "amount": "0"}])
    found = errors(admin_client.post(url("artwork", "change", artwork.pk), form))
    assert "The first year is after the last" in found
    assert "A price of zero is no price" in found
    assert "An amount needs its currency" in found


@pytest.mark.parametrize("changes", [{"status": "taken_down"}, {"title": "Another"}])
def test_saving_the_form_tells_the_index(admin_client: Client, changes: dict[str, object]) -> None:
    image = make_reference_image()
    form = artwork_form(image.artwork, reference_images=[existing(image)], **changes)
    response = admin_client.post(url("artwork", "change", image.artwork_id), form)
    assert response.status_code == 302, errors(response)
    assert logged() == [image.pk]


def test_changing_the_artist_in_the_form_tells_the_index(admin_client: Client) -> None:
    artwork = make_artwork(artists=(make_artist(),))
    image, attribution, other = make_reference_image(artwork), artwork.attributions.get(), make_artist()
    row = {"id": attribution.pk, "artwork": artwork.pk, "artist": other.pk, "qualifier": "after", "position": 0}
    form = artwork_form(artwork, attributions=[row], reference_images=[existing(image)])
    response = admin_client.post(url("artwork", "change", artwork.pk), form)
    assert response.status_code == 302, errors(response)
    assert artwork.attributions.values_list("artist", "qualifier").get() == (other.pk, "after")
    assert logged() == [image.pk]


def test_rows_deleted_in_the_form_are_gone_and_images_leave_tombstones(admin_client: Client) -> None:
    image = make_reference_image()
    price = make_price(image.artwork)
    gone = {"id": price.pk, "artwork": price.artwork_id, "kind": "hammer", "DELETE": "on"}
    form = artwork_form(image.artwork, reference_images=[existing(image, DELETE="on")], price_records=[gone])
    response = admin_client.post(url("artwork", "change", image.artwork_id), form)
    assert response.status_code == 302, errors(response)
    assert not ReferenceImage.objects.exists()
    assert not PriceRecord.objects.exists()
    assert logged() == [image.pk]


def test_deleting_an_artwork_leaves_tombstones(admin_client: Client) -> None:
    image = make_reference_image()
    response = admin_client.post(url("artwork", "delete", image.artwork_id), {"post": "yes"})
    assert response.status_code == 302
    assert not Artwork.objects.exists()
    assert logged() == [image.pk]


def test_an_image_is_changed_and_deleted_on_its_own_page(admin_client: Client) -> None:
    image = make_reference_image()
    page = url("referenceimage", "change", image.pk)
    assert image.sha256 in admin_client.get(page).text
    response = admin_client.post(page, {"is_taken_down": "on", "position": 3, "credit": "Somebody"})
    assert response.status_code == 302
    image.refresh_from_db()
    assert (image.is_taken_down, image.position, image.credit) == (True, 3, "Somebody")
    assert logged() == [image.pk]
    admin_client.post(url("referenceimage", "delete", image.pk), {"post": "yes"})
    assert not ReferenceImage.objects.exists()
    assert logged() == [image.pk, image.pk]


def test_images_are_only_added_with_their_artwork(admin_client: Client) -> None:
    assert admin_client.get(url("referenceimage", "add")).status_code == 403


def test_an_artist_with_works_cannot_be_deleted(admin_client: Client) -> None:
    artist = make_artist()
    make_artwork(artists=(artist,))
    admin_client.post(url("artist", "delete", artist.pk), {"post": "yes"})
    assert Artist.objects.filter(pk=artist.pk).exists()


def test_a_venue_made_by_hand_says_so(admin_client: Client) -> None:
    data = {"name": "A gallery", "kind": "gallery", "url": "example.org"}
    data |= {"staff-TOTAL_FORMS": "0", "staff-INITIAL_FORMS": "0"}
    assert admin_client.post(url("venue", "add"), data).status_code == 302
    venue = Venue.objects.get()
    assert (venue.source, venue.url) == ("admin", "https://example.org")
    assert venue.source_id
    response = admin_client.post(url("venue", "change", venue.pk), {**data, "latitude": "10"})
    assert "or neither" in str(response.context["adminform"].form.errors)


def test_hours_are_written_a_day_a_line(admin_client: Client) -> None:
    venue = make_venue(opening_hours={"Monday": "closed", "Dienstag": "ab zehn"})
    page = url("venue", "change", venue.pk)
    assert "Monday: closed\nDienstag: ab zehn</textarea>" in admin_client.get(page).text
    data = {"name": venue.name, "kind": venue.kind, "staff-TOTAL_FORMS": "0", "staff-INITIAL_FORMS": "0"}
    refused = admin_client.post(page, {**data, "opening_hours": "Monday 10"})
    assert "write the day, a colon, and the hours" in str(refused.context["adminform"].form.errors)
    admin_client.post(page, {**data, "opening_hours": "Tuesday: 10:00–12:00\n\nTuesday: 14:00–18:00\n"})
    venue.refresh_from_db()
    assert venue.opening_hours == {"Tuesday": "10:00–12:00, 14:00–18:00"}
    assert venue.opening_spans.filter(is_open=True).count() == 2


def test_other_names_are_written_a_line_each(admin_client: Client) -> None:
    artist = make_artist(aliases=["El Greco"])
    page = url("artist", "change", artist.pk)
    assert "El Greco</textarea>" in admin_client.get(page).text
    admin_client.post(page, {"name": artist.name, "aliases": " El Greco \n\nTheotokopoulos\nEl Greco"})
    artist.refresh_from_db()
    assert artist.aliases == ["El Greco", "Theotokopoulos"]


def test_displays_made_by_hand_are_kept_by_their_artwork(admin_client: Client) -> None:
    display = make_display()
    row = {"id": display.pk, "artwork": display.artwork_id, "venue": display.venue_id, "as_of": "2026-05-06"}
    form = artwork_form(display.artwork, displays=[{**row, "is_on_display": "unknown"}])
    response = admin_client.post(url("artwork", "change", display.artwork_id), form)
    assert response.status_code == 302, errors(response)
    assert Display.objects.values_list("source", "is_on_display").get() == ("test", None)
