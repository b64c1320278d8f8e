"""Explanations: over the real stages they tell the truth, over fake ones they survive whatever comes."""

import io
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import cv2
import numpy as np
import pytest
from PIL import Image

from tests.fakes import ListedVotes, PlainDescriber, fake_engine
from vision.classify import Labels
from vision.decide import FEATURES, overlap
from vision.decode import UndecodablePhoto
from vision.engine import Networks, build_engine, load_networks
from vision.explain import explain
from vision.explain.canvas import AGREES, DIFFERS
from vision.explain.case import OTHERS, PALETTE, Case, investigate
from vision.explain.correspondences import correspond, on_image
from vision.explain.story import Explanation, Picture, facts
from vision.localize import PictureLocalizer, rectify
from vision.pipeline import Engine, Indexes
from vision.simulate import GALLERY_WALL, photograph
from vision.structures import Keypoints, Photo, Quad, Region, RgbImage, Vectors, Vote
from vision.studios import STUDIOS

RED, GREEN = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0)
NAMES = ["regions", "neighbours", "votes", "verification", "decision", "timings"]
# Studios whose works have plenty of detail.
DETAILED = [studio for studio in STUDIOS if studio.slug != "colour-field"][:8]


@dataclass
class Works:
    """A catalogue of painted works, and its pictures."""

    pictures: Mapping[int, RgbImage]
    networks: Networks
    described: dict[int, Keypoints] = field(init=False)
    embedded: dict[int, Vectors] = field(init=False)

    def __post_init__(self) -> None:
        describe = self.networks.reference_describer.describe
        self.described = {number: describe(picture) for number, picture in self.pictures.items()}
        vectors = self.networks.embedder.embed(list(self.pictures.values())).vectors
        self.embedded = dict(zip(self.pictures, vectors, strict=True))

    def picture(self, reference_image_id: int) -> RgbImage | None:
        return self.pictures.get(reference_image_id)

    def keypoints(self, reference_image_ids: Sequence[int]) -> dict[int, Keypoints]:
        return {number: self.described[number] for number in reference_image_ids}

    def vectors(self, reference_image_ids: Sequence[int]) -> dict[int, Vectors]:
        return {number: self.embedded[number] for number in reference_image_ids}

    def labels(self, reference_image_ids: Sequence[int]) -> Mapping[int, Labels]:  # noqa: ARG002
        return {}

    def engine(self) -> Engine:
        vectors, descriptors = self.networks.new_vector_index(), self.networks.new_descriptor_index()
        vectors.put(list(self.embedded), list(self.embedded.values()))
        descriptors.put(list(self.described), list(self.described.values()))
        return build_engine(self.networks, Indexes(vectors, descriptors, generation=3, sequence=17), self)


class NoPictures:
    """A catalogue without files."""

    def picture(self, reference_image_id: int) -> RgbImage | None:  # noqa: ARG002
        return None


def encoded(pixels: RgbImage) -> Photo:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    return Photo(buffer.getvalue())


def decoded(picture: Picture) -> RgbImage:
    return np.asarray(Image.open(io.BytesIO(picture.data)))


def plain(width: int = 120, height: int = 80) -> Photo:
    return encoded(np.full((height, width, 3), (255, 0, 0), np.uint8))


@pytest.fixture(scope="module")
def works() -> Works:
    pictures = {n: studio.paint(n, (320, 260)) for n, studio in enumerate(DETAILED, start=1)}
    return Works(pictures, load_networks(device="cpu"))


@pytest.fixture(scope="module")
def wall(works: Works) -> tuple[Photo, tuple[Quad, ...]]:
    """A photo of the first two works, and where they are."""
    scene = replace(GALLERY_WALL, fill=(0.7, 0.8), low_light_chance=0.0, motion_chance=0.0)
    pictures = [works.pictures[1], works.pictures[2]]
    photo = photograph(pictures, rng=np.random.default_rng(8), scene=scene, size_wh=(1200, 900))
    return encoded(photo.image), photo.quads


@pytest.fixture(scope="module")
def case(works: Works, wall: tuple[Photo, tuple[Quad, ...]]) -> Case:
    return investigate(wall[0], works.engine(), works)


