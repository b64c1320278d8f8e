"""What people have proposed: whose it is, how far they are trusted, and how a proposal stands to the record now."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from catalog.models import Artwork, Contribution, Display, PriceRecord, Venue
from catalog.selectors.accounts import staff_may

_State = Contribution.State

WAITING_AT_FIRST = 5
WAITING_AT_MOST = 50
DAILY_PER_WAITING = 2
DECLINED_WEIGHS = 2


@dataclass(frozen=True, slots=True)
class Standing:
    """How an author's proposals fared. Trust never accepts anything: it sets the limits and the order of the queue.

    Trust = accepted − 2 × declined. So many may wait at once: 5 + trust, but never less than 1 or more than 50; and
    twice as many may be proposed within 24 hours. The queue shows authors with trust above zero first and those below
    zero last, and among equals the oldest proposal first. What is withdrawn does not count.
    """

    accepted: int
    declined: int

    @property
    def trust(self) -> int:
        """Zero for somebody new."""
        return self.accepted - DECLINED_WEIGHS * self.declined

    @property
    def most_waiting(self) -> int:
        """How many proposals may wait at once."""
        return min(max(WAITING_AT_FIRST + self.trust, 1), WAITING_AT_MOST)

    @property
    def most_a_day(self) -> int:
        """How many may be made within 24 hours."""
        return DAILY_PER_WAITING * self.most_waiting


def standing_of(author: User) -> Standing:
    """One query."""
    counts = Contribution.objects.filter(author=author).aggregate(
        accepted=Count("pk", filter=Q(state=_State.ACCEPTED)), declined=Count("pk", filter=Q(state=_State.DECLINED))
    )
    return Standing(**counts)


def contributions_of(user: User) -> QuerySet[Contribution]:
    """A person's own, with the photos that are still kept."""
    return Contribution.objects.filter(author=user).prefetch_related("photos")


def visible_contributions(user: User) -> QuerySet[Contribution]:
    """What somebody may read by its id: their own; those of the staff who may view them read all."""
    sees_all = staff_may(user, "view_contribution")
    return Contribution.objects.prefetch_related("photos") if sees_all else contributions_of(user)


def with_standing(contributions: QuerySet[Contribution]) -> QuerySet[Contribution]:
    """Adds ``accepted`` and ``declined`` of the author, and ``place_in_queue`` (1, 0 or -1) by the author's trust."""
    same = Contribution.objects.filter(author=OuterRef("author")).order_by().values("author")

    def count(state: str) -> Coalesce:
        counted = same.filter(state=state).annotate(count=Count("pk")).values("count")
        return Coalesce(Subquery(counted, output_field=IntegerField()), 0)

    counted = contributions.annotate(accepted=count(_State.ACCEPTED), declined=count(_State.DECLINED))
    trust = counted.annotate(trust=F("accepted") - DECLINED_WEIGHS * F("declined"))
    place = Case(When(trust__gt=0, then=Value(1)), When(trust__lt=0, then=Value(-1)), default=Value(0))
    return trust.annotate(place_in_queue=place)


@dataclass(frozen=True, slots=True)
class Difference:
    """A field of the record, as it was when something else was proposed, and as it is now."""

    field: str
    before: Any
    present: Any
    proposed: Any

    @property
    def has_changed(self) -> bool:
        """Whether somebody else has changed it since."""
        return bool(self.present != self.before)


def differences(contribution: Contribution) -> list[Difference]:
    """A proposal field by field. Only a correction has something before it, and at present."""
    target = contribution.target if contribution.kind == Contribution.Kind.CORRECTION else None
    return [
        Difference(field, contribution.before.get(field), getattr(target, field, None), proposed)
        for field, proposed in contribution.proposal.items()
    ]


def conflicts(contribution: Contribution) -> list[str]:
    """What a moderator has to know before accepting: what has changed since, and what the catalogue has already."""
    found = []
    if contribution.artwork is not None and contribution.artwork.status != Artwork.Status.PUBLISHED:
        found.append(f"The work is not published: {contribution.artwork.get_status_display().lower()}.")
    match contribution.kind:
        case Contribution.Kind.CORRECTION:
            found += [_changed(each) for each in differences(contribution) if each.has_changed]
        case Contribution.Kind.PRICE:
            found += _known_prices(contribution)
        case Contribution.Kind.PLACE:
            found += _newer_places(contribution)
        case Contribution.Kind.NEW_WORK:
            found += _same_titles(contribution)
    return found


def _changed(each: Difference) -> str:
    words = ("nothing" if value in (None, "") else f"“{value}”" for value in (each.before, each.present))
    return "The record's {} has changed since: it had {}, and has {} now.".format(each.field, *words)


def _known_prices(contribution: Contribution) -> list[str]:
    told = contribution.proposal
    same = PriceRecord.objects.filter(
        artwork=contribution.artwork_id, **{name: told.get(name) for name in ("kind", "date", "amount")}
    )
    return [f"The catalogue has this price already, from the source {each.source}." for each in same]


def _newer_places(contribution: Contribution) -> list[str]:
    told = contribution.proposal
    displays = Display.objects.filter(artwork=contribution.artwork_id, as_of__gt=told["as_of"]).select_related("venue")
    found = [f"The source {each.source} says of {each.as_of}, which is later: at {each.venue}." for each in displays]
    if (new := told.get("new_venue")) is not None:
        same = Venue.objects.filter(name=new["name"])
        found += [f"The catalogue has a venue of this name: {venue} ({venue.pk})." for venue in same]
    return found


def _same_titles(contribution: Contribution) -> list[str]:
    same = Artwork.objects.filter(title=contribution.proposal["title"]).order_by("pk")
    return [f"The catalogue has a work of this title: {work.pk}, from the source {work.source}." for work in same[:5]]
