"""Evidence becomes an answer, as far as it is published at the moment of reading."""

from typing import Any

import pytest
from django.utils import timezone

from catalog.models import Artwork, Recognition, ReferenceImage
from catalog.selectors.answers import MAX_NEAREST, RecognitionAnswer, read_answer
from tests.evidence import candidate, evidence, finding, neighbour
from tests.factories import make_artwork, make_reference_image

pytestmark = pytest.mark.django_db


def answer(*findings: dict[str, Any]) -> RecognitionAnswer:
    found = evidence(*findings)
    recognition = Recognition.objects.create(
        state="done", outcome=found["outcome"], evidence=found, answered_at=timezone.now()
    )
    return read_answer(recognition)


def take_down(artwork: Artwork) -> None:
    Artwork.objects.filter(pk=artwork.pk).update(status=Artwork.Status.TAKEN_DOWN)


def test_a_pending_recognition_has_no_outcome_yet() -> None:
    assert read_answer(Recognition.objects.create()).outcome is None


def test_a_match_is_the_first_candidate_and_not_among_the_nearest() -> None:
    matched, other = make_reference_image(), make_reference_image()
    second = make_reference_image(matched.artwork)

    region = answer(
        finding("match", [candidate(matched), candidate(other, confidence=0.01)], [neighbour(second), neighbour(other)])
    ).regions[0]

    assert region.outcome == "match"
    assert region.match is not None
    assert region.match.artwork == matched.artwork
    assert region.candidates == []
    assert [hit.artwork for hit in region.nearest] == [other.artwork]


def test_pictures_of_one_artwork_are_one_candidate_by_the_best() -> None:
    first, other = make_reference_image(), make_reference_image()
    second = make_reference_image(first.artwork)
    entries = [candidate(first, confidence=0.5), candidate(second, confidence=0.4), candidate(other, confidence=0.3)]

    region = answer(finding("candidates", entries, [neighbour(second), neighbour(first)])).regions[0]

    assert [(hit.artwork, hit.evidence["confidence"]) for hit in region.candidates] == [
        (first.artwork, 0.5),
        (other.artwork, 0.3),
    ]
    assert [hit.evidence["reference_image_id"] for hit in region.nearest] == [second.pk]


def test_there_are_at_most_eight_nearest_after_merging() -> None:
    images = [make_reference_image() for _ in range(MAX_NEAREST + 2)]
    region = answer(finding("unknown", nearest=[neighbour(image) for image in [images[0], *images]])).regions[0]
    assert [hit.artwork for hit in region.nearest] == [image.artwork for image in images[:MAX_NEAREST]]


def test_an_unknown_stays_unknown_whatever_else_was_looked_at() -> None:
    image = make_reference_image()
    region = answer(finding("unknown", [candidate(image, confidence=0.02)], [neighbour(image)])).regions[0]
    assert (region.outcome, region.match, region.candidates) == ("unknown", None, [])
    assert len(region.nearest) == 1


def test_a_match_taken_down_becomes_candidates_then_unknown() -> None:
    matched, other = make_reference_image(), make_reference_image()
    found = finding("match", [candidate(matched), candidate(other, confidence=0.2)], [neighbour(other)])

    take_down(matched.artwork)
    weaker = answer(found)
    assert (weaker.outcome, weaker.regions[0].match) == ("candidates", None)
    assert [hit.artwork for hit in weaker.regions[0].candidates] == [other.artwork]

    take_down(other.artwork)
    weakest = answer(found)
    assert (weakest.outcome, weakest.regions[0].candidates, weakest.regions[0].nearest) == ("unknown", [], [])


@pytest.mark.parametrize("change", [{"status": "draft"}, {"status": "taken_down"}, None])
def test_what_is_not_published_is_not_in_any_answer(change: dict[str, str] | None) -> None:
    image = make_reference_image()
    if change is None:
        image.artwork.delete()
    else:
        Artwork.objects.filter(pk=image.artwork_id).update(**change)
    region = answer(finding("match", [candidate(image)], [neighbour(image)])).regions[0]
    assert (region.outcome, region.match, region.candidates, region.nearest) == ("unknown", None, [], [])


def test_a_picture_taken_down_is_no_evidence_any_more() -> None:
    image = make_reference_image()
    ReferenceImage.objects.filter(pk=image.pk).update(is_taken_down=True)
    assert answer(finding("match", [candidate(image)])).outcome == "unknown"


def test_the_whole_is_as_good_as_its_best_region() -> None:
    image = make_reference_image()
    regions = [finding("unknown"), finding("candidates", [candidate(image)]), finding("match", [candidate(image)])]
    assert answer(*regions[:1]).outcome == "unknown"
    assert answer(*regions[:2]).outcome == "candidates"
    assert answer(*regions).outcome == "match"


def test_guesses_are_grouped_by_attribute_in_order() -> None:
    attributes = answer(finding("unknown")).regions[0].attributes
    assert list(attributes) == ["style", "period"]
    assert [guess["label"] for guess in attributes["style"]] == ["Flow fields", "Marbling"]


def test_the_number_of_queries_does_not_grow_with_what_was_found(django_assert_num_queries: Any) -> None:  # noqa: ANN401
    def read(count: int) -> None:
        images = [make_reference_image(make_artwork()) for _ in range(count)]
        found = evidence(*[finding("candidates", [candidate(each) for each in images]) for _ in range(count)])
        recognition = Recognition(state="done", outcome="candidates", evidence=found)
        with django_assert_num_queries(6):
            read_answer(recognition)

    read(1)
    read(7)
