"""The task that explains a photo to the staff."""

from billiard.einfo import ExceptionInfo
from celery import Task, shared_task
from django.db import OperationalError

from catalog.services import explanations
from catalog.services.explanations import DrawnPicture
from catalog.services.photos import PhotoStoreUnavailable, read_photo
from catalog.services.recognition import EXPIRED, EXPIRED_DETAIL
from vision.decode import UndecodablePhoto
from vision.explain import explain
from vision.explain.story import facts
from vision.structures import Photo
from workers.engine import fresh_engine
from workers.pictures import CataloguePictures

# Gone by themselves in a moment; anything else is a defect and fails the explanation at once.
TRANSIENT = (OperationalError, PhotoStoreUnavailable)


class ExplanationTask(Task[..., None]):
    """Tells who asked when explaining broke down, instead of letting the photo expire."""

    def on_failure(
        self,
        exc: Exception,  # noqa: ARG002 - Celery passes all of these
        task_id: str,  # noqa: ARG002
        args: tuple[()],  # noqa: ARG002
        kwargs: dict[str, str],
        einfo: ExceptionInfo,  # noqa: ARG002
    ) -> None:
        """Records the failure; Celery has logged the traceback."""
        explanations.record_explanation_problem(
            kwargs["explanation_id"],
            problem="recognition-failed",
            detail="The photo could not be explained because of an error on our side; the worker's log has it.",
        )


@shared_task(
    name="workers.explanation.explain_photo",
    base=ExplanationTask,
    autoretry_for=TRANSIENT,
    retry_backoff=True,
    max_retries=3,
)
def explain_photo(*, explanation_id: str) -> None:
    """Explains one photo in flight, or records why it cannot be."""
    data = read_photo(explanation_id)
    if data is None:
        explanations.record_explanation_problem(explanation_id, problem=EXPIRED, detail=EXPIRED_DETAIL)
        return
    engine = fresh_engine()
    try:
        explanation = explain(Photo(data), engine, CataloguePictures(engine.config))
    except UndecodablePhoto as error:
        explanations.record_explanation_problem(explanation_id, problem="undecodable-photo", detail=str(error))
    else:
        pictures = {p.name: DrawnPicture(p.media_type, p.data) for p in explanation.pictures}
        explanations.record_explanation(explanation_id, story=facts(explanation), pictures=pictures)
