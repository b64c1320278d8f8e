"""Somebody leaves: all that is theirs is deleted."""

from functools import partial

from django.contrib.auth.models import User
from django.db import transaction

from catalog.models import Recognition
from catalog.services.accounts.membership import AccountRefused
from catalog.services.contributions.leaving import forget_author
from catalog.services.photos import forget_photo


def delete_person(user: User) -> None:
    """Deletes a guest or an account with every row of theirs, in one transaction.

    The foreign keys to the user say what goes along (``CASCADE``) and what stays without a name (``SET_NULL``); a test
    holds every one of them to a decision. Photos that wait for their answer are forgotten at once. What was accepted of
    their contributions stays in the catalogue, without the name they were credited by.

    Raises:
        AccountRefused: the user is staff, whose work must keep its author as long as they are at it.
    """
    if user.is_staff:
        raise AccountRefused(None, "Staff are deleted in the admin, by somebody else.")
    with transaction.atomic():
        pending = Recognition.objects.filter(owner=user, state=Recognition.State.PENDING)
        ids = [str(pk) for pk in pending.values_list("pk", flat=True)]
        forget_author(user)
        user.delete()
        for recognition_id in ids:
            # They expire within minutes anyway: where Redis does not answer, the rest has gone all the same.
            transaction.on_commit(partial(forget_photo, recognition_id), robust=True)
