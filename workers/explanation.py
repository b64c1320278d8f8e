"""The task that explains a photo to the staff."""

from catalog.services import explanations
from catalog.services.explanations import DrawnPicture
from vision.explain import explain
from vision.explain.story import facts
from vision.structures import Photo
from workers.engine import fresh_engine
from workers.photo_tasks import photo_task
from workers.pictures import CataloguePictures


@photo_task(
    "workers.explanation.explain_photo",
    explanations.record_explanation_problem,
    failure="The photo could not be explained because of an error on our side; the worker's log has it.",
)
def explain_photo(explanation_id: str, photo: Photo) -> None:
    """Explains one photo in flight."""
    engine = fresh_engine()
    explanation = explain(photo, engine, CataloguePictures(engine.config))
    pictures = {p.name: DrawnPicture(p.media_type, p.data) for p in explanation.pictures}
    explanations.record_explanation(explanation_id, story=facts(explanation), pictures=pictures)