@pytest.fixture(scope="module")
def explanation(works: Works, wall: tuple[Photo, tuple[Quad, ...]]) -> Explanation:
    return explain(wall[0], works.engine(), works)


def test_it_tells_every_stage_in_order(explanation: Explanation) -> None:
    assert [stage.name for stage in explanation.stages] == NAMES
    assert all(stage.title and stage.told and stage.pictures for stage in explanation.stages)
    assert explanation.outcome == "match"
    assert explanation.headline.startswith("Match: #1 (confidence")
    assert explanation.photo_size_wh == (1200, 900)
    assert (explanation.index_generation, explanation.index_sequence) == (3, 17)
    assert {"decode", "localize", "embed", "describe", "search", "vote", "verify", "decide"} <= set(
        explanation.timings_ms
    )


def test_its_pictures_are_what_they_say(explanation: Explanation) -> None:
    pictures = list(explanation.pictures)
    assert len({picture.name for picture in pictures}) == len(pictures)
    for picture in pictures:
        image = Image.open(io.BytesIO(picture.data))
        assert image.size == (picture.width_px, picture.height_px)
        assert image.get_format_mimetype() == picture.media_type
        assert picture.shows
        assert decoded(picture).std() > 5
    assert sum(len(picture.data) for picture in pictures) < 6e6


def test_the_sums_make_the_confidence(explanation: Explanation) -> None:
    assert explanation.candidates
    for candidate in explanation.candidates:
        assert [term.feature for term in candidate.terms] == list(FEATURES)
        logit = explanation.intercept + sum(term.contribution for term in candidate.terms)
        assert candidate.logit == pytest.approx(logit)
        assert candidate.confidence == pytest.approx(1 / (1 + math.exp(-logit)))
    confidences = [candidate.confidence for candidate in explanation.candidates if not candidate.is_match]
    assert confidences == sorted(confidences, reverse=True)


def test_the_outline_is_in_pixels_of_the_full_photo(
    explanation: Explanation, wall: tuple[Photo, tuple[Quad, ...]]
) -> None:
    best = explanation.candidates[0]
    assert best.reference_image_id == 1
    assert best.quad is not None
    assert overlap(best.quad, wall[1][0]) > 0.95


def test_the_correspondences_of_a_match_agree_with_its_outline(case: Case) -> None:
    first = case.ranked[0]
    pairs = correspond(first, case)
    assert pairs.agrees.sum() >= first.weighed.inliers
    assert pairs.agrees.mean() > 0.5
    assert (pairs.on_reference >= 0).all()
    assert (pairs.on_crop <= 1).all()
    unproven = next(ranked for ranked in case.ranked if ranked.verification.quad is None)
    assert not correspond(unproven, case).agrees.any()


def count(picture: Picture, colour: tuple[int, int, int]) -> int:
    distance = np.abs(decoded(picture).astype(np.int16) - colour).max(axis=2)
    return int((distance < 30).sum())


def test_a_match_is_drawn_in_green_and_chance_in_red(explanation: Explanation, case: Case) -> None:
    verification = explanation.stages[NAMES.index("verification")]
    match = verification.pictures[0]
    places = [place for place, ranked in enumerate(case.ranked) if ranked.verification.quad is None]
    chance = verification.pictures[next(place for place in places if len(correspond(case.ranked[place], case).agrees))]
    assert count(match, AGREES) > 10 * count(chance, AGREES)
    assert count(chance, DIFFERS) > 100


def test_the_best_and_the_most_voted_for_have_colours_of_their_own(case: Case) -> None:
    best, voted = case.ranked[0].reference_image_id, case.evidence.votes[0].reference_image_id
    assert case.colour_of(best) == PALETTE[0]
    assert case.colour_of(voted) in PALETTE
    assert case.colour_of(-1) == OTHERS
    colours = [case.colour_of(ranked.reference_image_id) for ranked in case.ranked]
    own = [colour for colour in colours if colour != OTHERS]
    assert len(own) == len(set(own))


