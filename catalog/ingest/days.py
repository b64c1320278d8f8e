"""Days of sales, displays and exhibitions: the first day of the period that is known, and how precise it is."""

import datetime
import re
from dataclasses import dataclass
from typing import Literal

from catalog.folding import fold

Order = Literal["mdy", "dmy"]
"""What comes first in "05/06/2017": a source writes one or the other throughout."""

Precision = Literal["day", "month", "year"]


@dataclass(frozen=True, slots=True)
class Day:
    """A day, or the first one of a month or year; as ``PriceRecord.date`` and ``date_precision``."""

    date: datetime.date
    precision: Precision


_ISO = re.compile(r"([0-9]{4})(?:[-/]([0-9]{2})(?:[-/]([0-9]{2})(?:[t ].*)?)?)?")
_NUMERIC = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4}|[0-9]{2})(?: .*)?")
_NAMED = re.compile(
    r"(?:(?:(?P<day>[0-9]{1,2})[.]? )?(?P<month>[a-z]+)[.]?|(?P<first>[a-z]+)[.]? (?P<second>[0-9]{1,2}))"
    r",? (?P<year>[0-9]{4})(?:,? .*)?"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_TURN = 50  # two digits of a year: 49 is 2049, 50 is 1950


def parse_day(text: str, *, order: Order | None = None) -> Day | None:
    """2020-10-25 (or -10, or the year alone), 1777/02/26, "Oct 25, 2020 9:00:00 PM", "30 May 2017"; None for others.

    Days in digits that begin with the day or the month are read where ``order`` says which.
    """
    plain = fold(text[:100])
    if found := _ISO.fullmatch(plain):
        return day_of(*found.groups())
    if found := _NAMED.fullmatch(plain):
        month = (found["month"] or found["first"])[:3]
        if month not in _MONTHS:
            return None
        return day_of(found["year"], str(_MONTHS.index(month) + 1), found["day"] or found["second"])
    if order is not None and (found := _NUMERIC.fullmatch(plain)):
        first, second, year = found.groups()
        month, day = (first, second) if order == "mdy" else (second, first)
        century = 0 if len(year) == 4 else 2000 if int(year) < _TURN else 1900
        return day_of(str(century + int(year)), month, day)
    return None


def day_of(year: str, month: str | None = None, day: str | None = None) -> Day | None:
    """The day from its parts in digits; a month or day that is missing or 0 is not known. None for the 31st of June."""
    parts = [int(part) if part and part.isascii() and part.isdigit() else 0 for part in (year, month, day)]
    precision: Precision = "year" if not parts[1] else "month" if not parts[2] else "day"
    try:
        date = datetime.date(parts[0], parts[1] or 1, parts[2] if parts[1] and parts[2] else 1)
    except (ValueError, OverflowError):
        return None
    return Day(date, precision)
