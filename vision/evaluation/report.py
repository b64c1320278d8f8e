"""Results → an HTML page: the figures, and every miss and false accept with what was seen where."""

import html
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import cv2
import numpy as np

from vision.config import RecognitionConfig
from vision.decode import decode
from vision.evaluation.figures import reliability
from vision.evaluation.run import Claim, Result
from vision.structures import Photo, RgbImage

_TILE_PX = 420
_STYLE = """
body { font: 15px/1.4 system-ui, sans-serif; margin: 2rem auto; max-width: 1300px; color: #222 }
.case { display: flex; gap: 1rem; margin: 1.2rem 0; padding-top: 1.2rem; border-top: 1px solid #ddd }
.case img { max-height: 300px; max-width: 400px } figure { margin: 0 } figcaption { color: #666; font-size: 13px }
pre { background: #f6f6f6; padding: 1rem; overflow: auto; font-size: 12px }
"""


def write_report(
    folder: Path, results: Sequence[Result], references: Sequence[Path], facts: Mapping[str, object]
) -> Path:
    """Writes ``index.html`` and its pictures to ``folder``; ``references`` are the files by catalogue number."""
    (folder / "pictures").mkdir(parents=True, exist_ok=True)
    cases = [(result, title) for result in results if (title := _title(result))]
    body = "\n".join(_case(folder, place, result, title, references) for place, (result, title) in enumerate(cases))
    page = folder / "index.html"
    page.write_text(
        "<!doctype html><meta charset='utf-8'><title>Recognition, evaluated</title>"
        f"<style>{_STYLE}</style><h1>Recognition, evaluated</h1>"
        f"<p>{len(results)} photos, {len(references)} references, {len(cases)} photos that went wrong.</p>"
        f"{_reliability(results)}{body}<h2>All figures</h2><pre>{html.escape(json.dumps(facts, indent=2))}</pre>",
        encoding="utf-8",
    )
    return page


def _title(result: Result) -> str:
    wrong = [claim for claim in result.matches if claim.reference not in result.expected]
    if wrong:
        return "False accept" if not result.expected else "Another work accepted"
    return f"Missed, lost at: {result.lost_at}" if result.lost_at else ""


def _case(folder: Path, place: int, result: Result, title: str, references: Sequence[Path]) -> str:
    claims = result.matches or list(result.claims[:1])
    photo = _picture(folder, f"{place}-photo", _outlined(result.path, claims))
    shown = [(f"expected: {references[n].name}", references[n]) for n in sorted(result.expected)]
    shown += [(_caption(claim), references[claim.reference]) for claim in claims]
    others = "".join(
        _figure(_picture(folder, f"{place}-{number}", _load(path)), caption)
        for number, (caption, path) in enumerate(shown)
    )
    heading = f"{title}: {result.photo_set}/{result.path.name}"
    return f"<h3>{html.escape(heading)}</h3><div class=case>{_figure(photo, 'the photo')}{others}</div>"


def _caption(claim: Claim) -> str:
    kind = "match" if claim.is_match else "best candidate"
    return f"{kind}: {claim.confidence:.3f}, {claim.inliers} inliers"


def _figure(source: str, caption: str) -> str:
    return f"<figure><img src='{source}'><figcaption>{html.escape(caption)}</figcaption></figure>"


def _load(path: Path) -> RgbImage:
    return decode(Photo(path.read_bytes()), RecognitionConfig()).pixels


def _outlined(path: Path, claims: Iterable[Claim]) -> RgbImage:
    """The photo at its working size, in whose pixels the quads are, with the claims' outlines."""
    image = _load(path).copy()
    for claim in claims:
        if claim.quad is not None:
            corners = np.rint(np.array(claim.quad)).astype(np.int32).reshape(-1, 1, 2)
            cv2.polylines(image, [corners], isClosed=True, color=(255, 40, 40), thickness=4)
    return image


def _picture(folder: Path, name: str, image: RgbImage) -> str:
    scale = min(1.0, _TILE_PX / max(image.shape[:2]))
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    relative = f"pictures/{name}.jpg"
    cv2.imwrite(str(folder / relative), cv2.cvtColor(small, cv2.COLOR_RGB2BGR))
    return relative


def _reliability(results: Sequence[Result], *, side_px: int = 260) -> str:
    """A reliability diagram: how often the most confident claim was right, by its confidence."""
    points = []
    for row in reliability(results):
        x, y = row["confidence"] * side_px, side_px - row["accuracy"] * side_px
        radius = 2 + np.sqrt(row["photos"])
        points.append(f"<circle cx={x:.1f} cy={y:.1f} r={radius:.1f} fill='#c33' fill-opacity='.6'/>")
    return (
        f"<h2>Reliability</h2><svg width={side_px} height={side_px} style='border:1px solid #999;overflow:visible'>"
        f"<line x1=0 y1={side_px} x2={side_px} y2=0 stroke='#aaa'/>{''.join(points)}</svg>"
        "<p>Across: confidence. Up: share that was right. Area: photos.</p>"
    )
