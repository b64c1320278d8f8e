"""Places on the globe in SQL: what lies within a box or near a point, without a spatial database.

Boxes narrow a search to ranges of the (latitude, longitude) index; exact great-circle distances do the rest, on the
sphere of the Earth's mean radius. Distances on the WGS 84 ellipsoid differ by up to 0.6 %.

Degrees are those of WGS 84; longitudes run from -180 to 180, both of which are the same meridian.
"""

import math
from dataclasses import dataclass

from django.db.models import F, Q
from django.db.models.expressions import Combinable
from django.db.models.functions import Cos, Power, Sin
from django.db.models.lookups import LessThanOrEqual

EARTH_RADIUS_M = 6_371_008.8
"""The mean radius R₁ of the International Union of Geodesy and Geophysics (Moritz 2000, Geodetic Reference System)."""

_HALF_A_DEGREE_RAD = math.pi / 360
_ROUNDING_DEG = 1e-9  # a tenth of a millimetre
_NEVER_TINY_DEG = 1e-28  # PostgreSQL refuses to multiply what would become too small for a double


@dataclass(frozen=True, slots=True)
class Point:
    """A place; latitude -90 to 90, longitude -180 to 180."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Circle:
    """All that is at most ``radius_m`` metres from a point."""

    center: Point
    radius_m: float


@dataclass(frozen=True, slots=True)
class Box:
    """All between two meridians and two parallels; where west > east, across the antimeridian (RFC 7946, 5.2)."""

    west: float
    south: float
    east: float
    north: float


def box_around(circle: Circle) -> Box:
    """The smallest box that holds the circle, a hair wider; around the whole globe where a pole lies inside.

    East and west of the circle are not at the latitude of its center but nearer to the pole, where
    sin(Δlon) = sin(r / R) / cos(lat): J. P. Matuschek, "Finding Points Within a Distance of a Latitude/Longitude Using
    Bounding Coordinates", from Bronstein et al., Handbook of Mathematics.
    """
    latitude, longitude = circle.center.latitude, circle.center.longitude
    angle = circle.radius_m / EARTH_RADIUS_M
    reach = math.degrees(angle) + _ROUNDING_DEG
    south, north = max(latitude - reach, -90), min(latitude + reach, 90)
    if south == -90 or north == 90:
        return Box(-180, south, 180, north)
    width = math.degrees(math.asin(math.sin(angle) / math.cos(math.radians(latitude)))) + _ROUNDING_DEG
    return Box(_wrapped(longitude - width), south, _wrapped(longitude + width), north)


def _wrapped(longitude: float) -> float:
    if longitude > 180:
        return longitude - 360
    return longitude + 360 if longitude < -180 else longitude


def inside(area: Box | Circle) -> Q:
    """Venues that lie within."""
    if isinstance(area, Box):
        return _inside_box(area)
    nearest = LessThanOrEqual(haversine(area.center), _haversine_of(area.radius_m))
    return _inside_box(box_around(area)) & Q(nearest)


def _inside_box(box: Box) -> Q:
    if box.west > box.east:
        between = Q(longitude__gte=box.west) | Q(longitude__lte=box.east)
    else:
        between = Q(longitude__range=(box.west, box.east))
        if box.west == -180:
            between |= Q(longitude=180)
        if box.east == 180:
            between |= Q(longitude=-180)
    return Q(latitude__range=(box.south, box.north)) & between


def haversine(point: Point) -> Combinable:
    """The haversine of the angle between ``point`` and each row's place: 0 here, 1 on the other side of the globe.

    It grows with the distance, so it is what to order by; ``distance_m`` turns it into metres. Exact for small
    distances, where the law of cosines is not: R. W. Sinnott, "Virtues of the Haversine", Sky and Telescope 68 (1984).
    """
    half_latitude = (F("latitude") - point.latitude + _NEVER_TINY_DEG) * _HALF_A_DEGREE_RAD
    half_longitude = (F("longitude") - point.longitude + _NEVER_TINY_DEG) * _HALF_A_DEGREE_RAD
    shrunk = math.cos(math.radians(point.latitude)) * Cos((F("latitude") + _NEVER_TINY_DEG) * (2 * _HALF_A_DEGREE_RAD))
    return Power(Sin(half_latitude), 2) + shrunk * Power(Sin(half_longitude), 2)


def distance_m(haversine_of_angle: float) -> float:
    """Metres along the great circle, from the haversine of its angle."""
    return 2 * EARTH_RADIUS_M * math.asin(math.sqrt(min(haversine_of_angle, 1.0)))


def _haversine_of(metres: float) -> float:
    return math.sin(min(metres / EARTH_RADIUS_M, math.pi) / 2) ** 2