def test_its_facts_are_strict_json_without_pictures(explanation: Explanation) -> None:
    told = facts(explanation)
    again = json.loads(json.dumps(told, allow_nan=False))
    assert again == told
    assert again["schema"] == "artrec-explanation/1"
    assert again["decision"]["candidates"][0]["reference_image_id"] == 1
    assert [stage["name"] for stage in again["stages"]] == NAMES
    shown = set(again["reference_image_ids"])
    assert {neighbour["reference_image_id"] for neighbour in again["decision"]["candidates"][:5]} <= shown


def test_an_empty_catalogue_is_told() -> None:
    explanation = explain(plain(), fake_engine({}), NoPictures())
    assert explanation.outcome == "unknown"
    assert explanation.headline == "Unknown: nothing in the catalogue was worth comparing."
    assert explanation.candidates == ()
    told = {stage.name: stage for stage in explanation.stages}
    assert "nothing in the index" in told["neighbours"].told
    assert "None of them" in told["votes"].told
    assert told["verification"].pictures == ()
    assert explanation.reference_image_ids == ()


@pytest.mark.parametrize("size_wh", [(1, 1), (3000, 2), (2, 3000), (5, 5)])
def test_photos_of_odd_shapes_are_explained(size_wh: tuple[int, int]) -> None:
    engine = replace(fake_engine({1: RED, 2: GREEN}, votes=[Vote(1, 3.0)]), localizer=PictureLocalizer(pictures=2))
    explanation = explain(plain(*size_wh), engine, NoPictures())
    assert all(picture.width_px <= 1600 and picture.height_px <= 2400 for picture in explanation.pictures)


@pytest.mark.parametrize(("inliers", "headline"), [(0, "Unknown: the best"), (12, "No match, but"), (80, "Match: #1")])
def test_the_headline_says_how_sure_it_is(inliers: int, headline: str) -> None:
    quad: Quad = ((10.0, 10.0), (90.0, 10.0), (90.0, 70.0), (10.0, 70.0))
    explanation = explain(plain(), fake_engine({1: RED, 2: GREEN}, known={1: (inliers, quad)}), NoPictures())
    assert explanation.headline.startswith(headline)
    assert explanation.stages[NAMES.index("decision")].told.startswith(headline)


def test_of_two_works_at_one_place_only_the_better_is_a_match() -> None:
    quad: Quad = ((10.0, 10.0), (90.0, 10.0), (90.0, 70.0), (10.0, 70.0))
    engine = fake_engine({1: RED, 2: GREEN}, known={1: (80, quad), 2: (90, quad)})
    explanation = explain(plain(), engine, NoPictures())
    assert [(c.reference_image_id, c.is_match) for c in explanation.candidates] == [(2, True), (1, False)]
    assert explanation.candidates[1].confidence > explanation.match_above


def test_an_outline_far_beyond_the_photo_is_drawn_as_far_as_it_is_seen() -> None:
    quad: Quad = ((-9000.0, -9000.0), (9000.0, -9000.0), (9000.0, 9000.0), (-9000.0, 9000.0))
    explanation = explain(plain(), fake_engine({1: RED}, known={1: (80, quad)}), NoPictures())
    assert explanation.outcome == "match"


@dataclass
class OneOutline:
    """The whole photo, and a slanted picture in it."""

    quad: Quad

    def localize(self, image: RgbImage) -> list[Region]:
        height, width = image.shape[:2]
        whole: Quad = ((0, 0), (width, 0), (width, height), (0, height))
        return [Region("photo", whole, image), Region("picture", self.quad, rectify(image, self.quad))]


@pytest.fixture(scope="module")
def closer(works: Works) -> tuple[Photo, Engine, Quad]:
    """A photo of a work whose keypoints are lost in the whole photo, with an engine that knows its outline."""
    photo = np.full((768, 1024, 3), 200, np.uint8)
    quad: Quad = ((300.0, 200.0), (700.0, 240.0), (690.0, 560.0), (310.0, 580.0))
    transform = cv2.getPerspectiveTransform(
        np.array([[0, 0], [320, 0], [320, 260], [0, 260]], np.float32), np.array(quad, np.float32)
    )
    cv2.warpPerspective(works.pictures[1], transform, (1024, 768), dst=photo, borderMode=cv2.BORDER_TRANSPARENT)
    return encoded(photo), replace(works.engine(), localizer=OneOutline(quad), describer=PlainDescriber()), quad


