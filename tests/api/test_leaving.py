"""Taking one's data along, and leaving nothing behind: held for every table there is, and for those to come."""

import itertools
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission, User
from django.db.models import CASCADE, SET_NULL, FileField, ForeignKey, Model
from django.test import Client

from catalog.models import (
    Artwork,
    Collection,
    CollectionItem,
    Contribution,
    ContributionPhoto,
    Device,
    Favorite,
    IngestionJob,
    Recognition,
    RecognitionFeedback,
    VenueStaff,
)
from catalog.selectors.personal_data import PERSONAL_TABLES
from catalog.services import photos
from tests.api.conftest import JPEG
from tests.api.people import make_account, make_guest, send
from tests.factories import make_artwork, make_venue

pytestmark = pytest.mark.django_db


def foreign_keys_to(model: type[Model]) -> list[ForeignKey[Any, Any]]:
    every = itertools.chain.from_iterable(
        each._meta.get_fields() for each in apps.get_models(include_auto_created=True)
    )
    return [field for field in every if isinstance(field, ForeignKey) and field.related_model is model]


def deleted_with_a_person() -> dict[str, ForeignKey[Any, Any]]:
    """Every foreign key on a path of CASCADE to the user, by its name: "catalog.Device.user"."""
    found: dict[str, ForeignKey[Any, Any]] = {}
    models: list[type[Model]] = [User]
    while models:
        for field in foreign_keys_to(models.pop()):
            if field.remote_field.on_delete is CASCADE and str(field) not in found:
                found[str(field)] = field
                models.append(field.model)
    return found


def collection_of(user: User) -> Collection:
    return Collection.objects.get_or_create(owner=user, name="At home")[0]


def recognition_of(user: User | None) -> Recognition:
    return Recognition.objects.create(owner=user)


def contribution_of(user: User) -> Contribution:
    return Contribution.objects.create(author=user, kind="new_work", proposal={"title": "A vase"})


MAKERS: dict[str, Callable[[User], Model]] = {
    "catalog.Device.user": lambda user: Device.objects.create(user=user, token_digest="0" * 64),
    "catalog.Recognition.owner": recognition_of,
    "catalog.RecognitionFeedback.author": lambda user: RecognitionFeedback.objects.create(
        author=user, recognition=recognition_of(None), verdict="right"
    ),
    "catalog.RecognitionFeedback.recognition": lambda user: RecognitionFeedback.objects.create(
        author=User.objects.create(username="somebody else"), recognition=recognition_of(user), verdict="right"
    ),
    "catalog.Favorite.owner": lambda user: Favorite.objects.create(owner=user, artwork=make_artwork()),
    "catalog.VenueStaff.user": lambda user: VenueStaff.objects.create(user=user, venue=make_venue()),
    "catalog.Collection.owner": collection_of,
    "catalog.CollectionItem.collection": lambda user: CollectionItem.objects.create(
        collection=collection_of(user), title="A vase"
    ),
    "catalog.Contribution.author": contribution_of,
    "catalog.ContributionPhoto.contribution": lambda user: ContributionPhoto.objects.create(
        contribution=contribution_of(user), position=0, file="contributions/x.jpg", sha256="1" * 64
    ),
    "auth.User_groups.user": lambda user: User.groups.through.objects.create(
        user=user, group=Group.objects.create(name="friends")
    ),
    "auth.User_user_permissions.user": lambda user: User.user_permissions.through.objects.create(
        user=user, permission=Permission.objects.all()[0]
    ),
}
"""A row for every foreign key that leads to a person: what is made here must be gone with them."""

STAFF_ONLY = {"admin.LogEntry.user": "what staff did in the admin; staff are not deleted by the API"}
_STAFFS_DECISION = "what staff decided about the catalogue, which holds whoever decided"
STAYS_WITHOUT_THE_NAME = {
    "catalog.IngestionJob.started_by": "the catalogue's own history of what was loaded",
    "catalog.WebhookEndpoint.owner": "what the installation arranged with a partner, whoever entered it",
    "catalog.ArtistJoinCandidate.decided_by": _STAFFS_DECISION,
    "catalog.ArtworkJoinCandidate.decided_by": _STAFFS_DECISION,
    "catalog.VenueJoinCandidate.decided_by": _STAFFS_DECISION,
    "catalog.DuplicateFlag.decided_by": _STAFFS_DECISION,
    "catalog.Contribution.moderator": "the contribution is its author's",
}
DELETED_FILES = {"catalog.ContributionPhoto.file"}
"""By ``leaving.delete_person``: see tests/api/test_contribution_photos.py."""
NOT_EXPORTED = {
    "auth.User_groups": "given by staff, and empty for everybody else",
    "auth.User_user_permissions": "given by staff, and empty for everybody else",
    "admin.LogEntry": STAFF_ONLY["admin.LogEntry.user"],
}
DECIDE = "Say what becomes of it when its person leaves: CASCADE and a maker in MAKERS, or SET_NULL and why it stays."


def test_every_foreign_key_to_a_person_has_a_decision() -> None:
    assert set(deleted_with_a_person()) == set(MAKERS) | set(STAFF_ONLY), DECIDE
    kept = {str(field): field for field in foreign_keys_to(User) if field.remote_field.on_delete is not CASCADE}
    assert set(kept) == set(STAYS_WITHOUT_THE_NAME), DECIDE
    assert {field.remote_field.on_delete for field in kept.values()} <= {SET_NULL}


