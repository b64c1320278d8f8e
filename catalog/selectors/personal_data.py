"""All that is kept of a person, for them to take along."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Case, F, Model, When

from catalog.models import (
    Artwork,
    Collection,
    CollectionItem,
    Contribution,
    ContributionPhoto,
    Device,
    Favorite,
    Recognition,
    RecognitionFeedback,
    VenueStaff,
)

CHUNK = 200


@dataclass(frozen=True, slots=True)
class PersonalTable:
    """Rows of a person: ``owner`` leads from a row to them, ``fields`` are what is told."""

    model: type[Model]
    owner: str
    fields: tuple[str, ...]


PERSONAL_TABLES = {
    "devices": PersonalTable(Device, "user", ("id", "name", "created_at", "last_used_on")),
    "recognitions": PersonalTable(
        Recognition, "owner", ("id", "created_at", "answered_at", "state", "outcome", "problem", "evidence")
    ),
    "recognition_feedback": PersonalTable(
        RecognitionFeedback, "author", ("recognition", "verdict", "artwork", "note", "created_at", "changed_at")
    ),
    "favorites": PersonalTable(Favorite, "owner", ("artwork", "artwork_title", "added_at")),
    "venues_served": PersonalTable(VenueStaff, "user", ("venue",)),
    "collections": PersonalTable(Collection, "owner", ("id", "name", "note", "created_at", "changed_at")),
    "collection_items": PersonalTable(
        CollectionItem,
        "collection__owner",
        (
            *("id", "collection", "artwork", "artwork_title", "title", "note"),
            *("purchase_price", "purchase_currency", "purchased_on", "added_at", "changed_at"),
        ),
    ),
    "contributions": PersonalTable(
        Contribution,
        "author",
        (
            *("id", "kind", "artwork", "artist", "venue", "proposal", "evidence", "evidence_url", "public_name"),
            *("state", "reason", "created_at", "decided_at"),
        ),
    ),
    "contribution_photos": PersonalTable(
        ContributionPhoto, "contribution__author", ("contribution", "position", "sha256")
    ),
}
"""By their names in the export. A test holds every table that is deleted with a person to an entry, or to a reason."""

# A takedown leaves exports too.
_SHOWN_TITLE = Case(When(artwork__status=Artwork.Status.PUBLISHED, then=F("artwork__title")))
_PROFILE = ("username", "email", "date_joined", "last_login")


def export_of(user: User) -> Iterator[str]:
    """One JSON object in pieces: who they are, and a list of rows for each table. Never the whole in memory."""
    yield f'{{"profile": {_json({name: getattr(user, name) for name in _PROFILE})}'
    for name, table in PERSONAL_TABLES.items():
        yield f', "{name}": ['
        rows = table.model._base_manager.filter(**{table.owner: user}).order_by("pk")  # noqa: SLF001
        if "artwork_title" in table.fields:
            rows = rows.annotate(artwork_title=_SHOWN_TITLE)
        for number, row in enumerate(rows.values(*table.fields).iterator(CHUNK)):
            yield ("," if number else "") + _json({name: _known(value) for name, value in row.items()})
        yield "]"
    yield "}"


def _known(value: object) -> object:
    """As everywhere in the API: null for what is not known."""
    return None if value == "" else value


def _json(value: object) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)