def test_a_match_of_a_closer_look_is_told_as_such(closer: tuple[Photo, Engine, Quad], works: Works) -> None:
    photo, engine, quad = closer
    case = investigate(photo, engine, works)
    best = case.ranked[0]
    assert (best.reference_image_id, best.weighed.is_match, best.look.region.kind) == (1, True, "picture")
    pairs = correspond(best, case)
    assert pairs.agrees.sum() >= best.weighed.inliers
    on_photo = on_image(best.look.region, pairs.on_crop[pairs.agrees])
    inside = [
        cv2.pointPolygonTest(np.array(quad, np.float32), (float(x), float(y)), measureDist=True) for x, y in on_photo
    ]
    assert min(inside) > -3
    assert overlap(best.verification.quad or quad, quad) > 0.95
    assert [ranked.reference_image_id for ranked in case.ranked].count(1) == 1, "two looks, but one candidate"
    told = {stage.name: stage for stage in explain(photo, engine, works).stages}
    assert "looked at closer, one outlined picture at a time: region 2." in told["votes"].told
    assert count(told["verification"].pictures[0], AGREES) > 500


def test_a_mirrored_photo_is_recognized_and_told(wall: tuple[Photo, tuple[Quad, ...]], works: Works) -> None:
    mirrored = encoded(np.asarray(Image.open(io.BytesIO(wall[0].data)))[:, ::-1])
    case = investigate(mirrored, works.engine(), works)
    best = case.ranked[0]
    assert (best.reference_image_id, best.weighed.is_match, best.look.region.kind) == (1, True, "mirrored")
    expected: Quad = tuple((1200 - x, y) for x, y in wall[1][0])  # type: ignore[assignment]  # four corners
    found: Quad = best.weighed.quad or expected
    assert np.abs(np.array(found) - expected).max() < 12
    told = {stage.name: stage.told for stage in explain(mirrored, works.engine(), works).stages}
    assert "looked at again: smaller, and mirrored." in told["votes"]


@dataclass
class ManyRegions:
    """More regions than fit on a sheet."""

    count: int

    def localize(self, image: RgbImage) -> list[Region]:
        height, width = image.shape[:2]
        quad: Quad = ((0, 0), (width, 0), (width, height), (0, height))
        others = [Region("window", quad, image) for _ in range(self.count - 1)]
        return [Region("photo", quad, image), *others]


def test_of_many_regions_the_most_telling_are_shown() -> None:
    engine = replace(fake_engine({1: RED}), localizer=ManyRegions(30))
    few = replace(engine, localizer=ManyRegions(10))
    stage = explain(plain(), engine, NoPictures()).stages[1]
    assert "Shown are the whole photo and the 9 regions" in stage.told
    assert stage.pictures[0].height_px == explain(plain(), few, NoPictures()).stages[1].pictures[0].height_px


def test_few_votes_are_told(works: Works) -> None:
    engine = fake_engine({1: RED}, votes=[Vote(1, 2.5)])
    assert "#1 has the most votes: 2.5." in explain(plain(), engine, works).stages[2].told
    two = replace(engine, indexes=replace(engine.indexes, descriptors=ListedVotes([Vote(1, 2.5), Vote(2, 1.5)])))
    assert "the next, #2, has 1.5." in explain(plain(), two, works).stages[2].told


def test_an_undecodable_photo_is_refused(works: Works) -> None:
    with pytest.raises(UndecodablePhoto, match="not a JPEG"):
        explain(Photo(b"no photo"), fake_engine({}), works)


def test_a_picture_is_fetched_once() -> None:
    @dataclass
    class Counting:
        asked: list[int] = field(default_factory=list)

        def picture(self, reference_image_id: int) -> RgbImage | None:
            self.asked.append(reference_image_id)
            return None

    pictures = Counting()
    explanation = explain(plain(), fake_engine({1: RED, 2: GREEN}, votes=[Vote(1, 3.0)]), pictures)
    assert sorted(pictures.asked) == [1, 2]
    assert set(explanation.reference_image_ids) == {1, 2}
