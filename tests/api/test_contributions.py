"""Proposals by the API: made, refused with words, read, withdrawn, and decided by staff."""

import datetime
from typing import Any

import pytest
from django.contrib.auth.models import User

from catalog.models import Artwork, Contribution, Display, PriceRecord, Venue
from tests.api.conftest import Rates
from tests.api.people import Person, make_account, make_guest, send
from tests.factories import make_artist, make_artwork, make_price, make_venue

pytestmark = pytest.mark.django_db

PRICE = {
    "kind": "hammer",
    "outcome": "sold",
    "amount": "1200.5",
    "currency": "EUR",
    "date": "2020-10-25",
    "date_precision": "day",
    "house": "A house",
    "lot": "17",
}
EVIDENCE = {"evidence": "The printed results", "evidence_url": "https://house.example/17"}


@pytest.fixture
def guest() -> Person:
    return make_guest()


@pytest.fixture
def staff() -> Person:
    return make_account("mo@art.example", is_staff=True, is_superuser=True)


def price_of(work: Artwork, **fields: object) -> dict[str, object]:
    return {"kind": "price", "artwork": work.pk, "price": {**PRICE, **fields}, **EVIDENCE}


def contribute(person: Person, body: object, expected: int = 201) -> Any:  # noqa: ANN401
    response = send(person.client, "POST", "contributions/", body)
    assert response.status_code == expected, response.content
    return response.json()


def decide(staff: Person, told: dict[str, Any], verb: str, **said: object) -> Any:  # noqa: ANN401
    return send(staff.client, "POST", f"{told['url']}{verb}/", said)


def test_a_price_is_proposed_accepted_and_appears(guest: Person, staff: Person) -> None:
    work = make_artwork()
    told = contribute(guest, {**price_of(work), "public_name": "Ana"})
    assert (told["state"], told["artwork"], told["result_url"], told["reason"]) == ("waiting", work.pk, None, None)
    assert (told["price"]["amount"], told["price"]["sale"], told["price"]["lot"]) == ("1200.50", None, "17")
    assert (told["evidence"], told["place"], told["photos_kept"]) == ("The printed results", None, 0)
    assert send(guest.client, "GET", told["url"]).json() == told
    assert not PriceRecord.objects.exists()
    for _ in range(2):
        accepted = decide(staff, told, "accept", reason="Thank you").json()
        assert (accepted["state"], accepted["reason"]) == ("accepted", "Thank you")
    (price,) = send(guest.client, "GET", accepted["result_url"]).json()["results"]
    assert (price["amount"], price["currency"], price["stated_by"], price["source"]) == (
        *("1200.50", "EUR", "Ana", "contribution"),
    )
    assert PriceRecord.objects.get().source_id == str(told["id"])
    mine = send(guest.client, "GET", told["url"]).json()
    assert (mine["state"], mine["reason"]) == ("accepted", "Thank you")


def test_an_unknown_amount_and_a_nameless_author(guest: Person, staff: Person) -> None:
    body = price_of(make_artwork(), amount=None, currency=None, outcome="bought_in")
    decide(staff, contribute(guest, body), "accept")
    price = PriceRecord.objects.get()
    assert (price.amount, price.currency, price.outcome, price.stated_by) == (None, "", "bought_in", "a visitor")


def test_a_place_at_a_known_and_at_a_new_venue(guest: Person, staff: Person) -> None:
    work, venue = make_artwork(), make_venue()
    seen = {"venue": venue.pk, "room": "12", "from_date": "2026-01-01", "as_of": "2026-11-01"}
    decide(staff, contribute(guest, {"kind": "place", "artwork": work.pk, "place": seen}), "accept")
    display = Display.objects.get()
    assert (display.venue, display.room, display.is_on_display, display.source) == (venue, "12", True, "contribution")
    assert (display.from_date, display.as_of) == (datetime.date(2026, 1, 1), datetime.date(2026, 11, 1))
    new = {"name": "A café", "kind": "gallery", "city": "Porto", "latitude": 41.15, "longitude": -8.61}
    told = contribute(guest, {"kind": "place", "artwork": work.pk, "place": {"new_venue": new}})
    assert (told["place"]["new_venue"]["city"], told["place"]["venue"]) == ("Porto", None)
    decide(staff, told, "accept")
    made = Venue.objects.get(source="contribution")
    assert (made.name, made.time_zone, made.displays.get().artwork) == ("A café", "Europe/Lisbon", work)


