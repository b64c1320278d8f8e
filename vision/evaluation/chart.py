"""A small chart as SVG: a few kB each, and nothing to install."""

import html
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

_INK, _GRID = "#333", "#ddd"


@dataclass(slots=True)
class Chart:
    """A frame of ``width`` × ``height`` px around a plotting area; x and y are given in the data's units."""

    title: str
    width: int = 640
    height: int = 300
    left: int = 60
    bottom: int = 44
    x_range: tuple[float, float] = (0, 1)
    y_range: tuple[float, float] = (0, 1)
    _parts: list[str] = field(default_factory=list)

    def x(self, value: float) -> float:
        """Pixels from the left."""
        low, high = self.x_range
        return self.left + (value - low) / (high - low) * (self.width - self.left - 20)

    def y(self, value: float) -> float:
        """Pixels from the top."""
        low, high = self.y_range
        return self.height - self.bottom - (value - low) / (high - low) * (self.height - self.bottom - 34)

    def line(self, points: Iterable[tuple[float, float]], colour: str = _INK, *, width: float = 1.0) -> None:
        """A line through points."""
        path = " ".join(f"{self.x(x):.1f},{self.y(y):.1f}" for x, y in points)
        self._parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="{width}"/>')

    def box(self, corner: tuple[float, float], opposite: tuple[float, float], colour: str, *, opacity: float) -> None:
        """A filled rectangle."""
        (x0, y0), (x1, y1) = corner, opposite
        left, top = min(self.x(x0), self.x(x1)), min(self.y(y0), self.y(y1))
        size = f'width="{abs(self.x(x1) - self.x(x0)):.1f}" height="{abs(self.y(y1) - self.y(y0)):.1f}"'
        self._parts.append(f'<rect x="{left:.1f}" y="{top:.1f}" {size} fill="{colour}" fill-opacity="{opacity}"/>')

    def dot(self, x: float, y: float, colour: str, *, radius: float = 3.5) -> None:
        """A point."""
        self._parts.append(f'<circle cx="{self.x(x):.1f}" cy="{self.y(y):.1f}" r="{radius:.1f}" fill="{colour}"/>')

    def text(self, x_px: float, y_px: float, words: str, *, anchor: str = "middle", colour: str = _INK) -> None:
        """Words at a place in pixels."""
        self._parts.append(
            f'<text x="{x_px:.1f}" y="{y_px:.1f}" text-anchor="{anchor}" fill="{colour}">{html.escape(words)}</text>'
        )

    def x_axis(self, ticks: Mapping[float, str], name: str) -> None:
        """Grid lines with their labels, and what is across."""
        for value, label in ticks.items():
            self.line([(value, self.y_range[0]), (value, self.y_range[1])], _GRID)
            self.text(self.x(value), self.height - self.bottom + 16, label)
        self.text((self.left + self.width) / 2, self.height - 8, name)

    def y_axis(self, ticks: Mapping[float, str]) -> None:
        """Grid lines with their labels."""
        for value, label in ticks.items():
            self.line([(self.x_range[0], value), (self.x_range[1], value)], _GRID)
            self.text(self.left - 6, self.y(value) + 4, label, anchor="end")

    def svg(self) -> str:
        """The whole picture, on white: it is also seen on dark pages."""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {self.height}" width="{self.width}" '
            f'height="{self.height}" font-family="system-ui, sans-serif" font-size="12">'
            f'<rect width="100%" height="100%" fill="#fff"/><text x="12" y="20" font-size="14" fill="{_INK}">'
            f"{html.escape(self.title)}</text>{''.join(self._parts)}</svg>\n"
        )
