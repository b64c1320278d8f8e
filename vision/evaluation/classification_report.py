"""Figures of classification → a table for the terminal, and an HTML page with reliability and confusion."""

import html
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.table import Table

from vision.evaluation.classification import Predictions, confusion
from vision.evaluation.confusion import draw_confusion

Facts = Mapping[str, Any]

_STYLE = """
body { font: 15px/1.4 system-ui, sans-serif; margin: 2rem auto; max-width: 1300px; color: #222 }
table { border-collapse: collapse } td, th { border: 1px solid #ddd; padding: .2rem .6rem; text-align: left }
pre { background: #f6f6f6; padding: 1rem; overflow: auto; font-size: 12px } img { max-width: 100% }
"""
_LINES: tuple[tuple[str, Callable[[Facts], str]], ...] = (
    ("labels", lambda facts: f"{facts['labels']}"),
    ("pictures", lambda facts: f"{facts['pictures']:,}"),
    ("top-1", lambda facts: _percent(facts["top_1"])),
    ("balanced", lambda facts: _percent(facts["balanced"])),
    ("top-3", lambda facts: _percent(facts["top_3"])),
    ("calibration error", lambda facts: f"{facts['calibration']['expected_calibration_error']:.3f}"),
    ("answered", lambda facts: _percent(facts["abstention"]["coverage"])),
    ("right of these", lambda facts: _percent(facts["abstention"]["precision"])),
    ("linear alone, top-1", lambda facts: _alone(facts, "linear", "top_1")),
    ("linear alone, balanced", lambda facts: _alone(facts, "linear", "balanced")),
    ("neighbours alone, top-1", lambda facts: _alone(facts, "neighbours", "top_1")),
    ("neighbours alone, balanced", lambda facts: _alone(facts, "neighbours", "balanced")),
    ("unknown labels", lambda facts: f"{facts['unknown_to_training']['pictures']:,}"),
    ("answered all the same", lambda facts: _percent(facts["unknown_to_training"]["answered"])),
)


def lines_of(figures: Mapping[str, Facts]) -> list[tuple[str, ...]]:
    """A line per figure, a column per attribute: shares in percent with their 95 % intervals."""
    return [(name, *(read(facts) for facts in figures.values())) for name, read in _LINES]


def _percent(share: Facts) -> str:
    if share["value"] is None:
        return "–"
    low, high = share["interval_95"]
    return f"{share['value']:.1%} ({100 * low:.0f}–{100 * high:.0f})"


def _alone(facts: Facts, part: str, figure: str) -> str:
    return _percent(facts["alone"][part][figure]) if part in facts["alone"] else ""


def show_table(name: str, figures: Mapping[str, Facts]) -> Table:
    """The figures of one test for the terminal."""
    table = Table("", *figures, title=name)
    for line in lines_of(figures):
        table.add_row(*line)
    return table


def write_report(folder: Path, said: Mapping[str, Sequence[Predictions]], facts: Facts) -> Path:
    """Writes ``index.html`` and a confusion matrix per test and attribute to ``folder``; ``facts`` are all figures."""
    folder.mkdir(parents=True, exist_ok=True)
    parts = []
    for number, (name, predictions) in enumerate(said.items()):
        figures = facts["tests"][name]["attributes"]
        parts.append(f"<h2>{html.escape(name)}</h2>{_table(figures)}")
        for each in predictions:
            file = folder / f"confusion-{number}-{each.attribute}.svg"
            title = f"{each.attribute}: rows are true, columns guessed, in percent of the row"
            file.write_text(draw_confusion(title, each.labels, confusion(each)), encoding="utf-8")
            parts.append(f"<h3>{html.escape(each.attribute)}</h3>{_reliability(figures[each.attribute])}")
            parts.append(f"<p><img src='{file.name}' alt='confusion of {html.escape(each.attribute)}'></p>")
    page = folder / "index.html"
    page.write_text(
        "<!doctype html><meta charset='utf-8'><title>Classification, evaluated</title>"
        f"<style>{_STYLE}</style><h1>Classification, evaluated</h1><p>{html.escape(facts['network'])}, fitted to "
        f"{facts['trained_on']:,} pictures.</p>{''.join(parts)}"
        f"<h2>All figures</h2><pre>{html.escape(json.dumps(facts, indent=2, ensure_ascii=False))}</pre>",
        encoding="utf-8",
    )
    return page


def _table(figures: Mapping[str, Facts]) -> str:
    head = "".join(f"<th>{html.escape(attribute)}</th>" for attribute in figures)
    lines = ("".join(f"<td>{html.escape(cell)}</td>" for cell in line) for line in lines_of(figures))
    return f"<table><tr><th></th>{head}</tr>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"


def _reliability(facts: Facts, *, side_px: int = 220) -> str:
    """Across: how probable the likeliest label was said to be. Up: how often it was right. Area: pictures."""
    dots = "".join(
        f"<circle cx='{row['confidence'] * side_px:.1f}' cy='{side_px - row['accuracy'] * side_px:.1f}' "
        f"r='{2 + row['pictures'] ** 0.5 / 3:.1f}' fill='#c33' fill-opacity='.6'/>"
        for row in facts["calibration"]["bins"]
    )
    return (
        f"<p><svg width='{side_px}' height='{side_px}' style='border:1px solid #999;overflow:visible'>"
        f"<line x1='0' y1='{side_px}' x2='{side_px}' y2='0' stroke='#aaa'/>{dots}</svg><br>"
        "Reliability. Across: the probability stated; up: the share that was right; area: pictures.</p>"
    )
