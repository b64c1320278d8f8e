"""Who somebody is, and which devices speak for them."""

from typing import Any

from django.contrib.auth.models import User
from django.db.models import QuerySet

from catalog.models import Device
from catalog.models.accounts import token_digest


def device_by_token(token: str) -> Device | None:
    """The device whose token this is, with its user, unless that user was deactivated. One query."""
    devices = Device.objects.select_related("user")
    return devices.filter(token_digest=token_digest(token), user__is_active=True).first()


def devices_of(user: User) -> QuerySet[Device]:
    """A person's devices, the newest first."""
    return Device.objects.filter(user=user)


def is_guest(user: Any) -> bool:  # noqa: ANN401 - REST framework's request.user
    """Whether this is somebody known by nothing but a device: no e-mail, no password, no duties."""
    return bool(user.is_authenticated and not user.is_staff and not user.has_usable_password())
