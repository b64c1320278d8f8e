"""The task that answers a photo."""

import dataclasses
import io

from celery import shared_task
from celery.signals import worker_ready
from celery.worker import WorkController
from PIL import Image

from catalog.services import recognition
from vision.pipeline import recognize
from vision.structures import Photo
from workers.engine import fresh_engine
from workers.photo_tasks import photo_task


@photo_task(
    "workers.recognition.recognize_photo",
    recognition.record_problem,
    failure="The photo could not be recognized because of an error on our side. Trying again may help.",
)
def recognize_photo(recognition_id: str, photo: Photo) -> None:
    """Recognizes one photo in flight and records the answer."""
    answer = recognize(photo, fresh_engine())
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
