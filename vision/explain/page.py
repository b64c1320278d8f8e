"""An explanation → a page that needs nothing but its own pictures."""

import html
import json
from collections.abc import Mapping
from pathlib import Path

from vision.explain.story import SCHEMA, Explanation, Picture, Stage, Weighed, facts

_FACTS = "explanation.json"
# Pictures are drawn larger than they are shown, for sharp screens.
_SHOWN = 0.72
_STYLE = """
html { color: #1c1f24 }
body { font: 16px/1.55 system-ui, sans-serif; margin: 2.5rem auto; max-width: 1080px; padding: 0 1.2rem }
h1 { font-size: 1.7rem; margin: 0 0 .3rem } h2 { font-size: 1.2rem; margin: 2.6rem 0 .4rem }
p { max-width: 46rem } .facts, figcaption, th { color: #68707c }
figure { margin: 1.2rem 0 } img { max-width: 100%; height: auto; display: block }
figcaption { font-size: .85rem; margin-top: .3rem }
table { border-collapse: collapse; font-variant-numeric: tabular-nums } th { text-align: left; font-weight: 500 }
td, th { padding: .25rem 1.4rem .25rem 0; border-bottom: 1px solid #e3e5e8 } .match td { font-weight: 600 }
"""


class FolderNotOurs(Exception):
    """The folder holds something else than an explanation; nothing in it was touched."""


def write_page(folder: Path, explanation: Explanation, names: Mapping[int, str]) -> Path:
    """Writes ``index.html``, ``explanation.json`` and ``pictures/`` to ``folder``; returns the page.

    An explanation that is there already is replaced. The page is written last, so where it is, all of it is.

    Args:
        folder: made where it is missing.
        explanation: what to write.
        names: what reference images are called; those without a name go by their number.

    Raises:
        FolderNotOurs: the folder holds other files.
        OSError: it cannot be written to.
    """
    pictures, page = folder / "pictures", folder / "index.html"
    _clear(folder)
    pictures.mkdir(parents=True, exist_ok=True)
    (folder / _FACTS).write_text(json.dumps(facts(explanation), indent=2) + "\n", encoding="utf-8")
    for picture in explanation.pictures:
        (pictures / picture.name).write_bytes(picture.data)
    page.write_text(_page(explanation, names), encoding="utf-8")
    return page


def check_folder(folder: Path) -> None:
    """Raises ``FolderNotOurs`` unless the folder is missing, empty, or holds an explanation."""
    if folder.exists() and not folder.is_dir():
        raise FolderNotOurs(f"{folder} is a file. Name a folder.")
    if folder.is_dir() and any(folder.iterdir()) and not _holds_explanation(folder):
        raise FolderNotOurs(f"{folder} holds other files. Name an empty folder, or one that does not exist yet.")


def _clear(folder: Path) -> None:
    """Removes the explanation that is there, page first."""
    check_folder(folder)
    for path in (folder / "index.html", *folder.glob("pictures/*.jpg"), *folder.glob("pictures/*.png")):
        path.unlink(missing_ok=True)


def _holds_explanation(folder: Path) -> bool:
    try:
        told = json.loads((folder / _FACTS).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return False
    return isinstance(told, dict) and told.get("schema") == SCHEMA


def _page(explanation: Explanation, names: Mapping[int, str]) -> str:
    width, height = explanation.photo_size_wh
    stages = "".join(_stage(number, stage) for number, stage in enumerate(explanation.stages, start=1))
    return (
        "<!doctype html><html lang='en'><meta charset='utf-8'><meta name='viewport' content='width=device-width'>"
        f"<title>Recognition, explained</title><style>{_STYLE}</style>"
        f"<h1>{html.escape(explanation.headline)}</h1>{_matches(explanation, names)}"
        f"<p class=facts>Photo of {width} × {height} px; index generation {explanation.index_generation}, changes up to"
        f" {explanation.index_sequence}; embedder {html.escape(explanation.fingerprint)}</p>"
        f"{stages}{_candidates(explanation, names)}{_shown(explanation, names)}</html>\n"
    )


def _matches(explanation: Explanation, names: Mapping[int, str]) -> str:
    matches = (candidate for candidate in explanation.candidates if candidate.is_match)
    return "".join(f"<p>{_name(match.reference_image_id, names)}</p>" for match in matches)


def _stage(number: int, stage: Stage) -> str:
    pictures = "".join(map(_figure, stage.pictures))
    return f"<h2>{number}. {html.escape(stage.title)}</h2><p>{html.escape(stage.told)}</p>{pictures}"


def _figure(picture: Picture) -> str:
    shows = html.escape(picture.shows)
    return (
        f"<figure><img src='pictures/{picture.name}' width='{round(picture.width_px * _SHOWN)}'"
        f" alt='{shows}'><figcaption>{shows}</figcaption></figure>"
    )


def _candidates(explanation: Explanation, names: Mapping[int, str]) -> str:
    if not explanation.candidates:
        return ""
    rows = "".join(_row(candidate, names) for candidate in explanation.candidates)
    return (
        "<h2>All candidates</h2><table><tr><th>reference image<th>confidence<th>inliers<th>coverage"
        f"<th>similarity inside<th>of a region<th>votes</tr>{rows}</table>"
    )


def _row(candidate: Weighed, names: Mapping[int, str]) -> str:
    inside = "–" if candidate.picture_similarity is None else f"{candidate.picture_similarity:.2f}"
    return (
        f"<tr{' class=match' if candidate.is_match else ''}><td>{_name(candidate.reference_image_id, names)}"
        f"<td>{candidate.confidence_text}<td>{candidate.inliers}<td>{candidate.coverage:.2f}<td>{inside}"
        f"<td>{candidate.similarity:.2f}<td>{candidate.votes:.1f}</tr>"
    )


def _shown(explanation: Explanation, names: Mapping[int, str]) -> str:
    verified = {candidate.reference_image_id for candidate in explanation.candidates}
    others = [image_id for image_id in explanation.reference_image_ids if image_id not in verified]
    if not others:
        return ""
    rows = "".join(f"<tr><td>{_name(image_id, names)}</tr>" for image_id in others)
    return f"<h2>Also shown above</h2><table>{rows}</table>"


def _name(reference_image_id: int, names: Mapping[int, str]) -> str:
    return html.escape(f"#{reference_image_id} {names.get(reference_image_id, '')}".strip())
