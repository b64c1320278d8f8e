"""Venues: near a point, in a box, by kind and name; as JSON and as GeoJSON."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.api.place_examples import VENUE_FEATURES, VENUES
from catalog.models import Venue
from catalog.services.venues import write_openings
from tests.api.test_artworks import problem_of
from tests.api.test_openapi import shape
from tests.factories import make_venue

pytestmark = pytest.mark.django_db

VENUES_URL = "/api/v1/venues/"
GEOJSON = "application/geo+json"


def names(client: Client, **query: str | int) -> list[str]:
    response = client.get(VENUES_URL, query)
    assert response.status_code == 200, response.content
    return [each["name"] for each in response.json()["results"]]


def walk(client: Client, url: str) -> list[Any]:
    """Everything on the pages from ``url`` on, checked backwards too."""
    page = client.get(url).json()
    if page["next"] is None:
        return list(page["results"])
    following = client.get(page["next"]).json()
    assert client.get(following["previous"]).json()["results"] == page["results"]
    return [*page["results"], *walk(client, page["next"])]


def test_the_nearest_comes_first_with_its_distance(client: Client) -> None:
    make_venue(name="far", latitude=38.8, longitude=-9.1394)
    make_venue(name="near", latitude=38.7140, longitude=-9.1394)
    make_venue(name="elsewhere", latitude=41.15, longitude=-8.61)
    make_venue(name="nowhere", latitude=None, longitude=None)
    told = client.get(VENUES_URL, {"near": "38.7139,-9.1394"}).json()["results"]
    assert [(each["name"], each["distance_m"]) for each in told] == [("near", 11.1), ("far", 9573.9)]
    assert names(client, near="38.7139, -9.1394", radius_m=9_573) == ["near"]
    assert [each["distance_m"] for each in client.get(VENUES_URL).json()["results"]] == [None] * 4


def test_pages_by_distance_leave_nothing_out_where_many_are_equally_far(client: Client) -> None:
    for offset in (0, 0, 0, 0, 0, 1e-9, 1e-7, 0.01, 0.01, 0.02):
        make_venue(longitude=-9.1394 + offset)
    told = walk(client, f"{VENUES_URL}?near=38.7139,-9.1394&page_size=2")
    assert [each["id"] for each in told] == list(Venue.objects.values_list("pk", flat=True).order_by("pk"))


def test_a_box_across_the_antimeridian(client: Client) -> None:
    make_venue(name="Suva", latitude=-18.1, longitude=178.4)
    make_venue(name="Apia", latitude=-13.8, longitude=-171.8)
    make_venue(name="Lisbon")
    assert names(client, box="175,-20,-170,-10") == ["Suva", "Apia"]
    assert names(client, box="-170,-20,175,80") == ["Lisbon"]


def test_kind_and_words_and_area_together(client: Client) -> None:
    make_venue(name="Harbour House", kind="gallery", city="Porto")
    make_venue(name="Harbour Museum", city="Porto")
    make_venue(name="Harbour Museum of Lagos", city="Lagos", latitude=0, longitude=0)
    assert names(client, search="harbour PORTO") == ["Harbour House", "Harbour Museum"]
    assert names(client, search="harbour", kind="museum") == ["Harbour Museum", "Harbour Museum of Lagos"]
    assert names(client, search="harbour", kind="museum", near="38.7,-9.1", box="-10,38,-9,39") == ["Harbour Museum"]
    assert names(client, search="portugal lagos") == ["Harbour Museum of Lagos"]


@pytest.mark.parametrize(
    ("field", "query"),
    [
        ("near", {"near": "91,0"}),
        ("near", {"near": "0,180.5"}),
        ("near", {"near": "38.7"}),
        ("near", {"near": "nan,0"}),
        ("near", {"near": "1e1,0"}),
        ("radius_m", {"near": "0,0", "radius_m": "0"}),
        ("radius_m", {"near": "0,0", "radius_m": "1000001"}),
        ("radius_m", {"near": "0,0", "radius_m": "nan"}),
        ("radius_m", {"radius_m": "5"}),
        ("box", {"box": "0,1,1,0"}),
        ("box", {"box": "-181,0,1,1"}),
        ("box", {"box": "0,0,1,1,1"}),
        ("kind", {"kind": "church"}),
        ("search", {"search": "x" * 101}),
    ],
)
def test_a_parameter_that_is_not_valid_is_named(client: Client, field: str, query: dict[str, str]) -> None:
    response = client.get(VENUES_URL, query)
    assert problem_of(response) == "invalid-request"
    assert list(response.json()["errors"]) == [field]


def test_geojson_by_accept_header_and_by_address(client: Client) -> None:
    venue = make_venue(latitude=38.7139, longitude=-9.1394)
    make_venue(latitude=None, longitude=None)
    asked = client.get(VENUES_URL, headers={"Accept": GEOJSON})
    named = client.get("/api/v1/venues.geojson", headers={"Accept": "application/json"})
    assert asked["Content-Type"] == named["Content-Type"] == GEOJSON
    assert "Accept" in asked["Vary"]
    assert asked.json() == named.json()
    told = named.json()
    assert told["type"] == "FeatureCollection"
    placed, unplaced = told["features"]
    assert (placed["type"], placed["id"]) == ("Feature", venue.pk)
    assert placed["geometry"] == {"type": "Point", "coordinates": [-9.1394, 38.7139]}
    assert placed["properties"]["name"] == venue.name
    assert unplaced["geometry"] is None
    page = client.get("/api/v1/venues.geojson?page_size=1&box=-10,30,0,40").json()
    assert page["next"] is None
    assert [feature["id"] for feature in page["features"]] == [venue.pk]


def test_a_problem_is_a_problem_in_geojson_too(client: Client) -> None:
    for response in (
        client.get("/api/v1/venues.geojson", {"near": "x"}),
        client.get(VENUES_URL, {"near": "x"}, headers={"Accept": GEOJSON}),
    ):
        assert problem_of(response) == "invalid-request"


def test_the_examples_look_like_real_answers(client: Client) -> None:
    make_venue()
    assert shape(client.get(VENUES_URL).json()) == shape(VENUES)
    assert shape(client.get("/api/v1/venues.geojson").json()) == shape(VENUE_FEATURES)


def test_open_now_by_the_venues_own_clock(client: Client) -> None:
    always = dict.fromkeys(("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), "00:00–24:00")
    for name, hours in (("open", always), ("closed", dict.fromkeys(always, "closed")), ("unknown", {"": "daily"})):
        write_openings([make_venue(name=name, opening_hours=hours).pk])
    told = {each["name"]: each["open_now"] for each in client.get(VENUES_URL).json()["results"]}
    assert told == {"open": True, "closed": False, "unknown": None}
    assert [names(client, open_now=asked) for asked in ("true", "false", "unknown")] == [[name] for name in told]
    assert client.get(f"{VENUES_URL}{Venue.objects.get(name='open').pk}/").json()["open_now"] is True


def test_only_what_is_asked_for(client: Client) -> None:
    make_venue(wikidata_id="Q1")
    (told,) = client.get(VENUES_URL, {"fields": "name", "include": "wikidata_id"}).json()["results"]
    assert set(told) == {"id", "name", "wikidata_id"}
    (feature,) = client.get("/api/v1/venues.geojson", {"fields": "name"}).json()["features"]
    assert set(feature["properties"]) == {"name"}
    assert feature["geometry"] is not None


def test_the_number_of_queries_does_not_grow_with_the_page(client: Client) -> None:
    def queries(size: int) -> int:
        for _ in range(size):
            make_venue()
        with CaptureQueriesContext(connection) as captured:
            assert len(client.get(f"{VENUES_URL}?near=38.7139,-9.1394").json()["results"]) >= size
        return len(captured)

    assert queries(1) == queries(9) == 2


def test_a_search_near_a_point_reads_the_index(client: Client) -> None:
    with CaptureQueriesContext(connection) as captured:
        client.get(VENUES_URL, {"near": "38.7139,179.9"})
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")  # it scans tiny tables whatever indexes they have
        explain = "EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN "
        cursor.execute(explain + captured[0]["sql"])
        assert "venue_coordinates" in str(cursor.fetchall())
