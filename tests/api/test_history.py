"""Whose recognition is whose: the history, deleting, and what people say of answers."""

import uuid
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from catalog.models import Artwork, Recognition, RecognitionFeedback
from catalog.services import photos
from tests.api.conftest import JPEG, FakeWorker, post_photo
from tests.api.people import Person, make_account, make_guest, send
from tests.evidence import candidate, evidence, finding
from tests.factories import make_artist, make_artwork, make_price, make_reference_image

pytestmark = pytest.mark.django_db

LIST = "/api/v1/recognitions/"


def make_recognition(owner: User | None = None, **fields: Any) -> Recognition:  # noqa: ANN401
    """An answered one, in which nothing was found unless evidence is given."""
    found = fields.pop("evidence", evidence(finding("unknown")))
    values = {"state": "done", "outcome": found["outcome"], "evidence": found, "answered_at": timezone.now()}
    return Recognition.objects.create(owner=owner, **values | fields)


def path(recognition: Recognition, suffix: str = "") -> str:
    return f"{LIST}{recognition.pk}/{suffix}"


@pytest.fixture
def keeper(admin_client: Client) -> Client:
    return admin_client


@pytest.mark.django_db(transaction=True)
def test_a_photo_sent_with_a_token_is_its_owners(client: Client, worker: FakeWorker) -> None:
    worker.will_answer(evidence(finding("unknown")))
    guest, other = make_guest(), make_guest()
    location = post_photo(guest.client)["Location"]
    nobodys = post_photo(client)["Location"]
    assert Recognition.objects.get(owner=guest.user).pk == uuid.UUID(location.split("/")[-2])
    read = {each: send(each, "GET", location).status_code for each in (guest.client, other.client, client)}
    assert list(read.values()) == [200, 404, 404]
    assert {send(each, "GET", nobodys).status_code for each in (guest.client, other.client, client)} == {200}
    assert [each["url"] for each in send(guest.client, "GET", LIST).json()["results"]] == [location]
    assert send(other.client, "GET", LIST).json()["results"] == []


@pytest.mark.django_db(transaction=True)
def test_a_dead_token_is_refused_before_the_photo_is_taken(worker: FakeWorker) -> None:
    response = post_photo(Client(headers={"Authorization": "Bearer artrec_gone"}))
    assert (response.status_code, response["WWW-Authenticate"]) == (401, "Bearer")
    assert worker.threads == []


def test_staff_read_everything(keeper: Client) -> None:
    recognition = make_recognition(make_guest().user)
    assert send(keeper, "GET", path(recognition)).status_code == 200


def test_the_history_tells_what_was_found(client: Client) -> None:
    guest = make_guest()
    image = make_reference_image(make_artwork(title="Ridge"))
    make_recognition(guest.user, state="failed", outcome="", problem="expired", evidence=evidence(finding("unknown")))
    found = make_recognition(guest.user, evidence=evidence(finding("match", [candidate(image)])))
    pending = Recognition.objects.create(owner=guest.user)
    response = send(guest.client, "GET", LIST)
    assert response["Cache-Control"] == "no-store"
    first, second = response.json()["results"]
    assert (first["id"], first["state"], first["outcome"], first["artworks"]) == (str(pending.pk), "pending", None, [])
    assert (second["id"], second["outcome"]) == (str(found.pk), "match")
    assert [each["title"] for each in second["artworks"]] == ["Ridge"]
    Artwork.objects.update(status=Artwork.Status.TAKEN_DOWN)
    _, second = send(guest.client, "GET", LIST).json()["results"]
    assert (second["outcome"], second["artworks"]) == ("unknown", [])
    assert send(client, "GET", LIST).status_code == 401


def test_the_history_costs_the_same_however_long() -> None:
    guest = make_guest()
    queries = []
    for size in (2, 6):
        for _ in range(size):
            work = make_artwork(artists=(make_artist(),))
            make_price(work)
            make_recognition(guest.user, evidence=evidence(finding("match", [candidate(make_reference_image(work))])))
        send(guest.client, "GET", "me/")  # notes the day
        with CaptureQueriesContext(connection) as counted:
            told = send(guest.client, "GET", f"{LIST}?page_size={size}").json()
        assert len(told["results"]) == size
        queries.append(len(counted))
    assert queries[0] == queries[1] <= 8
    assert len(send(guest.client, "GET", told["next"]).json()["results"]) == 2


def test_deleting_leaves_nothing() -> None:
    guest = make_guest()
    recognition = Recognition.objects.create(owner=guest.user)
    photos.keep_photo(str(recognition.pk), JPEG)
    photos.keep_hint(str(recognition.pk), "{}")
    assert send(guest.client, "DELETE", path(recognition)).status_code == 204
    assert not Recognition.objects.exists()
    assert photos.read_photo(str(recognition.pk)) is None
    assert photos.read_hint(str(recognition.pk)) is None


