"""The grammar of dates: a clause is one point in time, or several with something between them.

A point may leave out what the next one says ("late 18th or early 19th century", "300-100 BC") or what the one before it
says ("1870-75", "1960-70s").
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from catalog.ingest.year_tokens import Mark, Token
from catalog.ingest.year_words import Word

Span = tuple[int | None, int | None]
"""First and last year; None is open."""

Joint = Word | Mark
"""Between two points: AND, OR, TO or a dash."""


class NotADate(ValueError):
    """A part of the text is not understood."""


@dataclass(slots=True)
class Point:
    """One date of a text, as far as it says: "late", "late 12th", "c. 1831", "after 1650", "2nd half 19th century"."""

    digits: str = ""
    unit: Word | Mark | None = None
    """CENTURY ("19th"), DECADE ("1860s", "1800s") or NUMBER, a year; None where an ordinal's unit is yet to come."""
    part: Word | None = None
    nth: int = 0
    """Which half, third, quarter or decade."""
    era: Word | None = None
    side: Word | None = None
    is_circa: bool = False
    is_doubted: bool = False

    @property
    def says_when(self) -> bool:
        """Whether there is more than a side or a doubt."""
        return bool(self.digits or self.part)


_CIRCA_YEARS = 5
_LAST = "last"
_CENTURY_NOT_OVER = 2000
_PARTS = {Word.EARLY: ((0, 32), (0, 4)), Word.MID: ((33, 65), (3, 7)), Word.LATE: ((66, 99), (5, 9))}
"""First and last year of the part of a century and of a decade, counted from 0."""
_SHARES = {Word.HALF: 2, Word.THIRD: 3, Word.QUARTER: 4, Word.DECADE: 10}
_JOINTS = (Word.AND, Word.OR, Word.TO, Mark.DASH)
_IGNORED = (Word.FILLER, Word.MADE, Word.LATER_MADE)


def points_of(clause: Sequence[Token]) -> tuple[list[Point], list[Joint]]:
    """The points of a clause, at least one, and what stands between them.

    Raises:
        NotADate: the clause has a word that no date has, or no date.
    """
    points, joints = _Reader(clause).read()
    if not points:
        raise NotADate
    for point, following in zip(points[-2::-1], points[:0:-1], strict=True):
        _take_from_next(point, following)
    for before, point in pairwise(points):
        _take_from_last(before, point)
    return points, joints


class _Reader:
    """Reads a clause from left to right."""

    def __init__(self, clause: Sequence[Token]) -> None:
        self._clause = [token for token in clause if token.kind not in _IGNORED]
        self._points: list[Point] = []
        self._joints: list[Joint] = []
        self._point = Point()
        self._joint: Joint | None = None
        self._is_negated = False

    def read(self) -> tuple[list[Point], list[Joint]]:
        for place, token in enumerate(self._clause):
            following = self._clause[place + 1] if place + 1 < len(self._clause) else None
            if token.kind in _JOINTS:
                self._take_joint(token.kind, following)
            else:
                self._take(token)
        self._finish_point()
        if self._joint is not None and self._points and self._joint is not Word.OR:
            raise NotADate  # "1970-": who knows until when
        return self._points, self._joints

    def _take_joint(self, kind: Joint, following: Token | None) -> None:
        point = self._point
        is_hyphen = kind is Mark.DASH and point.part and not point.digits and following and following.is_numeric
        if is_hyphen:  # mid-17th
            return
        self._finish_point()
        if not self._points and kind is Word.TO:
            self._point.side = Word.BEFORE
        elif self._points:
            self._joint = kind if self._joint in (None, Mark.DASH) else self._joint

    def _finish_point(self) -> None:
        point, self._point = self._point, Point()
        if not point.says_when:
            if point.side and self._points:  # 1475 or later
                self._points[-1].side = point.side
                self._joint = None
            elif not self._points:  # c. early: what was said stands for the point to come
                self._point = point
            return
        if self._points:
            if self._joint is None:
                raise NotADate
            self._joints.append(self._joint)
        self._points.append(point)
        self._joint = None

    def _take(self, token: Token) -> None:
        point, kind = self._point, token.kind
        if token.is_numeric:
            self._take_number(token)
        elif kind in (Word.CIRCA, Mark.DOUBT):
            self._take_doubt(token)
        elif kind is Word.CENTURY:
            point.unit = Word.CENTURY
        elif kind in (Word.BC, Word.AD):
            point.era = Word(kind)
        elif kind in (Word.AFTER, Word.BEFORE):
            self._take_side(Word(kind))
        elif kind is Word.NOT:
            self._is_negated = True
        elif kind in _PARTS:
            self._take_part(Word(kind), 0)
        else:
            self._take_share(token)

    def _take_doubt(self, token: Token) -> None:
        point = self._point
        if token.text == "c" and point.digits and point.unit is None:  # 8th c.
            point.unit = Word.CENTURY
        elif token.kind is Word.CIRCA:
            point.is_circa = point.is_doubted = True
        elif point.says_when or not self._points:
            point.is_doubted = True
        else:
            self._points[-1].is_doubted = True

    def _take_number(self, token: Token) -> None:
        point = self._point
        if point.digits == "1" and point.unit is None and token.text == "3":  # the first third
            self._take_share(Token(Word.THIRD, token.text))
            return
        if point.digits:
            raise NotADate
        point.digits = token.text
        if token.kind is Mark.DECADE:
            point.unit = Word.DECADE
        elif token.kind is Mark.NUMBER and point.unit is None and (len(token.text) > 2 or point.era):
            point.unit = Mark.NUMBER

    def _take_side(self, side: Word) -> None:
        if self._is_negated:
            side = Word.BEFORE if side is Word.AFTER else Word.AFTER
            self._is_negated = False
        self._point.side = side

    def _take_part(self, part: Word, nth: int) -> None:
        if self._point.part or self._point.digits:
            raise NotADate
        self._point.part, self._point.nth = part, nth

    def _take_share(self, token: Token) -> None:
        """A half, third, quarter or decade, whose number came before it."""
        if token.kind is Word.LAST:
            self._point.digits = _LAST
            return
        if token.kind not in _SHARES:
            raise NotADate
        share = Word(token.kind)
        digits, self._point.digits = self._point.digits, ""
        nth = _SHARES[share] if digits == _LAST else int(digits or 0)
        if not 1 <= nth <= _SHARES[share]:
            raise NotADate
        self._take_part(share, nth)


