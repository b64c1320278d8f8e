"""A forgotten password: a code by mail, and with it another password."""

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import QuerySet
from django.utils.http import base36_to_int, int_to_base36

from catalog import dispatch
from catalog.selectors.accounts import accounts, devices_of
from catalog.services.accounts.membership import AccountRefused, refuse_weak_password

_TEXT = """Somebody, probably you, asked for another password for {email}.

{how}

{code}

It is good once, for {minutes} minutes. If it was not you, do nothing: your password is as it was.
"""


class MailUnavailable(Exception):
    """This installation sends no mail."""


def request_reset(email: str) -> None:
    """Has a code mailed to the account with this address, if there is one; the caller cannot tell.

    Raises:
        MailUnavailable: nothing could be sent to anybody.
    """
    if not settings.ARTREC["SENDS_MAIL"]:
        raise MailUnavailable
    account = accounts().filter(username=email.lower()).first()
    if account is not None:
        dispatch.mail_reset_code(account.pk)


def mail_reset_code(user_id: int) -> None:
    """Mails a code to the account, unless it is gone. It ends with the next change of password or address."""
    account = accounts().filter(pk=user_id).first()
    if account is None:
        return
    code = f"{int_to_base36(account.pk)}-{default_token_generator.make_token(account)}"
    page: str = settings.ARTREC["PASSWORD_RESET_URL"]
    text = _TEXT.format(
        email=account.email,
        how="Open this address:" if page else "Enter this code in the app:",
        code=page.replace("{code}", code) if page else code,
        minutes=settings.PASSWORD_RESET_TIMEOUT // 60,
    )
    send_mail("Another password", text, None, [account.email])


def reset_password(code: str, new: str) -> None:
    """Sets another password, and signs all devices out: whoever needs this may have lost one of them.

    Raises:
        AccountRefused: the code is wrong, used or too old, or the password is too easy to guess.
    """
    with transaction.atomic():
        account = _locked(code.strip())
        if account is None:
            raise AccountRefused("code", "This code is wrong, used or too old. Ask for another one.")
        refuse_weak_password("new_password", new, account)
        account.set_password(new)
        account.save(update_fields=["password"])
        devices_of(account).delete()


def _locked(code: str) -> User | None:
    number, _, token = code.partition("-")
    try:
        pk = base36_to_int(number)
    except ValueError:
        return None
    found: QuerySet[User] = accounts().select_for_update()
    account = found.filter(pk=pk).first()
    return account if default_token_generator.check_token(account, token) else None
