"""A history of prices as an SVG, and the same SVG as a PNG.

The picture lies on light and on dark: its ground is transparent, its text and lines are the one grey whose contrast is
4.5 against white and against black, and its marks have colours of Okabe and Ito (Color Universal Design, 2008), told
apart by the colour-blind, each with a contrast of 3 or more against both. Marks of different kinds differ in shape.
"""

import re
import textwrap
from dataclasses import dataclass
from pathlib import Path

import resvg_py
from django.template.loader import render_to_string

from catalog.api.charts.points import LANE, NAMES, History, Point
from catalog.api.charts.scales import Amounts, Days, Tick
from catalog.models import PriceRecord

GREY, BLUE, VERMILION, PURPLE, GREEN = "#767676", "#0072B2", "#D55E00", "#CC79A7", "#009E73"
_FONT = Path(__file__).parent / "DejaVuSans-Latin.ttf"
_CHARACTER_PX = 7.2
"""Width of an average character at 12 px, rather too much than too little."""
_LINE_PX = 17
_ROW_PX = 20
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML document may have in it, escaped or not (XML 1.0, 2.2)."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A shape around (0, 0), five pixels to each side."""

    path: str
    colour: str
    is_filled: bool = False


MARKS = {
    "hammer": Mark("M-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0z", BLUE, is_filled=True),
    "with_premium": Mark("M0-5.5L5.5 0L0 5.5L-5.5 0z", VERMILION, is_filled=True),
    "private": Mark("M-4-4H4V4H-4z", PURPLE, is_filled=True),
    "asking": Mark("M0-5L5 4H-5z", GREEN),
    "estimate": Mark("M-4-5H4M-4 5H4M0-5V5", GREY),
    "amount_unknown": Mark("M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z", BLUE),
    "unsold": Mark("M-4-4L4 4M-4 4L4-4", VERMILION),
    "withdrawn": Mark("M-4 0H4", GREY),
}


@dataclass(frozen=True, slots=True)
class Shape:
    """A mark at a place in pixels; ``path`` is drawn around it."""

    x: float
    y: float
    path: str
    mark: Mark
    told: str


def draw_svg(history: History, *, name: str, note: str, width: int, height: int) -> str:
    """The picture of a history.

    Args:
        history: what to draw; a picture of nothing says so.
        name: whose prices they are, for people who do not see it.
        note: a sentence below the picture, after what it does not show; may be empty.
        width: of the picture in pixels, text and all.
        height: likewise.
    """
    lines = textwrap.wrap(" ".join(filter(None, (_not_drawn(history), note))), int((width - 20) / _CHARACTER_PX))
    context = {
        "width": width,
        "height": height,
        "grey": GREY,
        "title": _NOT_XML.sub("\ufffd", f"Prices of {name}"),
        "description": _described(history, note),
        "lines": _stacked(lines, bottom=height - 8),
    }
    if history.points:
        context |= _layout(history, width, height - len(lines) * _LINE_PX - 8)
    return render_to_string("catalog/price_chart.svg", context)


def draw_png(svg: str) -> bytes:
    """The same picture; its letters are of the one font that comes along, so that it looks the same on any machine."""
    return resvg_py.svg_to_bytes(
        svg_string=svg, font_files=[str(_FONT)], sans_serif_family="DejaVu Sans", skip_system_fonts=True
    )