def _take_from_next(point: Point, following: Point) -> None:
    if not point.digits:
        point.digits = following.digits
    if point.unit is None and following.unit in (Word.CENTURY, Word.DECADE):
        point.unit = following.unit
    if point.unit is Mark.NUMBER and following.unit is Word.DECADE and point.digits.endswith("0"):
        point.unit = Word.DECADE  # 1920/30s
    point.era = point.era or following.era


def _take_from_last(before: Point, point: Point) -> None:
    years = (Mark.NUMBER, Word.DECADE)
    if point.unit is None and before.unit is Word.CENTURY:  # séc. XIX/XX
        point.unit = Word.CENTURY
    is_short = len(point.digits) < 3 and point.unit in (None, *years)
    if (
        is_short
        and before.unit in years
        and len(before.digits) > 2
        and point.era is not Word.BC
        and point.digits != "last"
    ):
        point.digits = before.digits[: -len(point.digits)] + point.digits
        point.unit = point.unit or Mark.NUMBER


def span_of(point: Point, *, is_alone: bool) -> Span:
    """The years of a point; circa widens only a year that stands alone.

    Raises:
        NotADate: it is none ("12", "0th century").
    """
    if not point.digits.isdecimal() or len(point.digits) > 5:
        raise NotADate
    number, is_bc = int(point.digits), point.era is Word.BC
    if point.unit is Word.CENTURY:
        first, last = _century(number, point, is_bc=is_bc)
    elif point.unit is Word.DECADE:
        first, last = _decade(number, point, is_bc=is_bc)
    elif point.unit is Mark.NUMBER or point.era:
        about = _CIRCA_YEARS if point.is_circa and is_alone and not point.side else 0
        year = -number if is_bc else number
        first, last = year - about, year + about
    else:
        raise NotADate
    if point.side is Word.AFTER:
        return first, None
    return (None, last) if point.side is Word.BEFORE else (first, last)


def _century(number: int, point: Point, *, is_bc: bool) -> tuple[int, int]:
    if not 1 <= number <= (60 if is_bc else 21):
        raise NotADate
    start = -100 * number if is_bc else 100 * (number - 1) + 1
    begin, end = _part(point, 100)
    return start + begin, start + end


def _decade(number: int, point: Point, *, is_bc: bool) -> tuple[int, int]:
    if number % 10 or number < 100:
        raise NotADate
    # "1900s" may mean the decade or the century; the century of "2000s" is not over.
    length = 100 if number % 100 == 0 and number < _CENTURY_NOT_OVER else 10
    start = -number - length + 1 if is_bc else number
    begin, end = _part(point, length)
    return start + begin, start + end


def _part(point: Point, length: int) -> tuple[int, int]:
    """First and last year of the part of a century (100 years) or decade (10), counted from 0."""
    if point.part is None:
        return 0, length - 1
    if point.part in _PARTS:
        return _PARTS[point.part][length == 10]
    share = _SHARES[point.part]
    return (point.nth - 1) * length // share, point.nth * length // share - 1


def join(first: Span, joint: Joint, last: Span) -> Span:
    """The years from one to the other, or (AND, OR) those of both.

    Raises:
        NotADate: a range that ends before it begins.
    """
    if joint in (Word.TO, Mark.DASH):
        if first[0] is not None and last[1] is not None and first[0] > last[1]:
            raise NotADate
        return first[0], last[1]
    if first[1] is None and last[0] is None:  # after 1920, before 1930
        return first[0], last[1]
    begins = None if None in (first[0], last[0]) else min(first[0] or 0, last[0] or 0)
    ends = None if None in (first[1], last[1]) else max(first[1] or 0, last[1] or 0)
    return begins, ends
