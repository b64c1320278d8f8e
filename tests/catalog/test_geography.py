"""What lies near a point or in a box, against formulas and figures that are not ours."""

import math
import random

import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import settings as bounded
from hypothesis import strategies as st

from catalog.models import Venue
from catalog.selectors.geography import EARTH_RADIUS_M, Box, Circle, Point, box_around, inside
from catalog.selectors.places import distance_of, venues_near
from tests.factories import make_venue

pytestmark = pytest.mark.django_db

_EDGES = ((90, 0), (90, 137), (-90, 12), (0, 180), (0, -180), (10, 179.9999), (10, -179.9999), (0, 0), (89.9, -60))


def angle_by_vectors(a: Point, b: Point) -> float:
    """The angle between two unit vectors by atan2 of their cross and dot products: another formula than ours."""

    def vector(point: Point) -> tuple[float, float, float]:
        latitude, longitude = math.radians(point.latitude), math.radians(point.longitude)
        return (
            math.cos(latitude) * math.cos(longitude),
            math.cos(latitude) * math.sin(longitude),
            math.sin(latitude),
        )

    (ax, ay, az), (bx, by, bz) = vector(a), vector(b)
    cross = math.hypot(ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx)
    return math.atan2(cross, ax * bx + ay * by + az * bz)


@pytest.fixture
def globe() -> dict[int, Point]:
    """Places all over the globe, dense at the edges of the map; those of one venue each."""
    rng = random.Random(5)
    places = [*_EDGES]
    places += [(math.degrees(math.asin(rng.uniform(-1, 1))), rng.uniform(-180, 180)) for _ in range(150)]
    places += [(rng.uniform(-20, 20), rng.choice((-1, 1)) * (180 - rng.expovariate(1))) for _ in range(60)]
    places += [(rng.choice((-1, 1)) * (90 - rng.expovariate(1)), rng.uniform(-180, 180)) for _ in range(60)]
    venues = Venue.objects.bulk_create(
        Venue(name="V", kind="museum", latitude=latitude, longitude=longitude, source="globe", source_id=str(number))
        for number, (latitude, longitude) in enumerate(places)
    )
    return {venue.pk: Point(*place) for venue, place in zip(venues, places, strict=True)}


@bounded(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.floats(-90, 90), st.floats(-180, 180), st.one_of(st.floats(1, 2_000_000), st.floats(1, 20_100_000)))
@example(10, 179.99, 50_000)
@example(-10, -180, 400_000)
@example(89.95, 20, 30_000)
@example(-90, 0, 1_000)
@example(0, 0, 20_015_000)
@example(60, 0, 10_000_000)
@example(-1e-190, 1e-200, 20_000_000)
@example(5e-324, -5e-324, 20_000_000)
def test_near_is_what_vectors_say(globe: dict[int, Point], latitude: float, longitude: float, radius_m: float) -> None:
    center = Point(latitude, longitude)
    found = list(venues_near(Circle(center, radius_m)))
    true_m = {pk: angle_by_vectors(center, place) * EARTH_RADIUS_M for pk, place in globe.items()}
    # The two formulas agree to the millimetre, but near the antipodes to metres only.
    assert {venue.pk for venue in found} >= {pk for pk, metres in true_m.items() if metres < radius_m - 1}
    for venue in found:
        assert true_m[venue.pk] <= radius_m + 1
        assert distance_of(venue) == pytest.approx(true_m[venue.pk], abs=1e-3, rel=1e-7)
    assert [distance_of(venue) for venue in found] == pytest.approx(
        sorted(true_m[venue.pk] for venue in found), abs=1e-3, rel=1e-7
    )


@bounded(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(-180, 180), st.integers(-180, 180), st.integers(-90, 90), st.integers(-90, 90))
@example(170, -170, -90, 90)
@example(-180, 180, -90, 90)
@example(-180, -179, -90, 90)
@example(179, 180, -90, 90)
@example(180, -180, -90, 90)
def test_a_box_goes_eastward(globe: dict[int, Point], west: int, east: int, south: int, north: int) -> None:
    south, north = sorted((south, north))
    found = set(Venue.objects.filter(inside(Box(west, south, east, north))).values_list("pk", flat=True))
    end = east if west <= east else east + 360
    expected = {
        pk
        for pk, at in globe.items()
        if south <= at.latitude <= north and any(west <= at.longitude + turn <= end for turn in (-360, 0, 360))
    }
    assert found == expected


@pytest.mark.parametrize(
    ("a", "b", "geodesic_m"),
    [
        (Point(40.6, -73.8), Point(51.6, -0.5), 5_551_759.400),  # New York to London: Karney's GeographicLib
        (Point(-37.95103342, 144.42486789), Point(-37.65282114, 143.92649553), 54_972.271),  # Geoscience Australia
    ],
)
def test_the_sphere_is_close_to_the_ellipsoid(a: Point, b: Point, geodesic_m: float) -> None:
    make_venue(latitude=b.latitude, longitude=b.longitude)
    venue = venues_near(Circle(a, 2 * geodesic_m)).get()
    assert distance_of(venue) == pytest.approx(geodesic_m, rel=0.006)


def test_a_venue_without_a_place_is_nowhere() -> None:
    make_venue(latitude=None, longitude=None)
    assert not venues_near(Circle(Point(0, 0), 1e9)).exists()
    assert not Venue.objects.filter(inside(Box(-180, -90, 180, 90))).exists()


def test_the_box_around_a_circle_is_small() -> None:
    box = box_around(Circle(Point(60, 179.95), 11_120))
    assert (box.west, box.south, box.east, box.north) == pytest.approx((179.75, 59.9, -179.85, 60.1), abs=1e-3)
