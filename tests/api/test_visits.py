"""Statistics of a venue: what counts, who may read it, and that no small number can be told."""

import datetime
import itertools
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from catalog.api.place_examples import STATISTICS
from catalog.models import Artwork, Recognition, Venue, VenueStaff, VisitCount
from catalog.selectors.visits import rounded
from catalog.selectors.whereabouts import Hint
from catalog.services import photos
from catalog.services.recognition import record_answer
from catalog.services.visits import count_visit
from tests.api.people import make_account, make_guest
from tests.api.test_artworks import problem_of
from tests.api.test_openapi import shape
from tests.evidence import candidate, evidence, finding
from tests.factories import make_artwork, make_display, make_guide, make_reference_image, make_venue

pytestmark = pytest.mark.django_db

MONDAY = datetime.date(2026, 11, 2)


def url_of(venue: Venue, **query: str) -> str:
    return f"/api/v1/venues/{venue.pk}/statistics/?" + "&".join(f"{name}={value}" for name, value in query.items())


def make_count(venue: Venue, artwork: Artwork | None, scans: int, day: datetime.date = MONDAY, hour: int = 11) -> None:
    VisitCount.objects.create(venue=venue, artwork=artwork, day=day, hour=hour, scans=scans)


def counted() -> dict[tuple[int, int | None], int]:
    return {(row.venue_id, row.artwork_id): row.scans for row in VisitCount.objects.all()}


def test_what_was_scanned_most_and_least(admin_client: Client) -> None:
    venue = make_venue()
    works = [make_artwork() for _ in range(4)]
    hidden = make_artwork(status="taken_down")
    for artwork in (*works, hidden):
        make_display(artwork, venue)
    make_count(venue, works[0], 7)
    make_count(venue, works[0], 6, hour=15)
    make_count(venue, works[1], 29, MONDAY + datetime.timedelta(days=6))
    make_count(venue, works[2], 4)
    make_count(venue, hidden, 50)
    make_count(venue, None, 12)
    make_count(venue, works[3], 100, MONDAY + datetime.timedelta(days=7))
    make_count(make_venue(), works[3], 100)

    told = admin_client.get(url_of(venue, **{"from": "2026-11-04", "to": "2026-11-05"})).json()

    assert (told["from"], told["to"], told["time_zone"], told["step"]) == (
        "2026-11-02",
        "2026-11-08",
        "Europe/Lisbon",
        5,
    )
    assert (told["scans"], told["unknown"]) == (105, 10)
    assert [(each["artwork"]["id"], each["scans"]) for each in told["most_scanned"]] == [
        (works[1].pk, 25),
        (works[0].pk, 10),
    ]
    assert [(each["artwork"]["id"], each["scans"]) for each in told["least_scanned"]] == [
        (works[2].pk, None),
        (works[3].pk, None),
        (works[0].pk, 10),
        (works[1].pk, 25),
    ]
    assert (told["hours"][10:12], told["hours"][15], len(told["hours"])) == ([None, 100], 5, 24)
    assert shape(told) == shape(STATISTICS)


def test_no_week_that_is_not_over(admin_client: Client) -> None:
    venue = make_venue()
    today = timezone.now().date()
    monday = today - datetime.timedelta(days=today.weekday())
    make_count(venue, None, 10, monday - datetime.timedelta(days=2))
    make_count(venue, None, 100, monday)
    told = admin_client.get(url_of(venue, to=(today + datetime.timedelta(days=30)).isoformat())).json()
    assert told["scans"] == 10
    assert datetime.date.fromisoformat(told["to"]) == monday - datetime.timedelta(days=1)
    assert told == admin_client.get(url_of(venue)).json()
    for query in ({"from": monday.isoformat()}, {"from": "2026-02-02", "to": "2026-02-01"}):
        response = admin_client.get(url_of(venue, **query))
        assert (problem_of(response), list(response.json()["errors"])) == ("invalid-request", ["from"])


def test_the_calendar_ends_nothing(admin_client: Client) -> None:
    venue = make_venue()
    make_count(venue, None, 12)
    told = admin_client.get(url_of(venue, **{"from": "0001-01-01", "to": "9999-12-31"})).json()
    assert (told["from"], told["unknown"]) == ("0001-01-01", 10)
    told = admin_client.get(url_of(venue, to="0001-01-01")).json()
    assert (told["from"], told["to"], told["unknown"]) == ("0001-01-01", "0001-01-07", None)


def test_only_the_venues_staff(client: Client) -> None:
    venue, other = make_venue(), make_venue()
    keeper = make_account()
    VenueStaff.objects.create(venue=venue, user=keeper.user)
    assert keeper.client.get(url_of(venue)).status_code == 200
    assert problem_of(keeper.client.get(url_of(other))) == "permission-denied"
    assert problem_of(make_guest().client.get(url_of(venue))) == "permission-denied"
    assert problem_of(make_account("staff@art.example", is_staff=True).client.get(url_of(venue))) == "permission-denied"
    assert problem_of(client.get(url_of(venue))) == "not-authenticated"
    assert keeper.client.get("/api/v1/venues/4711/statistics/").status_code == 404


