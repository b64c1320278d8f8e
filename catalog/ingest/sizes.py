"""Sizes as written, in millimetres: height × width × depth, as the field writes them, where nothing says otherwise.

Of several sizes in one text the object's own is taken: the whole before the sheet, the sheet before the image or plate,
never the frame, the mount or the base, never that of one of several parts. What stays text:

- two sizes of the same rank that differ, one length without a side ("24 cm"), a size without a unit;
- inches and centimetres that disagree, as they do where somebody mistyped or turned one of them;
- "(w x h)": of the 285 works in the first real file that say it, whose picture shows which side is longer, half mean
  height × width;
- feet and inches of old towns.

Every word is read once, so that the time is linear in the text.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from catalog.folding import fold
from catalog.ingest.size_measures import Measure, is_metric, lengths_mm, measures
from catalog.ingest.size_words import (
    AROUND,
    DEPTH,
    DIAMETER,
    HEIGHT,
    LENGTH,
    NO_SIZE,
    OF_SEVERAL,
    PARTS,
    SAID_NOTHING,
    WIDTH,
    WITHOUT,
)


@dataclass(frozen=True, slots=True)
class Size:
    """A size in millimetres; None is not stated."""

    height_mm: int | None = None
    width_mm: int | None = None
    depth_mm: int | None = None
    diameter_mm: int | None = None
    part: str = ""
    """What was measured, in the text's word ("sheet"); empty where it does not say."""
    is_understood: bool = True
    """False where there is a text whose size could not be told; "dimensions variable" and "2 min." are understood."""


_NOTHING = Size()
_NOT_UNDERSTOOD = Size(is_understood=False)
_LARGEST_MM = 100_000
_LONGEST = 1000
_BY_POSITION = {2: (HEIGHT, WIDTH), 3: (HEIGHT, WIDTH, DEPTH)}
_WORD = re.compile(r"[^\W\d_]+")
_VULGAR = re.compile(r"(?<=\d)(?=[¼-¾⅐-⅞])")
_WEIGHT = re.compile(r"\d+(?:[.,]\d+)? ?(?:kg|g|lbs?)\b")
_DIAMETER = re.compile(r"[øØ⌀](?=\s?\d)")


@lru_cache(maxsize=16_384)
def parse_size(text: str, *, unit: str = "") -> Size:
    """The size a text means; ``unit`` ("cm", "in") is that of a source that writes none."""
    if len(text) > _LONGEST:
        return _NOT_UNDERSTOOD
    plain = fold(_DIAMETER.sub(" diam ", _VULGAR.sub(" ", text))).replace("⁄", "/")
    found = measures(_WEIGHT.sub(" ", plain))
    if all(len(measure.groups[0]) == 1 and not (measure.groups[0][0].unit or measure.unit) for measure in found):
        is_said = not plain or not NO_SIZE.isdisjoint(_WORD.findall(plain))
        return _NOTHING if is_said else _NOT_UNDERSTOOD
    ranked = [(rank, measure) for measure in found if (rank := _rank(measure)) is not None]
    best = min((rank for rank, _ in ranked), default=0)
    return _size([measure for rank, measure in ranked if rank == best], unit)


def _rank(measure: Measure) -> int | None:
    """How well the measure stands for the object, 0 is best; None if it does not."""
    words = {word for word in measure.words if word not in SAID_NOTHING}
    if words & WITHOUT:
        return 0
    if words & AROUND or words & OF_SEVERAL:
        return None
    if not words:
        return 0
    return min((PARTS[word] for word in words & PARTS.keys()), default=None)


def _size(same: list[Measure], unit: str) -> Size:
    """The size that measures of one rank state together: the same, or each another side."""
    stated: dict[str, float] = {}
    for measure in same:
        sides = _sides(measure, unit)
        if not sides or any(sides.get(side, length) != length for side, length in stated.items()):
            return _NOT_UNDERSTOOD
        if stated and not measure.groups[0][0].side and sides != stated:
            return _NOT_UNDERSTOOD
        stated |= sides
    mm = {side: round(length) for side, length in stated.items() if side != LENGTH}
    if not mm or not all(0 < length <= _LARGEST_MM for length in mm.values()):
        return _NOT_UNDERSTOOD
    part = next((word for measure in same for word in measure.words if word in PARTS), "")
    return Size(mm.get(HEIGHT), mm.get(WIDTH), mm.get(DEPTH), mm.get(DIAMETER), part)


def _sides(measure: Measure, unit: str) -> dict[str, float]:
    """The lengths in millimetres by their sides; empty where they cannot be told.

    Two groups state the same in two units; the metric one is the finer.
    """
    stated = [
        (lengths, group) for group in measure.groups if (lengths := list(lengths_mm(group, measure.unit or unit)))
    ]
    if measure.is_unclear or not stated or any(_disagree(stated[0][0], others) for others, _ in stated[1:]):
        return {}
    longest = max(len(lengths) for lengths, _ in stated)
    lengths, _ = max(stated, key=lambda one: (len(one[0]) == longest, any(is_metric(length) for length in one[1])))
    names = [side for side, _ in stated[0][0]]
    if not any(names):
        names = list(_BY_POSITION.get(len(lengths), ()))
    return {side: length for side, (_, length) in zip(names, lengths, strict=False) if side}


def _disagree(lengths: list[tuple[str, float]], others: list[tuple[str, float]]) -> bool:
    """Whether two statements of a size differ by more than rounding: 3 mm or 2.5 %; one may leave out the depth."""
    if len(lengths) != len(others) and 1 in (len(lengths), len(others)):
        return True
    return any(abs(a - b) > max(3, 0.025 * a) for (_, a), (_, b) in zip(lengths, others, strict=False))
