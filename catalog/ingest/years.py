"""Dates as the art world writes them, read as a range of years. What is not understood stays text.

A year before our era is negative. ``None`` is an open or unknown end. "c. 1831" reads as 1826 to 1836, the ± 5 years
that cataloguers mean by circa; a range keeps its ends as written; a century has thirds (early, mid, late) and parts.
"""

import re

Years = tuple[int | None, int | None]

UNKNOWN: Years = (None, None)

_CIRCA = r"(?:circa|about|approximately|probably|possibly|ca\.?|c\.)\s*"
_ERA = r"(?:\s*(?P<era>bce|bc|b\.c\.|ce|ad|a\.d\.))?"
_MONTH = r"(?:(?:january|february|march|april|may|june|july|august|september|october|november|december)\s+)?"
_PART = r"(?:early|mid|late|first half|second half|(?:first|second|third|fourth|last) quarter)"
_CENTURY = r"(?P<{0}>\d{{1,2}})(?:st|nd|rd|th)"

_YEAR = re.compile(rf"(?P<circa>{_CIRCA})?{_MONTH}(?P<year>\d{{3,4}}){_ERA}")
_RANGE = re.compile(rf"(?:{_CIRCA})?(?P<first>\d{{3,4}})\s*[-/]\s*(?:{_CIRCA})?(?P<last>\d{{1,4}}){_ERA}")
_DECADE = re.compile(rf"(?:{_CIRCA})?(?:(?:early|mid|late)[\s-]+)?(?P<decade>\d{{2,3}}0)s")
_CENTURIES = re.compile(
    rf"(?:{_CIRCA})?(?P<part>{_PART})?(?:\s*to\s*(?P<last_part>{_PART}))?[\s-]*(?:of\s+the\s+)?{_CENTURY.format('first')}"
    rf"(?:\s*-\s*{_CENTURY.format('last')})?\s+century{_ERA}"
)
_OPEN = re.compile(rf"(?P<side>after|before)\s+(?P<year>\d{{3,4}}){_ERA}")

# Years of a century, counted from its first (1) to its last (100).
_PARTS = {
    "early": (1, 33),
    "mid": (34, 66),
    "late": (67, 100),
    "first half": (1, 50),
    "second half": (51, 100),
    "first quarter": (1, 25),
    "second quarter": (26, 50),
    "third quarter": (51, 75),
    "fourth quarter": (76, 100),
    "last quarter": (76, 100),
}
_CIRCA_YEARS = 5
_LAST_PLAUSIBLE = 2100


def parse_years(text: str) -> Years:
    """The first and last possible year: (1870, 1875) for "c. 1870–75", (None, 1915) for "before 1915"."""
    plain = " ".join(re.sub(r"[–—−]", "-", text).casefold().split()).strip("[]() ")
    for pattern, read in _READERS:
        if found := pattern.fullmatch(plain):
            return _checked(read(found))
    return UNKNOWN


def parse_year(text: str) -> int | None:
    """A single plain year, else None ("séc. XX" is no birth year)."""
    return int(text) if re.fullmatch(r"\d{3,4}", text.strip()) else None


def _checked(years: Years) -> Years:
    first, last = years
    known = [year for year in years if year is not None]
    out_of_order = first is not None and last is not None and first > last
    return UNKNOWN if out_of_order or any(year > _LAST_PLAUSIBLE for year in known) else years


def _sign(found: re.Match[str]) -> int:
    return -1 if (found["era"] or "").startswith("b") else 1


def _read_year(found: re.Match[str]) -> Years:
    year = int(found["year"]) * _sign(found)
    about = _CIRCA_YEARS if found["circa"] else 0
    return year - about, year + about


def _read_range(found: re.Match[str]) -> Years:
    first, last = found["first"], found["last"]
    whole_last = first[: len(first) - len(last)] + last if _sign(found) > 0 else last
    return int(first) * _sign(found), int(whole_last) * _sign(found)


def _read_decade(found: re.Match[str]) -> Years:
    start = int(found["decade"])
    return start, start + (99 if start % 100 == 0 else 9)  # "1900s" may mean the decade or the century


def _read_centuries(found: re.Match[str]) -> Years:
    first = int(found["first"])
    last = int(found["last"] or first)
    if min(first, last) < 1:
        return UNKNOWN
    begin, end = _PARTS.get(found["part"] or "", (1, 100))
    if found["last_part"]:
        end = _PARTS[found["last_part"]][1]
    if found["last"]:
        end = 100
    if _sign(found) < 0:
        return -100 * first + begin - 1, -100 * last + end - 1
    return 100 * (first - 1) + begin, 100 * (last - 1) + end


def _read_open(found: re.Match[str]) -> Years:
    year = int(found["year"]) * _sign(found)
    return (year, None) if found["side"] == "after" else (None, year)


_READERS = (
    (_YEAR, _read_year),
    (_RANGE, _read_range),
    (_DECADE, _read_decade),
    (_CENTURIES, _read_centuries),
    (_OPEN, _read_open),
)
