"""``manage.py evaluate_recognition DIR…``: how well recognition works, measured on photos with ground truth."""

import json
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from vision.evaluation.cost import costs
from vision.evaluation.document import write_document
from vision.evaluation.facts import Facts, facts_of, mapping, ours
from vision.evaluation.knob import turn
from vision.evaluation.measure import Bar, Measured, Tools, measure
from vision.evaluation.photos import (
    PhotoSet,
    PhotoSetUnusable,
    read_distractors,
    read_nothing_to_find,
    read_photo_set,
    told_apart,
)
from vision.evaluation.pictures import PictureStore
from vision.evaluation.report import write_report
from vision.evaluation.run import Wanted
from vision.evaluation.tables import number, share
from workers.engine import networks

# ORB compares a photo with one reference after the other: with all distractors it would take hours.
_ORB_DISTRACTORS = 200

_TABLE_WIDTH = 110


class Command(BaseCommand):
    help = "Runs the production pipeline over photo sets and reports recall, precision, false accepts and timings."

    def add_arguments(self, parser: CommandParser) -> None:
        add = parser.add_argument
        add("folders", nargs="+", type=Path, metavar="DIR", help="a photo set")
        add("--distractors", action="append", default=[], type=Path, metavar="CSV", help="works beside the references")
        add("--none", action="append", default=[], type=Path, metavar="DIR", help="photos with nothing to find")
        add("--limit", type=int, help="only the first N photos of each set")
        add("--absent", action="store_true", help="recognize every photo again with its works out of the catalogue")
        add("--cost", action="store_true", help="measure bytes and milliseconds per work")
        add("--knob", action="store_true", help="measure recall and cost with fewer descriptors per work")
        add("--compare", action="store_true", help="run what is on the shelf too (needs requirements-dev.txt)")
        add("--compare-weights", type=Path, metavar="FILE", help="ImageNet weights of timm's mobilenetv2_100 for it")
        add("--json", type=Path, metavar="OUT", help="write the figures")
        add("--report", type=Path, metavar="OUT_DIR", help="write an HTML page of what went wrong")
        add("--document", type=Path, metavar="MARKDOWN", help="write the tables and plots into a document")

    def handle(
        self,
        *,
        folders: Sequence[Path],
        distractors: Sequence[Path],
        none: Sequence[Path],
        limit: int | None,
        absent: bool,
        cost: bool,
        knob: bool,
        compare: bool,
        compare_weights: Path | None,
        json: Path | None,
        report: Path | None,
        document: Path | None,
        **_: object,
    ) -> None:
        sets, others = _read(folders, none, distractors, limit)
        store = PictureStore(Path(settings.INDEX_DIR).parent / "evaluation-cache")
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns) as progress:
            bar = _bar(progress)
            wanted = Wanted(absent=absent, keypoints=knob)
            measured = measure(sets, others, Tools(networks(), store, bar), wanted=wanted)
            facts = facts_of(measured, networks())
            if cost and measured.entries:
                facts["cost"] = costs(measured, networks())
            if knob and measured.entries:
                facts["knob"] = _turn_knob(measured, bar)
            if compare:
                facts["comparison"] = _compare(measured, store, compare_weights, bar)
        self._show(measured, facts)
        if json is not None:
            _write_json(json, facts)
        if document is not None:
            write_document(document, facts)
        if report is not None:
            page = write_report(report, measured.results, measured.references, facts)
            self.stdout.write(f"Report: {page}")

    def _show(self, measured: Measured, facts: Facts) -> None:
        for path, reason in measured.unreadable.items():
            self.stderr.write(f"Left out of the catalogue: {path}: {reason}")
        for result in measured.results:
            if result.problem:
                self.stderr.write(f"Not read, so not found: {result.path}: {result.problem}")
        if measured.unlabelled:
            first = measured.unlabelled[0]
            self.stderr.write(f"Not judged, no row in ground_truth.csv: {len(measured.unlabelled)} photos, as {first}")
        # In a log, too, no cell is cut off.
        width = max(_TABLE_WIDTH, shutil.get_terminal_size().columns)
        _show_table(Console(file=self.stdout, width=width), facts)  # type: ignore[arg-type]  # it writes like a file


def _read(
    folders: Sequence[Path], none: Sequence[Path], distractors: Sequence[Path], limit: int | None
) -> tuple[list[PhotoSet], list[Path]]:
    if limit is not None and limit < 1:
        raise CommandError("--limit must be at least 1.")
    try:
        sets = [read_photo_set(folder, limit=limit) for folder in folders]
        sets += [read_nothing_to_find(folder, limit=limit) for folder in none]
        others = [path for catalogue in distractors for path in read_distractors(catalogue)]
    except (PhotoSetUnusable, OSError) as error:
        raise CommandError(str(error)) from error
    return told_apart(sets), others


def _bar(progress: Progress) -> Bar:
    def start(what: str, total: int) -> Callable[[int], None]:
        task = progress.add_task(what, total=total)
        return lambda count: progress.advance(task, count)

    return start


def _turn_knob(measured: Measured, bar: Bar) -> Facts:
    seen = [(r.keypoints, r.expected) for r in measured.results if r.expected and r.keypoints is not None]
    return turn(measured.entries, seen, networks(), bar=bar)


def _compare(measured: Measured, store: PictureStore, weights: Path | None, bar: Bar) -> Facts:
    try:
        # What it compares with is no part of the product: it is installed for development only.
        from vision.evaluation.baselines.shelf import compare  # noqa: PLC0415
    except ImportError as error:
        raise CommandError(f"--compare needs requirements-dev.txt installed: {error}.") from error
    return {
        "artrec": ours(measured),
        **compare(measured, store, weights=weights, orb_distractors=_ORB_DISTRACTORS, bar=bar),
    }


def _write_json(path: Path, facts: Facts) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")


def _show_table(console: Console, facts: Facts) -> None:
    table = Table("set", "photos", "recall@50", "top-1", "matched", "precision", "false accepts", "several", "p50 ms")
    for name, values in {**mapping(facts["sets"]), "all": facts["all"]}.items():
        row = mapping(values)
        recall = mapping(row["candidate_recall"])["50"]
        keys = ("top_1", "match_rate", "match_precision", "false_accepts", "works_found_of_several")
        took = mapping(row["milliseconds"]).get("recognize")
        p50 = "–" if took is None else f"{number(mapping(took)['p50']):.0f}"
        shares = (share(each, interval=False) for each in (recall, *(row[key] for key in keys)))
        table.add_row(name, str(row["photos"]), *shares, p50)
    console.print(table)
