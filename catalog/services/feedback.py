"""What people say of answers."""

from django.contrib.auth.models import User

from catalog.models import Artwork, Recognition, RecognitionFeedback


class NotAnswered(Exception):
    """There is no answer that anything could be said of."""


def give_feedback(
    recognition: Recognition, author: User, *, verdict: str, artwork: Artwork | None, note: str = ""
) -> tuple[RecognitionFeedback, bool]:
    """Keeps somebody's word on an answer in place of the one they gave before; tells whether it is their first.

    Raises:
        NotAnswered: the recognition is pending, or failed.
    """
    if recognition.state != Recognition.State.DONE:
        raise NotAnswered
    return RecognitionFeedback.objects.update_or_create(
        recognition=recognition, author=author, defaults={"verdict": verdict, "artwork": artwork, "note": note}
    )
