"""Opening hours by day: "10:00–17:00" where both times are certain, else the text as the source has it.

The files that state hours list the days on which a museum is open: the Louvre has no Tuesday, the Orsay no Monday. So
where most of a week is stated, the other days are "closed".
"""

import re
from collections.abc import Iterable

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MISPRINTS = {"Thusday": "Thursday"}  # seventeen times in the one file that states hours; beside a Tuesday of its own
_TIME = re.compile(r"([0-9]{1,2})\s?:\s?([0-9]{2})\s*:?\s*([AP])M", re.IGNORECASE)


def opening_hours(stated: Iterable[tuple[str, str, str]]) -> dict[str, str]:
    """Hours by English day, in the order of the week, of (day, opens, closes); a day stated twice has both spans."""
    spans: dict[str, list[str]] = {}
    for day, opens, closes in stated:
        span = _span(opens, closes)
        said = spans.setdefault(_MISPRINTS.get(day, day), [])
        if span not in said:
            said.append(span)
    if len(spans.keys() & {*_DAYS}) > len(_DAYS) / 2:
        spans = {day: ["closed"] for day in _DAYS} | spans
    ordered = sorted(spans, key=lambda day: _DAYS.index(day) if day in _DAYS else len(_DAYS))
    return {day: ", ".join(spans[day]) for day in ordered}


def _span(opens: str, closes: str) -> str:
    first, last = _time(opens), _time(closes)
    if first is None or last is None or first >= last:
        return f"{opens} - {closes}"
    return f"{first}–{last}"


def _time(text: str) -> str | None:
    """The time on 24 hours; None where it is none."""
    found = _TIME.fullmatch(text.strip())
    if not found or not 1 <= int(found[1]) <= 12 or int(found[2]) > 59:
        return None
    return f"{int(found[1]) % 12 + 12 * (found[3].upper() == 'P'):02}:{found[2]}"