def test_every_table_of_a_person_is_exported_or_there_is_a_reason() -> None:
    personal = {field.model._meta.label for field in deleted_with_a_person().values()}
    exported = {table.model._meta.label for table in PERSONAL_TABLES.values()}
    assert personal == exported | set(NOT_EXPORTED), "Add the table to PERSONAL_TABLES, or say why it is not told."


def test_no_other_table_of_a_person_has_files() -> None:
    """Rows go, files stay: whoever adds one has to delete it in ``leaving.delete_person``."""
    models = {field.model for field in deleted_with_a_person().values()}
    found = {str(each) for model in models for each in model._meta.get_fields() if isinstance(each, FileField)}
    assert found == DELETED_FILES


@pytest.mark.parametrize("leave", ["DELETE /me/", "DELETE the last device"])
def test_nothing_is_left(leave: str) -> None:
    guest, bystander = make_guest(), make_account()
    job = IngestionJob.objects.create(started_by=guest.user, format="x", source="x", file_name="x", path="x")
    user_id = guest.user.pk
    made = [make(guest.user) for make in MAKERS.values()]
    if leave == "DELETE /me/":
        path = "me/"
    else:
        path = f"devices/{guest.device.pk}/"
        Device.objects.exclude(pk=guest.device.pk).filter(user=user_id).delete()
    assert send(guest.client, "DELETE", path).status_code == 204
    assert [row for row in (guest.device, *made) if type(row)._base_manager.filter(pk=row.pk).exists()] == []
    assert not User.objects.filter(pk=user_id).exists()
    job.refresh_from_db()
    assert job.started_by is None
    assert send(guest.client, "GET", "me/").status_code == 401
    assert send(bystander.client, "GET", "me/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_photos_that_wait_are_forgotten() -> None:
    guest = make_guest()
    name = str(recognition_of(guest.user).pk)
    photos.keep_photo(name, JPEG)
    photos.keep_hint(name, "{}")
    send(guest.client, "DELETE", "me/")
    assert photos.read_photo(name) is None
    assert photos.read_hint(name) is None


def test_staff_do_not_leave_by_the_api(admin_client: Client) -> None:
    assert send(admin_client, "DELETE", "me/").status_code == 409
    assert send(admin_client, "GET", "me/").status_code == 200


def test_the_export_has_everything_but_secrets() -> None:
    account = make_account()
    account.client.get("/api/v1/me/")
    for make in MAKERS.values():
        make(account.user)
    shown, hidden = make_artwork(title="Ridge"), make_artwork(title="Taken", status=Artwork.Status.TAKEN_DOWN)
    for work in (shown, hidden):
        Favorite.objects.create(owner=account.user, artwork=work)
    CollectionItem.objects.create(
        collection=collection_of(account.user), artwork=shown, purchase_price="7.50", purchase_currency="EUR"
    )
    response = account.client.get("/api/v1/me/export/", headers={"Accept": "text/html"})
    assert (response.status_code, response["Content-Type"]) == (200, "application/json")
    assert response["Content-Disposition"] == 'attachment; filename="my-art.json"'
    text = response.getvalue().decode()
    told = json.loads(text)
    assert set(told) == {"profile", *PERSONAL_TABLES}
    assert told["profile"]["email"] == "ana@art.example"
    assert {name: len(told[name]) for name in PERSONAL_TABLES} == {
        "devices": 2,
        "recognitions": 2,
        "recognition_feedback": 1,
        "favorites": 3,
        "venues_served": 1,
        "collections": 1,
        "collection_items": 2,
        "contributions": 2,
        "contribution_photos": 1,
    }
    assert [each["artwork_title"] for each in told["favorites"]][1:] == ["Ridge", None]
    assert (told["collection_items"][1]["purchase_price"], told["collection_items"][0]["title"]) == ("7.50", "A vase")
    assert (told["collection_items"][1]["title"], '""' in text) == (None, False)
    assert all(secret not in text for secret in ("0" * 64, account.user.password, account.issued.token, "Taken"))


def test_the_export_is_ones_own(client: Client) -> None:
    MAKERS["catalog.Favorite.owner"](make_account().user)
    told = json.loads(make_guest().client.get("/api/v1/me/export/").getvalue())
    assert told["favorites"] == []
    assert client.get("/api/v1/me/export/").status_code == 401


def test_a_guest_brings_what_they_kept_along() -> None:
    account, guest = make_account(), make_guest()
    shared, own = make_artwork(), make_artwork()
    for person, work in ((account, shared), (guest, shared), (guest, own)):
        Favorite.objects.create(owner=person.user, artwork=work)
    for person in (account, guest):
        CollectionItem.objects.create(collection=collection_of(person.user), title="A vase")
    send(guest.client, "POST", "sessions/", {"email": "ana@art.example", "password": "a heron over the estuary"})
    assert set(Favorite.objects.values_list("owner", "artwork")) == {
        (account.user.pk, shared.pk),
        (account.user.pk, own.pk),
    }
    assert Collection.objects.filter(owner=account.user).count() == CollectionItem.objects.count() == 2
