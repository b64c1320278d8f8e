"""Results → an HTML page: the figures, and every miss and false accept with what was seen where."""

import html
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from vision.config import RecognitionConfig
from vision.decode import UndecodablePhoto, decode
from vision.evaluation.drawn import plots_of
from vision.evaluation.facts import Facts
from vision.evaluation.run import Claim, Result
from vision.evaluation.tables import tables
from vision.structures import Photo, RgbImage

_TILE_PX = 420
_STYLE = """
body { font: 15px/1.4 system-ui, sans-serif; margin: 2rem auto; max-width: 1300px; color: #222 }
.case { display: flex; flex-wrap: wrap; gap: 1rem; margin: .4rem 0 1.6rem }
.case img { max-height: 300px; max-width: 400px } figure { margin: 0 } figcaption { color: #666; font-size: 13px }
h3 { border-top: 1px solid #ddd; padding-top: 1rem }
table { border-collapse: collapse; display: block; overflow-x: auto } td, th { padding: .2rem .6rem; text-align: right;
border-bottom: 1px solid #eee; white-space: nowrap } td:first-child, th:first-child { text-align: left }
pre { background: #f6f6f6; padding: 1rem; overflow: auto; font-size: 12px; max-height: 40rem }
"""


def write_report(folder: Path, results: Sequence[Result], references: Sequence[Path], facts: Facts) -> Path:
    """Writes ``index.html`` and its pictures to ``folder``; ``references`` are the files by catalogue number."""
    (folder / "pictures").mkdir(parents=True, exist_ok=True)
    cases = [case for result in results for case in _wrong(result)]
    sheet = [_shown(folder, place, case, references) for place, case in enumerate(cases)]
    counted = f"{len(results)} photos, {len(references)} references"
    body = [
        "<h1>Recognition, evaluated</h1>",
        f"<p>{counted}, <a href='#cases'>{len(cases)} that went wrong</a>.</p>",
        *(table.as_html() for table in tables(facts)),
        *plots_of(facts).values(),
        "<h2 id=cases>Every miss and false accept</h2>",
        *(sheet or ["<p>None.</p>"]),
        f"<h2>All figures</h2><pre>{html.escape(json.dumps(facts, indent=2))}</pre>",
    ]
    page = folder / "index.html"
    page.write_text(
        "<!doctype html><meta charset='utf-8'><title>Recognition, evaluated</title>"
        f"<style>{_STYLE}</style>{chr(10).join(body)}",
        encoding="utf-8",
    )
    return page


@dataclass(frozen=True, slots=True)
class _Case:
    """Something that went wrong with a photo, and the claims to outline in it."""

    result: Result
    claims: Sequence[Claim]
    title: str


def _wrong(result: Result) -> list[_Case]:
    if result.problem:
        return [_Case(result, (), f"Not read: {result.problem}")]
    wrong: list[_Case] = []
    strangers = [claim for claim in result.matches if claim.reference not in result.expected]
    if strangers:
        wrong.append(_Case(result, strangers, "Another work accepted" if result.expected else "False accept"))
    if lost := [result.lost_at(work) for work in sorted(result.expected - result.found)]:
        title = f"Missed, lost at: {', '.join(lost)}"
        if result.found:
            title = f"{len(result.found)} of {len(result.expected)} works found; lost at: {', '.join(lost)}"
        wrong.append(_Case(result, result.matches or result.claims[:1], title))
    if accepted := [claim for claim in result.absent or () if claim.is_match]:
        wrong.append(_Case(result, accepted, "False accept, its works taken out of the catalogue"))
    return wrong


def _shown(folder: Path, place: int, case: _Case, references: Sequence[Path]) -> str:
    result, claims = case.result, case.claims
    photo = _picture(folder, f"{place}-photo", _outlined(result.path, claims))
    missed = {work: f", lost at: {result.lost_at(work)}" for work in result.expected - result.found}
    shown = [
        (f"expected: {references[n].name}{missed.get(n, ', found')}", references[n]) for n in sorted(result.expected)
    ]
    shown += [(_caption(claim, references), references[claim.reference]) for claim in claims]
    others = "".join(
        _figure(_picture(folder, f"{place}-{number}", _load(path)), caption)
        for number, (caption, path) in enumerate(shown)
    )
    heading = f"{case.title}: {result.photo_set}/{result.path.name}"
    return f"<h3>{html.escape(heading)}</h3><div class=case>{_figure(photo, 'the photo')}{others}</div>"


def _caption(claim: Claim, references: Sequence[Path]) -> str:
    kind = "match" if claim.is_match else "best candidate"
    return f"{kind}: {references[claim.reference].name}, {claim.confidence:.3f}, {claim.inliers} inliers"


def _figure(source: str | None, caption: str) -> str:
    picture = "<p>(cannot be read)</p>" if source is None else f"<img src='{source}' loading=lazy>"
    return f"<figure>{picture}<figcaption>{html.escape(caption)}</figcaption></figure>"


def _load(path: Path) -> RgbImage | None:
    try:
        return decode(Photo(path.read_bytes()), RecognitionConfig()).pixels
    except (UndecodablePhoto, OSError):
        return None


def _outlined(path: Path, claims: Iterable[Claim]) -> RgbImage | None:
    """The photo with the claims' outlines."""
    image = _load(path)
    if image is None:
        return None
    height, width = image.shape[:2]
    outlined = image.copy()
    for claim in claims:
        if claim.quad is not None:
            corners = np.rint(np.array(claim.quad) * (width, height)).astype(np.int32).reshape(-1, 1, 2)
            # Light inside dark is seen on any wall.
            for colour, part in (((0, 0, 0), 100), ((80, 255, 120), 250)):
                cv2.polylines(outlined, [corners], isClosed=True, color=colour, thickness=max(1, width // part))
    return outlined


def _picture(folder: Path, name: str, image: RgbImage | None) -> str | None:
    if image is None:
        return None
    scale = min(1.0, _TILE_PX / max(image.shape[:2]))
    size_wh = (max(1, round(image.shape[1] * scale)), max(1, round(image.shape[0] * scale)))
    small = cv2.resize(image, size_wh, interpolation=cv2.INTER_AREA)
    relative = f"pictures/{name}.jpg"
    cv2.imwrite(str(folder / relative), cv2.cvtColor(small, cv2.COLOR_RGB2BGR))
    return relative
