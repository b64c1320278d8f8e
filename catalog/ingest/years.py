"""Dates as the art world writes them, in its languages, read as a range of years. What is not understood stays text.

A year before our era is negative; ``None`` is an open or unknown end. What the words are taken to mean:

- "c. 1831" is 1826 to 1836, the ± 5 years that cataloguers mean by circa; a range keeps its ends as written.
- "-300" is 300 before our era, as "300 BC" is; a minus sign stands right before the number.
- A century runs from its year 1 to 100 and has thirds (early, mid, late), halves and quarters; "1800s" is 1800 to 1899.
  A decade has an early (0 to 4), a middle (3 to 7) and a late part (5 to 9).
- Several dates of making ("1833 and 1836", "1790 or 1795", "1995, 2007") span from the first to the last.
- The date is that of the work, not of the copy at hand: "1912, cast 1925" and "1968, printed 2011" are 1912 and 1968.
  Standing alone, "published 1833" is all that is known, and 1833.
- Months, days and seasons are passed over; of a period and a date within it ("18th century (1760)"), the date counts.

Every word is read once, so that the time is linear in the text.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from catalog.folding import fold
from catalog.ingest.year_points import NotADate, Span, join, points_of, span_of
from catalog.ingest.year_tokens import Token, clauses
from catalog.ingest.year_words import UNDATED, Word


@dataclass(frozen=True, slots=True)
class Years:
    """The first and last possible year of a date, or nothing where the text says none or is not understood."""

    first: int | None = None
    last: int | None = None
    is_approximate: bool = False
    """The text itself doubts: circa, probably, a question mark, or."""
    is_understood: bool = True
    """False where there is a text that could not be read; "n.d." is understood."""


_UNDATED = Years()
_NOT_UNDERSTOOD = Years(is_understood=False)
_LAST_PLAUSIBLE = 2100
_FIRST_PLAUSIBLE = -32_000
_LONGEST = 500
_UNTIL = re.compile(r"\s*[–—]\d")  # "–1870": until then? A typographer's dash is no minus sign.
_PERIOD_YEARS = 25  # a quarter of a century or more says less than a date within it


@lru_cache(maxsize=16_384)
def parse_years(text: str) -> Years:
    """The years a text means: 1870 to 1875 for "c. 1870–75", up to 1915 for "before 1915"."""
    if len(text) > _LONGEST or _UNTIL.match(text):
        return _NOT_UNDERSTOOD
    plain = fold(text)
    if not plain or plain.strip("[]() ") in UNDATED:
        return _UNDATED
    try:
        return _checked(_read(plain))
    except NotADate:
        return _NOT_UNDERSTOOD


def parse_year(text: str) -> int | None:
    """A single plain year, "-44" being one before our era, else None ("séc. XX" is no birth year)."""
    found = re.fullmatch(r"([0-9]{3,4}|[-−][0-9]{1,4})(?:\.0)?", text.strip())
    year = int(found[1].replace("−", "-")) if found else 0
    return year if year and year <= _LAST_PLAUSIBLE else None


def _read(plain: str) -> Years:
    first_hand: list[Sequence[Token]] = []
    later: list[Sequence[Token]] = []
    for clause in clauses(plain):
        # Words without a number (a place, a dynasty) say nothing about years.
        if any(token.is_numeric for token in clause):
            is_later = any(token.kind is Word.LATER_MADE for token in clause)
            (later if is_later else first_hand).append(clause)
    return _years(first_hand or later[:1])


def _years(dated: Sequence[Sequence[Token]]) -> Years:
    if not dated:
        raise NotADate
    is_alone = len(dated) == 1
    span, is_approximate = _clause_years(dated[0], is_alone=is_alone)
    for clause in dated[1:]:
        try:
            more, is_more_approximate = _clause_years(clause, is_alone=is_alone)
        except NotADate:  # a remark on the date: "1966 (repaired 2009)"
            continue
        span, is_approximate = _together(span, more), is_approximate or is_more_approximate
    return Years(*span, is_approximate=is_approximate)


def _clause_years(clause: Sequence[Token], *, is_alone: bool) -> tuple[Span, bool]:
    points, joints = points_of(clause)
    span = span_of(points[0], is_alone=is_alone and len(points) == 1)
    for point, joint in zip(points[1:], joints, strict=True):
        span = join(span, joint, span_of(point, is_alone=False))
    return span, Word.OR in joints or any(point.is_doubted for point in points)


def _together(first: Span, second: Span) -> Span:
    """The years of both, or of that which says the other more exactly: "18th century (1760)"."""
    for wide, narrow in ((first, second), (second, first)):
        (begin, end), (inner_begin, inner_end) = wide, narrow
        if begin is None or end is None or inner_begin is None or inner_end is None:
            continue
        if begin <= inner_begin and inner_end <= end and end - begin >= _PERIOD_YEARS:
            return narrow
    return join(first, Word.AND, second)


def _checked(years: Years) -> Years:
    known = [year for year in (years.first, years.last) if year is not None]
    if known != sorted(known) or not all(_FIRST_PLAUSIBLE <= year <= _LAST_PLAUSIBLE for year in known):
        return _NOT_UNDERSTOOD
    return years
