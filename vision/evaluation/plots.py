"""Facts → the plots of the page and of the document, as SVG."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2

import numpy as np

from vision.evaluation.chart import Chart

_BLUE, _RED = "#2b6cb0", "#c05621"
_BINS = 30
_PERCENT = {0.0: "0", 0.25: "25", 0.5: "50", 0.75: "75", 1.0: "100 %"}


@dataclass(frozen=True, slots=True)
class Bar:
    """A labelled value and its interval."""

    label: str
    value: float
    interval: tuple[float, float] | None
    words: str


def reliability(bins: Sequence[Mapping[str, float]]) -> str:
    """How often the most confident claim was right, by its confidence; the whiskers are Wilson's."""
    chart = Chart("How often the best claim is right, by its confidence", width=460, height=400)
    chart.x_axis(_PERCENT, "confidence (beside each point: photos)")
    chart.y_axis(_PERCENT)
    chart.line([(0, 0), (1, 1)], "#999")
    for row in bins:
        x, y = row["confidence"], row["accuracy"]
        chart.line([(x, row["accuracy_low"]), (x, row["accuracy_high"])], _BLUE, width=1.5)
        chart.dot(x, y, _BLUE, radius=3 + log2(row["photos"]) / 2)
        side = -1 if x > 0.5 else 1
        place_px = chart.x(x) + side * (10 + log2(row["photos"]) / 2)
        chart.text(place_px, chart.y(y) + 4, f"{row['photos']:.0f}", anchor="end" if x > 0.5 else "start")
    return chart.svg()


def bars(title: str, rows: Sequence[Bar], *, longest: float, ticks: Mapping[float, str], across: str) -> str:
    """Horizontal bars with whiskers, one below the other."""
    chart = Chart(title, height=90 + 30 * len(rows), left=250, x_range=(0, longest), y_range=(len(rows), 0))
    chart.x_axis(ticks, across)
    for place, row in enumerate(rows):
        chart.box((0, place + 0.2), (row.value, place + 0.8), _BLUE, opacity=0.75)
        if row.interval is not None:
            low, high = row.interval
            chart.line([(low, place + 0.5), (high, place + 0.5)], width=1.5)
        chart.text(chart.left - 8, chart.y(place + 0.5) + 4, row.label, anchor="end")
        # Inside the bar, or right of a bar (and its whisker) that is too short to hold them.
        end_px = chart.x(row.value if row.interval is None else max(row.value, row.interval[1]))
        fits = chart.x(row.value) - chart.left > 10 + 7 * len(row.words)
        place_px = chart.left + 6 if fits else end_px + 6
        colour = "#fff" if fits else "#333"
        chart.text(place_px, chart.y(place + 0.5) + 4, row.words, anchor="start", colour=colour)
    return chart.svg()


def log_odds(present: Sequence[float], absent: Sequence[float], match_above: float) -> str:
    """How far the true works and the best of absent works lie apart; ``match_above`` in log odds too."""
    values = [*present, *absent, match_above]
    low, high = min(values) - 0.5, max(values) + 0.5
    edges = np.linspace(low, high, _BINS + 1)
    shares = [np.histogram(each, edges)[0] / max(1, len(each)) for each in (present, absent)]
    top = max(0.01, *(float(share.max()) for share in shares))
    chart = Chart("Log odds of the confidence", x_range=(low, high), y_range=(0, top * 1.25))
    step = max(1, round((high - low) / 8))
    chart.x_axis({float(v): str(v) for v in range(int(np.ceil(low)), int(high) + 1, step)}, "log odds")
    chart.y_axis({top * part: f"{top * part:.0%}" for part in (0.0, 0.5, 1.0)})
    for share, colour in zip(shares, (_BLUE, _RED), strict=True):
        for value, left, right in zip(share, edges[:-1], edges[1:], strict=True):
            if value:
                chart.box((float(left), 0), (float(right), float(value)), colour, opacity=0.6)
    chart.line([(match_above, 0), (match_above, top * 1.1)], width=1.5)
    chart.text(chart.x(match_above), chart.y(top * 1.15), "match above")
    chart.text(chart.width - 20, 20, f"{len(present)} works in their photos", anchor="end", colour=_BLUE)
    chart.text(chart.width - 20, 36, f"{len(absent)} best candidates of absent works", anchor="end", colour=_RED)
    return chart.svg()


@dataclass(frozen=True, slots=True)
class Curve:
    """A named line of (keypoints, share, interval)."""

    name: str
    points: Sequence[tuple[int, float, tuple[float, float]]]


def knob(curves: Sequence[Curve], labels: Mapping[int, str]) -> str:
    """Recall of votes by descriptors per work; ``labels`` say what each setting costs."""
    lowest = min(low for curve in curves for _, _, (low, _) in curve.points)
    floor = max(0.0, lowest - 0.02)
    places = {keypoints: float(place) for place, keypoints in enumerate(labels)}
    chart = Chart(
        "Recall of votes alone, by descriptors per work",
        x_range=(-0.4, len(labels) - 0.6),
        y_range=(floor, 1.0),
    )
    chart.x_axis({places[k]: label for k, label in labels.items()}, "descriptors per work, and bytes per work (all)")
    chart.y_axis({float(v): f"{v:.1%}" for v in np.linspace(floor, 1, 5)})
    for number, (curve, colour) in enumerate(zip(curves, (_BLUE, _RED), strict=True)):
        nudge = 0.04 * number
        chart.line([(places[k] + nudge, value) for k, value, _ in curve.points], colour, width=2)
        for k, value, (low, high) in curve.points:
            chart.line([(places[k] + nudge, low), (places[k] + nudge, high)], colour)
            chart.dot(places[k] + nudge, value, colour)
        chart.text(chart.width - 20 - 80 * number, 20, curve.name, anchor="end", colour=colour)
    return chart.svg()
