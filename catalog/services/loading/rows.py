"""Brings rows of one kind in step with what records say, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Model, Q, QuerySet

Row = TypeVar("Row", bound=Model)


def having_keys(keys: Iterable[tuple[str, str]], prefix: str = "") -> Q:
    """Selects rows by (source, source id), or rows whose ``prefix`` relation has such a key."""
    source_ids: dict[str, list[str]] = defaultdict(list)
    for source, source_id in keys:
        source_ids[source].append(source_id)
    wanted = Q(pk__in=())
    for source, ids in source_ids.items():
        wanted |= Q(**{f"{prefix}source": source, f"{prefix}source_id__in": ids})
    return wanted


def differs(row: Row, wanted: Row, facts: Sequence[str]) -> bool:
    """Whether any of the named values differs."""
    return any(getattr(row, fact) != getattr(wanted, fact) for fact in facts)


@dataclass(frozen=True, slots=True)
class Replaced(Generic[Row]):
    """What bringing rows in step did."""

    created: list[Row]
    updated: list[Row]
    gone: list[Row]

    def rows(self) -> list[Row]:
        """All that changed."""
        return [*self.created, *self.updated, *self.gone]


def replace_rows(  # noqa: PLR0913 - how rows of a kind are told apart
    existing: QuerySet[Row],
    wanted: Iterable[Row],
    *,
    key: Callable[[Row], Hashable],
    facts: Sequence[str],
    keep_others: bool = False,
    adopt: Callable[[Row, Row], None] | None = None,
) -> Replaced[Row]:
    """Creates what is missing, updates what differs in ``facts`` and deletes what is no longer said.

    ``facts`` are attribute names (``artist_id``, not ``artist``). ``adopt`` gives a wanted row what it keeps of the one
    that stands.
    """
    present: Mapping[Hashable, Row] = {key(row): row for row in existing}
    created, updated, said = [], [], set()
    for row in wanted:
        said.add(key(row))
        stands = present.get(key(row))
        if stands is not None and adopt is not None:
            adopt(row, stands)
        if stands is None:
            created.append(row)
        elif differs(stands, row, facts):
            row.pk = stands.pk
            updated.append(row)
    gone = [] if keep_others else [row for name, row in present.items() if name not in said]
    if gone:
        existing.filter(pk__in=[row.pk for row in gone]).delete()
    if created:
        existing.bulk_create(created)
    if updated:
        existing.bulk_update(updated, facts)
    return Replaced(created, updated, gone)
