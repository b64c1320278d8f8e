"""The measures in the text of a size: what was measured, and its lengths in each of the units given."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from catalog.ingest.size_words import DEPTH, HEIGHT, METRIC, MM, SIDES, WIDTH


@dataclass(slots=True)
class Length:
    """A length as written; ``unit`` is empty until it is known, ``side`` where the text does not name it."""

    value: float
    unit: str = ""
    side: str = ""
    is_grouped: bool = False
    """Written like 1.200, which in millimetres groups thousands."""


@dataclass(slots=True)
class Measure:
    """One size within a text. ``groups`` state the same lengths in one unit after the other: 11 x 8" (28 x 20 cm)."""

    words: list[str] = field(default_factory=list)
    groups: list[list[Length]] = field(default_factory=list)
    unit: str = ""
    """Of lengths without one, where it stands before them: cm 54 x 73."""
    is_unclear: bool = False


_TOKEN = re.compile(
    r"""(?P<number>\d+/\d+|\d+(?:[.,]\d+)?(?:[ -]\d+/\d+)?)
    |(?P<by>×|(?<![^\W\d_])(?:x|by)(?![^\W\d_]))
    |(?P<word>[^\W\d_]+)
    |(?P<mark>''|["'])
    |[(\[](?P<remark>[^()\[\]\d]*)[)\]]
    |(?P<open>[(\[])
    |(?P<close>[)\]])
    |(?P<stop>[;\#/|])
    |(?P<comma>,)""",
    re.VERBOSE,
)
_WORD = re.compile(r"[^\W\d_]+")
_GROUPED = re.compile(r"[1-9]\d?[.,]\d{3}")


def measures(plain: str) -> list[Measure]:
    """The measures of a folded text, in order."""
    return _Scanner().scan(plain)


class _Scanner:
    """Reads a text from left to right."""

    def __init__(self) -> None:
        self._measures: list[Measure] = []
        self._measure = Measure()
        self._is_open = False
        """Whether the next length belongs to the last ones."""
        self._is_adjacent = False
        """Whether a length has just been read, so that a side named now may be its own: 54 cm H."""
        self._is_bracketed = False
        self._sides: list[str] = []
        """Named before their lengths: one, or several as in "H x W: 54 x 73 cm"."""

    def scan(self, plain: str) -> list[Measure]:
        for found in _TOKEN.finditer(plain):
            kind, text = found.lastgroup or "", found[0]
            if kind == "number":
                self._take_number(text)
            elif kind == "by":
                self._is_open = True
            elif kind in ("word", "mark"):
                self._take_word(text)
            elif kind == "remark":
                self._take_remark(_WORD.findall(found["remark"]))
            elif kind == "open":
                self._is_bracketed = True
                if self._measure.groups:
                    self._measure.groups.append([])
                self._is_open = True
            elif kind == "stop" and not self._is_bracketed:
                self._finish()
            else:  # a comma, a bracket that closes, or what means nothing
                self._is_bracketed &= kind != "close"
                self._is_open, self._is_adjacent = self._is_bracketed, False
        self._finish()
        return self._measures

    @property
    def _last(self) -> Length | None:
        groups = self._measure.groups
        return groups[-1][-1] if groups and groups[-1] else None

    def _finish(self) -> None:
        if self._measure.groups:
            self._measures.append(self._measure)
        self._measure = Measure()
        self._is_open, self._sides = False, []

    def _go_on(self) -> None:
        """Begins another measure of the same thing."""
        words, sides = self._measure.words, self._sides
        self._finish()
        self._measure.words, self._sides = list(words), sides

    def _take_number(self, text: str) -> None:
        last = self._last
        is_inches_after_feet = last is not None and last.unit in ("'", "ft", "feet") and not self._is_open
        if last is not None and not (self._is_open or self._sides or is_inches_after_feet):
            self._finish()
            last = None
        if self._sides and len(self._measure.groups) > 1 and not self._is_bracketed:  # h. 6" (15 cm), diam. 3" (8 cm)
            self._go_on()
            last = None
        if not self._measure.groups:
            self._measure.groups.append([])
        length = Length(_value(text), side=self._take_side(), is_grouped=_GROUPED.fullmatch(text) is not None)
        if last is not None and is_inches_after_feet:
            length.value, length.side = last.value * 12 + length.value, last.side
            self._measure.groups[-1].pop()
        self._measure.groups[-1].append(length)
        self._is_open, self._is_adjacent = False, True

    def _take_side(self) -> str:
        """The side of the next length; none where several are named, in the usual order, or else it is unclear."""
        sides, self._sides = self._sides, []
        if len(sides) > 1:
            self._measure.is_unclear |= sides != [HEIGHT, WIDTH, DEPTH][: len(sides)]
        return sides[0] if len(sides) == 1 else ""

    def _take_word(self, word: str) -> None:
        last = self._last
        if word in MM and (last is not None or word in ("'", '"', "''")):
            if last is not None and not last.unit:
                last.unit = word
        elif word in ("cm", "mm") and last is None:
            self._measure.unit = word
        elif word in SIDES or self._is_breadth(word):
            if last is not None and not last.side and self._is_adjacent and not self._is_open:
                last.side = SIDES.get(word, WIDTH)
            else:
                self._sides = [*(self._sides if self._is_open else []), SIDES.get(word, WIDTH)]
        else:
            if last is not None and not self._is_bracketed:
                self._finish()
            self._measure.words.append(word)

    def _is_breadth(self, word: str) -> bool:
        """Whether a "b" is that of Breite and breedte: behind a height. Elsewhere it is part b of a work."""
        heights = (length.side for group in self._measure.groups for length in group)
        return word == "b" and HEIGHT in (*self._sides, *heights)

    def _take_remark(self, words: list[str]) -> None:
        """Words in brackets after a length, or after the label."""
        sides = [SIDES[word] for word in words if word in SIDES]
        self._measure.words += [word for word in words if word not in SIDES and word not in ("x", "by")]
        if len(sides) > 1:
            self._measure.is_unclear |= sides[0] != HEIGHT
        elif sides and self._last is not None:
            self._last.side = sides[0]
        elif sides:
            self._sides = [sides[0]]


def _value(text: str) -> float:
    """The number: 12, 12.5, 12,5, 3/4, 12 3/4, 12-3/4; what divides by zero is 0, which is no length."""
    whole, _, fraction = text.replace("-", " ").rpartition(" ") if "/" in text else (text, "", "")
    value = float(whole.replace(",", ".") or 0)
    if fraction:
        above, below = fraction.split("/")
        value = value + int(above) / int(below) if int(below) else 0.0
    return value


def lengths_mm(group: list[Length], unit: str) -> Iterator[tuple[str, float]]:
    """(side, millimetres) of each length; a unit counts for the lengths before it, or else after it.

    Nothing where none has a unit and ``unit``, which then counts, is empty.
    """
    units: list[str] = []
    for length in reversed(group):
        units.append(length.unit or (units[-1] if units else ""))
    known = next((name for name in units if name), unit)
    for length, name in zip(group, reversed(units), strict=True):
        if name or known:
            is_thousands = length.is_grouped and (name or known) == "mm"
            yield length.side, length.value * (1000 if is_thousands else MM[name or known])


def is_metric(length: Length) -> bool:
    """Whether the length is written in a metric unit."""
    return length.unit in METRIC