@pytest.mark.parametrize("owner", ["somebody else", "nobody"])
def test_what_is_not_mine_is_not_mine_to_delete(client: Client, owner: str) -> None:
    recognition = make_recognition(make_account().user if owner == "somebody else" else None)
    assert send(make_guest().client, "DELETE", path(recognition)).status_code == 404
    assert send(client, "DELETE", path(recognition)).status_code == 401
    assert Recognition.objects.exists()


@pytest.fixture
def guest() -> Person:
    return make_guest()


def test_feedback_is_one_word_a_person_and_may_be_replaced(guest: Person, keeper: Client) -> None:
    recognition, work = make_recognition(guest.user), make_artwork()
    first = send(guest.client, "POST", path(recognition, "feedback/"), {"verdict": "wrong"})
    assert (first.status_code, first.json()["verdict"], first.json()["note"]) == (201, "wrong", None)
    again = send(guest.client, "POST", path(recognition, "feedback/"), {"verdict": "wrong", "note": None})
    assert (again.status_code, again.json()["note"]) == (200, None)
    wanted = {"verdict": "is_work", "artwork": work.pk, "note": "The label says so."}
    second = send(guest.client, "POST", path(recognition, "feedback/"), wanted)
    assert second.status_code == 200
    assert second.json() == wanted | {
        "created_at": first.json()["created_at"],
        "changed_at": RecognitionFeedback.objects.get().changed_at.isoformat().replace("+00:00", "Z"),
    }
    assert send(keeper, "POST", path(recognition, "feedback/"), {"verdict": "right"}).status_code == 201
    assert RecognitionFeedback.objects.count() == 2
    page = keeper.get(reverse("admin:catalog_recognitionfeedback_changelist"))
    assert "The label says so." in page.content.decode()


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({}, "verdict"),
        ({"verdict": "perhaps"}, "verdict"),
        ({"verdict": "is_work"}, "artwork"),
        ({"verdict": "is_work", "artwork": 10**30}, "artwork"),
        ({"verdict": "is_work", "artwork": "taken down"}, "artwork"),
        ({"verdict": "right", "artwork": "published"}, "artwork"),
        ({"verdict": "right", "note": "x" * 1001}, "note"),
    ],
)
def test_what_is_wrong_with_feedback_is_named(guest: Person, said: dict[str, Any], field: str) -> None:
    works = {"taken down": make_artwork(status=Artwork.Status.TAKEN_DOWN), "published": make_artwork()}
    if said.get("artwork") in works:
        said = said | {"artwork": works[said["artwork"]].pk}
    response = send(guest.client, "POST", path(make_recognition(guest.user), "feedback/"), said)
    assert (response.status_code, list(response.json()["errors"])) == (400, [field])


def test_a_mistake_is_told_what_there_is(guest: Person) -> None:
    said = send(guest.client, "POST", path(make_recognition(guest.user), "feedback/"), {"verdict": "perhaps"}).json()
    legal = "right, wrong, is_work, not_in_catalogue"
    assert said["errors"]["verdict"] == [f"“perhaps” is not known here. There are: {legal}."]


def test_whose_answers_may_be_judged(guest: Person, client: Client) -> None:
    nobodys, others = make_recognition(), make_recognition(make_account().user)
    pending = Recognition.objects.create(owner=guest.user)
    right = {"verdict": "right"}
    statuses = [
        send(guest.client, "POST", path(each, "feedback/"), right).status_code for each in (nobodys, others, pending)
    ]
    assert statuses == [201, 404, 409]
    assert send(client, "POST", path(nobodys, "feedback/"), right).status_code == 401


def test_a_guest_brings_history_and_feedback_along(guest: Person) -> None:
    account = make_account(password="two herons")
    own, shared = make_recognition(guest.user), make_recognition()
    for person, verdict in ((guest, "wrong"), (account, "right")):
        send(person.client, "POST", path(shared, "feedback/"), {"verdict": verdict})
    send(guest.client, "POST", path(own, "feedback/"), {"verdict": "right"})
    send(guest.client, "POST", "sessions/", {"email": "ana@art.example", "password": "two herons"})
    assert list(Recognition.objects.filter(owner=account.user)) == [own]
    said = RecognitionFeedback.objects.order_by("pk").values_list("recognition", "author", "verdict")
    assert set(said) == {(shared.pk, account.user.pk, "right"), (own.pk, account.user.pk, "right")}
