"""``manage.py evaluate_classification``: how often style, artist, period, medium and genre are guessed right."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console

from vision.decode import UndecodablePhoto
from vision.evaluation.classification import SCHEMA, figures
from vision.evaluation.classification_report import show_table, write_report
from vision.training.end_to_end import NothingToLearn
from vision.training.works import CatalogueUnusable
from vision.weights import WeightsMismatch
from workers.management.classification import CATALOGUE, Backbone, Outcome, Task, evaluate_backbone, evaluate_heads

_REFUSALS = (CatalogueUnusable, NothingToLearn, UndecodablePhoto, WeightsMismatch, OSError, ValueError)


class Command(BaseCommand):
    help = (
        "Fits the classifier to labelled pictures (a CSV file as import_artworks reads it, or the catalogue) and "
        "reports how often it is right on others: those of --test, else by cross-validation. With --backbone it "
        "trains any timm backbone from end to end instead."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        add = parser.add_argument
        add("--train", default=CATALOGUE, metavar="CSV", help='pictures to learn from (default "%(default)s")')
        add("--test", action="append", default=[], type=Path, metavar="CSV", help="pictures to be asked about")
        add("--folds", type=int, default=5, help="of the cross-validation (default %(default)s)")
        add("--fewest", type=int, default=20, help="works that a label needs to be learned (default %(default)s)")
        add("--limit", type=int, help="only so many pictures of each CSV file, drawn at random")
        add("--json", type=Path, metavar="OUT", help="write the figures")
        add("--report", type=Path, metavar="DIR", help="write an HTML page with confusion matrices")
        add("--backbone", metavar="NAME", help="train this timm backbone from end to end, such as vgg13_bn")
        add(
            "--weights", type=Path, metavar="FILE", help="what it starts from; else the hub's weights, else random ones"
        )
        add("--sha256", default="", help="of FILE")
        add("--epochs", type=int, default=10, help="times it sees each picture (default %(default)s)")

    def handle(self, *_: object, json: Path | None, report: Path | None, **options: Any) -> None:  # noqa: ANN401
        console = Console(file=self.stdout)  # type: ignore[arg-type]  # Django's wrapper writes like a file
        try:
            outcome = _evaluate(console, **options)
        except _REFUSALS as error:
            raise CommandError(str(error)) from error
        facts = _facts(outcome)
        for name, test in facts["tests"].items():
            console.print(show_table(name, test["attributes"]))
        if json is not None:
            _write_json(json, facts)
        if report is not None:
            console.print(f"Report: {write_report(report, outcome.said, facts)}")


def _evaluate(console: Console, **options: Any) -> Outcome:  # noqa: ANN401 - as argparse read them
    if min(options["folds"], options["fewest"]) < 2:
        raise ValueError("--folds and --fewest are 2 or more: what is learned is also to be asked about.")
    task = Task(
        train=options["train"],
        tests=tuple(options["test"]),
        folds=options["folds"],
        fewest=options["fewest"],
        limit=options["limit"],
    )
    if not options["backbone"]:
        if options["weights"] or options["sha256"]:
            raise ValueError("--weights are those of a backbone: name it with --backbone.")
        return evaluate_heads(task, console)
    backbone = Backbone(options["backbone"], options["weights"], options["sha256"], options["epochs"])
    return evaluate_backbone(task, backbone, console)


def _facts(outcome: Outcome) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "network": outcome.network,
        "trained_on": outcome.trained_on,
        "milliseconds_per_picture": outcome.milliseconds,
        "tests": {
            name: {"attributes": {each.attribute: figures(each) for each in predictions}}
            for name, predictions in outcome.said.items()
        },
    }


def _write_json(path: Path, facts: dict[str, Any]) -> None:
    path.write_text(json.dumps(facts, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
