"""``python -m tests.benchmarks.hard``: what recognition finds in hard photos, kind by kind.

The photos are made of works of the shared sets and catalogue (``hard_photos.py``). Works of the photo sets hang as they
are and are indexed as catalogues have them, at 288 px or squashed to 192 × 192; so are the references of real photos.
All works of the shared catalogue are indexed beside them. Every photo is recognized twice: as it is, and with all works
that hang there taken out. Photos are kept in ``--folder``; the same seed makes the same photos.
"""

import argparse
import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np
from PIL import ExifTags, Image
from rich.console import Console
from rich.progress import Progress, track

from tests.benchmarks.adapters import ROOT, shared_data
from tests.benchmarks.hard_photos import KINDS, Kind, collage
from tests.benchmarks.report import Table, write_tables
from vision.engine import load_networks
from vision.evaluation.measure import Tools, measure
from vision.evaluation.photos import PhotoSet, Query, read_nothing_to_find, read_photo_set
from vision.evaluation.pictures import PictureStore
from vision.evaluation.run import LOST_AT, Result, Wanted
from vision.structures import RgbImage

DOCUMENT = ROOT / "docs" / "evaluation.md"
SECTION = "python -m tests.benchmarks.hard"
SEED = 11
SETS = ("canframis", "tcd_gallery")
SQUASHED_WH, CATALOGUED_PX = (192, 192), 288
# Of the long side of a work before it is hung.
HUNG_PX = 800
# Of pictures known as squares only: the logarithm of width by height.
LOG_ASPECT = (-0.45, 0.45)
JPEG_QUALITY = (50, 90)
# Kinds take their works so far apart; of the real photos every so manieth is taken.
WORKS_APART, REAL_STEP = 12, 9


@dataclass(frozen=True, slots=True)
class Work:
    """A work as it hangs on the wall (the file of its picture), and as the catalogue shows it."""

    picture: Path
    reference: Path
    aspect_is_known: bool = True


@dataclass(frozen=True, slots=True)
class Material:
    """What the photos are made of."""

    of_sets: Sequence[Work]
    of_catalogue: Sequence[Work]
    photos: Sequence[Query]
    """The sets' real photos of works, with their references as catalogues have them."""
    others: Sequence[RgbImage]
    """Photos of no art."""


def main() -> None:
    """Makes the photos, recognizes them, prints; writes the document with ``--write``."""
    parser = argparse.ArgumentParser(prog=SECTION, description=__doc__)
    parser.add_argument("--folder", type=Path, default=ROOT / "var" / "hard", help="where photos are kept")
    parser.add_argument("--photos", type=int, default=6, help="of each kind (default: %(default)s)")
    parser.add_argument("--kind", action="append", help="only this kind; may be given more than once")
    parser.add_argument("--write", action="store_true", help=f"write the table to docs/{DOCUMENT.name}")
    options = parser.parse_args()
    material = gather(shared_data(), options.folder)
    sets = [*rendered(material, options.folder, options.photos), *real(material, options.folder, options.photos)]
    results = recognized([s for s in sets if not options.kind or s.name in options.kind], material, options.folder)
    shown = table(results)
    shown.show(Console(width=140))
    if options.write:
        conditions = (
            f"{len(results)} photos, {len(material.of_catalogue) + len(material.of_sets)} works in the catalogue."
        )
        write_tables(DOCUMENT, [shown], conditions=conditions, section=SECTION)


def gather(data: Path, folder: Path) -> Material:
    """The works and the photos; references of the photo sets are made as catalogues have them."""
    sets = [read_photo_set(data / "photos" / name) for name in SETS]
    pictures = [path for photo_set in sets for path in photo_set.references]
    catalogued = {
        path: _as_catalogued(path, folder / "references", is_squashed=place % 2 == 0)
        for place, path in enumerate(pictures)
    }
    with (data / "catalogue" / "artworks.csv").open(newline="", encoding="utf-8") as lines:
        rows = [(data / "catalogue" / row["image"], row["aspect_true"] != "0") for row in csv.DictReader(lines)]
    return Material(
        of_sets=[Work(path, reference) for path, reference in catalogued.items()],
        of_catalogue=[Work(path, path, aspect_is_known) for path, aspect_is_known in rows],
        photos=[
            Query(query.path, frozenset(catalogued[path] for path in query.references))
            for photo_set in sets
            for query in photo_set.queries
            if query.references
        ],
        others=[_read(query.path) for query in read_nothing_to_find(data / "photos" / "not_art").queries],
    )


