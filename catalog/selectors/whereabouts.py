"""Where a photo was taken, as its sender says: it may decide between equals, and nothing else."""

import dataclasses
import json
from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Q
from django.utils import timezone

from catalog.models import Display, Recognition, Venue
from catalog.selectors.geography import Circle, Point
from catalog.selectors.joins import joined_ids, venue_inside

NEAR_M = 300
"""About the size of a large museum, and the error of a phone's position indoors."""
EQUAL_SHARE = 0.8
"""Candidates are equals when the less likely one has at least this share of the other's probability."""


@dataclasses.dataclass(frozen=True, slots=True)
class Hint:
    """A point, a venue by its id, or both."""

    near: Point | None = None
    venue_id: int | None = None

    def packed(self) -> str:
        """As JSON."""
        return json.dumps(dataclasses.asdict(self))

    @classmethod
    def unpacked(cls, packed: str) -> "Hint":
        """What ``packed`` gave."""
        facts = json.loads(packed)
        return cls(None if facts["near"] is None else Point(**facts["near"]), facts["venue_id"])


def put_near_first(evidence: dict[str, Any], hint: Hint) -> dict[str, Any]:
    """The evidence of an answer, with equally likely candidates in another order.

    Only findings whose outcome is "candidates" change, and only the order in them. From the likeliest down, candidates
    that have at least ``EQUAL_SHARE`` of the probability of the likeliest one of their group are equals; among equals,
    works on display at the venue, or within ``NEAR_M`` of the point, come first. So none is added, hidden or made a
    match, no number changes, and a candidate that is clearly likelier stays before one that hangs next to the phone.
    At most two queries.
    """
    findings = evidence["findings"]
    ids = {candidate["reference_image_id"] for finding in findings for candidate in _equals_in(finding)}
    here = _images_on_display(ids, hint)
    reordered = [
        {**finding, "candidates": list(_reordered(finding["candidates"], here))} if _equals_in(finding) else finding
        for finding in findings
    ]
    return {**evidence, "findings": reordered}


def _equals_in(finding: dict[str, Any]) -> Sequence[dict[str, Any]]:
    """The candidates, unless one of them is a match, which nothing may move."""
    return finding["candidates"] if finding["outcome"] == Recognition.Outcome.CANDIDATES else ()


def _reordered(candidates: Sequence[dict[str, Any]], here: set[int]) -> Iterator[dict[str, Any]]:
    """``candidates`` come likeliest first."""
    rest = candidates
    while rest:
        least = EQUAL_SHARE * rest[0]["confidence"]
        equals = [candidate for candidate in rest if candidate["confidence"] >= least]
        yield from sorted(equals, key=lambda candidate: candidate["reference_image_id"] not in here)
        rest = rest[len(equals) :]


def _images_on_display(image_ids: set[int], hint: Hint) -> set[int]:
    """Those reference images whose work is said to hang where the hint points, today."""
    today = timezone.now().date()
    place = Q(venue__in=joined_ids(Venue, hint.venue_id)) if hint.venue_id is not None else Q(pk__in=())
    if hint.near is not None:
        place |= venue_inside(Circle(hint.near, NEAR_M))
    shown = Display.objects.filter(place, artwork__reference_images__in=image_ids, is_on_display=True)
    shown = shown.exclude(from_date__gt=today).exclude(to_date__lt=today)
    return set(shown.values_list("artwork__reference_images", flat=True))