@pytest.mark.parametrize(
    ("member", "change", "field"),
    [
        ("price", {"kind": "guess"}, "price.kind"),
        ("price", {"amount": "0"}, "price.amount"),
        ("price", {"currency": None}, "price.non_field_errors"),
        ("price", {"currency": "EURO"}, "price.currency"),
        ("price", {"date": "yesterday"}, "price.date"),
        ("price", {"date_precision": None}, "price.non_field_errors"),
        ("price", {"lot": "x" * 51}, "price.lot"),
        ("price", {"house": "a\x07b"}, "price.house"),
        ("price", {"is_inferred": True}, "price.is_inferred"),
        ("place", {"as_of": "2999-01-01"}, "place.as_of"),
        ("place", {"venue": None}, "place.venue"),
        ("place", {"new_venue": {"name": "X", "kind": "museum", "latitude": 91.0, "longitude": 0}}, "place.venue"),
        (
            "place",
            {"venue": None, "new_venue": {"name": "X", "kind": "museum", "latitude": 91.0, "longitude": 0}},
            "place.non_field_errors",
        ),
        ("place", {"from_date": "2026-02-01", "to_date": "2026-01-01"}, "place.non_field_errors"),
        ("artwork_changes", {}, "artwork_changes.non_field_errors"),
        ("artwork_changes", {"title": "Ridge"}, "artwork_changes.non_field_errors"),
        ("artwork_changes", {"rights": "mine"}, "artwork_changes.rights"),
        ("artwork_changes", {"status": "taken_down"}, "artwork_changes.status"),
        ("artwork_changes", {"height_mm": 0}, "artwork_changes.non_field_errors"),
        ("artwork_changes", {"height_mm": "tall"}, "artwork_changes.height_mm"),
        ("artwork_changes", {"year_from": 1900}, "artwork_changes.non_field_errors"),
    ],
)
def test_what_the_models_would_not_take_is_refused_by_field(
    guest: Person, member: str, change: dict[str, Any], field: str
) -> None:
    work = make_artwork(title="Ridge", year_from=1800, year_to=1850)
    usual: dict[str, Any] = {"price": PRICE, "place": {"venue": make_venue().pk}, "artwork_changes": {}}
    kind = "correction" if member == "artwork_changes" else member
    body = {"kind": kind, "artwork": work.pk, member: {**usual[member], **change}, **EVIDENCE}
    assert list(contribute(guest, body, 400)["errors"]) == [field]
    assert not Contribution.objects.exists()


def test_what_does_not_belong_together_is_refused_by_field(guest: Person) -> None:
    work, artist = make_artwork(), make_artist()
    hidden = make_artwork(status=Artwork.Status.TAKEN_DOWN)
    for body, field in (
        ({**price_of(work), "evidence": None, "evidence_url": None}, "evidence"),
        ({**price_of(work), "artwork": None}, "artwork"),
        ({**price_of(work), "artwork": hidden.pk}, "artwork"),
        ({**price_of(work), "artist": artist.pk}, "artist"),
        ({**price_of(work), "price": None}, "price"),
        ({**price_of(work), "place": {"venue": make_venue().pk}}, "place"),
        ({**price_of(work), "public_name": "a\x07b"}, "public_name"),
        ({**price_of(work), "evidence_url": "javascript:alert(1)"}, "evidence_url"),
        ({"kind": "correction", "artwork_changes": {"title": "Ridge"}}, "artwork"),
        ({"kind": "correction", "artist": artist.pk, "artwork_changes": {"title": "Ridge"}}, "artist_changes"),
        ({"kind": "new_work", "work": {"title": "Ridge"}}, "photos"),
    ):
        assert list(contribute(guest, body, 400)["errors"]) == [field], body


def test_ones_own_are_listed_by_state_and_withdrawn(guest: Person, staff: Person) -> None:
    work = make_artwork()
    first, second, third = (contribute(guest, price_of(work, lot=lot)) for lot in "123")
    assert send(guest.client, "DELETE", first["url"]).status_code == 204
    assert decide(staff, second, "decline", reason="Not this work").json()["state"] == "declined"
    assert send(guest.client, "DELETE", second["url"]).status_code == 409

    def listed(query: str) -> list[int]:
        return [each["id"] for each in send(guest.client, "GET", f"contributions/{query}").json()["results"]]

    assert listed("") == [third["id"], second["id"], first["id"]]
    assert listed("?state=withdrawn") == [first["id"]]
    assert listed("?state=declined&page_size=1") == [second["id"]]
    assert send(guest.client, "GET", "contributions/?state=lost").status_code == 400
    assert send(guest.client, "GET", second["url"]).json()["reason"] == "Not this work"
    assert decide(staff, first, "accept").status_code == 409
    assert decide(staff, second, "accept").status_code == 409
    assert decide(staff, third, "decline", reason=" ").status_code == 400


