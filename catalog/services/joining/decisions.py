"""What people decide: that rows are one, or not. A decision stands until another one, whatever is loaded."""

from collections.abc import Collection, Iterable
from itertools import pairwise, product
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from catalog.models import Artist, JoinCandidate, Venue
from catalog.services.joining.joins import Kind, join_entities, kind_of

_State = JoinCandidate.State


class NothingToDecide(ValueError):
    """Fewer rows than a decision takes."""


@transaction.atomic
def decide_candidates(candidates: Collection[Any], state: str, *, by: User | None) -> None:
    """Answers pairs of one kind that wait: ``joined`` or ``apart``; both rows' groups are meant."""
    for candidate in candidates:
        kind = kind_of(type(candidate.left))
        left, right = (_group(kind, row.pk) for row in (candidate.left, candidate.right))
        if state == _State.JOINED:
            _forget_apart(kind, left | right)
            _decide(kind, [(candidate.left_id, candidate.right_id)], state, by)
        else:
            _decide(kind, product(left, right), state, by)
    join_entities({kind_of(type(candidate.left)): None for candidate in candidates})


@transaction.atomic
def join_rows(rows: Collection[Artist] | Collection[Venue], *, by: User | None) -> None:
    """Makes the rows, with all that is joined to them, one.

    Raises:
        NothingToDecide: fewer than two rows.
    """
    if len(rows) < 2:
        raise NothingToDecide("Choose two or more.")
    kind = kind_of(type(next(iter(rows))))
    pks = sorted(row.pk for row in rows)
    _forget_apart(kind, {pk for one in pks for pk in _group(kind, one)})
    _decide(kind, pairwise(pks), _State.JOINED, by)
    join_entities([kind])


@transaction.atomic
def take_apart(rows: Collection[Artist] | Collection[Venue], *, by: User | None) -> None:
    """Takes the rows out of the group that they were joined in; among themselves they may stay together.

    Raises:
        NothingToDecide: no other row is joined with them.
    """
    kind = kind_of(type(next(iter(rows))))
    out = {row.pk for row in rows}
    rest = {pk for row in rows for pk in _group(kind, row.pk)} - out
    if not rest:
        raise NothingToDecide("Nothing else is joined with these; choose some rows of a group, not all of it.")
    _decide(kind, product(out, rest), _State.APART, by)
    join_entities([kind])


def _group(kind: Kind, pk: int) -> set[int]:
    """The rows of the group that a row stands in, itself included."""
    if not hasattr(kind.model, "joined_to"):
        return {pk}
    row = kind.model.objects.get(pk=pk)
    top = row.joined_to_id or row.pk
    return {top, *kind.model.objects.filter(joined_to=top).values_list("pk", flat=True)}


def _forget_apart(kind: Kind, pks: Collection[int]) -> None:
    """Rows that shall be one are no longer told apart."""
    kind.candidates.objects.filter(state=_State.APART, left__in=pks, right__in=pks).delete()


def _decide(kind: Kind, pairs: Iterable[tuple[int, int]], state: str, by: User | None) -> None:
    now = timezone.now()
    for left, right in {(min(pair), max(pair)) for pair in pairs}:
        kind.candidates.objects.update_or_create(
            left_id=left,
            right_id=right,
            defaults={"state": state, "decided_at": now, "decided_by": by},
            create_defaults={
                "state": state,
                "decided_at": now,
                "decided_by": by,
                "reason": JoinCandidate.Reason.BY_HAND,
            },
        )
