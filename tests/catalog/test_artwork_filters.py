"""Which artworks each filter lets through."""

import datetime
import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from catalog.models import Artwork, Exhibition, PriceRecord
from catalog.selectors import artwork_filters
from catalog.selectors.artwork_filters import ArtworkFilters, filter_artworks
from catalog.selectors.geography import Box, Circle, Point
from tests.factories import make_artist, make_artwork, make_display, make_price, make_reference_image, make_venue

pytestmark = pytest.mark.django_db

LISBON, PORTO = (38.7139, -9.1394), (41.1496, -8.6109)


def found(**wanted: Any) -> set[str]:  # noqa: ANN401
    """The titles that are left, whichever way is taken to them.

    An asker must not be able to tell JSON's copy of the filters from the original.
    """
    filters = ArtworkFilters(**wanted)
    assert ArtworkFilters.from_json(json.loads(json.dumps(filters.as_json()))) == filters
    few = titles(filters)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(artwork_filters, "_FEW", 0)
        assert titles(filters) == few == titles(filters, is_read_whole=True)
    return few


def titles(filters: ArtworkFilters, *, is_read_whole: bool = False) -> set[str]:
    left = filter_artworks(Artwork.objects.all(), filters, is_read_whole=is_read_whole)
    return {artwork.title for artwork in left}


def test_no_filter_lets_all_through() -> None:
    make_artwork(title="one")
    make_artwork(title="two")
    assert found() == {"one", "two"}


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"year_from": 1890}, {"1890s", "1891", "since 1850"}),
        ({"year_from": 1891, "year_to": 1891}, {"1890s", "1891", "since 1850"}),
        ({"year_from": 1900}, {"since 1850"}),
        ({"year_to": 1889}, {"1850s", "until 1880", "since 1850"}),
        ({"year_to": 1849}, {"until 1880"}),
        ({"year_from": 1881, "year_to": 1889}, {"since 1850"}),
    ],
    ids=str,
)
def test_years_overlap(asked: dict[str, int], expected: set[str]) -> None:
    years = {
        "1850s": (1850, 1859),
        "1890s": (1890, 1899),
        "1891": (1891, 1891),
        "until 1880": (None, 1880),
        "since 1850": (1850, None),
        "unknown": (None, None),
    }
    for title, (first, last) in years.items():
        make_artwork(title=title, year_from=first, year_to=last)
    assert found(**asked) == expected


def test_what_the_record_says_of_itself() -> None:
    make_artwork(title="a", style="Cubism", genre="still life", rights="CC0", medium="Oil on canvas", source="quay")
    make_artwork(title="b", style="Cubism, late", genre="", rights="", medium="", source="quay-2")
    for asked in (
        {"style": "CUBISM"},
        {"genre": "Still Life"},
        {"rights": "cc0"},
        {"medium": "OIL"},
        {"source": "quay"},
    ):
        assert found(**asked) == {"a"}, asked
    assert found(medium="100%") == set()


