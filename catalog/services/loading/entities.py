"""Artists, venues and exhibitions: rows that many records speak of.

Within one load the first statement about a value stands, so that two records that disagree do not take turns at every
load. A later load replaces it. What a record does not know is never taken for a correction, and what people corrected
stays.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Manager

from catalog.models import Artist, Exhibition, Venue
from catalog.services.loading.corrections import keep_corrections
from catalog.services.loading.rows import having_keys

Entity = TypeVar("Entity", Artist, Venue, Exhibition)
Key = tuple[str, str]
Facts = dict[str, object]

_UNKNOWN: tuple[object, ...] = (None, "", {}, [])


@dataclass(frozen=True, slots=True)
class Ensured:
    """Rows that stand now: their primary keys, and which of them were made or changed."""

    pks: dict[Key, int]
    created: set[Key]
    updated: set[Key]


class Entities(Generic[Entity]):
    """The artists, the venues, or the exhibitions of one load."""

    def __init__(self, manager: Manager[Entity], facts: Sequence[str]) -> None:
        self._manager: Manager[Entity] = manager
        self._facts = facts
        self._stated: dict[Key, dict[str, object]] = {}
        self._pending: dict[Key, dict[str, object]] = {}

    def ensure(self, statements: Iterable[Entity]) -> Ensured:
        """Creates or updates the rows that the unsaved ``statements`` speak of.

        Call ``settle`` once they are written; what an attempt that was rolled back had stated is forgotten.
        """
        self._pending = {}
        told: dict[Key, list[Entity]] = defaultdict(list)
        for statement in statements:
            told[statement.source, statement.source_id].append(statement)
        rows = {(row.source, row.source_id): row for row in self._manager.filter(having_keys(told))}
        created: list[Entity] = []
        changed: dict[Key, Facts] = {}
        for key in sorted(told):  # in one order for all, so that two loads at once do not wait for each other
            if key not in rows:
                rows[key] = self._manager.model(source=key[0], source_id=key[1])
                created.append(rows[key])
                self._tell(key, rows[key], told[key])
            elif before := self._tell(key, rows[key], told[key]):
                changed[key] = before
        if created:
            self._manager.bulk_create(created)
        updated = self._without_corrected(rows, changed)
        if updated:
            self._manager.bulk_update(updated, self._facts)
        return Ensured({key: row.pk for key, row in rows.items()}, _keys(created), _keys(updated))

    def settle(self) -> None:
        """Keeps what the last ``ensure`` stated for the rest of the load."""
        self._stated.update(self._pending)

    def _without_corrected(self, rows: dict[Key, Entity], changed: dict[Key, Facts]) -> list[Entity]:
        """The changed rows, locked, with what people corrected as it stands; those in which nothing else changed go."""
        if not changed:
            return []
        of_these = self._manager.filter(pk__in=[rows[key].pk for key in changed])
        list(of_these.order_by("pk").select_for_update().values_list("pk"))
        keep_corrections([rows[key] for key in changed])
        return [
            rows[key]
            for key, before in changed.items()
            if any(getattr(rows[key], fact) != value for fact, value in before.items())
        ]

    def _tell(self, key: Key, row: Entity, statements: Iterable[Entity]) -> Facts:
        """Gives the row the values stated first; what it had before where that changed it."""
        stated = self._pending[key] = dict(self._stated.get(key, {}))
        for statement in statements:
            for fact in self._facts:
                if (value := getattr(statement, fact)) not in _UNKNOWN:
                    stated.setdefault(fact, value)
        corrections = {fact: value for fact, value in stated.items() if getattr(row, fact) != value}
        before = {fact: getattr(row, fact) for fact in corrections}
        for fact, value in corrections.items():
            setattr(row, fact, value)
        return before


def _keys(rows: Iterable[Entity]) -> set[Key]:
    return {(row.source, row.source_id) for row in rows}
