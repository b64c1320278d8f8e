"""Joins in the database: made by loads, shown by the API, decided by people, and standing from then on."""

from itertools import permutations
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client

from catalog.ingest.records import ArtistRecord, ArtworkRecord, DisplayRecord, VenueRecord
from catalog.models import (
    Artist,
    ArtistJoinCandidate,
    Artwork,
    ArtworkJoinCandidate,
    Venue,
    VenueJoinCandidate,
)
from catalog.services.joining import NothingToDecide, decide_candidates, join_entities, join_rows, take_apart
from catalog.services.loading import LoadCounts, load_records
from tests.catalog.adapters import AS_OF
from tests.factories import make_artist, make_artwork, make_display, make_venue

pytestmark = pytest.mark.django_db

MONET = ArtistRecord("1", "Claude Monet", 1840, 1926, "French", "500019484", "Q296")


def load(source: str, artist: ArtistRecord) -> LoadCounts:
    work = ArtworkRecord(source, "1", f"Work of {source}", artists=(artist,))
    return load_records([work], source=source)


def shown(name: str = "") -> set[frozenset[str]]:
    """The groups of artists, by source."""
    groups: dict[int, set[str]] = {}
    for row in Artist.objects.filter(name__contains=name):
        groups.setdefault(row.shown.pk, set()).add(row.source)
    return {frozenset(group) for group in groups.values()}


def test_the_same_artist_of_a_second_museum_is_joined_and_not_rejected(client: Client) -> None:
    assert load("a", MONET) == LoadCounts(created=1)
    own = ArtistRecord("m", "Monet, Claude", aliases=("C. Monet",), ulan_id="500019484")
    assert load("b", own) == LoadCounts(created=1)
    first, second = Artist.objects.order_by("source")
    assert second.joined_to == first
    for pk in (first.pk, second.pk):
        told = client.get(f"/api/v1/artists/{pk}/").json()
        assert (told["id"], told["name"], told["birth_year"]) == (first.pk, "Claude Monet", 1840)
        assert told["aliases"] == ["Monet, Claude", "C. Monet"]
        assert [said["source"] for said in told["statements"]] == ["a", "b"]
        found = client.get("/api/v1/artworks/", {"artist": pk}).json()["results"]
        assert sorted(work["title"] for work in found) == ["Work of a", "Work of b"]
        assert {work["artists"][0]["id"] for work in found} == {first.pk}
        assert {work["artists"][0]["url"] for work in found} == {f"http://testserver/api/v1/artists/{first.pk}/"}
    listed = client.get("/api/v1/artists/", {"search": "monet, claude"}).json()["results"]
    assert [artist["id"] for artist in listed] == [first.pk]
    assert len(client.get("/api/v1/artworks/", {"search": "claude monet"}).json()["results"]) == 2


def test_any_order_of_sources_gives_the_same() -> None:
    said = {
        "a": MONET,
        "b": ArtistRecord("x", "Claude Monet", 1840, 1926),
        "c": ArtistRecord("y", "Monet, Claude", 1840),
        "d": ArtistRecord("z", "Claude Monet"),
    }
    outcomes = set()
    for order in permutations(said):
        for source in order:
            load(source, said[source])
        waiting = [(pair.left.source, pair.right.source) for pair in ArtistJoinCandidate.objects.all()]
        tops = {row.source: row.shown.source for row in Artist.objects.all()}
        outcomes.add((frozenset(tops.items()), frozenset(map(frozenset, waiting))))
        Artwork.objects.all().delete()
        Artist.objects.all().delete()
    assert outcomes == {
        (frozenset({"a": "a", "b": "a", "c": "a", "d": "d"}.items()), frozenset({frozenset(("a", "d"))}))
    }


def test_a_wrong_join_is_taken_apart_and_stays_apart() -> None:
    for source in ("a", "b", "c"):
        load(source, MONET)
    assert shown() == {frozenset("abc")}
    take_apart([Artist.objects.get(source="b")], by=None)
    assert shown() == {frozenset("ac"), frozenset("b")}
    load("d", MONET)
    load("b", ArtistRecord("1", "Claude Monet", 1840, 1926, "", "500019484"))
    assert frozenset("b") in shown()
    assert not ArtistJoinCandidate.objects.filter(state="open").exists()
    join_rows(Artist.objects.all(), by=None)
    assert shown() == {frozenset("abcd")}


def test_an_uncertain_pair_waits_and_the_answer_is_remembered() -> None:
    load("a", MONET)
    load("b", ArtistRecord("x", "Claude Monet"))
    (pair,) = ArtistJoinCandidate.objects.all()
    assert (pair.reason, pair.state) == ("same_name", "open")
    staff = User.objects.create(username="staff")
    decide_candidates([pair], "apart", by=staff)
    join_entities()
    (pair,) = ArtistJoinCandidate.objects.all()
    assert (pair.state, pair.decided_by) == ("apart", staff)
    decide_candidates([pair], "joined", by=staff)
    assert shown() == {frozenset("ab")}
    load("c", ArtistRecord("y", "Claude Monet", 1840, 1926))
    assert shown() == {frozenset("abc")}


def test_what_no_longer_holds_is_no_longer_asked() -> None:
    load("a", MONET)
    load("b", ArtistRecord("x", "Claude Monet"))
    load("b", ArtistRecord("x", "Claude Monet", 1840, 1926))
    assert not ArtistJoinCandidate.objects.exists()
    assert shown() == {frozenset("ab")}


