"""Who sends the requests that Schemathesis makes, and what is there for them to ask for."""

import datetime
import zlib
from typing import Any

import schemathesis
from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone
from schemathesis.core.parameters import ParameterLocation

from catalog.api.uploads import FORM
from catalog.models import VenueStaff
from tests.api.people import make_guest
from tests.api.permission_matrix import MATRIX
from tests.api.test_lists import FILLS
from tests.factories import (
    make_artist,
    make_artwork,
    make_display,
    make_exhibition,
    make_guide,
    make_price,
    make_rates,
    make_reference_image,
    make_venue,
)

ROLES = ("anonymous", "device", "account", "staff")


class Cast:
    """A guest, an account and somebody of the staff, each with a device; and a small catalogue, all of it related."""

    def __init__(self) -> None:
        self._people = {role: make_guest() for role in ROLES[1:]}
        for role in ("account", "staff"):
            row = User.objects.filter(pk=self._people[role].user.pk)
            row.update(
                password="usable", email=f"{role}@art.example", is_staff=role == "staff", is_superuser=role == "staff"
            )
        self._ids = _catalogue(self._people["account"].user)
        self._borders = 0
        self._addresses: dict[tuple[str, str], dict[str, object]] = {}

    def headers(self, role: str) -> dict[str, str]:
        """Credentials."""
        return {} if role == "anonymous" else {"Authorization": f"Bearer {self._people[role].issued.token}"}

    def direct(self, case: schemathesis.Case[Any], role: str) -> None:
        """Lets ids that are valid name what is there: in the address, unless nobody asks, and in a query or body."""
        for place, values in ((ParameterLocation.QUERY, case.query), (ParameterLocation.BODY, case.body)):
            # A form with a file in it would count as invalid once it has been touched.
            if _is_valid(case, place) and isinstance(values, dict) and case.media_type != FORM:
                values.update({name: pk for name, pk in self._ids.items() if isinstance(values.get(name), int)})
        if role != "anonymous" and case.path_parameters and _is_valid(case, ParameterLocation.PATH):
            case.path_parameters = self._address(case, role)

    def has_time_for(self, case: schemathesis.Case[Any], seed: int | None) -> bool:
        """Whether a border is asked for here; all are, without a ``seed``.

        The first hundred are divided among the two databases, and of further ones each gets one in ten of its own.
        """
        self._borders += 1
        if seed is None:
            return True
        drawn = zlib.crc32(repr(case).encode(errors="replace")) + seed + (connection.vendor == "postgresql")
        return drawn % (2 if self._borders <= 100 else 10) == 0

    def _address(self, case: schemathesis.Case[Any], role: str) -> dict[str, object]:
        """The path parameters of something of this person's, or that everybody may see."""
        owner = "device" if role == "device" else "account"
        operation = case.operation.definition.raw["operationId"]
        if (operation, owner) not in self._addresses:
            thing = self._thing(operation, case.path, self._people[owner].user)
            named = thing if isinstance(thing, dict) else {"id": thing}
            self._addresses[operation, owner] = {
                name: pk if isinstance(pk, int) else str(pk) for name, pk in named.items()
            }
        return dict(self._addresses[operation, owner])

    def _thing(self, operation: str, path: str, owner: User) -> object:
        subject = path.split("/")[3].removesuffix("s")
        if subject in self._ids and MATRIX[operation].answers.anonymous < 400:
            return self._ids[subject]
        return FILLS[operation](owner, 2) if operation in FILLS else MATRIX[operation].thing(owner)


def insider(operation: str) -> str:
    """The role that gets furthest with an operation."""
    return "staff" if MATRIX[operation].answers.account in {401, 403} else "account"


def _is_valid(case: schemathesis.Case[Any], place: ParameterLocation) -> bool:
    component = case.meta.components.get(place) if case.meta is not None else None
    return component is not None and component.mode.is_positive


def _catalogue(user: User) -> dict[str, Any]:
    """The ids, by subject, of works and places that belong together, so that no member of an answer stays null."""
    ahead = timezone.now().date() + datetime.timedelta(days=30)
    artist, venue = make_artist(), make_venue(opening_hours={"mon": "closed"})
    exhibition = make_exhibition(venue, starts_on=ahead - datetime.timedelta(days=60), ends_on=ahead)
    artworks = [make_artwork(artists=(artist,), year_from=1900, year_to=1901) for _ in range(2)]
    make_rates("USD", {"2020-10-23": "1.1869"})
    for artwork in artworks:
        make_price(artwork, venue=venue)
        make_price(artwork, kind="estimate", outcome="", date=ahead, venue=venue, sale="A sale", lot="1")
        make_display(artwork, venue, exhibition=exhibition)
    VenueStaff.objects.create(venue=venue, user=user)
    image, guide = make_reference_image(artworks[0]), make_guide(artworks[0], venue)
    rows = {"artwork": artworks[0], "artist": artist, "venue": venue, "exhibition": exhibition}
    return {name: row.pk for name, row in (rows | {"image": image, "guide": guide}).items()}
