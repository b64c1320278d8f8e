"""Where days and amounts stand in a picture, and the round ones that are named at its axes."""

import datetime
import math
from collections.abc import Iterator
from dataclasses import dataclass

_LOGARITHMIC_FROM = 25
"""The largest amount over the smallest. Beyond, on a scale from zero, the small ones lie lower than a mark is high."""
_MONTHS = (1, 3, 6, 12, 24, 60, 120, 240, 600, 1200)
_LOOSE = 1.08
"""Room above the highest amount."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A named place on an axis, 0 to 1 along it."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Days:
    """An axis of days (ordinal numbers) with a little room at either end."""

    first: float
    last: float

    @classmethod
    def of(cls, days: list[float]) -> "Days":
        """Half a year at least, so that a single day has months around it."""
        room = max((max(days) - min(days)) * 0.03, 91)
        return cls(min(days) - room, max(days) + room)

    def at(self, day: float) -> float:
        """0 at the first day, 1 at the last."""
        return (day - self.first) / (self.last - self.first)

    def ticks(self, most: int) -> list[Tick]:
        """First days of months or years, not more than ``most``."""
        months = (self.last - self.first) / 30.44
        step = next((step for step in _MONTHS if months / step <= most), _MONTHS[-1])
        firsts = (day for day in self._firsts(step) if self.first <= day.toordinal() <= self.last)
        return [Tick(self.at(day.toordinal()), f"{day:%Y}" if step >= 12 else f"{day:%b %Y}") for day in firsts]

    def _firsts(self, step: int) -> Iterator[datetime.date]:
        first = datetime.date.fromordinal(max(1, int(self.first)))
        month = (first.year * 12 + first.month - 1) // step * step
        while month // 12 <= datetime.MAXYEAR and month < (self.last / 365.2425 + 2) * 12:
            if month >= 12:
                yield datetime.date(month // 12, month % 12 + 1, 1)
            month += step


@dataclass(frozen=True, slots=True)
class Amounts:
    """An axis of amounts: from zero, or logarithmic where they are too far apart for that."""

    low: float
    high: float
    is_logarithmic: bool

    @classmethod
    def of(cls, amounts: list[float]) -> "Amounts":
        """For amounts of zero (a little lira is no euro) or above."""
        low, high = min(amounts), max(amounts)
        if low and high / low > _LOGARITHMIC_FROM:
            return cls(low / 1.3, high * 1.3, is_logarithmic=True)
        return cls(0, high * _LOOSE or 1, is_logarithmic=False)

    def at(self, amount: float) -> float:
        """0 at the low end, 1 at the high one."""
        if self.is_logarithmic:
            return math.log(amount / self.low) / math.log(self.high / self.low)
        return amount / self.high

    def ticks(self, most: int) -> list[Tick]:
        """Round amounts, not more than ``most``."""
        values = self._powers(most) if self.is_logarithmic else self._multiples(most)
        return [Tick(self.at(value), short(value)) for value in values if self.low <= value <= self.high]

    def _multiples(self, most: int) -> list[float]:
        """Multiples of 1, 2 or 5 times a power of ten."""
        power = 10 ** math.floor(math.log10(self.high / most))
        step = next(power * factor for factor in (1, 2, 5, 10, 20) if self.high / (power * factor) <= most)
        return [step * count for count in range(math.floor(self.high / step) + 1)]

    def _powers(self, most: int) -> list[float]:
        """Powers of ten, with 2 and 5 times them between where there is room, or some left out where there is not."""
        first, last = math.floor(math.log10(self.low)), math.ceil(math.log10(self.high))
        for factors in ((1, 2, 5), (1, 3), (1,)):
            values = [factor * 10.0**power for power in range(first, last + 1) for factor in factors]
            shown = [value for value in values if self.low <= value <= self.high]
            if len(shown) <= most:
                return shown
        return shown[:: math.ceil(len(shown) / most)]


def short(amount: float) -> str:
    """1500 → 1.5k, 2000000 → 2M; the round amounts of an axis need three digits."""
    for size, letter in ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "k")):
        if amount >= size:
            return f"{amount / size:.3g}{letter}"
    return f"{amount:.3g}"
