"""Taking proposals, within limits that keep the queue readable, and taking them back."""

import datetime
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import User
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone

from catalog.models import Artist, Artwork, Contribution, Venue
from catalog.selectors.contributions import standing_of
from catalog.services.contributions.deciding import AlreadyDecided
from catalog.services.contributions.photos import bare_photos, forget_photos, keep_photos, sha256s
from catalog.services.contributions.proposals import (
    InvalidProposal,
    Target,
    corrected,
    drafted_place,
    drafted_price,
    drafted_work,
)

_Kind = Contribution.Kind
_State = Contribution.State
_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What somebody proposes, how they know it, and how they want to be called."""

    kind: str
    target: Target | None
    told: Mapping[str, Any]
    """The fields: see ``proposals``."""
    evidence: str = ""
    evidence_url: str = ""
    public_name: str = ""
    photos: Sequence[bytes] = field(default=(), repr=False)


class TooManyWaiting(Exception):
    """As many proposals wait as may."""

    def __init__(self, most: int) -> None:
        super().__init__(f"{most} of your proposals wait, as many as may. Wait for a decision, or withdraw one.")


class DailyLimit(Exception):
    """As many proposals were made within 24 hours as may be; ``wait_s`` until there is room for one."""

    def __init__(self, most: int, wait_s: float) -> None:
        super().__init__(f"You have made {most} proposals within 24 hours, as many as may be.")
        self.wait_s = wait_s


class Duplicate(Exception):
    """The author has proposed the same already, and it waits."""

    def __init__(self, contribution: Contribution) -> None:
        super().__init__("You have proposed the same already, and it waits for a decision.")
        self.contribution = contribution


def propose(author: User, proposal: Proposal) -> Contribution:
    """Keeps a proposal for the staff to decide.

    Raises:
        InvalidProposal: it could never be written.
        PhotoRefused: a photo cannot be used.
        TooManyWaiting, DailyLimit: the author's limits, which grow with their trust (``Standing``).
        Duplicate: it waits already.
    """
    _check(proposal)
    told = json.loads(json.dumps(proposal.told, cls=DjangoJSONEncoder))
    photos = bare_photos(proposal.photos)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=author.pk)  # two at once count each other
        _check_limits(author)
        _check_duplicates(author, proposal, told, sha256s(photos))
        target = {} if proposal.target is None else {_name(proposal.target): proposal.target}
        contribution = Contribution.objects.create(
            author=author,
            kind=proposal.kind,
            proposal=told,
            before=_before(proposal),
            evidence=proposal.evidence,
            evidence_url=proposal.evidence_url,
            public_name=proposal.public_name,
            **target,
        )
        keep_photos(contribution, photos)
    return contribution


@transaction.atomic
def withdraw(contribution: Contribution) -> None:
    """Takes back what waits; its photos are deleted.

    Raises:
        AlreadyDecided: it does not wait any more.
    """
    locked = Contribution.objects.select_for_update().get(pk=contribution.pk)
    if locked.state != _State.WAITING:
        raise AlreadyDecided(locked)
    locked.state, locked.decided_at = _State.WITHDRAWN, timezone.now()
    locked.save(update_fields=["state", "decided_at"])
    forget_photos([locked])


def _check(proposal: Proposal) -> None:
    match proposal.kind, proposal.target:
        case _Kind.CORRECTION, (Artwork() | Artist() | Venue()) as target:
            corrected(target, proposal.told)
            if not _before(proposal):
                raise InvalidProposal({"non_field_errors": ["Name at least one field, and its right value."]})
            if all(getattr(target, name) == value for name, value in proposal.told.items()):
                raise InvalidProposal({"non_field_errors": ["The record says so already."]})
        case _Kind.PRICE, Artwork():
            drafted_price(proposal.told)
        case _Kind.PLACE, Artwork():
            drafted_place(proposal.told)
        case _Kind.NEW_WORK, None:
            drafted_work(proposal.told)


def _before(proposal: Proposal) -> dict[str, Any]:
    if proposal.kind != _Kind.CORRECTION:
        return {}
    return {name: getattr(proposal.target, name) for name in proposal.told}


def _check_limits(author: User) -> None:
    standing, now = standing_of(author), timezone.now()
    own = Contribution.objects.filter(author=author)
    if own.filter(state=_State.WAITING).count() >= standing.most_waiting:
        raise TooManyWaiting(standing.most_waiting)
    recent = own.filter(created_at__gt=now - _DAY).order_by("-created_at").values_list("created_at", flat=True)
    if (last := recent[standing.most_a_day - 1 : standing.most_a_day].first()) is not None:
        raise DailyLimit(standing.most_a_day, (last + _DAY - now).total_seconds())


def _check_duplicates(author: User, proposal: Proposal, told: dict[str, Any], photos: list[str]) -> None:
    """Looks through the few of the author's that wait."""
    waiting = Contribution.objects.filter(author=author, state=_State.WAITING, kind=proposal.kind)
    for each in waiting.select_related("artwork", "artist", "venue").prefetch_related("photos"):
        same_photos = [photo.sha256 for photo in each.photos.all()] == photos
        if each.target == proposal.target and each.proposal == told and same_photos:
            raise Duplicate(each)


def _name(target: Target) -> str:
    return {Artwork: "artwork", Artist: "artist", Venue: "venue"}[type(target)]
