"""Each rule that the database holds refuses a row that breaks it, by name, and takes the valid row beside it."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from catalog.models import (
    ArtistJoinCandidate,
    Attribution,
    Embedding,
    Exhibition,
    IndexGeneration,
    IndexSequence,
    LocalDescriptors,
    Recognition,
)
from tests.factories import (
    make_artist,
    make_artwork,
    make_display,
    make_price,
    make_reference_image,
    make_venue,
)

pytestmark = pytest.mark.django_db


def make_exhibition(**fields: object) -> Exhibition:
    values: dict[str, Any] = {"title": "An exhibition", "source": "test", "source_id": "1", **fields}
    return Exhibition.objects.create(venue=make_venue(), **values)


def make_generation(**fields: object) -> IndexGeneration:
    values: dict[str, Any] = {
        "fingerprint": "f",
        "sequence": 1,
        "factory": "Flat",
        "vectors": 1,
        "dimension": 4,
        "file_name": "a",
        "sha256": "0" * 64,
        "recall_at_10": 1.0,
        "state": "active",
        **fields,
    }
    return IndexGeneration.objects.create(**values)


def make_recognition(**fields: object) -> Recognition:
    values: dict[str, Any] = {**fields}
    return Recognition.objects.create(**values)


Make = Callable[..., models.Model]


@pytest.mark.parametrize(
    ("constraint", "make", "broken", "valid"),
    [
        ("artist_has_name", make_artist, {"name": ""}, {}),
        ("artist_born_before_death", make_artist, {"birth_year": 1900, "death_year": 1899}, {"birth_year": 1900}),
        ("artwork_status_known", make_artwork, {"status": "lost"}, {"status": "draft"}),
        ("artwork_years_in_order", make_artwork, {"year_from": 1900, "year_to": 1899}, {"year_from": 1900}),
        ("artwork_years_plausible", make_artwork, {"year_from": 2201}, {"year_from": -32_000}),
        ("artwork_years_plausible", make_artwork, {"year_to": -32_001}, {"year_to": 2200}),
        ("artwork_size_positive", make_artwork, {"height_mm": 0}, {"height_mm": 1}),
        ("artwork_size_positive", make_artwork, {"width_mm": 0}, {"width_mm": 1}),
        ("reference_image_not_empty", make_reference_image, {"width_px": 0}, {}),
        ("reference_image_not_empty", make_reference_image, {"height_px": 0}, {}),
        ("reference_image_not_empty", make_reference_image, {"size_bytes": 0}, {}),
        ("reference_image_sha256_hex", make_reference_image, {"sha256": "A" * 64}, {"sha256": "a" * 64}),
        ("reference_image_sha256_hex", make_reference_image, {"source_sha256": "a" * 63}, {"source_sha256": "a" * 64}),
        ("venue_has_name", make_venue, {"name": ""}, {}),
        ("venue_kind_known", make_venue, {"kind": "cellar"}, {"kind": "gallery"}),
        ("venue_coordinates_whole", make_venue, {"longitude": None}, {"latitude": None, "longitude": None}),
        ("venue_coordinates_whole", make_venue, {"latitude": None}, {}),
        ("venue_coordinates_whole", make_venue, {"latitude": 90.1}, {"latitude": 90}),
        ("venue_coordinates_whole", make_venue, {"longitude": -180.1}, {"longitude": -180}),
        (
            "exhibition_dates_in_order",
            make_exhibition,
            {"starts_on": "2020-02-01", "ends_on": "2020-01-01"},
            {"starts_on": "2020-02-01"},
        ),
        (
            "display_dates_in_order",
            make_display,
            {"from_date": "2020-02-01", "to_date": "2020-01-01"},
            {"to_date": "2020-01-01"},
        ),
        ("price_kind_known", make_price, {"kind": "rumour"}, {"kind": "private"}),
        ("price_outcome_known", make_price, {"outcome": "stolen"}, {"outcome": "withdrawn"}),
        ("price_never_zero", make_price, {"amount": 0}, {"amount": Decimal("0.01")}),
        (
            "price_never_zero",
            make_price,
            {"kind": "estimate", "amount": None, "amount_high": 0},
            {"kind": "estimate", "amount": None, "amount_high": 5},
        ),
        ("price_amount_fits", make_price, {"amount": 10**13}, {"amount": Decimal("9999999999999.99")}),
        (
            "price_amount_fits",
            make_price,
            {"kind": "estimate", "amount_high": 10**13},
            {"kind": "estimate", "amount_high": Decimal("9999999999999.99")},
        ),
        (
            "price_range_is_estimate_in_order",
            make_price,
            {"kind": "estimate", "amount": 10, "amount_high": 9},
            {"kind": "estimate", "amount": 10, "amount_high": 10},
        ),
        (
            "price_range_is_estimate_in_order",
            make_price,
            {"amount": 10, "amount_high": 20},
            {"kind": "estimate", "amount": 10, "amount_high": 20},
        ),
        ("price_amount_has_currency", make_price, {"currency": ""}, {"currency": "", "amount": None}),
        ("price_amount_has_currency", make_price, {"currency": "eur"}, {"currency": "USD"}),
        (
            "price_amount_has_currency",
            make_price,
            {"kind": "estimate", "amount": None, "amount_high": 5, "currency": ""},
            {"kind": "estimate", "amount": None, "amount_high": 5},
        ),
        ("price_date_has_precision", make_price, {"date_precision": ""}, {"date": None, "date_precision": ""}),
        ("price_date_has_precision", make_price, {"date": None}, {"date_precision": "year"}),
        ("generation_recall_is_share", make_generation, {"recall_at_10": 1.01}, {}),
        ("generation_recall_is_share", make_generation, {"recall_at_10": -0.01}, {"recall_at_10": 0}),
        ("index_sequence_single_row", IndexSequence.objects.create, {"id": 2}, {"id": 1}),
        ("recognition_state_whole", make_recognition, {"state": "done", "outcome": "match"}, {}),
        (
            "recognition_state_whole",
            make_recognition,
            {"state": "done", "outcome": "", "answered_at": timezone.now()},
            {"state": "done", "outcome": "match", "answered_at": timezone.now()},
        ),
        (
            "recognition_state_whole",
            make_recognition,
            {"state": "failed", "answered_at": timezone.now()},
            {"state": "failed", "problem": "expired", "answered_at": timezone.now()},
        ),
    ],
)
def test_database_refuses(constraint: str, make: Make, broken: dict[str, Any], valid: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        make(**broken)
    assert make(**valid).pk is not None


@pytest.mark.parametrize("make", [make_artist, make_artwork, make_venue, make_price, make_display, make_exhibition])
def test_source_and_source_id_are_unique_together(make: Make) -> None:
    make(source="a", source_id="x")
    make(source="b", source_id="x")
    make(source="a", source_id="y")
    with pytest.raises(IntegrityError), transaction.atomic():
        make(source="a", source_id="x")


@pytest.mark.parametrize("make", [make_artist, make_venue])
def test_nothing_is_joined_to_itself(make: Callable[..., Any]) -> None:
    row = make()
    row.joined_to = row
    with pytest.raises(IntegrityError, match="joined_to_another"), transaction.atomic():
        row.save()
    row.joined_to = make()
    row.save()


@pytest.mark.parametrize(
    ("broken", "name"),
    [
        ({"swapped": True}, "artistjoincandidate_pair_in_order"),
        ({"state": "joined"}, "artistjoincandidate_decided_whole"),
        ({"decided_at": timezone.now()}, "artistjoincandidate_decided_whole"),
    ],
)
def test_a_pair_to_be_decided(broken: dict[str, Any], name: str) -> None:
    one, other = make_artist(), make_artist()
    if broken.pop("swapped", False):
        one, other = other, one
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        ArtistJoinCandidate.objects.create(left=one, right=other, reason="same_name", **broken)


def test_an_artwork_names_an_artist_once() -> None:
    artist = make_artist()
    artwork = make_artwork(artists=(artist,))
    with pytest.raises(IntegrityError), transaction.atomic():
        Attribution.objects.create(artwork=artwork, artist=artist, qualifier="after")


def test_an_attribution_has_a_known_qualifier() -> None:
    with pytest.raises(IntegrityError, match="attribution_qualifier_known"), transaction.atomic():
        Attribution.objects.create(artwork=make_artwork(), artist=make_artist(), qualifier="perhaps")


def test_an_artwork_has_a_picture_once_but_two_artworks_may_share_it() -> None:
    image = make_reference_image()
    make_reference_image(sha256=image.sha256)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_reference_image(image.artwork, sha256=image.sha256)


@pytest.mark.parametrize(("model", "data"), [(Embedding, "vector"), (LocalDescriptors, "packed")])
def test_an_image_has_one_result_per_fingerprint(model: type[models.Model], data: str) -> None:
    image = make_reference_image()
    rows: models.Manager[Any] = model._default_manager
    rows.create(reference_image=image, fingerprint="a", **{data: b"1"})
    rows.create(reference_image=image, fingerprint="b", **{data: b"1"})
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.create(reference_image=image, fingerprint="a", **{data: b"2"})


def test_a_fingerprint_has_one_active_generation() -> None:
    make_generation()
    make_generation(state="retired")
    make_generation(fingerprint="g")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_generation()