def _layout(history: History, width: int, height: int) -> dict[str, object]:
    """Where everything stands above the notes: legend, axes with their ticks, and the marks."""
    marks = [mark for mark in NAMES if any(point.mark == mark for point in history.points)]
    legend, legend_rows = _legend(marks, width)
    bottom = height - (legend_rows + 1) * _ROW_PX - (_ROW_PX if set(marks) & set(LANE) else 0)
    legend_y = height - legend_rows * _ROW_PX + 10
    ends = [end for point in history.points for end in (point.low, point.high) if end is not None]
    amounts = Amounts.of(ends) if ends else None
    top = 30 if amounts else bottom
    rows = amounts.ticks(max(2, (bottom - top) // 40)) if amounts else []
    left = 16 + max((len(tick.label) for tick in rows), default=0) * _CHARACTER_PX
    right = width - 14
    days = Days.of([point.day for point in history.points])
    plot = _Plot(days, amounts, left, right, top, bottom)
    return {
        "plot": plot,
        "unit": f"{history.currency}, logarithmic" if amounts and amounts.is_logarithmic else history.currency,
        "rows": [(plot.y(tick), tick.label) for tick in rows],
        "columns": _whole([(plot.x(tick), tick.label) for tick in days.ticks(int((right - left) / 72))], width),
        "shapes": [shape for mark in reversed(marks) for shape in plot.shapes(history.points, mark)],
        "columns_y": legend_y - 14,
        "legend": [(x, legend_y + row * _ROW_PX, MARKS[mark], NAMES[mark]) for mark, x, row in legend],
    }


@dataclass(frozen=True, slots=True)
class _Plot:
    """The rectangle of the plot in pixels, with its axes; the lane is below ``bottom``."""

    days: Days
    amounts: Amounts | None
    left: float
    right: float
    top: float
    bottom: float

    def x(self, tick: Tick) -> float:
        return round(self.left + tick.at * (self.right - self.left), 1)

    def y(self, tick: Tick) -> float:
        return round(self.bottom - tick.at * (self.bottom - self.top), 1)

    def shapes(self, points: list[Point], mark: str) -> list[Shape]:
        return [self._shape(point) for point in points if point.mark == mark]

    def _shape(self, point: Point) -> Shape:
        mark = MARKS[point.mark]
        x = self.x(Tick(self.days.at(point.day), ""))
        if self.amounts is None or point.low is None or point.high is None:
            return Shape(x, self.bottom + 11, mark.path, mark, point.told)
        low, high = (self.y(Tick(self.amounts.at(amount), "")) for amount in (point.low, point.high))
        is_range = point.mark == PriceRecord.Kind.ESTIMATE
        path = f"M-4 0H4M-4 {high - low:.1f}H4M0 0V{high - low:.1f}" if is_range else mark.path
        return Shape(x, low, path, mark, point.told)


def _whole(columns: list[tuple[float, str]], width: int) -> list[tuple[float, str]]:
    """Those of the centred labels that do not run over the edge."""
    return [(x, label) for x, label in columns if len(label) * _CHARACTER_PX / 2 <= min(x, width - x)]


def _legend(marks: list[str], width: int) -> tuple[list[tuple[str, float, int]], int]:
    """(mark, x, row) of each entry, and how many rows they take."""
    placed: list[tuple[str, float, int]] = []
    x, row = 16.0, 0
    for mark in marks:
        needed = 16 + len(NAMES[mark]) * _CHARACTER_PX + 14
        if x > 16 and x + needed > width:
            x, row = 16.0, row + 1
        placed.append((mark, round(x, 1), row))
        x += needed
    return placed, row + 1


def _not_drawn(history: History) -> str:
    if not history.not_drawn:
        return ""
    reasons = ", ".join(f"{count:,} {reason}" for reason, count in sorted(history.not_drawn.items()))
    return f"Not drawn: {reasons}."


def _described(history: History, note: str) -> str:
    """What the picture shows, in words."""
    if not history.points:
        shown = "No prices are known that could be drawn."
    else:
        years = sorted(point.told[:4] for point in history.points)
        counts = (
            f"{sum(point.mark == mark for point in history.points):,} × {name.lower()}" for mark, name in NAMES.items()
        )
        parts = ", ".join(count for count in counts if not count.startswith("0 "))
        when = years[0] if years[0] == years[-1] else f"{years[0]} to {years[-1]}"
        shown = f"From {when}{f', in {history.currency}' if history.currency else ''}: {parts}."
    return " ".join(filter(None, (shown, _not_drawn(history), note)))


def _stacked(lines: list[str], *, bottom: int) -> list[tuple[int, str]]:
    return [(bottom - (len(lines) - 1 - number) * _LINE_PX, line) for number, line in enumerate(lines)]
