"""Tasks about people. They need no ML library; their pool may be threads."""

from smtplib import SMTPException

from celery import shared_task

from catalog.services.accounts import recovery, unused


@shared_task(
    name="workers.accounts.mail_reset_code", autoretry_for=(SMTPException, OSError), retry_backoff=True, max_retries=3
)
def mail_reset_code(*, user_id: int) -> None:
    """Mails a code to an account; a server of mail that does not answer is asked again."""
    recovery.mail_reset_code(user_id)


@shared_task(name="workers.accounts.forget_unused_guests")
def forget_unused_guests() -> None:
    """Deletes guests who never come back."""
    unused.forget_unused_guests()
