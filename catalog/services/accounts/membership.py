"""Becoming an account, signing in on a further device, another password.

The user name of an account is its e-mail address in lower case: so the database keeps it unique, and Django signs in by
it. Whoever asks with a wrong address waits as long as with a wrong password (Django hashes for both).
"""

from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from catalog.models import Device
from catalog.selectors.accounts import devices_of, is_guest
from catalog.services.accounts.devices import IssuedToken, add_device, rotate_token
from catalog.services.accounts.merging import merge_guest

EMAIL_MAX_LENGTH = 150
"""What Django's user names may have."""


class AccountRefused(Exception):
    """It cannot be; ``field`` names what is to blame, None where it is not the input. The texts say what to do."""

    def __init__(self, field: str | None, *messages: str) -> None:
        super().__init__(*messages)
        self.field = field
        self.messages = list(messages)


class WrongCredentials(Exception):
    """No account has this e-mail address and this password."""


def become_account(guest: User, *, email: str, password: str) -> User:
    """Gives a guest an e-mail address and a password. All that is theirs stays theirs.

    Raises:
        AccountRefused: this is no guest, the address is taken, or the password is too easy to guess.
    """
    username = email.lower()
    refuse_weak_password("password", password, User(username=username, email=email))
    try:
        with transaction.atomic():
            user = User.objects.select_for_update().get(pk=guest.pk)
            if not is_guest(user):
                raise AccountRefused(None, "You have an account already.")
            user.username, user.email = username, email
            user.set_password(password)
            user.save(update_fields=["username", "email", "password"])
    except IntegrityError as error:
        raise AccountRefused("email", "An account has this address already: sign in instead.") from error
    return user


def sign_in(*, email: str, password: str, device: Device | None, device_name: str) -> IssuedToken:
    """A token for the account with this e-mail address and password.

    Args:
        email: of the account.
        password: of the account.
        device: of the guest who signs in. It becomes the account's, with another token, and what the guest had becomes
            the account's too. None: a new device is added.
        device_name: what to call a new device.

    Raises:
        WrongCredentials: the address or the password is wrong; which of them is not told.
        AccountRefused: the device is no guest's.
    """
    account = authenticate(username=email.lower(), password=password)
    if not isinstance(account, User):
        raise WrongCredentials
    if device is None:
        return add_device(account, device_name)
    with transaction.atomic():
        _hand_over(device, account)
        return rotate_token(Device.objects.get(pk=device.pk))


def _hand_over(device: Device, account: User) -> None:
    guest = User.objects.select_for_update().filter(devices=device.pk).first()
    # None where a request beside this one has revoked it.
    if guest is None or not is_guest(guest):
        raise AccountRefused(None, "This device is signed in already, or was revoked. Sign out first.")
    merge_guest(guest, account)


def change_password(
    user: User, *, current: str, new: str, this_device: Device | None, revoke_other_devices: bool
) -> None:
    """Sets another password, and by the way signs the other devices out.

    Raises:
        AccountRefused: a guest has no password, the current one is wrong, or the new one is too easy to guess.
    """
    if is_guest(user):
        raise AccountRefused(None, "A guest has no password. Make an account first.")
    if not user.check_password(current):
        raise AccountRefused("current_password", "This is not your password.")
    refuse_weak_password("new_password", new, user)
    with transaction.atomic():
        user.set_password(new)
        user.save(update_fields=["password"])
        if revoke_other_devices:
            devices = devices_of(user)
            (devices.exclude(pk=this_device.pk) if this_device else devices).delete()


def refuse_weak_password(field: str, password: str, user: User) -> None:
    """Raises ``AccountRefused`` for a password that is too easy to guess."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise AccountRefused(field, *error.messages) from error