def rendered(material: Material, folder: Path, count: int) -> Iterator[PhotoSet]:
    """A set of each kind, whose photos show works of the catalogue and of the sets in turn."""
    drawn = np.random.default_rng(SEED)
    of_sets, of_catalogue = (drawn.permutation(len(works)) for works in (material.of_sets, material.of_catalogue))
    for turn, (name, kind) in enumerate(track(KINDS.items(), "photographing")):
        queries = []
        for number in range(count):
            place = turn * WORKS_APART + number
            hung = [material.of_catalogue[of_catalogue[(8 * place + i) % len(of_catalogue)]] for i in range(kind.works)]
            if number % 2:
                hung[0] = material.of_sets[of_sets[place // 2 % len(of_sets)]]
            path = folder / "photos" / f"{name} {hung[0].reference.stem}.jpg"
            if not path.is_file():
                _photograph(kind, hung, material.others, np.random.default_rng((SEED, turn, number)), path)
            queries.append(Query(path, frozenset(work.reference for work in hung)))
        yield PhotoSet(name, tuple(queries), ())


def real(material: Material, folder: Path, count: int) -> Iterator[PhotoSet]:
    """Real photos of works, as they are, and small in other photos."""
    chosen = tuple(material.photos[::REAL_STEP])[:count]
    yield PhotoSet("real photos", chosen, ())
    queries = []
    for number, query in enumerate(chosen):
        path = folder / "photos" / f"small {query.path.stem}.jpg"
        if not path.is_file():
            _save(collage(_read(query.path), material.others, np.random.default_rng((SEED, number))), path, 85)
        queries.append(Query(path, query.references))
    yield PhotoSet("real photos, small in others", tuple(queries), ())


def recognized(sets: Sequence[PhotoSet], material: Material, folder: Path) -> list[Result]:
    """Every photo, recognized with its works in the catalogue and without."""
    references = tuple(work.reference for work in material.of_sets)
    sets = [PhotoSet(each.name, each.queries, references) for each in sets]
    with Progress() as progress:

        def bar(what: str, total: int) -> Callable[[int], None]:
            task = progress.add_task(what, total=total)
            return lambda count: progress.advance(task, count)

        tools = Tools(load_networks(device="cpu"), PictureStore(folder.parent / "evaluation-cache"), bar)
        catalogue = [work.reference for work in material.of_catalogue]
        return measure(sets, catalogue, tools, wanted=Wanted(absent=True)).results


def table(results: Sequence[Result]) -> Table:
    """A row a kind."""
    by_kind: dict[str, list[Result]] = {}
    for result in results:
        by_kind.setdefault(result.photo_set, []).append(result)
    columns = (
        "kind", "photos", "a work matched", "works matched", f"lost in {' / '.join(LOST_AT[1:])}", "wrong matches",
        "matches without the works",
    )  # fmt: skip
    return Table("By kind", columns, [_row(*each) for each in ({**by_kind, "all": list(results)}).items()])


def _row(name: str, results: Sequence[Result]) -> tuple[str, ...]:
    lost = [result.missed_at for result in results]
    return (
        name,
        str(len(results)),
        str(sum(bool(result.found) for result in results)),
        f"{sum(len(result.found) for result in results)} of {sum(len(result.expected) for result in results)}",
        " / ".join(str(lost.count(stage)) for stage in LOST_AT[1:]),
        str(sum(claim.reference not in result.expected for result in results for claim in result.matches)),
        str(sum(any(claim.is_match for claim in result.absent or ()) for result in results)),
    )


def _photograph(
    kind: Kind, hung: Sequence[Work], others: Sequence[RgbImage], rng: np.random.Generator, path: Path
) -> None:
    photo = kind.make([_as_hung(work, rng) for work in hung], others, rng)
    _save(photo, path, int(rng.integers(*JPEG_QUALITY)), kind.orientation)


def _as_hung(work: Work, rng: np.random.Generator) -> RgbImage:
    """The work's picture, large; one that is known as a square only gets a likely aspect."""
    picture = _read(work.picture)
    aspect = picture.shape[1] / picture.shape[0] if work.aspect_is_known else float(np.exp(rng.uniform(*LOG_ASPECT)))
    size_wh = (round(HUNG_PX * min(1, aspect)), round(HUNG_PX / max(1, aspect)))
    return np.asarray(cv2.resize(picture, size_wh, interpolation=cv2.INTER_CUBIC), np.uint8)


def _as_catalogued(path: Path, folder: Path, *, is_squashed: bool) -> Path:
    made = folder / f"{path.stem}.webp"
    if not made.is_file():
        made.parent.mkdir(parents=True, exist_ok=True)
        picture = Image.fromarray(_read(path))
        scale = CATALOGUED_PX / max(picture.size)
        size_wh = SQUASHED_WH if is_squashed else (round(picture.width * scale), round(picture.height * scale))
        picture.resize(size_wh, Image.Resampling.LANCZOS).save(made, quality=85)
    return made


@cache
def _read(path: Path) -> RgbImage:
    return np.asarray(Image.open(path).convert("RGB"))


def _save(photo: RgbImage, path: Path, quality: int, orientation: int = 1) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    Image.fromarray(photo).save(path, "JPEG", quality=quality, exif=exif)


if __name__ == "__main__":
    main()
