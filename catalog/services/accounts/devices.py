"""Devices come, get another token, and go."""

import secrets
import uuid
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from catalog.models import Device
from catalog.models.accounts import token_digest
from catalog.selectors.accounts import GUEST_PREFIX, devices_of, is_guest

TOKEN_PREFIX = "artrec_"  # noqa: S105 - lets scanners for leaked secrets recognize one
TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """A device with its new token: the only time that the token can be read."""

    device: Device
    token: str


def register_device(name: str) -> IssuedToken:
    """A device that nobody knows yet, and a guest behind it."""
    with transaction.atomic():
        guest = User(username=f"{GUEST_PREFIX}{uuid.uuid4()}")
        guest.set_unusable_password()
        guest.save()
        return add_device(guest, name)


def add_device(user: User, name: str) -> IssuedToken:
    """A further device of somebody."""
    token = _new_token()
    return IssuedToken(Device.objects.create(user=user, name=name, token_digest=token_digest(token)), token)


def rotate_token(device: Device) -> IssuedToken:
    """Gives the device another token; the one it had is worth nothing from now on."""
    token = _new_token()
    device.token_digest = token_digest(token)
    device.save(update_fields=["token_digest"])
    return IssuedToken(device, token)


def revoke_device(device: Device) -> None:
    """Takes a device out of use. A guest whose last one goes is deleted: nobody could ever reach what they had."""
    with transaction.atomic():
        owner = User.objects.select_for_update().filter(pk=device.user_id).first()
        device.delete()
        # Without an owner, a request beside this one was quicker.
        if owner is not None and is_guest(owner) and not devices_of(owner).exists():
            owner.delete()


def note_use(device: Device) -> None:
    """Notes the day; at most one write a day and device."""
    today = timezone.now().date()
    if device.last_used_on != today:
        Device.objects.filter(pk=device.pk).update(last_used_on=today)


def _new_token() -> str:
    return TOKEN_PREFIX + secrets.token_urlsafe(TOKEN_BYTES)
