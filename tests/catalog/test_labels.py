"""What the catalogue knows, as labels to learn and to lend."""

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from catalog.models import Attribution
from catalog.selectors.labels import labels_of
from tests.factories import make_artist, make_artwork, make_reference_image

pytestmark = pytest.mark.django_db


def test_what_is_known_is_told_and_the_rest_absent() -> None:
    full = make_reference_image(
        make_artwork(
            artists=(make_artist(name="Ida"),),
            style="🎨 Weaves",
            medium="Wool",
            genre="Still  life ",
            year_from=1948,
            year_to=1950,
        )
    )
    bare = make_reference_image()
    assert labels_of([full.pk, bare.pk]) == {
        full.pk: {
            "style": "Weaves",
            "artist": "Ida",
            "medium": "Textile",
            "genre": "Still life",
            "period": "1900–1949",
        },
        bare.pk: {},
    }


@pytest.mark.parametrize(
    ("years", "period"),
    [
        ({"year_from": 1950}, "1950–1999"),
        ({"year_to": 1699}, "1650–1699"),
        ({"year_from": 30}, "0–49"),
        ({"year_from": 1690, "year_to": 1720}, "1700–1749"),
        ({"year_from": 1801, "year_to": 1900}, None),
        ({"year_from": -20, "year_to": 10}, None),
        ({}, None),
    ],
)
def test_the_period_is_half_a_century_of_our_era(years: dict[str, Any], period: str | None) -> None:
    image = make_reference_image(make_artwork(**years))
    assert labels_of([image.pk])[image.pk].get("period") == period


@pytest.mark.parametrize("style", ["[nan]", "—", "None", " "])
def test_a_mark_for_nothing_is_no_label(style: str) -> None:
    image = make_reference_image(make_artwork(style=style))
    assert labels_of([image.pk]) == {image.pk: {}}


def test_of_several_makers_the_first_counts_and_only_makers() -> None:
    first, second, master = make_artist(), make_artist(), make_artist()
    image = make_reference_image(make_artwork(artists=(first, second)))
    copy = make_reference_image()
    Attribution.objects.create(artwork=copy.artwork, artist=master, qualifier=Attribution.Qualifier.AFTER)
    labels = labels_of([image.pk, copy.pk])
    assert labels[image.pk]["artist"] == first.name
    assert "artist" not in labels[copy.pk]


def test_hidden_images_have_no_labels() -> None:
    hidden = make_reference_image(make_artwork(status="taken_down", style="Weaves"))
    taken_down = make_reference_image(is_taken_down=True)
    assert labels_of([hidden.pk, taken_down.pk, 10**9]) == {}


def test_two_queries_for_any_number(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    images = [make_reference_image(make_artwork(artists=(make_artist(),))) for _ in range(4)]
    with django_assert_num_queries(2):
        assert len(labels_of([image.pk for image in images])) == 4
