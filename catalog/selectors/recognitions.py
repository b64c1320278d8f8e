"""Whose recognition is whose."""

from typing import Any

from django.contrib.auth.models import User
from django.db.models import Q, QuerySet

from catalog.models import Recognition
from catalog.selectors.accounts import staff_may


def visible_recognitions(user: Any) -> QuerySet[Recognition]:  # noqa: ANN401 - REST framework's request.user
    """What somebody may read by its id: their own, and those of nobody, whose id cannot be guessed.

    Those of the staff who may view recognitions read all.
    """
    if staff_may(user, "view_recognition"):
        return Recognition.objects.all()
    if not user.is_authenticated:
        return Recognition.objects.filter(owner=None)
    return Recognition.objects.filter(Q(owner=None) | Q(owner=user))


def history_of(user: User) -> QuerySet[Recognition]:
    """A person's recognitions, without those that failed: there is nothing to be read of them."""
    return Recognition.objects.filter(owner=user).exclude(state=Recognition.State.FAILED)
