"""What people corrected, and staff accepted, outlives what the source says."""

from collections.abc import Collection
from typing import TypeVar

from catalog.models import Artist, Artwork, Exhibition, FieldCorrection, Venue

_Row = TypeVar("_Row", Artist, Artwork, Exhibition, Venue)


def keep_corrections(rows: Collection[_Row]) -> None:
    """Gives rows of one kind, which stand and are about to be written, the values they were corrected to. One query.

    Lock the rows before: whoever accepts a correction holds the same lock.
    """
    by_pk = {row.pk: row for row in rows}
    kind = "" if not rows else type(next(iter(rows))).__name__.lower()
    if kind not in ("artwork", "artist", "venue"):
        return
    found = FieldCorrection.objects.filter(**{f"{kind}__in": list(by_pk)})
    for pk, field, value in found.values_list(f"{kind}_id", "field", "value"):
        setattr(by_pk[pk], field, value)
