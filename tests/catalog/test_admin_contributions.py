"""The queue in the admin: in what order, what a moderator sees, and what the buttons do."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from catalog.models import Artwork, Contribution, FieldCorrection, PriceRecord
from catalog.services.contributions import Proposal, propose
from tests.factories import make_artwork, make_display, make_price, make_venue, tiny_picture

pytestmark = pytest.mark.django_db

LIST = reverse("admin:catalog_contribution_changelist")


def author(name: str, accepted: int = 0, declined: int = 0) -> User:
    person = User.objects.get_or_create(username=name)[0]
    for state, count in (("accepted", accepted), ("declined", declined)):
        for _ in range(count):
            decided = {"state": state, "reason": "So", "decided_at": timezone.now()}
            Contribution.objects.create(author=person, kind="new_work", proposal={"title": "Before"}, **decided)
    return person


def correction(work: Artwork, by: str = "ana", **changes: object) -> Contribution:
    told = changes or {"medium": "oil on panel"}
    return propose(
        author(by), Proposal("correction", work, told, evidence="The label", evidence_url="https://a.example")
    )


def page(contribution: Contribution) -> str:
    return reverse("admin:catalog_contribution_change", args=[contribution.pk])


def decide(client: Client, contribution: Contribution, decision: str, **said: object) -> str:
    response: Any = client.post(page(contribution), {"decision": decision, "reason": "", **said}, follow=True)
    contribution.refresh_from_db()
    return str(response.content.decode())


def test_the_queue_has_what_waits_trusted_authors_first_and_then_the_oldest(admin_client: Client) -> None:
    author("doubtful", accepted=1, declined=1)
    author("trusted", accepted=2)
    made = [correction(make_artwork(), by) for by in ("doubtful", "new", "newer", "trusted")]
    shown = admin_client.get(LIST)
    assert [each.pk for each in shown.context["cl"].result_list] == [made[place].pk for place in (3, 1, 2, 0)]
    assert "1 accepted, 1 declined" in shown.content.decode()
    assert admin_client.get(LIST, {"state": "accepted"}).context["cl"].result_count == 3
    assert admin_client.get(LIST, {"state": "all", "kind__exact": "correction"}).context["cl"].result_count == 4


def test_the_page_shows_what_was_what_is_and_what_is_proposed(admin_client: Client) -> None:
    work = make_artwork(medium="oil")
    contribution = correction(work)
    before = admin_client.get(page(contribution)).content.decode()
    assert all(each in before for each in ("oil on panel", "The label", "https://a.example", "0 accepted, 0 declined"))
    assert "changed since" not in before
    Artwork.objects.update(medium="tempera")
    after = admin_client.get(page(contribution)).content.decode()
    assert "changed since" in after
    assert "Tick what there is to know" in decide(admin_client, contribution, "accept")
    assert contribution.state == "waiting"
    (conflict,) = admin_client.get(page(contribution)).context["conflicts"]
    decide(admin_client, contribution, "accept", confirmed=conflict, reason="Well seen")
    decided = (contribution.state, contribution.reason, str(contribution.moderator))
    assert decided == ("accepted", "Well seen", "keeper")
    assert Artwork.objects.get().medium == "oil on panel"


def test_a_decision_leads_to_the_next(admin_client: Client) -> None:
    first, second = correction(make_artwork()), correction(make_artwork())
    assert "Declining" in decide(admin_client, first, "decline")
    assert first.state == "waiting"
    assert f"<title>{second}" in decide(admin_client, first, "decline", reason="No")
    assert "Nothing waits any more" in decide(admin_client, second, "accept")
    assert (first.state, first.reason, second.state) == ("declined", "No", "accepted")
    assert "does not wait any more" in decide(admin_client, first, "accept")
    assert "No" in admin_client.get(page(first)).content.decode()


def test_prices_and_places_are_shown_beside_what_is_known(admin_client: Client) -> None:
    work, venue = make_artwork(), make_venue(name="The old museum")
    make_price(work, house="Another house")
    make_display(work, venue)
    price = propose(author("ana"), Proposal("price", work, {"kind": "asking"}, evidence="A list"))
    told = {"venue": make_venue(name="The new museum").pk, "as_of": "2026-11-20"}
    place = propose(author("ana"), Proposal("place", work, told))
    assert "Another house" in admin_client.get(page(price)).content.decode()
    shown = admin_client.get(page(place)).content.decode()
    assert "The old museum" in shown
    assert "The new museum" in shown
    assert admin_client.get(LIST).status_code == 200
    decide(admin_client, price, "accept")
    assert PriceRecord.objects.filter(source="contribution").exists()


def test_photos_are_shown_to_staff_only(admin_client: Client, client: Client) -> None:
    work = Proposal("new_work", None, {"title": "Ridge"}, photos=[tiny_picture(1), tiny_picture(2)])
    contribution = propose(author("ana"), work)
    urls = admin_client.get(page(contribution)).context["photos"]
    response = admin_client.get(urls[1])
    assert response["Content-Type"] == "image/jpeg"
    assert b"".join(response).startswith(b"\xff\xd8")
    assert [client.get(url).status_code for url in urls] == [302, 302]
    for photo in contribution.photos.all():
        default_storage.delete(str(photo.file))
    assert admin_client.get(urls[0]).status_code == 404


def test_in_bulk_they_can_only_be_declined(admin_client: Client) -> None:
    made = [correction(make_artwork()) for _ in range(2)]
    chosen = {"action": "decline_all", "_selected_action": [each.pk for each in made]}
    asked: Any = admin_client.post(LIST, chosen)
    assert "each author reads the reason" in asked.content.decode()
    assert "required" in admin_client.post(LIST, {**chosen, "reason": " "}).content.decode()
    done = admin_client.post(LIST, {**chosen, "reason": "A prank"}, follow=True).content.decode()
    assert "Declined: 2." in done
    assert set(Contribution.objects.values_list("state", "reason")) == {("declined", "A prank")}
    assert 'value="accept' not in admin_client.get(LIST).content.decode()


def test_who_may_only_look_decides_nothing(admin_client: Client) -> None:
    contribution = correction(make_artwork())
    looker = User.objects.get(username="keeper")
    looker.is_superuser = False
    looker.save()
    assert admin_client.get(page(contribution)).status_code == 403
    looker.user_permissions.set(Permission.objects.filter(codename="view_contribution"))
    assert "Accept" not in admin_client.get(page(contribution)).content.decode()
    assert admin_client.post(page(contribution), {"decision": "accept"}).status_code == 403
    assert "decline_all" not in admin_client.get(LIST).content.decode()


def test_corrections_are_listed_and_can_be_let_go(admin_client: Client) -> None:
    work = make_artwork(title="Ridge")
    decide(admin_client, correction(work), "accept")
    url = reverse("admin:catalog_fieldcorrection_changelist")
    assert "oil on panel" in admin_client.get(url, {"q": "Ridge"}).content.decode()
    chosen = {"action": "delete_selected", "_selected_action": [FieldCorrection.objects.get().pk], "post": "yes"}
    admin_client.post(url, chosen)
    assert not FieldCorrection.objects.exists()


def test_queries_do_not_grow_with_the_queue(admin_client: Client) -> None:
    counts = []
    for start in (0, 10):
        for number in range(start, start + 3 + start):
            correction(make_artwork(), f"author {number}")
        with CaptureQueriesContext(connection) as queries:
            assert admin_client.get(LIST).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
