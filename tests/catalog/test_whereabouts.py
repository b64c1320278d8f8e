"""Where a photo was taken decides between equals and nothing else."""

import datetime
import json
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from catalog.models import Recognition, ReferenceImage, Venue
from catalog.selectors.geography import Point
from catalog.selectors.whereabouts import NEAR_M, Hint, put_near_first
from catalog.services import photos
from catalog.services.recognition import record_answer
from tests.evidence import candidate, evidence, finding
from tests.factories import make_artwork, make_display, make_reference_image, make_venue

pytestmark = pytest.mark.django_db

HERE = Point(38.7139, -9.1394)
METRE = 1 / 111_195


def make_image(venue: Venue | None = None, **display: object) -> ReferenceImage:
    """Of a work that hangs at the venue."""
    artwork = make_artwork()
    if venue is not None:
        make_display(artwork, venue, **display)
    return make_reference_image(artwork)


def order(images: list[ReferenceImage], confidences: list[float], hint: Hint, outcome: str = "candidates") -> list[int]:
    """Which of the images, by place, comes first, second and so on."""
    pairs = zip(images, confidences, strict=True)
    listed = [candidate(image, confidence=confidence) for image, confidence in pairs]
    found = evidence(finding(outcome, listed))
    changed = put_near_first(found, hint)
    after = changed["findings"][0]["candidates"]
    assert sorted(after, key=json.dumps) == sorted(listed, key=json.dumps)
    assert {**changed, "findings": []} == {**found, "findings": []}
    by_id = {image.pk: place for place, image in enumerate(images)}
    return [by_id[each["reference_image_id"]] for each in after]


@pytest.mark.parametrize(
    ("confidences", "expected"),
    [
        ([0.5, 0.5, 0.5], [2, 0, 1]),
        ([0.5, 0.45, 0.4], [2, 0, 1]),
        ([0.5, 0.45, 0.39], [0, 1, 2]),
        ([0.9, 0.5, 0.4], [0, 2, 1]),
        ([0.9, 0.1, 0.01], [0, 1, 2]),
    ],
)
def test_only_equals_change_places(confidences: list[float], expected: list[int]) -> None:
    venue = make_venue()
    images = [make_image(), make_image(make_venue(latitude=10.0)), make_image(venue)]
    assert order(images, confidences, Hint(venue_id=venue.pk)) == expected


def test_a_match_stays() -> None:
    venue = make_venue()
    assert order([make_image(), make_image(venue)], [0.99, 0.98], Hint(venue_id=venue.pk), "match") == [0, 1]


@pytest.mark.parametrize(("away_m", "is_near"), [(0, True), (NEAR_M - 2, True), (NEAR_M + 2, False)])
def test_how_far_is_near(away_m: float, is_near: bool) -> None:  # noqa: FBT001
    venue = make_venue(latitude=HERE.latitude + away_m * METRE, longitude=HERE.longitude)
    assert order([make_image(), make_image(venue)], [0.5, 0.5], Hint(HERE)) == ([1, 0] if is_near else [0, 1])


TODAY = timezone.now().date()
DAY = datetime.timedelta(days=1)


@pytest.mark.parametrize(
    ("display", "counts"),
    [
        ({"is_on_display": True}, True),
        ({"is_on_display": True, "from_date": TODAY, "to_date": TODAY}, True),
        ({"is_on_display": None}, False),
        ({"is_on_display": False}, False),
        ({"is_on_display": True, "to_date": TODAY - DAY}, False),
        ({"is_on_display": True, "from_date": TODAY + DAY}, False),
    ],
)
def test_what_hangs_there_today_counts(display: dict[str, Any], counts: bool) -> None:  # noqa: FBT001
    venue = make_venue()
    images = [make_image(), make_image(venue, **display)]
    assert order(images, [0.5, 0.5], Hint(venue_id=venue.pk)) == ([1, 0] if counts else [0, 1])


def test_two_queries_however_many(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    venue = make_venue()
    findings = [finding("candidates", [candidate(make_image(venue)) for _ in range(3)]) for _ in range(2)]
    with django_assert_num_queries(2):
        put_near_first(evidence(*findings), Hint(HERE, venue.pk))


@pytest.mark.parametrize("hint", [Hint(), Hint(HERE), Hint(venue_id=7), Hint(HERE, 7)])
def test_a_hint_is_packed_and_unpacked(hint: Hint) -> None:
    assert Hint.unpacked(hint.packed()) == hint


def test_the_answer_that_is_kept_has_the_order_and_not_the_place() -> None:
    venue = make_venue()
    first, second = make_image(), make_image(venue)
    recognition = Recognition.objects.create()
    photos.keep_hint(str(recognition.pk), Hint(venue_id=venue.pk).packed())
    found = evidence(finding("candidates", [candidate(first), candidate(second)]))
    record_answer(str(recognition.pk), outcome="candidates", evidence=found)
    recognition.refresh_from_db()
    assert recognition.evidence is not None
    kept = recognition.evidence["findings"][0]["candidates"]
    assert [each["reference_image_id"] for each in kept] == [second.pk, first.pk]
    assert set(recognition.evidence) == set(found)
    photos.forget_photo(str(recognition.pk))