def test_decisions_need_two() -> None:
    alone = make_artist()
    with pytest.raises(NothingToDecide):
        take_apart([alone], by=None)
    with pytest.raises(NothingToDecide):
        join_rows([alone], by=None)


def test_joining_again_changes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    load("a", MONET)
    load("b", MONET)
    call_command("join_entities")
    assert "Artist: 1 rows shown as another, 0 pairs to decide, 0 rows changed" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("one", "other", "is_joined"),
    [
        ({"wikidata_id": "Q1", "name": "A B"}, {"wikidata_id": "Q1", "name": "C D"}, True),
        ({"name": "The Museum"}, {"name": "museum", "country": "PORTUGAL"}, True),
        ({"name": "A B", "country": "USA"}, {"name": "A B", "country": "United States of America"}, True),
        ({"name": "A B", "country": "Spain"}, {"name": "A B", "country": "Portugal"}, False),
        ({"name": "A B", "wikidata_id": "Q1"}, {"name": "A B", "wikidata_id": "Q2"}, False),
        ({"name": "A B", "kind": "gallery"}, {"name": "A B"}, False),
        ({"name": "A B", "city": ""}, {"name": "A B"}, False),
        ({"name": "A B", "city": "Porto"}, {"name": "A B"}, False),
    ],
)
def test_venues(one: dict[str, Any], other: dict[str, Any], *, is_joined: bool) -> None:
    make_venue(source="a", **one)
    make_venue(source="b", **other)
    join_entities()
    assert Venue.objects.filter(joined_to__isnull=False).exists() == is_joined


def test_a_joined_venue_is_told_once_with_the_works_of_both(client: Client) -> None:
    known = make_venue(source="a", name="Museum", wikidata_id="Q1")
    plain = make_venue(source="b", name="Museu", wikidata_id="Q1", latitude=None, longitude=None)
    work, other = make_artwork(), make_artwork()
    make_display(work, known)
    make_display(other, plain)
    join_entities()
    assert [venue["id"] for venue in client.get("/api/v1/venues/").json()["results"]] == [known.pk]
    assert client.get(f"/api/v1/venues/{plain.pk}/").json()["id"] == known.pk
    for where in ({"venue": known.pk}, {"venue": plain.pk}, {"near": f"{known.latitude},{known.longitude}"}):
        found = client.get("/api/v1/artworks/", where).json()["results"]
        assert {each["id"] for each in found} == {work.pk, other.pk}
    seen = client.get(f"/api/v1/artworks/{other.pk}/").json()["seen_at"]
    assert [sighting["venue"]["id"] for sighting in seen] == [known.pk]


def test_a_venue_of_the_same_name_waits() -> None:
    make_venue(source="a", name="Town Museum", city="")
    make_venue(source="b", name="Town Museum")
    join_entities()
    assert [pair.reason for pair in VenueJoinCandidate.objects.all()] == ["same_name"]


def test_artworks_are_listed_and_never_joined() -> None:
    make_artwork(source="a", wikidata_id="Q9")
    make_artwork(source="b", wikidata_id="Q9")
    make_artwork(source="a", wikidata_id="")
    join_entities()
    (pair,) = ArtworkJoinCandidate.objects.all()
    decide_candidates([pair], "joined", by=None)
    join_entities()
    assert [pair.state for pair in ArtworkJoinCandidate.objects.all()] == ["joined"]


def test_a_load_joins_venues_too() -> None:
    for source in ("a", "b"):
        venue = VenueRecord("v", "Museum", "museum", city="Lisbon")
        work = ArtworkRecord(source, "1", "A", displays=(DisplayRecord(venue, AS_OF),))
        load_records([work], source=source)
    assert Venue.objects.filter(joined_to__isnull=False).count() == 1


def test_the_admin_shows_both_sides_and_decides(admin_client: Client) -> None:
    one = make_artist(name="Ann Probe", source="a", birth_year=1900)
    make_artwork(artists=(one,))
    other = make_artist(name="Ann Probe", source="b")
    join_entities()
    (pair,) = ArtistJoinCandidate.objects.all()
    url = "/admin/catalog/artistjoincandidate/"
    page = admin_client.get(url).content.decode()
    assert page.count(">Ann Probe</a>") == 2
    assert "born 1900" in page
    assert "works 1" in page
    admin_client.post(url, {"action": "join", "_selected_action": [pair.pk]})
    other.refresh_from_db()
    assert other.shown == one
    assert ">Ann Probe</a>" not in admin_client.get(url).content.decode()
    assert ">Ann Probe</a>" in admin_client.get(url, {"state": "all"}).content.decode()
    artists = "/admin/catalog/artist/"
    told = admin_client.post(artists, {"action": "take_apart", "_selected_action": [other.pk]}, follow=True)
    assert "No load undoes that" in told.content.decode()
    other.refresh_from_db()
    assert other.joined_to is None
    told = admin_client.post(artists, {"action": "take_apart", "_selected_action": [other.pk]}, follow=True)
    assert "Nothing else is joined" in told.content.decode()
    admin_client.post(artists, {"action": "join", "_selected_action": [one.pk, other.pk]})
    other.refresh_from_db()
    assert other.joined_to == one