def test_an_answer_counts_where_its_sender_is_or_its_work_hangs() -> None:
    venue, other = make_venue(), make_venue()
    image, elsewhere, twice, draft = (make_reference_image() for _ in range(4))
    make_display(image.artwork, venue)
    make_display(image.artwork, other, is_on_display=None)
    for place in (venue, other):
        make_display(twice.artwork, place)
    draft.artwork.status = "draft"
    draft.artwork.save()
    seen = evidence(*(finding("match", [candidate(each)]) for each in (image, elsewhere, twice, draft)))

    count_visit(seen, None)
    assert counted() == {(venue.pk, image.artwork_id): 1}
    count_visit(seen, other.pk)
    count_visit(seen, None)
    assert counted() == {
        (venue.pk, image.artwork_id): 2,
        **{(other.pk, each.artwork_id): 1 for each in (image, elsewhere, twice)},
    }


def test_rows_of_two_sources_are_one_venue(admin_client: Client) -> None:
    venue, image = make_venue(), make_reference_image()
    other = make_venue(joined_to=venue)
    for place in (venue, other):
        make_display(image.artwork, place)
    count_visit(evidence(finding("match", [candidate(image)])), None)
    count_visit(evidence(finding("unknown")), other.pk)
    assert counted() == {(venue.pk, image.artwork_id): 1, (venue.pk, None): 1}
    make_count(other, None, 10)
    week = {"from": "2026-11-02", "to": "2026-11-08"}
    assert [admin_client.get(url_of(each, **week)).json()["scans"] for each in (venue, other)] == [10, 10]
    keeper = make_account()
    VenueStaff.objects.create(venue=other, user=keeper.user)
    assert keeper.client.get(url_of(venue)).status_code == 200
    guide = make_guide(image.artwork, other)
    (told,) = admin_client.get(f"/api/v1/venues/{venue.pk}/guides/").json()["results"]
    assert (told["id"], told["venue"]["id"]) == (guide.pk, venue.pk)


def test_what_is_not_recognized_counts_as_unknown_where_a_venue_is_named() -> None:
    venue, image = make_venue(), make_reference_image()
    make_display(image.artwork, venue)
    for seen in (evidence(finding("unknown")), evidence(finding("candidates", [candidate(image)]))):
        count_visit(seen, None)
        count_visit(seen, 4711)
        count_visit(seen, venue.pk)
    assert counted() == {(venue.pk, None): 2}


@pytest.mark.parametrize(("zone", "hour"), [("Asia/Tokyo", 8), ("America/New_York", 18), ("", 23)])
def test_days_and_hours_are_the_venues_own(monkeypatch: pytest.MonkeyPatch, zone: str, hour: int) -> None:
    moment = datetime.datetime(2026, 11, 2, 23, 30, tzinfo=datetime.UTC)
    monkeypatch.setattr("catalog.services.visits.timezone.now", lambda: moment)
    count_visit(evidence(finding("unknown")), make_venue(time_zone=zone).pk)
    row = VisitCount.objects.get()
    assert (row.hour, row.day) == (hour, datetime.date(2026, 11, 3 if zone == "Asia/Tokyo" else 2))


@pytest.mark.usefixtures("traces")
def test_an_answer_is_counted_once_and_leaves_nothing_of_its_sender() -> None:
    venue, recognition = make_venue(), Recognition.objects.create()
    name = str(recognition.pk)
    photos.keep_hint(name, Hint(venue_id=venue.pk).packed())
    for _ in range(2):
        record_answer(name, outcome="unknown", evidence=evidence(finding("unknown")))
    assert counted() == {(venue.pk, None): 1}
    assert {field.name for field in VisitCount._meta.get_fields()} == {"id", "venue", "artwork", "day", "hour", "scans"}


def least_known(publish: Callable[..., Any], hidden: Callable[..., list[int]], *cells: range) -> int:
    """Of all small counts: the least upper bound that anybody can give one who knows what is published."""
    alike: dict[Any, list[tuple[int, ...]]] = defaultdict(list)
    for counts in itertools.product(*cells):
        alike[publish(*counts)].append(counts)
    return min(
        max(hidden(*counts)[place] for counts in group)
        for group in alike.values()
        for place in range(len(hidden(*group[0])))
        if rounded(hidden(*group[0])[place]) is None
    )


def test_no_hidden_count_can_be_bounded_below_four_by_subtraction() -> None:
    small, large = range(15), range(60)
    table = least_known(
        lambda *counts: (*map(rounded, counts), rounded(sum(counts))), lambda *counts: [*counts], *[small] * 3
    )
    periods = least_known(
        lambda old, new: (rounded(old), rounded(new), rounded(old + new)), lambda _, new: [new], large, small
    )
    assert (table, periods) == (4, 4)
