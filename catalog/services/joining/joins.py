"""Brings what is joined, and what waits for a decision, in step with the statements and with what people decided."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from catalog.models import (
    Artist,
    ArtistJoinCandidate,
    Artwork,
    ArtworkJoinCandidate,
    JoinCandidate,
    Venue,
    VenueJoinCandidate,
)
from catalog.services.joining.artists import ARTIST_RULES, artist_statements
from catalog.services.joining.grouping import Grouping, Rule, group
from catalog.services.joining.venues import ARTWORK_RULES, VENUE_RULES, artwork_statements, venue_statements

_LOCK = 0x61727472  # any number that nobody else takes
_BATCH = 500
_State = JoinCandidate.State


@dataclass(frozen=True, slots=True)
class Kind:
    """What can be joined, and by which rules. Its models differ in their columns, so they are typed loosely."""

    model: type[Any]
    candidates: type[Any]
    statements: Callable[[], Iterable[Any]]
    rules: Sequence[Rule[Any]]


KINDS = (
    Kind(Artist, ArtistJoinCandidate, artist_statements, ARTIST_RULES),
    Kind(Venue, VenueJoinCandidate, venue_statements, VENUE_RULES),
    Kind(Artwork, ArtworkJoinCandidate, artwork_statements, ARTWORK_RULES),
)


@dataclass(frozen=True, slots=True)
class Joined:
    """How a kind stands: rows shown as another, pairs that wait, and how many rows changed just now."""

    joined: int
    waiting: int
    changed: int


def join_entities(kinds: Iterable[Kind] = KINDS) -> dict[str, Joined]:
    """Joins what is certainly one, over all sources, and lists what may be; by model name, how that stands.

    Looks at everything anew, so it may be called at any time and as often as one likes. One call at a time: another
    waits until the first has committed, and sees what that saw.
    """
    with transaction.atomic():
        _wait_for_others()
        return {kind.model.__name__: _join(kind) for kind in kinds}


def kind_of(model: type[Any]) -> Kind:
    """What can be joined of a model."""
    return next(kind for kind in KINDS if kind.model is model)


def _wait_for_others() -> None:
    if connection.vendor == "postgresql":  # SQLite has one writer
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _join(kind: Kind) -> Joined:
    decided = kind.candidates.objects.exclude(state=_State.OPEN).values_list("left_id", "right_id", "state")
    pairs = {state: [(left, right) for left, right, said in decided if said == state] for state in _State}
    grouping = group(list(kind.statements()), kind.rules, joined=pairs[_State.JOINED], apart=pairs[_State.APART])
    changed = 0 if kind.model is Artwork else _show(kind.model, grouping)
    known = {*pairs[_State.JOINED], *pairs[_State.APART]}
    _list(kind, {pair: reason for pair, reason in grouping.uncertain.items() if pair not in known})
    return Joined(len(grouping.shown_as), len(grouping.uncertain), changed)


def _show(model: type[Any], grouping: Grouping) -> int:
    """Brings ``joined_to`` in step; how many rows that changed."""
    standing = dict(model.objects.filter(joined_to__isnull=False).values_list("pk", "joined_to_id"))
    wanted = grouping.shown_as
    rows = [model(pk=pk, joined_to_id=wanted.get(pk)) for pk in standing | wanted if standing.get(pk) != wanted.get(pk)]
    model.objects.bulk_update(rows, ["joined_to"], batch_size=_BATCH)
    return len(rows)


def _list(kind: Kind, uncertain: dict[tuple[int, int], str]) -> None:
    """Brings the list of what waits in step; what is decided stands."""
    waiting = {
        (left, right): (pk, reason)
        for pk, left, right, reason in kind.candidates.objects.filter(state=_State.OPEN).values_list(
            "pk", "left_id", "right_id", "reason"
        )
    }
    gone = [pk for pair, (pk, reason) in waiting.items() if uncertain.get(pair) != reason]
    for at in range(0, len(gone), _BATCH):
        kind.candidates.objects.filter(pk__in=gone[at : at + _BATCH]).delete()
    kind.candidates.objects.bulk_create(
        (
            kind.candidates(left_id=left, right_id=right, reason=reason)
            for (left, right), reason in uncertain.items()
            if waiting.get((left, right), (0, ""))[1] != reason
        ),
        batch_size=_BATCH,
    )
