"""``manage.py index status|rebuild|verify|repair``: reports and mends drift between the indexes and the database."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import QuerySet
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from catalog.models import ReferenceImage
from catalog.selectors.classification import images_without_classification_vector, newest_classifier
from catalog.selectors.images import published_reference_images
from catalog.selectors.index import active_generation, images_to_describe, images_to_embed, last_sequence
from catalog.services.index_log import log_index_changes
from vision.search import BrokenGeneration, read_generation
from workers.embeddings import describe_pending, embed_for_classification, embed_pending
from workers.engine import descriptor_kind, networks, vector_kind
from workers.follower import IndexFollower, IndexKind
from workers.index import publish_generation

_SHARE = 1024


@dataclass(frozen=True, slots=True)
class Drift:
    """Reference images that an index lacks, and those it holds though they are gone, taken down or changed."""

    missing: frozenset[int]
    surplus: frozenset[int]

    def __bool__(self) -> bool:
        return bool(self.missing or self.surplus)


def find_drift(kind: IndexKind[Any, Any]) -> Drift:
    """What differs between the index, as any worker would build it from file and log, and the database."""
    follower = IndexFollower(kind)
    follower.refresh(now=True)
    expected = {image_id for image_id, packed in kind.rows(None) if kind.is_searchable(packed)}
    return Drift(missing=frozenset(expected - follower.index.ids), surplus=frozenset(follower.index.ids - expected))


class Command(BaseCommand):
    help = "Reports on the search indexes and mends them. The database is the truth; the indexes are views of it."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        actions.add_parser("status", help="what is published, embedded, pending, failed; the active generations")
        actions.add_parser("rebuild", help="publish new generations from the database now")
        actions.add_parser("verify", help="compare indexes and database; exit status 1 when they differ")
        actions.add_parser("repair", help="compute what is missing, log what differs, and verify")

    def handle(self, *_: object, action: str, **__: object) -> None:
        console = Console(file=self.stdout)  # type: ignore[arg-type]  # Django's wrapper writes like a file
        {"status": _status, "rebuild": _rebuild, "verify": _verify, "repair": _repair}[action](console)


def _kinds() -> dict[str, IndexKind[Any, Any]]:
    return {"embeddings": vector_kind(), "local descriptors": descriptor_kind()}


def _status(console: Console) -> None:
    published = published_reference_images()
    failed = ReferenceImage.objects.exclude(embedding_error="").count()
    console.print(f"Published reference images: {published.count():,}; unreadable: {failed:,}")
    console.print(f"Changes logged so far: {last_sequence():,}")
    table = Table("", "pending", "generation", "entries", "up to change", "recall@10", "file")
    for name, kind in _kinds().items():
        generation = active_generation(kind.fingerprint)
        pending = f"{_pending(name).count():,}"
        if generation is None:
            table.add_row(name, pending, "none yet", "", "", "", "")
            continue
        path = Path(settings.INDEX_DIR) / generation.file_name
        try:
            read_generation(path, sha256=generation.sha256)
            state = "whole"
        except BrokenGeneration as error:
            state = f"{error}; run: manage.py index rebuild"
        facts = (f"{generation.vectors:,}", f"{generation.sequence:,}", f"{generation.recall_at_10:.3f}")
        table.add_row(name, pending, str(generation.pk), *facts, state)
    console.print(table)
    console.print(f"Embedder: {networks().embedder.fingerprint}")
    _show_classifier(console)


def _show_classifier(console: Console) -> None:
    fingerprint = networks().classification_embedder.fingerprint
    newest = newest_classifier(fingerprint)
    pending = _pending("classification vectors").count()
    console.print(f"Classification network: {fingerprint}; vectors pending: {pending:,}")
    if newest is None or not newest.figures:
        console.print("Classifier: not trained; look-alikes vote, until some labels have enough works to be learned.")
        return
    attributes = ", ".join(sorted(newest.figures))
    console.print(
        f"Classifier: {newest.pk}, of {newest.trained_at:%Y-%m-%d %H:%M}, {newest.images:,} images: {attributes}"
    )


def _pending(name: str) -> QuerySet[ReferenceImage]:
    loaded = networks()
    if name == "embeddings":
        return images_to_embed(loaded.embedder.fingerprint)
    if name == "classification vectors":
        return images_without_classification_vector(loaded.classification_embedder.fingerprint)
    return images_to_describe(loaded.descriptor_fingerprint)


def _rebuild(console: Console) -> None:
    with console.status("Building the generations"):
        publish_generation()
    _status(console)


def _verify(console: Console) -> None:
    drifted = False
    for name, kind in _kinds().items():
        drift = find_drift(kind)
        drifted = drifted or bool(drift)
        console.print(f"{name}: {len(drift.missing):,} missing, {len(drift.surplus):,} surplus")
    if drifted:
        raise CommandError("The index and the database differ. Mend it with: manage.py index repair")


def _repair(console: Console) -> None:
    with _progress(console) as progress:
        _work_off(progress, "embeddings", embed_pending)
        _work_off(progress, "local descriptors", describe_pending)
        _work_off(progress, "classification vectors", embed_for_classification)
    for name, kind in _kinds().items():
        drift = find_drift(kind)
        log_index_changes(drift.missing | drift.surplus)
        console.print(f"{name}: logged {len(drift.missing) + len(drift.surplus):,} changes")
    _verify(console)


def _work_off(progress: Progress, name: str, work: Callable[..., int]) -> None:
    bar = progress.add_task(name, total=_pending(name).count())
    while work(limit=_SHARE, progress=lambda count: progress.advance(bar, count)):
        pass


def _progress(console: Console) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=console)
