"""Why a photo was answered as it was: the stages of production, each as a picture and a sentence."""

from vision.explain.case import ReferencePictures, investigate
from vision.explain.decision import decision_stage, headline, timings_stage
from vision.explain.regions import neighbours_stage, regions_stage
from vision.explain.story import Explanation
from vision.explain.verification import verification_stage
from vision.explain.votes import votes_stage
from vision.pipeline import Engine
from vision.structures import Photo

_STAGES = (regions_stage, neighbours_stage, votes_stage, verification_stage, decision_stage, timings_stage)


def explain(photo: Photo, engine: Engine, pictures: ReferencePictures) -> Explanation:
    """Recognizes a photo as production does, and tells how the answer came out.

    Raises:
        UndecodablePhoto: the bytes are no whole picture.
    """
    case = investigate(photo, engine, pictures)
    stages = tuple(draw(case) for draw in _STAGES)
    return Explanation(
        outcome=case.decisions[0].outcome,
        headline=headline(case),
        stages=stages,
        candidates=tuple(ranked.weighed for ranked in case.ranked),
        intercept=case.calibration.intercept,
        match_above=case.calibration.match_above,
        candidate_above=case.calibration.candidate_above,
        photo_size_wh=case.evidence.image.full_size_wh,
        fingerprint=engine.embedder.fingerprint,
        index_generation=engine.indexes.generation,
        index_sequence=engine.indexes.sequence,
        timings_ms=case.timings_ms,
        reference_image_ids=case.album.shown,
    )
