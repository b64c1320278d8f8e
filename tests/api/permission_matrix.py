"""Who may do what: one entry an operation, as ``test_permissions`` holds it to be.

A new operation is entered under its id with what each role is answered. ``thing`` makes what its path names, belonging
to the given user, and returns its id (or a dict of path parameters). Where the thing is somebody's own, "device" and
"account" ask for theirs, and the others for somebody else's. A status like 400 or 404 will do for those who may: it
shows that they came in.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from django.contrib.auth.models import User
from django.utils import timezone

from catalog.models import Contribution, IngestionJob, Recognition, VenueStaff
from catalog.services.accounts.devices import add_device
from catalog.services.my_art import add_item, create_collection
from catalog.services.webhooks.endpoints import send_ping
from tests.api.conftest import JPEG
from tests.evidence import evidence, finding
from tests.factories import (
    make_artist,
    make_artwork,
    make_display,
    make_endpoint,
    make_exhibition,
    make_guide,
    make_reference_image,
    make_venue,
)

Thing = Callable[[User], object]


class Answers(NamedTuple):
    """The status by role: nobody signed in, a guest, an account, another one, staff, and staff that may do nothing."""

    anonymous: int
    device: int
    account: int
    other: int
    staff: int
    limited: int


@dataclass(frozen=True)
class Entry:
    """What is asked, and what each role is answered."""

    answers: Answers
    thing: Thing = lambda _: None
    body: object = None


def everybody(status: int, thing: Thing = lambda _: None, body: object = None) -> Entry:
    """For all alike."""
    return Entry(Answers(status, status, status, status, status, status), thing, body)


def signed_in(status: int, thing: Thing = lambda _: None, body: object = None) -> Entry:
    """For whoever has a token."""
    return Entry(Answers(401, status, status, status, status, status), thing, body)


def owner(status: int, thing: Thing, body: object = None) -> Entry:
    """For the one it belongs to; to others it does not exist."""
    return Entry(Answers(401, status, status, 404, 404, 404), thing, body)


def staff(status: int, thing: Thing = lambda _: None, body: object = None) -> Entry:
    """For those who work here and have the permission."""
    return Entry(Answers(401, 403, 403, 403, status, 403), thing, body)


def _artwork(_: User) -> int:
    return make_artwork().pk


def _liked(_: User) -> dict[str, int]:
    return {"artwork_id": make_artwork().pk}


def _artist(_: User) -> int:
    return make_artist().pk


def _venue(_: User) -> int:
    return make_venue().pk


def _venue_served(user: User) -> int:
    venue = make_venue()
    VenueStaff.objects.create(venue=venue, user=user)
    return venue.pk


def _venue_with_work(_: User) -> int:
    return make_display(make_reference_image().artwork).venue_id


def _exhibition(_: User) -> int:
    return make_exhibition().pk


def _guide(_: User) -> int:
    return make_guide().pk


def _image(_: User) -> int:
    return make_reference_image().pk


def _device(user: User) -> int:
    return add_device(user, "A phone").device.pk


def _recognition(user: User) -> uuid.UUID:
    found = evidence(finding("unknown"))
    recognition = Recognition(owner=user, state="done", outcome="unknown", answered_at=timezone.now(), evidence=found)
    recognition.save()
    return recognition.pk


def _job(user: User) -> int:
    return IngestionJob.objects.create(format="artworks-csv", source="s", path="list.csv", started_by=user).pk


def _collection(user: User) -> int:
    return create_collection(user, name="At home").pk


def _item(user: User) -> dict[str, object]:
    item = add_item(create_collection(user, name="At home"), title="A vase")
    return {"id": item.collection.pk, "item_id": item.pk}


def _contribution(user: User) -> int:
    return Contribution.objects.create(author=user, kind="price", proposal={"kind": "hammer"}, evidence="A list").pk


def _nothing(_: User) -> dict[str, object]:
    return {"id": uuid.uuid4(), "name": "regions.jpg"}


def _webhook(_: User) -> int:
    return make_endpoint().pk


def _delivery(_: User) -> dict[str, object]:
    delivery = send_ping(make_endpoint().pk)
    return {"id": delivery.endpoint_id, "delivery_id": delivery.pk}


MATRIX: dict[str, Entry] = {
    # Accounts and devices
    "become_account": Entry(Answers(401, 400, 400, 400, 400, 400), body={}),
    "change_password": signed_in(400, body={}),
    "device": owner(200, _device),
    "devices": signed_in(200),
    "me": signed_in(200),
    "register_device": everybody(201, body={}),
    "request_password_reset": everybody(400, body={}),
    "reset_password": everybody(400, body={}),
    "revoke_device": owner(204, _device),
    "rotate_token": owner(200, _device),
    "sign_in": everybody(400, body={}),
    "sign_out": Entry(Answers(401, 409, 204, 204, 204, 204)),
    # Artworks and artists
    "artist": everybody(200, _artist),
    "artists": everybody(200),
    "artwork": everybody(200, _artwork),
    "artworks": everybody(200),
    "similar_artworks": everybody(200, _artwork),
    "image_file": everybody(200, _image),
    "image_thumbnail": everybody(200, _image),
    # Contributions
    "accept_contribution": staff(409, _contribution, body={}),  # its work was deleted
    "contribute": signed_in(400, body={}),
    # Staff read what others proposed.
    "contribution": Entry(Answers(401, 200, 200, 404, 200, 404), _contribution),
    "contributions": signed_in(200),
    "decline_contribution": staff(200, _contribution, body={"reason": "It is of another work."}),
    "withdraw_contribution": owner(204, _contribution),
    # Bundles
    "bundle_keys": everybody(200),
    "bundle_revocations": everybody(200, _venue),
    "venue_bundle": everybody(202, _venue_with_work),
    # Explanations
    "explain": staff(415, body=b"no photo"),
    "explanation": staff(404, _nothing),
    "explanation_picture": staff(404, _nothing),
    # Guides
    "artwork_guides": everybody(200, _artwork),
    "guide": everybody(200, _guide),
    "guide_audio": everybody(404, _guide),
    "venue_guides": everybody(200, _venue),
    # Health
    "health": everybody(200),
    # Ingestion
    "cancel_ingestion_job": staff(200, _job),
    "ingestion_job": staff(200, _job),
    "ingestion_jobs": staff(200),
    "ingestion_rejects": staff(200, _job),
    "pause_ingestion_job": staff(200, _job),
    "resume_ingestion_job": staff(409, _job),
    "start_ingestion_job": staff(400, body={}),
    # My art and my data
    "add_favorite": signed_in(201, _liked),
    "add_to_collection": owner(201, _collection, body={"title": "A vase"}),
    "change_collection": owner(200, _collection, body={"name": "Upstairs"}),
    "change_collection_item": owner(200, _item, body={"note": "Mine"}),
    "collection": owner(200, _collection),
    "collection_item": owner(200, _item),
    "collection_items": owner(200, _collection),
    "collections": signed_in(200),
    "create_collection": signed_in(201, body={"name": "At home"}),
    "delete_collection": owner(204, _collection),
    "delete_me": Entry(Answers(401, 204, 204, 204, 409, 409)),
    "export_me": signed_in(200),
    "favorites": signed_in(200),
    "remove_favorite": signed_in(204, _liked),
    "remove_from_collection": owner(204, _item),
    # Places
    "auctions": everybody(200),
    "exhibition": everybody(200, _exhibition),
    "exhibitions": everybody(200),
    "lots": everybody(200),
    "venue": everybody(200, _venue),
    "venue_artworks": everybody(200, _venue),
    "venue_statistics": Entry(Answers(401, 200, 200, 403, 200, 403), _venue_served),
    "venues": everybody(200),
    "venues_geojson": everybody(200),
    # Prices
    "artist_price_chart_png": everybody(200, _artist),
    "artist_price_chart_svg": everybody(200, _artist),
    "artist_price_summary": everybody(200, _artist),
    "artist_prices": everybody(200, _artist),
    "comparables": everybody(200, _artwork),
    "artwork_price_chart_png": everybody(200, _artwork),
    "artwork_price_chart_svg": everybody(200, _artwork),
    "artwork_price_summary": everybody(200, _artwork),
    "artwork_prices": everybody(200, _artwork),
    # Recognitions
    "delete_recognition": owner(204, _recognition),
    # Staff read what others were answered; everybody else has their own, and those of nobody.
    "give_feedback": Entry(Answers(401, 201, 201, 404, 201, 404), _recognition, body={"verdict": "right"}),
    "recognition": Entry(Answers(404, 200, 200, 404, 200, 404), _recognition),
    "recognitions": signed_in(200),
    "recognize": everybody(202, body=JPEG),
    # Webhooks
    "change_webhook": staff(200, _webhook, body={"note": "The shop"}),
    "create_webhook": staff(400, body={}),
    "delete_webhook": staff(204, _webhook),
    "redeliver_webhook": staff(202, _delivery),
    "rotate_webhook_secret": staff(200, _webhook),
    "test_webhook": staff(202, _webhook),
    "webhook": staff(200, _webhook),
    "webhook_deliveries": staff(200, _webhook),
    "webhooks": staff(200),
}
