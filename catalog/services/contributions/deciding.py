"""Accepting and declining, each in one transaction."""

from collections.abc import Collection

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from catalog.models import Contribution
from catalog.selectors.contributions import conflicts
from catalog.services.contributions.applying import write
from catalog.services.contributions.photos import forget_photos
from catalog.services.contributions.proposals import NotAcceptable

_State = Contribution.State


class AlreadyDecided(Exception):
    """It does not wait any more."""

    def __init__(self, contribution: Contribution) -> None:
        super().__init__(f"This does not wait any more: it is {contribution.get_state_display().lower()}.")


class RecordChanged(Exception):
    """There is something to know before accepting, which the moderator has not confirmed: ``conflicts`` says what."""

    def __init__(self, conflicts: list[str]) -> None:
        super().__init__(" ".join(conflicts))
        self.conflicts = conflicts


@transaction.atomic
def accept(contribution_id: int, *, by: User, reason: str = "", confirmed: Collection[str] = ()) -> Contribution:
    """Writes what was proposed, with its author as its source. Accepting again changes nothing.

    Args:
        contribution_id: what is accepted.
        by: the moderator.
        reason: a word to the author.
        confirmed: the conflicts that the moderator has seen; others stop it, so none can arise unseen.

    Raises:
        AlreadyDecided: it was declined or withdrawn.
        RecordChanged: there is a conflict that is not among ``confirmed``.
        NotAcceptable: the record is gone, or does not take the proposal any more.
    """
    contribution = _locked(contribution_id)
    if contribution.state == _State.ACCEPTED:
        return contribution
    if contribution.state != _State.WAITING:
        raise AlreadyDecided(contribution)
    if set(found := conflicts(contribution)) - set(confirmed):
        raise RecordChanged(found)
    write(contribution)
    _decide(contribution, _State.ACCEPTED, by, reason)
    return contribution


@transaction.atomic
def decline(contribution_id: int, *, by: User, reason: str) -> Contribution:
    """Turns a proposal down, with a reason for its author. Declining again changes nothing.

    Raises:
        NotAcceptable: there is no reason.
        AlreadyDecided: it was accepted or withdrawn.
    """
    if not reason.strip():
        raise NotAcceptable("Give a reason: the author reads it.")
    contribution = _locked(contribution_id)
    if contribution.state == _State.DECLINED:
        return contribution
    if contribution.state != _State.WAITING:
        raise AlreadyDecided(contribution)
    _decide(contribution, _State.DECLINED, by, reason)
    return contribution


def _locked(contribution_id: int) -> Contribution:
    """The contribution and what it is about, as they are until the transaction ends."""
    contribution = Contribution.objects.select_for_update().get(pk=contribution_id)
    if (target := contribution.target) is not None:
        type(target)._default_manager.select_for_update().get(pk=target.pk)  # noqa: SLF001 - documented by Django
        target.refresh_from_db()
    return contribution


def _decide(contribution: Contribution, state: str, by: User, reason: str) -> None:
    contribution.state, contribution.moderator, contribution.reason = state, by, reason.strip()
    contribution.decided_at = timezone.now()
    contribution.save()
    forget_photos([contribution])
