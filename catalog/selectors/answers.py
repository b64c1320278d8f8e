"""Turns a worker's evidence (ids and numbers) into an answer (facts), as far as they are published right now.

A picture or artwork taken down since then is left out, and an outcome that rested on it becomes a weaker one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from catalog.models import Artwork, Recognition
from catalog.selectors.artworks import (
    RELATIONS,
    PriceHistory,
    Sighting,
    price_history,
    published_artworks,
    sightings,
)
from catalog.selectors.images import published_reference_images

MAX_NEAREST = 8
_OUTCOMES_BEST_FIRST = (Recognition.Outcome.MATCH, Recognition.Outcome.CANDIDATES, Recognition.Outcome.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Hit:
    """An artwork that evidence points to; ``evidence`` is the worker's entry for one of its reference images."""

    artwork: Artwork
    evidence: dict[str, Any]

    @property
    def price_history(self) -> PriceHistory:
        """What is stated about the artwork's price."""
        return price_history(self.artwork)

    @property
    def seen_at(self) -> list[Sighting]:
        """Where the artwork can be seen."""
        return sightings(self.artwork)


@dataclass(frozen=True, slots=True)
class AnswerRegion:
    """What is at one place of the photo. Only a "match" has a ``match``, only "candidates" have ``candidates``."""

    outcome: str
    quad: list[list[float]]
    match: Hit | None
    candidates: list[Hit]
    nearest: list[Hit]
    attributes: dict[str, list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class RecognitionAnswer:
    """A recognition as its sender sees it; while it is pending there is no outcome and no region yet."""

    recognition: Recognition
    outcome: str | None
    regions: list[AnswerRegion]

    @property
    def matched(self) -> list[Artwork]:
        """The artworks that were found."""
        return [region.match.artwork for region in self.regions if region.match is not None]


def read_answer(recognition: Recognition) -> RecognitionAnswer:
    """Reads the facts for a pending or done recognition, in six queries however much was found."""
    return read_answers([recognition])[0]


def read_answers(recognitions: Sequence[Recognition]) -> list[RecognitionAnswer]:
    """The same for several at once, in six queries however many they are."""
    artworks = _artworks_by_image([finding for each in recognitions for finding in _findings(each)])
    return [_read_answer(each, artworks) for each in recognitions]


def _findings(recognition: Recognition) -> list[dict[str, Any]]:
    return [] if recognition.evidence is None else recognition.evidence["findings"]


def _read_answer(recognition: Recognition, artworks: dict[int, Artwork]) -> RecognitionAnswer:
    if recognition.evidence is None:
        return RecognitionAnswer(recognition, None, [])
    regions = [_read_region(finding, artworks) for finding in _findings(recognition)]
    found = {region.outcome for region in regions}
    outcome = next((outcome for outcome in _OUTCOMES_BEST_FIRST if outcome in found), Recognition.Outcome.UNKNOWN)
    return RecognitionAnswer(recognition, outcome, regions)


def _artworks_by_image(findings: list[dict[str, Any]]) -> dict[int, Artwork]:
    image_ids = {
        entry["reference_image_id"] for finding in findings for entry in (*finding["candidates"], *finding["nearest"])
    }
    artwork_ids = dict(published_reference_images().filter(pk__in=image_ids).values_list("pk", "artwork_id"))
    artworks = published_artworks(RELATIONS).in_bulk(set(artwork_ids.values()))
    # An artwork taken down between the two queries is missing from the second.
    return {image: artworks[artwork] for image, artwork in artwork_ids.items() if artwork in artworks}


def _read_region(finding: dict[str, Any], artworks: dict[int, Artwork]) -> AnswerRegion:
    candidates = list(_hits(finding["candidates"], artworks))
    nearest = list(_hits(finding["nearest"], artworks))
    outcome = _outcome_now(finding, candidates)
    match = candidates[0] if outcome == Recognition.Outcome.MATCH else None
    if match is not None:
        nearest = [hit for hit in nearest if hit.artwork.pk != match.artwork.pk]
    return AnswerRegion(
        outcome=outcome,
        quad=finding["quad"],
        match=match,
        candidates=candidates if outcome == Recognition.Outcome.CANDIDATES else [],
        nearest=nearest[:MAX_NEAREST],
        attributes=_guesses(finding["attributes"]),
    )


def _outcome_now(finding: dict[str, Any], candidates: list[Hit]) -> str:
    """The worker's outcome, or a weaker one where what it rested on is no longer published."""
    outcome: str = finding["outcome"]
    if outcome == Recognition.Outcome.UNKNOWN or not candidates:
        return Recognition.Outcome.UNKNOWN
    if outcome == Recognition.Outcome.MATCH and candidates[0].evidence is not finding["candidates"][0]:
        return Recognition.Outcome.CANDIDATES
    return outcome


def _hits(entries: list[dict[str, Any]], artworks: dict[int, Artwork]) -> Iterator[Hit]:
    """One hit per published artwork, by the first and therefore best of its reference images."""
    seen: set[int] = set()
    for entry in entries:
        artwork = artworks.get(entry["reference_image_id"])
        if artwork is not None and artwork.pk not in seen:
            seen.add(artwork.pk)
            yield Hit(artwork, entry)


def _guesses(guesses: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    by_attribute: dict[str, list[dict[str, Any]]] = {}
    for guess in guesses:
        by_attribute.setdefault(guess["attribute"], []).append(guess)
    return by_attribute
