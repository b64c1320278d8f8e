"""Who somebody is, and which devices speak for them."""

import datetime
from typing import Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, Q, QuerySet

from catalog.models import Device
from catalog.models.accounts import token_digest

GUEST_PREFIX = "guest-"
"""Of the user names of guests."""


def device_by_token(token: str) -> Device | None:
    """The device whose token this is, with its user, unless that user was deactivated. One query."""
    devices = Device.objects.select_related("user")
    return devices.filter(token_digest=token_digest(token), user__is_active=True).first()


def devices_of(user: User) -> QuerySet[Device]:
    """A person's devices, the newest first."""
    return Device.objects.filter(user=user)


def accounts() -> QuerySet[User]:
    """Those who sign in by an e-mail address and a password; the staff, whom the admin looks after, are none."""
    usable = User.objects.exclude(password="").exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    return usable.filter(is_staff=False, is_active=True).exclude(email="")


def guests_unused_since(day: datetime.date) -> QuerySet[User]:
    """Guests who came before that day, and of whom no device has asked since."""
    guests = User.objects.filter(username__startswith=GUEST_PREFIX, is_staff=False, date_joined__date__lt=day)
    in_use = Device.objects.filter(Q(last_used_on__gte=day) | Q(created_at__date__gte=day), user=OuterRef("pk"))
    return guests.filter(~Exists(in_use), password__startswith=UNUSABLE_PASSWORD_PREFIX).order_by("pk")


def staff_may(user: Any, permission: str) -> bool:  # noqa: ANN401 - REST framework's request.user
    """Whether this is somebody of the staff with a permission of the catalogue; of others, none is looked up."""
    return bool(user.is_staff and user.has_perm(f"catalog.{permission}"))


def is_guest(user: Any) -> bool:  # noqa: ANN401 - REST framework's request.user
    """Whether this is somebody known by nothing but a device: no e-mail, no password, no duties."""
    return bool(user.is_authenticated and not user.is_staff and not user.has_usable_password())
