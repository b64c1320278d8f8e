"""``manage.py evaluate_recognition DIR…``: how well recognition works, measured on photos with ground truth."""

import json
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from vision.decode import UndecodablePhoto
from vision.evaluation.catalogue import MemoryCatalogue, compute_entries
from vision.evaluation.figures import SCHEMA, figures, peak_memory_bytes
from vision.evaluation.photos import PhotoSet, PhotoSetUnusable, read_distractors, read_photo_set
from vision.evaluation.report import write_report
from vision.evaluation.run import Result, run
from workers.engine import networks


class Command(BaseCommand):
    help = "Runs the production pipeline over photo sets and reports recall, precision, false accepts and timings."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folders", nargs="+", type=Path, metavar="DIR", help="a photo set")
        parser.add_argument(
            "--distractors", action="append", default=[], type=Path, metavar="CSV", help="works that join the catalogue"
        )
        parser.add_argument(
            "--none", action="append", default=[], type=Path, metavar="DIR", help="photos with nothing to find"
        )
        parser.add_argument("--limit", type=int, help="only the first N photos of each set")
        parser.add_argument("--json", type=Path, metavar="OUT", help="write the figures")
        parser.add_argument("--report", type=Path, metavar="OUT_DIR", help="write an HTML page of what went wrong")

    def handle(
        self,
        *,
        folders: Sequence[Path],
        distractors: Sequence[Path],
        none: Sequence[Path],
        limit: int | None,
        json: Path | None,
        report: Path | None,
        **_: object,
    ) -> None:
        try:
            sets = [read_photo_set(folder, limit=limit) for folder in (*folders, *none)]
            others = [path for catalogue in distractors for path in read_distractors(catalogue)]
            results, paths = _evaluate(sets, others)
        except (PhotoSetUnusable, UndecodablePhoto, OSError) as error:
            raise CommandError(str(error)) from error
        facts = _facts(sets, results, references=len(paths))
        _show(Console(file=self.stdout), facts)  # type: ignore[arg-type]  # Django's wrapper writes like a file
        if json is not None:
            _write_json(json, facts)
        if report is not None:
            page = write_report(report, results, paths, facts)
            self.stdout.write(f"Report: {page}")


def _evaluate(sets: Sequence[PhotoSet], distractors: Sequence[Path]) -> tuple[list[Result], list[Path]]:
    """The results of all photos, and the reference files by their catalogue number."""
    cache = Path(settings.INDEX_DIR).parent / "evaluation-cache"
    groups = [*(photo_set.references for photo_set in sets), tuple(distractors)]
    paths = [path for group in groups for path in group]
    catalogue = MemoryCatalogue(networks())
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns) as progress:
        bar = progress.add_task("indexing", total=2 * len(paths))
        number = 0
        for group in groups:
            entries = compute_entries(
                group, networks(), cache=cache, progress=lambda count: progress.advance(bar, count)
            )
            catalogue.add(dict(enumerate(entries, start=number)))
            number += len(entries)
        numbers = {path: place for place, path in enumerate(paths)}
        bar = progress.add_task("recognizing", total=sum(len(photo_set.queries) for photo_set in sets))
        results = [
            result
            for photo_set in sets
            for result in run(photo_set, numbers, catalogue, progress=lambda count: progress.advance(bar, count))
        ]
    return results, paths


def _facts(sets: Sequence[PhotoSet], results: Sequence[Result], *, references: int) -> dict[str, object]:
    by_set = {s.name: figures([r for r in results if r.photo_set == s.name]) for s in sets}
    return {
        "schema": SCHEMA,
        "embedder": networks().embedder.fingerprint,
        "descriptors": networks().vocabulary_fingerprint,
        "references": references,
        "peak_memory_bytes": peak_memory_bytes(),
        "all": figures(results),
        "sets": by_set,
    }


def _write_json(path: Path, facts: dict[str, object]) -> None:
    path.write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")


def _show(console: Console, facts: dict[str, object]) -> None:
    table = Table("set", "photos", "recall@50", "top-1", "matched", "precision", "false accepts", "several", "p50 ms")
    rows = {**_mapping(facts["sets"]), "all": facts["all"]}
    for name, values in rows.items():
        row = _mapping(values)
        recall = _mapping(row["candidate_recall"])["50"]
        shares = [recall, *(row[key] for key in ("top_1", "match_rate", "match_precision", "false_accepts"))]
        p50 = _mapping(_mapping(row["milliseconds"])["recognize"])["p50"]
        table.add_row(
            name, str(row["photos"]), *(_share(s) for s in shares), _share(row["works_found_of_several"]), f"{p50:.0f}"
        )
    console.print(table)


def _mapping(value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise TypeError(f"expected a mapping, found {type(value)}")
    return value


def _share(value: object) -> str:
    facts = _mapping(value)
    return f"{facts['hits']}/{facts['total']}"
