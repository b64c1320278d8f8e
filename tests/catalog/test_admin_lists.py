"""The lists of the admin: queries, searches, pictures, actions, and what they tell the index."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from catalog.models import (
    Artwork,
    Attribution,
    Exhibition,
    IndexChange,
    IndexGeneration,
    Recognition,
    ReferenceImage,
)
from tests.evidence import candidate, evidence, finding
from tests.factories import (
    make_artist,
    make_artwork,
    make_display,
    make_price,
    make_reference_image,
    make_venue,
)

pytestmark = pytest.mark.django_db

Page = Any
"""What the test client returns; its class is private."""


def logged() -> list[int]:
    return list(IndexChange.objects.values_list("reference_image_id", flat=True))


def url(model: str, page: str, *args: object) -> str:
    return reverse(f"admin:catalog_{model}_{page}", args=args)


def make_generation() -> None:
    IndexGeneration.objects.create(
        fingerprint="abc",
        sequence=12345,
        factory="Flat",
        vectors=10,
        dimension=256,
        file_name="x",
        sha256="0" * 64,
        recall_at_10=0.99,
        state="retired",
    )


def a_full_catalogue(count: int) -> None:
    for _ in range(count):
        artwork = make_artwork(artists=(make_artist(), make_artist()))
        make_reference_image(artwork)
        make_reference_image(artwork, embedding_error="Truncated")
        make_price(artwork)
        make_display(artwork)
        Exhibition.objects.create(venue=make_venue(), title="A show", source="test", source_id=artwork.source_id)
        make_generation()
        Recognition.objects.create(
            state="done", outcome="match", answered_at=timezone.now(), evidence=evidence(finding("match"))
        )


@pytest.mark.parametrize(
    "model",
    [
        *(
            "artist",
            "artwork",
            "exhibition",
            "indexgeneration",
            "pricerecord",
            "recognition",
            "referenceimage",
            "venue",
        ),
    ],
)
def test_a_list_takes_as_many_queries_for_many_rows_as_for_few(admin_client: Client, model: str) -> None:
    a_full_catalogue(2)
    admin_client.get(url(model, "changelist"))
    with CaptureQueriesContext(connection) as few:
        admin_client.get(url(model, "changelist"))
    a_full_catalogue(6)
    with CaptureQueriesContext(connection) as many:
        response = admin_client.get(url(model, "changelist"), {"q": ""})
    assert response.status_code == 200
    assert len(many) <= len(few) <= 14


@pytest.mark.parametrize(
    ("model", "query", "found"),
    [
        ("artwork", {"q": "lilies"}, 1),
        ("artwork", {"q": "monet"}, 1),
        ("artwork", {"q": "nobody"}, 0),
        ("artwork", {"status": "draft"}, 1),
        ("artwork", {"index_state": "failed"}, 1),
        ("artwork", {"index_state": "hidden"}, 1),
        ("referenceimage", {"index_state": "failed"}, 1),
        ("referenceimage", {"index_state": "embedded"}, 0),
        ("referenceimage", {"q": "lilies"}, 1),
        ("pricerecord", {"q": "lilies", "kind": "hammer"}, 1),
        ("artist", {"q": "monet"}, 1),
        ("venue", {"q": "lisbon"}, 1),
    ],
)
def test_searches_and_filters(admin_client: Client, model: str, query: dict[str, str], found: int) -> None:
    lilies = make_artwork(title="Water lilies", artists=(make_artist(name="Claude Monet"),))
    make_reference_image(lilies, embedding_error="Truncated")
    make_price(lilies)
    make_display(lilies)
    make_reference_image(make_artwork(title="A draft", status="draft"))
    response = admin_client.get(url(model, "changelist"), query)
    assert response.context["cl"].result_count == found


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"amount": Decimal(1200)}, "EUR 1,200<"),
        ({"amount": Decimal("1200.50")}, "EUR 1,200.50<"),
        ({"kind": "estimate", "outcome": "", "amount": 1000, "amount_high": 1500}, "EUR 1,000–1,500<"),
        ({"object_count": 3, "is_inferred": True, "amount": 9}, "EUR 9 for 3 works (inferred)<"),
        ({"object_count": None, "amount": 9}, "EUR 9 for several works<"),
        ({"amount": None, "currency": "", "amount_text": "20 scudi"}, ">20 scudi<"),
        ({"amount": None, "currency": ""}, 'class="field-price">–<'),
        ({"date": date(1889, 1, 1), "date_precision": "year"}, ">1889<"),
        ({"date": date(1889, 5, 1), "date_precision": "month"}, ">1889-05<"),
    ],
)
def test_prices_are_told_as_people_write_them(admin_client: Client, fields: dict[str, Any], told: str) -> None:
    make_price(**fields)
    assert told in admin_client.get(url("pricerecord", "changelist")).text


def test_recognitions_say_who_asked_and_what_was_found(admin_client: Client) -> None:
    image = make_reference_image(make_artwork(title="The found one", artists=(make_artist(name="Manet"),)))
    guest = User.objects.create(username="guest-821f894b-1a47-46b2-bc5a-7fb218c2bf91")
    now = timezone.now()
    found = evidence(finding("match", [candidate(image)]))
    Recognition.objects.create(state="done", outcome="match", answered_at=now, evidence=found, owner=guest)
    Recognition.objects.create(state="failed", problem="expired", problem_detail="It waited too long.", answered_at=now)
    page = admin_client.get(url("recognition", "changelist")).text
    for told in (">guest-821f894b<", "The found one, by Manet", ">It waited too long.<", ">nobody in particular<"):
        assert told in page


@pytest.mark.parametrize(
    ("model", "text", "found"),
    [
        ("artwork", "watre lillies", 1),
        ("artwork", "monet water", 1),
        ("artwork", "Nocturne draft", 1),
        ("artwork", "NG 53 a", 1),
        ("artwork", "NG 53", 0),
        ("artwork", "!!", 0),
        ("artist", "claude monnet", 2),
        ("artist", "500019484", 1),
        ("venue", "guggenhiem", 1),
        ("venue", "Q201469", 1),
    ],
)
def test_lists_are_searched_by_words_as_people_type_them(
    admin_client: Client, model: str, text: str, found: int
) -> None:
    monet = make_artist(name="Claude Monet", ulan_id="500019484")
    make_artist(name="Claude Oscar Monet", joined_to=monet)
    make_artwork(title="Water lilies", artists=(monet,), accession_number="NG 53 a")
    make_artwork(title="A nocturne", source_id="Nocturne draft", status="draft")
    make_venue(name="Guggenheim Museum", wikidata_id="Q201469")
    make_venue(name="Prado")
    assert admin_client.get(url(model, "changelist"), {"q": text}).context["cl"].result_count == found


def test_names_are_completed_though_they_are_misspelt(admin_client: Client) -> None:
    artist = make_artist(name="Claude Monet", birth_year=1840, death_year=1926)
    make_artwork(title="Sea", artists=(artist,), date_text="1870")
    make_venue(name="Prado", city="Madrid")

    def completed(term: str, model: str, field: str) -> list[str]:
        asked = {"term": term, "app_label": "catalog", "model_name": model, "field_name": field}
        return [each["text"] for each in admin_client.get("/admin/autocomplete/", asked).json()["results"]]

    assert completed("monnet", "attribution", "artist") == ["Claude Monet (1840–1926), test"]
    assert completed("sea", "pricerecord", "artwork") == ["Sea, Claude Monet, 1870, test"]
    assert completed("prado", "display", "venue") == ["Prado, Madrid, test"]


def test_an_artist_links_to_the_works(admin_client: Client) -> None:
    artist = make_artist()
    make_artwork(artists=(artist,))
    make_artwork()
    link = f"{url('artwork', 'changelist')}?attributions__artist={artist.pk}"
    assert f'href="{link}">1</a>' in admin_client.get(url("artist", "changelist")).text
    assert admin_client.get(link).context["cl"].result_count == 1


def test_the_list_shows_picture_artist_and_index_state(admin_client: Client) -> None:
    artwork = make_artwork()
    Attribution.objects.create(artwork=artwork, artist=make_artist(name="Rubens"), qualifier="workshop_of")
    image = make_reference_image(artwork)
    make_reference_image(artwork, embedding_error="Truncated")
    make_artwork()
    page = admin_client.get(url("artwork", "changelist")).text
    assert url("referenceimage", "picture", image.pk, "thumbnail") in page
    assert "workshop of Rubens" in page
    assert "1 pending, 1 failed" in page
    assert "no image" in page


def downloaded(client: Client, address: str) -> bytes:
    response = client.get(address)
    assert response.status_code == 200
    return b"".join(response)


def test_pictures_are_served_to_staff_even_when_taken_down(admin_client: Client, client: Client) -> None:
    image = make_reference_image(is_taken_down=True)
    thumbnail = url("referenceimage", "picture", image.pk, "thumbnail")
    assert downloaded(admin_client, thumbnail)[:3] == b"\xff\xd8\xff"
    assert downloaded(admin_client, url("referenceimage", "picture", image.pk, "file"))[:4] == b"\x89PNG"
    assert client.get(thumbnail).status_code == 302
    assert admin_client.get(url("referenceimage", "picture", image.pk, "sha256")).status_code == 404
    image.thumbnail.storage.delete(str(image.thumbnail))
    assert admin_client.get(thumbnail).status_code == 404


def test_the_form_of_a_full_artwork_opens(admin_client: Client) -> None:
    a_full_catalogue(1)
    page = admin_client.get(url("artwork", "change", Artwork.objects.get().pk))
    assert page.status_code == 200
    assert "Failed: Truncated" in page.text


def act(client: Client, model: str, action: str, *rows: ReferenceImage | Artwork, **more: str) -> Page:
    data = {"action": action, "_selected_action": [row.pk for row in rows], **more}
    return client.post(url(model, "changelist"), data, follow=True)


def test_artworks_are_taken_down_and_published_by_action(admin_client: Client) -> None:
    image = make_reference_image()
    page = act(admin_client, "artwork", "take_down", image.artwork)
    assert "They leave search" in page.text
    image.artwork.refresh_from_db()
    assert image.artwork.status == "published", "that was not confirmed"
    sent = dict(page.context["sent"])
    assert sent == {"action": "take_down", "_selected_action": str(image.artwork_id)}
    page = act(admin_client, "artwork", "take_down", image.artwork, confirmed="yes")
    assert "Taken down: 1" in page.text
    image.artwork.refresh_from_db()
    assert image.artwork.status == "taken_down"
    act(admin_client, "artwork", "publish", image.artwork)
    image.artwork.refresh_from_db()
    assert image.artwork.status == "published"
    assert logged() == [image.pk, image.pk]


def test_images_are_taken_down_restored_and_retried_by_action(
    admin_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    nudges: list[bool] = []
    monkeypatch.setattr("catalog.dispatch.index_pending_images", lambda: nudges.append(True))
    image = make_reference_image(embedding_error="Truncated")
    assert "Their artworks stay" in act(admin_client, "referenceimage", "take_down", image).text
    act(admin_client, "referenceimage", "take_down", image, confirmed="yes")
    image.refresh_from_db()
    assert image.is_taken_down
    act(admin_client, "referenceimage", "restore", image)
    assert "Errors cleared: 1" in act(admin_client, "referenceimage", "retry_embedding", image).text
    image.refresh_from_db()
    assert (image.is_taken_down, image.embedding_error) == (False, "")
    assert logged() == [image.pk, image.pk]
    assert nudges == [True, True]


@pytest.mark.parametrize("model", ["artwork", "referenceimage"])
def test_deleting_many_leaves_tombstones(admin_client: Client, model: str) -> None:
    images = [make_reference_image(), make_reference_image()]
    rows: list[Any] = [image.artwork for image in images] if model == "artwork" else images
    ids = [image.pk for image in images]
    page = act(admin_client, model, "delete_selected", *rows, post="yes")
    assert page.status_code == 200
    assert not ReferenceImage.objects.exists()
    assert logged() == ids


def test_more_than_anybody_looks_through_are_not_deleted_at_once(
    admin_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("catalog.admin.confirming.MOST_DELETED", 1)
    works = [make_artwork(), make_artwork()]
    assert "2 are selected; at most 1" in act(admin_client, "artwork", "delete_selected", *works, post="yes").text
    assert Artwork.objects.count() == 2
    act(admin_client, "artwork", "delete_selected", works[0], post="yes")
    assert Artwork.objects.get() == works[1]


def test_recognitions_are_read_only_and_show_their_evidence(admin_client: Client) -> None:
    image = make_reference_image(make_artwork(title="The found one"))
    best = {
        "reference_image_id": image.pk,
        "confidence": 0.987,
        "similarity": 0.9,
        "inliers": 88,
        "coverage": 0.5,
        "quad": None,
    }
    found = {"outcome": "match", "findings": [{"candidates": [best, {**best, "reference_image_id": 0}]}]}
    done = Recognition.objects.create(state="done", outcome="match", answered_at=timezone.now(), evidence=found)
    Recognition.objects.create()
    changelist = admin_client.get(url("recognition", "changelist")).text
    assert "0.99" in changelist
    page = admin_client.get(url("recognition", "change", done.pk)).text
    assert f'{url("artwork", "change", image.artwork_id)}">The found one</a>: confidence 0.987, 88 inliers' in page
    assert url("referenceimage", "picture", image.pk, "thumbnail") in page
    assert admin_client.post(url("recognition", "change", done.pk), {}).status_code == 403
    assert admin_client.get(url("recognition", "add")).status_code == 403
    assert admin_client.post(url("recognition", "delete", done.pk), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize(("status", "is_drawn"), [("published", True), ("taken_down", False)])
def test_the_page_of_an_artwork_draws_its_prices(admin_client: Client, status: str, *, is_drawn: bool) -> None:
    price = make_price(make_artwork(status=status))
    page = admin_client.get(url("artwork", "change", price.artwork_id)).text
    chart = reverse("artwork-price-chart-svg", args=(price.artwork_id,))
    assert (chart in page) is is_drawn
    assert admin_client.get(chart).status_code == (200 if is_drawn else 404)


def test_generations_are_listed(admin_client: Client) -> None:
    make_generation()
    page = admin_client.get(url("indexgeneration", "changelist")).text
    assert "12,345" in page
    assert "abc" in page
