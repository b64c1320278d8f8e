"""The task that answers a photo."""

import dataclasses
import io

from billiard.einfo import ExceptionInfo
from celery import Task, shared_task
from celery.signals import worker_ready
from celery.worker import WorkController
from django.db import OperationalError
from PIL import Image

from catalog.services import recognition
from catalog.services.photos import PhotoStoreUnavailable, read_photo
from vision.decode import UndecodablePhoto
from vision.pipeline import recognize
from vision.structures import Photo
from workers.engine import fresh_engine

# Gone by themselves in a moment; anything else is a defect and fails the recognition at once.
TRANSIENT = (OperationalError, PhotoStoreUnavailable)


class RecognitionTask(Task[..., None]):
    """Tells the sender when recognition broke down, instead of letting the photo expire."""

    def on_failure(
        self,
        exc: Exception,  # noqa: ARG002 - Celery passes all of these
        task_id: str,  # noqa: ARG002
        args: tuple[()],  # noqa: ARG002
        kwargs: dict[str, str],
        einfo: ExceptionInfo,  # noqa: ARG002
    ) -> None:
        """Records the failure; Celery has logged the traceback."""
        recognition.record_problem(
            kwargs["recognition_id"],
            problem="recognition-failed",
            detail="The photo could not be recognized because of an error on our side. Trying again may help.",
        )


@shared_task(
    name="workers.recognition.recognize_photo",
    base=RecognitionTask,
    autoretry_for=TRANSIENT,
    retry_backoff=True,
    max_retries=3,
)
def recognize_photo(*, recognition_id: str) -> None:
    """Recognizes one photo in flight and records the answer, or why there is none."""
    data = read_photo(recognition_id)
    if data is None:
        recognition.record_problem(recognition_id, problem=recognition.EXPIRED, detail=recognition.EXPIRED_DETAIL)
        return
    try:
        answer = recognize(Photo(data), fresh_engine())
    except UndecodablePhoto as error:
        recognition.record_problem(recognition_id, problem="undecodable-photo", detail=str(error))
    else:
        recognition.record_answer(recognition_id, outcome=answer.outcome, evidence=dataclasses.asdict(answer))


@shared_task(name="workers.recognition.expire_recognitions")
def expire_recognitions() -> None:
    """Fails the recognitions that no worker answered in time."""
    recognition.expire_recognitions()


@worker_ready.connect
def warm_up(sender: WorkController, **_: object) -> None:
    """Loads networks and indexes before the first photo comes, in the workers that will answer photos."""
    if "recognition" in sender.app.amqp.queues.consume_from:
        picture = io.BytesIO()
        Image.new("RGB", (640, 480), "gray").save(picture, "JPEG")
        recognize(Photo(picture.getvalue()), fresh_engine())
