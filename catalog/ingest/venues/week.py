"""Opening hours by day, as the minutes of a week.

What is read, by example: ``{"Monday": "closed", "Tue": "10:00–18:00", "sat": "10:00-12:30, 14:00-24:00"}``: English
days, whole or their first three letters; "closed", or spans of times on 24 hours. A day that is not stated, stated
twice, or in any other words is not known.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

MINUTES_OF_DAY = 24 * 60
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_PLACES = {name: place for place, day in enumerate(_DAYS) for name in (day, day[:3])}
_SPAN = re.compile(r"([01][0-9]|2[0-4]):([0-5][0-9])\s?[-–]\s?([01][0-9]|2[0-4]):([0-5][0-9])")


@dataclass(frozen=True, slots=True)
class WeekSpan:
    """Minutes of a week, of which 0 begins Monday and 10,080 ends Sunday, in local time; the last is not in it."""

    from_minute: int
    to_minute: int
    is_open: bool


def read_week(hours: object) -> list[WeekSpan]:
    """The spans of which it is known whether the place is open; in order, none overlapping, none for unknown days."""
    if not isinstance(hours, Mapping):
        return []
    stated: dict[int, list[object]] = {}
    for day, text in hours.items():
        if (place := _PLACES.get(str(day).strip().lower())) is not None:
            stated.setdefault(place, []).append(text)
    return [span for place in sorted(stated) for span in _day(place * MINUTES_OF_DAY, stated[place])]


def _day(start: int, texts: list[object]) -> Iterator[WeekSpan]:
    times = _times(texts[0]) if len(texts) == 1 else None
    if times is None:
        return
    now = 0
    for opens, closes in times:
        if opens > now:
            yield WeekSpan(start + now, start + opens, is_open=False)
        if closes > max(opens, now):
            yield WeekSpan(start + max(opens, now), start + closes, is_open=True)
        now = max(now, closes)
    if now < MINUTES_OF_DAY:
        yield WeekSpan(start + now, start + MINUTES_OF_DAY, is_open=False)


def _times(text: object) -> list[tuple[int, int]] | None:
    """When the place opens and closes, in order; nothing for a closed day, None where it is not clear."""
    if not isinstance(text, str):
        return None
    if text.strip().lower() == "closed":
        return []
    found = [_SPAN.fullmatch(part.strip()) for part in text.split(",")]
    times = [(int(each[1]) * 60 + int(each[2]), int(each[3]) * 60 + int(each[4])) for each in found if each]
    is_clear = len(times) == len(found) and all(opens < closes <= MINUTES_OF_DAY for opens, closes in times)
    return sorted(times) if is_clear else None
