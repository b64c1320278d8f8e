"""Guests who never come back are deleted; whoever may come back is not."""

import datetime

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from pytest_django import Settings

from catalog.models import Device
from catalog.services.accounts.devices import add_device
from catalog.services.accounts.unused import forget_unused_guests
from catalog.services.my_art import create_collection
from tests.api.people import Person, make_account, make_guest

pytestmark = pytest.mark.django_db

NOW = timezone.now()
LONG_AGO, LATELY = NOW - datetime.timedelta(days=800), NOW - datetime.timedelta(days=700)


def came(person: Person, *, used: datetime.datetime | None) -> User:
    """Makes it long ago that they came."""
    user = person.user
    User.objects.filter(pk=user.pk).update(date_joined=LONG_AGO)
    Device.objects.filter(user=user).update(created_at=LONG_AGO, last_used_on=None if used is None else used.date())
    return user


def test_guests_without_use_are_deleted_with_what_they_kept() -> None:
    gone = [came(make_guest(), used=None), came(make_guest(), used=LONG_AGO)]
    create_collection(gone[0], name="At home")
    two_phones = came(make_guest(), used=LONG_AGO)
    Device.objects.filter(pk=add_device(two_phones, "Tablet").device.pk).update(last_used_on=LATELY.date())
    new_phone = came(make_guest(), used=LONG_AGO)
    add_device(new_phone, "Just bought")
    stays = [two_phones, new_phone, came(make_guest(), used=LATELY), came(make_account(), used=LONG_AGO)]
    stays += [make_guest().user, came(make_account("keeper@art.example", is_staff=True), used=None)]

    assert forget_unused_guests() == len(gone)
    assert set(User.objects.all()) == set(stays)


def test_they_may_be_kept_for_good(settings: Settings) -> None:
    came(make_guest(), used=None)
    settings.ARTREC = {**settings.ARTREC, "GUEST_DAYS": 0}
    assert forget_unused_guests() == 0
    assert User.objects.exists()
