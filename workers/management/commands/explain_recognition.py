"""``manage.py explain_recognition PHOTO --out DIR``: why a photo is answered as it is, on a page with pictures."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.table import Table

from catalog.selectors.labels import names_of
from vision.decode import UndecodablePhoto
from vision.explain import explain
from vision.explain.page import FolderNotOurs, check_folder, write_page
from vision.explain.story import Explanation, facts
from vision.pipeline import Engine
from vision.structures import Photo
from workers.engine import descriptor_follower, fresh_engine, vector_follower
from workers.pictures import CataloguePictures

_LISTED = 5


class Command(BaseCommand):
    help = "Recognizes a photo with the live catalogue, and writes a page that shows what each stage made of it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("photo", type=Path, metavar="PHOTO", help="JPEG, PNG, WebP, HEIC or AVIF")
        parser.add_argument(
            "--out", type=Path, required=True, metavar="DIR", help="a new or empty folder, or one with an explanation"
        )
        parser.add_argument("--json", action="store_true", dest="as_json", help="print all figures as JSON")

    def handle(self, *, photo: Path, out: Path, as_json: bool, **_: object) -> None:
        data = _read(photo)
        with _told(out):
            check_folder(out)
        engine = _engine()
        try:
            explanation = explain(Photo(data), engine, CataloguePictures(engine.config))
        except UndecodablePhoto as error:
            raise CommandError(f"{photo}: {error}") from error
        names = names_of(explanation.reference_image_ids)
        with _told(out):
            page = write_page(out, explanation, names)
        if as_json:
            self.stdout.write(json.dumps({**facts(explanation), "page": str(page)}, indent=2))
            return
        # Titles are no markup. Django's wrapper writes like a file.
        console = Console(file=self.stdout, markup=False, emoji=False, highlight=False)  # type: ignore[arg-type]
        _show(console, explanation, names)
        self.stdout.write(f"Page: {page}")


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    """What is wrong with a folder, in a line."""
    try:
        yield
    except FolderNotOurs as error:
        raise CommandError(str(error)) from error
    except OSError as error:
        raise CommandError(f"Cannot write to {folder}: {error.strerror}.") from error


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise CommandError(f"There is no file {path}.") from error
    except OSError as error:
        raise CommandError(f"Cannot read {path}: {error.strerror}.") from error


def _engine() -> Engine:
    """The engine, unless there is nothing that it could find."""
    engine = fresh_engine()
    if not (vector_follower().index.ids or descriptor_follower().index.ids):
        raise CommandError(
            "No published picture is in the index. Import some (manage.py import_artworks, or build_sample_catalogue),"
            " then run: manage.py index repair"
        )
    return engine


def _show(console: Console, explanation: Explanation, names: dict[int, str]) -> None:
    console.print(explanation.headline)
    table = Table(expand=True)
    table.add_column("reference image", no_wrap=True, ratio=1)
    for name in (" confidence", "inliers", "coverage", "inside", "region", "votes"):
        table.add_column(name, no_wrap=True, justify="right")
    for candidate in explanation.candidates[:_LISTED]:
        inside = "–" if candidate.picture_similarity is None else f"{candidate.picture_similarity:.2f}"
        table.add_row(
            f"#{candidate.reference_image_id} {names.get(candidate.reference_image_id, '')}",
            candidate.confidence_text,
            *(str(candidate.inliers), f"{candidate.coverage:.2f}", inside),
            *(f"{candidate.similarity:.2f}", f"{candidate.votes:.1f}"),
        )
    console.print(table)
    console.print(f"{sum(explanation.timings_ms.values()):,.0f} ms without drawing")