def test_by_an_artist_in_whatever_way() -> None:
    ana, bo = make_artist(), make_artist()
    make_artwork(title="by both", artists=(ana, bo))
    make_artwork(title="by Ana", artists=(ana,)).attributions.update(qualifier="after")
    make_artwork(title="by nobody")
    assert found(artist=ana.pk) == {"by both", "by Ana"}
    assert found(artist=bo.pk) == {"by both"}
    assert found(artist=4711) == set()


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"currency": "EUR"}, {"paid", "asked", "dear"}),
        ({"currency": "USD"}, {"dollars"}),
        ({"currency": "EUR", "price_min": Decimal(1000)}, {"asked", "dear"}),
        ({"currency": "EUR", "price_max": Decimal("999.99")}, {"paid"}),
        ({"currency": "EUR", "price_min": Decimal(900), "price_max": Decimal(1000)}, {"paid", "asked"}),
        ({"currency": "EUR", "price_min": Decimal(1001), "price_max": Decimal(4999)}, set()),
    ],
    ids=str,
)
def test_prices_that_somebody_paid_or_asked(asked: dict[str, Any], expected: set[str]) -> None:
    prices: dict[str, dict[str, Any]] = {
        "paid": {"amount": Decimal(900)},
        "asked": {"amount": Decimal(1000), "kind": PriceRecord.Kind.ASKING, "outcome": ""},
        "dollars": {"amount": Decimal(1000), "currency": "USD"},
        "estimated": {"amount": Decimal(900), "kind": PriceRecord.Kind.ESTIMATE},
        "bought in": {"amount": Decimal(900), "outcome": PriceRecord.Outcome.BOUGHT_IN},
        "one of two": {"amount": Decimal(900), "object_count": 2},
        "secret": {"amount": None, "currency": "EUR"},
    }
    for title, fields in prices.items():
        make_price(make_artwork(title=title), **fields)
    dear = make_artwork(title="dear")
    make_price(dear, amount=Decimal(100), date=datetime.date(1950, 1, 1))
    make_price(dear, amount=Decimal(5000))
    if "price_max" in asked and asked["price_max"] < 1000:
        expected = expected | {"dear"}  # it, too, was sold at such a price once
    assert found(**asked) == expected


def test_where_and_whether_it_hangs() -> None:
    today = timezone.now().date()
    yesterday = today - datetime.timedelta(days=1)
    lisbon, porto = make_venue(), make_venue(latitude=PORTO[0], longitude=PORTO[1])
    show = Exhibition.objects.create(venue=porto, title="Now", source="test", source_id="1")
    make_display(make_artwork(title="hangs in Lisbon"), lisbon, from_date=today, to_date=today)
    make_display(make_artwork(title="stored in Lisbon"), lisbon, is_on_display=False)
    make_display(make_artwork(title="unsaid in Lisbon"), lisbon, is_on_display=None)
    moved = make_artwork(title="moved")
    make_display(moved, lisbon, to_date=yesterday)
    make_display(moved, porto, exhibition=show)
    make_artwork(title="nowhere")
    make_display(make_artwork(title="off the map"), make_venue(latitude=None, longitude=None))

    in_lisbon = {"hangs in Lisbon", "stored in Lisbon", "unsaid in Lisbon", "moved"}
    near = {"near": Circle(Point(*LISBON), 5000)}
    box = {"box": Box(-9.2, 38.6, -9.0, 38.8)}
    for there in ({"venue": lisbon.pk}, near, box, {**near, **box}):
        assert found(**there) == in_lisbon, there
        assert found(**there, on_display=True) == {"hangs in Lisbon"}, there
        assert found(**there, on_display=False) == in_lisbon - {"hangs in Lisbon"}, there
    assert found(on_display=True) == {"hangs in Lisbon", "moved", "off the map"}
    assert found(on_display=False) == {"stored in Lisbon", "unsaid in Lisbon", "nowhere"}
    assert found(exhibition=show.pk) == {"moved"}
    assert found(exhibition=show.pk, venue=lisbon.pk) == set()
    assert found(near=Circle(Point(*LISBON), 400_000)) == in_lisbon


def test_whether_there_is_a_picture_to_show() -> None:
    make_reference_image(make_artwork(title="shown"))
    make_reference_image(make_artwork(title="hidden"), is_taken_down=True)
    make_artwork(title="none")
    assert found(has_image=True) == {"shown"}
    assert found(has_image=False) == {"hidden", "none"}


def test_filters_are_told_apart_by_their_json() -> None:
    as_json: Callable[..., str] = lambda **wanted: json.dumps(ArtworkFilters(**wanted).as_json(), sort_keys=True)  # noqa: E731
    assert as_json() == "{}"
    assert as_json(on_display=False) != as_json()
    assert as_json(price_min=Decimal(1)) != as_json(price_max=Decimal(1))
    with pytest.raises(TypeError):
        ArtworkFilters.from_json({"colour": "blue"})
