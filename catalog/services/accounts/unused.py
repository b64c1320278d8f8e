"""Guests who never come back: an app that was removed leaves one behind, and what it kept."""

import datetime

from django.conf import settings
from django.utils import timezone

from catalog.selectors.accounts import guests_unused_since
from catalog.services.accounts.leaving import delete_person

_BATCH = 500


def forget_unused_guests() -> int:
    """Deletes guests of whom no device has asked for so many days (``GUEST_DAYS``; 0: none); returns how many."""
    days: int = settings.ARTREC["GUEST_DAYS"]
    if not days:
        return 0
    unused = guests_unused_since(timezone.now().date() - datetime.timedelta(days=days))
    count = 0
    while guests := list(unused[:_BATCH]):
        for guest in guests:
            delete_person(guest)
        count += len(guests)
    return count
