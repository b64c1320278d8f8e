"""What people say of answers, counted: which works are taken for which."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from catalog.models import Artwork, RecognitionFeedback, ReferenceImage

NEWEST = 2000
"""So much feedback is read, the newest: answers hold their evidence, and all of them would fill the memory."""

_Verdict = RecognitionFeedback.Verdict


@dataclass(frozen=True, slots=True)
class Confusion:
    """How often people were told one work (None: there was none) and said it is another (None: see ``verdict``)."""

    told: Artwork | None
    verdict: str
    said: Artwork | None
    count: int


def confusions() -> list[Confusion]:
    """The most frequent first, without those that were right after all. Three queries."""
    rows = RecognitionFeedback.objects.exclude(verdict=_Verdict.RIGHT).order_by("-pk")
    given = list(rows.values_list("recognition__evidence", "verdict", "artwork")[:NEWEST])
    images = dict(
        ReferenceImage.objects.filter(pk__in={_first_image(evidence) for evidence, _, _ in given}).values_list(
            "pk", "artwork_id"
        )
    )
    counts = Counter(
        (told, verdict, said)
        for evidence, verdict, said in given
        if (told := images.get(_first_image(evidence))) != said or said is None
    )
    works = Artwork.objects.in_bulk({pk for told, _, said in counts for pk in (told, said) if pk is not None})
    return [
        Confusion(_work(works, told), str(_Verdict(verdict).label), _work(works, said), count)
        for (told, verdict, said), count in counts.most_common()
    ]


def _work(works: dict[int, Artwork], pk: int | None) -> Artwork | None:
    return None if pk is None else works[pk]


def _first_image(evidence: dict[str, Any] | None) -> int:
    """Of the likeliest candidate; 0, which no image has, where there is none."""
    findings = (evidence or {}).get("findings", ())
    return next((int(each["reference_image_id"]) for finding in findings for each in finding["candidates"]), 0)
