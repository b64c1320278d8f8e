"""Open now: weeks as they are read, and each venue by its own clock."""

import datetime
from itertools import pairwise
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client
from hypothesis import given
from hypothesis import settings as bounded
from hypothesis import strategies as st

from catalog.ingest.venues.places import time_zone_at
from catalog.ingest.venues.week import WeekSpan, read_week
from catalog.models import OpeningSpan, Venue
from catalog.selectors.openings import is_open, where_open
from catalog.services.venues import write_openings
from tests.factories import make_venue

DAY = 24 * 60
SATURDAY_NOON = datetime.datetime(2026, 11, 21, 12, tzinfo=datetime.UTC)


def open_spans(hours: object) -> list[tuple[int, int]]:
    return [(span.from_minute, span.to_minute) for span in read_week(hours) if span.is_open]


@pytest.mark.parametrize(
    ("hours", "spans"),
    [
        ({"Monday": "10:00–18:00"}, [(600, 1080)]),
        ({"tue": "10:00-12:30, 14:00 - 24:00"}, [(DAY + 600, DAY + 750), (DAY + 840, 2 * DAY)]),
        ({"Sun": "00:00–24:00"}, [(6 * DAY, 7 * DAY)]),
        ({"Mon": "14:00–18:00, 10:00–15:00"}, [(600, 900), (900, 1080)]),
        ({"Mon": "10:00–18:00, 11:00–12:00"}, [(600, 1080)]),
        ({"Monday": "closed"}, []),
    ],
)
def test_a_day_that_is_understood(hours: dict[str, str], spans: list[tuple[int, int]]) -> None:
    week = read_week(hours)
    assert open_spans(hours) == spans
    assert sum(span.to_minute - span.from_minute for span in week) == DAY
    assert all(a.to_minute == b.from_minute for a, b in pairwise(week))


@pytest.mark.parametrize(
    "hours",
    [
        {"Monday": "10 to 6"},
        {"Monday": "10:00–18:00, by appointment"},
        {"Monday": "22:00–02:00"},
        {"Monday": "10:00–24:01"},
        {"Monday": ""},
        {"Monday": ["10:00", "18:00"]},
        {"Monday": "10:00–18:00", "Mon": "closed"},
        {"": "daily"},
        {"Holiday": "10:00–18:00"},
        ["Monday"],
        None,
    ],
)
def test_what_is_not_certain_is_not_known(hours: object) -> None:
    assert read_week(hours) == []


@given(st.dictionaries(st.sampled_from(["Monday", "Tue", "wed", "x"]), st.text("0123456789:–, closed", max_size=25)))
def test_spans_never_overlap(hours: dict[str, str]) -> None:
    week = read_week(hours)
    assert all(0 <= span.from_minute < span.to_minute <= 7 * DAY for span in week)
    assert all(a.to_minute <= b.from_minute for a, b in pairwise(week))


def venue_with(hours: object, **fields: Any) -> Venue:  # noqa: ANN401
    venue = make_venue(opening_hours=hours, **fields)
    write_openings([venue.pk])
    return venue


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("hours", "zone", "expected"),
    [
        ({"Saturday": "10:00–18:00"}, "Europe/Lisbon", True),
        ({"Saturday": "10:00–12:00"}, "Europe/Lisbon", False),
        ({"Saturday": "12:00–13:00"}, "Europe/Lisbon", True),
        ({"Saturday": "10:00–12:30"}, "Asia/Tokyo", False),
        ({"Saturday": "20:00–22:00"}, "Asia/Tokyo", True),
        ({"Sunday": "00:00–02:00"}, "Pacific/Auckland", True),
        ({"Friday": "closed"}, "Europe/Lisbon", None),
        ({"Saturday": "10:00–18:00"}, "", None),
        ({"Saturday": "when it rains"}, "Europe/Lisbon", None),
        ({}, "Europe/Lisbon", None),
    ],
)
def test_open_by_the_venues_own_clock(hours: object, zone: str, expected: bool | None) -> None:  # noqa: FBT001
    venue = venue_with(hours, time_zone=zone)
    assert is_open(venue, SATURDAY_NOON) is expected
    for asked in (True, False, None):
        found = where_open(Venue.objects.all(), is_open=asked, moment=SATURDAY_NOON)
        assert list(found) == ([venue] if asked is expected else [])


@pytest.mark.django_db
@bounded(max_examples=25, deadline=None)
@given(st.integers(0, 10 * 365 * DAY))
def test_the_filter_says_what_each_venue_says(minutes: int) -> None:
    moment = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC) + datetime.timedelta(minutes=minutes)
    if not Venue.objects.exists():
        weekend = {"Saturday": "10:00–18:00", "Sunday": "10:00–13:00, 14:00–24:00", "Mon": "closed", "Tue": "?"}
        for zone in ("Europe/Lisbon", "Asia/Tokyo", "America/New_York", "Asia/Kathmandu", ""):
            venue_with(weekend, time_zone=zone)
    venues = list(Venue.objects.prefetch_related("opening_spans"))
    for asked in (True, False, None):
        found = where_open(Venue.objects.all(), is_open=asked, moment=moment)
        assert set(found) == {venue for venue in venues if is_open(venue, moment) is asked}


@pytest.mark.django_db
def test_hours_are_read_again_whenever_they_change(admin_client: Client) -> None:
    venue = venue_with({"Monday": "10:00–18:00"}, time_zone="")
    form = {
        **{name: getattr(venue, name) for name in ("name", "kind", "city", "country", "latitude", "longitude")},
        "opening_hours": "Tuesday: closed",
        "staff-TOTAL_FORMS": 0,
        "staff-INITIAL_FORMS": 0,
    }
    response = admin_client.post(f"/admin/catalog/venue/{venue.pk}/change/", form)
    assert response.status_code == 302, response.content
    venue.refresh_from_db()
    assert venue.time_zone == "Europe/Lisbon"
    (span,) = venue.opening_spans.all()
    assert (span.from_minute, span.to_minute, span.is_open) == (DAY, 2 * DAY, False)


@pytest.mark.django_db
def test_the_command_reads_all_hours_and_finds_time_zones(capsys: pytest.CaptureFixture[str]) -> None:
    make_venue(opening_hours={"Monday": "closed"}, time_zone="")
    make_venue(opening_hours={"": "daily"}, time_zone="", latitude=None, longitude=None)
    call_command("refresh_venues")
    assert "2 venues: 1 with a time zone, 1 with hours understood" in capsys.readouterr().out
    assert OpeningSpan.objects.count() == 1


@pytest.mark.parametrize(
    ("latitude", "longitude", "zone"),
    [
        (38.7139, -9.1394, "Europe/Lisbon"),
        (14.6, -61.07, "America/Martinique"),
        (0, -30, ""),  # the Atlantic
        (43.8, 87.6, ""),  # Ürümqi keeps two times
        (90, 0, ""),
    ],
)
def test_time_zones_by_coordinates(latitude: float, longitude: float, zone: str) -> None:
    assert time_zone_at(latitude, longitude) == zone


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["Mars/Olympus", "../etc/passwd", "/etc/localtime", "nul\0", "Europe", "x" * 64])
def test_a_time_zone_is_a_known_one(name: str) -> None:
    with pytest.raises(ValidationError, match="time_zone"):
        Venue(name="Museum", kind="museum", source="test", source_id="1", time_zone=name).full_clean()


def test_a_week_span_is_plain_data() -> None:
    assert read_week({"Monday": "closed"}) == [WeekSpan(0, DAY, is_open=False)]
