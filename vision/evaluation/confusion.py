"""A confusion matrix as a picture (SVG): rows are what is true, columns what was guessed."""

import html

import numpy as np
from numpy.typing import NDArray

_CELL_PX = 22
_MARGIN_PX = 190
_MOST = 40


def draw_confusion(title: str, labels: tuple[str, ...], counts: NDArray[np.int64]) -> str:
    """SVG of the matrix, each row shaded by the share of its pictures; of many labels the commonest 40.

    ``counts``: (labels, labels), as ``vision.evaluation.classification.confusion`` gives them.
    """
    shown = np.argsort(-counts.sum(axis=1), kind="stable")[:_MOST]
    totals = np.maximum(counts.sum(axis=1), 1)
    side = _MARGIN_PX + _CELL_PX * len(shown)
    parts = []
    for row, true in enumerate(shown):
        middle = _MARGIN_PX + _CELL_PX * row + _CELL_PX / 2
        name = html.escape(f"{labels[true]} ({counts[true].sum()})")
        parts.append(f'<text x="{_MARGIN_PX - 6}" y="{middle + 4}" text-anchor="end">{name}</text>')
        turned = f'transform="rotate(-60 {middle} {_MARGIN_PX - 6})"'
        parts.append(f'<text x="{middle}" y="{_MARGIN_PX - 6}" {turned}>{html.escape(labels[true])}</text>')
        parts += [_cell(row, column, counts[true, guess], totals[true]) for column, guess in enumerate(shown)]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side + 90} {side + 10}" width="{side + 90}" '
        f'height="{side + 10}" font-family="system-ui, sans-serif" font-size="11">'
        f'<rect width="100%" height="100%" fill="#fff"/><text x="8" y="18" font-size="14">{html.escape(title)}</text>'
        f"{''.join(parts)}</svg>\n"
    )


def _cell(row: int, column: int, count: int, total: int) -> str:
    if not count:
        return ""
    x, y = _MARGIN_PX + _CELL_PX * column, _MARGIN_PX + _CELL_PX * row
    colour = "#2a7" if row == column else "#c33"
    percent = round(100 * count / total)
    return (
        f'<rect x="{x}" y="{y}" width="{_CELL_PX}" height="{_CELL_PX}" fill="{colour}" '
        f'fill-opacity="{0.08 + 0.85 * count / total:.3f}"/>'
        f'<text x="{x + _CELL_PX / 2}" y="{y + 15}" text-anchor="middle" font-size="9">{percent}</text>'
    )