def test_the_same_again_is_told_where_it_waits(guest: Person) -> None:
    work = make_artwork()
    told = contribute(guest, price_of(work))
    response = send(guest.client, "POST", "contributions/", price_of(work))
    assert (response.status_code, response["Location"]) == (409, told["url"])
    assert response.json()["type"].endswith("duplicate-contribution")
    contribute(make_guest(), price_of(work))
    contribute(guest, price_of(make_artwork()))
    send(guest.client, "DELETE", told["url"])
    contribute(guest, price_of(work))


def test_how_many_may_wait_grows_and_shrinks_with_decisions(guest: Person, staff: Person) -> None:
    work = make_artwork()
    told = [contribute(guest, price_of(work, lot=str(number))) for number in range(5)]
    assert contribute(guest, price_of(work, lot="5"), 409)["type"].endswith("too-many-contributions")
    decide(staff, told[0], "accept", confirmed=["nothing"])
    contribute(guest, price_of(work, lot="6"))  # in the place of the accepted one
    contribute(guest, price_of(work, lot="7"))  # and one that trust has earned
    contribute(guest, price_of(work, lot="8"), 409)
    decide(staff, told[1], "decline", reason="No")
    contribute(guest, price_of(work, lot="8"), 409)


def test_no_more_in_a_day_than_twice_as_many(guest: Person) -> None:
    work = make_artwork()
    for number in range(10):
        send(guest.client, "DELETE", contribute(guest, price_of(work, lot=str(number)))["url"])
    response = send(guest.client, "POST", "contributions/", price_of(work))
    assert response.status_code == 429
    assert 86_000 < int(response["Retry-After"]) <= 86_400


def test_proposals_are_counted_by_address(rates: Rates) -> None:
    rates["contributions"] = (1, 3600)
    work = make_artwork()
    contribute(make_guest(), price_of(work))
    contribute(make_guest(), price_of(work), 429)
    assert send(make_guest().client, "GET", "contributions/").status_code == 200


def test_a_conflict_is_told_and_has_to_be_confirmed(guest: Person, staff: Person) -> None:
    work = make_artwork(medium="oil")
    fix = {"kind": "correction", "artwork": work.pk, "artwork_changes": {"medium": "oil on panel"}}
    told = contribute(guest, fix)
    Artwork.objects.update(medium="tempera", status=Artwork.Status.TAKEN_DOWN)
    response = decide(staff, told, "accept")
    conflicts = response.json()["errors"]["confirmed"]
    assert response.status_code == 409
    assert [("taken down" in each, "“oil”" in each) for each in conflicts] == [(True, False), (False, True)]
    assert decide(staff, told, "accept", confirmed=conflicts[:1]).status_code == 409
    assert decide(staff, told, "accept", confirmed=conflicts).status_code == 200
    assert Artwork.objects.get().medium == "oil on panel"


def test_a_price_that_is_there_and_a_place_that_is_older_have_to_be_confirmed(guest: Person, staff: Person) -> None:
    work, venue = make_artwork(), make_venue()
    price = contribute(guest, price_of(work))
    make_price(work, amount="1200.50", date=datetime.date(2020, 10, 25))
    work.displays.create(venue=venue, as_of=datetime.date(2026, 11, 2), source="s", source_id="1")
    seen = {"as_of": "2026-11-01", "new_venue": {"name": venue.name, "kind": "museum"}}
    place = contribute(guest, {"kind": "place", "artwork": work.pk, "place": seen})
    for told, count in ((price, 1), (place, 2)):
        conflicts = decide(staff, told, "accept").json()["errors"]["confirmed"]
        assert len(conflicts) == count
        assert decide(staff, told, "accept", confirmed=conflicts).status_code == 200


def test_what_cannot_be_written_any_more_is_told_to_the_moderator(guest: Person, staff: Person) -> None:
    work = make_artwork(year_to=1900)
    late = contribute(guest, {"kind": "correction", "artwork": work.pk, "artwork_changes": {"year_from": 1890}})
    Artwork.objects.update(year_to=1800)
    assert "first year" in decide(staff, late, "accept").json()["detail"]
    venue = make_venue()
    place = contribute(guest, {"kind": "place", "artwork": work.pk, "place": {"venue": venue.pk}})
    Venue.objects.all().delete()
    assert "venue was deleted" in decide(staff, place, "accept").json()["detail"]
    assert send(guest.client, "GET", place["url"]).json()["place"]["venue"] == venue.pk
    work.delete()
    assert "deleted" in decide(staff, late, "accept").json()["detail"]
    assert send(guest.client, "GET", late["url"]).json()["artwork_changes"] is None
    assert decide(staff, late, "decline", reason="The work is gone").status_code == 200


def test_the_moderator_may_leave(guest: Person, staff: Person) -> None:
    told = contribute(guest, price_of(make_artwork()))
    decide(staff, told, "accept")
    User.objects.get(pk=staff.user.pk).delete()
    assert send(guest.client, "GET", told["url"]).json()["state"] == "accepted"
