"""The tasks that look at a photo in flight: an answer, a reason, or a failure that is told; never silence."""

from collections.abc import Callable
from typing import Any, Protocol

from billiard.einfo import ExceptionInfo
from celery import Task, shared_task
from celery.signals import celeryd_init
from django.conf import settings
from django.db import OperationalError

from catalog.services.photos import PhotoStoreUnavailable, may_take_again, read_photo
from catalog.services.recognition import EXPIRED, EXPIRED_DETAIL
from vision.decode import UndecodablePhoto
from vision.structures import Photo

# Gone by themselves in a moment; anything else is a defect and fails the task at once.
TRANSIENT = (OperationalError, PhotoStoreUnavailable)


class RecordProblem(Protocol):
    """A service that stores why nothing came of a photo."""

    def __call__(self, photo_id: str, /, *, problem: str, detail: str) -> None:
        """Takes a problem type of the API, and what tells the sender what to do."""


class PhotoTask(Task[..., None]):
    """Tells the sender when it breaks down, instead of letting the photo expire."""

    autoretry_for = TRANSIENT
    retry_backoff = True
    max_retries = 3
    record_problem: RecordProblem
    failure: str

    def fail(self, photo_id: str) -> None:
        """Tells the sender that the defect is on our side."""
        self.record_problem(photo_id, problem="recognition-failed", detail=self.failure)

    def on_failure(
        self,
        exc: Exception,  # noqa: ARG002 - Celery passes all of these
        task_id: str,  # noqa: ARG002
        args: tuple[()],  # noqa: ARG002
        kwargs: dict[str, str],
        einfo: ExceptionInfo,  # noqa: ARG002
    ) -> None:
        """Records the failure; Celery has logged the traceback."""
        self.fail(kwargs["photo_id"])


def photo_task(
    name: str, record_problem: RecordProblem, *, failure: str
) -> Callable[[Callable[[str, Photo], None]], Task[..., None]]:
    """Makes a task of what is to be done with a photo, given its id and itself.

    It is tried again when the database or Redis does not answer, and once when the worker died over it: a photo that
    kills workers must not take them all.

    Args:
        name: of the task.
        record_problem: tells the sender of a photo that has expired, cannot be decoded, or met a defect.
        failure: what is told of a defect.
    """

    def task_of(work: Callable[[str, Photo], None]) -> Task[..., None]:
        @shared_task(name=name, base=PhotoTask, bind=True, record_problem=staticmethod(record_problem), failure=failure)
        def task(self: PhotoTask, *, photo_id: str) -> None:
            is_redelivered = (self.request.delivery_info or {}).get("redelivered")
            data = read_photo(photo_id)
            if data is None:
                self.record_problem(photo_id, problem=EXPIRED, detail=EXPIRED_DETAIL)
            elif is_redelivered and not may_take_again(photo_id):
                self.fail(photo_id)
            else:
                try:
                    work(photo_id, Photo(data))
                except UndecodablePhoto as error:
                    self.record_problem(photo_id, problem="undecodable-photo", detail=str(error))

        return task

    return task_of


@celeryd_init.connect
def miss_photos_soon(conf: Any, options: dict[str, Any], **_: object) -> None:  # noqa: ANN401 - Celery's settings
    """Lets the workers of photos deliver again, within seconds, what one of them had in hand when it died."""
    if "recognition" in (options.get("queues") or ()):
        conf.broker_transport_options = settings.PHOTO_TRANSPORT_OPTIONS
