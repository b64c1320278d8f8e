"""How one work compares with another, and which of many compare best: by yes or no, in tiers, without weights.

Appraisers compare works of one artist by size, medium and date of execution, and studies of auction prices find that
these count (Renneboog and Spaenjers, Buying Beauty, Management Science 59, 2013); how much each counts differs from
market to market, so nothing is added up here. What compares best are the works that agree in *size, medium and date*;
where those are too few, in *size and medium*; then in *size*; then all.

Order and limits are the ones that miss least on real sales, each of which is taken for unknown and indicated by those
before it (``python -m tests.benchmarks.comparables``): see docs/comparables.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from catalog.selectors.media import medium_group

MINIMUM = 4
"""Sales that a range takes: of fewer, quartiles at (n + 1) p, Hyndman and Fan's sixth kind, are the extremes."""
_MOST_TIMES_AS_LARGE = 2
_MOST_YEARS_APART = 10

SIZE, MEDIUM, DATE = "size", "medium", "date"
TIERS = ((SIZE, MEDIUM, DATE), (SIZE, MEDIUM), (SIZE,), ())


class Described(Protocol):
    """A work in the database, or a record of one."""

    @property
    def height_mm(self) -> int | None: ...  # noqa: D102
    @property
    def width_mm(self) -> int | None: ...  # noqa: D102
    @property
    def medium(self) -> str: ...  # noqa: D102
    @property
    def year_from(self) -> int | None: ...  # noqa: D102
    @property
    def year_to(self) -> int | None: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Traits:
    """What works are compared by; None or empty is not known."""

    area_mm2: int | None
    medium: str
    """As ``medium_group`` names it."""
    year: float | None
    """The middle of the years it may have been made in."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """How another work compares with this one; None where it is not known of one of the two."""

    area_ratio: float | None
    """Area of the other work ÷ area of this one."""
    is_same_medium: bool | None
    years_apart: float | None
    """How much later the other work was made; negative for earlier."""

    @property
    def on(self) -> dict[str, bool | None]:
        """Whether they agree: in size up to twice the other's area, in date within ten years."""
        ratio, apart = self.area_ratio, self.years_apart
        return {
            SIZE: None if ratio is None else 1 / _MOST_TIMES_AS_LARGE <= ratio <= _MOST_TIMES_AS_LARGE,
            MEDIUM: self.is_same_medium,
            DATE: None if apart is None else abs(apart) <= _MOST_YEARS_APART,
        }


def traits_of(work: Described) -> Traits:
    """What the record says."""
    years = [year for year in (work.year_from, work.year_to) if year is not None]
    return Traits(
        area_mm2=(work.height_mm or 0) * (work.width_mm or 0) or None,
        medium=medium_group(work.medium),
        year=sum(years) / len(years) if years else None,
    )


def compare(this: Traits, other: Traits) -> Agreement:
    """The other work as seen from this one."""
    return Agreement(
        area_ratio=other.area_mm2 / this.area_mm2 if other.area_mm2 and this.area_mm2 else None,
        is_same_medium=other.medium == this.medium if other.medium and this.medium else None,
        years_apart=None if other.year is None or this.year is None else other.year - this.year,
    )


def best_tier(agreements: Sequence[Agreement]) -> tuple[str, ...] | None:
    """The first of ``TIERS`` with ``MINIMUM`` works that agree on all its traits; None where there are fewer at all."""
    return next((tier for tier in TIERS if sum(agrees(each, tier) for each in agreements) >= MINIMUM), None)


def agrees(agreement: Agreement, tier: Sequence[str]) -> bool:
    """Whether the works are known to agree on every trait of the tier."""
    on = agreement.on
    return all(on[trait] for trait in tier)
