"""What is remembered of the records of earlier jobs, and whether the catalogue still has what they speak of."""

from collections import defaultdict
from collections.abc import Iterable

from django.db import models

from catalog.models import Artist, Artwork, Exhibition, IngestedRecord, Venue
from catalog.services.loading import RecordKey

DIGEST_VERSION = 2
"""Another number makes every record be loaded again: for when the loader learns to write more of it."""
GONE = "gone"
"""In place of the digest of a record that was unpublished because a full file had it no more: it comes back."""
_MODELS: dict[str, type[models.Model]] = {
    "artwork": Artwork,
    "artist": Artist,
    "venue": Venue,
    "exhibition": Exhibition,
}


def remembered(keys: Iterable[RecordKey]) -> dict[RecordKey, IngestedRecord]:
    """What is remembered, by what it is about."""
    rows: dict[RecordKey, IngestedRecord] = {}
    for (kind, source), source_ids in by_source(keys).items():
        for row in IngestedRecord.objects.filter(kind=kind, source=source, source_id__in=source_ids):
            rows[row.kind, row.source, row.source_id] = row
    return rows


def standing(keys: Iterable[RecordKey]) -> set[RecordKey]:
    """Which of them are in the catalogue; what was deleted there is loaded anew."""
    found: set[RecordKey] = set()
    for (kind, source), source_ids in by_source(keys).items():
        rows = _MODELS[kind]._default_manager.filter(source=source, source_id__in=source_ids)  # noqa: SLF001 - documented
        found.update((kind, source, source_id) for source_id in rows.values_list("source_id", flat=True))
    return found


def by_source(keys: Iterable[RecordKey]) -> dict[tuple[str, str], list[str]]:
    """The source ids of each kind and source."""
    grouped: dict[tuple[str, str], list[str]] = defaultdict(list)
    for kind, source, source_id in keys:
        grouped[kind, source].append(source_id)
    return grouped
