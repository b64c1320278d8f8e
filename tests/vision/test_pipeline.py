"""``recognize()`` over fake stages: what is handed from one to the next, and what comes out in pixels of the photo."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pytest
from PIL import Image

from tests.fakes import ListedVerifier, fake_engine
from vision.config import RecognitionConfig
from vision.decode import UndecodablePhoto
from vision.pipeline import Stopwatch, conclude, gather_evidence, recognize, shortlist
from vision.structures import (
    Candidate,
    Keypoints,
    Neighbour,
    Photo,
    Quad,
    Region,
    RgbImage,
    Verification,
    Vote,
)

RED, GREEN, BLUE = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)
LEFT: Quad = ((0.0, 0.0), (256.0, 0.0), (256.0, 512.0), (0.0, 512.0))
RIGHT: Quad = ((768.0, 0.0), (1024.0, 0.0), (1024.0, 512.0), (768.0, 512.0))


@pytest.fixture(scope="module")
def photo() -> Photo:
    """2048 × 1024, of which recognition sees 1024 × 512: red on the left, green on the right."""
    pixels = np.zeros((1024, 2048, 3), np.uint8)
    pixels[:, :1024, 0] = pixels[:, 1024:, 1] = 255
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    return Photo(buffer.getvalue())


def test_an_empty_catalogue_answers_unknown(photo: Photo) -> None:
    answer = recognize(photo, fake_engine({}))
    assert answer.outcome == "unknown"
    (finding,) = answer.findings
    assert finding.outcome == "unknown"
    assert not finding.candidates
    assert not finding.nearest
    whole: Quad = ((0.0, 0.0), (2048.0, 0.0), (2048.0, 1024.0), (0.0, 1024.0))
    assert finding.quad == whole
    assert answer.photo_size_wh == (2048, 1024)


def test_the_answer_says_what_it_rests_on(photo: Photo) -> None:
    answer = recognize(photo, fake_engine({1: RED}))
    assert answer.fingerprint == "mean-colour"
    assert (answer.index_generation, answer.index_sequence) == (4, 123)
    assert {"decode", "localize", "embed", "describe", "search", "vote", "verify", "decide", "classify"} <= set(
        answer.timings_ms
    )
    assert all(milliseconds >= 0 for milliseconds in answer.timings_ms.values())


def test_a_match_is_placed_in_the_photo_as_it_was_sent(photo: Photo) -> None:
    answer = recognize(photo, fake_engine({1: RED, 2: GREEN}, known={1: (100, LEFT)}))
    (finding,) = answer.findings
    assert answer.outcome == finding.outcome == "match"
    doubled: Quad = ((0.0, 0.0), (512.0, 0.0), (512.0, 1024.0), (0.0, 1024.0))
    assert finding.quad == doubled
    assert [candidate.reference_image_id for candidate in finding.candidates] == [1]
    assert finding.candidates[0].quad == doubled


def test_what_lies_inside_the_outline_is_compared_with_the_reference(photo: Photo) -> None:
    answer = recognize(photo, fake_engine({1: RED, 2: RED}, known={1: (100, LEFT), 2: (100, RIGHT)}))
    similarities = {f.candidates[0].reference_image_id: f.candidates[0].similarity for f in answer.findings}
    assert similarities == {1: pytest.approx(1, abs=1e-3), 2: pytest.approx(0, abs=1e-3)}


def test_the_look_alikes_of_a_match_are_those_of_its_picture_not_of_the_wall(photo: Photo) -> None:
    catalogue = {1: RED, 2: (0.96, 0.28, 0.0), 3: (0.7, 0.7, 0.14), 4: BLUE}
    labels = {1: {"style": "Red"}, 4: {"style": "Blue"}}
    matched = recognize(photo, fake_engine(catalogue, known={1: (100, LEFT)}, labels=labels)).findings[0]
    assert [neighbour.reference_image_id for neighbour in matched.nearest] == [1, 2, 3, 4]
    unknown = recognize(photo, fake_engine(catalogue, labels=labels)).findings[0]
    assert unknown.nearest[0].reference_image_id == 1, "the red half resembles a work, the whole photo only 3"
    assert [guess.label for guess in unknown.attributes] == ["2 of 4"]


def test_two_works_are_two_findings_best_first(photo: Photo) -> None:
    answer = recognize(photo, fake_engine({1: RED, 2: GREEN}, known={1: (80, LEFT), 2: (300, RIGHT)}))
    assert [finding.candidates[0].reference_image_id for finding in answer.findings] == [2, 1]
    assert {finding.outcome for finding in answer.findings} == {"match"}


def test_weak_geometry_gives_candidates_with_their_outlines(photo: Photo) -> None:
    answer = recognize(photo, fake_engine({1: RED, 2: GREEN}, known={1: (20, LEFT)}))
    assert answer.outcome == "candidates"
    (candidate,) = answer.findings[0].candidates
    assert candidate.quad is not None
    assert candidate.quad[2] == (512.0, 1024.0)


def test_a_reference_that_is_no_longer_stored_is_never_proven(photo: Photo) -> None:
    engine = fake_engine({1: RED}, votes=[Vote(2, 50.0)], known={2: (100, LEFT)})
    assert recognize(photo, engine).outcome == "unknown"


def test_a_reference_without_a_vector_keeps_its_geometry(photo: Photo, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = fake_engine({1: RED}, known={1: (100, LEFT)})
    monkeypatch.setattr(engine.references, "vectors", lambda _ids: {})
    (finding,) = recognize(photo, engine).findings
    assert finding.outcome == "match"


def test_what_is_verified_is_voted_for_or_similar_to_some_region(photo: Photo) -> None:
    config = RecognitionConfig(voted=2, similar=2, nearest=3)
    votes = [Vote(7, 9.0), Vote(4, 5.0), Vote(8, 1.0)]
    engine = fake_engine({1: RED, 2: GREEN, 3: (0.7, 0.7, 0.14), 4: BLUE}, votes=votes, config=config)
    recognize(photo, engine)
    assert isinstance(engine.verifier, ListedVerifier)
    # 1 fills the left half and 2 the right half; 4 was voted for, 8 came too late. Nothing matches: asked again, twice.
    assert [candidate.reference_image_id for candidate in engine.verifier.asked] == [7, 4, 1, 2] * 3
    assert engine.verifier.asked[0] == Candidate(7, similarity=0.0, votes=9.0)


@dataclass
class Outlines:
    """The whole photo, and pictures in it."""

    pictures: tuple[Quad, ...]

    def localize(self, image: RgbImage) -> list[Region]:
        height, width = image.shape[:2]
        whole: Quad = ((0, 0), (width, 0), (width, height), (0, height))
        found = [Region("picture", quad, _inside(image, quad)) for quad in self.pictures]
        return [Region("photo", whole, image), *found]


def _inside(image: RgbImage, quad: Quad) -> RgbImage:
    (left, top), _, (right, bottom), _ = quad
    return image[int(top) : int(bottom), int(left) : int(right)]


@dataclass
class ShortSighted:
    """Sees nothing in a whole photo; close up, the best candidate fills the lower half of the picture."""

    looks: list[tuple[int, int]] = field(default_factory=list)

    def verify(
        self,
        keypoints: Keypoints,
        candidates: Sequence[Candidate],
        references: dict[int, Keypoints],  # noqa: ARG002
    ) -> list[Verification]:
        width, height = keypoints.size_wh
        self.looks.append((width, height))
        nothing = [Verification(candidate, 0, 0.0, None) for candidate in candidates]
        if width > 256:
            return nothing
        half: Quad = ((0, height / 2), (width, height / 2), (width, height), (0, height))
        return [Verification(candidates[0], 100, 0.5, half), *nothing[1:]]


def test_an_outlined_picture_that_nothing_explains_is_looked_at_closer(photo: Photo) -> None:
    verifier = ShortSighted()
    engine = replace(fake_engine({1: RED, 2: GREEN}), localizer=Outlines((LEFT, RIGHT)), verifier=verifier)
    answer = recognize(photo, engine)
    assert verifier.looks == [(1024, 512), (256, 512), (256, 512)]
    placed = {finding.candidates[0].reference_image_id: finding.quad for finding in answer.findings}
    assert placed == {
        1: ((0.0, 512.0), (512.0, 512.0), (512.0, 1024.0), (0.0, 1024.0)),
        2: ((1536.0, 512.0), (2048.0, 512.0), (2048.0, 1024.0), (1536.0, 1024.0)),
    }


def test_a_picture_that_the_first_look_explains_is_not_looked_at_again(photo: Photo) -> None:
    engine = replace(fake_engine({1: RED}, known={1: (100, LEFT)}), localizer=Outlines((LEFT,)))
    evidence = gather_evidence(photo, engine, Stopwatch())
    assert [look.region.kind for look in evidence.looks] == ["photo"]
    unexplained = replace(engine, localizer=Outlines((RIGHT,)))
    assert [look.region.kind for look in gather_evidence(photo, unexplained, Stopwatch()).looks] == ["photo", "picture"]


def test_there_are_no_more_closer_looks_than_allowed(photo: Photo) -> None:
    verifier = ShortSighted()
    config = RecognitionConfig(closer_looks=1)
    engine = replace(fake_engine({3: BLUE}, config=config), localizer=Outlines((LEFT, RIGHT)), verifier=verifier)
    evidence = gather_evidence(photo, engine, Stopwatch())
    assert verifier.looks == [(1024, 512), (256, 512)]
    assert len(evidence.verifications) == 2
    assert evidence.keypoints is evidence.looks[0].keypoints


def test_an_outline_beyond_the_horizon_proves_nothing(photo: Photo) -> None:
    class Beyond(ShortSighted):
        def verify(
            self, keypoints: Keypoints, candidates: Sequence[Candidate], references: dict[int, Keypoints]
        ) -> list[Verification]:
            far: Quad = ((-9000, 0), (9000, 0), (9000, 9000), (-9000, 9000))
            seen = super().verify(keypoints, candidates, references)
            return [replace(one, quad=one.quad and far) for one in seen]

    slanted: Quad = ((0.0, 0.0), (256.0, 100.0), (256.0, 140.0), (0.0, 500.0))
    engine = replace(fake_engine({1: RED}), localizer=Outlines((slanted,)), verifier=Beyond())
    evidence = gather_evidence(photo, engine, Stopwatch())
    assert [(v.inliers, v.quad) for v in evidence.looks[1].verifications] == [(0, None)]
    assert recognize(photo, engine).outcome == "unknown"


class InTheMirror:
    """Knows the work at the left border of a photo, once it sees it mirrored."""

    def __init__(self) -> None:
        self.looks: list[tuple[int, int]] = []

    def verify(
        self,
        keypoints: Keypoints,
        candidates: Sequence[Candidate],
        references: dict[int, Keypoints],  # noqa: ARG002
    ) -> list[Verification]:
        width, height = keypoints.size_wh
        self.looks.append((width, height))
        if len(self.looks) < 3:
            return [Verification(candidate, 0, 0.0, None) for candidate in candidates]
        right: Quad = ((width / 2, 0), (width, 0), (width, height), (width / 2, height))
        return [Verification(candidates[0], 100, 0.5, right)]


def test_a_photo_without_a_match_is_looked_at_again_smaller_and_mirrored(photo: Photo) -> None:
    verifier = InTheMirror()
    engine = replace(fake_engine({1: RED, 2: GREEN}), verifier=verifier)
    evidence = gather_evidence(photo, engine, Stopwatch())
    assert [look.region.kind for look in evidence.looks] == ["photo", "smaller", "mirrored"]
    assert verifier.looks == [(1024, 512), (512, 256), (512, 256)]
    (decision,) = conclude(evidence, engine.calibration, shown=1)
    assert decision.outcome == "match"
    assert np.allclose(decision.quad, ((512, 0), (0, 0), (0, 512), (512, 512))), "the work's own top left comes first"
    seen = [v.picture_similarity for v in evidence.looks[2].verifications]
    assert seen == [pytest.approx(1, abs=1e-3)], "the left half of the photo is as red as the work"


def test_the_shortlist_keeps_the_best_similarity_of_any_region() -> None:
    neighbours = [[Neighbour(1, 0.2), Neighbour(2, 0.1)], [Neighbour(2, 0.9), Neighbour(1, -0.3)]]
    config = RecognitionConfig()
    assert shortlist(neighbours, [], config) == [Candidate(2, 0.9, 0.0), Candidate(1, 0.2, 0.0)]
    assert shortlist(neighbours, [Vote(1, 3.0)], config) == [Candidate(1, 0.2, 3.0), Candidate(2, 0.9, 0.0)]
    assert shortlist([[]], [], config) == []


def test_a_photo_that_is_none_is_refused() -> None:
    with pytest.raises(UndecodablePhoto):
        recognize(Photo(b"no picture"), fake_engine({1: RED}))


def test_the_stopwatch_keeps_no_time_of_a_stage_that_failed() -> None:
    watch = Stopwatch()
    with watch("done"):
        pass
    with pytest.raises(ZeroDivisionError), watch("failed"):
        _ = 1 / 0
    assert set(watch.milliseconds) == {"done"}


def test_the_stopwatch_sums_a_stage_that_comes_again(monkeypatch: pytest.MonkeyPatch) -> None:
    watch = Stopwatch()
    ticks = iter((1.0, 1.5, 2.0, 2.25))
    monkeypatch.setattr("vision.pipeline.time.perf_counter", lambda: next(ticks))
    for _ in range(2):
        with watch("stage"):
            pass
    assert watch.milliseconds == {"stage": 750.0}
